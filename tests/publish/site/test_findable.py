"""What search engines and catalogues of data are told."""

import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path

import pytest

from scan.publish.site.findable import page_address, write_sitemap
from scan.publish.site.records import Imprint
from tests.publish.site.conftest import MadeSite

SITE = "https://example.org/scan/"
HERE = Imprint(SITE, "", "", "", "")
NOWHERE = Imprint("", "", "", "", "")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("index.html", SITE),
        ("gemeente/mechelen/index.html", f"{SITE}gemeente/mechelen/"),
        ("404.html", ""),
    ],
)
def test_pages_have_one_address(path: str, address: str) -> None:
    assert page_address(path, HERE) == address
    assert page_address(path, NOWHERE) == ""


def test_every_page_is_in_the_sitemap_and_no_other(tmp_path: Path) -> None:
    for name in ("index.html", "a/index.html", "a&b/index.html", "404.html", "a/b.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    write_sitemap(tmp_path, HERE)
    root = ET.parse(tmp_path / "sitemap.xml").getroot()
    found = {loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert found == {SITE, f"{SITE}a/", f"{SITE}a&b/"}
    assert f"Sitemap: {SITE}sitemap.xml" in (tmp_path / "robots.txt").read_text()


def test_without_an_address_there_is_no_sitemap(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    write_sitemap(tmp_path, NOWHERE)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.slow
def test_the_page_of_an_indicator_describes_its_series(made_site: MadeSite) -> None:
    for page in sorted((made_site.folder / "indicator").glob("*/index.html")):
        html = page.read_text(encoding="utf-8")
        (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        told = json.loads(text)
        assert told["@type"] == "Dataset"
        assert told["identifier"] == page.parent.name
        assert 50 <= len(told["description"]) <= 5000, "what search engines ask"
        assert len(told["distribution"]) >= 4
        for file in told["distribution"]:
            assert (page.parent / file["contentUrl"]).resolve().is_file()


@pytest.mark.slow
def test_every_page_says_where_questions_go_and_what_it_is_called(made_site: MadeSite) -> None:
    contact = made_site.workspace.catalogue.wording["downloads"]["package.contact"]
    for page in sorted(made_site.folder.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        assert f'href="{contact}"' in html
        (title,) = re.findall(r"<title>(.*?)</title>", html)
        (shared,) = re.findall(r'<meta property="og:title" content="(.*?)">', html)
        assert unescape(shared) == unescape(title)
        assert "canonical" not in html, "this site has no address"

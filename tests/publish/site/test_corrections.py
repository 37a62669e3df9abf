"""Corrections: what was wrong is told for ever, and what is told holds together."""

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue, load_catalogue
from scan.errors import CatalogueError
from scan.house import CATALOGUE, LAYOUTS
from scan.publish.site.pages import Frame, rendered
from scan.publish.site.records import Corrected, Link, Site
from scan.report.pages.furniture import Furniture
from tests.support.sites import EMPTY

PAGE, TEMPLATE = "rechtzettingen/index.html", "corrections.html.j2"
NAMES = ("style", "script", "map", "compare", "search", "icon")
ENTRY = """
[[correction]]
id = "heading"
day = 2027-02-01
since = {since}
text = "De kop noemde de groep zonder Nederland; Nederland was meegeteld."
where = "de rapporten van alle gemeenten"
indicators = ["{code}"]
"""


def _text(catalogue: Catalogue, site: Site) -> str:
    say = Furniture({**catalogue.wording["values"], **catalogue.wording["site"]})
    frame = Frame(site, {name: f"assets/{name}" for name in NAMES}, (), say, (), ())
    page = rendered(PAGE, TEMPLATE, {}, frame, LAYOUTS / "site")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_page_says_what_since_when_and_where(catalogue: Catalogue) -> None:
    told = Corrected(
        "heading",
        "1 februari 2027",
        "15 januari 2027",
        "De kop was fout.",
        "alle gemeenten",
        (Link("Vreemdelingen", "indicator/DE_42/index.html"),),
    )
    text = _text(catalogue, replace(EMPTY, corrections=(told,)))
    said = (told.day, told.text, "Stond er sinds 15 januari 2027: alle gemeenten.", "Vreemdelingen")
    assert all(part in text for part in said)
    assert "nog niets rechtgezet" not in text
    assert "nog niets rechtgezet" in _text(catalogue, EMPTY)


@pytest.mark.parametrize(
    ("since", "code", "fault"),
    [
        ("2027-01-15", "DE_52", ""),
        ("2027-02-02", "DE_52", "put right on 2027-02-01"),
        ("2027-01-15", "DE_99", "'DE_99' is not among the indicators"),
    ],
)
def test_a_correction_holds_together(tmp_path: Path, since: str, code: str, fault: str) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    text = ENTRY.format(since=since, code=code)
    (folder / "corrections.toml").write_text(text, encoding="utf-8")
    if not fault:
        assert load_catalogue(folder).corrections["heading"].indicators == ("DE_52",)
        return
    with pytest.raises(CatalogueError, match=fault):
        load_catalogue(folder)

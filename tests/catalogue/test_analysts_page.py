"""The page for analysts, followed to the letter: a new edition, theme, source and indicators."""

import datetime
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scan.catalogue.areas import load_areas
from scan.catalogue.reading import load_catalogue
from scan.errors import CatalogueError
from scan.house import CATALOGUE
from tests.catalogue.analysts import MISTAKES, Mistake, follow, make, named_mistakes
from tests.nightly.house import House, attached_figures, build_house

EDITION = "integratiescan-voorbeeld"
NEW = ("LO_40", "AR_20", "DE_40")
"""Fed by a new source; by a source that exists; an indicator that was there before."""
RELEASE = """\
import datetime, pathlib, sys
from scan.catalogue.reading import load_catalogue
from scan.publish.downloads import write_downloads
from scan.publish.news import write_news
from scan.publish.site.make import write_site
from scan.series.opening import open_workspace

output, extracts, folder = map(pathlib.Path, sys.argv[1:])
workspace = open_workspace(output, extracts, load_catalogue(), None, print)
for produce in (write_downloads, write_news, write_site):
    produce(workspace, folder)
"""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Followed:
    """A project edited as the page says, its report of Mechelen, and its site."""

    house: House
    site: Path
    text: str

    def page(self, path: str) -> str:
        """A page of the site."""
        return (self.site / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """The edits, then the commands: check, batch, release."""
    folder = tmp_path_factory.mktemp("analyst")
    house = build_house(folder, made_up_extracts)
    follow(house.root / "catalogue")
    _only_nightly(house.root / "catalogue" / "publications")
    _deliver_library(house)
    checked = house.run("-m", "scan.cli", "check", "--extracts", str(house.extracts))
    assert "No faults" in checked
    made = house.scan("batch", "--publication", EDITION, "--only", "Mechelen", "--only", "Gent")
    assert "2" in made.stdout
    site = folder / "site"
    house.run("-c", RELEASE, str(house.output), str(house.extracts), str(site))
    (pdf,) = (house.shelf / "reports" / EDITION).glob("12025-*.pdf")
    text = subprocess.run(
        ["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    return Followed(house, site, text)


def _only_nightly(publications: Path) -> None:
    """Leaves one edition to the site, so that few reports are needed."""
    for path in publications.glob("*.toml"):
        if path.stem != EDITION:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("nightly = true\n", ""), encoding="utf-8")


def _deliver_library(house: House) -> None:
    """A delivery in the layout that the page shows, for every municipality and two years."""
    towns = load_areas(CATALOGUE / "areas")
    rows = ["jaar,nis,leden"]
    for year in (2023, 2024):
        for town in towns.municipalities(None, datetime.date(year, 12, 31)):
            rows.append(f"{year},{town.nis},{int(town.nis) % 97 + 40 + 3 * (year - 2023)}")
    (house.extracts / "library_2023_2024.csv").write_text("\n".join(rows) + "\n")


def test_report_has_a_page_for_each(followed: Followed) -> None:
    """Contents, opening with its questions and its table, and the page itself."""
    text = " ".join(followed.text.split())
    catalogue = load_catalogue(followed.house.root / "catalogue")
    for code in NEW:
        indicator = catalogue.indicators[code]
        contents, opening = text.split("Inhoud", 1)[1], indicator.question
        assert f"{indicator.short} {code}" in contents, code
        assert text.count(opening) >= 2, code
        assert f"indicator/{code}" in text, code
    assert text.index("Thema 1 Cultuur") < text.index("Thema 2 Wonen") < text.index("Thema 3 Demo")
    assert "alleen kaarthouders" in text
    assert "Deze editie toont hoe" in text


def test_figures_are_attached_with_their_remark(followed: Followed) -> None:
    (pdf,) = (followed.house.shelf / "reports" / EDITION).glob("12025-*.pdf")
    rows = [line.split(";") for line in attached_figures(pdf).splitlines()]
    assert "Kempen" in {row[6] for row in rows[1:]}
    remarks = {row[0]: row[-1] for row in rows[1:]}
    assert remarks["LO_40"] == "alleen kaarthouders"
    assert remarks["AR_20"] == "ouder cijfer"
    assert remarks["DE_40"] == ""


def test_site_downloads_and_calendar_have_them(followed: Followed) -> None:
    """Page of the indicator, of the municipality, of the theme; series; calendar."""
    town = followed.page("gemeente/mechelen/index.html")
    theme = followed.page("thema/cultuur/index.html")
    calendar = followed.page("kalender/index.html")
    for code in NEW:
        page = followed.page(f"indicator/{code}/index.html")
        assert f'href="{code}/index.html"' in town
        assert f"indicator/{code}/" in followed.page(f"gemeente/mechelen/{code}/index.html")
        assert f"indicator/{code}/" in calendar
        series = re.findall(rf'href="[./]*(data/[^"]*{code}[^"]*\.csv[^"]*)"', page)
        assert [path for path in series if (followed.site / path).is_file()] == series != [], code
    assert "Kempen</th>" in town
    assert "Leden van de bibliotheek" in theme
    assert "Wie meeleest met de kaart van een ander" in followed.page("indicator/LO_40/index.html")
    assert ".theme-cultuur" in next((followed.site / "assets").glob("site-*.css")).read_text()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.said)
def test_check_says_what_the_page_says(mistake: Mistake, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    make(mistake, folder)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert named_mistakes()[mistake.said] in [str(fault) for fault in caught.value.faults]


def test_page_names_no_mistake_that_is_not_tried() -> None:
    assert set(named_mistakes()) == {mistake.said for mistake in MISTAKES}


def test_theme_without_colours_is_told(tmp_path: Path) -> None:
    """A theme whose colours are missing is a fault of the check, not of a report."""
    (tmp_path / "none").mkdir()
    house = build_house(tmp_path, tmp_path / "none")
    themes = house.root / "catalogue" / "themes.toml"
    extra = '\n[[theme]]\nid = "cultuur"\ntitle = "Cultuur"\nintro = "Een zin."\n'
    themes.write_text(themes.read_text(encoding="utf-8") + extra, encoding="utf-8")
    klein = house.root / "catalogue" / "publications" / "klein.toml"
    text = klein.read_text(encoding="utf-8").replace('theme = "wonen"', 'theme = "cultuur"')
    klein.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scan.cli", "check"],
        cwd=house.root,
        env=house.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "layouts/tokens.toml · themes.cultuur: no colours" in done.stdout + done.stderr

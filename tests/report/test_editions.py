"""The Brussels edition, read: region, sources of one language, names, what it leaves out.

What is true of Brussels is written down here once more, by hand: which indicators count the
Dutch-language offer only, and which do not exist.
"""

import csv
import re
import subprocess
from collections.abc import Callable
from functools import cache
from html import unescape

import pytest

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.report.gather import Gathered, gather
from scan.report.pages.document import report_html
from scan.series.workspace import Workspace
from scan.views.table import figures_csv
from tests.nightly.house import attached_figures
from tests.report.conftest import BRUSSELS, Reports

DUTCH_OFFER_ONLY = frozenset(
    {f"DE_{number}" for number in range(49, 64)}
    | {f"ON_{number}" for number in ("03", "09", "21", "22", "39", "15", "27", "32", "37")}
    | {"AR_04"}
)
NOT_IN_BRUSSELS = re.compile(r"SA_S_.*|WE_(15|17|18|19|21|22)|WO_12|DE_(53|56|59|62)")
SECOND_NAMES = {"Elsene": "Ixelles", "Sint-Gillis": "Saint-Gilles", "Brussel": "Bruxelles"}
OTHER_REGION = re.compile(r"Vlaams(e)? Gewest|Vlaanderen|Vlaamse gemeente")
OFFER = re.compile(r"alleen (het )?Nederlandstalig")


Read = Callable[[str], tuple[Gathered, str]]
"""From a NIS code to what was gathered and its HTML."""


@pytest.fixture(scope="module")
def edition(catalogue: Catalogue) -> Publication:
    return catalogue.publications[BRUSSELS]


def _towns(catalogue: Catalogue) -> tuple[Area, ...]:
    return catalogue.areas.municipalities("04000", catalogue.areas.newest_division)


@pytest.fixture(scope="module")
def read(made_up: Workspace, edition: Publication) -> Read:
    """Contents and HTML of a report, made when first asked for."""
    wording = made_up.catalogue.wording_of(edition)

    @cache
    def html_of(nis: str) -> tuple[Gathered, str]:
        area = made_up.catalogue.areas.get(nis)
        gathered = gather(made_up, edition, area, None, None)
        return gathered, report_html(gathered.contents, wording).html

    return html_of


def _text(html: str) -> str:
    """All that is read aloud: texts and alternative texts."""
    alternatives = " ".join(re.findall(r'alt="([^"]*)"', html))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html) + alternatives).split())


def _articles(html: str) -> dict[str, str]:
    """The page of each indicator, as HTML."""
    found = re.findall(r'<article[^>]* id="([A-Z_0-9]+)".*?</article>', html, re.DOTALL)
    whole = re.findall(r"<article.*?</article>", html, re.DOTALL)
    return dict(zip(found, whole, strict=True))


def test_edition_holds_what_exists(catalogue: Catalogue, edition: Publication) -> None:
    """Nothing without figures, all of the launch edition else, and the six of 2022."""
    listed = {code for chapter in edition.chapters for code in chapter.indicators}
    launch = {
        code
        for chapter in catalogue.publications["integratiescan"].chapters
        for code in chapter.indicators
    }
    six = {"DE_71", "DE_72", "DE_73", "WE_32", "WE_33", "ON_39"}
    assert listed == {code for code in launch | six if not NOT_IN_BRUSSELS.fullmatch(code)}
    said = {code for absence in edition.absent for code in absence.indicators}
    assert said == launch - listed
    for code in listed:
        feeding = catalogue.indicators[code].sources[0].use
        assert all("04000" in catalogue.sources[name].coverage for name in feeding), code
    assert [chapter.theme for chapter in edition.chapters] == [
        *("demografie", "inburgering", "werk", "onderwijs", "wonen")
    ]


def test_editions_count_what_they_say(catalogue: Catalogue) -> None:
    """58 at the launch, 62 in 2024: six more, three that were not asked again, one that was new."""
    sets = {
        id_: {code for chapter in publication.chapters for code in chapter.indicators}
        for id_, publication in catalogue.publications.items()
    }
    launch, later = sets["integratiescan"], sets["integratiescan-2024"]
    assert (len(launch), len(later)) == (58, 62)
    assert launch - later == {"SA_S_07", "SA_S_29", "SA_S_10"}
    assert later - launch == {"DE_71", "DE_72", "DE_73", "WE_32", "WE_33", "ON_39", "SA_S_34"}


def test_region_is_the_only_comparison(read: Read, catalogue: Catalogue) -> None:
    _check_region(
        read, catalogue.areas.find("Sint-Joost-ten-Node", catalogue.areas.newest_division)
    )


@pytest.mark.slow
def test_region_is_the_only_comparison_in_all_nineteen(read: Read, catalogue: Catalogue) -> None:
    towns = _towns(catalogue)
    assert len(towns) == 19
    for area in towns:
        _check_region(read, area)


def _check_region(read: Read, area: Area) -> None:
    """Sentences, charts, alternative texts, tables, definitions, chapters, attached figures."""
    gathered, html = read(area.nis)
    text = _text(html)
    assert "Brussels Hoofdstedelijk Gewest" in text
    assert not OTHER_REGION.findall(text)
    for view in gathered.views:
        assert {place.nis for place in view.comparators} <= {"04000"}
    for drawing in gathered.drawings.values():
        said = " ".join(mark.text for mark in drawing.marks if hasattr(mark, "text"))
        assert not OTHER_REGION.findall(said)
    assert not re.search(r"\b(VDAB|[Bb]urgerbevraging van)\b", text)
    shown = [code for code in _articles(html) if NOT_IN_BRUSSELS.fullmatch(code)]
    assert shown == []
    if area.second_name:
        assert f'<span class="second-name" lang="fr">{area.second_name}</span>' in html
        assert f"{area.name} / {area.second_name}" in text


def test_dutch_offer_is_told_on_exactly_its_pages(read: Read, made_up: Workspace) -> None:
    """In the small print and over the table; in the chapter's table; in the attached figures."""
    gathered, html = read("21014")
    pages = _articles(html)
    told = {code for code, page in pages.items() if OFFER.search(_text(page))}
    warned = {code for code, page in pages.items() if "In Brussel" in _text(page)}
    assert told == warned == DUTCH_OFFER_ONLY & set(pages)
    rows = re.findall(r'<th scope="row" class="subject"><a href="#([A-Z_0-9]+)">([^<]*)</a>', html)
    assert len(rows) == len(pages)
    old = {view.indicator for view in gathered.views if view.old}
    assert {code for code, short in rows if "°" in short} == told | old
    wording = made_up.catalogue.wording
    lines = figures_csv(gathered.views, {**wording["values"], **wording["downloads"]}).splitlines()
    heads, *cells = csv.reader(lines, delimiter=";")
    assert heads[-1] == "opmerking"
    assert {row[0] for row in cells if OFFER.search(row[-1])} == told


def test_flemish_report_says_nothing_of_brussels(made_up: Workspace) -> None:
    """Warnings for readers of one region stay there; the usual cover and map stay too."""
    catalogue = made_up.catalogue
    launch, area = catalogue.publications["integratiescan"], catalogue.areas.get("12025")
    gathered = gather(made_up, launch, area, "onderwijs", None)
    html = report_html(gathered.contents, catalogue.wording_of(launch)).html
    assert not OFFER.search(_text(html))
    assert "In Brussel" not in _text(html)
    assert "<body data-foot" in html


def test_map_names_the_nineteen(read: Read, catalogue: Catalogue) -> None:
    gathered, _ = read("21014")
    texts = {mark.text for mark in gathered.drawings["map"].marks if hasattr(mark, "text")}
    letters = re.sub(r"[^a-z]", "", " ".join(texts).casefold())
    for area in _towns(catalogue):
        for name in filter(None, (area.name, area.second_name)):
            for word in re.split(r"[ -]", name):
                assert word.casefold() in letters, name


def test_second_names_find_the_municipality(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    for name, second in SECOND_NAMES.items():
        assert areas.find(second, areas.newest_division).name == name
    assert [area for area in _towns(catalogue) if area.second_language not in ("", "fr")] == []


@pytest.mark.slow
def test_whole_pdf_says_nothing_of_the_other_region(reports: Reports, edition: Publication) -> None:
    """The finished file: pages, outline, metadata, attached figures."""
    made = reports("made_up", BRUSSELS, "Elsene")
    text = subprocess.run(
        ["pdftotext", str(made.path), "-"], capture_output=True, text=True, check=True
    ).stdout
    about = subprocess.run(
        ["pdfinfo", str(made.path)], capture_output=True, text=True, check=True
    ).stdout
    for told in (" ".join(text.split()), about, attached_figures(made.path)):
        assert not OTHER_REGION.findall(told)
    assert "Jouw Lokale Integratiescan Brussel: Elsene / Ixelles" in about
    assert edition.pages[0] <= made.pages <= edition.pages[1]

"""Whole reports, read back from their PDFs: pages, titles, links, words, bytes."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from scan.catalogue.addresses import BASE_VARIABLE
from scan.errors import ReportError
from scan.report.one import Made, make_report
from scan.series.workspace import Workspace

LAUNCH = "integratiescan"
FREE = "integratiescan-beschikbaar"
SAMPLE = "Voorbeeldcijfers: geen echte gegevens"


def _make(workspace: Workspace, name: str, publication: str = LAUNCH) -> Made:
    area = workspace.catalogue.areas.find(name, workspace.as_of)
    return make_report(workspace, workspace.catalogue.publications[publication], area)


def _texts(path: Path) -> list[str]:
    """The text of each page, white space drawn together."""
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [re.sub(r"\s+", " ", text.replace("\ufffe", "").replace("\u00ad", "")) for text in texts]


@contextmanager
def _opened(path: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(path) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def mechelen(made_up: Workspace) -> Made:
    return _make(made_up, "Mechelen")


def test_the_report_has_its_pages_and_all_titles(made_up: Workspace, mechelen: Made) -> None:
    publication = made_up.catalogue.publications[LAUNCH]
    assert publication.pages[0] <= mechelen.pages <= publication.pages[1]
    texts = _texts(mechelen.path)
    assert len(texts) == mechelen.pages
    everything = " ".join(texts)
    codes = [code for chapter in publication.chapters for code in chapter.indicators]
    assert len(codes) == 58
    for code in codes:
        assert f"{made_up.catalogue.indicators[code].short} {code}" in everything
    assert sum("Het thema in een tabel" in text for text in texts) == 6
    for chapter in publication.chapters:
        assert made_up.catalogue.themes[chapter.theme].title in everything


def test_made_up_figures_say_so_everywhere(mechelen: Made) -> None:
    assert mechelen.path.name == "12025-mechelen-voorbeeld.pdf"
    assert "sample" in mechelen.path.parts
    assert all(SAMPLE in text for text in _texts(mechelen.path))
    with _opened(mechelen.path) as pdf:
        assert SAMPLE in str(pdf.docinfo["/Subject"])


def test_contents_and_bookmarks_lead_to_their_pages(made_up: Workspace, mechelen: Made) -> None:
    with _opened(mechelen.path) as pdf:
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root] + [
                child.title for item in outline.root for child in item.children
            ]
        links = [
            annotation
            for page in list(pdf.pages)[:4]
            for annotation in page.get("/Annots", [])
            if annotation.get("/Subtype") == "/Link"
        ]
        assert len(links) >= 58
        assert all("/Dest" in link or "/A" in link for link in links)
    for theme in made_up.catalogue.themes.values():
        assert any(theme.title in title for title in titles)
    texts = _texts(mechelen.path)
    found = re.findall(r"(Demografie|Vreemdelingen|Begrippen)(?: DE_42)? (\d+)\b", texts[2])
    assert len(found) == 3
    for title, number in found:
        assert title in texts[int(number) - 1]


def _addresses(path: Path) -> list[str]:
    """Where the links of a report lead that leave it."""
    with _opened(path) as pdf:
        actions = [note.get("/A", {}) for page in pdf.pages for note in page.get("/Annots", [])]
        return [str(action["/URI"]) for action in actions if "/URI" in action]


def test_every_indicator_leads_to_its_series(made_up: Workspace, mechelen: Made) -> None:
    """Seen from a report in its place on the site, which needs no address for that."""
    chapters = made_up.catalogue.publications[LAUNCH].chapters
    codes = [code for chapter in chapters for code in chapter.indicators]
    assert _addresses(mechelen.path) == [f"../../indicator/{code}/index.html" for code in codes]


def test_a_site_with_an_address_is_linked_and_printed(
    made_up: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BASE_VARIABLE, "https://example.org/scan")
    area = made_up.catalogue.areas.find("Mechelen", made_up.as_of)
    publication = made_up.catalogue.publications[LAUNCH]
    part = make_report(made_up, publication, area, "werk")
    (own,) = (chapter for chapter in publication.chapters if chapter.theme == "werk")
    series = [f"https://example.org/scan/indicator/{code}/" for code in own.indicators]
    assert _addresses(part.path) == series
    printed = " ".join(_texts(part.path))
    assert all(address in printed for address in series)


def test_the_attached_figures_are_those_of_the_pages(mechelen: Made) -> None:
    with _opened(mechelen.path) as pdf:
        (name,) = list(pdf.attachments)
        data = pdf.attachments[name].get_file().read_bytes()
    assert name == "cijfers-mechelen-voorbeeldcijfers.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    newest = [
        row
        for row in rows
        if row["indicator"] == "DE_36" and row["gebied"] == "Mechelen" and row["periode"] == "2025"
    ]
    (main,) = [row for row in newest if row["onderdeel"] == "hoofdcijfer"]
    (page,) = [
        t for t in _texts(mechelen.path) if "Personen van buitenlandse herkomst DE_36 Hoeveel" in t
    ]
    assert f"{main['waarde']} %" in page.replace("\u00a0", " ")
    assert len({row["indicator"] for row in rows}) == 58


def test_the_report_answers_what_a_council_member_asks(mechelen: Made) -> None:
    everything = " ".join(_texts(mechelen.path)).replace("\u00a0", " ")
    for sentence in (
        r"In Mechelen heeft [\d,]+ % van de inwoners een vreemde nationaliteit, ",
        r"In Mechelen staat \w+ bovenaan de lijst van vreemde nationaliteiten",
        r"in Mechelen had [\d,]+ % van de kleuters een andere thuistaal dan het Nederlands",
        r"In Mechelen kijkt \d+ % van de inwoners positief naar diversiteit",
        r"In Mechelen heeft \d+ % van de inwoners meer dan tien vrienden of kennissen van niet-",
    ):
        assert re.search(sentence, everything), sentence


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(made_up: Workspace, mechelen: Made) -> None:
    assert _make(made_up, "Mechelen").sha256 == mechelen.sha256


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Antwerpen", "Herstappe", "Hasselt", "De Haan", "Baarle-Hertog"])
def test_reports_of_all_kinds_of_municipalities(made_up: Workspace, name: str) -> None:
    made = _make(made_up, name)
    assert made.pages >= (60 if name != "Herstappe" else 15)
    assert f"In {name}" in " ".join(_texts(made.path))


@pytest.mark.slow
def test_a_brussels_report_compares_with_brussels(made_up: Workspace) -> None:
    made = _make(made_up, "Schaarbeek", "integratiescan-brussel")
    everything = " ".join(_texts(made.path))
    assert "Brussels Hoofdstedelijk Gewest" in everything
    assert not re.search(r"(dan|als|met|tegenover) (in )?het Vlaams Gewest", everything)


@pytest.mark.parametrize(
    "name", ["Mechelen", "Herstappe", "Hasselt", "Beveren-Kruibeke-Zwijndrecht"]
)
def test_real_figures_carry_no_mark_of_made_up_ones(real: Workspace, name: str) -> None:
    made = _make(real, name, FREE)
    texts = _texts(made.path)
    everything = " ".join(texts).replace("\u00a0", " ")
    assert "Voorbeeldcijfers" not in everything
    assert made.path.parent == real.output / "reports" / FREE
    assert "28,1 %" in everything
    assert ("Kruispuntbank Inburgering" in everything) == (name != "Herstappe")  # all old there


def test_what_is_not_delivered_is_listed(real: Workspace) -> None:
    made = _make(real, "Mechelen")
    everything = " ".join(_texts(made.path)).replace("\u00a0", " ")
    missing = real.catalogue.indicators["WE_02"].short
    assert re.search(rf"{missing} \(WE_02; verwacht: ", everything)
    assert "cijfers over 44 van de 58 indicatoren" in everything
    assert everything.count("; verwacht: ") == 14
    assert "In Mechelen heeft 39,0 % van de inwoners een buitenlandse herkomst" in everything


def test_a_column_too_narrow_fails_the_report_with_its_subject(
    real: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Onafbreekbaarlangewoordenzonderspaties" * 6
    catalogue = real.catalogue
    indicator = catalogue.indicators["DE_36"]
    broken = indicator.model_copy(update={"short": long})
    changed = replace(catalogue, indicators={**catalogue.indicators, "DE_36": broken})
    with pytest.raises(ReportError) as caught:
        _make(replace(real, catalogue=changed), "Mechelen", FREE)
    assert "DE_36" in str(caught.value) or "inhoud" in str(caught.value)

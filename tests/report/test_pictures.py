"""A handful of pages looks as it did when somebody last looked at them.

``make pictures`` stores the pages as they are now; look at them before they are kept. A page
that differs leaves expected, actual and difference side by side under ``build/pictures``.
"""

import os
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from scan.house import ROOT
from scan.report.one import Made
from tests.report.conftest import LAUNCH, Reports
from tests.support.looks import apart, beside, pages

STORED = Path(__file__).parent / "pictures"
SHOWN = ROOT / "build" / "pictures"
UPDATE = "SCAN_PICTURES_UPDATE"
TOLERATED = 0.004
"""The share of a page that may differ: a word or two, not a line, a bar or a column."""

PAGES = {
    "cover": "Jouw Lokale Integratiescan Mechelen",
    "contents": "Inhoud",
    "core": "De kern van Mechelen",
    "profile": "Het profiel van Mechelen",
    "opening": "Samenleven",
    "sources": "Bronnen en kalender",
    "total": "indicator/DE_36",
    "number": "indicator/DE_48",
    "parts": "indicator/DE_40",
    "top": "indicator/DE_46",
    "ages": "indicator/DE_45",
    "groups": "indicator/WE_02",
    "groups-by-groups": "indicator/WE_04",
    "parts-by-groups": "indicator/WE_25",
    "survey-parts": "indicator/SA_S_27",
    "survey-parts-by-groups": "indicator/SA_S_31",
    "survey-groups": "indicator/SA_S_07",
}
"""The pages by name, and the title of a bookmark or a text by which each is found."""


@pytest.fixture(scope="module")
def report(reports: Reports) -> Made:
    return reports("made_up", LAUNCH, "Mechelen")


@pytest.fixture(scope="module")
def numbers(report: Made) -> dict[str, int]:
    """The page (from 1) of each of ``PAGES``."""
    document = pypdfium2.PdfDocument(report.path)
    marks = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    first = {
        text: number
        for number, page in reversed(list(enumerate(texts, start=1)))
        for text in PAGES.values()
        if text in page
    }
    return {**first, **marks}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(name: str, report: Made, numbers: dict[str, int]) -> None:
    number = numbers[PAGES[name]]
    actual = pages(report.path, (number,))[number]
    stored = STORED / f"{name}.png"
    if os.environ.get(UPDATE):
        _store(actual, stored)
    assert stored.is_file(), f"no picture of “{name}”; make pictures stores it"
    with Image.open(stored) as expected:
        share = apart(expected, actual)
        where = _shown(expected, actual, name) if share > TOLERATED else None
    assert where is None, (
        f"page {number}, “{name}”: {share:.1%} of it looks different, see {where}; "
        "make pictures if that is meant"
    )


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in STORED.glob("*.png")} <= set(PAGES)
    assert sum(path.stat().st_size for path in STORED.glob("*.png")) < 1_500_000


def _store(actual: Image.Image, stored: Path) -> None:
    """Keep ``actual``, and show beside the old picture what became different."""
    if stored.is_file():
        with Image.open(stored) as before:
            if apart(before, actual) == 0:
                return
            _shown(before, actual, stored.stem)
    stored.parent.mkdir(exist_ok=True)
    actual.save(stored, optimize=True)


def _shown(expected: Image.Image, actual: Image.Image, name: str) -> Path:
    SHOWN.mkdir(parents=True, exist_ok=True)
    where = SHOWN / f"{name}.png"
    beside(expected, actual).save(where)
    return where


@pytest.fixture
def page() -> Image.Image:
    """A page with a heading, a chart and lines of text, as large as a stored picture."""
    picture = Image.new("RGB", (413, 585), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 300, 60), fill="black")
    draw.rectangle((40, 100, 370, 250), fill="steelblue")
    for top in range(280, 540, 10):
        draw.line((40, top, 370, top), fill="black", width=2)
    return picture


def test_what_the_eye_sees_is_seen(page: Image.Image) -> None:
    no_chart, moved, small = page.copy(), Image.new("RGB", page.size, "white"), page.copy()
    ImageDraw.Draw(no_chart).rectangle((40, 100, 370, 250), fill="white")
    moved.paste(page, (0, 4))
    ImageDraw.Draw(small).rectangle((40, 300, 55, 306), fill="white")
    assert apart(page, page) == 0
    assert apart(page, no_chart) > TOLERATED
    assert apart(page, moved) > TOLERATED
    assert 0 < apart(page, small) < TOLERATED
    assert apart(page, page.resize((400, 585))) == 1
    assert beside(page, no_chart).size == (3 * 413, 585)

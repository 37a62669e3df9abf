"""Pages: what stands beside or under other things has room, however long a name or a figure is."""

from dataclasses import replace
from itertools import pairwise, product

import pytest

from scan.catalogue.entries import Catalogue
from scan.report.figures import groups_by_groups
from scan.report.figures.drawing import Drawing, TextMark
from scan.report.pages.contents import Caption, IndicatorPage
from scan.report.pages.furniture import furniture_of
from scan.report.pages.layout import lay_out
from scan.report.pages.openings import SHORT, WORDS, summary_columns, summary_row
from scan.report.pages.plan import TOC_SIZES, plan_pages, toc_class
from scan.report.pages.tables import full_tables
from scan.report.pages.typesetting import longest_piece
from scan.report.style import Style
from scan.views.marking import marking_of
from scan.views.records import IndicatorView, Place
from tests.support.example_report import example_report, indicator_page, wording
from tests.support.example_views import EXAMPLES, HIDDEN, beside, kept, moved, put, shown

SAY = furniture_of(wording())
PADDING = 4.0
"""At the right of a cell of the summarising table."""
LONG = Place(
    "46030", "Beveren-Kruibeke-Zwijndrecht", "Beveren-Kruibeke-Zwijndrecht", "municipality"
)
AGES = ("15 tot 24 jaar", "25 tot 49 jaar", "50 tot 64 jaar")


@pytest.mark.parametrize("value", [8.1, 13.9, -13.9, -100.0])
@pytest.mark.parametrize("unit", ["points", "percent", "per_10000", "count"])
def test_every_word_of_the_summarising_table_fits_its_column(unit: str, value: float) -> None:
    view = EXAMPLES["total"]
    figure = shown(value, unit)
    view = put(view, replace(view.main, shown=figure), beside(view.main, figure))
    page = indicator_page(replace(view, unit=unit))
    beside_it = page.view.comparators
    row = summary_row(page, beside_it, SAY, marking_of([page.view]))
    columns = summary_columns(1 + len(beside_it))
    for cell, width in zip(row.cells, columns[1:], strict=False):
        face = "semibold" if cell.kind == "own" else "sans"
        size = WORDS if cell.kind == "words" else SHORT
        assert longest_piece(cell.text, face, size) <= width - PADDING, cell.text


def _ages(place: Place) -> IndicatorView:
    """Three groups of origin by three ages, half of them hidden."""
    view = EXAMPLES["groups_by_groups"]
    rows = []
    for n, labels in enumerate(product(("Belgisch", "EU", "niet-EU"), AGES)):
        here = replace(view.cells[0], codes=labels, labels=labels, count=HIDDEN, base=HIDDEN)
        here = replace(here, shown=HIDDEN if n % 2 else shown(4.0 + n))
        rows += [here, beside(here, shown(5.0 + n))]
    return moved(put(kept(view, view.trend), *rows), place)


def _crowded(view: IndicatorView, more: int) -> tuple[IndicatorPage, Caption]:
    """A page that holds more text than usual."""
    best = groups_by_groups.height(view, Style.from_tokens(), 470.0)
    page = indicator_page(view, 0)
    texts = replace(page, definition=page.definition + " Dat zijn er heel wat." * more)
    return texts, Caption("Groepen vergeleken", "% van de personen", best)


def _baselines(drawing: Drawing) -> list[float]:
    """Of the labels of rows and heads, upwards."""
    texts = [m for m in drawing.marks if isinstance(m, TextMark) and m.x < 20]
    return sorted({round(mark.y, 2) for mark in texts})


@pytest.mark.parametrize("more", range(0, 60, 4))
@pytest.mark.parametrize("place", [LONG, EXAMPLES["total"].place])
def test_rows_of_a_chart_keep_clear_of_each_other_on_a_crowded_page(
    more: int, place: Place
) -> None:
    view = _ages(place)
    page, caption = _crowded(view, more)
    boxes = lay_out(page, (caption,), SAY).boxes
    assert boxes or more > 8
    for box in boxes:
        drawing = groups_by_groups.draw(view, Style.from_tokens(), "werk", box.width, box.height)
        assert min(b - a for a, b in pairwise(_baselines(drawing))) >= 8.0


def test_a_name_of_three_lines_gives_way_to_one_word_where_columns_are_narrow() -> None:
    (table,) = full_tables(_ages(LONG), SAY)
    assert {head.text for head in table.heads if head.kind == "own"} == {"Gemeente"}
    (table,) = full_tables(_ages(EXAMPLES["total"].place), SAY)
    assert {head.text for head in table.heads if head.kind == "own"} == {"Mechelen"}


@pytest.mark.parametrize(
    ("publication", "name", "pages"),
    [
        ("integratiescan", "", 1),
        ("integratiescan-beschikbaar", "", 1),
        ("integratiescan-brussel", "", 1),
        ("integratiescan-alle", "", 2),
    ],
)
def test_contents_take_smaller_type_where_that_saves_a_page(
    catalogue: Catalogue, publication: str, name: str, pages: int
) -> None:
    report = example_report()
    page = report.chapters[0].pages[0]
    chapters = tuple(
        replace(
            report.chapters[0],
            theme=chapter.theme,
            pages=tuple(
                replace(page, view=replace(page.view, indicator=c, short=indicator.short))
                for c in chapter.indicators
                for indicator in (catalogue.indicators[c],)
            ),
        )
        for chapter in catalogue.publications[publication].chapters
    )
    contents = replace(report, chapters=chapters, core=(), profile=None)
    assert toc_class(contents) == name
    starts = plan_pages(contents, SAY).starts
    assert starts["leeswijzer"] - starts["inhoud"] == pages
    assert set(TOC_SIZES) == {"", "dense"}

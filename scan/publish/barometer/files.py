"""Publish, barometer, files: the figures of the Barometer for spreadsheets.

Input: the Barometer. Output: bytes of CSV and XLSX files, of one objective or of all. The figures
are those of the pages, and the same figures give the same bytes. A figure that is not shown has the
word for its status and no number.
"""

from collections.abc import Iterator, Mapping

from scan.catalogue.reading import Catalogue
from scan.publish.series_tables import Stock
from scan.publish.sheets import TEXT, Book, Column, Filled, closing_lines, number_format
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace
from scan.views.barometer.records import Barometer, ObjectivePanel
from scan.views.barometer.table import TABLE, Value, figures_csv, rows

FROZEN = 4
_USUAL = 14
_WIDTHS = {"title": 36, "objective_title": 32, "group_title": 36, "unit": 44, "source": 50}
_POINTS = ("value", "change", "gap")
"""Columns with as many decimals as the indicator."""
_LOOKS = {
    **dict.fromkeys(("answers", "numerator", "denominator", *_POINTS), number_format(0)),
    **dict.fromkeys(("low", "high"), number_format(1)),
    **dict.fromkeys(("period", "since"), "0"),
}


def csv_of(barometer: Barometer, objective: ObjectivePanel | None, catalogue: Catalogue) -> bytes:
    """The figures of an objective, or all, as CSV with a byte order mark."""
    text = figures_csv(barometer, catalogue.wording["barometer"], _codes(objective))
    return text.encode("utf-8-sig")


def workbook_of(
    barometer: Barometer, objective: ObjectivePanel | None, workspace: Workspace, say: Furniture
) -> bytes:
    """The figures of an objective, or all, as a workbook with a sheet that explains it."""
    stock, words = Stock(workspace), workspace.catalogue.wording["barometer"]
    title = barometer.entry.title
    if objective is not None:
        title = say.say("barometer.and_title", title=objective.entry.title, whole=title)
    book = Book(stock, title)
    book.readme(title, list(_readme(barometer, objective, stock, say)))
    columns = [
        Column(words[f"column.{name}"], _WIDTHS.get(name, _USUAL), _LOOKS.get(name, TEXT))
        for name in TABLE
    ]
    decimals = {panel.entry.id: panel.entry.decimals for panel in barometer.indicators}
    told = rows(barometer, words, _codes(objective))
    filled = [_filled(dict(zip(TABLE, row, strict=True)), decimals) for row in told]
    book.filled(say.say("barometer.files.figures_sheet"), columns, filled, FROZEN)
    return book.done()


def _codes(objective: ObjectivePanel | None) -> tuple[str, ...]:
    return tuple(panel.entry.id for panel in objective.indicators) if objective else ()


def _filled(row: Mapping[str, Value], decimals: Mapping[str, int]) -> list[Filled]:
    look = number_format(decimals[str(row["indicator"])])
    return [
        (value, look) if name in _POINTS and not isinstance(value, str) else value
        for name, value in row.items()
    ]


def _readme(
    barometer: Barometer, objective: ObjectivePanel | None, stock: Stock, say: Furniture
) -> Iterator[tuple[str, str]]:
    """What somebody has to know who opens the table: key and text."""
    about = objective.entry.text if objective else barometer.entry.intro
    yield say.say("barometer.files.about"), about
    for panel in (objective or barometer).indicators:
        entry = panel.entry
        note = say.say(f"barometer.evidence_text.{entry.evidence}")
        yield entry.title, f"{entry.asked} {entry.definition} {note} {entry.evidence_note}"
    for paragraph in barometer.entry.method:
        yield paragraph.heading, paragraph.text
    yield from closing_lines(stock)

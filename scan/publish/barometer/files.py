"""Publish, barometer, files: the figures of the Barometer for spreadsheets.

Input: the Barometer. Output: bytes of CSV and XLSX files, of one objective or of all, and the
attachment of the PDF. The figures are those of the pages, and the same figures give the same
bytes. A figure that is not shown has the word for its status and no number.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from scan.catalogue.reading import Catalogue
from scan.publish.barometer.offer import Offer
from scan.publish.series_tables import Stock
from scan.publish.sheets import TEXT, Book, Column, Filled, closing_lines, number_format
from scan.report.pages.furniture import Furniture
from scan.report.pdf.write import Attached
from scan.series.workspace import Workspace
from scan.views.barometer.records import Barometer, ObjectivePanel
from scan.views.barometer.table import TABLE, cells, figures_csv, figures_frame

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


def attached_csv(
    barometer: Barometer, catalogue: Catalogue, say: Furniture, day: datetime.date
) -> Attached:
    """All figures, as the file inside the PDF."""
    description = say.say("barometer.files.attached")
    if barometer.made_up:
        description = f"{say.say('barometer.made_up')}. {description}"
    return Attached(
        name=Offer(barometer, say).name(None, "csv"),
        data=csv_of(barometer, None, catalogue),
        mime="text/csv",
        description=description,
        created=day,
    )


def csv_of(barometer: Barometer, objective: ObjectivePanel | None, catalogue: Catalogue) -> bytes:
    """The figures of an objective, or all, as CSV with a byte order mark."""
    text = figures_csv(barometer, catalogue.wording["barometer"], _codes(objective))
    return text.encode("utf-8-sig")


def workbook_of(
    barometer: Barometer, objective: ObjectivePanel | None, workspace: Workspace, say: Furniture
) -> bytes:
    """The figures of an objective, or all, as a workbook with a sheet that explains it."""
    stock = Stock(workspace)
    words = workspace.catalogue.wording["barometer"]
    title = barometer.title
    if objective is not None:
        title = say.say("barometer.and_title", title=objective.title, whole=barometer.title)
    book = Book(stock, title)
    book.readme(title, list(_readme(barometer, objective, stock, say)))
    columns = [
        Column(words[f"column.{name}"], _WIDTHS.get(name, _USUAL), _LOOKS.get(name, TEXT))
        for name in TABLE
    ]
    decimals = {panel.id: panel.decimals for panel in barometer.indicators}
    frame = figures_frame(barometer, _codes(objective))
    rows = [_row(row, words, decimals) for row in frame.iter_rows(named=True)]
    book.filled(say.say("barometer.files.figures_sheet"), columns, rows, FROZEN)
    return book.done()


def _codes(objective: ObjectivePanel | None) -> tuple[str, ...]:
    return tuple(panel.id for panel in objective.indicators) if objective else ()


def _row(
    row: Mapping[str, Any], words: Mapping[str, str], decimals: Mapping[str, int]
) -> list[Filled]:
    look = number_format(decimals[row["indicator"]])
    return [
        (value, look) if name in _POINTS and not isinstance(value, str) else value
        for name, value in zip(row, cells(row, words), strict=True)
    ]


def _readme(
    barometer: Barometer, objective: ObjectivePanel | None, stock: Stock, say: Furniture
) -> Iterator[tuple[str, str]]:
    """What somebody has to know who opens the table: key and text."""
    yield say.say("barometer.files.about"), objective.text if objective else barometer.intro
    for panel in objective.indicators if objective else barometer.indicators:
        note = say.say(f"barometer.evidence_text.{panel.evidence}")
        yield panel.title, f"{panel.question} {panel.definition} {note} {panel.evidence_note}"
    yield from barometer.method
    yield from closing_lines(stock)

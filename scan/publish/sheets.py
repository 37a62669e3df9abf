"""Publish, sheets: the look that all workbooks share.

Input: an open xlsxwriter workbook and what stands on a sheet. Output: sheets with styled heads,
frozen panes and a filter, and the sheet that says what the workbook holds.
"""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from matplotlib.colors import to_hex
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from scan.publish.series_tables import Stock
from scan.report.style import Style
from scan.status import Status
from scan.views.table import safe

CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
"""Fixed, so that the same figures give the same bytes."""
FONT = "Calibri"
KEY_WIDTH, TEXT_WIDTH = 26, 100
CHARACTERS = 104
"""Characters on a line of the wide column, counted low: no reader reckons the height itself."""
LINE = 15.5
_A3, _A4 = 8, 9
TEXT, STRONG = "text", "strong"
"""Looks of cells with text; every other look is a number format."""
_TEXT_LOOKS = (TEXT, STRONG)


Filled = str | float | tuple[str | float | None, str] | None
"""What a cell holds: a text, a number, either with a look for numbers, or nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its head, its width in characters, its kind of cells."""

    head: str
    width: float
    look: str
    """:data:`TEXT`, :data:`STRONG` or a number format."""


class Book:
    """A workbook in the making."""

    def __init__(self, stock: Stock, title: str) -> None:
        self.stock = stock
        self._out = io.BytesIO()
        self._book = Workbook(self._out, {"in_memory": True})
        self._style = Style.from_tokens()
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        words = stock.words
        self._book.set_properties(
            {
                "title": title,
                "author": words["package.publisher"],
                "company": words["package.publisher"],
                "subject": words["package.title"],
                "comments": words["readme.made_up"] if stock.made_up else "",
                "created": CREATED.replace(tzinfo=None),
            }
        )

    def done(self) -> bytes:
        """Closes the workbook and gives its bytes."""
        self._book.close()
        return self._out.getvalue()

    def look(self, **properties: object) -> Format:
        """A cell format; the same one for the same properties."""
        ink = to_hex(self._style.ink)
        whole = {"font_name": FONT, "font_size": 11, "font_color": ink, **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(whole)
        return self._formats[key]

    def _cell(self, look: str) -> Format:
        if look in _TEXT_LOOKS:
            return self.look(valign="top", bold=look == STRONG, align="left", indent=1)
        return self.look(valign="top", num_format=look, align="right")

    def _head(self, look: str) -> Format:
        """The head of a column, on the side where its cells are."""
        return self.look(
            bold=True,
            font_color="#ffffff",
            bg_color=to_hex(self._style.cover),
            text_wrap=True,
            valign="vcenter",
            align="left" if look in _TEXT_LOOKS else "right",
            indent=1 if look in _TEXT_LOOKS else 0,
            border=1,
            border_color="#ffffff",
        )

    def readme(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        """The first sheet: title, mark of made-up figures, and pairs of a key and a text."""
        sheet = self._book.add_worksheet(self.stock.words["sheet.readme"])
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, KEY_WIDTH, self.look(valign="top"))
        sheet.set_column(1, 1, TEXT_WIDTH, self.look(valign="top", text_wrap=True))
        cover = to_hex(self._style.cover)
        sheet.write_string(0, 0, title, self.look(bold=True, font_size=16, font_color=cover))
        row = 1
        if self.stock.made_up:
            mark = self.look(bold=True, bg_color=to_hex(self._style.accent))
            sheet.merge_range(row, 0, row, 1, self.stock.words["readme.made_up"], mark)
            row += 1
        for key, text in lines:
            row += 1
            sheet.write_string(row, 0, key, self.look(bold=True, valign="top"))
            sheet.write_string(row, 1, text, self.look(valign="top", text_wrap=True))
            sheet.set_row(row, LINE * max(1, ceil(len(text) / CHARACTERS)))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)

    def filled(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Filled]],
        frozen: int,
    ) -> None:
        """A sheet with its heads and its rows, for tables that are not large.

        A number with a look of its own comes as a pair; ``None`` leaves a cell blank.
        """
        self.waiting(name, columns, len(rows), frozen)
        sheet = self._book.get_worksheet_by_name(name)
        for at, row in enumerate(rows, 1):
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                value, look = cell if isinstance(cell, tuple) else (cell, column.look)
                if isinstance(value, str):
                    sheet.write_string(at, place, safe(value), self._cell(TEXT))
                elif value is not None:
                    sheet.write_number(at, place, value, self._cell(look))

    def waiting(
        self,
        name: str,
        columns: Sequence[Column],
        rows: int,
        frozen: int,
        looks: Sequence[str] = (),
    ) -> None:
        """A sheet with its heads and one blank row, for ``rows`` rows to be poured in.

        The first ``frozen`` columns stay in sight; the styles of ``looks`` stand in the blank
        row after those of the columns, for cells that look otherwise than their column.
        """
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.head, self._head(column.look))
            sheet.write_blank(1, place, None, self._cell(column.look))
        for place, look in enumerate(looks, len(columns)):
            sheet.write_blank(1, place, None, self._cell(look))
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, frozen - 1)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_print_scale(50)


def number_format(decimals: int) -> str:
    """The format of a number: thousands apart, a fixed count of decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def code_lines(stock: Stock) -> list[tuple[str, str]]:
    """The codes that stand in place of a figure, with what they mean."""
    words = stock.words
    absent = [status for status in Status if not status.has_value]
    return [(words[f"code.{s.value}"], words[f"code_text.{s.value}"]) for s in absent]


def closing_lines(stock: Stock) -> list[tuple[str, str]]:
    """What every readme ends with: rounding, licence, publisher."""
    words = stock.words
    licence = f"{words['package.licence_name']}: {words['package.licence_address']}"
    return [
        (words["readme.rounding"], words["readme.rounding_text"]),
        (words["readme.licence"], licence),
        (words["readme.publisher"], words["package.publisher"]),
    ]

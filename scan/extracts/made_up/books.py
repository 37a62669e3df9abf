"""Extracts, made up: workbooks. Input: an index, heads and rows. Output: XLSX.

xlsxwriter makes the index and the heads; rows are poured in as text (``scan.moulds``).
"""

import datetime
import io
from collections.abc import Iterable, Mapping

import polars as pl
import xlsxwriter

from scan.moulds import Mould, mould_of, pour, row, with_texts

Line = tuple[str, ...]

_CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""The moment that a file states: fixed, so that the same figures give the same bytes."""
_FIRST = 2
"""The first row below the heads."""
_QUICKLY = 1
"""How hard rows are packed: they are written and read once, on the first command of all."""
EMPTY = "<c/>"
"""A cell with nothing in it."""


def empty_book(
    index: str, lines: Iterable[Line], heads: Mapping[str, Line], texts: Iterable[str]
) -> Mould:
    """A workbook with an index of that name, and a sheet with those heads for each other name;
    ``texts`` are those that rows will hold."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    look = workbook.add_format({"align": "left"})
    first = workbook.add_worksheet(index)
    for at, line in enumerate(lines):
        first.write_row(at, 0, line)
    for name, head in heads.items():
        sheet = workbook.add_worksheet(name)
        sheet.write_row(0, 0, head)
        sheet.write_blank(1, 0, None, look)
    workbook.close()
    return with_texts(mould_of(out.getvalue()), texts)


def text_of(number: object) -> str:
    """The cell of a text; ``number`` is its place among those of the workbook."""
    return f'<c t="s"><v>{number}</v></c>'


def number_of(number: object) -> str:
    """The cell of a number."""
    return f"<c><v>{number}</v></c>"


def lines_of(rows: pl.DataFrame, cells: Iterable[pl.Expr]) -> list[str]:
    """Rows below the heads; ``cells`` give the columns in order, each one or several cells."""
    return rows.select(row(_FIRST, cells)).to_series().to_list()


def filled_book(book: Mould, rows: Mapping[str, list[str]]) -> bytes:
    """The workbook with its rows, as bytes."""
    return pour(book, rows, {}, _QUICKLY)

"""Extracts, delimited text: from safe bytes to a table. Input: text. Output: a Table.

The header is the first line that has the columns which a source names; before it may stand a
title, after the table source and notes. Every cell stays text. Lines of the table with too few
or too many fields are faults, and so is a last line that was cut off.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from scan.catalogue.sources import Shape
from scan.errors import SHOWN_IN_FULL, ExtractError, Fault
from scan.extracts.faults import fault_at, more_of
from scan.extracts.readers.headers import LOOKED_AT, NUMBER, Needs, asked_for, best_header
from scan.extracts.readers.opening import Opened
from scan.extracts.readers.plain_files import damaged, first_line
from scan.extracts.readers.tables import Table, refuse_long_cells, refuse_long_headers

MAX_COLUMNS = 4_000
MAX_ROWS = 1_500_000
MAX_LINE = 1_000_000
"""Bytes of a line."""
MAX_CELLS = 40_000_000

SEPARATORS = (",", ";", "\t", "|")
_NAMED = SHOWN_IN_FULL
"""How many bad lines are named before the others are counted."""
_BLOCK = 1 << 24
_HEADER_LINES = 20
"""Lines over which one header may stand: heads with line breaks in quotes have two or three."""
_NOTES = 60
"""Lines under a table among which notes are looked for: the longest known legend has 25."""
_NUMBER = re.compile(NUMBER)
_EMPTY = b' \t;,|"'
"""What a line may hold and still be empty: separators, quotes and spaces."""


@dataclass(frozen=True, slots=True)
class Line:
    """Fields of a line of text: where it starts and ends in the bytes, which row it is."""

    row: int
    start: int
    end: int
    rows: int
    fields: tuple[str, ...]


def read_table(
    opened: Opened, path: Path, shape: Shape, wanted: Needs, *, whole: bool = False
) -> Table:
    """The table in ``opened`` of which the header has the columns ``wanted``.

    Where no line has all of them, the one that has most is the header. Only the columns that
    are wanted are read, or the ``whole`` table. Raises ExtractError for lines that do not fit
    the header, quotes that are not closed, and more than the limits of rows, columns and signs.
    """
    rows = _rows(opened.data, path)
    separator, header = _header(opened.data, shape, wanted, path)
    names = tuple(" ".join(field.split()) for field in header.fields)
    refuse_long_headers(names, path)
    body = opened.data[header.end :]
    first = header.row + header.rows
    asked = asked_for(names, wanted, shape)
    end = _end(body, separator, len(names), asked, shape.quoted)
    keep = list(range(len(names))) if whole else asked
    _refuse_too_wide(rows, len(names), len(keep), path)
    lines = _Lines(body[:end], first, len(names), separator, shape.quoted)
    lines.check(path)
    frame = lines.cells(keep or list(range(len(names))), path)
    return Table(names, frame, row=header.row, remarks=_remarks(opened, header, body, end))


def _remarks(opened: Opened, header: Line, body: bytes, end: int) -> tuple[str, ...]:
    remarks = list(opened.remarks)
    if opened.data[: header.start].strip(_EMPTY + b"\n"):
        remarks.append(f"the header stands in row {header.row}: what is above it is left out")
    if notes := body[end:].strip(_EMPTY + b"\n"):
        start = len(body) - len(body[end:].lstrip(_EMPTY + b"\n"))
        row = header.row + header.rows + body.count(b"\n", 0, start)
        remarks.append(f"the table ends before row {row}: {notes.count(10) + 1} lines left out")
    elif not opened.data.endswith(b"\n"):
        remarks.append("the last line has no end: see whether the file is whole")
    return tuple(remarks)


# --- where the table begins and ends ----------------------------------------------------------


def _header(data: bytes, shape: Shape, wanted: Needs, path: Path) -> tuple[str, Line]:
    """The separator and the line of the header."""
    found: list[tuple[int, int, str, Line]] = []
    for separator in (shape.separator,) if shape.separator else SEPARATORS:
        if lines := first_lines(data, separator, shape.quoted):
            at, count = best_header([line.fields for line in lines], wanted, shape)
            found.append((count, len(lines[at].fields), separator, lines[at]))
    if not found:
        message = "the header cannot be read"
        raise damaged(path, message, "Write one line of headers.", "row 1")
    best = max(found, key=lambda one: one[:2])
    return best[2], best[3]


def _head(data: bytes) -> bytes:
    """The lines among which the header must be."""
    end = 0
    for _ in range(LOOKED_AT + _HEADER_LINES):
        end = data.find(b"\n", end) + 1 or len(data)
    return data[:end]


def first_lines(data: bytes, separator: str, quoted: bool) -> tuple[Line, ...]:
    """The lines among which the header must be, without those that are empty."""
    return _lines(_head(data), separator, quoted)


@lru_cache(maxsize=8)
def _lines(data: bytes, separator: str, quoted: bool) -> tuple[Line, ...]:
    """The first lines of a text that are not empty, with their fields.

    Remembered, for the same text is held against one source after another.
    """
    return tuple(_read_lines(data, separator, quoted))


def _read_lines(data: bytes, separator: str, quoted: bool) -> Iterator[Line]:
    start, row = 0, 1
    while start < len(data) and row <= LOOKED_AT:
        end, rows = start, 0
        text = b""
        while rows < _HEADER_LINES and end < len(data):
            end = data.find(b"\n", end) + 1 or len(data)
            rows += 1
            text = data[start:end]
            if not quoted or text.count(b'"') % 2 == 0:
                break
        if quoted and text.count(b'"') % 2:  # a quote that nobody closes: one line, as it is
            end, rows = data.find(b"\n", start) + 1 or len(data), 1
            text = data[start:end].replace(b'"', b"")
        if text.strip(_EMPTY + b"\n"):
            yield Line(row, start, end, rows, _fields(text.decode("utf-8"), separator, quoted))
        start, row = end, row + rows


def _fields(text: str, separator: str, quoted: bool) -> tuple[str, ...]:
    line = text.removesuffix("\n")
    if not quoted:
        return tuple(line.split(separator))
    try:
        return tuple(next(csv.reader(io.StringIO(line), delimiter=separator), []))
    except csv.Error:
        return tuple(line.split(separator))


def _end(body: bytes, separator: str, width: int, asked: list[int], quoted: bool) -> int:
    """Where the table ends in the lines under its header: before an empty line, or before the
    last lines, after which no row of the table comes any more."""
    lines = _last_lines(body)
    for number, (start, line) in enumerate(lines):
        blank = not line.strip(_EMPTY)
        if (blank or _is_note(line, separator)) and not any(
            _is_row(after, separator, width, asked, quoted) for _, after in lines[number:]
        ):
            return start
    return len(body)


def _last_lines(body: bytes) -> list[tuple[int, bytes]]:
    """The last lines of a text, each with where it starts."""
    end = len(body)
    found: list[tuple[int, bytes]] = []
    while end > 0 and len(found) < _NOTES:
        start = body.rfind(b"\n", 0, end - 1) + 1
        found.append((start, body[start:end].rstrip(b"\n")))
        end = start
    return found[::-1]


def _is_note(line: bytes, separator: str) -> bool:
    """Whether a line is a text on its own: ``Bron: Statbel``."""
    text = line.strip(_EMPTY)
    return separator.encode() not in text and b":" in text


def _is_row(line: bytes, separator: str, width: int, asked: list[int], quoted: bool) -> bool:
    """Whether a line has as many fields as the header, and more than one that is wanted, with a
    number among them: a code, a year or a figure.

    So that a damaged row is no note: one with another number of fields, but mostly numbers.
    """
    fields = [field.strip() for field in _fields(line.decode("utf-8"), separator, quoted)]
    numbers = sum(_NUMBER.fullmatch(field) is not None for field in fields)
    if len(fields) != width:
        return len(fields) > 1 and numbers >= len(fields) - 1
    there = [fields[at] for at in asked if fields[at]]
    return len(there) > 1 and any(_NUMBER.fullmatch(field) for field in there)


def _rows(data: bytes, path: Path) -> int:
    """How many lines there are; ExtractError for more than the limit, and for one too long."""
    rows = data.count(b"\n")
    if rows > MAX_ROWS:
        raise damaged(path, f"the table has {rows} rows, more than {MAX_ROWS}", "Split it by year.")
    start = 0
    while len(data) - start > MAX_LINE:
        end = data.rfind(b"\n", start, start + MAX_LINE + 1)
        if end < 0:
            row = data.count(b"\n", 0, start) + 1
            message = f"the line has more than {MAX_LINE} signs"
            raise damaged(path, message, "See whether its end is missing.", f"row {row}")
        start = end + 1
    return rows


def _refuse_too_wide(rows: int, width: int, kept: int, path: Path) -> None:
    if width > MAX_COLUMNS:
        message = f"the table has {width} columns, more than {MAX_COLUMNS}"
        raise damaged(path, message, "Deliver only the columns that are asked for.", "row 1")
    cells = rows * kept
    if cells > MAX_CELLS:
        message = f"the table has {cells} cells, more than {MAX_CELLS}"
        raise damaged(path, message, "Deliver only the columns that are asked for.")


# --- the lines of the table -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines under a header: the bytes, the row of the first, and how they are laid out."""

    data: bytes
    first: int
    width: int
    separator: str
    quoted: bool

    def check(self, path: Path) -> None:
        """Raises ExtractError for lines with another number of fields or an open quote."""
        faults: list[Fault] = []
        row, count, start = self.first, 0, 0
        while start < len(self.data):
            end = self.data.rfind(b"\n", start, start + _BLOCK) + 1 or len(self.data)
            lines = pl.read_lines(
                io.BytesIO(self.data[start:end]),
                name="line",
                row_index_name="row",
                row_index_offset=row,
            )
            bad = self._unfitting(lines)
            count += bad.height
            last = row + lines.height - 1 if end == len(self.data) else 0
            faults += self._faults(bad.head(_NAMED - len(faults)), last, path)
            row, start = row + lines.height, end
        if count > len(faults):
            rest, what = count - len(faults), "rows do not fit the header"
            remedy = "Deliver the whole file again."
            faults.append(more_of(path.name, "row_width", rest, what, remedy))
        if faults:
            raise ExtractError(tuple(faults))

    def _unfitting(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Lines that do not fit: ``row``, ``fields`` and whether a quote is ``open``."""
        text = pl.col("line")
        open_quote = pl.lit(value=False)
        if self.quoted:
            text = text.str.replace_all('"[^"]*"', "")
            open_quote = text.str.contains('"', literal=True)
        fields = text.str.count_matches(self.separator, literal=True) + 1
        return (
            lines.filter(pl.col("line").str.len_bytes() > 0)
            .select("row", fields=fields, open=open_quote)
            .filter((pl.col("fields") != self.width) | pl.col("open"))
        )

    def _faults(self, bad: pl.DataFrame, last: int, path: Path) -> list[Fault]:
        return [
            _line_fault(row, fields, self.width, row == last and fields < self.width, is_open, path)
            for row, fields, is_open in bad.iter_rows()
        ]

    def cells(self, keep: list[int], path: Path) -> pl.DataFrame:
        """The columns ``keep`` as String, under ``row``; rows without any cell are dropped."""
        names = [f"c{at}" for at in keep]
        kinds = {"row": pl.UInt32(), **dict.fromkeys(names, pl.String())}
        data = self.data.lstrip(b"\n")  # the first line tells Polars how many fields there are
        if not data or data.isspace():
            return pl.DataFrame(schema=kinds)
        try:
            frame = pl.read_csv(
                io.BytesIO(data),
                separator=self.separator,
                has_header=False,
                schema={f"c{at}": pl.String for at in range(self.width)},
                columns=keep,
                quote_char='"' if self.quoted else None,
                row_index_name="row",
                row_index_offset=self.first + len(self.data) - len(data),
            )
        except pl.exceptions.PolarsError as error:
            message = f"the table cannot be read ({first_line(error)})"
            raise damaged(path, message, "Deliver the whole file again.") from error
        refuse_long_cells(frame, path)
        kept = frame.filter(~pl.all_horizontal(pl.col(names).is_null()))
        return kept.select(pl.col("row").cast(pl.UInt32), *names)


def _line_fault(row: int, fields: int, width: int, cut: bool, is_open: bool, path: Path) -> Fault:
    message = f"the row has {fields} fields, the header {width}"
    remedy = "Deliver the whole file again."
    if cut:
        message = f"the file is cut off: {message}"
    elif is_open:
        message = "a quote is opened and not closed in the same row"
        remedy = "Close it, and keep every row on one line."
    return fault_at(path.name, "cut_off" if cut else "row_width", message, remedy, row=row)

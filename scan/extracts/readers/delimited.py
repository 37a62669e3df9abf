"""Extracts, delimited text: from safe bytes to a table. Input: text. Output: a Table.

Every cell stays text. Lines with too few or too many fields are faults, and so is a last line
that was cut off.
"""

import csv
import io
from pathlib import Path

import polars as pl

from scan.errors import SHOWN_IN_FULL, ExtractError, Fault
from scan.extracts.faults import fault_at, more_of
from scan.extracts.readers.opening import Opened
from scan.extracts.readers.plain_files import damaged, first_line
from scan.extracts.readers.tables import Table, refuse_long_cells, refuse_long_headers

MAX_COLUMNS = 4_000
MAX_ROWS = 1_500_000
MAX_LINE = 1_000_000
"""Bytes of a line."""
MAX_CELLS = 40_000_000

_NAMED = SHOWN_IN_FULL
"""How many bad lines are named before the others are counted."""
_BLOCK = 1 << 24


def read_table(
    opened: Opened,
    path: Path,
    separators: str,
    quoted: bool = True,
    only: tuple[str, ...] = (),
) -> Table:
    """The table in ``opened``; the separator is the one that the header has most of.

    ``only`` are headers to keep (compared exactly); empty keeps all. Raises ExtractError for
    lines that do not fit the header, quotes that are not closed, and more rows, columns or
    signs in a cell than the limits.
    """
    _refuse_too_long(opened.data, path)
    outside_quotes = "".join(opened.first.split('"')[::2])
    separator = max(separators, key=outside_quotes.count)
    header = _fields(opened.first, separator, quoted, path)
    keep = [at for at, name in enumerate(header) if not only or name in only]
    keep = keep or list(range(len(header)))
    _refuse_too_wide(opened.data, len(header), len(keep), path)
    _check_lines(opened.data, len(header), separator, quoted, path)
    frame = _cells(opened.data, len(header), keep, separator, quoted, path)
    ends = opened.data.endswith(b"\n")
    remarks = () if ends else ("the last line has no end: see whether the file is whole",)
    return Table(header, frame, remarks=(*opened.remarks, *remarks))


def _refuse_too_long(data: bytes, path: Path) -> None:
    """ExtractError for more rows than the limit, and for a line that is too long."""
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


def _refuse_too_wide(data: bytes, width: int, kept: int, path: Path) -> None:
    if width > MAX_COLUMNS:
        message = f"the table has {width} columns, more than {MAX_COLUMNS}"
        raise damaged(path, message, "Deliver only the columns that are asked for.", "row 1")
    cells = data.count(b"\n") * kept
    if cells > MAX_CELLS:
        message = f"the table has {cells} cells, more than {MAX_CELLS}"
        raise damaged(path, message, "Deliver only the columns that are asked for.")


def _fields(line: str, separator: str, quoted: bool, path: Path) -> tuple[str, ...]:
    if not quoted:
        fields = line.split(separator)
    else:
        try:
            fields = next(csv.reader([line], delimiter=separator, strict=True), [])
        except csv.Error as error:
            message = f"the header cannot be read ({error})"
            raise damaged(path, message, "Write one line of headers.", "row 1") from error
    header = tuple(" ".join(field.split()) for field in fields)
    refuse_long_headers(header, path)
    return header


def _check_lines(data: bytes, width: int, separator: str, quoted: bool, path: Path) -> None:
    """Raises ExtractError for lines with another number of fields or an open quote."""
    faults: list[Fault] = []
    row = count = start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _BLOCK) + 1 or len(data)
        lines = pl.read_lines(
            io.BytesIO(data[start:end]), name="line", row_index_name="row", row_index_offset=row + 1
        )
        bad = _unfitting(lines, width, separator, quoted)
        count += bad.height
        last = row + lines.height if end == len(data) else 0
        faults += _line_faults(bad.head(_NAMED - len(faults)), width, last, path)
        row, start = row + lines.height, end
    if count > len(faults):
        rest, what = count - len(faults), "rows do not fit the header"
        faults.append(more_of(path.name, "row_width", rest, what, "Deliver the whole file again."))
    if faults:
        raise ExtractError(tuple(faults))


def _unfitting(lines: pl.DataFrame, width: int, separator: str, quoted: bool) -> pl.DataFrame:
    """Lines that do not fit: ``row``, ``fields`` and whether a quote is ``open``."""
    text = pl.col("line")
    open_quote = pl.lit(value=False)
    if quoted:
        text = text.str.replace_all('"[^"]*"', "")
        open_quote = text.str.contains('"', literal=True)
    return (
        lines.filter(pl.col("line").str.len_bytes() > 0)
        .select("row", fields=text.str.count_matches(separator, literal=True) + 1, open=open_quote)
        .filter((pl.col("fields") != width) | pl.col("open"))
    )


def _line_faults(bad: pl.DataFrame, width: int, last: int, path: Path) -> list[Fault]:
    return [
        _line_fault(row, fields, width, row == last and fields < width, is_open, path)
        for row, fields, is_open in bad.iter_rows()
    ]


def _line_fault(row: int, fields: int, width: int, cut: bool, is_open: bool, path: Path) -> Fault:
    message = f"the row has {fields} fields, the header {width}"
    remedy = "Deliver the whole file again."
    if cut:
        message = f"the file is cut off: {message}"
    elif is_open:
        message = "a quote is opened and not closed in the same row"
        remedy = "Close it, and keep every row on one line."
    return fault_at(path.name, "cut_off" if cut else "row_width", message, remedy, row=row)


def _cells(
    data: bytes, width: int, keep: list[int], separator: str, quoted: bool, path: Path
) -> pl.DataFrame:
    try:
        frame = pl.read_csv(
            io.BytesIO(data),
            separator=separator,
            has_header=False,
            schema={f"c{at}": pl.String for at in range(width)},
            columns=keep,
            quote_char='"' if quoted else None,
            row_index_name="row",
            row_index_offset=1,
        )
    except pl.exceptions.PolarsError as error:
        message = f"the table cannot be read ({first_line(error)})"
        raise damaged(path, message, "Deliver the whole file again.") from error
    names = [f"c{at}" for at in keep]
    refuse_long_cells(frame, path)
    kept = frame.slice(1).filter(~pl.all_horizontal(pl.col(names).is_null()))
    return kept.select(pl.col("row").cast(pl.UInt32), *names)

"""Extracts, delimited text: from safe bytes to a table. Input: text. Output: a Table.

Every cell stays text. Lines with too few or too many fields are faults, and so is a last line
that was cut off.
"""

import csv
import io
from pathlib import Path

import polars as pl

from scan.errors import ExtractError, Fault
from scan.extracts.readers.opening import Opened, damaged
from scan.extracts.readers.tables import Table

MAX_COLUMNS = 4_000
MAX_ROWS = 10_000_000
_NAMED = 20
"""How many bad lines are named before the others are counted."""


def read_table(
    opened: Opened,
    path: Path,
    separators: str,
    quoted: bool = True,
    only: tuple[str, ...] = (),
) -> Table:
    """The table in ``opened``; the separator is the one that the header has most of.

    ``only`` are headers to keep (compared exactly); empty keeps all. Raises ExtractError for
    lines that do not fit the header, and for more rows or columns than the limits.
    """
    first = opened.data.split(b"\n", 1)[0].decode("utf-8")
    separator = max(separators, key=lambda sign: _outside_quotes(first).count(sign))
    header = _fields(first, separator, quoted)
    _check_lines(opened.data, len(header), separator, quoted, path)
    keep = [at for at, name in enumerate(header) if not only or name in only]
    frame = _cells(opened.data, len(header), keep, separator, quoted, path)
    ends = opened.data.endswith(b"\n")
    remarks = () if ends else ("the last line has no end: see whether the file is whole",)
    return Table(header, frame, remarks=(*opened.remarks, *remarks))


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _fields(line: str, separator: str, quoted: bool) -> tuple[str, ...]:
    if not quoted:
        fields = line.split(separator)
    else:
        fields = next(csv.reader([line], delimiter=separator), [])
    return tuple(" ".join(field.split()) for field in fields)


def _check_lines(data: bytes, width: int, separator: str, quoted: bool, path: Path) -> None:
    if width > MAX_COLUMNS:
        raise damaged(
            path, f"the table has {width} columns, more than {MAX_COLUMNS}", "Deliver fewer."
        )
    lines = pl.read_lines(io.BytesIO(data), name="line", row_index_name="row", row_index_offset=1)
    if lines.height > MAX_ROWS:
        raise damaged(path, f"the table has {lines.height} rows, more than {MAX_ROWS}", "Split it.")
    text = pl.col("line")
    if quoted and b'"' in data:
        text = text.str.replace_all('"[^"]*"', "")
    bad = lines.filter(pl.col("line").str.len_bytes() > 0).with_columns(
        fields=text.str.count_matches(separator, literal=True) + 1
    )
    last = int(bad.get_column("row")[-1])
    bad = bad.filter(pl.col("fields") != width)
    if bad.height:
        raise ExtractError(_line_faults(bad, width, last, path))


def _line_faults(bad: pl.DataFrame, width: int, last: int, path: Path) -> tuple[Fault, ...]:
    faults = [
        _line_fault(row, fields, width, row == last and fields < width, path)
        for row, fields in bad.select("row", "fields").head(_NAMED).iter_rows()
    ]
    if bad.height > _NAMED:
        more = f"{bad.height - _NAMED} more rows have another number of fields"
        faults.append(Fault(path.name, "", more, "Deliver the whole file again."))
    return tuple(faults)


def _line_fault(row: int, fields: int, width: int, cut: bool, path: Path) -> Fault:
    message = f"the row has {fields} fields, the header {width}"
    if cut:
        message = f"the file is cut off: {message}"
    return Fault(path.name, f"row {row}", message, "Deliver the whole file again.")


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
        raise damaged(
            path, f"the table cannot be read ({error})", "Deliver the whole file again."
        ) from error
    names = [f"c{at}" for at in keep]
    kept = frame.slice(1).filter(~pl.all_horizontal(pl.col(names).is_null()))
    return kept.select(pl.col("row").cast(pl.UInt32), *names)

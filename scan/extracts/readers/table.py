"""Extracts, reader of tables: a row per area and period, whatever the file. Output: raw frame.

The same for delimited text, workbooks (XLSX, ODS) and Parquet: the source says which columns
it needs and what is out of the ordinary (:class:`scan.catalogue.sources.Shape`).
"""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault
from scan.extracts.faults import fault_at
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.delivered import PARQUET, WORKBOOK, Delivered
from scan.extracts.readers.headers import (
    NUMBER,
    Needs,
    asked_for,
    best_header,
    needs,
    positions,
)
from scan.extracts.readers.plain_files import AGAIN, damaged
from scan.extracts.readers.tables import (
    Table,
    as_text,
    refuse_long_cells,
    refuse_long_headers,
    refuse_steering_cells,
    some,
    to_raw,
)
from scan.extracts.readers.workbooks import Workbook

_NOTES = 100
"""Rows at the end of a table among which notes are looked for first."""
_TWICE = "ÃÂâ"
"""Letters with which a letter begins that was turned into UTF-8 twice: Ã« for ë."""


def read(source: Source, file: Delivered) -> pl.DataFrame:
    """Raw frame of the table of ``source`` in a file; ExtractError with its faults."""
    frames: list[pl.DataFrame] = []
    faults: list[Fault] = []
    for opened in _tables(source, file):
        try:
            frames.append(to_raw(source, opened(), file.path))
        except ExtractError as error:
            faults.extend(error.faults)
    if faults:
        raise ExtractError(tuple(faults))
    return pl.concat(frames, how="diagonal")


def tables_of(source: Source, file: Delivered) -> list[Table]:
    """The tables of ``source`` in a file, under their own headers; ExtractError with its faults."""
    return [opened() for opened in _tables(source, file)]


def _tables(source: Source, file: Delivered) -> list[Callable[[], Table]]:
    """The tables of a source, each still to be opened."""
    if file.kind == WORKBOOK:
        names = dict.fromkeys(source.sheet_of(value) for value in source.values)
        return [partial(_sheet, source, file, name) for name in names]
    return [partial(_parquet if file.kind == PARQUET else _text, source, file)]


def _text(source: Source, file: Delivered) -> Table:
    opened = file.text(source.shape.encoding)
    table = read_table(opened, file.path, source.shape, needs(source))
    if source.aggregate and table.frame.height:
        lines = pl.read_lines(io.BytesIO(opened.data), row_index_name="row", row_index_offset=1)
        _refuse_repeated(lines, table.frame, file.path)
    return table


def _parquet(source: Source, file: Delivered) -> Table:
    frame = file.parquet()
    header = tuple(" ".join(name.split()) for name in frame.columns)
    refuse_long_headers(header, file.path)
    kept = asked_for(header, needs(source), source.shape)
    cells = as_text(frame.select(frame.columns[at] for at in kept), kept)
    refuse_long_cells(cells, file.path)
    refuse_steering_cells(cells, file.path)
    if source.aggregate:
        _refuse_repeated(frame.with_row_index("row", offset=2), cells, file.path)
    return Table(header, cells)


def _refuse_repeated(lines: pl.DataFrame, used: pl.DataFrame, path: Path) -> None:
    """ExtractError for a line that occurs twice where lines are added up.

    ``lines`` has the whole lines of a file, ``used`` the rows that are those of its table.
    """
    own = lines.filter(pl.col("row").is_in(used.get_column("row").implode()))
    repeated = own.filter(own.drop("row").is_duplicated()).get_column("row")
    if len(repeated):
        rows = ", ".join(map(str, repeated.head(4)))
        message = f"{len(repeated)} lines occur more than once and would be counted double"
        remedy = "Deliver the file with every line once."
        raise damaged(path, message, remedy, f"rows {rows}", "lines_twice")


# --- sheets -----------------------------------------------------------------------------------


def _missing(name: str, book: Workbook) -> ExtractError:
    message = f"the sheet is missing; the workbook has {some(book.names)}"
    remedy = "Deliver the workbook with all indicators."
    return ExtractError((fault_at(book.path.name, "sheet_missing", message, remedy, sheet=name),))


def _fitting(source: Source, book: Workbook) -> str:
    """The sheet with most of the columns of a source, the first of them."""
    wanted = needs(source)
    counts = [best_header(book.head(name), wanted, source.shape)[1] for name in book.names]
    return book.names[counts.index(max(counts))]


def _sheet(source: Source, file: Delivered, name: str) -> Table:
    """The table of a sheet, under the name that the source gives it; empty: of that which fits."""
    book, wanted = file.workbook, needs(source, name)
    actual = book.named(name) if name else _fitting(source, book)
    if actual is None:
        raise _missing(name, book)
    sheet = book.sheet(actual)
    rows = book.head(actual)
    if not any(any(row) for row in rows):
        raise damaged(book.path, "the sheet is empty", AGAIN, f"sheet {actual}")
    at, _ = best_header(rows, wanted, source.shape)
    at = at or next(number for number, row in enumerate(rows) if any(row))
    refuse_long_headers(rows[at], book.path, actual)
    columns = asked_for(rows[at], wanted, source.shape) or list(range(len(rows[at])))
    body = sheet.slice(at + 1).select("row", *(f"c{column}" for column in columns))
    body, notes = _without_notes(body, rows[at], wanted, source)
    if source.aggregate:
        _refuse_repeated(sheet, body, book.path)
    if file.rows is not None:
        body = body.head(file.rows)
    last = int(body.get_column("row")[-1]) if body.height else at + 1
    odd = book.refuse_odd(actual, at + 1, last, set(columns))
    body, mended = _mended(body)
    above = (f"the header stands in row {at + 1}: what is above it is left out",) if at else ()
    remarks = (*above, *notes, *odd, *mended)
    return Table(rows[at], body, name, row=at + 1, remarks=remarks)


def _without_notes(
    body: pl.DataFrame, header: tuple[str, ...], wanted: Needs, source: Source
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows of a table, without the empty ones and without the notes under it.

    Under an empty row after which no row has an area, a figure and a number (be it a code or a
    year: a figure may be hidden) stand notes.
    """
    area = positions(wanted.place, header, source.shape)
    values = [at for name in wanted.values for at in positions(name, header, source.shape)]
    columns = [name for name in body.columns if name != "row"]
    empty = _empty_rows(body, f"c{area[0]}" if area else columns[0], columns)
    there = body.filter(~pl.col("row").is_in(empty.implode())) if len(empty) else body
    if not area or not values:
        return there, ()
    is_row = ~_nothing(f"c{area[0]}") & pl.any_horizontal(~_nothing(f"c{at}") for at in values)
    is_row &= pl.any_horizontal(pl.col(name).str.contains(NUMBER) for name in columns)
    last = _last_row(there, is_row)
    after = there.filter(pl.col("row") > last)
    if not after.height:
        return there, ()
    alone = after.filter(pl.sum_horizontal(~_nothing(name) for name in columns) > 1).height == 0
    if not alone and not empty.is_between(last, int(after["row"][0]), closed="none").any():
        return there, ()
    remark = f"the table ends before row {after['row'][0]}: {after.height} rows left out"
    return there.filter(pl.col("row") <= last), (remark,)


def _empty_rows(body: pl.DataFrame, area: str, columns: list[str]) -> pl.Series:
    """Numbers of the rows without any text; looked for among those without an area."""
    few = body.filter(_nothing(area))
    return few.filter(pl.all_horizontal(_nothing(name) for name in columns)).get_column("row")


def _last_row(rows: pl.DataFrame, is_row: pl.Expr) -> int:
    """The number of the last row of a table: near the end, for notes are short."""
    for part in (rows.tail(_NOTES), rows):
        numbers = part.filter(is_row).get_column("row")
        if len(numbers):
            return int(numbers[-1])
    return 0


def _nothing(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().fill_null("") == ""


def _mended(body: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Texts in which letters were turned into UTF-8 twice, turned back; a remark on them.

    In a workbook only some cells are so: a program of the supplier's wrote them.
    """
    changed: dict[str, str] = {}
    for name in body.columns[1:]:
        texts = body.get_column(name)
        if (texts.str.len_bytes() == texts.str.len_chars()).all():
            continue  # plain letters only, as in columns of figures
        odd = texts.filter(texts.str.contains(f"[{_TWICE}]").fill_null(value=False)).unique()
        changed |= {text: back for text in odd.to_list() if (back := _turned_back(text)) != text}
    if not changed:
        return body, ()
    names = some(tuple(f"{text} as {back}" for text, back in sorted(changed.items())))
    mended = body.with_columns(pl.col(body.columns[1:]).replace(changed))
    return mended, (f"letters in UTF-8 twice are read as they were meant: {names}",)


def _turned_back(text: str) -> str:
    for encoding in ("cp1252", "iso-8859-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text

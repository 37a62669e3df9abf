"""Extracts, tables: from columns of text to the raw frame. Input: a header and its cells.

A :class:`Table` is one table of a file, whatever its layout. :func:`to_raw` finds the columns
that a source names, faults those that are missing, notices those that nobody knows, and turns
the table into the long raw frame of :mod:`scan.extracts.frames`.
"""

import difflib
import fnmatch
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.sources import Shape, Source
from scan.errors import ExtractError, Fault, visible
from scan.extracts.faults import fault_at, place_text
from scan.extracts.frames import RAW_COLUMNS, REMARK_ROW, trait_column
from scan.extracts.readers.headers import LOOSER, Looser, Needs, needs, plain, positions
from scan.extracts.readers.wide import FigureColumn, figure_columns, told_twice

MAX_HEADER = 1_000
"""Signs of a header."""
MAX_CELL = 10_000
"""Bytes of a cell."""
MAX_FIGURES = 1_500_000
"""Cells that become figures: rows times columns of values."""

_NAMED = 8
"""How many columns a message names before it counts the others."""
_COMPARED = 200
"""Headers, and signs of a header, among which one that is like a missing one is looked for."""
_STEERING = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
"""Signs that steer a screen or the direction of letters."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ODD_SPACES = r"\s\s|[^\S ]"
_PERIOD_LIKE = r"^\s*(19|20)\d{2}"
"""How a cell begins that holds a year, a date, a school year or a month."""

LEFT_ALONE = "columns that nobody asked for are left alone"
"""How the remark on unknown columns starts."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    ``frame`` has ``row`` (UInt32, as the file counts them from 1) and one String column per
    position of the header, named ``c0``, ``c1`` …; columns that were not asked for may be absent.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    sheet: str = ""
    row: int = 1
    """Where the header stands."""
    remarks: tuple[str, ...] = ()


def locate(
    wanted: tuple[str, ...],
    table: Table,
    path: Path,
    shape: Shape,
    looser: tuple[Looser, ...] = LOOSER,
) -> dict[str, int]:
    """Position of each wanted header; ExtractError with a fault for each that is not there."""
    found: dict[str, int] = {}
    faults: list[Fault] = []
    for name in wanted:
        places = positions(name, table.header, shape, looser)
        if len(places) == 1:
            found[name] = places[0]
        else:
            faults.append(_header_fault(name, len(places), table, path))
    if faults:
        raise ExtractError(tuple(faults))
    return found


def _header_fault(name: str, count: int, table: Table, path: Path) -> Fault:
    if count:
        kind, message = "column_twice", f"{count} columns have this name"
        remedy, has = "Keep one of them.", ""
    else:
        likely = [text for text in table.header[:_COMPARED] if len(text) <= _COMPARED]
        close = difflib.get_close_matches(name, likely, 1)
        hint = f"Is it “{close[0]}”? Rename it" if close else "Deliver the file with this column"
        has = some(tuple(text for text in table.header if text))
        kind, message = "column_missing", f"the column is missing; the file has {has}"
        remedy = f"{hint}, or change the source in the catalogue."
    sheet = table.sheet
    return fault_at(
        path.name, kind, message, remedy, sheet=sheet, row=table.row, column=name, has=has
    )


def some(names: tuple[str, ...]) -> str:
    """Some names as one text, safe to print, the others counted."""
    text = ", ".join(visible(name, _COMPARED) for name in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{text} and {more} more" if more > 0 else text


def refuse_long_headers(header: tuple[str, ...], path: Path, sheet: str = "") -> None:
    """ExtractError for a header that is no name of a column but a text."""
    for at, text in enumerate(header, 1):
        if len(text) > MAX_HEADER:
            message = f"header {at} has {len(text)} signs, more than {MAX_HEADER}"
            place = place_text(sheet, 1, "")
            fault = Fault(path.name, place, message, "Give the column a name.", "unreadable")
            raise ExtractError((fault,))


def refuse_long_cells(frame: pl.DataFrame, path: Path, sheet: str = "") -> None:
    """ExtractError for a cell of a table that is too long to be a name, a code or a figure."""
    message, remedy = f"the cell has more than {MAX_CELL} signs", "Deliver figures only."
    wrong = pl.all().str.len_bytes() > MAX_CELL
    _refuse_cells(frame, wrong, message, remedy, path, sheet)


def refuse_steering_cells(frame: pl.DataFrame, path: Path, sheet: str = "") -> None:
    """ExtractError for a cell with signs that steer a screen or the direction of letters."""
    message = "the cell holds a sign that steers the screen or the direction of letters"
    remedy = "Take it out and deliver the file again."
    _refuse_cells(frame, pl.all().str.contains(_STEERING), message, remedy, path, sheet)


def _refuse_cells(
    frame: pl.DataFrame, wrong: pl.Expr, message: str, remedy: str, path: Path, sheet: str
) -> None:
    """A fault for each column of ``frame`` (``row``, ``c0`` …) with a cell that is ``wrong``."""
    columns = [column for column in frame.columns if column != "row"]
    if not columns or not frame.height:
        return
    flags = frame.select(columns).select(wrong.fill_null(value=False))
    faults = tuple(
        Fault(
            path.name,
            place_text(sheet, int(frame.get_column("row")[flag.arg_true()[0]]), str(at)),
            message,
            remedy,
            "unreadable",
        )
        for at, flag in enumerate(flags, 1)
        if flag.any()
    )
    if faults:
        raise ExtractError(faults)


def unknown_columns(source: Source, header: tuple[str, ...], used: set[int]) -> tuple[str, ...]:
    """A remark on the columns that are neither used nor ignored."""
    patterns = [plain(pattern) for pattern in source.ignore]
    unknown = tuple(
        text
        for at, text in enumerate(header)
        if at not in used and text and not any(_fits(plain(text), pattern) for pattern in patterns)
    )
    unknown = tuple(dict.fromkeys(unknown))
    return (f"{LEFT_ALONE}: {some(unknown)}",) if unknown else ()


def _fits(text: str, pattern: str) -> bool:
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a file's name fits one of a source's patterns, whatever the capitals."""
    return any(fnmatch.fnmatchcase(name.casefold(), text.casefold()) for text in patterns)


def to_raw(source: Source, table: Table, path: Path) -> pl.DataFrame:
    """Raw frame of a table with one column per trait or value.

    Raises ExtractError naming every missing column.
    """
    wanted = needs(source, table.sheet)
    wide = wanted.values if source.period.kind == "header" else ()
    single = tuple(name for name in wanted.headers if name not in wide)
    at = locate(single, table, path, source.shape)
    for name in wanted.optional:
        places = positions(name, table.header, source.shape)
        at |= {name: places[0]} if len(places) == 1 else {}
    at, swaps = _unswapped(at, wanted, source, table)
    period, dated = _period(source, at, table, path)
    kept, left = _kept_rows(source, at, table.frame)
    values = _wide(wide, table, path, source.shape) or tuple(
        FigureColumn(name, at[name])
        for name in (*wanted.values, *wanted.optional)
        if name in at and name != source.period.column
    )
    if (figures := kept.height * len(values)) > MAX_FIGURES:
        message = f"the table has {figures} figures, more than {MAX_FIGURES}"
        raise ExtractError((Fault(path.name, table.sheet, message, "Split it by year."),))
    index = kept.select(
        "row",
        cell(at[wanted.place]).alias("place"),
        period.alias("period"),
        *(_spaced(kept, at[header]).alias(trait_column(header)) for header in wanted.traits),
        sheet=pl.lit(table.sheet),
    )
    long = pl.concat(
        index.with_columns(
            pl.col("period") if value.period is None else pl.lit(value.period).alias("period"),
            kept.select(cell(value.position)).to_series().alias("text"),
            column=pl.lit(value.name),
        )
        for value in values
    )
    used = {*at.values(), *(value.position for value in values)}
    extra = unknown_columns(source, table.header, used)
    return finish(long, (*table.remarks, *swaps, *dated, *left, *extra), table.sheet)


def _wide(
    names: tuple[str, ...], table: Table, path: Path, shape: Shape
) -> tuple[FigureColumn, ...]:
    """The columns of a wide table; ExtractError for names without any, and for a period twice."""
    found = figure_columns(names, table.header, shape)
    missing = dict.fromkeys(names, 0).keys() - {column.name for column in found}
    if missing:
        raise ExtractError(tuple(_header_fault(name, 0, table, path) for name in sorted(missing)))
    if twice := told_twice(found):
        header = table.header[twice.position]
        message = f"{twice.period} stands there twice"
        place = place_text(table.sheet, table.row, header)
        raise ExtractError((Fault(path.name, place, message, "Export every year once."),))
    return found


def _unswapped(
    at: dict[str, int], wanted: Needs, source: Source, table: Table
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Positions with those exchanged whose headers stand over each other's column.

    Years tell where the period stands; of two columns of figures the first is nowhere more.
    """
    remarks: list[str] = []
    for first, second in source.shape.swapped:
        if first not in at or second not in at:
            continue
        one, other = (table.frame.get_column(f"c{at[name]}") for name in (first, second))
        if source.period.column in (first, second):
            own = one if first == source.period.column else other
            wrong = not own.drop_nulls().head(50).str.contains(_PERIOD_LIKE).all()
        else:
            pairs = (one.cast(pl.Float64, strict=False), other.cast(pl.Float64, strict=False))
            wrong = bool((pairs[0] > pairs[1]).any())
        if wrong:
            at = {**at, first: at[second], second: at[first]}
            remarks.append(f"“{first}” and “{second}” stand over each other's column")
    return at, tuple(remarks)


def _period(
    source: Source, at: dict[str, int], table: Table, path: Path
) -> tuple[pl.Expr, tuple[str, ...]]:
    """The text of the period: of its column, of the file's name, or fixed; and a remark."""
    period = source.period
    if period.kind == "fixed":
        return pl.lit(str(period.fixed), pl.String), ()
    if period.kind == "header":
        return pl.lit(None, pl.String), ()
    if period.column in at:
        return cell(at[period.column]), ()
    years = _YEAR.findall(path.stem)
    if not years:
        missing = f"the column is missing, and no year stands in the name {path.name}"
        fault = fault_at(
            path.name,
            "column_missing",
            missing,
            "Add the year.",
            row=table.row,
            column=period.column,
            has="",
        )
        raise ExtractError((fault,))
    return pl.lit(years[-1]), (f"the year {years[-1]} is taken from the file's name",)


def _spaced(frame: pl.DataFrame, position: int) -> pl.Series:
    """Cells of a column of texts that are compared: single spaces of the plain kind."""
    texts = frame.select(cell(position)).to_series()
    found = texts.unique()
    odd = found.filter(found.str.contains(_ODD_SPACES)).to_list()
    return texts.replace({text: " ".join(text.split()) for text in odd}) if odd else texts


def _kept_rows(
    source: Source, at: dict[str, int], frame: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows that the shape of the source keeps, and a remark on the others."""
    if not source.shape.keep:
        return frame, ()
    wanted = [_spaced(frame, at[name]).is_in(texts) for name, texts in source.shape.keep.items()]
    kept = frame.filter(*wanted)
    if kept.height == frame.height:
        return frame, ()
    columns = ", ".join(source.shape.keep)
    return kept, (f"{frame.height - kept.height} rows are left out by {columns}",)


def cell(position: int) -> pl.Expr:
    """Cells of one column without stray spaces; null where there is nothing."""
    text = pl.col(f"c{position}").str.strip_chars()
    return pl.when(text.str.len_bytes() > 0).then(text)


def finish(long: pl.DataFrame, remarks: tuple[str, ...], sheet: str = "") -> pl.DataFrame:
    """The raw frame with its columns in order, and a line for each remark."""
    traits = [name for name in long.columns if name not in RAW_COLUMNS]
    framed = long.select(
        *(pl.col(name).cast(kind) for name, kind in RAW_COLUMNS.items()),
        *(pl.col(name).cast(pl.String) for name in traits),
    )
    if not remarks:
        return framed
    notes = pl.DataFrame(
        {"row": [REMARK_ROW] * len(remarks), "sheet": [sheet] * len(remarks), "text": remarks},
        schema_overrides=RAW_COLUMNS,
    )
    return pl.concat([framed, notes], how="diagonal")


def as_text(frame: pl.DataFrame, at: list[int]) -> pl.DataFrame:
    """A frame of any kinds as text: ``row`` from 2 on, then a column per position in ``at``."""
    named = frame.rename({old: f"c{to}" for old, to in zip(frame.columns, at, strict=True)})
    texts = named.select(pl.all().cast(pl.String, strict=False))
    return texts.with_row_index("row", offset=2)

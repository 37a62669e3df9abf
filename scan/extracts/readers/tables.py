"""Extracts, tables: from columns of text to the raw frame. Input: a header and its cells.

A :class:`Table` is one table of a file, whatever its layout. :func:`to_raw` finds the columns
that a source names, faults those that are missing, notices those that nobody knows, and turns
the table into the long raw frame of :mod:`scan.extracts.frames`.
"""

import difflib
import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.errors import ExtractError, Fault, visible
from scan.extracts.faults import fault_at, place_text
from scan.extracts.frames import RAW_COLUMNS, REMARK_ROW, trait_column

Looser = Callable[[str], str]
"""A way to read a header more loosely, when none matches as it stands."""

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


LEFT_ALONE = "columns that nobody asked for are left alone"
"""How the remark on unknown columns starts."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    ``frame`` has ``row`` (UInt32, the header being row 1) and one String column per position of
    the header, named ``c0``, ``c1`` …; columns that were not asked for may be absent.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    sheet: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """Headers that a source names: ``period`` is empty where no column holds it."""

    place: str
    period: str
    traits: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """All of them, each once."""
        period = (self.period,) if self.period else ()
        return tuple(dict.fromkeys((self.place, *period, *self.traits, *self.values)))


def needs(source: Source, sheet: str = "") -> Needs:
    """Headers that ``source`` names, for one sheet of a workbook or for the whole file."""
    values = [value for value in source.values if value.sheet in ("", sheet) or not sheet]
    traits = [trait.column for trait in source.traits]
    conditions = [header for value in values for header in value.when]
    checked = [header for check in source.checks for header in (check.whole, *check.parts)]
    return Needs(
        place=source.area.column,
        period=source.period.column if source.period.kind not in ("header", "fixed") else "",
        traits=tuple(dict.fromkeys((*traits, *conditions))),
        values=tuple(dict.fromkeys((*(value.column for value in values), *checked))),
    )


def plain(header: str) -> str:
    """A header as it is compared: single spaces, no regard for capitals."""
    return " ".join(header.split()).casefold()


def locate(
    wanted: tuple[str, ...], table: Table, path: Path, looser: tuple[Looser, ...] = ()
) -> dict[str, int]:
    """Position of each wanted header; ExtractError with a fault for each that is not there."""
    found: dict[str, int] = {}
    faults: list[Fault] = []
    for name in wanted:
        places = _positions(name, table.header, looser)
        if len(places) == 1:
            found[name] = places[0]
        else:
            faults.append(_header_fault(name, len(places), table, path))
    if faults:
        raise ExtractError(tuple(faults))
    return found


def _positions(name: str, header: tuple[str, ...], looser: tuple[Looser, ...]) -> list[int]:
    for reading in (plain, *looser):
        target = plain(reading(name))
        places = [at for at, text in enumerate(header) if plain(reading(text)) == target]
        if places:
            return places
    return []


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
    return fault_at(path.name, kind, message, remedy, sheet=sheet, row=1, column=name, has=has)


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


def unknown_columns(
    source: Source, header: tuple[str, ...], used: set[int], known: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """A remark on the columns that are neither used, nor ignored, nor ``known`` to a layout."""
    patterns = [plain(pattern) for pattern in (*source.ignore, *known)]
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


def to_raw(
    source: Source,
    table: Table,
    path: Path,
    looser: tuple[Looser, ...] = (),
    known: tuple[str, ...] = (),
    period: pl.Expr | None = None,
) -> pl.DataFrame:
    """Raw frame of a table with one column per trait or value.

    ``period`` is the text of the period where no column holds it. Raises ExtractError naming
    every missing column.
    """
    wanted = needs(source, table.sheet)
    if period is not None:
        wanted = Needs(wanted.place, "", wanted.traits, wanted.values)
    at = locate(wanted.headers, table, path, looser)
    fixed = pl.lit(None if source.period.fixed is None else str(source.period.fixed), pl.String)
    figures = table.frame.height * len(wanted.values)
    if figures > MAX_FIGURES:
        message = f"the table has {figures} figures, more than {MAX_FIGURES}"
        raise ExtractError((Fault(path.name, table.sheet, message, "Split it by year."),))
    when = cell(at[wanted.period]) if wanted.period else (fixed if period is None else period)
    index = table.frame.select(
        "row",
        cell(at[wanted.place]).alias("place"),
        when.alias("period"),
        *(cell(at[header]).alias(trait_column(header)) for header in wanted.traits),
        *(cell(at[header]).alias(f"value:{header}") for header in wanted.values),
    )
    long = index.unpivot(
        on=[f"value:{header}" for header in wanted.values],
        index=["row", "place", "period", *map(trait_column, wanted.traits)],
        variable_name="column",
        value_name="text",
    ).with_columns(pl.col("column").str.strip_prefix("value:"), sheet=pl.lit(table.sheet))
    extra = unknown_columns(source, table.header, set(at.values()), known)
    return finish(long, (*table.remarks, *extra), table.sheet)


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

"""Extracts, recognising: which sources a file feeds. Input: a path. Output: sources, or none.

The name says it, and the columns must agree. A file under another name is recognised by its
columns when they are those of one source and of no other, every one of them accounted for; what
could be two sources is never guessed. A workbook feeds every source of which it has the sheet.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault
from scan.extracts.cage import in_cage
from scan.extracts.contract import check
from scan.extracts.faults import fault_at
from scan.extracts.frames import REMARK_ROW
from scan.extracts.readers.delivered import (
    DATABASE,
    PARQUET,
    TEXT,
    WORKBOOK,
    Delivered,
)
from scan.extracts.readers.headers import needs
from scan.extracts.readers.layouts import READERS
from scan.extracts.readers.tables import LEFT_ALONE, matches, some
from scan.extracts.readers.workbooks import same_sheet

_HEAD = 60
"""So many rows of a table are looked at to tell its source."""
_TELLING = ("category", "place", "period", "other_source")
"""Kinds of faults that show that texts are those of another source."""
_LAYOUTS = {
    TEXT: ("table", "swing_csv"),
    WORKBOOK: ("table", "swing_xlsx"),
    PARQUET: ("table",),
    DATABASE: ("sql",),
}
"""The layouts that a file of a kind may have."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file was taken for: the sources that it feeds, or a fault."""

    sources: tuple[Source, ...] = ()
    by_columns: bool = False
    """Whether the columns told it, and not the name."""
    faults: tuple[Fault, ...] = ()
    near: tuple[str, ...] = ()
    """Sources whose columns it has among others, where none is certain."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """A source whose columns a file has."""

    source: Source
    raw: pl.DataFrame
    complete: bool
    """Whether the source accounts for every column of the file."""
    columns: int


def named(path: Path, catalogue: Catalogue) -> tuple[Source, ...]:
    """The sources whose patterns fit the name of a file."""
    return tuple(s for s in catalogue.sources.values() if matches(path.name, s.files))


def of_its_sheets(sources: tuple[Source, ...], path: Path) -> tuple[Source, ...]:
    """Those sources with a sheet of which the file has it; all of them where it has none."""
    sheets = tuple(source for source in sources if source.sheet)
    if not sheets:
        return ()
    try:
        there = Delivered(path).sheet_names()
    except ExtractError:
        return sheets[:1]  # what is wrong with the file, its reader says once
    return tuple(source for source in sheets if same_sheet(source.sheet, there)) or sheets[:1]


def identify(path: Path, catalogue: Catalogue) -> Recognised:
    """The sources of the file at ``path``, by its name and its columns; it is opened in a cage.

    Reads the first rows of a table; all of a workbook whose name fits no source.
    """
    try:
        names, by_columns, faults, near = in_cage(_identified, (path, catalogue), path)
    except ExtractError as error:
        return Recognised(faults=error.faults)
    sources = tuple(catalogue.sources[name] for name in names if name in catalogue.sources)
    return Recognised(sources, by_columns, faults, near)


def _identified(
    asked: tuple[Path, Catalogue],
) -> tuple[tuple[str, ...], bool, tuple[Fault, ...], tuple[str, ...]]:
    """The parts of a :class:`Recognised`, with the names of its sources."""
    found = _told(*asked)
    names = tuple(source.id for source in found.sources)
    return names, found.by_columns, found.faults, found.near


def _told(path: Path, catalogue: Catalogue) -> Recognised:
    by_name = named(path, catalogue)
    if sheets := of_its_sheets(by_name, path):
        return Recognised(sheets)
    file = Delivered(path)
    try:
        kind = file.kind
    except ExtractError as error:
        return Recognised(by_name[:1]) if by_name else Recognised(faults=error.faults)
    if len(by_name) == 1 and kind != TEXT:
        return Recognised(by_name)
    fits = _fits(file.first(_HEAD), kind, catalogue)
    if not by_name and kind == WORKBOOK and (sheets := _of_sheets(fits)):
        return Recognised(sheets, by_columns=True)
    best = _best(fits, file, catalogue)
    if len(by_name) == 1:
        return _with_its_name(path, by_name[0], fits, best)
    if by_name:
        fitting = tuple(source for source in best if source in by_name) or tuple(
            fit.source for fit in fits if fit.source in by_name
        )
        best = fitting or by_name[:1]
    if len(best) > 1:
        return Recognised(faults=(_ambiguous(path, best),))
    if best:
        return Recognised(best, by_columns=not by_name)
    return Recognised(near=tuple(fit.source.id for fit in fits))


def _of_sheets(fits: tuple["_Fit", ...]) -> tuple[Source, ...]:
    """The sources of a workbook that has their sheets, with all their columns."""
    return tuple(fit.source for fit in fits if fit.source.sheet and fit.complete)


def _with_its_name(
    path: Path, source: Source, fits: tuple[_Fit, ...], best: tuple[Source, ...]
) -> Recognised:
    """What a file is of which the name says that it is of ``source``."""
    own = next((fit for fit in fits if fit.source is source), None)
    if not best or source in best or (own is not None and own.complete):
        return Recognised((source,))
    names = " or ".join(other.id for other in best)
    fault = fault_at(
        path.name,
        "wrong_name",
        f"the name is that of {source.id}, the columns are those of {names}",
        f"Name it as its source asks ({_patterns(best)}), or deliver the right file.",
        named=source.title,
        found=_titles(best),
        patterns=_patterns(best),
    )
    return Recognised(faults=(fault,))


def _ambiguous(path: Path, sources: tuple[Source, ...]) -> Fault:
    names = " and ".join(source.id for source in sources)
    return fault_at(
        path.name,
        "ambiguous",
        f"the file could be of {names}: it has the columns of each",
        f"Name it as its source asks: {_patterns(sources)}.",
        found=_titles(sources),
        patterns=_patterns(sources),
    )


def _patterns(sources: tuple[Source, ...]) -> str:
    return some(tuple(pattern for source in sources for pattern in source.files))


def _titles(sources: tuple[Source, ...]) -> str:
    return ", ".join(source.title for source in sources)


# --- columns --------------------------------------------------------------------------------


def _fits(file: Delivered, kind: str, catalogue: Catalogue) -> tuple[_Fit, ...]:
    """The sources whose columns a file has."""
    candidates = [s for s in catalogue.sources.values() if s.layout in _LAYOUTS[kind]]
    if kind == WORKBOOK:
        there = file.sheet_names()
        candidates = [s for s in candidates if not s.sheet or same_sheet(s.sheet, there)]
    found = [_fit(source, file) for source in candidates]
    return tuple(fit for fit in found if fit is not None)


def _fit(source: Source, file: Delivered) -> _Fit | None:
    """How well a source fits a file of which this is the head."""
    try:
        raw = READERS[source.layout](source, file)
    except ExtractError:
        return None
    remarks = raw.filter(pl.col("row") == REMARK_ROW).get_column("text")
    complete = not remarks.str.starts_with(LEFT_ALONE).any()
    return _Fit(source, raw, complete, len(needs(source).headers))


def _best(fits: tuple[_Fit, ...], file: Delivered, catalogue: Catalogue) -> tuple[Source, ...]:
    """The sources that account for every column, most columns first; texts decide a tie."""
    complete = [fit for fit in fits if fit.complete]
    most = max((fit.columns for fit in complete), default=0)
    level = [fit for fit in complete if fit.columns == most]
    if len(level) > 1:
        level = [fit for fit in level if not _strange(fit, file, catalogue)] or level
    return tuple(fit.source for fit in level)


def _strange(fit: _Fit, file: Delivered, catalogue: Catalogue) -> bool:
    """Whether texts in the first lines are unknown to a source."""
    faults = check(fit.raw, fit.source, file, catalogue, telling=False).faults
    return any(fault.kind in _TELLING for fault in faults)

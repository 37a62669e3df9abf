"""Series, recall: what is remembered of the counts of a sheet.

Input: a :class:`Sheet` and remembered counts, or what is hidden in it.
Output: :class:`Past`, or the counts to remember.

What was hidden once stays hidden, whatever it counts today: of two releases that show the same
things, the second says nothing about the first. And what was shown once, and did not change,
protects nobody: who compares releases has it. What a release told of sums of hidden counts holds as
long as nothing says otherwise (``earlier``). So the table of all releases together leaves a hidden
count the room that today's leaves it; only a count that changed meanwhile has its ends in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from dataframely import DataFrame

from scan.series.frames import Cells, Remembered
from scan.series.sheet import Bools, Floats, Ints, Sheet
from scan.series.store import STORE

_SAME = 0.5
"""Counts are whole: what differs by less is the same count."""


@dataclass(frozen=True, slots=True)
class Release:
    """What one release told: flat numbers of counts, and what it showed (NaN: hidden)."""

    cells: Ints
    shown: Floats


@dataclass(frozen=True)
class Past:
    """Counts of a sheet that earlier releases told something about (shape of the sheet).

    ``known``: shown as they are today by the last release that showed them; ``hidden``: hidden, be
    it that another showed them;
    ``releases``: what each told, the oldest first.
    """

    known: Bools
    hidden: Bools
    releases: tuple[Release, ...]


def recalled(sheet: Sheet, cells: DataFrame[Cells]) -> Past:
    """What remembered counts say about those of a sheet that are not public."""
    if STORE not in cells.columns:
        return recalled(sheet, Remembered.cast(cells.with_columns(pl.lit("").alias(STORE))))
    at, flat, value = placed(sheet, cells)
    low, high = sheet.low.ravel()[flat], sheet.high.ravel()[flat]
    shown = ~np.isnan(value)
    same = (np.abs(value - low) < _SAME) & (low == high)
    found = {name: np.zeros(sheet.low.size, dtype=bool) for name in ("known", "hidden")}
    found["known"][flat[shown]] = same[shown]  # of several releases the last one counts
    found["hidden"][flat[~shown]] = True
    open_ = (np.isfinite(sheet.low) & ~sheet.public).ravel()
    kept = {name: (marked & open_).reshape(sheet.low.shape) for name, marked in found.items()}
    kept["hidden"] &= _ours(sheet)
    stores = at.get_column(STORE).to_numpy()
    oldest_first = dict.fromkeys(stores.tolist())
    releases = [Release(flat[stores == name], value[stores == name]) for name in oldest_first]
    return Past(releases=tuple(releases), **kept)


def placed(sheet: Sheet, cells: pl.DataFrame) -> tuple[pl.DataFrame, Ints, Floats]:
    """The ``cells`` that the sheet has, their flat numbers, and what they show (NaN: hidden)."""
    names = {str(query): number for number, query in enumerate(sheet.queries)}
    numbers: dict[str, Mapping[Any, int]] = {
        "count": names,
        "period": sheet.numbers,
        "place": sheet.places.index,
    }
    at = cells.with_columns(
        pl.col(name).replace_strict(known, default=None, return_dtype=pl.Int64)
        for name, known in numbers.items()
    ).drop_nulls(list(numbers))
    axes = tuple(at.get_column(name).to_numpy() for name in numbers)
    flat = np.ravel_multi_index(axes, sheet.low.shape).astype(np.int64)
    return at, flat, at.get_column("shown").cast(pl.Float64).fill_null(np.nan).to_numpy()


def to_remember(sheet: Sheet, hidden: Bools) -> DataFrame[Cells]:
    """The displayed counts that are not public, as they are or hidden."""
    told = _ours(sheet) & np.isfinite(sheet.low) & ~sheet.public
    shown = np.where(hidden | (sheet.low != sheet.high), np.nan, sheet.low)[told]
    cells = named(sheet, told).with_columns(pl.Series("shown", shown).fill_nan(None))
    return Cells.cast(cells.sort("count", "period", "place"))


def named(sheet: Sheet, marked: Bools) -> pl.DataFrame:
    """The names of marked counts, in order: columns count, period, place."""
    query, period, place = np.nonzero(marked)
    columns = {
        "count": np.array([str(query) for query in sheet.queries], dtype=object)[query],
        "period": np.array(sheet.periods, dtype=np.int32)[period],
        "place": np.array(sheet.places.names, dtype=object)[place],
    }
    schema = {"count": pl.String, "period": pl.Int32, "place": pl.String}
    return pl.DataFrame({name: list(at) for name, at in columns.items()}, schema=schema)


def _ours(sheet: Sheet) -> Bools:
    """Counts of municipalities that are displayed and that it is ours to protect."""
    ours = np.zeros(sheet.low.shape, dtype=bool)
    ours[sheet.displayed & (sheet.minimum > 0)] = True
    ours[:, :, list(sheet.places.regions)] = False
    return ours

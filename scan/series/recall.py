"""Series, recall: what is remembered of the counts of a sheet.

Input: a :class:`Sheet` and remembered counts, or what is hidden in it.
Output: :class:`Past`, or the counts to remember.

What was hidden once stays hidden, whatever it counts today: of two releases that show the same
things, the second says nothing about the first. And what was shown once, and did not change,
protects nobody: who compares releases has it. What a release told of sums of hidden counts holds as
long as nothing says otherwise (``earlier``). So the table of all releases together leaves a hidden
count the room that today's leaves it; only a count that changed meanwhile has its ends in both.
"""

from dataclasses import dataclass

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
    shape = sheet.low.shape
    names = {str(query): number for number, query in enumerate(sheet.queries)}
    if STORE not in cells.columns:
        return recalled(sheet, Remembered.cast(cells.with_columns(pl.lit("").alias(STORE))))
    at = cells.select(
        STORE,
        pl.col("count").replace_strict(names, default=None, return_dtype=pl.Int64),
        pl.col("period").replace_strict(sheet.numbers, default=None, return_dtype=pl.Int64),
        pl.col("place").replace_strict(sheet.places.index, default=None, return_dtype=pl.Int64),
        "shown",
    ).drop_nulls(["count", "period", "place"])
    flat = np.ravel_multi_index(
        tuple(at.get_column(name).to_numpy() for name in ("count", "period", "place")), shape
    ).astype(np.int64)
    value = at.get_column("shown").cast(pl.Float64).fill_null(float("nan")).to_numpy()
    low, high = sheet.low.ravel()[flat], sheet.high.ravel()[flat]
    shown = ~np.isnan(value)
    same = (np.abs(value - low) < _SAME) & (low == high)
    found = {name: np.zeros(sheet.low.size, dtype=bool) for name in ("known", "hidden")}
    found["known"][flat[shown]] = same[shown]  # of several releases the last one counts
    found["hidden"][flat[~shown]] = True
    open_ = (np.isfinite(sheet.low) & ~sheet.public).ravel()
    kept = {name: (marked & open_).reshape(shape) for name, marked in found.items()}
    kept["hidden"] &= _ours(sheet)
    stores = at.get_column(STORE).to_numpy()
    oldest_first = dict.fromkeys(stores.tolist())
    releases = [Release(flat[stores == name], value[stores == name]) for name in oldest_first]
    return Past(releases=tuple(releases), **kept)


def to_remember(sheet: Sheet, hidden: Bools) -> DataFrame[Cells]:
    """The displayed counts that are not public, as they are or hidden."""
    told = np.argwhere(_ours(sheet) & np.isfinite(sheet.low) & ~sheet.public)
    query, period, place = told.T
    at = (query, period, place)
    shown = np.where(hidden[at] | (sheet.low[at] != sheet.high[at]), np.nan, sheet.low[at])
    columns = {
        "count": np.array([str(query) for query in sheet.queries], dtype=object)[query],
        "period": np.array(sheet.periods, dtype=np.int32)[period],
        "place": np.array(sheet.places.names, dtype=object)[place],
        "shown": shown,
    }
    frame = pl.DataFrame({name: list(values) for name, values in columns.items()})
    cells = frame.with_columns(pl.col("shown").fill_nan(None))
    return Cells.cast(cells.sort("count", "period", "place"))


def _ours(sheet: Sheet) -> Bools:
    """Counts of municipalities that are displayed and that it is ours to protect."""
    ours = np.zeros(sheet.low.shape, dtype=bool)
    ours[sheet.displayed & (sheet.minimum > 0)] = True
    ours[:, :, list(sheet.places.regions)] = False
    return ours

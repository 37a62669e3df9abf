"""Publish, released: what leaves the house, as statements about counts.

Input: figures as readers see them. Output: :class:`Statement` values (linear, about
:class:`Count`), and :class:`Released`, the same for a whole store in arrays. Whatever else goes
out (attachments, downloads, pages) can be stated in the same terms.

Positions (lowest, highest, bins) are made of displayed figures only and state nothing that these
do not. A difference of two figures states nothing that they do not.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from scan.catalogue.records import SCALE
from scan.series.cubes import REGIONS
from scan.series.demands import counts_of
from scan.series.divisions import Divisions
from scan.series.identities import Book, Query
from scan.series.places import territories
from scan.series.plans import Plan, plan_of
from scan.series.sheet import Bools, Floats, Ints, Sheet
from scan.series.store import Store
from scan.status import Status

_WAY = ["indicator", "alternative", "main", "b1", "b2"]
_EPS = 1e-9
"""Of a rate."""
_VALUED = [status.value for status in Status if status.has_value]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of persons: a query, the name of a territory (``series.places``), a period."""

    query: Query
    place: str
    period: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The sum of counts times factors lies between ``low`` and ``high``."""

    terms: tuple[tuple[Count, float], ...]
    low: float
    high: float


@dataclass(frozen=True)
class Released:
    """What figures state, by flat numbers of a sheet.

    ``known``: displayed counts; ``hidden``: counts above and below the line (−1: none) of figures
    shown as hidden, one line each; ``statements``: what displayed values state of counts that are
    not displayed.
    """

    known: Bools
    hidden: Ints
    statements: tuple[Statement, ...]
    contradictions: int
    """Displayed counts that differ from those delivered."""


def released(store: Store, as_of: datetime.date, sheet: Sheet, book: Book) -> Released:
    """What the figures of a store state about the counts of a sheet."""
    names = territories(book.catalogue.areas, as_of)
    names |= {name: name for name in sheet.places.region_names}
    spots = {nis: sheet.places.index[name] for nis, name in names.items()}
    rows = _numbered(store, sheet, book, spots)
    valued = rows.filter(pl.col("status").is_in(_VALUED))
    known = np.zeros(sheet.low.size, dtype=bool)
    wrong = 0
    for place, name in (("_above", "numerator"), ("_below", "denominator")):
        shown = valued.filter(pl.col(name).is_not_null(), pl.col(place).is_not_null())
        at, value = _flat(shown, place, sheet), shown.get_column(name).to_numpy()
        known[at] = True
        wrong += int((np.abs(_exact(sheet)[at] - value) > 0.5).sum())
    secret = rows.filter(
        pl.col("status") == Status.HIDDEN.value,
        pl.col("_above").is_not_null(),
        ~pl.col("area").is_in(REGIONS),
    )
    below = secret.with_columns(pl.col("_below").fill_null(-sheet.low.size))
    pairs = [_flat(secret, "_above", sheet), np.maximum(_flat(below, "_below", sheet), -1)]
    hidden = np.column_stack(pairs)
    bare = valued.filter(pl.col("numerator").is_null(), pl.col("_above").is_not_null())
    return Released(known, hidden, tuple(_rounded(bare, sheet, book)), wrong)


def divided(
    store: Store, as_of: datetime.date, sheet: Sheet, book: Book, known: Bools
) -> Iterator[Statement]:
    """What sums over provinces and arrondissements state of counts that are not ``known``.

    A range that holds everything which a supplier's hidden counts can be states nothing.
    """
    names = territories(book.catalogue.areas, as_of)
    towns = {
        division: [names[nis] for nis in within]
        for division, within in Divisions(book.catalogue.areas, as_of).towns().items()
    }
    places = {d: [sheet.places.index[name] for name in within] for d, within in towns.items()}
    open_ = ~known.reshape(sheet.low.shape)
    rows = _numbered(store, sheet, book, {name: name for name in towns})
    for row in rows.filter(pl.col("status").is_in(_VALUED)).iter_rows(named=True):
        for side, name in (("_above", "numerator"), ("_below", "denominator")):
            if row[side] is None:
                continue
            at = (row[side], row["_t"], places[row["_a"]])
            bounds = _summed(row, side, name, book)
            if bounds is None or not open_[at].any() or _is_vague(sheet, at, open_[at], bounds):
                continue
            query = sheet.queries[row[side]]
            terms = tuple((Count(query, town, row["period"]), 1.0) for town in towns[row["_a"]])
            yield Statement(terms, *bounds)


def _is_vague(
    sheet: Sheet, at: tuple[int, int, list[int]], open_: Bools, bounds: tuple[float, float]
) -> bool:
    """Whether bounds of a sum only say what the supplier's own rule says of what he hid."""
    low, high = sheet.low[at], sheet.high[at]
    theirs = bool((sheet.supplier[at] & (low < high))[open_].all())
    return theirs and bounds[0] <= low.sum() and high.sum() <= bounds[1]


def _summed(row: dict[str, Any], side: str, name: str, book: Book) -> tuple[float, float] | None:
    """Bounds of one sum: exact where it is displayed as a count, else within its rounding."""
    if row[name] is not None:
        return row[name], row[name]
    if side == "_below" or row["denominator"] is None:
        return None
    indicator = _plan(row, book).indicator
    half, scale = 0.5 * 10.0**-indicator.decimals, SCALE[indicator.unit]
    low, high = ((row["value"] + end) / scale * row["denominator"] for end in (-half, half))
    return low, high


def _follows(sheet: Sheet, row: dict[str, Any], least: float, most: float) -> bool:
    """Whether bounds of a rate only say what the rules of suppliers say of what they hid in public
    figures: those of counts that nobody else delivers, and so nobody protects."""
    if sheet.minimum[row["_above"]] or sheet.minimum[row["_below"]]:
        return False
    above, below = ((row[side], row["_t"], row["_a"]) for side in ("_above", "_below"))
    low, high = sheet.low[below], sheet.high[below]
    return bool(
        low > 0
        and least - _EPS <= sheet.low[above] / high
        and sheet.high[above] / low <= most + _EPS
    )


def _exact(sheet: Sheet) -> Floats:
    """Delivered counts; NaN where a supplier gave none."""
    return np.where(sheet.supplier, np.nan, sheet.low).ravel()


def _numbered(store: Store, sheet: Sheet, book: Book, spots: Mapping[str, object]) -> pl.DataFrame:
    """Figures of the areas in ``spots`` with the numbers of their counts and period (``_t``), and
    what ``spots`` says of the area (``_a``); former ones left out."""
    own = store.figures.filter(pl.col("into") == "")
    ways = own.select(_WAY).unique(maintain_order=True)
    pairs = [_pair(way, sheet, book) for way in ways.iter_rows(named=True)]
    table = ways.with_columns(
        pl.Series("_above", [above for above, _ in pairs], dtype=pl.Int64),
        pl.Series("_below", [below for _, below in pairs], dtype=pl.Int64),
    )
    kind = pl.String() if any(isinstance(s, str) for s in spots.values()) else pl.Int64()
    return (
        own.join(table, on=_WAY)
        .with_columns(
            pl.col("area").replace_strict(spots, default=None, return_dtype=kind).alias("_a"),
            pl.col("period")
            .replace_strict(sheet.numbers, default=None, return_dtype=pl.Int64)
            .alias("_t"),
        )
        .drop_nulls(["_a", "_t"])
    )


def _pair(way: dict[str, object], sheet: Sheet, book: Book) -> tuple[int | None, int | None]:
    """Numbers of the counts above and below the line of a figure."""
    plan = _plan(way, book)
    if plan.numerator is None or plan.alternative.remainder is not None:
        return None, None
    codes = tuple(str(way[name]) for name in ("b1", "b2") if way[name])
    above, below = counts_of(plan, () if way["main"] else codes, book)
    index = sheet.index
    return (
        index.get(above) if above is not None else None,
        index.get(below) if below is not None else None,
    )


def _plan(way: dict[str, object], book: Book) -> Plan:
    return plan_of(book.catalogue.indicators[str(way["indicator"])], int(str(way["alternative"])))


def _flat(rows: pl.DataFrame, query: str, sheet: Sheet) -> Ints:
    """Flat numbers of counts in the sheet."""
    _, periods, places = sheet.low.shape
    q, t, a = (rows.get_column(name).to_numpy() for name in (query, "_t", "_a"))
    numbers: Ints = ((q * periods + t) * places + a).astype(np.int64)
    return numbers


def _rounded(rows: pl.DataFrame, sheet: Sheet, book: Book) -> Iterator[Statement]:
    """What a displayed share states of counts that are not displayed beside it."""
    for row in rows.filter(pl.col("_below").is_not_null()).iter_rows(named=True):
        indicator = _plan(row, book).indicator
        half, scale = 0.5 * 10.0**-indicator.decimals, SCALE[indicator.unit]
        place, period = sheet.places.names[row["_a"]], row["period"]
        above = Count(sheet.queries[row["_above"]], place, period)
        below = Count(sheet.queries[row["_below"]], place, period)
        low, high = row["value"] - half, row["value"] + half
        if _follows(sheet, row, low / scale, high / scale):
            continue
        yield Statement(((above, scale), (below, -low)), 0.0, np.inf)
        yield Statement(((above, scale), (below, -high)), -np.inf, 0.0)

"""Extracts, comparing: a delivery against what is in use. Input: two frames. Output: what changes.

Compared are figures: the same population or indicator, area, year and categories. Years that are
only in use stay in use; of the years that both have, the delivery replaces every figure.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.absent import completed
from scan.extracts.figures import dimensions_of
from scan.extracts.findings import NAMED
from scan.extracts.frames import told
from scan.extracts.jumps import leaps, todays
from scan.extracts.places import Gazetteer
from scan.extracts.rules import KEY
from scan.status import Status

LARGEST = 10
"""So many of the largest revisions are told."""
REVISED = math.log(1.1)
"""A figure in use that changes by more than a tenth is asked about …"""
REVISED_NOISE = 2.0
"""… when it also changes by more than so many Poisson spreads; small counts do."""
REVISED_POINTS = 5.0
"""The same for shares, in percentage points."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that is not what it was, or not what was to be expected."""

    population: str
    indicator: str
    area: str
    period: int
    categories: tuple[tuple[str, str], ...]
    before: float
    """In use, for a revision; of the period before, for a leap."""
    value: float
    usual: float | None = None
    """What the change of the other areas would have given."""
    period_before: int | None = None


@dataclass(frozen=True, slots=True)
class YearChange:
    """Figures of one year: how many come, go and change."""

    year: int
    added: int
    lost: int
    changed: int


@dataclass(frozen=True, slots=True)
class Many:
    """Changes of one kind: the first, and how many there are in all."""

    first: tuple[Change, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a delivery does to the figures of its source that are in use."""

    first: bool
    """Whether nothing of the source is in use yet."""
    new_years: tuple[int, ...] = ()
    kept_years: tuple[int, ...] = ()
    """In use and not in the delivery: they stay."""
    new_areas: tuple[str, ...] = ()
    """Codes that had no figures in any year."""
    lost_places: tuple[tuple[str, int], ...] = ()
    """Code and year of every area that loses all its figures of a year."""
    short_years: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """New years, with the areas of the year before that still exist and have no figures."""
    years: tuple[YearChange, ...] = ()
    """Of the years in which anything changed."""
    revisions: tuple[Change, ...] = ()
    """The largest, in relation to what they were, first."""
    large: Many = Many()
    """Revisions to ask about."""
    leaps: Many = Many()
    """Figures that are new or changed and leap."""
    compared: int = 0
    """Figures that both have."""

    @property
    def added(self) -> int:
        """Figures that are new."""
        return sum(year.added for year in self.years)

    @property
    def lost(self) -> int:
        """Figures that were shown and are not any more."""
        return sum(year.lost for year in self.years)

    @property
    def changed(self) -> int:
        """Figures with another value or another marker."""
        return sum(year.changed for year in self.years)


def compare(
    new: pl.DataFrame, old: pl.DataFrame, source: Source, catalogue: Catalogue
) -> Comparison:
    """What the figures ``new`` do to ``old``, those in use (none: a first delivery).

    What is only expected takes the place of what is in use, and is compared with nothing.
    """
    dimensions = dimensions_of(source)
    years, before = _years(new), _years(old)
    new, old = told(new), told(old)
    again = [year for year in years if year in before]
    kept = old.filter(~pl.col("period").is_in(years))
    pairs = _paired(new, old.filter(pl.col("period").is_in(again)), [*KEY, *dimensions])
    revised = _revised(pairs, catalogue)
    whole = _of_all_parts(pl.concat([kept, new]), source, catalogue)
    leaping = _new_leaps(whole, pairs, dimensions, catalogue)
    return Comparison(
        first=not before,
        new_years=tuple(year for year in _years(new) if year not in before),
        kept_years=_years(kept),
        new_areas=tuple(sorted({*_areas(new)} - {*_areas(old)})),
        lost_places=_lost_places(new, old, again),
        short_years=tuple(_short_years(new, old, source, catalogue)),
        years=_year_changes(pairs),
        revisions=_many(revised, dimensions).first[:LARGEST],
        large=_many(revised.filter("is_large"), dimensions),
        leaps=_many(leaping, dimensions),
        compared=pairs.filter(_THERE & _BEFORE).height,
    )


def _of_all_parts(figures: pl.DataFrame, source: Source, catalogue: Catalogue) -> pl.DataFrame:
    """The figures among which leaps are looked for: none of a sample, whose answers move by
    chance; those that are hidden by absence, so that no sum over a merger stands on a part; and
    no list of the most frequent categories, whose sums always do."""
    if source.sample:
        return figures.clear()
    chosen = [pl.col(t.dimension).is_null() for t in source.traits if t.most_frequent]
    return completed(figures.filter(*chosen), source, catalogue)


def _years(figures: pl.DataFrame) -> tuple[int, ...]:
    return tuple(figures.get_column("period").unique().sort().to_list())


def _areas(figures: pl.DataFrame) -> tuple[str, ...]:
    return tuple(figures.get_column("area").unique().sort().to_list())


_SEEN = [status.value for status in Status if status.has_value]
_THERE, _BEFORE = pl.col("status").is_not_null(), pl.col("status_old").is_not_null()
_ADDED = _THERE & ~_BEFORE
_LOST = pl.col("status_old").is_in(_SEEN) & ~pl.col("status").is_in(_SEEN).fill_null(value=False)
_OTHER = pl.col("value").ne_missing(pl.col("value_old")) | pl.col("status").ne_missing(
    pl.col("status_old")
)
_CHANGED = _THERE & _BEFORE & _OTHER & ~_LOST


def _paired(new: pl.DataFrame, old: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Every figure of either, with the values and statuses of both."""
    columns = [*key, "value", "status"]
    return new.select(columns).join(
        old.select(columns), on=key, how="full", coalesce=True, nulls_equal=True, suffix="_old"
    )


def _year_changes(pairs: pl.DataFrame) -> tuple[YearChange, ...]:
    counted = (
        pairs.group_by("period")
        .agg(added=_ADDED.sum(), lost=_LOST.sum(), changed=_CHANGED.sum())
        .filter(pl.sum_horizontal("added", "lost", "changed") > 0)
        .sort("period")
    )
    return tuple(YearChange(*row) for row in counted.iter_rows())


def _lost_places(
    new: pl.DataFrame, old: pl.DataFrame, again: list[int]
) -> tuple[tuple[str, int], ...]:
    """Areas and years with figures before and without any now, among the years of both."""
    had = old.filter(pl.col("period").is_in(again), pl.col("status").is_in(_SEEN))
    has = new.filter(pl.col("status").is_in(_SEEN))
    place = ["area", "period"]
    gone = had.join(has, on=place, how="anti").select(place).unique().sort(place)
    return tuple(gone.iter_rows())


def _short_years(
    new: pl.DataFrame, old: pl.DataFrame, source: Source, catalogue: Catalogue
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """New years that lack areas which the year before has, and which still exist."""
    gazetteer = Gazetteer(source, catalogue.areas)
    whole = pl.concat([old, new])
    years = _years(whole)
    for year in sorted({*_years(new)} - {*_years(old)}):
        earlier = [other for other in years if other < year]
        if not earlier:
            continue
        had = {*_areas(whole.filter(pl.col("period") == earlier[-1]))}
        has = {*_areas(new.filter(pl.col("period") == year))}
        gone = sorted((had & gazetteer.expected(year)) - has)
        if gone:
            yield year, tuple(gone)


def _revised(pairs: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Figures that were shown and are shown as another number, the largest change first."""
    shares = [i.id for i in catalogue.indicators.values() if i.unit == "percent"]
    shown = pairs.filter(_CHANGED, pl.col("value").is_not_null(), pl.col("value_old").is_not_null())
    now, was = pl.col("value").abs() + 0.5, pl.col("value_old").abs() + 0.5
    turned = pl.col("value") * pl.col("value_old") < 0
    points = (pl.col("value") - pl.col("value_old")).abs()
    logarithm = (now.log() - was.log()).abs()
    share = pl.col("indicator").is_in(shares)
    bound = pl.max_horizontal(pl.lit(REVISED), REVISED_NOISE * (1 / now + 1 / was).sqrt())
    size = pl.when(share).then(points / REVISED_POINTS).otherwise(logarithm / bound)
    return (
        shown.with_columns(size=size, is_large=(size > 1) | turned)
        .rename({"value_old": "before"})
        .sort("size", *KEY, descending=[True] + [False] * len(KEY))
    )


def _new_leaps(
    figures: pl.DataFrame, pairs: pl.DataFrame, dimensions: tuple[str, ...], catalogue: Catalogue
) -> pl.DataFrame:
    """Leaps to or from a figure that is new or changed."""
    key = [*KEY, *dimensions]
    touched = todays(pairs.filter(_ADDED | _CHANGED).select(key), catalogue).unique()
    found = leaps(figures, dimensions, catalogue)
    start = touched.rename({"period": "period_before"})
    to = found.join(touched, on=key, how="semi", nulls_equal=True)
    away = found.join(start, on=start.columns, how="semi", nulls_equal=True)
    return pl.concat([to, away]).unique(key, maintain_order=True)


def _many(figures: pl.DataFrame, dimensions: tuple[str, ...]) -> Many:
    """Rows with KEY, ``dimensions``, ``before`` and ``value`` as changes."""
    rows = figures.head(NAMED).iter_rows(named=True)
    return Many(tuple(_change(row, dimensions) for row in rows), figures.height)


def _change(row: dict[str, Any], dimensions: tuple[str, ...]) -> Change:
    return Change(
        population=row["population"],
        indicator=row["indicator"],
        area=row["area"],
        period=row["period"],
        categories=tuple((name, row[name]) for name in dimensions if row[name] is not None),
        before=row["before"],
        value=row["value"],
        usual=row.get("usual"),
        period_before=row.get("period_before"),
    )

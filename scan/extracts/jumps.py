"""Extracts, jumps: figures that leap against their own history and against the others.

Input: all figures of a source as they would be in use. Output: the changes from one period to
the next that no ordinary change explains.

Method. Counts and rates change by their logarithm, shares by their points. A change is compared
with the changes of the same series in all its periods, and with those of all other areas in the
same period: its distance from their median, divided by their spread. The spread is the median
absolute deviation times 1.4826, as a normal spread would be, together with what a count varies
by itself: half of the Poisson spread of the logarithm, √(1/x + 1/y)/2, because a stock of persons
varies less than events do (:data:`SHARE_SPREAD` points for a share). Medians are used so that the
leap itself cannot hide in the spread: B. Iglewicz and D.C. Hoaglin, *How to Detect and Handle
Outliers*, ASQC 1993, who advise a bound of 3.5 for one figure of one sample; see also the
NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17. Here thousands of figures are looked
at in one delivery, so a leap is one that passes :data:`BOUND` in both comparisons and differs
from the others by at least a tenth (:data:`LEAST`). No year that was added to the real series of
origin and nationality of 2006–2025 has one; half of the inhabitants of any municipality, small
ones too, is one.
"""

import math

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.extracts.rules import KEY

BOUND = 5.0
"""How many spreads from the median."""
LEAST = math.log(1.1)
"""Smallest leap of a logarithm that counts."""
LEAST_POINTS = 10.0
"""Smallest leap of a share that counts, in percentage points."""
SHARE_SPREAD = 4.0
"""Percentage points by which a share varies by itself."""
LEAST_SPREAD = 0.01
"""Of a logarithm: below this no series is taken to be steady."""
OWN, OTHERS = 5, 10
"""So many changes are needed before a history, or the others, are compared with."""

_HALF_POISSON = 0.5
_MAD_TO_SPREAD = 1.4826


def leaps(figures: pl.DataFrame, dimensions: tuple[str, ...], catalogue: Catalogue) -> pl.DataFrame:
    """The leaps in a clean frame, largest first.

    Columns: KEY (areas are those of today), ``dimensions``, ``before`` and ``value`` (of the
    period before and of this one), ``period_before``, ``usual`` (what the median change of the
    others would have given) and ``score`` (spreads from the nearer median).
    """
    series = [name for name in KEY if name != "period"] + list(dimensions)
    changes = _changes(_on_todays_areas(figures, dimensions, catalogue), series, catalogue)
    across = [name for name in (*KEY, *dimensions) if name != "area"]
    scored = changes.with_columns(
        own=_score(series, OWN), others=_score(across, OTHERS), middle=_median(across, OTHERS)
    )
    share = pl.col("is_share")
    off = (pl.col("change") - pl.col("middle").fill_null(0.0)).abs()
    grows = ((pl.col("before") + 0.5) * pl.col("middle").fill_null(0.0).exp() - 0.5).clip(0.0)
    return (
        scored.with_columns(score=pl.min_horizontal("own", "others"))
        .with_columns(score=pl.col("score").fill_null(off / pl.col("noise")))
        .filter(
            pl.col("score") > BOUND,
            off > pl.when(share).then(LEAST_POINTS).otherwise(LEAST),
        )
        .with_columns(
            usual=pl.when(share)
            .then(pl.col("before") + pl.col("middle").fill_null(0.0))
            .otherwise(grows)
        )
        .sort(
            "score", *KEY, *dimensions, descending=[True] + [False] * (len(KEY) + len(dimensions))
        )
        .select(*KEY, *dimensions, "period_before", "before", "value", "usual", "score")
    )


def todays(figures: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The same with every area under the code that its territory has today."""
    areas, outside = catalogue.areas, set(catalogue.areas.unplaced.values())
    codes = figures.get_column("area").unique().to_list()
    into = {
        code: code if code in outside else areas.current(code, areas.newest_division)
        for code in codes
    }
    return figures.with_columns(pl.col("area").replace_strict(into, return_dtype=pl.String))


def _on_todays_areas(
    figures: pl.DataFrame, dimensions: tuple[str, ...], catalogue: Catalogue
) -> pl.DataFrame:
    """Counts of municipalities that merged are added up, so that a merger is no leap."""
    additive = [p.id for p in catalogue.populations.values() if p.additive]
    summed = figures.filter(pl.col("population").is_in(additive))
    kept = figures.filter(~pl.col("population").is_in(additive))
    key = [*KEY, *dimensions]
    whole = (
        todays(summed, catalogue)
        .group_by(key)
        .agg(value=pl.when(pl.col("value").is_not_null().all()).then(pl.col("value").sum()))
    )
    return pl.concat([whole, kept.select(*key, "value")]).filter(pl.col("value").is_not_null())


def _changes(figures: pl.DataFrame, series: list[str], catalogue: Catalogue) -> pl.DataFrame:
    """Every figure that has one before it, with its ``change`` and what it varies by itself.

    Figures that may be below zero (balances) have no logarithm and are left out.
    """
    shares = [i.id for i in catalogue.indicators.values() if i.unit == "percent"]
    below = figures.filter(pl.col("value") < 0)
    signed = ["population", "indicator"]
    steps = (
        figures.join(below, on=signed, how="anti")
        .sort("period")
        .with_columns(
            before=pl.col("value").shift(1).over(series),
            period_before=pl.col("period").shift(1).over(series),
            is_share=pl.col("indicator").is_in(shares),
        )
        .filter(pl.col("before").is_not_null())
    )
    now, was = pl.col("value") + 0.5, pl.col("before") + 0.5
    poisson = _HALF_POISSON * (1 / now + 1 / was).sqrt()
    spread = (poisson**2 + LEAST_SPREAD**2).sqrt()
    return steps.with_columns(
        change=pl.when("is_share").then(now - was).otherwise(now.log() - was.log()),
        noise=pl.when("is_share").then(SHARE_SPREAD).otherwise(spread),
    )


def _median(group: list[str], least: int) -> pl.Expr:
    """Median change in a group; null where the group is smaller than ``least``."""
    change = pl.col("change")
    return pl.when(change.count().over(group) >= least).then(change.median().over(group))


def _score(group: list[str], least: int) -> pl.Expr:
    """Distance from the median of a group in spreads; null where the group is too small."""
    off = (pl.col("change") - _median(group, least)).abs()
    deviation = off.median().over(group) * _MAD_TO_SPREAD
    return off / (deviation**2 + pl.col("noise") ** 2).sqrt()

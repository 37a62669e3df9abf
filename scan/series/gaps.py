"""Series, gaps: how far the figure of one group lies from that of another.

Input: figures of an indicator and its plan. Output: rows of ``frames.Figures``: the figure of the
group that the indicator is about minus that of the group that its dimension names as reference, as
displayed, with limits as far as both can be tested (Newcombe, ``statistics.differences``). Nothing
is told of a gap that its two figures do not tell already, so that it falls with either of them.
"""

from collections.abc import Iterator, Sequence

import polars as pl
from dataframely import DataFrame

from scan.catalogue.bounds import Bounds
from scan.catalogue.groups import Codes, Dimensions, pairs_of
from scan.catalogue.records import Indicator
from scan.dutch import round_half_up
from scan.series.bases import difference_limits
from scan.series.certainty import has_number, of_both
from scan.series.frames import Figures
from scan.series.plans import Plan

DIGITS = 6
"""Of a difference of displayed figures: more than any has, fewer than floats err in."""
_WHERE = ("area", "into", "period")
_TAKEN = ("value", "numerator", "denominator", "status")


def gaps_of(
    rows: DataFrame[Figures], plan: Plan, dimensions: Dimensions, bounds: Bounds
) -> DataFrame[Figures]:
    """The gaps of an indicator, under the categories of the group that stands beside its own; none
    where no dimension has a reference."""
    found = [
        apart(rows, (own, other), plan.indicator.decimals, bounds).with_columns(
            part=pl.lit("gap"), **_columns(other)
        )
        for own, other in pairs_of(plan.indicator, dimensions)
    ]
    return Figures.cast(pl.concat([rows.clear(), *found], how="diagonal"))


def difference_of(
    indicator: Indicator, other: DataFrame[Figures], bounds: Bounds
) -> DataFrame[Figures]:
    """An indicator that is the gap between two displayed figures of another one. Raises ValueError
    for one that is not."""
    if indicator.difference is None:
        message = f"{indicator.id} is not a difference"
        raise ValueError(message)
    sides = indicator.difference.minuend, indicator.difference.subtrahend
    first, second = (tuple(side.values()) for side in sides)
    found = apart(other, (first, second), indicator.decimals, bounds)
    blank = {"indicator": pl.lit(indicator.id), "part": pl.lit("main"), **_columns(())}
    return Figures.cast(found.with_columns(**blank))


def apart(
    rows: pl.DataFrame, groups: tuple[Codes, Codes], decimals: int, bounds: Bounds
) -> pl.DataFrame:
    """The first group minus the second in each area and period: ``value`` of displayed figures,
    ``low``, ``high``, ``status`` of both together, and what else the first one has."""
    first, second = (_of_group(rows, codes, decimals) for codes in groups)
    joined = first.drop("low", "high").join(
        second.select(*_WHERE, *_TAKEN), on=list(_WHERE), suffix="_2"
    )
    shown = has_number("status") & has_number("status_2")
    return difference_limits(joined, bounds).with_columns(
        pl.when(shown).then((pl.col("value") - pl.col("value_2")).round(DIGITS)).alias("value"),
        *(pl.lit(None, pl.Float64).alias(n) for n in ("numerator", "denominator", "answers")),
        *(pl.when(shown).then(name).alias(name) for name in ("low", "high")),
        status=of_both("status", "status_2"),
    )


def _of_group(rows: pl.DataFrame, codes: Codes, decimals: int) -> pl.DataFrame:
    shown = pl.col("value").map_elements(
        lambda value: round_half_up(value, decimals), return_dtype=pl.Float64
    )
    is_own = [pl.col(name) == code for name, code in _pair(codes)]
    return rows.filter(pl.col("part") == "cell", *is_own).with_columns(value=shown)


def _pair(codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(("b1", "b2"), (*codes, "", ""), strict=False)


def _columns(codes: Sequence[str]) -> dict[str, pl.Expr]:
    return {name: pl.lit(code) for name, code in _pair(codes)}

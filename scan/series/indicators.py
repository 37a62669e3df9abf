"""Series, indicators: figures of one indicator for all areas and periods.

Input: cubes and finished figures of the delivered sources. Output: a frame with the columns of
``frames.Figures``: one row per area, period and breakdown, and one for the main figure.
"""

import polars as pl
from dataframely import DataFrame

from scan.catalogue.bounds import Bounds
from scan.catalogue.records import Indicator
from scan.dutch import round_half_up
from scan.series.bases import difference_limits, without_small
from scan.series.certainty import has_number, of_both
from scan.series.counted import counted
from scan.series.cubes import status_of_rank
from scan.series.finished import finished
from scan.series.frames import Figures
from scan.series.plans import Plan, plan_of
from scan.series.supply import Supply


def figures_of(indicator: Indicator, supply: Supply) -> DataFrame[Figures] | None:
    """Figures of one indicator, from the first alternative that is delivered; else ``None``.

    An alternative ``if_newest`` gives way to a later one that reaches a later period.

    Differences (``indicator.difference``) are computed by :func:`difference_of`.
    """
    found: list[DataFrame[Figures]] = []
    for number, alternative in enumerate(indicator.sources):
        rows = _fed_by(plan_of(indicator, number), supply)
        if rows is not None:
            found.append(rows)
            if not alternative.if_newest:
                break
    return max(found, key=_newest, default=None)


def _fed_by(plan: Plan, supply: Supply) -> DataFrame[Figures] | None:
    """Figures by one way of feeding; ``None`` where its sources are not delivered."""
    if not any(source in supply.frames for source in plan.alternative.use):
        return None
    rows = finished(plan, supply)
    if rows is None and plan.numerator is not None:
        rows = counted(plan, supply)
    return (
        complete(rows, plan, supply.catalogue.bounds) if rows is not None and rows.height else None
    )


def _newest(rows: pl.DataFrame) -> int:
    """The newest period with a number; of ways that reach as far, ``max`` takes the first."""
    newest = rows.filter(has_number())["period"].max()
    return newest if isinstance(newest, int) else 0


def difference_of(
    indicator: Indicator, other: DataFrame[Figures], bounds: Bounds
) -> DataFrame[Figures]:
    """An indicator that is the difference of two displayed figures of another one, with the limits
    of that as far as both can be tested."""
    if indicator.difference is None:
        message = f"{indicator.id} is not a difference"
        raise ValueError(message)
    sides = []
    for place in (indicator.difference.minuend, indicator.difference.subtrahend):
        (code,) = place.values()
        side = other.filter(~pl.col("main"), pl.col("b1") == code).with_columns(
            pl.col("value")
            .map_elements(lambda v: round_half_up(v, indicator.decimals), return_dtype=pl.Float64)
            .alias("value")
        )
        sides.append(side)
    keys = ["area", "into", "period"]
    taken = ("value", "numerator", "denominator", "status")
    joined = sides[0].drop("low", "high").join(sides[1].select(*keys, *taken), on=keys, suffix="_2")
    shown = has_number("status") & has_number("status_2")
    found = difference_limits(joined, bounds).select(
        pl.lit(indicator.id).alias("indicator"),
        *keys,
        pl.lit(value=True).alias("main"),
        pl.lit("").alias("b1"),
        pl.lit("").alias("b2"),
        pl.when(shown).then(pl.col("value") - pl.col("value_2")).alias("value"),
        *(pl.lit(None, pl.Float64).alias(n) for n in ("numerator", "denominator", "answers")),
        *(pl.when(shown).then(name).alias(name) for name in ("low", "high")),
        of_both("status", "status_2").alias("status"),
        "source",
        "alternative",
    )
    return Figures.cast(found)


def complete(rows: pl.DataFrame, plan: Plan, bounds: Bounds) -> DataFrame[Figures]:
    """Gives it the columns of ``Figures``; takes values away where none may be shown."""
    frame = rows
    if "status" not in frame.columns:
        frame = frame.with_columns(status_of_rank())
    defaults = {"into": "", "b1": "", "b2": ""}
    missing = [
        pl.lit(defaults.get(name), dtype=column.dtype).alias(name)
        for name, column in Figures.columns().items()
        if name not in frame.columns
    ]
    shown = has_number()
    frame = frame.with_columns(missing).with_columns(
        pl.lit(plan.indicator.id).alias("indicator"),
        pl.lit(plan.number).alias("alternative"),
        *(pl.col(name).fill_null("") for name in defaults),
        *(
            pl.when(shown).then(pl.col(name)).otherwise(None).alias(name)
            for name in ("value", "numerator", "denominator", "low", "high")
        ),
    )
    told = without_small(frame, bounds)
    return Figures.cast(told)

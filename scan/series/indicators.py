"""Series, indicators: figures of one indicator for all areas and periods.

Input: cubes and finished figures of the delivered sources. Output: a frame with the columns of
``frames.Figures``: one row per area, period and breakdown, one for the main figure, one for each
gap.
"""

import polars as pl
from dataframely import DataFrame

from scan.catalogue.bounds import Bounds
from scan.catalogue.records import Indicator
from scan.series.bases import without_small
from scan.series.certainty import has_number
from scan.series.counted import counted
from scan.series.cubes import status_of_rank
from scan.series.finished import finished
from scan.series.frames import Figures
from scan.series.gaps import gaps_of
from scan.series.plans import Plan, plan_of
from scan.series.supply import Supply


def figures_of(indicator: Indicator, supply: Supply) -> DataFrame[Figures] | None:
    """Figures of one indicator, from the first alternative that is delivered, with the gaps between
    its groups; else ``None``.

    An alternative ``if_newest`` gives way to a later one that reaches a later period.
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
    if rows is None or not rows.height:
        return None
    bounds, dimensions = supply.catalogue.bounds, supply.catalogue.dimensions
    told = complete(rows, plan, bounds)
    return Figures.cast(pl.concat([told, gaps_of(told, plan, dimensions, bounds)]))


def _newest(rows: pl.DataFrame) -> int:
    """The newest period with a number; of ways that reach as far, ``max`` takes the first."""
    newest = rows.filter(has_number())["period"].max()
    return newest if isinstance(newest, int) else 0


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

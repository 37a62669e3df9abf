"""Series, bases: shares of so few persons that their counts say it better.

Input: figures with counts below the line. Output: the same, without a share of a small base; and
the limits of a difference of two shares.
"""

import polars as pl

from scan.catalogue.bounds import Bounds
from scan.catalogue.records import SCALE
from scan.series.certainty import has_number
from scan.statistics.differences import difference
from scan.statistics.intervals import Estimate, share
from scan.status import Status

_BELOW = pl.col("denominator")


def without_small(frame: pl.DataFrame, bounds: Bounds) -> pl.DataFrame:
    """Figures (``value``, ``denominator``, ``status``) without those of too small a base, whatever
    their source: their counts stay, and their status is ``small_base``."""
    few = _BELOW.is_between(1, bounds.base.no_share_below - 1).fill_null(value=False)
    small = has_number() & few
    return frame.with_columns(
        value=pl.when(~small).then("value"),
        status=pl.when(small).then(pl.lit(Status.SMALL_BASE.value)).otherwise("status"),
    )


def difference_limits(frame: pl.DataFrame, bounds: Bounds) -> pl.DataFrame:
    """Adds ``low`` and ``high``, in percentage points, to a difference of two shares of persons
    (``numerator`` and ``denominator``, and those of the second with ``_2``); none where a count is
    not known or a base is too small to compare."""
    enough = pl.min_horizontal("denominator", "denominator_2") >= bounds.base.no_verdict_below
    both = pl.all_horizontal(pl.col("numerator", "numerator_2").is_not_null())
    tested = frame.with_row_index("row").filter(enough & both)
    first, second = (_level(tested, end, bounds) for end in ("", "_2"))
    found = difference(first, second)
    limits = tested.select("row", low=pl.Series(found.low), high=pl.Series(found.high))
    joined = frame.with_row_index("row").join(limits, on="row", how="left", maintain_order="left")
    return joined.drop("row")


def _level(frame: pl.DataFrame, end: str, bounds: Bounds) -> Estimate:
    above, below = (frame[f"{name}{end}"].to_numpy() for name in ("numerator", "denominator"))
    return share(above, below, bounds.level).scaled(SCALE["percent"])

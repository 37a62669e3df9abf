"""Series, disclosure: which cells may be shown. Pure functions on frames.

Input: figures of one indicator with ``numerator``, ``denominator`` and ``rank``. Output: the
same rows with more severe ranks. The minimum is that of the source; sources that are already
public in the same detail keep the supplier's own markers and do not come here.
"""

from collections.abc import Iterable

import polars as pl

SHOWN_RANK = 1
HIDDEN_RANK = 2
SMALLEST_BASE = 20.0
"""A share of a base of fewer persons is hidden."""


def hide_small(frame: pl.DataFrame, minimum: int, *, complement: bool) -> pl.DataFrame:
    """Hides counts from 1 to ``minimum`` − 1, and what would give them away.

    With ``complement`` the numerator is part of the denominator: a share then also falls when
    the rest is that small, or when the denominator is below 20.
    """
    small = pl.col("numerator").is_between(1, minimum - 1)
    if complement:
        rest = pl.col("denominator") - pl.col("numerator")
        small = small | rest.is_between(1, minimum - 1)
        small = small | (pl.col("denominator") < SMALLEST_BASE)
    return frame.with_columns(_at_least_hidden(small))


def hide_second(frame: pl.DataFrame, group: Iterable[str]) -> pl.DataFrame:
    """Where exactly one part of a shown whole is hidden, hides the next smallest part too.

    ``group`` are the columns that together name a whole; the rows of a group are its parts.
    """
    keys = list(group)
    hidden = pl.col("rank") == HIDDEN_RANK
    open_rank = pl.col("rank") <= SHOWN_RANK
    # Positive parts go first: hiding a zero would hardly widen the range of the other.
    order = pl.when(pl.col("numerator") > 0).then(pl.col("numerator")).otherwise(float("inf"))
    candidate = pl.when(open_rank).then(order).otherwise(None)
    ranked = frame.with_columns(
        hidden.sum().over(keys).alias("_hidden"),
        candidate.rank("ordinal").over(keys).alias("_order"),
    )
    second = (pl.col("_hidden") == 1) & (pl.col("_order") == 1)
    return ranked.with_columns(_at_least_hidden(second)).drop("_hidden", "_order")


def _at_least_hidden(condition: pl.Expr) -> pl.Expr:
    worse = pl.max_horizontal(pl.col("rank"), pl.lit(HIDDEN_RANK, dtype=pl.Int8))
    return pl.when(condition).then(worse).otherwise(pl.col("rank")).cast(pl.Int8).alias("rank")

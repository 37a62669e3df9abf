"""Series, survey: between which limits an estimate lies, and whether it is shown.

Input: shares with the number of answers behind them, where it is known. Output: the same with the
limits of Wilson's interval and their status. One interval serves both the picture and the verdict.
"""

import polars as pl

from scan.catalogue.bounds import Bounds
from scan.statistics.intervals import share
from scan.status import Status

_ANSWERS = pl.col("answers")
_ASKED = (Status.SHOWN.value, Status.PROVISIONAL.value)
"""Statuses of figures that answers decide on; all others stay as they are."""


def surveyed(frame: pl.DataFrame, bounds: Bounds, worth: pl.Expr = _ANSWERS) -> pl.DataFrame:
    """Adds ``low`` and ``high``, in per cent, where the number of answers is known; hides what
    rests on few answers, and marks what rests on not many.

    ``frame`` has the columns ``value`` (per cent), ``answers`` and ``status``; ``worth`` is how
    many answers the given ones are worth after weighting.
    """
    told = frame.drop("low", "high", strict=False).with_columns(worth=worth)
    known = (pl.col("worth") > 0) & pl.col("value").is_between(0, 100)
    pairs = told.filter(known).select("value", "worth").unique()
    level = share(pairs["value"] / 100 * pairs["worth"], pairs["worth"], bounds.level)
    limits = pairs.with_columns(low=100 * level.low, high=100 * level.high)
    asked = pl.col("status").is_in(_ASKED)
    status = (
        pl.when(asked & (bounds.answers.hidden_below > _ANSWERS))
        .then(pl.lit(Status.HIDDEN.value))
        .when(asked & (bounds.answers.weak_below > _ANSWERS))
        .then(pl.lit(Status.WEAK.value))
        .otherwise("status")
    )
    found = told.join(limits, on=["value", "worth"], how="left", maintain_order="left")
    return found.drop("worth").with_columns(status=status)

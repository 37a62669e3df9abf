"""Series, certainty: how sure a figure is that is worked out from several.

Input: statuses of figures. Output: expressions for the status of all together: that of the least
certain, where each has a number; else the first that says why one has none.
"""

import polars as pl

from scan.status import Status

NUMBERS = tuple(status.value for status in Status if status.has_number)
"""Statuses with a number, the least certain last."""
_ORDER = {status: place for place, status in enumerate(NUMBERS)}
_NAMES = dict(enumerate(NUMBERS))


def has_number(status: str = "status") -> pl.Expr:
    """Whether a number goes with the column ``status``."""
    return pl.col(status).is_in(NUMBERS)


def of_group(status: str = "status") -> pl.Expr:
    """The status of a group of rows together."""
    least = _place(status).max().replace_strict(_NAMES, default=None, return_dtype=pl.String)
    reason = pl.col(status).filter(~has_number(status)).first()
    return pl.coalesce(reason, least)


def of_both(first: str, second: str) -> pl.Expr:
    """The status of two columns together."""
    least = pl.max_horizontal(_place(first), _place(second))
    return (
        pl.when(~has_number(first))
        .then(pl.col(first))
        .when(~has_number(second))
        .then(pl.col(second))
        .otherwise(least.replace_strict(_NAMES, default=None, return_dtype=pl.String))
    )


def _place(status: str) -> pl.Expr:
    return pl.col(status).replace_strict(_ORDER, default=None, return_dtype=pl.Int8)

"""Series, disclosure: which counts are hidden for their own sake.

Input: a :class:`Sheet` of counts and the displayed shares. Output: an array of the sheet's shape.
The minimum is that of the source; counts of sources that are already public in the same detail
keep the supplier's own markers, and only persons are protected. Shares that hang together with no
other count have the same rule as an expression.
"""

import numpy as np
import polars as pl

from scan.series.identities import Query, Share
from scan.series.sheet import Bools, Sheet

SMALLEST_BASE = 20.0
"""A share of a base of fewer persons is hidden."""


def primary(sheet: Sheet, shares: tuple[Share, ...]) -> Bools:
    """Small counts, parts with a small rest or of a small base, and what a supplier hid."""
    minimum = sheet.minimum[:, None, None]
    small = (sheet.low >= 1) & (sheet.low < minimum)
    counted = np.array([query.less is None for query in sheet.queries])[:, None, None]
    hidden: Bools = (small | (sheet.supplier & counted)) & (minimum > 0)
    for share in shares:
        above, below = sheet.index[share.above], sheet.index[share.below]
        rest = sheet.index[Query(share.below.population, share.below.where, share.above)]
        base = (sheet.high[below] > 0) & (sheet.high[below] < SMALLEST_BASE)
        if sheet.minimum[above]:
            hidden[above] |= small[rest] | (base & np.isfinite(sheet.low[above]))
    hidden &= ~sheet.public
    hidden[:, :, list(sheet.places.regions)] = False
    return hidden


def small_share(above: pl.Expr, below: pl.Expr, minimum: int) -> pl.Expr:
    """Whether a share has a small count, a small rest or a small base; without a minimum none."""
    small = [count.is_between(1, minimum - 1) for count in (above, below - above)]
    few = below.is_between(1, (SMALLEST_BASE if minimum else 1) - 1)
    return small[0] | small[1] | few

"""Series, small counts: primary suppression of a sheet.

Input: a :class:`Sheet` and the displayed shares. Output: patterns of the sheet's shape, by the
rules of ``disclosure.primary``. The minimum is that of the source; counts of sources that are
already public in the same detail keep the supplier's own markers, and only persons are protected.
"""

from dataclasses import dataclass

import numpy as np

from scan.disclosure.primary import on_small_base, under_threshold
from scan.series.identities import Query, Share
from scan.series.recall import Past
from scan.series.sheet import Bools, Sheet


@dataclass(frozen=True)
class Primary:
    """What is hidden for its own sake, and what of it whatever it counts, zeros too."""

    hidden: Bools
    may_be_zero: Bools

    def still_hiding(self, sheet: Sheet, past: Past) -> "Primary":
        """The same where some counts are hidden because they were: these may be 0 today."""
        return Primary(self.hidden, self.may_be_zero | (past.hidden & (sheet.low < 1)))


def primary(sheet: Sheet, shares: tuple[Share, ...]) -> Primary:
    """Small counts, parts with a small rest or of a small base, and what a supplier hid."""
    minimum = sheet.minimum[:, None, None].astype(float)
    small = under_threshold(sheet.low, minimum)
    counted = np.array([query.less is None for query in sheet.queries])[:, None, None]
    hidden: Bools = (small | (sheet.supplier & counted)) & (minimum > 0)
    based = np.zeros(hidden.shape, dtype=bool)
    for share in shares:
        above, below = sheet.index[share.above], sheet.index[share.below]
        rest = sheet.index[Query(share.below.population, share.below.where, share.above)]
        if sheet.minimum[above]:
            hidden[above] |= small[rest]
            few = on_small_base(sheet.high[below], sheet.smallest_base)
            based[above] |= few & np.isfinite(sheet.low[above])
    ours = ~sheet.public
    ours[:, :, list(sheet.places.regions)] = False
    return Primary((hidden | based) & ours, based & ours)

"""Series, generations: which shares of registers the Barometer hides.

Input: counts above and below the line by group and period of one indicator. Output: which of them
are hidden, by the rules of all figures: primary suppression, and what keeps it safe, found by
``disclosure``.

Groups are generations of an origin, and Belgian origin. Two outsiders are reckoned with, who both
know every base and every figure that is shown:

- one knows each origin as a whole, since that is counted elsewhere, and so has a generation as soon
  as the others of its origin are shown;
- one knows the whole of all groups, and so has a group as soon as all others are shown.

Who knows both has Belgian origin whatever is hidden here: it is a public fact.

Worked example: of 3, 40, 60 and 80 persons in the two generations of two origins and 900 of Belgian
origin, 3 is hidden for its own sake and 40 for that of the first; 60, 80 and 900 are shown.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from scan.disclosure.primary import on_small_base, under_threshold
from scan.disclosure.protecting import protect
from scan.disclosure.relations import Bools, Floats, relations_from
from scan.disclosure.tables import LinkedTables
from scan.disclosure.trading import Layout

_SOME = 1.0
"""What stands for a count that its supplier hid, as the least that it can be leaves others the
least room; and for one of 0 that is hidden for its small base, so that it is kept like one of 1:
what reads the files cannot tell these apart."""
_Row = list[tuple[int, int]]


def hidden_shares(shares: pl.DataFrame, minimum: int, smallest_base: int) -> Bools:
    """Which rows of ``shares`` are hidden.

    Columns: period, group, origin, numerator and denominator (null: not told), theirs (whether the
    supplier hid it). ``minimum``: the smallest count of persons that is shown (0: all are).
    """
    above, below = (
        shares.get_column(name).cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("numerator", "denominator")
    )
    theirs = shares.get_column("theirs").to_numpy()
    least = np.full(above.size, float(minimum))
    small = under_threshold(above, least) | under_threshold(below - above, least)
    few = on_small_base(below, smallest_base if minimum else 1)
    hidden: Bools = small | few | theirs
    value = np.where(hidden, np.fmax(above, _SOME), above)
    attackers = [list(_sums(shares, value, by)) for by in (("origin",), ())]
    tables = [_tables(rows, value, below, few, minimum) for rows in attackers]
    before = np.zeros_like(hidden)
    while (before != hidden).any():
        before = hidden
        for one in tables:
            hidden = protect(one, hidden)
    return hidden


def _sums(shares: pl.DataFrame, value: Floats, by: tuple[str, ...]) -> Iterator[_Row]:
    """The groups of each period, or of each of its origins, of which the sum is known."""
    numbered = shares.with_row_index("number")
    for _, rows in numbered.group_by("period", *by, maintain_order=True):
        cells = rows.get_column("number").to_list()
        if len(cells) > 1 and not np.isnan(value[cells]).any():
            yield [(cell, 1) for cell in cells]


def _tables(
    rows: list[_Row], value: Floats, below: Floats, few: Bools, minimum: int
) -> LinkedTables:
    """The counts above the line, and the sums that an outsider knows of them."""
    size = value.size
    known = np.nan_to_num(value)
    base = np.where(np.isnan(below), np.inf, below)
    return LinkedTables(
        relations=relations_from(rows, size),
        value=known,
        least=np.zeros(size),
        most=base,
        floor=np.where(few, 0.0, 1.0),
        level=np.full(size, float(minimum)),
        cost=np.where(np.isnan(value), np.inf, np.maximum(known, 1.0)),
        veiled=np.zeros(size, dtype=bool),
        record=np.arange(size),
        layout=Layout((size, 1, 1), (), (), (), (), (), np.arange(size)),
        tied=np.ones(size, dtype=bool),
    )

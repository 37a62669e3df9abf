"""Disclosure, propagation: ends that surely hold a cell, one relation at a time.

Input: :class:`~scan.disclosure.outlook.Outlook`. Output: for each cell an interval that surely
*contains* its feasibility interval. Where even that is narrower than the protection level, the
cell is proven narrow, with no need of a linear programme. The converse does not hold.

Formula: in l ≤ Σ aᵢ·mᵢ ≤ u, of aⱼ·mⱼ it holds that l − Σ' max(aᵢ·mᵢ) ≤ aⱼ·mⱼ ≤ u − Σ' min(aᵢ·mᵢ),
sums over the others; passed on from relation to relation (bound tightening, as solvers do before
they begin; A. L. Brearley et al., Mathematical Programming 8 (1975) 54–83).

Worked example: a + b = 7 with both hidden and at least 1: a = 7 − b ≤ 6, so a lies in 1–6.
"""

import numpy as np

from scan.disclosure.outlook import Outlook
from scan.disclosure.relations import Floats, Ints
from scan.disclosure.tables import EPS

_ROUNDS = 8
"""Bounds travel one relation a round. What binds a cell stands nearly always within four
relations of it; whatever is missed, the linear programme finds."""


def outer_ends(outlook: Outlook) -> tuple[Floats, Floats]:
    """The least and the most that each cell can move, as far as single relations tell."""
    matrix = outlook.matrix.tocsr()
    least, most = -outlook.down, outlook.up.copy()
    if not matrix.nnz:
        return least, most
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    column, factor = matrix.indices, matrix.data
    order = np.argsort(column, kind="stable")
    starts = np.flatnonzero(np.diff(column[order], prepend=-1))
    at = column[order][starts]
    for _ in range(_ROUNDS):
        low = np.where(factor > 0, least[column], most[column]) * factor
        high = np.where(factor > 0, most[column], least[column]) * factor
        lower = (outlook.low[row] - _others(high, row, matrix.shape[0])) / factor
        upper = (outlook.high[row] - _others(low, row, matrix.shape[0])) / factor
        new_least = np.maximum.reduceat(np.where(factor > 0, lower, upper)[order], starts)
        new_most = np.minimum.reduceat(np.where(factor > 0, upper, lower)[order], starts)
        moved = (new_least > least[at] + EPS).any() or (new_most < most[at] - EPS).any()
        least[at], most[at] = np.maximum(least[at], new_least), np.minimum(most[at], new_most)
        if not moved:
            break
    return least, most


def _others(bound: Floats, row: Ints, rows: int) -> Floats:
    """Sum of a relation's bounds without the term itself; infinite where another one is."""
    endless = np.isinf(bound)
    finite = np.where(endless, 0.0, bound)
    total = np.bincount(row, finite, rows)[row] - finite
    number = np.bincount(row, endless, rows)[row] - endless
    sign = np.where(endless, np.sign(bound), 0.0)
    way = np.bincount(row, sign, rows)[row]
    others: Floats = np.where(number > 0, np.where(way < 0, -np.inf, np.inf), total)
    return others

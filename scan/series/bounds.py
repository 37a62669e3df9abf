"""Series, bounds: what follows for single counts by passing least and most values on.

Input: linear statements about unknown counts. Output: for each count an interval that surely holds
it: a count whose interval is narrow can be placed, with no need of a linear programme. The
converse does not hold.
"""

import numpy as np

from scan.series.sheet import Floats, Ints
from scan.series.systems import System

_ROUNDS = 8
_EPS = 1e-6


def spans(system: System) -> tuple[Floats, Floats]:
    """The least and the most that each count can move, as far as single statements tell."""
    matrix = system.matrix.tocsr()
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    column, factor = matrix.indices, matrix.data
    order = np.argsort(column, kind="stable")
    starts = np.flatnonzero(np.diff(column[order], prepend=-1))
    least, most = -system.room.astype(float), np.full(system.room.size, np.inf)
    at = column[order][starts]
    for _ in range(_ROUNDS):
        low = np.where(factor > 0, least[column], most[column]) * factor
        high = np.where(factor > 0, most[column], least[column]) * factor
        down = (system.low[row] - _others(high, row, matrix.shape[0])) / factor
        up = (system.high[row] - _others(low, row, matrix.shape[0])) / factor
        new_least = np.maximum.reduceat(np.where(factor > 0, down, up)[order], starts)
        new_most = np.minimum.reduceat(np.where(factor > 0, up, down)[order], starts)
        moved = (new_least > least[at] + _EPS).any() or (new_most < most[at] - _EPS).any()
        least[at], most[at] = np.maximum(least[at], new_least), np.minimum(most[at], new_most)
        if not moved:
            break
    return least, most


def _others(bound: Floats, row: Ints, rows: int) -> Floats:
    """Sum of a row's bounds without the term itself; infinite where another one is."""
    endless = np.isinf(bound)
    finite = np.where(endless, 0.0, bound)
    total = np.bincount(row, finite, rows)[row] - finite
    number = np.bincount(row, endless, rows)[row] - endless
    sign = np.where(endless, np.sign(bound), 0.0)
    way = np.bincount(row, sign, rows)[row]
    others: Floats = np.where(number > 0, np.where(way < 0, -np.inf, np.inf), total)
    return others

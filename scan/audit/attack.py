"""Audit, attack: between which numbers whoever has everything can place what is hidden.

Input: unknowns with bounds, equations between them, and how wide the interval of each must be.
Output: :class:`Placed` values: those whose interval is narrower.

Plainly: all equations are one linear programme, solved by HiGHS. Every solution is a table that
nobody can rule out, so what two of them show of an unknown lies in its interval. A few solutions
are pushed to all sides at once; whatever these do not show to be wide has its least and its most
worked out alone, without any short cut.

Worked example: t = a + b, t known to be 12, a and b at least 1. One solution has a = 1 and b = 11,
another a = 11 and b = 1: both are 10 wide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
EPS = 1e-6
_PUSHES = 8
"""Programmes that push all unknowns of a part at once before they are looked at one by one."""
_SEED = 18
"""Of the weights of the pushes: any, but always the same, so that runs are equal."""
_REACH = 4.0
"""A push moves no unknown further than so many times what it must be wide: enough to show that it
is wide, and no programme is without end."""
_UNBOUNDED = 3
"""How scipy says it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An unknown, and between which numbers it lies."""

    cell: int
    low: float
    high: float


@dataclass(frozen=True)
class System:
    """Equations ``matrix · x = total`` between unknowns from ``low`` to ``high``; ``cells`` are
    their numbers elsewhere.

    What is ``believed`` was shown by an earlier release: unknowns that are taken for what they
    were, as long as nothing speaks against it (NaN: the others).
    """

    matrix: csr_array
    total: Floats
    low: Floats
    high: Floats
    believed: Floats
    cells: Ints

    def placed(self, levels: Floats) -> list[Placed]:
        """The unknowns that can be placed more exactly than within their level (0: no matter)."""
        found: list[Placed] = []
        followed = self.followed()
        for part, own in followed._parts(levels > 0):
            made = part.consistent()
            secret = np.isnan(made.believed)
            found += made.narrow(np.where(secret, levels[own], 0.0))
        return found

    def followed(self) -> "System":
        """The same with every unknown worked out that is the only one of an equation."""
        size = self.low.size
        rows = np.repeat(np.arange(self.total.size), np.diff(self.matrix.indptr))
        columns, factors = self.matrix.indices.astype(np.int64), self.matrix.data
        total, low, high = self.total.copy(), self.low.copy(), self.high.copy()
        soft = ~np.isnan(self.believed)
        while True:
            alone = np.bincount(rows, minlength=total.size)[rows] == 1
            alone &= ~soft[columns]
            value = total[rows[alone]] / factors[alone]
            own = columns[alone]
            fits = (value >= low[own] - EPS) & (value <= high[own] + EPS)
            if not fits.any():
                break
            low[own[fits]] = high[own[fits]] = value[fits]
            done = np.zeros(size, dtype=bool)
            done[own[fits]] = True
            gone = done[columns]
            total -= np.bincount(
                rows[gone], weights=factors[gone] * low[columns[gone]], minlength=total.size
            )
            rows, columns, factors = rows[~gone], columns[~gone], factors[~gone]
        kept = np.bincount(rows, minlength=total.size) > 0
        numbers = np.cumsum(kept) - 1
        shape = (int(kept.sum()), size)
        matrix = csr_array((factors, (numbers[rows], columns)), shape=shape)
        return replace(self, matrix=matrix, total=total[kept], low=low, high=high)

    def _parts(self, wanted: Bools) -> Iterator[tuple["System", Ints]]:
        """What hangs together and holds something wanted."""
        rows, size = self.matrix.shape
        graph = block_array([[None, self.matrix.T], [self.matrix, None]]) if rows else None
        label = np.arange(size) if graph is None else connected_components(graph, directed=False)[1]
        order = np.argsort(label, kind="stable")
        starts = np.searchsorted(label[order], np.arange(label.max(initial=-1) + 2))
        for name in np.unique(label[:size][wanted]):
            members = order[starts[name] : starts[name + 1]]
            columns, own = members[members < size], members[members >= size] - size
            yield self._cut(own, columns), columns

    def _cut(self, rows: Ints, columns: Ints) -> "System":
        return System(
            csr_array(self.matrix[rows][:, columns]),
            self.total[rows],
            self.low[columns],
            self.high[columns],
            self.believed[columns],
            self.cells[columns],
        )

    def consistent(self) -> "System":
        """The same with what is believed fixed; what cannot be true beside the rest is believed no
        more, and so a secret again."""
        sure = ~np.isnan(self.believed)
        if not sure.any():
            return self
        ties = csr_array(eye_array(sure.size, format="csr")[sure])
        off = self._off(ties, self.believed[sure], self.matrix, self.total)
        fixed = np.where(sure, self.believed, np.nan)
        fixed[np.flatnonzero(sure)[off > EPS]] = np.nan
        low, high = (np.where(np.isnan(fixed), old, fixed) for old in (self.low, self.high))
        return replace(self, low=low, high=high, believed=fixed)

    def _mended(self) -> "System":
        """The same without the fewest equations that cannot hold beside the others: figures that do
        not add up, on which nobody can rely."""
        nothing = csr_array((0, self.low.size)), np.zeros(0)
        kept = self._off(self.matrix, self.total, *nothing) <= EPS
        return replace(self, matrix=csr_array(self.matrix[kept]), total=self.total[kept])

    def _off(self, soft: csr_array, wanted: Floats, hard: csr_array, total: Floats) -> Floats:
        """How far each ``soft`` equation must be off, all together as little as can be, where the
        ``hard`` ones hold; all of them where these cannot."""
        many, size = soft.shape
        loose = hstack([soft, -eye_array(many), eye_array(many)])
        fast = hstack([hard, csr_array((hard.shape[0], 2 * many))])
        cost = np.concatenate([np.zeros(size), np.ones(2 * many)])
        low = np.concatenate([self.low, np.zeros(2 * many)])
        high = np.concatenate([self.high, np.full(2 * many, np.inf)])
        both, sums = csr_array(block_array([[loose], [fast]])), np.concatenate([wanted, total])
        found = linprog(cost, A_eq=both, b_eq=sums, bounds=np.column_stack([low, high]))
        if found.x is None:
            return np.ones(many)
        off: Floats = found.x[size : size + many] + found.x[size + many :]
        return off

    def narrow(self, levels: Floats) -> list[Placed]:
        """Unknowns of one part whose interval is narrower than their level."""
        seen = self._pushed(levels)
        if seen is None:
            return self._mended().narrow(levels)
        doubt = np.flatnonzero((levels > 0) & (seen[1] - seen[0] < levels - EPS))
        found = [(n, self._end(n, 1.0), self._end(n, -1.0)) for n in doubt.tolist()]
        return [
            Placed(int(self.cells[n]), low, high)
            for n, low, high in found
            if high - low < levels[n] - EPS
        ]

    def _pushed(self, levels: Floats) -> tuple[Floats, Floats] | None:
        """The least and the most that some solutions have of each unknown; ``None``: there is no
        solution."""
        first = self._solved(np.ones(levels.size), self.low, self.high)
        if first is None:
            return None
        least, most = first.copy(), first.copy()
        reach = _REACH * max(levels.max(initial=0.0), 1.0)
        low, high = np.maximum(self.low, first - reach), np.minimum(self.high, first + reach)
        chance = np.random.default_rng(_SEED)
        for _ in range(_PUSHES):
            open_ = (levels > 0) & (most - least < levels - EPS)
            if not open_.any():
                break
            weight = np.where(open_, chance.normal(size=levels.size), 0.0)
            found = self._solved(weight, low, high)
            if found is not None:
                least, most = np.minimum(least, found), np.maximum(most, found)
        return least, most

    def _solved(self, cost: Floats, low: Floats, high: Floats) -> Floats | None:
        bounds = np.column_stack([low, high])
        found = linprog(cost, A_eq=self.matrix, b_eq=self.total, bounds=bounds)
        return None if found.x is None else np.asarray(found.x, dtype=np.float64)

    def _end(self, number: int, way: float) -> float:
        """The least (``way`` 1) or the most (−1) that an unknown can be."""
        cost = np.zeros(self.low.size)
        cost[number] = way
        bounds = np.column_stack([self.low, self.high])
        found = linprog(cost, A_eq=self.matrix, b_eq=self.total, bounds=bounds)
        if found.status == _UNBOUNDED or found.x is None:
            return float(self.low[number]) if way > 0 else np.inf
        return float(found.x[number])

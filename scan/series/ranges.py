"""Series, ranges: where an outsider can place counts that are not shown.

Input: linear statements about unknown counts that are not negative. Output: the unknowns whose
range is narrower than it must be. Method: counts that follow by subtraction first; then linear
programmes (HiGHS) over the parts that hang together, several unknowns at a time: every solution is
a table that an outsider cannot rule out, so two of them that differ enough clear a count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST_UNKNOWNS = 6_000
"""Parts that do not hang together are solved at once up to this many unknowns."""
_ROUNDS = 12
_FAR = 1e7
_EPS = 1e-6
_SEED = 7


@dataclass(frozen=True, slots=True)
class System:
    """``low ≤ matrix @ x ≤ high`` with ``x ≥ floor``; counts in columns, statements in rows."""

    matrix: csr_array
    low: Floats
    high: Floats
    floor: Floats


@dataclass(frozen=True, slots=True)
class Narrow:
    """An unknown (column) that can be placed too exactly, and where; an empty range when the
    statements contradict one another."""

    column: int
    low: float
    high: float


def narrow(system: System, columns: Ints, widths: Floats) -> tuple[Narrow, ...]:
    """Those of ``columns`` whose range is narrower than its width."""
    found: list[Narrow] = []
    used = np.unique(np.asarray(columns, dtype=np.int64))
    if not used.size:
        return ()
    wanted = np.zeros(system.matrix.shape[1])
    np.maximum.at(wanted, columns, widths)
    for part in _parts(system, used):
        targets = np.flatnonzero(wanted[part] > 0)
        solver = _Solver(_take(system, part), targets, wanted[part][targets])
        found += [Narrow(int(part[n.column]), n.low, n.high) for n in solver.run()]
    return tuple(sorted(found, key=lambda n: n.column))


def _parts(system: System, columns: Ints) -> list[Ints]:
    """Columns by parts that hang together and hold a target; small parts are joined."""
    pattern = abs(system.matrix)
    count, labels = connected_components(pattern.T @ pattern, directed=False)
    wanted = np.zeros(count, dtype=bool)
    wanted[labels[columns]] = True
    order = np.argsort(labels, kind="stable")
    pieces = np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1])
    parts: list[Ints] = []
    bag: list[Ints] = []
    size = 0
    for piece in (p for p, keep in zip(pieces, wanted, strict=True) if keep):
        if size and size + piece.size > MOST_UNKNOWNS:
            parts.append(np.concatenate(bag))
            bag, size = [], 0
        bag.append(piece)
        size += piece.size
    return [*parts, np.concatenate(bag)] if bag else parts


def _take(system: System, columns: Ints) -> System:
    inner = system.matrix[:, columns]
    rows = np.flatnonzero(np.diff(inner.indptr))
    return System(inner[rows], system.low[rows], system.high[rows], system.floor[columns])


class _Solver:
    """Looks for tables that an outsider cannot rule out, until every target is clear or stuck."""

    def __init__(self, system: System, targets: Ints, widths: Floats) -> None:
        self.system, self.targets, self.widths = system, targets, widths
        self.least = np.full(targets.size, np.inf)
        self.most = np.full(targets.size, -np.inf)
        self.possible = True
        equal = np.abs(system.high - system.low) < _EPS
        below, above = ~equal & np.isfinite(system.high), ~equal & np.isfinite(system.low)
        matrix = system.matrix
        self._equal, self._equal_to = matrix[equal], system.high[equal]
        self._upper = vstack([matrix[below], -matrix[above]], format="csr")
        self._upper_to = np.concatenate([system.high[below], -system.low[above]])
        self._bounds = np.column_stack(
            [np.maximum(system.floor, -_FAR), np.full(matrix.shape[1], _FAR)]
        )

    def run(self) -> list[Narrow]:
        """Targets that stay too narrow, with their exact range."""
        chance = np.random.default_rng(_SEED)
        for number in range(_ROUNDS):
            open_ = self._open()
            if not open_.size or not self.possible:
                break
            signs = np.ones(open_.size) if number < 2 else chance.choice([-1.0, 1.0], open_.size)
            weights = signs * (1 - 2 * (number % 2)) * chance.uniform(0.5, 1.0, open_.size)
            self._solve(open_, weights)
            if number > 2 and self._open().size > 0.9 * open_.size:
                break
        return [self._exact(int(i)) for i in self._open() if not self._clear(int(i))]

    def _open(self) -> Ints:
        return np.flatnonzero(~(self.most - self.least >= self.widths - _EPS))

    def _clear(self, target: int) -> bool:
        """Solves for one target alone, unless others' solutions have cleared it meanwhile."""
        for weight in (1.0, -1.0):
            wide = self.most[target] - self.least[target] >= self.widths[target] - _EPS
            if wide or not self.possible:
                break
            self._solve(np.array([target]), np.array([weight]))
        return bool(self.most[target] - self.least[target] >= self.widths[target] - _EPS)

    def _exact(self, target: int) -> Narrow:
        return Narrow(
            int(self.targets[target]), float(self.least[target]), float(self.most[target])
        )

    def _solve(self, targets: Ints, weights: Floats) -> None:
        """One table that pushes the targets up (positive weights) or down."""
        cost = np.zeros(self._bounds.shape[0])
        cost[self.targets[targets]] = -weights
        result = linprog(
            cost,
            A_ub=self._upper if self._upper.shape[0] else None,
            b_ub=self._upper_to if self._upper.shape[0] else None,
            A_eq=self._equal if self._equal.shape[0] else None,
            b_eq=self._equal_to if self._equal.shape[0] else None,
            bounds=self._bounds,
            method="highs",
        )
        if result.x is None:
            self.possible = False
            return
        values = result.x[self.targets]
        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)

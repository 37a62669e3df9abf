"""Series, ranges: whether an outsider can place counts too exactly.

Input: linear statements about unknown counts, the counts themselves (or a table that fits), and
how wide each range must be. Output: the counts whose range is narrower. Method: linear programmes
(HiGHS) on how far the counts can move together while every statement still holds. Each solution is
a table that nobody can rule out and serves many counts at once; what stays narrow is solved for
alone.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from scan.series.sheet import Bools, Floats, Ints
from scan.series.systems import System, labels

MOST_UNKNOWNS = 4_000
"""Parts that do not hang together are solved at once up to this many unknowns."""
_ROUNDS = 14
_SLOW = 0.93
"""Rounds go on while each clears more than the rest of this part."""
_EPS = 1e-6
_SEED = 7


@dataclass(frozen=True, slots=True)
class Narrow:
    """A count (column) that can be placed too exactly: how far down and up it can go."""

    column: int
    down: float
    up: float


def narrow(system: System, widths: Floats) -> tuple[Narrow, ...]:
    """Columns whose range is narrower than ``widths`` (0: no matter)."""
    found: list[Narrow] = []
    if not (widths > 0).any():
        return ()
    for part in _parts(system.matrix, widths > 0):
        left = _Search(system.part(part), widths[part]).run()
        found += [Narrow(int(part[n.column]), n.down, n.up) for n in left]
    return tuple(sorted(found, key=lambda n: n.column))


def _parts(matrix: csr_array, wanted: Bools) -> list[Ints]:
    """Columns by parts that hang together and hold a wanted one; small parts are joined."""
    label = labels(matrix)
    chosen = np.isin(label, label[wanted])
    order = np.flatnonzero(chosen)[np.argsort(label[chosen], kind="stable")]
    starts = np.flatnonzero(np.diff(label[order])) + 1
    parts: list[Ints] = []
    bag: list[Ints] = []
    size = 0
    for piece in np.split(order, starts):
        if bag and size + piece.size > MOST_UNKNOWNS:
            parts.append(np.concatenate(bag))
            bag, size = [], 0
        bag.append(piece)
        size += piece.size
    return [*parts, np.concatenate(bag)] if order.size else []


class _Search:
    """Looks for tables that nobody can rule out, until every wanted count is clear or stuck."""

    def __init__(self, system: System, widths: Floats) -> None:
        self.targets = np.flatnonzero(widths > 0)
        self.widths = widths[self.targets]
        self.down = np.zeros(self.targets.size)
        self.up = np.zeros(self.targets.size)
        equal = np.abs(system.high - system.low) < _EPS
        below, above = ~equal & np.isfinite(system.high), ~equal & np.isfinite(system.low)
        matrix = system.matrix
        self.equal, self.equal_to = matrix[equal], system.high[equal]
        self.upper = vstack([matrix[below], -matrix[above]], format="csr")
        self.upper_to = np.concatenate([system.high[below], -system.low[above]])
        # Nothing needs to move further than the widest range asked for.
        far = float(widths.max())
        self.bounds = np.column_stack(
            [-np.minimum(system.room, far), np.full(system.room.size, far)]
        )

    def run(self) -> list[Narrow]:
        """Wanted counts that stay too narrow, with their exact range (up to what was asked)."""
        chance = np.random.default_rng(_SEED)
        left = self._left()
        for number in range(_ROUNDS):
            if not left.size:
                break
            signs = np.full(left.size, 1.0 - 2.0 * number)
            if number > 1:
                signs = chance.choice([-1.0, 1.0], left.size)
            self._solve(left, signs * chance.uniform(0.5, 1.0, left.size))
            before, left = left.size, self._left()
            if number > 2 and left.size > _SLOW * before:
                break
        return [
            Narrow(int(self.targets[i]), float(self.down[i]), float(self.up[i]))
            for i in left
            if not self._alone(int(i))
        ]

    def _left(self) -> Ints:
        return np.flatnonzero(self.down + self.up < self.widths - _EPS)

    def _alone(self, target: int) -> bool:
        """Solves for one count, unless others' solutions have cleared it meanwhile."""
        for way in (1.0, -1.0):
            if self.down[target] + self.up[target] >= self.widths[target] - _EPS:
                return True
            self._solve(np.array([target]), np.array([way]))
        return bool(self.down[target] + self.up[target] >= self.widths[target] - _EPS)

    def _solve(self, targets: Ints, weights: Floats) -> None:
        """One table that pushes the targets up (positive weights) or down."""
        cost = np.zeros(self.bounds.shape[0])
        cost[self.targets[targets]] = -weights
        result = linprog(
            cost,
            A_ub=self.upper if self.upper.shape[0] else None,
            b_ub=self.upper_to if self.upper.shape[0] else None,
            A_eq=self.equal if self.equal.shape[0] else None,
            b_eq=self.equal_to if self.equal.shape[0] else None,
            bounds=self.bounds,
            method="highs-ds",
        )
        if result.x is not None:
            moved = result.x[self.targets]
            self.down = np.maximum(self.down, -moved)
            self.up = np.maximum(self.up, moved)

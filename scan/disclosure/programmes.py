"""Disclosure, programmes: feasibility intervals by linear programmes, exactly.

Input: an :class:`~scan.disclosure.outlook.Outlook` and how wide each interval must be. Output: the
cells whose interval is narrower, with their interval. This decides; every other module about
intervals only saves it work.

Formula, for each cell c: up = max m_c and down = max −m_c over all moves m with low ≤ M·m ≤ high
and −down ≤ m ≤ up (Fischetti and Salazar 2001, the attacker's subproblems), solved by HiGHS. A cell
is narrow when up + down < its level.

Every solution is a table that nobody can rule out, whatever it was made for: it shows for all
cells at once how far they surely can go. So programmes that push many cells together come first,
where many are in doubt, and only cells that no such table clears get programmes of their own, in
a neighbourhood that grows until it tells (``neighbourhoods``). In these nothing but the cell itself
is held within its level, since an interval wider than it is wide enough; all other cells go as far
as they may.

Worked example: t = a + b, t known, a = 3, b = 9, both hidden and at least 1. Pushing a up gives
a = 11, b = 1; down gives a = 1, b = 11. a lies in 1–11, b too.
"""

from dataclasses import dataclass

import numpy as np

from scan.disclosure.copies import MOST_UNKNOWNS, ends, solved
from scan.disclosure.neighbourhoods import Neighbourhoods
from scan.disclosure.outlook import Outlook, labels
from scan.disclosure.relations import Bools, Floats, Ints
from scan.disclosure.tables import EPS

_ROUNDS = 14
_SLOW = 0.93
"""Common pushes go on for so many rounds, and as long as each clears more than the rest of this
part of the cells: after that a push costs more than the programmes that it saves."""
_DENSE = 40
"""One cell in so many must be in doubt for a common push: it moves them all, and a cell's own
programmes move twice the smallest neighbourhood."""
_SEED = 7
"""Of the random weights of the pushes: any, but always the same, so that runs are equal."""
SIZES = (60, 400)
"""Cells of the first neighbourhoods; what these leave open is asked of all that hangs together. Of
2,228 cells in doubt in a country of a million counts, the first decided 97 in 100."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """A cell (column) with too narrow an interval: how far down and up it can go."""

    column: int
    down: float
    up: float


def narrow(outlook: Outlook, levels: Floats, *, exact: bool = True) -> tuple[Narrow, ...]:
    """Columns whose interval is narrower than their level (0: no matter), in order.

    Ends beyond the level are cut: ``down`` and ``up`` are exact as far as they are below it. Not
    ``exact``, which costs less: they are at least as large.
    """
    levels = levels.copy()
    for part in _parts(outlook, levels > 0):
        if int((levels[part] > 0).sum()) * _DENSE >= part.size:
            levels[part] = _Pushes(outlook.part(part), levels[part]).run()
    return tuple(sorted(_alone(outlook, levels, exact=exact), key=lambda n: n.column))


def _parts(outlook: Outlook, wanted: Bools) -> list[Ints]:
    """Columns by parts that hang together and hold a wanted one; small parts are joined."""
    if not wanted.any():
        return []
    label = labels(outlook.matrix)
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
    return [*parts, np.concatenate(bag)]


class _Pushes:
    """Looks for tables that nobody can rule out, each of which clears many wanted cells."""

    def __init__(self, outlook: Outlook, levels: Floats) -> None:
        self.outlook, self.levels = outlook, levels
        self.down, self.up = np.zeros(levels.size), np.zeros(levels.size)

    def run(self) -> Floats:
        """Levels of the cells that stay in doubt."""
        chance = np.random.default_rng(_SEED)
        left = np.flatnonzero(self.levels > 0)
        for number in range(_ROUNDS):
            if left.size * _DENSE < self.levels.size:
                break
            signs = np.full(left.size, 1.0 - 2.0 * number)
            if number > 1:
                signs = chance.choice([-1.0, 1.0], left.size)
            self._push(left, signs * chance.uniform(0.5, 1.0, left.size))
            before = left.size
            left = np.flatnonzero(self.down + self.up < self.levels - EPS)
            if number > 2 and left.size > _SLOW * before:
                break
        doubtful = np.zeros(self.levels.size)
        doubtful[left] = self.levels[left]
        return doubtful

    def _push(self, targets: Ints, weights: Floats) -> None:
        """One table that pushes the targets up (positive weights) or down, within their levels."""
        outlook = self.outlook
        cost = np.zeros(self.levels.size)
        cost[targets] = -weights
        bounds = np.column_stack([-outlook.down, outlook.up])
        bounds[targets, 0] = np.maximum(bounds[targets, 0], -self.levels[targets])
        bounds[targets, 1] = np.minimum(bounds[targets, 1], self.levels[targets])
        moves = solved(cost, outlook.matrix, outlook.low, outlook.high, bounds)
        if moves is not None:
            self.down, self.up = np.maximum(self.down, -moves), np.maximum(self.up, moves)


def _alone(outlook: Outlook, levels: Floats, *, exact: bool) -> list[Narrow]:
    """Narrow cells of those with a level, by programmes of their own."""
    left, found = np.flatnonzero(levels > 0), list[Narrow]()
    around = Neighbourhoods(outlook) if left.size else None
    for size in (*SIZES, None):
        if around is None or not left.size:
            break
        places = [around.near(column, size) for column in left.tolist()]
        down, up = ends(outlook, places, levels[left], outside=False)
        narrow = down + up < levels[left] - EPS
        whole = np.array([near.whole for near in places])
        open_ = np.flatnonzero(narrow & ~whole)
        further = [places[number] for number in open_.tolist()]
        most_down, most_up = ends(outlook, further, levels[left[open_]], outside=True)
        agree = (most_down < down[open_] + EPS) & (most_up < up[open_] + EPS)
        if not exact:
            agree |= most_down + most_up < levels[left[open_]] - EPS
        down[open_], up[open_] = most_down, most_up
        told = narrow & whole
        told[open_[agree]] = True
        found += [Narrow(int(left[n]), float(down[n]), float(up[n])) for n in np.flatnonzero(told)]
        left = left[open_[~agree]]
    return found

"""Disclosure, scaling: how far cells can surely move when all others give way a little.

Input: an :class:`~scan.disclosure.outlook.Outlook` and the levels that its cells must reach.
Output: for each wanted cell a width that its feasibility interval surely has; 0 where this cannot
tell.

Method, a step of affine scaling (I. I. Dikin, Soviet Mathematics Doklady 8 (1967) 674–675): the
move that pushes one cell and spreads the change over all others in proportion to the square of
their room, m = (I − W·Mᵀ(M·W·Mᵀ)⁻¹M)·W·e with W the squares of the room, made forwards and
backwards as long as no cell meets its end. It begins from the table in the middle, where there is
most room. One factorisation serves all cells of all parts that do not hang together, at a small
part of the cost of the programmes that it saves.

Worked example: a + b + c = 20 at a = 2, b = c = 9, at least 0: the middle is near
(20/3, 20/3, 20/3); pushing a up spreads −½ over b and c each. From there a can go up some 13 and
down some 6: the width is at least 19, and the exact one is 20.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from scan.disclosure.outlook import Outlook, labels
from scan.disclosure.relations import Floats, Ints

_ROOM = 40.0
"""More room than this makes no difference to how a change is spread: it is four times the largest
level in use, and squares of larger numbers would drown small rooms in the solver's precision."""
_LITTLE = 0.5
"""Room that a cell at its end is given for spreading, so that it can leave it."""
_TURNS = 40
"""So many cells of each part get a turn: a turn costs as much as the rest of the part's cells
together; what had none is left to the programmes."""
_CENTRINGS, _DAMPING = 3, 0.8
"""Steps towards the middle, and the part of the way to the nearest end that one may go: Newton's
method gains little after the third."""
_RIDGE = 1e-6
"""Keeps the factorisation from failing on relations that follow from each other."""
_REFINEMENTS = 2
"""Solves with the same factors again, which takes out what the ridge left."""
_FAR = 1e9
"""In place of infinite, so that nothing times it stays nothing; no count is near it."""
_EXACT = 1e-7
"""Relations that hold so closely hold; a part where one does not makes no move."""


def sure_widths(outlook: Outlook, levels: Floats) -> Floats:
    """Width that the interval of each column with a level surely has; 0 where this cannot tell."""
    found = np.zeros(levels.size)
    if not (levels > 0).any():
        return found
    part = labels(outlook.matrix)
    chosen = np.flatnonzero(np.isin(part, part[levels > 0]))
    order = chosen[np.argsort(part[chosen], kind="stable")]
    number = np.unique(part[order], return_inverse=True)[1]
    found[order] = _Parts(outlook.part(order), number).widths(levels[order])
    return found


class _Parts:
    """Sorted columns; ``part`` numbers the part of each."""

    def __init__(self, outlook: Outlook, part: Ints) -> None:
        self.matrix, self.part = outlook.matrix, part
        self.starts = np.flatnonzero(np.diff(part, prepend=-1))
        self.down, self.up = outlook.down, outlook.up

    def widths(self, levels: Floats) -> Floats:
        """Widths of the columns with a level."""
        self._centre()
        wanted = levels > 0
        room = np.minimum(self.down, self.up)
        weight = np.where(room > _EXACT, np.minimum(room, _ROOM), 0.0)
        weight[wanted] = np.maximum(weight[wanted], _LITTLE)
        weight = weight**2
        project = _Projection(self.matrix, self.part, weight)
        targets = np.flatnonzero(wanted)
        turn = _turns(self.part[targets])
        found = np.zeros(levels.size)
        for number in range(min(int(turn.max()) + 1, _TURNS)):
            now = targets[turn == number]
            now = now[found[now] < levels[now]]
            if not now.size:
                continue
            push = np.zeros(levels.size)
            push[now] = weight[now]
            move = project(push)
            limit = self._limits(move) + self._limits(-move)
            size = np.where(np.abs(move) > _EXACT, np.abs(move), 0.0)
            found = np.maximum(found, size * np.minimum(limit, _FAR)[self.part])
        return found

    def _centre(self) -> None:
        """Goes to a table that fits as well, with all cells as far from their ends as can be.

        Any table that fits is as good a place to start from; in the middle there is most room.
        Steps of Newton's method for the greatest product of all rooms.
        """
        stuck = np.zeros(self.part.size, dtype=bool)
        for _ in range(_CENTRINGS):
            room = np.minimum(self.down, self.up)
            scale = np.clip(room, _LITTLE, _ROOM)
            scale[stuck] = 0.0
            way = np.where(self.up < self.down, -1.0, 1.0)
            move = _Projection(self.matrix, self.part, scale**2)(scale * way)
            limit = self._limits(move)[self.part]
            at_end = (self.down <= _EXACT) & (move < -_EXACT)
            stuck |= at_end | ((self.up <= _EXACT) & (move > _EXACT))
            step = np.minimum(_DAMPING * limit, 1.0) * move
            self.down = np.maximum(self.down + step, 0.0)
            self.up = np.maximum(self.up - step, 0.0)

    def _limits(self, move: Floats) -> Floats:
        """How often the move can be made in each part until a cell meets its end."""
        steps = np.full(move.size, np.inf)
        falling, rising = move < -_EXACT, move > _EXACT
        steps[falling] = self.down[falling] / -move[falling]
        steps[rising] = self.up[rising] / move[rising]
        limits: Floats = np.minimum.reduceat(steps, self.starts)
        return limits


def _turns(part: Ints) -> Ints:
    """Number of each target within its part; targets are sorted by part."""
    first = np.flatnonzero(np.diff(part, prepend=-1))
    lengths = np.diff(np.append(first, part.size))
    turns: Ints = np.arange(part.size) - np.repeat(first, lengths)
    return turns


class _Projection:
    """Moves that break relations made to keep them, at the least weighted change."""

    def __init__(self, matrix: csr_array, part: Ints, weight: Floats) -> None:
        self.matrix, self.part, self.size = matrix, part, abs(matrix)
        self.back = csr_array(diags_array(weight) @ matrix.T)
        normal = csc_array(matrix @ self.back + _RIDGE * eye_array(matrix.shape[0]))
        self.factor = splu(normal, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})

    def __call__(self, push: Floats) -> Floats:
        """The nearest move to ``push`` that keeps the relations."""
        move = push
        for _ in range(_REFINEMENTS):
            move = move - self.back @ self.factor.solve(self.matrix @ move)
        # Where it does not hold exactly, the part makes no move.
        most = np.maximum(self.size @ np.abs(push), 1.0)
        off = np.flatnonzero(np.abs(self.matrix @ move) > _EXACT * most)
        broken = self.part[self.matrix[off].indices]
        held: Floats = np.where(np.isin(self.part, broken), 0.0, move)
        return held

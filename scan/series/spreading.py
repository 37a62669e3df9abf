"""Series, spreading: how far counts can surely move when all others give way a little.

Input: linear statements about unknown counts. Output: for each wanted count a width that its range
surely has. Method: the move that raises one count and spreads the change over all others in
proportion to the square of their room (an affine-scaling step), made as long as no count falls
below zero, forwards and backwards. One factorisation serves all counts of all parts that do not
hang together, so this costs a small part of the linear programmes that it saves.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from scan.series.sheet import Floats, Ints
from scan.series.systems import System, labels

_ROOM = 40.0
"""More room than this makes no difference to how a change is spread."""
_TURNS = 40
"""So many counts of each part get a turn."""
_CENTRINGS, _DAMPING, _LITTLE = 3, 0.8, 0.5
_RIDGE = 1e-6
_REFINEMENTS = 2
_EXACT = 1e-7


def sure_spans(system: System, widths: Floats) -> Floats:
    """Width that the range of each column with ``widths`` surely has; 0 where this cannot tell."""
    found = np.zeros(widths.size)
    part = labels(system.matrix)
    chosen = np.flatnonzero(np.isin(part, part[widths > 0]))
    if chosen.size:
        order = chosen[np.argsort(part[chosen], kind="stable")]
        own = system.part(order)
        number = np.unique(part[order], return_inverse=True)[1]
        found[order] = _spans(own.matrix, number, own.room, widths[order])
    return found


def _spans(matrix: csr_array, part: Ints, room: Floats, widths: Floats) -> Floats:
    """Spans of sorted columns; ``part`` numbers the part of each."""
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    room = _centred(matrix, part, starts, room)
    wanted = widths > 0
    weight = np.where(room > _EXACT, np.minimum(room, _ROOM), 0.0)
    weight[wanted] = np.maximum(weight[wanted], _LITTLE)
    weight = weight**2
    project = _Projection(matrix, part, weight)
    targets = np.flatnonzero(wanted)
    turn = _turns(part[targets])
    found = np.zeros(widths.size)
    for number in range(min(int(turn.max()) + 1, _TURNS)):
        now = targets[turn == number]
        now = now[found[now] < widths[now]]
        if not now.size:
            continue
        push = np.zeros(widths.size)
        push[now] = weight[now]
        move = project(push)
        limit = _limits(move, room, starts) + _limits(-move, room, starts)
        limit = np.where(np.isfinite(limit), limit, 0.0)
        found = np.maximum(found, np.abs(move) * limit[part])
    return found


def _centred(matrix: csr_array, part: Ints, starts: Ints, room: Floats) -> Floats:
    """Room of a table that fits as well, with all counts as far from zero as can be.

    Any table that fits is as good a place to start from; in the middle there is most room. Steps
    of Newton's method for the greatest product of all counts.
    """
    room, stuck = room.copy(), np.zeros(room.size, dtype=bool)
    for _ in range(_CENTRINGS):
        scale = np.clip(room, _LITTLE, _ROOM)
        scale[stuck] = 0.0
        move = _Projection(matrix, part, scale**2)(scale)
        limit = _limits(move, room, starts)[part]
        stuck |= (room <= _EXACT) & (move < -_EXACT)
        room = room + np.minimum(_DAMPING * limit, 1.0) * move
        room = np.maximum(room, 0.0)
    return room


def _limits(move: Floats, room: Floats, starts: Ints) -> Floats:
    """How often the move can be made in each part until a count is zero."""
    falling = move < -_EXACT
    steps = np.full(move.size, np.inf)
    steps[falling] = room[falling] / -move[falling]
    limits: Floats = np.minimum.reduceat(steps, starts)
    return limits


def _turns(part: Ints) -> Ints:
    """Number of each target within its part; targets are sorted by part."""
    first = np.flatnonzero(np.diff(part, prepend=-1))
    lengths = np.diff(np.append(first, part.size))
    turns: Ints = np.arange(part.size) - np.repeat(first, lengths)
    return turns


class _Projection:
    """Moves that break statements made to hold, at the least weighted change."""

    def __init__(self, matrix: csr_array, part: Ints, weight: Floats) -> None:
        self.matrix, self.part, self.size = matrix, part, abs(matrix)
        self.back = csr_array(diags_array(weight) @ matrix.T)
        normal = csc_array(matrix @ self.back + _RIDGE * eye_array(matrix.shape[0]))
        self.factor = splu(normal, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})

    def __call__(self, push: Floats) -> Floats:
        move = push
        for _ in range(_REFINEMENTS):
            move = move - self.back @ self.factor.solve(self.matrix @ move)
        # Where it does not hold exactly, the part makes no move.
        most = np.maximum(self.size @ np.abs(push), 1.0)
        off = np.flatnonzero(np.abs(self.matrix @ move) > _EXACT * most)
        return np.where(np.isin(self.part, self.part[self.matrix[off].indices]), 0.0, move)

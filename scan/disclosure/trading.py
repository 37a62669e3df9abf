"""Disclosure, trading: how far cells can surely move by trading with the same cells elsewhere.

Input: linked tables that come back in many places (:class:`Layout`), and what is unknown. Output:
for each wanted cell a width that its feasibility interval surely has. What this clears needs no
programme.

Method, the hypercube of Giessing and Repsilber (2002) with as many corners as there are places: a
*move* changes one or two cells of a place by 1 so that every relation of the place still holds
(two parts of one whole in opposite directions; a whole and its part in the same one). Other
places of the same area in which the same cells are unknown make the reverse move, so that no
total of an area changes. The width is how often that can be done up and down before a cell meets
its end.

Worked example: in places P and Q the parts a and b of a known total are hidden, and a and b are
known for both places together. P has a = 3, b = 9, Q has a = 40, b = 2, all at least 1. In P, a up
and b down can be done 8 times; in Q, a down and b up 39 times: up 8. In P, a down and b up 2
times, in Q the reverse 1 time: down 1. So the width of a in P is at least 9.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scan.disclosure.relations import Bools, Floats, Ints

_PLENTY = 1e9
"""In place of infinite room, so that differences stay numbers; no count is near it."""
_ENOUGH = 20.0
"""A move is counted at most so often: twice the largest level in use (10)."""
Move = dict[int, int]
"""Kind → −1 or 1."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How tables come back: ``cells`` are their numbers, kind × period × place, ascending.

    ``rules``: relations between kinds that hold at every place (kind → factor). ``rests``: (whole,
    part, rest) where the rest is the whole less the part, and not below zero. ``mergers``: a place
    and those that it is the sum of; ``merged`` says for each where that holds (kind × period).
    ``regions``: the places of an area whose cells are known; together they are the whole area.
    """

    shape: tuple[int, int, int]
    rules: tuple[Mapping[int, int], ...]
    rests: tuple[tuple[int, int, int], ...]
    mergers: tuple[tuple[int, tuple[int, ...]], ...]
    merged: tuple[Bools, ...]
    regions: tuple[tuple[int, ...], ...]
    cells: Ints


@dataclass(frozen=True, slots=True)
class _Room:
    """By kind, period and place, of some kinds and periods: what is unknown, how far it can go."""

    unknown: Bools
    down: Floats
    up: Floats


@dataclass
class Trading:
    """What trading tells of one layout, whatever is hidden in it."""

    layout: Layout
    _moves: dict[int, list[Move]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sorts rules and rests by the kinds that they speak of."""
        self.rules: dict[int, list[Mapping[int, int]]] = defaultdict(list)
        for rule in self.layout.rules:
            for kind in rule:
                self.rules[kind].append(rule)
        self.rests: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.part_of = {rest: part for _, part, rest in self.layout.rests}
        for rest in self.layout.rests:
            self.rests[rest[0]].append(rest)
            self.rests[rest[1]].append(rest)

    def sure_widths(self, unknown: Bools, down: Floats, up: Floats, levels: Floats) -> Floats:
        """Width that the interval of each cell with a level has at least; 0 where trading does
        not tell. One entry per cell; ``down`` and ``up`` are the rooms of the cells."""
        _, periods, places = self.layout.shape
        layer = periods * places
        wanted = np.flatnonzero(levels > 0)
        kinds = self.layout.cells[wanted] // layer
        widths = np.zeros(levels.size)
        for kind in np.unique(kinds):
            own = wanted[kinds == kind]
            moves = self._moves_of(int(kind))
            touched = sorted({n for move in moves for n in self._touched(move)})
            spot = {number: place for place, number in enumerate(touched)}
            room = _Room(
                self._window(touched, unknown),
                self._window(touched, np.minimum(down, _PLENTY)),
                self._window(touched, np.minimum(up, _PLENTY)),
            )
            found = self._widths(moves, room, spot)
            widths[own] = found.ravel()[self.layout.cells[own] % layer]
        return widths

    def _window(self, kinds: list[int], values: NDArray[Any]) -> NDArray[Any]:
        """Values by kind, period and place; nothing where there is no such cell."""
        _, periods, places = self.layout.shape
        layer = periods * places
        found = np.zeros((len(kinds), layer), dtype=values.dtype)
        for number, kind in enumerate(kinds):
            begin, end = np.searchsorted(self.layout.cells, [kind * layer, (kind + 1) * layer])
            found[number, self.layout.cells[begin:end] - kind * layer] = values[begin:end]
        return found.reshape(len(kinds), periods, places)

    def _moves_of(self, kind: int) -> list[Move]:
        """Moves of at most two cells with this one; a rest moves against its part."""
        if kind not in self._moves:
            self._moves[kind] = _moves(self.part_of.get(kind, kind), self.rules)
        return self._moves[kind]

    def _touched(self, move: Move) -> list[int]:
        """Kinds of a move, and the rests that change with them."""
        return [*move, *(rest[2] for number in move for rest in self.rests.get(number, ()))]

    def _widths(self, moves: list[Move], room: _Room, spot: Mapping[int, int]) -> Floats:
        """Widths of one kind, by moves that share nothing but it."""
        none = np.zeros(room.unknown.shape[1:])
        if not moves:
            return none
        both: Bools = np.stack(
            [room.unknown[[spot[n] for n in move]].all(axis=0) for move in moves]
        )
        if not both.any():
            return none
        up = np.stack([self._capacity(move, room, spot, 1) for move in moves])
        down = np.stack([self._capacity(move, room, spot, -1) for move in moves])
        holds = [
            np.stack([merged[list(move)].any(axis=0) for move in moves])
            for merged in self.layout.merged
        ]
        rises = _with_parts(np.where(both, up, 0.0), holds, self.layout)
        falls = _with_parts(np.where(both, down, 0.0), holds, self.layout)
        upwards = _reach(
            rises,
            _elsewhere(falls, rises, both, self.layout),
            self._in_common(moves, room, spot, 1),
        )
        return upwards + _reach(
            falls,
            _elsewhere(rises, falls, both, self.layout),
            self._in_common(moves, room, spot, -1),
        )

    def _in_common(
        self, moves: list[Move], room: _Room, spot: Mapping[int, int], way: int
    ) -> Floats:
        """How often all moves of a kind can be made in all, by what several of them change: the
        kind itself, and rests."""
        limit = np.full(room.unknown.shape[1:], _PLENTY)
        changes = [self._changes(move) for move in moves]
        for number in {number for change in changes for number in change}:
            own = [change[number] * way for change in changes if number in change]
            if len(own) > 1:
                fall, rise = -min(own), max(own)
                if fall > 0:
                    limit = np.minimum(limit, room.down[spot[number]] / fall)
                if rise > 0:
                    limit = np.minimum(limit, room.up[spot[number]] / rise)
        return limit

    def _changes(self, move: Move) -> Move:
        """Kinds that a move changes and by how much, rests among them."""
        changes = dict(move)
        for number in move:
            for whole, part, rest in self.rests.get(number, ()):
                change = move.get(whole, 0) - move.get(part, 0)
                if change:
                    changes[rest] = change
        return changes

    def _capacity(self, move: Move, room: _Room, spot: Mapping[int, int], way: int) -> Floats:
        """How often a move can be made forwards (1) or backwards (−1)."""
        limit = np.full(room.unknown.shape[1:], _PLENTY)
        for number, sign in move.items():
            ends = room.down if sign * way < 0 else room.up
            limit = np.minimum(limit, ends[spot[number]])
        for rest, change in self._changes(move).items():
            if rest not in move:
                ends = room.down if change * way < 0 else room.up
                left = ends[spot[rest]] / abs(change)
                limit = np.minimum(limit, np.where(room.unknown[spot[rest]], left, 0.0))
        return limit


def _moves(start: int, rules: Mapping[int, list[Mapping[int, int]]]) -> list[Move]:
    """Moves of at most two cells that begin with ``start``."""
    own = rules.get(start, [])
    if not own:
        return [{start: 1}]
    pairs = [
        {start: 1, other: -factor * own[0][start]}
        for other, factor in own[0].items()
        if other != start
    ]
    return [move for move in pairs if not _broken(move, rules)]


def _broken(move: Move, rules: Mapping[int, list[Mapping[int, int]]]) -> bool:
    """Whether a move breaks a rule."""
    return any(
        sum(rule.get(number, 0) * sign for number, sign in move.items())
        for touched in move
        for rule in rules.get(touched, ())
    )


def _with_parts(capacity: Floats, holds: list[Bools], layout: Layout) -> Floats:
    """Capacity of moves by period and place; a merged place moves no further than its parts."""
    total = capacity.copy()
    pairs = list(zip(layout.mergers, holds, strict=True))
    for (whole, parts), held in reversed(pairs):
        within = total[:, :, list(parts)].sum(axis=2)
        total[:, :, whole] = np.where(
            held, np.minimum(total[:, :, whole], within), total[:, :, whole]
        )
    return total


def _elsewhere(capacity: Floats, here: Floats, both: Bools, layout: Layout) -> Floats:
    """What all other places together can take over, so that no total of an area changes.

    A part of a merged place is balanced by the other parts, or by the rest of the region where
    the merged place is unknown too and can move as far itself (``here``).
    """
    total: Floats = np.moveaxis(capacity, 2, 0)  # places first: a place is one piece
    own: Floats = np.moveaxis(here, 2, 0)
    unknown: Bools = np.moveaxis(both, 2, 0)
    pool = np.zeros(total.shape)
    for region in layout.regions:
        towns = list(region)
        pool[towns] = total[towns].sum(axis=0) - total[towns]
    for whole, parts in layout.mergers:
        within = list(parts)
        others = total[within].sum(axis=0) - total[within]
        pool[within] = others + unknown[whole] * np.minimum(pool[whole], own[whole])
    found: Floats = np.moveaxis(pool, 0, 2)
    return found


def _reach(here: Floats, elsewhere: Floats, in_common: Floats) -> Floats:
    """How far a cell can go with all its moves, of which each has room elsewhere.

    Moves add up where the room of each elsewhere is enough for all of them, as far as what they
    have in common goes; else the best single one counts.
    """
    here = np.minimum(here, _ENOUGH)
    single: Floats = np.minimum(here, elsewhere).max(axis=0)
    together: Floats = np.where(elsewhere >= here.sum(axis=0), here, 0.0).sum(axis=0)
    best: Floats = np.maximum(single, np.minimum(together, in_common))
    return best

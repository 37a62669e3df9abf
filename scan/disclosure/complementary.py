"""Disclosure, complementary suppression: what else is hidden so that nothing hidden follows.

Input: linked tables and what must be hidden. Output: a larger pattern. Two heuristics, each a step
of ``protecting``:

- :func:`settle` looks at relations one by one. A relation gives its hidden cells away when only
  one is unknown, or when all its unknown ones count the same way and their rooms together are
  less than a level: x₁ + … + xₖ = s leaves each at most Σ room. The cheapest other cell with enough
  room is hidden too, and so on in the relations of that one, until all relations are safe. (The
  hypercube method's rule, Giessing and Repsilber 2002, applied to one side of the cube.)
- :func:`widen` is for cells that single relations leave room, but all together do not: in a
  relation of each the cheapest other cell is hidden.

Cost is the loss of information of a cell; cells beside which something is hidden already are
cheaper, for a reader misses a record with a hole in it once (``_ELSEWHERE``).

Worked example: 63 = 3 + 20 + 40 with 3 hidden, at least 1, level 5: 3 alone is the rest of
63 − 60. It has a room of 2, so 3 more are needed: 20, the cheapest with a room of 3, is hidden too.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scan.disclosure.relations import Bools, Floats, Ints
from scan.disclosure.tables import EPS, LinkedTables

_ROUNDS = 60
"""Each round hides a cell in every relation in need; chains of relations are a dozen long at
most, so that more means an error."""
_SHORT = 40
"""Relations within a place have fewer terms than this; totals of areas have more."""
_WITHIN = 3
"""So many relations away, cells are looked for within the place only: two traits and what they
have in common are that far from each other."""
_ELSEWHERE = 4.0
"""How much dearer a cell is in a record that has no hole yet."""


@dataclass(frozen=True)
class Complementary:
    """Complementary suppression in one set of linked tables."""

    tables: LinkedTables

    @cached_property
    def _eligible(self) -> Bools:
        return self.tables.eligible

    def settle(self, hidden: Bools, fresh: Bools | None = None) -> Bools:
        """Hides more, until every single relation leaves its hidden cells room.

        ``fresh`` are the cells that were hidden since all was settled (without: all).
        """
        hidden = hidden.copy()
        relations = self.tables.relations
        rows = relations.touching(hidden if fresh is None else fresh)
        for _ in range(_ROUNDS):
            unknown = self.tables.unknown(hidden)
            bad, lack = self._in_need(rows, hidden, unknown)
            before = hidden.copy()
            waiting = self._repair(bad, lack, hidden, unknown)
            new = hidden & ~before
            if not new.any():
                break
            rows = np.union1d(waiting, relations.touching(new))
        return hidden

    def _in_need(self, rows: Ints, hidden: Bools, unknown: Bools) -> tuple[Ints, Floats]:
        """Those of ``rows`` that give a hidden cell away, and how much room they lack."""
        if not rows.size:
            return rows, np.zeros(0)
        cells, factors, starts = self.tables.relations.entries(rows)
        open_ = unknown[cells]
        down, _ = self.tables.rooms(hidden, cells)
        room = np.add.reduceat(np.where(open_, down, 0.0), starts)
        number = np.add.reduceat(open_, starts, dtype=np.int64)
        balance = np.add.reduceat(np.where(open_, factors, 0), starts, dtype=np.int64)
        level = np.where(hidden[cells], self.tables.level[cells], 0.0)
        needed = np.maximum.reduceat(level, starts)
        one_sided = number == np.abs(balance)
        bad = (needed > 0) & ((number == 1) | (one_sided & (room < needed - EPS)))
        return rows[bad], np.maximum(needed - room, EPS)[bad]

    def _repair(self, rows: Ints, lack: Floats, hidden: Bools, unknown: Bools) -> Ints:
        """Hides one more cell of each row; changes ``hidden``.

        Returns rows in which a cell was hidden since they were found: they wait a round.
        """
        before, holes, put_off = hidden.copy(), self._holes(hidden), [rows[:0]]
        spot = dict(zip(rows.tolist(), range(rows.size), strict=True))
        for own in self.tables.relations.by_family(rows):
            cells, _, starts = self.tables.relations.entries(own)
            waiting = np.logical_or.reduceat(hidden[cells] & ~before[cells], starts)
            put_off.append(own[waiting])
            own = own[~waiting]
            if own.size:
                needs = lack[[spot[row] for row in own.tolist()]]
                hidden[self._chosen(own, needs, hidden, unknown, holes)] = True
        return np.concatenate(put_off)

    def _chosen(
        self, rows: Ints, lack: Floats, hidden: Bools, unknown: Bools, holes: Bools
    ) -> Ints:
        """Of each row the cheapest cell with room enough, else the one with the most room."""
        cells, factors, starts = self.tables.relations.entries(rows)
        length = np.diff(np.append(starts, cells.size))
        usable = self._eligible[cells] & ~hidden[cells]
        down = self.tables.rooms_if_hidden(cells)
        # A cell on the other side of the relation gives room without end.
        side = np.where(unknown[cells], factors, 0)
        way = np.repeat(np.sign(np.add.reduceat(side, starts)), length)
        room = np.where(factors * way < 0, np.inf, down)
        short = np.maximum(np.repeat(lack, length) - room, 0.0)
        return _least(cells, starts, usable, short, self._cost(cells, holes))

    def widen(self, hidden: Bools, narrow: Bools, reach: int) -> Bools:
        """Hides the cheapest other cell in relations of each cell that lies too narrow.

        Relations within a place first; else the same cell in another place. ``reach`` 0: one
        relation of each; 1: all its relations, and those of the unknown cells beside it; more: of
        those beside these, and so on.
        """
        asking = self._beside(narrow, self.tables.unknown(hidden), reach)
        relations = self.tables.relations
        more, served = hidden.copy(), np.zeros(hidden.size, dtype=bool)
        holes = self._holes(hidden)
        for every in relations.by_family(relations.touching(asking)):
            cells, _, starts = relations.entries(every)
            own = every[np.logical_or.reduceat(asking[cells] & ~served[cells], starts)]
            if not own.size:
                continue
            cells, _, starts = relations.entries(own)
            usable = self._eligible[cells] & ~more[cells]
            room = np.zeros(cells.size)
            more[_least(cells, starts, usable, room, self._cost(cells, holes))] = True
            if not reach:
                length = np.diff(np.append(starts, cells.size))
                helped = np.repeat(np.logical_or.reduceat(usable, starts), length)
                served[cells[helped & asking[cells]]] = True
        return more

    def _beside(self, narrow: Bools, unknown: Bools, reach: int) -> Bools:
        """Cells and the unknown ones that are at most ``reach`` relations away."""
        kin, plain = narrow.copy(), self.tables.relations.plain
        length = np.diff(plain.indptr)
        for step in range(reach):
            rows = self.tables.relations.touching(kin)
            near = plain[rows[(length[rows] <= _SHORT) | (step >= _WITHIN)]].indices
            kin[near[unknown[near]]] = True
        return kin

    def _cost(self, cells: Ints, holes: Bools) -> Floats:
        """Loss when a cell is hidden; dearer where its record has no hole yet."""
        cost: Floats = self.tables.cost[cells] * np.where(
            holes[self.tables.record[cells]], 1.0, _ELSEWHERE
        )
        return cost

    def _holes(self, hidden: Bools) -> Bools:
        """Records with a hidden cell."""
        holes = np.zeros(int(self.tables.record.max(initial=0)) + 1, dtype=bool)
        holes[self.tables.record[hidden]] = True
        return holes


def _least(cells: Ints, starts: Ints, usable: Bools, short: Floats, cost: Floats) -> Ints:
    """Of each row of ``cells`` the usable one with the least ``short``, then the least cost."""
    row = np.repeat(np.arange(starts.size), np.diff(np.append(starts, cells.size)))
    at = np.flatnonzero(usable)
    order = at[np.lexsort((cost[at], short[at], row[at]))]
    first = np.flatnonzero(np.diff(row[order], prepend=-1))
    chosen: Ints = cells[order[first]]
    return chosen

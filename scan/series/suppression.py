"""Series, suppression: which other counts are hidden so that no small one can be worked out.

Input: a :class:`Sheet`, its ties, and what must be hidden. Output: what is hidden in the end,
as a flat array. Method: in every equation in which a hidden count follows by subtraction, or
stands among too few persons, the cheapest other count is hidden too, until there is none left;
equations between queries, mergers and regions alike.
"""

import numpy as np

from scan.series.sheet import Bools, Floats, Ints, Sheet
from scan.series.systems import System
from scan.series.ties import Block, Ties, fitted

_ROUNDS = 60
_SHORT = 40
"""Equations between queries have fewer terms than this; those of regions have more."""
_ELSEWHERE = 4.0
"""How much dearer a hole is in a municipality that has none yet in the same population."""
_FORMER = 0.05
"""Worth of figures of former municipalities, which only reports of older dates show."""


class Suppression:
    """Finds the equations that give a hidden count away, and hides more.

    All arrays are flat. ``hidden`` counts must keep their range; ``unknown`` to an outsider are
    they and what is neither displayed nor to be worked out. ``concealed`` says which counts are
    not displayed, where that is not a matter of the query alone.
    """

    def __init__(
        self, sheet: Sheet, blocks: tuple[Block, ...], concealed: Bools | None = None
    ) -> None:
        shape = sheet.low.shape
        self.layer = shape[1] * shape[2]
        counted = np.isfinite(sheet.low)
        counted[:, :, list(sheet.places.regions)] = False
        displayed = sheet.displayed[:, None, None]
        guarded = ((sheet.minimum > 0) | sheet.signed)[:, None, None]
        self.size = fitted(sheet, blocks)
        self.concealed = (~displayed & ~sheet.public & counted).ravel()
        if concealed is not None:
            self.concealed = concealed
        self.eligible = (displayed & guarded & ~sheet.public & counted).ravel()
        self.minimum = np.repeat(sheet.minimum, self.layer)
        self.signed = np.repeat(sheet.signed, self.layer)
        worth = np.ones(shape[2])
        worth[sheet.places.current :] = _FORMER
        cost = np.maximum(np.abs(self.size).reshape(shape), 1.0)
        self.cost: Floats = (cost * sheet.weight[:, None, None] * worth).ravel()
        self.ties = Ties(blocks, sheet.low.size, self.eligible | self.concealed)
        # Only a count that is not displayed can follow by subtraction without being hidden.
        self._veiled = self.ties.plain[np.flatnonzero(self.ties.tally(self.concealed))]
        names = [query.population for query in sheet.queries]
        self.population = np.unique(names, return_inverse=True)[1]

    def settle(self, hidden: Bools, fresh: Bools | None = None) -> Bools:
        """Hides more, until every single equation leaves its hidden counts room.

        ``fresh`` are the counts that were hidden since all was settled (without: all).
        """
        hidden = hidden.copy()
        rows = np.flatnonzero(self.ties.tally(hidden if fresh is None else fresh))
        for _ in range(_ROUNDS):
            bad, single = self._in_need(rows, hidden)
            before = hidden.copy()
            waiting = self._repair(bad, single, hidden)
            new = hidden & ~before
            if not new.any():
                break
            rows = np.union1d(waiting, np.flatnonzero(self.ties.tally(new)))
        return hidden

    def unknown(self, hidden: Bools) -> Bools:
        """What an outsider does not know, without what follows by one subtraction after another."""
        unknown = hidden | self.concealed
        rows = self._veiled
        while True:
            count = rows @ unknown.astype(np.int16)
            single = rows[np.flatnonzero(count == 1)].indices
            follows = single[unknown[single] & ~hidden[single]]
            if not follows.size:
                return unknown
            unknown[follows] = False
            rows = rows[np.flatnonzero(count > 1)]

    def _in_need(self, rows: Ints, hidden: Bools) -> tuple[Ints, Bools]:
        """Those of ``rows`` that give a hidden count away, and whether by subtraction alone."""
        if not rows.size:
            return rows, np.zeros(0, dtype=bool)
        terms = self.ties.signed[rows]
        cells, factors, starts = terms.indices, terms.data, terms.indptr[:-1]
        open_ = self.unknown(hidden)[cells]
        total = np.abs(np.add.reduceat(np.where(open_, 0.0, self.size[cells] * factors), starts))
        number = np.add.reduceat(open_, starts, dtype=np.int64)
        balance = np.add.reduceat(np.where(open_, factors, 0), starts, dtype=np.int64)
        either_way = np.logical_or.reduceat(open_ & self.signed[cells], starts)
        one_sided = (number == np.abs(balance)) & ~either_way
        needed = np.maximum.reduceat(np.where(hidden[cells], self.minimum[cells], 0), starts)
        bad = (needed > 0) & ((number == 1) | (one_sided & (total < needed)))
        return rows[bad], number[bad] == 1

    def _repair(self, rows: Ints, single: Bools, hidden: Bools) -> Ints:
        """Hides the cheapest other count of each row.

        Returns rows in which a count was hidden since they were found: they wait a round.
        """
        before, holes, put_off = hidden.copy(), self._holes(hidden), [rows[:0]]
        alone = dict(zip(rows.tolist(), single.tolist(), strict=True))
        for own, at in self.ties.by_block(rows):
            waiting = (hidden[at] & ~before[at]).any(axis=1)
            put_off.append(own[waiting])
            own, at = own[~waiting], at[~waiting]
            if not own.size:
                continue
            cost = self._cost(at, holes)
            usable = self.eligible[at] & ~hidden[at]
            useful = usable & ((self.size[at] > 0) | self.signed[at])
            by_itself = np.array([alone[row] for row in own.tolist()])
            last_resort = usable & (~useful.any(axis=1) & by_itself)[:, None]
            hidden[_cheapest(at, np.where(useful | last_resort, cost, np.inf))] = True
        return np.concatenate(put_off)

    def widen(self, hidden: Bools, narrow: Bools, *, everywhere: bool) -> Bools:
        """Hides the cheapest other count in an equation of each count that lies too narrow.

        Equations between queries first; else the same count in another area. ``everywhere``: in
        all its equations at once, and in those of the hidden counts beside it.
        """
        if everywhere:
            narrow = self._beside(narrow, hidden)
        more, served, holes = hidden.copy(), np.zeros(hidden.size, dtype=bool), self._holes(hidden)
        for _, found in self.ties.by_block(self._rows_with(narrow)):
            at = found[(narrow[found] & ~served[found]).any(axis=1)]
            if not at.size:
                continue
            usable = self.eligible[at] & ~more[at] & (self.size[at] > 0)
            cost = np.where(usable, self._cost(at, holes), np.inf)
            more[_cheapest(at, cost)] = True
            reached = at[np.isfinite(cost.min(axis=1))]
            served[reached[narrow[reached]]] = not everywhere
        return more

    def _rows_with(self, marked: Bools) -> Ints:
        rows: Ints = np.flatnonzero(self.ties.tally(marked))
        return rows

    def _beside(self, narrow: Bools, hidden: Bools) -> Bools:
        """Counts and the hidden ones in equations with them."""
        kin = narrow.copy()
        for _, near in self.ties.by_block(self._rows_with(narrow)):
            if near.shape[1] <= _SHORT:
                kin[near[hidden[near]]] = True
        return kin

    def system(self, unknown: Bools, plenty: int) -> tuple[System, Ints]:
        """What an outsider knows of the unknown counts, and the flat number of each column.

        Equations with more than ``plenty`` unknown counts are left out.
        """
        columns = np.flatnonzero(unknown)
        count = self.ties.tally(unknown)
        rows = self.ties.signed[np.flatnonzero((count > 0) & (count <= plenty))]
        matrix = rows.tocsc()[:, columns].tocsr().astype(float)
        room = np.where(self.signed[columns], np.inf, self.size[columns])
        zero = np.zeros(matrix.shape[0])
        return System(matrix, zero, zero, room), columns

    def _cost(self, at: Ints, holes: Bools) -> Floats:
        """Loss when a count is hidden; dearer where its population has no hole yet."""
        cost: Floats = self.cost[at] * np.where(holes[self._spot(at)], 1.0, _ELSEWHERE)
        return cost

    def _spot(self, at: Ints) -> Ints:
        """Flat number of population, period and place."""
        spots: Ints = self.population[at // self.layer] * self.layer + at % self.layer
        return spots

    def _holes(self, hidden: Bools) -> Bools:
        """Population, period and place with a hidden count."""
        holes = np.zeros((int(self.population.max()) + 1) * self.layer, dtype=bool)
        holes[self._spot(np.flatnonzero(hidden))] = True
        return holes


def _cheapest(at: Ints, cost: Floats) -> Ints:
    """The cheapest count of each row that has one with a finite cost."""
    rows = np.flatnonzero(np.isfinite(cost.min(axis=1)))
    chosen: Ints = at[rows, cost.argmin(axis=1)[rows]]
    return chosen

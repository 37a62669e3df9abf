"""Series, suppression: which other counts are hidden so that no small one can be worked out.

Input: a :class:`Sheet`, its equations, and what must be hidden. Output: what is hidden in the end,
as a flat array. Method: in every equation in which a hidden count follows by subtraction, or
stands among too few persons, the cheapest other count is hidden too, until there is none left;
equations between queries, mergers and regions alike.
"""

from dataclasses import dataclass

import numpy as np

from scipy.sparse import csr_array

from scan.series.identities import Equation
from scan.series.ranges import System
from scan.series.sheet import Bools, Floats, Ints, Sheet

_ROUNDS = 60
_ELSEWHERE = 4.0
"""How much dearer a hole is in a municipality that has none yet in the same population."""
_FORMER = 0.05
"""Worth of figures of former municipalities, which only reports of older dates show."""
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Block:
    """The same equation in many places: ``offsets + column`` are flat numbers of its counts."""

    offsets: Ints
    factors: Ints
    columns: Ints

    def members(self, columns: Ints) -> Ints:
        """Flat numbers of the counts, one row per term."""
        return self.offsets[:, None] + columns[None, :]


def blocks_of(sheet: Sheet, equations: tuple[Equation, ...]) -> tuple[Block, ...]:
    """Equations between queries, between mergers and their parts, between regions and theirs.

    Only where every count is there and the counts agree; elsewhere nobody can rely on them.
    """
    _, periods, places = sheet.low.shape
    layer = periods * places
    found = []
    municipal = np.setdiff1d(np.arange(layer), _regional(sheet))
    for equation in equations:
        offsets = [sheet.index[t.query] * layer + t.shift * places for t in equation]
        last = layer - max(term.shift for term in equation) * places
        factors = np.array([term.factor for term in equation])
        found.append(Block(np.array(offsets), factors, municipal[municipal < last]))
    # A rest follows from its whole and its part, in every area.
    counted = np.array([query.less is None for query in sheet.queries])
    every = np.arange(0, sheet.low.size, places)[np.repeat(counted, periods)]
    wholes = [(merger.whole, merger.parts) for merger in sheet.places.mergers]
    for whole, parts in (*wholes, *sheet.places.regions.items()):
        factors = np.array([-1] + [1] * len(parts))
        found.append(Block(np.array([whole, *parts]), factors, every))
    return tuple(_where_true(block, sheet) for block in found)


def _regional(sheet: Sheet) -> Ints:
    """Columns (period and place) of regions."""
    _, periods, places = sheet.low.shape
    starts = np.arange(periods)[:, None] * places
    return (starts + np.array(list(sheet.places.regions))[None, :]).ravel()


def _where_true(block: Block, sheet: Sheet) -> Block:
    at = block.members(block.columns)
    factors = block.factors[:, None]
    one, other = sheet.low.ravel()[at] * factors, sheet.high.ravel()[at] * factors
    least, most = np.minimum(one, other).sum(axis=0), np.maximum(one, other).sum(axis=0)
    holds = (least <= _EPS) & (most >= -_EPS)
    return Block(block.offsets, block.factors, block.columns[holds])


class Suppression:
    """Finds the equations that give a hidden count away, and hides more.

    All arrays are flat. ``hidden`` counts must keep their range; ``unknown`` to an outsider are
    they and what is neither displayed nor to be worked out.
    """

    def __init__(self, sheet: Sheet, blocks: tuple[Block, ...]) -> None:
        self.sheet, self.blocks = sheet, blocks
        shape = sheet.low.shape
        self.layer = shape[1] * shape[2]
        counted = np.isfinite(sheet.low)
        counted[:, :, list(sheet.places.regions)] = False
        displayed = sheet.displayed[:, None, None]
        guarded = ((sheet.minimum > 0) | sheet.signed)[:, None, None]
        self.size = np.where(np.isfinite(sheet.low), sheet.low, 0.0).ravel()
        self.concealed = (~displayed & ~sheet.public & counted).ravel()
        self.eligible = (displayed & guarded & ~sheet.public & counted).ravel()
        self.minimum = np.broadcast_to(sheet.minimum[:, None, None], shape).ravel()
        self.signed = np.broadcast_to(sheet.signed[:, None, None], shape).ravel()
        worth = np.ones(shape[2])
        worth[sheet.places.current :] = _FORMER
        cost = np.maximum(np.abs(self.size).reshape(shape), 1.0)
        self.cost: Floats = (cost * sheet.weight[:, None, None] * worth).ravel()
        guardable = self.eligible | self.concealed
        self.members = [self._touched(block, guardable) for block in blocks]
        names = [query.population for query in sheet.queries]
        self.population = np.unique(names, return_inverse=True)[1]

    @staticmethod
    def _touched(block: Block, guardable: Bools) -> Ints:
        """Members of the columns in which a count can be unknown at all."""
        at = block.members(block.columns)
        return at[:, guardable[at].any(axis=0)]

    def settle(self, hidden: Bools) -> Bools:
        """Hides more, until every single equation leaves its hidden counts room."""
        hidden = hidden.copy()
        for _ in range(_ROUNDS):
            unknown, holes = self.unknown(hidden), self._holes(hidden)
            before = hidden.copy()
            for number in range(len(self.blocks)):
                self._repair(number, hidden, before, unknown, holes)
            if (hidden == before).all():
                break
        return hidden

    def unknown(self, hidden: Bools) -> Bools:
        """What an outsider does not know, without what follows by one subtraction after another."""
        unknown = hidden | self.concealed
        while True:
            before = int(unknown.sum())
            for number in range(len(self.blocks)):
                at, open_ = self._open(number, unknown)
                single = at[:, open_.sum(axis=0) == 1]
                follows = single[unknown[single]]
                unknown[follows[~hidden[follows]]] = False
            if int(unknown.sum()) == before:
                return unknown

    def _open(self, number: int, unknown: Bools) -> tuple[Ints, Bools]:
        """Members of the columns of a block with an unknown count, and which are unknown."""
        at = self.members[number]
        open_ = unknown[at]
        some = open_.any(axis=0)
        return at[:, some], open_[:, some]

    def _repair(
        self, number: int, hidden: Bools, before: Bools, unknown: Bools, holes: Bools
    ) -> None:
        """Hides the cheapest other count of each column that gives a hidden one away.

        A column in which a count was hidden since ``unknown`` was worked out waits a round.
        """
        at, open_ = self._open(number, unknown)
        settled = ~(hidden[at] & ~before[at]).any(axis=0)
        at, open_ = at[:, settled], open_[:, settled]
        needy = hidden[at]
        known = np.where(open_, 0.0, self.size[at] * self.blocks[number].factors[:, None])
        total = np.abs(known.sum(axis=0))
        signs = np.where(open_, self.blocks[number].factors[:, None], 0)
        one_sided = (signs >= 0).all(axis=0) | (signs <= 0).all(axis=0)
        one_sided &= ~(open_ & self.signed[at]).any(axis=0)
        needed = np.where(needy, self.minimum[at], 0).max(axis=0)
        single = open_.sum(axis=0) == 1
        bad = needy.any(axis=0) & (single | (one_sided & (total < needed)))
        at, single = at[:, bad], single[bad]
        if not at.size:
            return
        cost = self.cost[at] * np.where(holes[self._spot(at)], 1.0, _ELSEWHERE)
        usable = self.eligible[at] & ~hidden[at]
        useful = usable & ((self.size[at] > 0) | self.signed[at])
        last_resort = usable & ~useful.any(axis=0) & single
        cost = np.where(useful | last_resort, cost, np.inf)
        picked = cost.argmin(axis=0)
        columns = np.flatnonzero(np.isfinite(cost.min(axis=0)))
        chosen = at[picked[columns], columns]
        hidden[chosen] = True

    def _spot(self, at: Ints) -> Ints:
        """Flat number of population, period and place."""
        return self.population[at // self.layer] * self.layer + at % self.layer

    def _holes(self, hidden: Bools) -> Bools:
        """Population, period and place with a hidden count."""
        holes = np.zeros((int(self.population.max()) + 1) * self.layer, dtype=bool)
        holes[self._spot(np.flatnonzero(hidden))] = True
        return holes

    def system(self, hidden: Bools) -> tuple[System, Ints]:
        """What an outsider knows of the unknown counts, and the flat number of each column."""
        unknown = self.unknown(hidden)
        columns = np.flatnonzero(unknown)
        place = np.full(unknown.size, -1, dtype=np.int64)
        place[columns] = np.arange(columns.size)
        rows, spots, factors, totals = [], [], [], []
        count = 0
        for number, block in enumerate(self.blocks):
            at, open_ = self._open(number, unknown)
            signed = np.broadcast_to(block.factors[:, None], at.shape)
            member, row = np.nonzero(open_)
            rows.append(row + count)
            spots.append(place[at[member, row]])
            factors.append(signed[member, row])
            totals.append(-np.where(open_, 0.0, self.size[at] * signed).sum(axis=0))
            count += at.shape[1]
        entries = (np.concatenate(factors).astype(float), (np.concatenate(rows), np.concatenate(spots)))
        matrix = csr_array(entries, shape=(count, columns.size))
        total = np.concatenate(totals)
        floor = np.where(self.signed[columns], -np.inf, 0.0)
        return System(matrix, total, total, floor), columns

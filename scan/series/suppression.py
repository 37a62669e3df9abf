"""Series, suppression: which other counts are hidden so that no small one can be worked out.

Input: a :class:`Sheet`, its equations, and what must be hidden. Output: what is hidden in the end,
as a flat array. Method: in every equation in which a hidden count follows by subtraction, or
stands among too few persons, the cheapest other count is hidden too, until there is none left;
equations between queries, mergers and regions alike.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from scan.series.identities import Equation, Query
from scan.series.ranges import System
from scan.series.sheet import Bools, Floats, Ints, Sheet

_ROUNDS = 60
_FITS = 30
_SHORT = 40
"""Equations between queries have fewer terms than this; those of regions have more."""
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
    Where a municipality only names the most frequent (``sheet.named``), what it does not name,
    zeros included, leaves the totals of regions open.
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
    every = np.arange(0, sheet.low.size, places)
    merging = every[np.repeat(counted, periods)]
    regional = every[np.repeat(counted & ~sheet.named, periods)]
    areas = [(merger.whole, merger.parts, merging) for merger in sheet.places.mergers]
    areas += [(region, towns, regional) for region, towns in sheet.places.regions.items()]
    for whole, parts, columns in areas:
        factors = np.array([-1] + [1] * len(parts))
        found.append(Block(np.array([whole, *parts]), factors, columns))
    return tuple(_where_true(block, sheet) for block in found)


def spread_public(sheet: Sheet, blocks: tuple[Block, ...]) -> None:
    """Marks counts that follow from public ones as public: everybody can work them out."""
    public = sheet.public.ravel()
    while True:
        before = int(public.sum())
        for block in blocks:
            at = block.members(block.columns)
            missing = ~public[at]
            follows = at[:, missing.sum(axis=0) == 1]
            public[follows[~public[follows]]] = True
        if int(public.sum()) == before:
            return


def _regional(sheet: Sheet) -> Ints:
    """Columns (period and place) of regions."""
    _, periods, places = sheet.low.shape
    starts = np.arange(periods)[:, None] * places
    columns: Ints = (starts + np.array(list(sheet.places.regions))[None, :]).ravel()
    return columns


def _where_true(block: Block, sheet: Sheet) -> Block:
    at = block.members(block.columns)
    factors = block.factors[:, None]
    one, other = sheet.low.ravel()[at] * factors, sheet.high.ravel()[at] * factors
    least, most = np.minimum(one, other).sum(axis=0), np.maximum(one, other).sum(axis=0)
    holds = (least <= _EPS) & (most >= -_EPS)
    return Block(block.offsets, block.factors, block.columns[holds])


def fitted(sheet: Sheet, blocks: tuple[Block, ...]) -> Floats:
    """Flat counts; for those that a supplier hid, a table that fits all that is delivered.

    Proportional fitting within the least and the most that each can be: any table that fits
    shows as well as the true one how far the counts can move.
    """
    low, high = sheet.low.ravel(), sheet.high.ravel()
    size = np.where(np.isfinite(low), (low + high) / 2, 0.0)
    rest = np.array([query.less is not None for query in sheet.queries])
    loose = sheet.supplier.ravel() & ~np.repeat(rest, sheet.low[0].size) & (low < high)
    open_blocks = []
    for block in blocks:
        at = block.members(block.columns)
        some = loose[at].any(axis=0)
        if some.any():
            open_blocks.append((at[:, some], block.factors[:, None]))
    for _ in range(_FITS):
        for at, factors in open_blocks:
            free = loose[at] & (factors > 0)
            gap = -(size[at] * factors).sum(axis=0)
            spread = np.where(free, gap / np.maximum(free.sum(axis=0), 1), 0.0)
            size[at] = np.where(free, np.clip(size[at] + spread, low[at], high[at]), size[at])
    counts = size.reshape(sheet.low.shape)
    for number, query in enumerate(sheet.queries):
        if query.less is not None:
            whole = counts[sheet.index[Query(query.population, query.where)]]
            counts[number] = np.maximum(whole - counts[sheet.index[query.less]], 0.0)
    return counts.ravel()


class Suppression:
    """Finds the equations that give a hidden count away, and hides more.

    All arrays are flat. ``hidden`` counts must keep their range; ``unknown`` to an outsider are
    they and what is neither displayed nor to be worked out. ``concealed`` says which counts are
    not displayed, where that is not a matter of the query alone.
    """

    def __init__(
        self, sheet: Sheet, blocks: tuple[Block, ...], concealed: Bools | None = None
    ) -> None:
        self.blocks = blocks
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

    def widen(self, hidden: Bools, narrow: Bools, *, everywhere: bool) -> Bools:
        """Hides the cheapest other count in an equation of each count that lies too narrow.

        Equations between queries first; else the same count in another area. ``everywhere``: in
        all its equations at once, and in those of the hidden counts beside it.
        """
        if everywhere:
            narrow = self._beside(narrow, hidden)
        more, served, holes = hidden.copy(), np.zeros(hidden.size, dtype=bool), self._holes(hidden)
        for number in range(len(self.blocks)):
            at = self.members[number]
            waiting = narrow[at] & ~served[at]
            at = at[:, waiting.any(axis=0)]
            if not at.size:
                continue
            usable = self.eligible[at] & ~more[at] & (self.size[at] > 0)
            cost = self.cost[at] * np.where(holes[self._spot(at)], 1.0, _ELSEWHERE)
            cost = np.where(usable, cost, np.inf)
            columns = np.flatnonzero(np.isfinite(cost.min(axis=0)))
            more[at[cost.argmin(axis=0)[columns], columns]] = True
            reached = at[:, columns]
            served[reached[narrow[reached]]] = not everywhere
        return more

    def _beside(self, narrow: Bools, hidden: Bools) -> Bools:
        """Counts and the hidden ones in equations with them."""
        kin = narrow.copy()
        for at in self.members:
            near = at[:, narrow[at].any(axis=0)]
            if near.shape[0] <= _SHORT:
                kin[near[hidden[near]]] = True
        return kin

    def system(self, hidden: Bools, plenty: int) -> tuple[System, Ints]:
        """What an outsider knows of the unknown counts, and the flat number of each column.

        Equations with more than ``plenty`` unknown counts are left out.
        """
        unknown = self.unknown(hidden)
        columns = np.flatnonzero(unknown)
        spot = np.full(unknown.size, -1, dtype=np.int64)
        spot[columns] = np.arange(columns.size)
        rows, spots, factors = [], [], []
        count = 0
        for number, block in enumerate(self.blocks):
            at, open_ = self._open(number, unknown)
            few = open_.sum(axis=0) <= plenty
            at, open_ = at[:, few], open_[:, few]
            member, row = np.nonzero(open_)
            rows.append(row + count)
            spots.append(spot[at[member, row]])
            factors.append(block.factors[member].astype(float))
            count += at.shape[1]
        entries = (np.concatenate(rows), np.concatenate(spots))
        matrix = csr_array((np.concatenate(factors), entries), shape=(count, columns.size))
        room = np.where(self.signed[columns], np.inf, self.size[columns])
        zero = np.zeros(count)
        return System(matrix, zero, zero, room), columns

    def _spot(self, at: Ints) -> Ints:
        """Flat number of population, period and place."""
        spots: Ints = self.population[at // self.layer] * self.layer + at % self.layer
        return spots

    def _holes(self, hidden: Bools) -> Bools:
        """Population, period and place with a hidden count."""
        holes = np.zeros((int(self.population.max()) + 1) * self.layer, dtype=bool)
        holes[self._spot(np.flatnonzero(hidden))] = True
        return holes

"""Series, exchange: how far hidden counts can move by trading with their like elsewhere.

Input: a sheet, its equations and what an outsider does not know. Output: for each unknown count,
a width that its range surely has. Method: a *move* changes one or two counts of a municipality by
one so that every equation between queries still holds: two parts of one whole in opposite
directions, a whole and its part in the same one. Other municipalities of the region in which the
same counts are unknown make the reverse move, so that no total of an area changes. What this
clears needs no linear programme.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scan.series.identities import Equation, Query
from scan.series.places import Places
from scan.series.sheet import Bools, Floats, Ints, Sheet

_PLENTY = 1e9
_ENOUGH = 20.0
"""More room than any minimum asks for."""
Move = dict[int, int]
"""Query → −1 or 1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An equation by numbers of queries; without factors where it spans periods."""

    factors: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Room:
    """By query, period and place, of some periods: what is unknown, and how far down it can go."""

    unknown: Bools
    down: Floats


class Exchange:
    """What trading tells about one sheet, whatever is hidden in it."""

    def __init__(self, sheet: Sheet, equations: tuple[Equation, ...], size: Floats) -> None:
        """``size`` are the counts themselves, or a table that fits all that is known."""
        self.sheet = sheet
        self.down = size.copy()
        self.down[sheet.signed] = _PLENTY
        self.rules = _rules(sheet, equations)
        self.shares = _shares(sheet)
        self._moves: dict[int, list[Move]] = {}

    def sure_widths(self, unknown: Bools, needed: Ints) -> Floats:
        """Width that the range of each needed count has at least; 0 where trading does not tell.

        ``needed`` is how wide a range must be (0: no matter). All of the shape of the sheet.
        """
        widths = np.zeros(needed.shape)
        wanted = needed > 0
        for query in np.flatnonzero(wanted.any(axis=(1, 2))):
            periods = np.flatnonzero(wanted[query].any(axis=1))
            moves = self._moves_of(int(query))
            numbers = sorted({n for move in moves for n in self._touched(move)})
            spot = {number: place for place, number in enumerate(numbers)}
            at = np.ix_(np.array(numbers, dtype=np.int64), periods)
            room = Room(unknown[at], self.down[at])
            widths[query, periods] = self._widths(moves, room, spot)
        return widths

    def _moves_of(self, query: int) -> list[Move]:
        """Moves of two counts with this one; a rest moves against its part."""
        if query not in self._moves:
            part = self.sheet.queries[query].less
            start = query if part is None else self.sheet.index[part]
            self._moves[query] = _moves(start, self.rules)
        return self._moves[query]

    def _touched(self, move: Move) -> list[int]:
        """Queries of a move, and the rests that change with them."""
        return [*move, *(share[2] for number in move for share in self.shares.get(number, ()))]

    def _widths(self, moves: list[Move], room: Room, spot: Mapping[int, int]) -> Floats:
        """Widths of one query, by moves that share nothing but it."""
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
        rises: Floats = np.where(both, up, 0.0)
        falls: Floats = np.where(both, down, 0.0)
        places = self.sheet.places
        return _reach(rises, _elsewhere(falls, both, places)) + _reach(
            falls, _elsewhere(rises, both, places)
        )

    def _capacity(self, move: Move, room: Room, spot: Mapping[int, int], way: int) -> Floats:
        """How often a move can be made forwards (1) or backwards (−1)."""
        limit = np.full(room.unknown.shape[1:], _PLENTY)
        for number, sign in move.items():
            if sign * way < 0:
                limit = np.minimum(limit, room.down[spot[number]])
        for whole, part, rest in {s for number in move for s in self.shares.get(number, ())}:
            change = (move.get(whole, 0) - move.get(part, 0)) * way
            if change:
                left = room.down[spot[rest]] / -change if change < 0 else _PLENTY
                limit = np.minimum(limit, np.where(room.unknown[spot[rest]], left, 0.0))
        return limit


def _shares(sheet: Sheet) -> dict[int, list[tuple[int, int, int]]]:
    """Query → whole, part and rest of each share; the rest must not fall below zero either."""
    shares: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, rest in enumerate(sheet.queries):
        if rest.less is not None:
            whole = sheet.index[Query(rest.population, rest.where)]
            part = sheet.index[rest.less]
            for query in (whole, part):
                shares[query].append((whole, part, number))
    return shares


def _rules(sheet: Sheet, equations: tuple[Equation, ...]) -> dict[int, list[Rule]]:
    """The rules that hold each query; rests aside."""
    rules: dict[int, list[Rule]] = {
        number: [] for number, query in enumerate(sheet.queries) if query.less is None
    }
    for equation in equations:
        if not any(term.query.less for term in equation):
            factors = {sheet.index[term.query]: term.factor for term in equation}
            rule = Rule(factors)
            for number in factors:
                rules[number].append(rule)
    return rules


def _moves(start: int, rules: Mapping[int, list[Rule]]) -> list[Move]:
    """Moves of at most two counts that begin with ``start``."""
    if not rules[start]:
        return [{start: 1}]
    first = rules[start][0]
    pairs = [
        {start: 1, other: -factor * first.factors[start]}
        for other, factor in first.factors.items()
        if other != start
    ]
    return [move for move in pairs if not _broken(move, rules)]


def _broken(move: Move, rules: Mapping[int, list[Rule]]) -> bool:
    """Whether a move breaks a rule."""
    return any(_sum(rule, move) for n in move for rule in rules[n])


def _sum(rule: Rule, move: Move) -> int:
    return sum(rule.factors.get(number, 0) * sign for number, sign in move.items())


def _elsewhere(capacity: Floats, both: Bools, places: Places) -> Floats:
    """What all other places together can take over, so that no total of an area changes.

    A merged municipality moves with its parts; a part is balanced by the other parts, or by the
    rest of the region where the merged municipality is unknown too.
    """
    total: Floats = np.moveaxis(capacity, 2, 0).copy()  # places first: a town is one piece
    unknown: Bools = np.moveaxis(both, 2, 0).copy()
    for merger in reversed(places.mergers):
        parts = list(merger.parts)
        total[merger.whole] = np.minimum(
            total[merger.whole],
            np.where(unknown[parts].any(axis=0), total[parts].sum(axis=0), np.inf),
        )
    pool = np.zeros(total.shape)
    for region in places.regions.values():
        towns = list(region)
        pool[towns] = total[towns].sum(axis=0) - total[towns]
    for merger in places.mergers:
        parts = list(merger.parts)
        others = total[parts].sum(axis=0) - total[parts]
        pool[parts] = others + unknown[merger.whole] * pool[merger.whole]
    found: Floats = np.moveaxis(pool, 0, 2)
    return found


def _reach(here: Floats, elsewhere: Floats) -> Floats:
    """How far a count can go with all its moves, of which each has room elsewhere.

    Moves add up where the room of each elsewhere is enough for all of them; else the best
    single one counts.
    """
    here = np.minimum(here, _ENOUGH)
    single: Floats = np.minimum(here, elsewhere).max(axis=0)
    together: Floats = np.where(elsewhere >= here.sum(axis=0), here, 0.0).sum(axis=0)
    best: Floats = np.maximum(single, together)
    return best

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
_APART = 2
"""Moves of so many counts share nothing but the one that they begin with."""
_LONGER: tuple[int, ...] = (3,)
_STEPS = 400
_MOST_MOVES = 24
Move = dict[int, int]
"""Query → −1 or 1."""


@dataclass(frozen=True, slots=True)
class Room:
    """By query, period and place: whether unknown, and how far down a count can go.

    ``shares`` are whole, part and rest of each share; the rest must not fall below zero either.
    """

    unknown: Bools
    down: Floats
    shares: Mapping[int, list[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """An equation by numbers of queries; those of one period only."""

    factors: Mapping[int, int]


def sure_widths(
    sheet: Sheet,
    equations: tuple[Equation, ...],
    unknown: Bools,
    size: Floats,
    needed: Ints,
) -> Floats:
    """Width that the range of each needed count has at least; 0 where trading does not tell.

    ``size`` are the counts themselves, or a table that fits all that is known; ``needed`` is how
    wide a range must be (0: no matter). All of the shape of the sheet. Moves of two counts are
    tried everywhere, longer ones in periods where these were not enough.
    """
    room = _room(sheet, unknown, size)
    rules = _rules(sheet, equations)
    widths = np.zeros(sheet.low.shape)
    for query in np.flatnonzero(needed.any(axis=(1, 2))):
        target = sheet.queries[query].less
        # A rest moves against its part.
        start = int(query) if target is None else sheet.index[target]
        every = np.arange(sheet.low.shape[1])
        widths[query] = _widths(_moves(start, rules, None, 2), room, sheet.places, every)
        for most in _LONGER:
            short = widths[query] < needed[query]
            periods = np.flatnonzero(short.any(axis=1))
            if not periods.size:
                break
            usable = (unknown & short).any(axis=(1, 2))
            found = _moves(start, rules, usable, most)
            wider = _widths(found, room, sheet.places, periods)
            widths[query, periods] = np.maximum(widths[query, periods], wider)
    return widths


def _room(sheet: Sheet, unknown: Bools, size: Floats) -> Room:
    down = size.copy()
    down[sheet.signed] = _PLENTY
    shares: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, rest in enumerate(sheet.queries):
        if rest.less is not None:
            whole = sheet.index[Query(rest.population, rest.where)]
            part = sheet.index[rest.less]
            for query in (whole, part):
                shares[query].append((whole, part, number))
    return Room(unknown, down, shares)


def _rules(sheet: Sheet, equations: tuple[Equation, ...]) -> dict[int, list[Rule]]:
    """The rules that hold each query; rests aside. Stocks and flows have no moves."""
    rules: dict[int, list[Rule]] = {
        number: [] for number, query in enumerate(sheet.queries) if query.less is None
    }
    for equation in equations:
        if not any(term.query.less for term in equation):
            shifted = any(term.shift for term in equation)
            factors = {sheet.index[term.query]: term.factor for term in equation}
            rule = Rule({} if shifted else factors)
            for number in factors:
                rules[number].append(rule)
    return rules


def _moves(
    start: int, rules: Mapping[int, list[Rule]], usable: Bools | None, most: int
) -> list[Move]:
    """Moves of at most ``most`` counts that begin with ``start``, by ``usable`` queries only."""
    found: dict[frozenset[tuple[int, int]], Move] = {}
    stack: list[Move] = [{start: 1}]
    for _ in range(_STEPS):
        if not stack:
            break
        move = stack.pop()
        broken = _broken(move, rules)
        if broken is None:
            found.setdefault(frozenset(move.items()), move)
        elif len(move) < most:
            gap = _sum(broken, move)
            stack += [
                {**move, other: -factor if gap > 0 else factor}
                for other, factor in broken.factors.items()
                if other not in move and (usable is None or usable[other])
            ]
    return sorted(found.values(), key=len)[:_MOST_MOVES]


def _broken(move: Move, rules: Mapping[int, list[Rule]]) -> Rule | None:
    """The shortest rule that a move breaks; stocks and flows cannot be moved."""
    broken = [
        rule for number in move for rule in rules[number] if not rule.factors or _sum(rule, move)
    ]
    return min(broken, key=lambda rule: len(rule.factors), default=None)


def _sum(rule: Rule, move: Move) -> int:
    return sum(rule.factors.get(number, 0) * sign for number, sign in move.items())


def _widths(moves: list[Move], room: Room, places: Places, periods: Ints) -> Floats:
    """Widths of one query in ``periods`` and all places, by moves that share nothing but it."""
    none = np.zeros((periods.size, room.unknown.shape[2]))
    if not moves:
        return none
    unknown = room.unknown[:, periods]
    both: Bools = np.stack([unknown[list(move)].all(axis=0) for move in moves])
    if not both.any():
        return none
    up = np.stack([_capacity(move, room, unknown, periods, 1) for move in moves])
    down = np.stack([_capacity(move, room, unknown, periods, -1) for move in moves])
    rises: Floats = np.where(both, up, 0.0)
    falls: Floats = np.where(both, down, 0.0)
    apart = all(len(move) <= _APART for move in moves)
    return _reach(rises, _elsewhere(falls, both, places), apart=apart) + _reach(
        falls, _elsewhere(rises, both, places), apart=apart
    )


def _capacity(move: Move, room: Room, unknown: Bools, periods: Ints, way: int) -> Floats:
    """How often a move can be made forwards (1) or backwards (−1)."""
    limit = np.full(unknown.shape[1:], _PLENTY)
    for number, sign in move.items():
        if sign * way < 0:
            limit = np.minimum(limit, room.down[number, periods])
    for whole, part, rest in {share for number in move for share in room.shares.get(number, ())}:
        change = (move.get(whole, 0) - move.get(part, 0)) * way
        if change:
            left = room.down[rest, periods] / -change if change < 0 else _PLENTY
            limit = np.minimum(limit, np.where(unknown[rest], left, 0.0))
    return limit


def _elsewhere(capacity: Floats, both: Bools, places: Places) -> Floats:
    """What all other places together can take over, so that no total of an area changes.

    A merged municipality moves with its parts; a part is balanced by the other parts, or by the
    rest of the region where the merged municipality is unknown too.
    """
    total = capacity.copy()
    for merger in reversed(places.mergers):
        parts = list(merger.parts)
        total[:, :, merger.whole] = np.minimum(
            total[:, :, merger.whole],
            np.where(both[:, :, parts].any(axis=2), total[:, :, parts].sum(axis=2), np.inf),
        )
    pool = np.zeros(capacity.shape)
    for region in places.regions.values():
        towns = list(region)
        pool[:, :, towns] = total[:, :, towns].sum(axis=2, keepdims=True) - total[:, :, towns]
    for merger in places.mergers:
        parts = list(merger.parts)
        others = total[:, :, parts].sum(axis=2, keepdims=True) - total[:, :, parts]
        pool[:, :, parts] = others + (both * pool)[:, :, [merger.whole]]
    return pool


def _reach(here: Floats, elsewhere: Floats, *, apart: bool) -> Floats:
    """How far a count can go with all its moves, of which each has room elsewhere.

    Moves that are ``apart`` add up where the room of each elsewhere is enough for all of them;
    else the best single one counts.
    """
    here = np.minimum(here, _ENOUGH)
    single: Floats = np.minimum(here, elsewhere).max(axis=0)
    if not apart:
        return single
    together: Floats = np.where(elsewhere >= here.sum(axis=0), here, 0.0).sum(axis=0)
    best: Floats = np.maximum(single, together)
    return best

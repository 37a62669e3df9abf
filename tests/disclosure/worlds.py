"""Random linked tables, and an oracle that knows nothing of the wing but its data type.

A world is two traits (one of them in groups, or not), some places with a known total, a merger of
places or none; counts with zeros and small ones; inner cells that nobody shows; counts of a
supplier who hid some; public cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from scan.disclosure.relations import Bools, Floats, relations_from
from scan.disclosure.tables import LinkedTables
from scan.disclosure.trading import Layout

LEVEL = 5.0


@dataclass(frozen=True)
class World:
    """Linked tables, and the cells that must be hidden."""

    tables: LinkedTables
    primary: Bools


class Kinds:
    """Cells by kind: a total, each trait, both together, and what a share leaves."""

    def __init__(self, chance: np.random.Generator) -> None:
        rows, columns = int(chance.integers(2, 4)), int(chance.integers(2, 4))
        self.inner = [(i, j) for i in range(rows) for j in range(columns)]
        names: list[tuple[object, ...]] = [("all",)]
        names += [("row", i) for i in range(rows)] + [("column", j) for j in range(columns)]
        names += [("both", i, j) for i, j in self.inner]
        self.groups = rows == 3 and chance.random() < 0.5
        if self.groups:
            names.append(("group",))
        self.rest = chance.random() < 0.3
        if self.rest:
            names.append(("rest",))
        self.names = names
        self.index = {name: number for number, name in enumerate(names)}
        self.rules = [dict(rule) for rule in self._rules(rows, columns)]

    def _rules(self, rows: int, columns: int) -> Iterator[list[tuple[int, int]]]:
        at = self.index
        if self.groups:
            yield [(at["all",], -1), (at["group",], 1), (at["row", 2], 1)]
            yield [(at["group",], -1), (at["row", 0], 1), (at["row", 1], 1)]
        else:
            yield [(at["all",], -1), *((at["row", i], 1) for i in range(rows))]
        yield [(at["all",], -1), *((at["column", j], 1) for j in range(columns))]
        for i in range(rows):
            yield [(at["row", i], -1), *((at["both", i, j], 1) for j in range(columns))]
        for j in range(columns):
            yield [(at["column", j], -1), *((at["both", i, j], 1) for i in range(rows))]

    def counts(self, inner: np.ndarray) -> np.ndarray:
        """Counts of every kind from those of both traits (kinds × places)."""
        found = np.zeros((len(self.names), inner.shape[1]))
        for name, number in self.index.items():
            kept = [
                name[0] in ("all", "rest")
                or (name[0] == "group" and i < 2)
                or (name[0] == "row" and i == name[1])
                or (name[0] == "column" and j == name[1])
                or (name[0] == "both" and (i, j) == name[1:])
                for i, j in self.inner
            ]
            found[number] = inner[kept].sum(axis=0)
        if self.rest:
            found[self.index["rest",]] -= found[self.index["row", 0]]
        return found


def world(seed: int, most_cells: int = 200) -> World:
    """A random world, always the same for a seed."""
    chance = np.random.default_rng(seed)
    while True:
        found = _world(chance)
        if int((found.tables.eligible | found.primary).sum()) <= most_cells:
            return found


def _world(chance: np.random.Generator) -> World:
    kinds = Kinds(chance)
    towns = int(chance.integers(1, 5))
    merged = towns > 1 and chance.random() < 0.4
    regional = towns > 1 and chance.random() < 0.7
    inner = _random_counts(chance, (len(kinds.inner), towns))
    places = [inner[:, town] for town in range(towns)]
    mergers, regions = [], []
    if merged:
        mergers.append((len(places), (0, 1)))
        places.append(inner[:, 0] + inner[:, 1])
    region = len(places) if regional else None
    if regional:
        own = [p for p in range(len(places)) if not (merged and p in (0, 1))]
        regions.append(tuple(own))
        places.append(inner.sum(axis=1))
    value = kinds.counts(np.stack(places, axis=1))
    layout = Layout(
        shape=(len(kinds.names), 1, len(places)),
        rules=tuple(kinds.rules),
        rests=((0, kinds.index["row", 0], kinds.index["rest",]),) if kinds.rest else (),
        mergers=tuple(mergers),
        merged=tuple(np.array([[name[0] != "rest"] for name in kinds.names]) for _ in mergers),
        regions=tuple(regions),
        cells=np.arange(value.size),
    )
    return _dressed(chance, kinds, value, layout, region)


def _random_counts(chance: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    kind = chance.random(shape)
    small, large = chance.integers(1, 7, shape), chance.integers(1, 61, shape)
    return np.where(kind < 0.2, 0, np.where(kind < 0.5, small, large)).astype(float)


def _dressed(
    chance: np.random.Generator,
    kinds: Kinds,
    counts: np.ndarray,
    layout: Layout,
    region: int | None,
) -> World:
    """Marks on the counts: what is known, hidden by a supplier, veiled, public."""
    value = counts.ravel()
    places = counts.shape[1]
    in_region = np.zeros(counts.shape, dtype=bool)
    if region is not None:
        in_region[:, region] = True
    of_both = np.array([name[0] == "both" for name in kinds.names])
    veiled = np.zeros(counts.shape, dtype=bool)
    if chance.random() < 0.5:
        veiled[of_both] = True
    if kinds.rest:
        veiled[kinds.index["rest",]] = True
    veiled &= ~in_region
    level = np.where(chance.random(counts.shape[0]) < 0.8, LEVEL, 2 * LEVEL)
    levels = np.repeat(level, places).reshape(counts.shape)
    public = (chance.random(counts.shape) < 0.1) | in_region
    small_base = chance.random(value.size) < 0.05
    primary = ((value >= 1) & (value < levels.ravel())) | small_base
    primary &= ~public.ravel() & ~veiled.ravel()
    theirs = (chance.random(value.size) < 0.05) & veiled.ravel() & (value > 0) & (value < 10)
    cost = np.where((public | veiled).ravel(), np.inf, np.maximum(value, 1.0))
    size = value.size
    return World(
        LinkedTables(
            relations=relations_from(_rows(layout, kinds, region), size),
            value=value,
            least=np.where(theirs, 1.0, 0.0),
            most=np.where(theirs, 9.0, np.inf),
            floor=np.where(small_base, 0.0, 1.0),
            level=np.where((veiled | public).ravel(), 0.0, levels.ravel()),
            cost=cost,
            veiled=veiled.ravel(),
            record=np.arange(size),
            layout=layout,
        ),
        primary,
    )


def _rows(layout: Layout, kinds: Kinds, region: int | None) -> list[list[tuple[int, int]]]:
    places = layout.shape[2]
    rows = [
        [(kind * places + place, factor) for kind, factor in rule.items()]
        for rule in layout.rules
        for place in range(places)
        if place != region
    ]
    for whole, part, rest in layout.rests:
        for place in range(places):
            if place != region:
                at = (whole * places + place, part * places + place, rest * places + place)
                rows.append([(at[0], -1), (at[1], 1), (at[2], 1)])
    sums = [(whole, parts) for whole, parts in layout.mergers]
    if region is not None:
        sums += [(region, layout.regions[0])]
    summed = [k for k, name in enumerate(kinds.names) if name[0] != "rest"]
    for whole, parts in sums:
        for kind in summed:
            rows.append(
                [(kind * places + whole, -1), *((kind * places + part, 1) for part in parts)]
            )
    return rows


class Oracle:
    """An attacker by plain linear programmes on the counts themselves."""

    def __init__(self, tables: LinkedTables, hidden: Bools) -> None:
        self.matrix = csr_array(tables.relations.signed).toarray().astype(float)
        least = np.where(hidden, np.maximum(tables.least, tables.floor), tables.least)
        open_ = hidden | tables.veiled
        self.low: Floats = np.where(open_, least, tables.value)
        self.high: Floats = np.where(open_, tables.most, tables.value)

    def interval(self, cell: int) -> tuple[float, float]:
        """The least and the most that a cell can be."""
        return self._end(cell, 1.0), self._end(cell, -1.0)

    def _end(self, cell: int, way: float) -> float:
        cost = np.zeros(self.low.size)
        cost[cell] = way
        result = linprog(
            cost,
            A_eq=self.matrix,
            b_eq=np.zeros(len(self.matrix)),
            bounds=np.column_stack([self.low, self.high]),
        )
        if result.status == 3:  # without end
            return -np.inf * way
        assert result.x is not None, result.message
        return float(result.x[cell])

    def width(self, cell: int) -> float:
        """How far apart they are; endless for a cell that can only be 0."""
        low, high = self.interval(cell)
        return np.inf if high < 1e-6 else high - low

"""Series, linking: the counts of a sheet as linked tables, in numbers only.

Input: a :class:`Sheet` and the equations between its queries. Output:
:class:`~scan.disclosure.tables.LinkedTables`, cells numbered query × period × place. From here on
nothing speaks of queries, municipalities or years any more.
"""

from dataclasses import dataclass, replace

import numpy as np

from scan.disclosure.deduction import follow
from scan.disclosure.fitting import fit
from scan.disclosure.relations import Family, Sum, relations_of, with_sums
from scan.disclosure.tables import EPS, LinkedTables
from scan.disclosure.trading import Layout
from scan.series.identities import Equation, Query
from scan.series.sheet import Bools, Floats, Ints, Sheet
from scan.series.small import Primary

_FORMER = 0.05
"""Worth of figures of former municipalities, which only reports of older dates show."""
_NAMED = 1.0
"""Protection level of categories of which only the most frequent are named: nobody is told that one
of them is hidden, so it need only not be worked out exactly."""


@dataclass(frozen=True)
class Linked:
    """A sheet, the families of relations that hold in it, and counts that fit them."""

    sheet: Sheet
    families: tuple[Family, ...]
    layout: Layout
    value: Floats


def linked(sheet: Sheet, equations: tuple[Equation, ...]) -> Linked:
    """The relations of a sheet; marks counts that follow from public ones as public."""
    families = _families(sheet, equations)
    public = sheet.public.ravel()
    follow(families, public)
    sheet.public[:] = public.reshape(sheet.public.shape)
    holding = zip(equations, families, strict=False)
    rules = tuple(
        {sheet.index[term.query]: term.factor for term in equation}
        for equation, family in holding
        if family.columns.size and not any(term.query.less for term in equation)
    )
    mergers = sheet.places.mergers
    layout = Layout(
        shape=(sheet.low.shape[0], sheet.low.shape[1], sheet.low.shape[2]),
        rules=rules,
        rests=_rests(sheet),
        mergers=tuple((merger.whole, merger.parts) for merger in mergers),
        merged=tuple(
            _holding(family, sheet) for family in families[len(equations) :][: len(mergers)]
        ),
        regions=tuple(sheet.places.regions.values()),
        cells=np.zeros(0, dtype=np.int64),
    )
    return Linked(sheet, families, layout, _fitted(sheet, families))


def tables_of(
    linked: Linked,
    small: Primary,
    shown: Bools | None = None,
    sums: tuple[Sum, ...] = (),
) -> LinkedTables:
    """The linked tables of all counts that may be unknown; what everybody knows is left out.

    What is ``shown`` as it is by an earlier release (shape of the sheet) cannot be hidden to
    protect others; ``sums`` are what earlier releases told (``earlier``).
    """
    sheet = linked.sheet
    counted = np.isfinite(sheet.low)
    counted[:, :, list(sheet.places.regions)] = False
    open_ = ~sheet.public & counted
    minimum = sheet.minimum[:, None, None]
    displayed = sheet.displayed[:, None, None]
    theirs = sheet.supplier & (sheet.low < sheet.high) & (minimum == 0)
    veiled = (~displayed | theirs) & open_
    free = ((minimum > 0) | sheet.signed[:, None, None]) & displayed & open_
    cells = np.flatnonzero(free | veiled | small.hidden)
    kinds = cells // max(sheet.low[0].size, 1)
    theirs, signed = theirs.ravel()[cells], sheet.signed[kinds]
    low, given = sheet.low.ravel()[cells], sheet.supplier.ravel()[cells]
    free &= True if shown is None else ~shown
    least = np.where(signed, -np.inf, np.where(theirs, low, 0.0))
    surely = np.where(given, low >= 1, ~small.may_be_zero.ravel()[cells]) & ~signed
    level = np.where(sheet.named, np.minimum(sheet.minimum, _NAMED), sheet.minimum)
    relations = relations_of(linked.families, sheet.low.size, cells)
    return LinkedTables(
        relations=with_sums(relations, sums, sheet.low.size, cells) if sums else relations,
        value=linked.value[cells],
        least=least,
        most=np.where(theirs, sheet.high.ravel()[cells], np.inf),
        floor=np.where(surely, 1.0, least),
        level=level[kinds].astype(float),
        cost=np.where(free.ravel()[cells], _cost(linked, cells), np.inf),
        veiled=veiled.ravel()[cells],
        record=_records(sheet, cells),
        layout=replace(linked.layout, cells=cells),
        tied=_tied(sums, sheet)[cells] if sums else None,
    )


def _tied(sums: tuple[Sum, ...], sheet: Sheet) -> Bools:
    """Counts that earlier releases told a sum of."""
    tied = np.zeros(sheet.low.size, dtype=bool)
    tied[np.concatenate([item.cells for item in sums])] = True
    return tied


def _families(sheet: Sheet, equations: tuple[Equation, ...]) -> tuple[Family, ...]:
    """Relations between queries, between mergers and their parts, between regions and theirs.

    Only where every count is there and the counts agree; elsewhere nobody can rely on them.
    Where a municipality only names the most frequent (``sheet.named``), what it does not name,
    zeros included, leaves the totals of regions open.
    """
    _, periods, places = sheet.low.shape
    layer = periods * places
    municipal = np.setdiff1d(np.arange(layer), _regional(sheet))
    found = [
        Family(
            np.array([sheet.index[term.query] * layer for term in equation]),
            np.array([term.factor for term in equation]),
            municipal,
        )
        for equation in equations
    ]
    # A rest follows from its whole and its part, in every area.
    counted = np.array([query.less is None for query in sheet.queries])
    every = np.arange(0, sheet.low.size, places)
    merging = every[np.repeat(counted, periods)]
    regional = every[np.repeat(counted & ~sheet.named, periods)]
    areas = [(merger.whole, merger.parts, merging) for merger in sheet.places.mergers]
    areas += [(region, towns, regional) for region, towns in sheet.places.regions.items()]
    for whole, parts, columns in areas:
        factors = np.array([-1] + [1] * len(parts))
        found.append(Family(np.array([whole, *parts]), factors, columns))
    low, high = sheet.low.ravel(), sheet.high.ravel()
    loose = low < high
    return tuple(_where_true(family, low, high, loose) for family in found)


def _regional(sheet: Sheet) -> Ints:
    """Columns (period and place) of regions."""
    _, periods, places = sheet.low.shape
    starts = np.arange(periods)[:, None] * places
    columns: Ints = (starts + np.array(list(sheet.places.regions))[None, :]).ravel()
    return columns


def _where_true(family: Family, low: Floats, high: Floats, loose: Bools) -> Family:
    """The family in the places where it holds, or may hold for all that is known."""
    at = family.members(family.columns)
    holds = np.abs(family.factors.astype(float) @ low[at]) <= EPS
    open_ = np.flatnonzero(loose[at].any(axis=0))
    if open_.size:
        factors = family.factors[:, None]
        one, other = low[at[:, open_]] * factors, high[at[:, open_]] * factors
        least, most = np.minimum(one, other).sum(axis=0), np.maximum(one, other).sum(axis=0)
        holds[open_] = (least <= EPS) & (most >= -EPS)
    return Family(family.offsets, family.factors, family.columns[holds])


def _holding(family: Family, sheet: Sheet) -> Bools:
    """Queries and periods in which the relation of a merger holds."""
    queries, periods, places = sheet.low.shape
    holds = np.zeros(queries * periods, dtype=bool)
    holds[family.columns // max(places, 1)] = True
    return holds.reshape(queries, periods)


def _rests(sheet: Sheet) -> tuple[tuple[int, int, int], ...]:
    """Whole, part and rest of each share."""
    return tuple(
        (sheet.index[Query(rest.population, rest.where)], sheet.index[rest.less], number)
        for number, rest in enumerate(sheet.queries)
        if rest.less is not None
    )


def _fitted(sheet: Sheet, families: tuple[Family, ...]) -> Floats:
    """Flat counts; for those that a supplier hid, a table that fits all that is delivered."""
    low, high = sheet.low.ravel(), sheet.high.ravel()
    layer = sheet.low[0].size
    if not layer:  # nothing was delivered for municipalities
        return low.copy()
    rest = np.array([query.less is not None for query in sheet.queries])
    loose = sheet.supplier.ravel() & ~np.repeat(rest, layer) & (low < high)
    counted = [f for f in families if not rest[f.offsets // layer].any()]
    counts = fit(counted, low, high, loose).reshape(sheet.low.shape)
    for whole, part, number in _rests(sheet):
        counts[number] = np.maximum(counts[whole] - counts[part], 0.0)
    return counts.ravel()


def _cost(linked: Linked, cells: Ints) -> Floats:
    """Loss when a count is hidden: its persons, times what the figure is worth to readers."""
    sheet = linked.sheet
    _, periods, places = sheet.low.shape
    worth = np.where(cells % places >= sheet.places.current, _FORMER, 1.0)
    persons = np.maximum(np.abs(linked.value[cells]), 1.0)
    cost: Floats = persons * sheet.weight[cells // (periods * places)] * worth
    return cost


def _records(sheet: Sheet, cells: Ints) -> Ints:
    """Population, period and place of each count, as a number."""
    names = [query.population for query in sheet.queries]
    population = np.unique(names, return_inverse=True)[1]
    layer = max(sheet.low[0].size, 1)
    numbers = population[cells // layer] * layer + cells % layer
    records: Ints = np.unique(numbers, return_inverse=True)[1]
    return records

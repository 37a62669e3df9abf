"""Publish, audit: what an outsider could work out from everything that is released.

Input: stores (one per date for which reports are made), the delivered figures, and any other
statements. Output: :class:`Leak` values, one per count that is shown as hidden and can be placed
more exactly than the minimum of its source allows. Everybody is taken to know all counts of public
sources, all equations between counts, and that no count is below zero.

A count that public facts, regional figures and shown zeros alone place that exactly, with all that
can be hidden hidden, is no leak of ours.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from dataframely import DataFrame

from scan.catalogue.entries import Catalogue
from scan.disclosure.intervals import Attacker, Placed
from scan.disclosure.outlook import Told
from scan.disclosure.tables import LinkedTables
from scan.publish.released import Statement, divided, released
from scan.series.cubes import build_cubes
from scan.series.demands import counts_of, delivered_plans, demand_of
from scan.series.earlier import earlier_sums
from scan.series.frames import Cells
from scan.series.identities import Book, Equation, Query, Share
from scan.series.linking import linked, tables_of
from scan.series.plans import plan_of
from scan.series.protection import sheet_of
from scan.series.recall import Past, recalled
from scan.series.sheet import Bools, Floats, Ints, Sheet
from scan.series.small import primary
from scan.series.store import Store

_NAMED = 20
"""A refusal names this many leaks."""
_EXACT = 1.0
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Leak:
    """A count shown as hidden, and between which numbers an outsider can place it."""

    population: str
    categories: str
    area: str
    period: int
    name: str
    """Of the area."""
    indicators: tuple[str, ...]
    """Codes of the indicators that count it."""
    low: float
    high: float
    minimum: int

    def __str__(self) -> str:
        return (
            f"{self.name} ({self.area}), {', '.join(self.indicators) or 'no indicator'}, "
            f"{self.period}, {self.population} {self.categories or '(all)'}: "
            f"between {self.low:.1f} and {self.high:.1f}, to be {self.minimum} apart"
        )


def audit(
    stores: Sequence[tuple[datetime.date, Store]],
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    statements: tuple[Statement, ...] = (),
    before: DataFrame[Cells] | None = None,
) -> tuple[Leak, ...]:
    """Every leak in what ``stores`` and ``statements`` tell, together with what releases told
    ``before``: what they hid must keep its room too, and what they
    showed is known.

    ``stores`` come with the date whose municipalities they speak of; ``frames`` are the clean
    figures by source that they were made from.
    """
    sheet, rules, shares = _sheet(frames, catalogue)
    links = linked(sheet, rules)
    past = recalled(sheet, Cells.create_empty() if before is None else before)
    small = primary(sheet, shares).still_hiding(sheet, past)
    outside = _outside(stores, statements, sheet, Book(catalogue), past)
    counted = np.isfinite(sheet.low).ravel()
    known, levels = outside.known, _guarded(sheet)
    concealed = (counted & ~known).reshape(sheet.low.shape)
    own = tables_of(links, small, concealed, sums=earlier_sums(sheet, links.families, past))
    secret = outside.secret & counted & ~sheet.public.ravel()
    outsider = _Outsider(own, links.value, outside.told, secret & ~known, levels)
    targets = secret & (levels > 0)
    found = [
        Placed(int(c), float(links.value[c]), float(links.value[c]))
        for c in np.flatnonzero(targets & known)
    ]
    found += outsider.placed(targets & ~known)
    found = _telling(found, outside, outsider)
    if not found:
        return ()
    regional = np.zeros(sheet.low.shape, dtype=bool)
    regional[:, :, list(sheet.places.regions)] = True
    # That zeros are shown, and so that what is hidden is none, is known whatever we hide.
    nobody = known & (sheet.low.ravel() == 0) & (sheet.high.ravel() == 0)
    facts = sheet.public.ravel() | (known & regional.ravel()) | nobody
    bare = tables_of(links, small, (counted & ~facts).reshape(sheet.low.shape))
    all_hidden = np.zeros_like(known)
    all_hidden[bare.layout.cells[bare.eligible]] = True
    layman = _Outsider(bare, links.value, (), all_hidden & ~facts, levels)
    return tuple(_leak(item, sheet, catalogue) for item in _ours(found, layman))


@dataclass(frozen=True)
class _Outsider:
    """Whoever has what is released: the tables that are open to him, all counts, what else he is
    told, what is hidden from him, and how wide the interval of each count must be; by flat
    numbers of the sheet."""

    tables: LinkedTables
    value: Floats
    told: tuple[Told, ...]
    hidden: Bools
    levels: Floats

    def placed(self, targets: Bools) -> list[Placed]:
        """Those of ``targets`` that he can place too exactly."""
        cells = self.tables.layout.cells
        spot = np.full(self.value.size, -1, dtype=np.int64)
        spot[cells] = np.arange(cells.size)
        told = tuple(self._of_cells(item, spot) for item in self.told)
        found = Attacker(self.tables, told).placed(
            (self.hidden | targets)[cells], np.where(targets, self.levels, 0.0)[cells]
        )
        return [Placed(int(cells[item.cell]), item.low, item.high) for item in found]

    def _of_cells(self, told: Told, spot: Ints) -> Told:
        """A statement about the cells that are open to him."""
        at = spot[told.cells]
        known = float((self.value[told.cells] * told.factors)[at < 0].sum())
        return Told(at[at >= 0], told.factors[at >= 0], told.low - known, told.high - known)


def _guarded(sheet: Sheet) -> Floats:
    """Minimum of each count; none for categories that are named or not named."""
    minimum = np.where(sheet.named, 0, sheet.minimum)
    levels: Floats = np.repeat(minimum.astype(float), sheet.low[0].size)
    return levels


def refusal(leaks: list[Leak]) -> str:
    """What is wrong, where, and what to do."""
    lines = [
        f"{len(leaks)} hidden counts can be worked out from this release and those before it; what "
        "helps is to compute the series anew (scan nightly does where a release came in between), "
        "to take back the delivery that changed what hangs together with them, or to merge "
        "categories:"
    ]
    lines += [str(leak) for leak in leaks[:_NAMED]]
    if len(leaks) > _NAMED:
        lines.append(f"… and {len(leaks) - _NAMED} more")
    return "\n".join(lines)


def _sheet(
    frames: Mapping[str, pl.DataFrame], catalogue: Catalogue
) -> tuple[Sheet, tuple[Equation, ...], tuple[Share, ...]]:
    """The delivered counts, how they hang together, and the displayed shares."""
    book = Book(catalogue)
    demand = demand_of(delivered_plans(catalogue, frames.keys()), book)
    newest = build_cubes(frames, catalogue, catalogue.areas.newest_division)
    return *sheet_of(frames, newest, demand, book), demand.shares


@dataclass(frozen=True, slots=True)
class _Outside:
    """What an outsider is told: counts that are ``known`` and ``secret`` (flat), the pairs of
    counts behind hidden figures, and everything else."""

    known: Bools
    secret: Bools
    pairs: Ints
    told: tuple[Told, ...]


def _outside(
    stores: Sequence[tuple[datetime.date, Store]],
    statements: tuple[Statement, ...],
    sheet: Sheet,
    book: Book,
    past: Past,
) -> _Outside:
    known = sheet.public.ravel() | past.known.ravel()
    secret, shown = past.hidden.ravel().copy(), np.zeros(sheet.low.size, dtype=bool)
    every, pairs = list(statements), [np.zeros((0, 2), dtype=np.int64)]
    for date, store in stores:
        tells = released(store, date, sheet, book)
        shown |= tells.known
        pairs.append(tells.hidden)
        every += tells.statements
    known |= shown
    for date, store in stores:
        every += divided(store, date, sheet, book, known)
    told = [item for item in (_told(statement, sheet) for statement in every) if item is not None]
    both = np.unique(np.concatenate(pairs), axis=0)
    secret[both[:, 0]] = True
    # What an earlier release shows as it is can be hidden, but is no secret any more.
    secret &= shown | ~past.known.ravel()
    return _Outside(known, secret, both, _followed(told, known))


def _followed(told: list[Told], known: Bools) -> tuple[Told, ...]:
    """Marks counts that follow from one exact statement as known; returns what is left to tell."""
    before = -1
    while len(told) != before:
        before = len(told)
        left = []
        for item in told:
            open_ = item.cells[~known[item.cells]]
            if open_.size == 1 and item.high - item.low < _EXACT:
                known[open_] = True
            elif open_.size:
                left.append(item)
        told = left
    return tuple(told)


def _telling(found: list[Placed], outside: _Outside, outsider: _Outsider) -> list[Placed]:
    """Without counts that may be known because every hidden figure of theirs has another secret.

    Such a count is large enough to be shown; what hides its figures is the count below the line.
    """
    size, minimum = outsider.value, outsider.levels
    large = [i.cell for i in found if not 0 < size[i.cell] < minimum[i.cell]]
    pairs = outside.pairs[np.isin(outside.pairs[:, 0], large)]
    bases = np.zeros(size.size, dtype=bool)
    bases[pairs[pairs[:, 1] >= 0, 1]] = True
    bases &= ~outside.known
    safe = bases.copy()
    safe[[item.cell for item in outsider.placed(bases)]] = False
    alone = set(pairs[(pairs[:, 1] < 0) | ~safe[pairs[:, 1]], 0].tolist())
    excused = set(large) - alone
    return [item for item in found if item.cell not in excused]


def _told(statement: Statement, sheet: Sheet) -> Told | None:
    """A statement by flat numbers; ``None`` when it is about counts that hang on nothing here."""
    _, periods, places = sheet.low.shape
    cells = []
    for count, _ in statement.terms:
        query, period = sheet.index.get(count.query), sheet.numbers.get(count.period)
        place = sheet.places.index.get(count.place)
        if query is None or period is None or place is None:
            return None
        cells.append((query * periods + period) * places + place)
    factors = np.array([factor for _, factor in statement.terms], dtype=float)
    return Told(np.array(cells, dtype=np.int64), factors, statement.low, statement.high)


def _ours(found: list[Placed], layman: _Outsider) -> list[Placed]:
    """Counts that are placed more exactly than public facts and regional figures place them."""
    targets = np.zeros(layman.levels.size, dtype=bool)
    targets[[item.cell for item in found]] = True
    anyway = {item.cell: item for item in layman.placed(targets)}
    return [
        item
        for item in found
        if item.cell not in anyway
        or item.high - item.low < anyway[item.cell].high - anyway[item.cell].low - _EPS
    ]


def _leak(item: Placed, sheet: Sheet, catalogue: Catalogue) -> Leak:
    _, periods, places = sheet.low.shape
    query = sheet.queries[item.cell // (periods * places)]
    traits = ", ".join(f"{name}={'/'.join(codes)}" for name, codes in query.where)
    area = sheet.places.names[item.cell % places]
    return Leak(
        population=query.population,
        categories=traits,
        area=area,
        name=catalogue.areas.get(area.partition("@")[0]).name,
        period=sheet.periods[item.cell // places % periods],
        indicators=_indicators(query, catalogue),
        low=item.low,
        high=item.high,
        minimum=int(sheet.minimum[item.cell // (periods * places)]),
    )


def _indicators(query: Query, catalogue: Catalogue) -> tuple[str, ...]:
    """Indicators that display this count."""
    book = Book(catalogue)
    found = []
    for indicator in catalogue.indicators.values():
        for number in range(len(indicator.sources)):
            plan = plan_of(indicator, number)
            if plan.numerator is None or plan.numerator.population != query.population:
                continue
            cells = {cell for _, cell in book.cells(plan.numerator, plan.breakdown)}
            if query in cells or query == counts_of(plan, (), book)[0]:
                found.append(indicator.id)
    return tuple(dict.fromkeys(found))

"""Series, sheet: every count that hangs together with a displayed one, as arrays.

Input: cubes of the territories of every date, and what is displayed. Output: a
:class:`Sheet` of queries × periods × places, with the least and the most that each count can be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Quantity
from scan.catalogue.sources import Source
from scan.series.cubes import Cube, select
from scan.series.identities import Book, Query, Request, Share, helpers
from scan.series.places import Places
from scan.status import RANK, Status

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_HIDDEN = RANK[Status.HIDDEN]
MAIN_WEIGHT = 8.0
BASE_WEIGHT = 20.0
"""How much more than another figure of the same size a main figure, or a base of figures, is
worth keeping."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything that is displayed: margins, and the shares between their cells."""

    requests: tuple[Request, ...]
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Sheet:
    """Counts of queries × periods × places.

    ``low`` and ``high`` are the least and the most that a count can be (equal unless a supplier
    hid it; ``high`` infinite where he leaves all open; NaN where there is none); ``public``:
    everybody knows it; ``supplier``: the supplier hid it. By query: ``displayed`` (an indicator
    shows it), ``named`` (only the most frequent are shown), ``signed`` (may be below zero),
    ``weight`` (loss when it is hidden), ``minimum`` (smallest count that may be shown). A share of
    fewer than ``smallest_base`` persons is none.
    """

    queries: tuple[Query, ...]
    periods: tuple[int, ...]
    places: Places
    low: Floats
    high: Floats
    public: Bools
    supplier: Bools
    displayed: Bools
    named: Bools
    signed: Bools
    weight: Floats
    minimum: Ints
    smallest_base: float

    @cached_property
    def index(self) -> dict[Query, int]:
        """Number of each query."""
        return {query: number for number, query in enumerate(self.queries)}

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Number of each period."""
        return {period: number for number, period in enumerate(self.periods)}

    @cached_property
    def years(self) -> pl.DataFrame:
        """The same as columns ``period`` and ``_t``."""
        schema = {"period": pl.Int32, "_t": pl.Int64}
        return pl.DataFrame(list(self.numbers.items()), schema=schema, orient="row")

    @cached_property
    def spots(self) -> pl.DataFrame:
        """Number of each place, as :func:`spots_of` has it."""
        return spots_of({name: name for name in self.places.names}, self.places)


def empty_sheet(demand: Demand, periods: tuple[int, ...], places: Places, book: Book) -> Sheet:
    """All queries of the demand and those through which they hang together, without counts."""
    shown: dict[Query, float] = {}
    for request in demand.requests:
        for _, query in book.cells(request.quantity, request.dimensions):
            weight = MAIN_WEIGHT if request.main else 1.0
            shown[query] = max(weight, shown.get(query, 0.0))
    for share in demand.shares:
        if share.below in shown:
            shown[share.below] = max(BASE_WEIGHT, shown[share.below])
    rests = [Query(s.below.population, s.below.where, s.above) for s in demand.shares]
    behind = [
        query
        for margin in helpers(demand.requests, book)
        for _, query in book.cells(margin.quantity, margin.dimensions)
    ]
    queries = tuple(dict.fromkeys([*shown, *behind, *rests]))
    populations = book.catalogue.populations
    shape = (len(queries), len(periods), len(places.names))
    return Sheet(
        queries=queries,
        periods=periods,
        places=places,
        low=np.full(shape, np.nan),
        high=np.full(shape, np.nan),
        public=np.zeros(shape, dtype=bool),
        supplier=np.zeros(shape, dtype=bool),
        displayed=np.array([query in shown for query in queries]),
        named=np.array([_is_open(query, book) for query in queries]),
        signed=np.array([not populations[q.population].persons for q in queries]),
        weight=np.array([shown.get(query, 1.0) for query in queries]),
        minimum=np.zeros(len(queries), dtype=np.int64),
        smallest_base=book.catalogue.bounds.base.no_share_below,
    )


def _is_open(query: Query, book: Book) -> bool:
    return any(book.catalogue.dimensions[name].open for name, _ in query.where)


def fill(sheet: Sheet, demand: Demand, cubes: tuple[Cube, ...], book: Book) -> Sheet:
    """Enters the counts of the cubes; public sources first, so that what is known is known."""
    for margin in helpers(demand.requests, book):
        for source, own in _by_source(cubes, margin.quantity, book.catalogue):
            taken = select(own, margin.quantity, margin.dimensions, book.catalogue)
            if taken is not None:
                _enter(sheet, taken[0], margin, source, book)
    _sums(sheet, book)
    _rests(sheet)
    return sheet


def _by_source(
    cubes: tuple[Cube, ...], quantity: Quantity, catalogue: Catalogue
) -> list[tuple[Source, list[Cube]]]:
    """Cubes of a population by source, public sources first."""
    groups: dict[str, list[Cube]] = {}
    for cube in cubes:
        if cube.population == quantity.population:
            groups.setdefault(cube.source, []).append(cube)
    pairs = [(catalogue.sources[source], group) for source, group in groups.items()]
    return sorted(pairs, key=lambda pair: not pair[0].public)


def _enter(
    sheet: Sheet,
    frame: pl.DataFrame,
    margin: Request,
    source: Source,
    book: Book,
) -> None:
    """Counts of a margin; what stands there already stays, unless only a wider range did."""
    cells = {codes: sheet.index[q] for codes, q in book.cells(margin.quantity, margin.dimensions)}
    rows = located(frame, margin.dimensions, cells, sheet, sheet.spots)
    usable = rows.filter(pl.col("rank") <= _HIDDEN, pl.col("low").is_not_null())
    at = tuple(usable.get_column(name).to_numpy() for name in ("_q", "_t", "_a"))
    hidden = usable.get_column("rank").to_numpy() == _HIDDEN
    low, high = usable.get_column("low").to_numpy(), usable.get_column("high").to_numpy()
    inside = (low >= sheet.low[at]) & (high <= sheet.high[at])
    better = np.isnan(sheet.low[at]) | (sheet.supplier[at] & (~hidden | inside))
    spot = tuple(axis[better] for axis in at)
    sheet.low[spot], sheet.high[spot] = low[better], high[better]
    sheet.supplier[spot] = hidden[better]
    if source.public:
        sheet.public[tuple(axis[~hidden] for axis in at)] = True
    if source.absent == "zero":
        _blanks(sheet, rows, np.array(sorted(set(cells.values()))), public=source.public)
    if book.catalogue.populations[margin.quantity.population].persons and not source.public:
        numbers = list(cells.values())
        sheet.minimum[numbers] = np.maximum(sheet.minimum[numbers], source.minimum)


def located(
    frame: pl.DataFrame,
    dimensions: tuple[str, ...],
    cells: Mapping[tuple[str, ...], int],
    sheet: Sheet,
    spots: pl.DataFrame,
) -> pl.DataFrame:
    """Adds the numbers of query, period and place (columns ``_q``, ``_t``, ``_a``); ``spots`` are
    the places of areas, those of the sheet or others (:func:`spots_of`)."""
    kept = frame.lazy().join(spots.lazy(), on="area").join(sheet.years.lazy(), on="period")
    if not dimensions:
        return kept.with_columns(pl.lit(cells[()], dtype=pl.Int64).alias("_q")).collect()
    table = pl.DataFrame(
        [(*codes, number) for codes, number in cells.items()],
        schema={**dict.fromkeys(dimensions, pl.String), "_q": pl.Int64},
        orient="row",
    )
    return kept.join(table.lazy(), on=list(dimensions)).collect()


def spots_of(names: Mapping[str, str], places: Places) -> pl.DataFrame:
    """Number of the place (``_a``) of each area, by the name of its territory."""
    numbers = {nis: places.index[name] for nis, name in names.items()}
    schema = {"area": pl.String, "_a": pl.Int64}
    return pl.DataFrame(list(numbers.items()), schema=schema, orient="row")


def _blanks(sheet: Sheet, found: pl.DataFrame, queries: Ints, *, public: bool) -> None:
    """Counts that a sparse margin leaves out because they are 0."""
    present = np.zeros(sheet.low.shape[1:], dtype=bool)
    rows = found.filter(pl.col("rank") <= _HIDDEN)
    present[rows.get_column("_t").to_numpy(), rows.get_column("_a").to_numpy()] = True
    gone = found.filter(pl.col("rank") > _HIDDEN)
    present[gone.get_column("_t").to_numpy(), gone.get_column("_a").to_numpy()] = False
    for query in np.intersect1d(queries, found.get_column("_q").unique().to_numpy()):
        empty = present & np.isnan(sheet.low[query])
        sheet.low[query][empty] = sheet.high[query][empty] = 0.0
        if public:
            sheet.public[query] |= empty


def _sums(sheet: Sheet, book: Book) -> None:
    """Counts of several categories together, from the single ones."""
    for number, query in enumerate(sheet.queries):
        if query.less is not None or all(len(codes) == 1 for _, codes in query.where):
            continue
        for dimension, codes in query.where:
            parts = book.parts(query, dimension, sheet.index)
            if len(codes) > 1 and len(parts) == len(codes):
                at = [sheet.index[part] for part in parts]
                sheet.low[number] = sheet.low[at].sum(axis=0)
                sheet.high[number] = sheet.high[at].sum(axis=0)
                sheet.supplier[number] = sheet.supplier[at].any(axis=0)
                sheet.public[number] |= sheet.public[at].all(axis=0)
                sheet.minimum[number] = sheet.minimum[at].max()
                break


def _rests(sheet: Sheet) -> None:
    """Wholes without their displayed parts."""
    for number, query in enumerate(sheet.queries):
        if query.less is None:
            continue
        whole = sheet.index[Query(query.population, query.where)]
        part = sheet.index[query.less]
        sheet.low[number] = np.maximum(sheet.low[whole] - sheet.high[part], 0.0)
        sheet.high[number] = np.maximum(sheet.high[whole] - sheet.low[part], 0.0)
        sheet.public[number] = sheet.public[whole] & sheet.public[part]
        sheet.supplier[number] = sheet.low[number] < sheet.high[number]
        sheet.minimum[number] = sheet.minimum[part]

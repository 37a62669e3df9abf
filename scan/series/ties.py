"""Series, ties: every equation between counts that holds, flat.

Input: a :class:`Sheet` and its equations between queries. Output: :class:`Block` values (the same
equation in many places: between queries, between merged municipalities and their parts, between
regions and theirs) and :class:`Ties`, the same by row (equation) and by count.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from scan.series.identities import Equation, Query
from scan.series.sheet import Bools, Floats, Ints, Sheet

_SWEEPS, _FITS = 14, 4
_FIT = 0.02
"""A sum that differs by less fits."""
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
        offsets = np.array([sheet.index[term.query] * layer for term in equation])
        factors = np.array([term.factor for term in equation])
        found.append(Block(offsets, factors, municipal))
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
    middle = np.where(np.isfinite(high), (low + high) / 2, low)
    size = np.where(np.isfinite(low), middle, 0.0)
    rest = np.array([query.less is not None for query in sheet.queries])
    layer = sheet.low[0].size
    if not layer:  # nothing was delivered for municipalities
        return size
    loose = sheet.supplier.ravel() & ~np.repeat(rest, layer) & (low < high)
    every = []
    for block in blocks:
        if rest[block.offsets // layer].any():
            continue
        at = block.members(block.columns)
        some = loose[at].any(axis=0)
        if some.any():
            every.append((at[:, some], block.factors[:, None]))
    for _ in range(_SWEEPS):
        # What fitted at the beginning of a sweep is only looked at again in the next one.
        lacking = [(at[:, _gaps(at, f, size) > _FIT], f) for at, f in every]
        for _ in range(_FITS):
            for at, factors in lacking:
                _fit(at, factors, loose, size, low, high)
    counts = size.reshape(sheet.low.shape)
    for number, query in enumerate(sheet.queries):
        if query.less is not None:
            whole = counts[sheet.index[Query(query.population, query.where)]]
            counts[number] = np.maximum(whole - counts[sheet.index[query.less]], 0.0)
    return counts.ravel()


def _gaps(at: Ints, factors: Ints, size: Floats) -> Floats:
    gaps: Floats = np.abs((size[at] * factors).sum(axis=0))
    return gaps


def _fit(at: Ints, factors: Ints, loose: Bools, size: Floats, low: Floats, high: Floats) -> None:
    """Spreads what each equation lacks over its loose counts."""
    if at.size:
        gap = -(size[at] * factors).sum(axis=0)
        free = loose[at]
        spread = gap / np.maximum(free.sum(axis=0), 1) * factors
        size[at] = np.where(free, np.clip(size[at] + spread, low[at], high[at]), size[at])


class Ties:
    """Equations by row: a sparse matrix whose product with all counts is zero.

    ``signed`` holds the factors (−1 or 1), ``plain`` a 1 for each. Rows of one block stand
    together and are equally long; ``ends`` are the first rows of the blocks after each. Small
    whole numbers keep products with marks fast.
    """

    def __init__(self, blocks: tuple[Block, ...], size: int, matters: Bools) -> None:
        """Of ``blocks``, the rows with a count that ``matters``; ``size`` counts in all."""
        cells, factors, lengths = [], [], []
        for block in blocks:
            at = block.members(block.columns)
            at = at[:, matters[at].any(axis=0)]
            cells.append(at.T.ravel().astype(np.int32))
            factors.append(np.tile(block.factors.astype(np.int16), at.shape[1]))
            lengths.append(np.full(at.shape[1], at.shape[0], dtype=np.int32))
        self.ends = np.cumsum([length.size for length in lengths])
        starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int32)
        indices, data = np.concatenate(cells), np.concatenate(factors)
        shape = (starts.size - 1, size)
        self.signed = csr_array((data, indices, starts), shape=shape)
        self.plain = csr_array((np.ones_like(data), indices, starts), shape=shape)

    def tally(self, marked: Bools) -> Ints:
        """How many marked counts each row has."""
        counts: Ints = self.plain @ marked.astype(np.int16)
        return counts

    def by_block(self, rows: Ints) -> list[tuple[Ints, Ints]]:
        """Sorted rows by block, with the flat numbers of their counts (one line per row)."""
        starts, cells = self.plain.indptr, self.plain.indices
        limits = np.searchsorted(rows, self.ends).tolist()
        found = []
        for begin, end in zip([0, *limits[:-1]], limits, strict=True):
            if begin < end:
                own = rows[begin:end]
                length = starts[own[0] + 1] - starts[own[0]]
                found.append((own, cells[starts[own][:, None] + np.arange(length)]))
        return found

"""Disclosure, relations: the sums that hold between cells of linked tables.

Input: equations, each in many places at once (:class:`Family`), or rows of a matrix. Output:
:class:`Relations`, a sparse matrix M of −1, 0 and 1 with M·x = 0 for the cells x.

Worked example: a total t, its parts a and b, and the total u of t and another place's t' are two
relations, −t + a + b = 0 and −u + t + t' = 0: rows (−1, 1, 1, 0, 0) and (−1, 0, 0, 1, −1) up to the
sign and the order of the cells (t, a, b, t', u).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Family:
    """The same equation in many places: ``offsets + column`` are the numbers of its cells."""

    offsets: Ints
    factors: Ints
    columns: Ints

    def members(self, columns: Ints) -> Ints:
        """Numbers of the cells, one row per term and one column per place."""
        return self.offsets[:, None] + columns[None, :]


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells times factors that are told to be what they are; all others are left out."""

    cells: Ints
    factors: Ints


@dataclass(frozen=True)
class Relations:
    """Relations by row: ``signed @ cells`` is zero.

    ``family`` numbers the family of each row, ascending. Small whole numbers keep products with
    marks fast.
    """

    signed: csr_array
    family: Ints

    @cached_property
    def plain(self) -> csr_array:
        """A 1 for each cell of a relation."""
        ones = np.ones_like(self.signed.data)
        return csr_array((ones, self.signed.indices, self.signed.indptr), shape=self.signed.shape)

    def tally(self, marked: Bools) -> Ints:
        """How many marked cells each relation has."""
        counts: Ints = self.plain @ marked.astype(np.int16)
        return counts

    def touching(self, marked: Bools) -> Ints:
        """Relations with a marked cell, ascending."""
        return np.flatnonzero(self.tally(marked))

    def by_family(self, rows: Ints) -> Iterator[Ints]:
        """Ascending ``rows``, a family at a time."""
        if rows.size:
            yield from np.split(rows, np.flatnonzero(np.diff(self.family[rows])) + 1)

    def entries(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Cells and factors of ``rows`` in one line, and where each row begins in it."""
        own = self.signed[rows]
        return own.indices, own.data, own.indptr[:-1]


def relations_of(families: Sequence[Family], size: int, cells: Ints) -> Relations:
    """Of all ``families``, which number ``size`` cells, the relations that speak of ``cells``.

    Columns are ``cells`` in their order; what a relation says of other cells, which everybody
    knows, is left out: its product with moves is zero all the same.
    """
    spot = np.full(size, -1, dtype=np.int32)
    spot[cells] = np.arange(cells.size, dtype=np.int32)
    indices, data, lengths, numbers = [], [], [], []
    for number, family in enumerate(families):
        at = spot[family.members(family.columns)].T
        kept = at >= 0
        at, kept = at[kept.any(axis=1)], kept[kept.any(axis=1)]
        indices.append(at[kept])
        data.append(np.broadcast_to(family.factors.astype(np.int16), at.shape)[kept])
        lengths.append(kept.sum(axis=1))
        numbers.append(np.full(at.shape[0], number, dtype=np.int64))
    starts = np.concatenate([[0], np.cumsum(np.concatenate([_NONE, *lengths]))])
    signed = csr_array(
        (
            np.concatenate([_NONE.astype(np.int16), *data]),
            np.concatenate([_NONE.astype(np.int32), *indices]),
            starts.astype(np.int32),
        ),
        shape=(starts.size - 1, cells.size),
    )
    return Relations(signed, np.concatenate([_NONE, *numbers]))


def with_sums(relations: Relations, sums: Sequence[Sum], size: int, cells: Ints) -> Relations:
    """The relations and ``sums``, whose cells are numbered to ``size``; columns are ``cells``."""
    families = [Family(item.cells, item.factors, np.zeros(1, dtype=np.int64)) for item in sums]
    told = relations_of(families, size, cells)
    after = int(relations.family.max(initial=-1)) + 1
    signed = vstack([relations.signed, told.signed], format="csr", dtype=np.int16)
    return Relations(signed, np.concatenate([relations.family, told.family + after]))


def relations_from(rows: Sequence[Sequence[tuple[int, int]]], size: int) -> Relations:
    """Relations from lists of (cell, factor), each a family of its own."""
    families = [
        Family(
            np.array([cell for cell, _ in row], dtype=np.int64),
            np.array([factor for _, factor in row], dtype=np.int64),
            np.zeros(1, dtype=np.int64),
        )
        for row in rows
    ]
    return relations_of(families, size, np.arange(size))

"""Disclosure, outlook: what an outsider knows of the cells that he does not know.

Input: linked tables, a pattern, and whatever else he is told. Output: :class:`Outlook`, relations
over the unknown cells alone, in terms of *moves*: how far the cells can go from where they are.
A table fits what he knows when the moves from the true one satisfy low ≤ M·m ≤ high and
−down ≤ m ≤ up; the interval of a cell is that of its move (Fischetti and Salazar 2001, section 2:
the attacker's two subproblems, min and max of a cell over all tables that fit).

Worked example: t = a + b with t known, a = 3 and b = 9 hidden: M = (1, 1), low = high = 0, down =
(2, 8) with hidden cells at least 1. The move (−2, 2) fits, (−3, 3) does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, lil_array, vstack
from scipy.sparse.csgraph import connected_components

from scan.disclosure.relations import Bools, Floats, Ints
from scan.disclosure.tables import LinkedTables


@dataclass(frozen=True, slots=True)
class Told:
    """Something else that an outsider knows: cells times factors lie between ``low`` and
    ``high``."""

    cells: Ints
    factors: Floats
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """``low ≤ matrix @ move ≤ high`` and ``−down ≤ move ≤ up``, over unknown cells (columns)."""

    matrix: csr_array
    low: Floats
    high: Floats
    down: Floats
    up: Floats

    def part(self, columns: Ints) -> "Outlook":
        """These columns in this order, and the relations that speak of them: exact where the
        columns hang together with no other, else the others are held to stay where they are."""
        inner = self.matrix.tocsc()[:, columns].tocsr()
        rows = np.flatnonzero(np.diff(inner.indptr))
        return Outlook(
            inner[rows], self.low[rows], self.high[rows], self.down[columns], self.up[columns]
        )

    def without(self, rows: Bools) -> "Outlook":
        """The same without these relations: more tables fit."""
        kept = np.flatnonzero(~rows)
        return Outlook(self.matrix[kept], self.low[kept], self.high[kept], self.down, self.up)


def outlook_of(
    tables: LinkedTables, hidden: Bools, unknown: Bools, told: Sequence[Told] = ()
) -> tuple[Outlook, Ints]:
    """What is known of the unknown cells, and the number of each column's cell."""
    cells = np.flatnonzero(unknown)
    rows = tables.relations.signed[tables.relations.touching(unknown)]
    matrix = rows.tocsc()[:, cells].tocsr().astype(float)
    down, up = tables.rooms(hidden)
    zero = np.zeros(matrix.shape[0])
    outlook = Outlook(matrix, zero, zero, down[cells], up[cells])
    return (_with_told(outlook, cells, tables, told) if told else outlook), cells


def _with_told(
    outlook: Outlook, cells: Ints, tables: LinkedTables, told: Sequence[Told]
) -> Outlook:
    """The outlook with what else is told, as bounds on moves; no move fits every bound."""
    spot = np.full(tables.size, -1, dtype=np.int64)
    spot[cells] = np.arange(cells.size)
    matrix = lil_array((len(told), cells.size))
    low, high = np.zeros(len(told)), np.zeros(len(told))
    for number, item in enumerate(told):
        now = float((tables.value[item.cells] * item.factors).sum())
        low[number], high[number] = min(item.low - now, 0.0), max(item.high - now, 0.0)
        for cell, factor in zip(item.cells, item.factors, strict=True):
            if spot[cell] >= 0:
                matrix[number, spot[cell]] = factor
    return Outlook(
        vstack([outlook.matrix, matrix.tocsr()], format="csr"),
        np.concatenate([outlook.low, low]),
        np.concatenate([outlook.high, high]),
        outlook.down,
        outlook.up,
    )


def labels(matrix: csr_array) -> Ints:
    """Number of the part that each column hangs together with."""
    rows, columns = matrix.shape
    entries = matrix.tocoo()
    where = (entries.row, entries.col + rows)
    graph = csr_array((np.ones(entries.nnz), where), shape=(rows + columns,) * 2)
    found: Ints = connected_components(graph, directed=False)[1][rows:]
    return found


def together(matrix: csr_array, wanted: Bools) -> Bools:
    """Columns that hang together with a wanted one."""
    part = labels(matrix)
    has_one = np.zeros(int(part.max(initial=0)) + 1, dtype=bool)
    has_one[part[wanted]] = True
    kin: Bools = has_one[part]
    return kin

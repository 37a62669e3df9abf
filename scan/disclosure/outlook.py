"""Disclosure, outlook: what an outsider knows of the cells that he does not know.

Input: linked tables and a pattern. Output: :class:`Outlook`, relations
over the unknown cells alone, in terms of *moves*: how far the cells can go from where they are.
A table fits what he knows when the moves from the true one satisfy low ≤ M·m ≤ high and
−down ≤ m ≤ up; the interval of a cell is that of its move (Fischetti and Salazar 2001, section 2:
the attacker's two subproblems, min and max of a cell over all tables that fit).

Worked example: t = a + b with t known, a = 3 and b = 9 hidden: M = (1, 1), low = high = 0, down =
(2, 8) with hidden cells at least 1. The move (−2, 2) fits, (−3, 3) does not.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scan.disclosure.relations import Bools, Floats, Ints
from scan.disclosure.tables import LinkedTables


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


def outlook_of(tables: LinkedTables, hidden: Bools, unknown: Bools) -> tuple[Outlook, Ints]:
    """What is known of the unknown cells, and the number of each column's cell."""
    cells = np.flatnonzero(unknown)
    rows = tables.relations.signed[tables.relations.touching(unknown)]
    matrix = rows.tocsc()[:, cells].tocsr().astype(float)
    down, up = tables.rooms(hidden)
    zero = np.zeros(matrix.shape[0])
    return Outlook(matrix, zero, zero, down[cells], up[cells]), cells


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

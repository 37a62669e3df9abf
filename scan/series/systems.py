"""Series, systems: what an outsider knows of unknown counts, as a matrix.

Input: a sparse matrix of statements. Output: :class:`System` values and how their columns hang
together.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scan.series.sheet import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class System:
    """Statements (rows) about unknown counts (columns): ``low ≤ matrix @ move ≤ high``.

    A move is how far the counts go from where they are; ``room`` is how far down each may go.
    """

    matrix: csr_array
    low: Floats
    high: Floats
    room: Floats

    def part(self, columns: Ints) -> "System":
        """The columns in this order, and the rows that speak of them."""
        inner = self.matrix.tocsc()[:, columns].tocsr()
        rows = np.flatnonzero(np.diff(inner.indptr))
        return System(inner[rows], self.low[rows], self.high[rows], self.room[columns])


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

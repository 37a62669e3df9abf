"""Disclosure, neighbourhoods: the cells near one that matter to its interval.

Input: an :class:`~scan.disclosure.outlook.Outlook`. Output: :class:`Near`, the programme of a cell
cut to what stands near it, in two ways. *Inside*, all other cells stay where they are: whatever
width is found, the true one is as large. *Outside*, the others may be anything that single
relations allow (``propagation``): the true width is no larger. Where both agree, the interval is
known without a look at the rest of the country (for linked tables the idea of HiTaS, de Wolf 2002,
that parts which hang together only through totals can be dealt with apart; with the proof that
it was right in this case).

Worked example: in 300 places a and b of a known total are hidden, and a and b are known for all
places together. Three of the places and their six relations are enough to see that a of one of
them can go up and down by 5, with the other 297 as they are.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scan.disclosure.outlook import Outlook
from scan.disclosure.propagation import outer_ends
from scan.disclosure.relations import Floats, Ints

SHORT = 16
"""Relations with no more unknown cells come in whole: nearly all within a place do, and totals of
areas in which little is hidden."""
_PARTNERS = 3
"""So many cells of a longer relation come in, those with the most room: one to trade with is most
often enough, and two more are for the cells that one of them cannot serve."""


@dataclass(frozen=True, slots=True)
class Near:
    """A programme of some columns for the sake of one of them, ``target`` (a place in
    ``columns``).

    Entries of the matrix by ``row`` (a place in ``rows``), ``column`` (a place in ``columns``) and
    ``factor``. ``below`` and ``above``: the least and the most that the columns left out add to
    each row. ``whole``: none are left out.
    """

    target: int
    columns: Ints
    rows: Ints
    row: Ints
    column: Ints
    factor: Floats
    below: Floats
    above: Floats
    whole: bool


class Neighbourhoods:
    """All that is asked again and again of one outlook."""

    def __init__(self, outlook: Outlook) -> None:
        matrix, turned = outlook.matrix.tocsr(), outlook.matrix.tocsc()
        self.starts, self.indices, self.factors = matrix.indptr, matrix.indices, matrix.data
        self.row_starts, self.rows = turned.indptr, turned.indices
        self.room = np.minimum(outlook.down, outlook.up)
        self.outlook = outlook
        self.spot = np.full(matrix.shape[1], -1, dtype=np.int64)
        self.partners: dict[int, Ints] = {}

    def near(self, target: int, size: int | None) -> Near:
        """The neighbourhood of a column, of some ``size`` columns; without size all that hangs
        together with it."""
        inside, rows = self._grown(target, size)
        columns = np.array(inside, dtype=np.int64)
        entries, row = self._entries(np.array(rows, dtype=np.int64))
        self.spot[columns] = np.arange(columns.size)
        place = self.spot[self.indices[entries]]
        self.spot[columns] = -1
        within = place >= 0
        below, above = self._left_out(entries[~within], row[~within], len(rows))
        return Near(
            target=0,
            columns=columns,
            rows=np.array(rows, dtype=np.int64),
            row=row[within],
            column=place[within],
            factor=self.factors[entries[within]],
            below=below,
            above=above,
            whole=bool(within.all()),
        )

    @cached_property
    def _ends(self) -> tuple[Floats, Floats]:
        return outer_ends(self.outlook)

    def _grown(self, target: int, size: int | None) -> tuple[list[int], list[int]]:
        """Columns and rows from the target outwards, until there are ``size``."""
        inside, known = [target], {target}
        rows: dict[int, None] = {}
        at = 0
        while at < len(inside):
            column = inside[at]
            at += 1
            for row in self.rows[self.row_starts[column] : self.row_starts[column + 1]].tolist():
                if row in rows:
                    continue
                rows[row] = None
                if size is not None and len(inside) >= size:
                    continue
                for other in self._members(row, every=size is None):
                    if other not in known:
                        known.add(other)
                        inside.append(other)
        return inside, list(rows)

    def _members(self, row: int, *, every: bool) -> list[int]:
        """Columns of a row; of a long one those with the most room, or all."""
        own = self.indices[self.starts[row] : self.starts[row + 1]]
        if own.size > SHORT and not every:
            if row not in self.partners:
                most = np.argsort(-self.room[own], kind="stable")[: _PARTNERS + 1]
                self.partners[row] = own[most]
            own = self.partners[row]
        members: list[int] = own.tolist()
        return members

    def _entries(self, rows: Ints) -> tuple[Ints, Ints]:
        """Numbers of all entries of ``rows``, and the place of each one's row."""
        begin, lengths = self.starts[rows], np.diff(self.starts)[rows]
        row = np.repeat(np.arange(rows.size), lengths)
        first = np.cumsum(lengths) - lengths
        entries: Ints = np.arange(row.size) - first[row] + begin[row]
        return entries, row

    def _left_out(self, entries: Ints, row: Ints, rows: int) -> tuple[Floats, Floats]:
        """What entries that are left out can add to each row."""
        column, factor = self.indices[entries], self.factors[entries]
        if not entries.size:
            return np.zeros(rows), np.zeros(rows)
        least, most = self._ends
        one, other = least[column] * factor, most[column] * factor
        below = np.bincount(row, np.minimum(one, other), rows).astype(float)
        above = np.bincount(row, np.maximum(one, other), rows).astype(float)
        return below, above

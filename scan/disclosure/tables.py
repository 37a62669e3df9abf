"""Disclosure, tables: linked tables as an attacker and a protector see them.

Input: numbers. Output: :class:`LinkedTables`, what all other modules of the wing work on.

A pattern is an array of marks, one per cell: which cells are hidden. What an outsider grants of a
cell that he does not know is at least ``least`` and at most ``most``. Once a cell is hidden he
grants more: a table that shows its zeros tells that what it hides is 1 or more (``floor``).

Worked example: of a count of 3 that is hidden where zeros are shown, ``value`` is 3, ``least`` 0,
``floor`` 1. It can go down by 2, not by 3; to have a protection level of 5 it must be able to go
up by 3, to 6.
"""

from dataclasses import dataclass, replace

import numpy as np

from scan.disclosure.deduction import left_open
from scan.disclosure.relations import Bools, Floats, Ints, Relations
from scan.disclosure.trading import Layout

EPS = 1e-6
"""Counts are whole and solvers are exact to 1e-7: a difference of less is none."""


@dataclass(frozen=True)
class LinkedTables:
    """Cells and what holds between them; every array has one entry per cell.

    ``value``: the counts, or a table that fits where a supplier hid some. ``least``, ``most``: what
    everybody knows of a cell that is unknown (−inf and inf: nothing). ``floor``: what everybody
    knows of a cell that is hidden. ``level``: how wide the feasibility interval of the cell must
    be once it is hidden (0: no matter). ``cost``: the loss when it is hidden (inf: it is not ours
    to hide). ``veiled``: neither shown nor hidden: unknown unless it follows from others.
    ``record``: cells with the same number stand side by side before a reader.
    """

    relations: Relations
    value: Floats
    least: Floats
    most: Floats
    floor: Floats
    level: Floats
    cost: Floats
    veiled: Bools
    record: Ints
    layout: Layout
    """How the same tables come back in many places (``trading``)."""
    tied: Bools | None = None
    """Cells of which there are relations that the layout does not know."""

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(self.value.size)

    @property
    def eligible(self) -> Bools:
        """Cells that may be hidden to protect others: zeros never are, for they are shown, but
        where a count can be below zero."""
        some = (np.abs(self.value) > EPS) | np.isinf(self.least)
        free: Bools = np.isfinite(self.cost) & some
        return free

    def unknown(self, hidden: Bools) -> Bools:
        """Cells that an outsider does not know, nor works out by one subtraction after another."""
        return left_open(self.relations, hidden, self.veiled)

    def rooms(self, hidden: Bools, cells: Ints | None = None) -> tuple[Floats, Floats]:
        """How far down and up cells (all, or some) can go from their value, as far as each alone
        tells."""
        at = slice(None) if cells is None else cells
        floor = np.where(hidden[at], np.maximum(self.least[at], self.floor[at]), self.least[at])
        down: Floats = np.maximum(self.value[at] - floor, 0.0)
        up: Floats = np.maximum(self.most[at] - self.value[at], 0.0)
        return down, up

    def rooms_if_hidden(self, cells: Ints) -> Floats:
        """How far down ``cells`` could go if they were hidden."""
        floor = np.maximum(self.least[cells], self.floor[cells])
        room: Floats = np.maximum(self.value[cells] - floor, 0.0)
        return room

    def wanting(self, hidden: Bools) -> Floats:
        """Protection level of the hidden cells, 0 elsewhere."""
        level: Floats = np.where(hidden, self.level, 0.0)
        return level

    def at_level(self, level: Floats) -> "LinkedTables":
        """The same tables with other protection levels."""
        return replace(self, level=level)

    def part(self, cells: Ints) -> "LinkedTables":
        """The same with ``cells`` (ascending) only: all others are taken to be known."""
        inner = self.relations.signed.tocsc()[:, cells].tocsr()
        rows = np.flatnonzero(np.diff(inner.indptr))
        own = {
            name: getattr(self, name)[cells]
            for name in ("value", "least", "most", "floor", "level", "cost", "veiled", "record")
        }
        relations = Relations(inner[rows], self.relations.family[rows])
        layout = replace(self.layout, cells=self.layout.cells[cells])
        tied = None if self.tied is None else self.tied[cells]
        return LinkedTables(relations=relations, layout=layout, tied=tied, **own)

"""Disclosure, intervals: which hidden cells an attacker can place too exactly.

Input: linked tables and a pattern. Output: :class:`Placed` values, one per
cell whose feasibility interval is narrower than its protection level, with that interval.

The answer is exact. Cheap proofs come first: of width by ``trading`` and ``scaling``, of narrowness
by ``propagation``; what neither proves, the programmes decide. Of linked tables of a whole
country most cells are cleared by trading, and what is left falls into parts that do not hang
together.

Worked example: t = a + b + c with t shown, a = 2 and b = 4 hidden, at least 1, level 5. a lies in
1–5, which is 4 wide: both are narrow. With c = 30 hidden too, a lies in 1–34.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scan.disclosure.outlook import Outlook, outlook_of, together
from scan.disclosure.programmes import narrow
from scan.disclosure.propagation import outer_ends
from scan.disclosure.relations import Bools, Floats, Ints
from scan.disclosure.scaling import sure_widths
from scan.disclosure.tables import EPS, LinkedTables
from scan.disclosure.trading import Trading

FEW = 400
"""So few cells to look at are neither traded for nor scaled: to solve their programmes straight
away takes a third of the time."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A hidden cell that lies between ``low`` and ``high``, which is too narrow."""

    cell: int
    low: float
    high: float


@dataclass(frozen=True)
class Attacker:
    """Somebody who knows all shown cells, all relations and the bounds."""

    tables: LinkedTables

    def placed(self, hidden: Bools, levels: Floats) -> tuple[Placed, ...]:
        """Cells that he can place within less than their level (0: no matter), when ``hidden``.

        A cell that can only be 0 is no person's and is left out.
        """
        outlook, cells, rest = self._open(hidden, levels)
        rest = _without_wide(outlook, rest)
        return self._by_programmes(outlook, cells, rest)

    def narrow(self, hidden: Bools, levels: Floats) -> Bools:
        """Marks of the cells of :meth:`placed`, at less cost."""
        outlook, cells, rest = self._open(hidden, levels)
        proven, can_be = self._proven(outlook, cells, rest)
        rest = np.where(proven, 0.0, rest)
        rest = _without_wide(outlook, rest)
        marks = np.zeros(self.tables.size, dtype=bool)
        marks[cells[proven & can_be]] = True
        found = [item.column for item in narrow(outlook, rest, exact=False)]
        marks[cells[found]] = can_be[found]
        return marks

    def surely_narrow(self, hidden: Bools, levels: Floats) -> Bools:
        """Marks of some cells of :meth:`placed`, at little cost."""
        unknown = self.tables.unknown(hidden)
        outlook, cells, rest = self._beside(hidden, unknown, np.where(unknown, levels, 0.0))
        proven, can_be = self._proven(outlook, cells, rest)
        marks = np.zeros(self.tables.size, dtype=bool)
        marks[cells[proven & can_be]] = True
        return marks

    def _proven(self, outlook: Outlook, cells: Ints, levels: Floats) -> tuple[Bools, Bools]:
        """Columns that single relations hold within less than their level, and columns that may
        be more than 0."""
        least, most = outer_ends(outlook)
        return (
            (levels > 0) & (most - least < levels - EPS),
            self.tables.value[cells] + most > EPS,
        )

    def widths(self, hidden: Bools, levels: Floats) -> Floats:
        """Width of the interval of every cell with a level, exact as far as it is below the
        level; 0 without a level."""
        outlook, cells, rest = self._open(hidden, levels)
        least, most = outer_ends(outlook)
        # No table goes further than the outer ends: most often one goes just as far.
        rest = np.where(rest > 0, np.minimum(rest, most - least), 0.0)
        found = levels.copy()
        found[cells[rest > 0]] = rest[rest > 0]
        found[cells[(rest <= EPS) & (levels[cells] > 0) & (most - least <= EPS)]] = 0.0
        rest = _without_wide(outlook, np.where(rest <= EPS, 0.0, rest))
        for item in narrow(outlook, rest):
            found[cells[item.column]] = max(item.down + item.up, 0.0)
        return found

    def _by_programmes(self, outlook: Outlook, cells: Ints, levels: Floats) -> tuple[Placed, ...]:
        value = self.tables.value[cells]
        found = (
            Placed(int(cells[n.column]), value[n.column] - n.down, value[n.column] + n.up)
            for n in narrow(outlook, levels)
        )
        return tuple(item for item in found if item.high > EPS)

    def _open(self, hidden: Bools, levels: Floats) -> tuple[Outlook, Ints, Floats]:
        """What he knows of the unknown cells that hang together with one that trading does not
        clear; their numbers; the levels left to look at."""
        unknown = self.tables.unknown(hidden)
        levels = np.where(unknown, levels, 0.0)
        levels = np.where(self._traded(hidden, unknown, levels) >= levels, 0.0, levels)
        return self._beside(hidden, unknown, levels)

    def _beside(
        self, hidden: Bools, unknown: Bools, levels: Floats
    ) -> tuple[Outlook, Ints, Floats]:
        """What he knows of the unknown cells that hang together with one that has a level; their
        numbers and levels."""
        outlook, cells = outlook_of(self.tables, hidden, unknown)
        kept = np.flatnonzero(together(outlook.matrix, levels[cells] > 0))
        return outlook.part(kept), cells[kept], levels[cells[kept]]

    def _traded(self, hidden: Bools, unknown: Bools, levels: Floats) -> Floats:
        """Widths that trading clears; what is tied leaves its cells no trade."""
        if int((levels > 0).sum()) <= FEW:
            return np.zeros(levels.size)
        free = unknown if self.tables.tied is None else unknown & ~self.tables.tied
        return self._trading.sure_widths(free, *self.tables.rooms(hidden), levels)

    @cached_property
    def _trading(self) -> Trading:
        return Trading(self.tables.layout)


def _without_wide(outlook: Outlook, levels: Floats) -> Floats:
    """Levels left to look at when those that scaling clears are taken out."""
    if int((levels > 0).sum()) <= FEW:
        return levels
    left: Floats = np.where(sure_widths(outlook, levels) >= levels, 0.0, levels)
    return left

"""Series, verification: which hidden counts can be placed too exactly.

Input: counts, equations, and what is hidden. Output: :class:`Placed` per count whose range is
narrower than the minimum of its source. What trading with other municipalities clears
(``exchange``) needs no linear programme (``ranges``).

Categories of an open dimension are left out: they are named or not named, never shown as hidden.
So is a count that can only be 0: zeros may be shown.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import lil_array, vstack

from scan.series.bounds import spans
from scan.series.exchange import Exchange
from scan.series.identities import Equation
from scan.series.ranges import narrow
from scan.series.sheet import Bools, Floats, Ints, Sheet
from scan.series.spreading import sure_spans
from scan.series.suppression import Suppression
from scan.series.systems import System, together

ALL = 1_000_000
"""As ``plenty``: every equation counts."""
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Told:
    """Something else that an outsider knows: counts (flat numbers) times factors lie between
    ``low`` and ``high``."""

    cells: Ints
    factors: Floats
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A hidden count (flat number in the sheet) that lies between ``low`` and ``high``."""

    cell: int
    low: float
    high: float


@dataclass(frozen=True)
class Verifier:
    """What ranges are computed from: counts, equations, and whatever else an outsider is told."""

    sheet: Sheet
    equations: tuple[Equation, ...]
    suppression: Suppression
    told: tuple[Told, ...] = ()

    def targets(self, hidden: Bools) -> Bools:
        """Hidden counts that must keep their range."""
        guarded = (self.sheet.minimum > 0) & ~self.sheet.named
        return hidden & np.repeat(guarded, self.suppression.layer)

    def doubtful(self, hidden: Bools, targets: Bools, plenty: int) -> Bools:
        """Those of ``targets`` that are not surely wide enough when ``hidden`` is hidden.

        No linear programme is solved: some of them may be wide enough. Equations with more unknown
        counts than ``plenty`` are taken to bound none of them.
        """
        system, cells, widths = self._open(hidden, targets, plenty)
        least, most = spans(system)
        rest = np.where(most - least < widths - _EPS, 0.0, widths)
        surely = sure_spans(system, rest)
        doubt = np.zeros(hidden.size, dtype=bool)
        doubt[cells[(widths > 0) & ((rest == 0) | (surely < rest))]] = True
        return doubt

    def placed(self, hidden: Bools, targets: Bools) -> tuple[Placed, ...]:
        """Those of ``targets`` that can be placed too exactly when ``hidden`` is hidden."""
        system, cells, widths = self._open(hidden, targets, ALL)
        widths = np.where(sure_spans(system, widths) >= widths, 0.0, widths)
        size = self.suppression.size
        return tuple(
            Placed(int(cells[n.column]), at - n.down, at + n.up)
            for n in narrow(system, widths)
            for at in (float(size[cells[n.column]]),)
            if at + n.up > _EPS
        )

    def _open(self, hidden: Bools, targets: Bools, plenty: int) -> tuple[System, Ints, Floats]:
        """What an outsider knows of the unknown counts that hang together with one that trading
        does not clear; their flat numbers; how wide each must be (0: no matter)."""
        unknown = self.suppression.unknown(hidden)
        needed = np.where(targets, self.suppression.minimum, 0)
        wide = self._traded(unknown, needed)
        system, cells = self.suppression.system(unknown, plenty)
        system = self._with_told(system, cells)
        widths = np.where(wide[cells] >= needed[cells], 0, needed[cells]).astype(float)
        kept = np.flatnonzero(together(system.matrix, widths > 0))
        return system.part(kept), cells[kept], widths[kept]

    def _traded(self, unknown: Bools, needed: Ints) -> Floats:
        """Widths that trading clears; what else is told leaves its counts no trade."""
        free = unknown.copy()
        for told in self.told:
            free[told.cells] = False
        shape = self.sheet.low.shape
        return self.exchange.sure_widths(free.reshape(shape), needed.reshape(shape)).ravel()

    @cached_property
    def exchange(self) -> Exchange:
        """What trading tells."""
        size = self.suppression.size.reshape(self.sheet.low.shape)
        return Exchange(self.sheet, self.equations, size)

    def _with_told(self, system: System, cells: Ints) -> System:
        """The system with what else is told, as bounds on moves; no move fits every bound."""
        if not self.told:
            return system
        spot = np.full(self.sheet.low.size, -1, dtype=np.int64)
        spot[cells] = np.arange(cells.size)
        matrix = lil_array((len(self.told), cells.size))
        low, high = np.zeros(len(self.told)), np.zeros(len(self.told))
        for number, told in enumerate(self.told):
            now = float((self.suppression.size[told.cells] * told.factors).sum())
            low[number], high[number] = min(told.low - now, 0.0), max(told.high - now, 0.0)
            for cell, factor in zip(told.cells, told.factors, strict=True):
                if spot[cell] >= 0:
                    matrix[number, spot[cell]] = factor
        return System(
            vstack([system.matrix, matrix.tocsr()], format="csr"),
            np.concatenate([system.low, low]),
            np.concatenate([system.high, high]),
            system.room,
        )

"""Disclosure, needless suppression: complementary cells that turn out not to be asked for.

Input: linked tables and a pattern that protects. Output: a smaller pattern that protects as well,
from which no complementary cell can be shown again. Cells are hidden one relation at a time, and
what was hidden for one relation may have become needless by what was hidden for another
(the clean-up step of τ-ARGUS and of Fischetti and Salazar's heuristic).

Method: the dearest cell of each part of the unknown cells that hangs together is shown for a trial,
and with it the complementary cells that this gives away: they need not be hidden once they are
shown. Where no cell that must be hidden is given away, all of them stay shown; elsewhere they are
hidden again. Whenever cells of a part were shown, what is left of it gets another trial, for a
cell may have been needed for the sake of one that is shown now.

Worked example: 60 = 10 + 20 + 30 with 10 primary; 30 was hidden with it, then 20 for the sake of
another relation. 30 is tried: 10 and 20 together keep their room, and 30 is shown again.
"""

from dataclasses import dataclass, field

import numpy as np

from scan.disclosure.intervals import Attacker
from scan.disclosure.outlook import labels
from scan.disclosure.relations import Bools, Ints
from scan.disclosure.tables import LinkedTables

CROWDED = 16
"""Relations with more unknown cells do not make their cells one part here, else a whole country
would be one; whether they hold is looked at all the same, since every trial is."""
LARGEST = 60
"""Parts of more unknown cells are left as they are. Every cell of a part that is tried takes an
attack on the part, so that the cost grows with the square of its size, and the larger a part, the
less a single cell adds to what it loses; what was hidden in it protects all the same."""


@dataclass
class _Trials:
    """What is hidden, and the candidates that were not tried yet."""

    attacker: Attacker
    hidden: Bools
    needed: Bools
    untried: Bools
    part: Ints = field(init=False)
    whole: Ints = field(init=False)
    """Number of all that a cell hangs together with: what is shown in it can place any of it."""
    changed: Bools = field(init=False)

    def __post_init__(self) -> None:
        """Numbers the part of each cell (−1: known)."""
        self.changed = np.zeros(self.hidden.size, dtype=bool)
        self.part = _parts(self.attacker.tables, self.hidden, CROWDED)
        self.whole = _parts(self.attacker.tables, self.hidden, self.hidden.size)

    def run(self) -> Bools:
        """The pattern without needless cells."""
        while self.untried.any():
            chosen = self._dearest()
            self.untried[chosen] = False
            self._try(chosen)
            if not self.untried.any():
                self.untried = self.changed & self.hidden & ~self.needed
                self.changed = np.zeros_like(self.changed)
        return self.hidden

    def _dearest(self) -> Ints:
        """The dearest candidate of each part."""
        cells = np.flatnonzero(self.untried)
        order = cells[np.lexsort((-self.attacker.tables.cost[cells], self.part[cells]))]
        first = np.flatnonzero(np.diff(self.part[order], prepend=-2))
        chosen: Ints = order[first]
        return chosen

    def _try(self, chosen: Ints) -> None:
        """Shows the chosen cells, and hides those again without which a needed one is placed."""
        shown = np.zeros(self.hidden.size, dtype=bool)
        shown[chosen] = True
        while shown.any():
            trial = self.hidden & ~shown
            narrow = self._narrow(trial, np.isin(self.whole, self.whole[shown]))
            if not narrow.any():
                break
            failed = np.isin(self.part, self.part[narrow & self.needed])
            more = (shown | narrow) & ~failed
            # Where none of these is to blame, it is the trial of another part: all are called off.
            shown = more if (more != shown).any() else np.zeros_like(shown)
        self.hidden &= ~shown
        self.changed |= np.isin(self.part, self.part[shown])

    def _narrow(self, trial: Bools, here: Bools) -> Bools:
        """Cells that are placed in a trial; only some, where these are enough to go on with."""
        levels = np.where(here, self.attacker.tables.wanting(trial), 0.0)
        some = self.attacker.surely_narrow(trial, levels)
        return some if some.any() else self.attacker.narrow(trial, levels)


def without_needless(
    tables: LinkedTables, hidden: Bools, needed: Bools, largest: int = LARGEST
) -> Bools:
    """``hidden`` without the cells that no level asks for; ``needed`` ones stay hidden.

    In parts of at most ``largest`` unknown cells, with all other cells where they are.
    """
    left = hidden.copy()
    part = _parts(tables, hidden, CROWDED)
    size = np.bincount(part[part >= 0], minlength=1)
    free = np.bincount(part[part >= 0], (hidden & ~needed)[part >= 0], minlength=1)
    # What is known stays so when more is shown.
    cells = np.flatnonzero((part >= 0) & (size <= largest)[part] & (free > 0)[part])
    attacker = Attacker(tables.part(cells))
    trials = _Trials(attacker, hidden[cells], needed[cells], (hidden & ~needed)[cells])
    left[cells] = trials.run()
    return left


def _parts(tables: LinkedTables, hidden: Bools, most: int) -> Ints:
    """Number of the part of each cell (−1: known), by relations of at most so many unknown
    cells."""
    unknown = tables.unknown(hidden)
    cells, count = np.flatnonzero(unknown), tables.relations.tally(unknown)
    rows = tables.relations.plain[np.flatnonzero((count > 0) & (count <= most))]
    part = np.full(unknown.size, -1, dtype=np.int64)
    part[cells] = labels(rows.tocsc()[:, cells].tocsr())
    return part

"""Disclosure, protecting: from primary cells to a pattern in which every hidden cell is safe.

Input: linked tables, what must be hidden, and what was hidden before. Output: the pattern.

Steps: complementary suppression relation by relation (``complementary.settle``); an attack
(``intervals``) on every hidden cell; more suppression for what is placed too exactly
(``complementary.widen``), until nothing is; then what became needless is shown again
(``needless``).

Where public facts alone place a cell, hiding ours protects nobody: its level is lowered to what
it would have if everything that can be hidden were.

Worked example: a table of two rows and columns, 3 9 | 12, 20 30 | 50, 23 39 | 62, with the totals
known and 3 primary: 9 and 20 are hidden for its row and column, 30 for theirs. 3 lies in 1–11,
for 9 is at least 1.
"""

from dataclasses import replace

import numpy as np

from scan.disclosure.complementary import Complementary
from scan.disclosure.intervals import Attacker
from scan.disclosure.needless import without_needless
from scan.disclosure.outlook import together
from scan.disclosure.relations import Bools, Floats
from scan.disclosure.tables import LinkedTables

_REPAIRS = 40
"""Each repair hides a cell for every one that is placed too exactly; more than a dozen were
never needed, and a pattern that is not safe after so many is one in which nothing is left to
hide."""
_LOCAL = 2
"""So many repairs hide one cell for each cell in need; later ones hide one in all its relations."""
_SMALL = 60
"""Tables with no more cells to choose from are protected many times over, and the cheapest pattern
is taken: there a needless cell is a large part of what can be lost."""
_ORDERS, _SPREAD, _SEED = 6, (0.4, 1.6), 7
"""So many times, with costs changed at random by these factors: without, one small table in eight
costs more than a quarter too much, with one such turn one in ten, with six hardly any. The seed
is any, but always the same."""
_FAR = 12
"""Relations further away than this have no cell that helps: no two cells of a country's tables
are as far from each other."""


def protect(tables: LinkedTables, primary: Bools, before: Bools | None = None) -> Bools:
    """What is hidden in the end: ``primary``, what was hidden ``before``, and what they need."""
    needed = primary if before is None else primary | before
    # Parts of the tables in which nothing must be hidden have no share in it.
    cells = np.flatnonzero(together(tables.relations.signed, needed))
    hidden = needed.copy()
    own, hidden[cells] = widened(tables.part(cells), needed[cells])
    hidden[cells] = without_needless(own, hidden[cells], needed[cells])
    if int((tables.eligible & ~needed)[cells].sum()) <= _SMALL:
        hidden[cells] = _best_of_many(own, hidden[cells], needed[cells])
    return hidden


def _best_of_many(tables: LinkedTables, hidden: Bools, needed: Bools) -> Bools:
    """The cheapest of ``hidden`` and of what is left of everything, cells shown in other orders."""
    chance = np.random.default_rng(_SEED)
    everything = needed | tables.eligible
    tables = tables.at_level(attainable(tables, needed, everything))
    best = hidden
    for _ in range(_ORDERS):
        order = replace(tables, cost=tables.cost * chance.uniform(*_SPREAD, tables.size))
        # Veiled cells make a part large that has little to choose from.
        found = without_needless(order, everything, needed, tables.size)
        if tables.cost[found & ~needed].sum() < tables.cost[best & ~needed].sum():
            best = found
    return best


def widened(tables: LinkedTables, needed: Bools) -> tuple[LinkedTables, Bools]:
    """Hides more until no attack on a hidden cell succeeds, or nothing is left to hide.

    Returns the tables with the levels that can be had, too.
    """
    complementary = Complementary(tables)
    hidden = complementary.settle(needed)
    levels, asked = tables.wanting(hidden), np.zeros(tables.size, dtype=bool)
    for number in range(_REPAIRS):
        narrow = Attacker(tables).narrow(hidden, levels)
        wider = _wider(complementary, hidden, narrow, int(number >= _LOCAL))
        new = wider & ~hidden
        doubtful = narrow & ~asked
        if doubtful.any() and (number >= _LOCAL or not new.any()):
            # Perhaps nothing helps: first it is asked how much can be had at all.
            tables = tables.at_level(attainable(tables, needed, doubtful))
            asked |= doubtful
            levels = np.where(narrow, tables.level, 0.0)
            continue
        if not new.any():
            break
        # More that is hidden never narrows an interval: only the narrow and the new are looked at.
        levels = np.where(narrow | new, tables.level, 0.0)
        hidden = wider
    return tables, hidden


def _wider(complementary: Complementary, hidden: Bools, narrow: Bools, reach: int) -> Bools:
    """A larger pattern for the sake of ``narrow``; the same where nothing is left to hide."""
    for further in range(reach, _FAR if narrow.any() else 0):
        wider = complementary.widen(hidden, narrow, further)
        new = wider & ~hidden
        if new.any():
            return complementary.settle(wider, new)
    return hidden


def attainable(tables: LinkedTables, needed: Bools, wanted: Bools) -> Floats:
    """Levels, of ``wanted`` cells lowered where nothing that can be hidden would give them."""
    everything = needed | tables.eligible
    levels = np.where(wanted, tables.wanting(everything), 0.0)
    widths = Attacker(tables).widths(everything, levels)
    level: Floats = np.where(levels > 0, widths, tables.level)
    return level

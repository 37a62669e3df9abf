"""Disclosure, copies: the programmes of many cells solved as one.

Input: neighbourhoods of cells (``neighbourhoods``). Output: how far each cell can go down and up in
its own. A programme of fifty cells takes longer to set up than to solve; a hundred of them that
share nothing are one programme, whose matrix has theirs on its diagonal:

max Σ_c s_c·m_c with low ≤ M_c·m ≤ high for each copy c, and s_c the sign of its way.

Worked example: of t = a + b with a = 3, b = 9, at least 1, four copies push a and b up and down:
8, 2, 2 and 8.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scan.disclosure.neighbourhoods import Near
from scan.disclosure.outlook import Outlook
from scan.disclosure.relations import Floats, Ints

MOST_UNKNOWNS = 4_000
"""So many cells are solved for at once: with fewer, setting up counts; beyond, the time grows
faster than the size."""


def solved(
    cost: Floats, matrix: csr_array, low: Floats, high: Floats, bounds: Floats
) -> Floats | None:
    """Moves of the least cost with low ≤ matrix @ moves ≤ high, within ``bounds`` (a row each).

    None where HiGHS gives up; that no move at all fits cannot be, for no move does.
    """
    # ``milp`` without whole numbers is HiGHS as it is: ``linprog`` takes as long again around it.
    within = LinearConstraint(matrix, low, high)
    moves: Floats | None = milp(cost, bounds=Bounds(*bounds.T), constraints=within).x
    return moves


def ends(
    outlook: Outlook, places: Sequence[Near], levels: Floats, *, outside: bool
) -> tuple[Floats, Floats]:
    """How far down and up the target of each place can go, as far as its level.

    ``outside``: what is left out may be anything, else it stays where it is.
    """
    down, up = np.zeros(len(places)), np.zeros(len(places))
    for chosen in _bags(places):
        own = [places[number] for number in chosen]
        moved = _moved(outlook, own, levels[chosen], outside=outside)
        down[chosen], up[chosen] = -moved[0], moved[1]
    return down, up


def _bags(places: Sequence[Near]) -> Iterator[Ints]:
    """Numbers of places that are solved for at once."""
    bag = np.cumsum([near.columns.size for near in places]) // MOST_UNKNOWNS
    if bag.size:
        yield from np.split(np.arange(len(places)), np.flatnonzero(np.diff(bag)) + 1)


def _moved(
    outlook: Outlook, places: Sequence[Near], levels: Floats, *, outside: bool
) -> tuple[Floats, Floats]:
    """Furthest moves of the targets down (below 0) and up."""
    widths = np.array([near.columns.size for near in places])
    heights = np.array([near.rows.size for near in places])
    right, lower = np.cumsum(widths) - widths, np.cumsum(heights) - heights
    every = {
        name: np.concatenate([getattr(near, name) for near in places])
        for name in ("columns", "rows", "row", "column", "factor", "below", "above")
    }
    lengths = [near.row.size for near in places]
    where = (
        every["row"] + np.repeat(lower, lengths),
        every["column"] + np.repeat(right, lengths),
    )
    size, rows = int(widths.sum()), int(heights.sum())
    matrix = csr_array((every["factor"], where), shape=(rows, size))
    low, high = outlook.low[every["rows"]], outlook.high[every["rows"]]
    if outside:
        low, high = low - every["above"], high - every["below"]
    bounds = np.column_stack([-outlook.down[every["columns"]], outlook.up[every["columns"]]])
    targets = right + np.array([near.target for near in places])
    bounds[targets, 0] = np.maximum(bounds[targets, 0], -levels)
    bounds[targets, 1] = np.minimum(bounds[targets, 1], levels)
    found = []
    for way in (1.0, -1.0):
        cost = np.zeros(size)
        cost[targets] = way
        moves = solved(cost, matrix, low, high, bounds)
        found.append(np.zeros(targets.size) if moves is None else moves[targets])
    return found[0], found[1]

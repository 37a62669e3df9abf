"""Exact linear and integer programmes against the wing, on random linked tables.

No interval too narrow, no false alarm, no cell hidden that nothing asks for, and on small tables no
more than a quarter dearer than the cheapest pattern there is.
"""

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import block_diag, csr_array, diags_array, eye_array, hstack, vstack

from scan.disclosure import intervals, neighbourhoods, programmes
from scan.disclosure.intervals import Attacker
from scan.disclosure.needless import LARGEST
from scan.disclosure.protecting import protect
from scan.disclosure.relations import Bools, Floats
from scan.disclosure.tables import LinkedTables
from tests.disclosure.worlds import Oracle, World, world

ATTACKS, MANY_ATTACKS = 60, 3_000
SHORT_CUTS = 60
PATTERNS, MANY_PATTERNS = 12, 500
CHEAPEST, MANY_CHEAPEST = 8, 100
_EXACT = 1e-5
_FAR = 1000.0
"""More than any count of a world; moves need go no further."""
SMALL, SMALLEST = 60, 24
"""Cells of small tables, of which the oracle takes seconds and less than one."""


def _attacks(seed: int, most_cells: int) -> None:
    """The attacker finds just the cells that the oracle finds, with their widths."""
    found = world(seed, most_cells)
    tables, chance = found.tables, np.random.default_rng(seed)
    more = found.primary | (tables.eligible & (chance.random(tables.size) < 0.4))
    for hidden in (found.primary, more):
        oracle, attacker = Oracle(tables, hidden), Attacker(tables)
        levels = tables.wanting(hidden)
        narrow, widths = attacker.narrow(hidden, levels), attacker.widths(hidden, levels)
        placed = {item.cell: item for item in attacker.placed(hidden, levels)}
        for cell in np.flatnonzero(levels > 0):
            low, high = oracle.interval(int(cell))
            nobody = high < _EXACT
            if abs(high - low - levels[cell]) > _EXACT:
                too_narrow = high - low < levels[cell] and not nobody
                assert narrow[cell] == too_narrow, (seed, cell)
                assert (cell in placed) == too_narrow, (seed, cell)
            if cell in placed:
                assert (placed[cell].low, placed[cell].high) == pytest.approx((low, high), abs=1e-4)
            assert widths[cell] == pytest.approx(min(high - low, levels[cell]), abs=1e-4)


def _most(tables: LinkedTables, primary: Bools) -> Floats:
    """Width of each cell when everything that can be hidden is, by the oracle."""
    everything = primary | tables.eligible
    oracle = Oracle(tables, everything)
    widths = np.zeros(tables.size)
    for cell in np.flatnonzero(everything & (tables.level > 0)):
        widths[cell] = oracle.width(int(cell))
    return widths


def _safe(tables: LinkedTables, hidden: Bools, most: Floats) -> bool:
    """Whether every hidden cell has its level, or the most that can be had."""
    oracle = Oracle(tables, hidden)
    return all(
        oracle.width(int(cell)) >= min(tables.level[cell], most[cell]) - _EXACT
        for cell in np.flatnonzero(hidden & (tables.level > 0))
    )


def _protects(seed: int, pattern: Bools, found: World) -> None:
    """The pattern is safe, hides no more than may be hidden, and in small tables nothing
    needlessly."""
    tables, primary = found.tables, found.primary
    most = _most(tables, primary)
    assert pattern[primary].all()
    assert (tables.eligible | primary)[pattern].all()
    assert _safe(tables, pattern, most), seed
    if int((pattern | tables.veiled).sum()) > LARGEST:
        return
    for cell in np.flatnonzero(pattern & ~primary):
        less = pattern.copy()
        less[cell] = False
        assert not _safe(tables, less, most), (seed, cell)


def test_intervals_are_those_of_the_oracle() -> None:
    for seed in range(ATTACKS):
        _attacks(seed, SMALLEST)


def test_short_cuts_prove_no_more_than_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trading, scaling and neighbourhoods, which small tables do without, on small tables."""
    monkeypatch.setattr(intervals, "FEW", 0)
    monkeypatch.setattr(neighbourhoods, "SHORT", 2)
    monkeypatch.setattr(programmes, "SIZES", (4, 9))
    for seed in range(SHORT_CUTS):
        _attacks(seed, SMALLEST)


def test_patterns_protect_and_hide_nothing_needlessly() -> None:
    for seed in range(PATTERNS):
        found = world(seed, SMALLEST)
        _protects(seed, protect(found.tables, found.primary), found)


def test_small_tables_cost_a_quarter_more_than_the_least_at_most() -> None:
    for seed in range(CHEAPEST):
        _is_cheapest(seed, SMALLEST)


def _is_cheapest(seed: int, most_cells: int) -> None:
    """No pattern that the oracle calls safe is cheaper by more than a quarter."""
    found = world(seed, most_cells)
    least = _loss(found, _cheapest(found))
    assert _loss(found, protect(found.tables, found.primary)) <= 1.25 * least + _EXACT, seed


def _loss(found: World, pattern: Bools) -> float:
    """Cost of the complementary cells."""
    return float(found.tables.cost[pattern & ~found.primary].sum())


def _cheapest(found: World) -> Bools:
    """The cheapest safe pattern, by one integer programme that holds a table for each end of each
    cell's interval (Fischetti and Salazar 2001, the model before it is cut)."""
    tables, size = found.tables, found.tables.size
    most = _most(tables, found.primary)
    level = np.minimum(tables.level, most)
    oracle = Oracle(tables, found.primary | tables.eligible)
    for cell in np.flatnonzero(np.isinf(most)):
        if oracle.interval(int(cell))[1] < _EXACT:  # it can only be 0: nobody stands behind it
            level[cell] = 0.0
    free = tables.eligible & ~found.primary
    guarded = np.flatnonzero((found.primary | free) & (level > _EXACT))
    if not guarded.size:
        return found.primary
    hidden_floor = np.maximum(tables.least, tables.floor)
    matrix = tables.relations.signed.astype(float)
    rows = matrix.shape[0]
    # Variables: y, then for each guarded cell a table that is high and one that is low in it.
    tables_in_all = 2 * guarded.size
    sums = hstack([csr_array((rows * tables_in_all, size)), block_diag([matrix] * tables_in_all)])
    always = tables.veiled & ~found.primary
    down = tables.value - np.where(always, tables.least, hidden_floor)
    up = np.minimum(tables.most - tables.value, _FAR)
    down = np.minimum(down, _FAR)
    eye = eye_array(size)
    fixed = np.where(always, 1.0, 0.0)
    # −down·y ≤ move ≤ up·y, and whatever is veiled moves in any case.
    tops = hstack(
        [
            vstack([diags_array(up * (1 - fixed))] * tables_in_all),
            -block_diag([eye] * tables_in_all),
        ]
    )
    ends = hstack(
        [
            vstack([diags_array(down * (1 - fixed))] * tables_in_all),
            block_diag([eye] * tables_in_all),
        ]
    )
    widths = np.zeros((guarded.size, size * (1 + tables_in_all)))
    for number, cell in enumerate(guarded):
        widths[number, cell] = -level[cell]
        widths[number, size * (1 + 2 * number) + cell] = 1.0
        widths[number, size * (2 + 2 * number) + cell] = -1.0
    result = milp(
        np.concatenate([np.where(free, tables.cost, 0.0), np.zeros(size * tables_in_all)]),
        integrality=np.concatenate([np.ones(size), np.zeros(size * tables_in_all)]),
        bounds=(
            np.concatenate([found.primary.astype(float), np.full(size * tables_in_all, -np.inf)]),
            np.concatenate(
                [(found.primary | free).astype(float), np.full(size * tables_in_all, np.inf)]
            ),
        ),
        constraints=[
            LinearConstraint(csr_array(sums), 0.0, 0.0),
            LinearConstraint(csr_array(tops), np.tile(-up * fixed, tables_in_all), np.inf),
            LinearConstraint(csr_array(ends), np.tile(-down * fixed, tables_in_all), np.inf),
            LinearConstraint(csr_array(widths), -_EXACT, np.inf),
        ],
    )
    assert result.x is not None, result.message
    pattern: Bools = result.x[:size] > 0.5
    return pattern


@pytest.mark.slow
def test_intervals_of_thousands() -> None:
    for seed in range(ATTACKS, MANY_ATTACKS):
        _attacks(seed, 200)


@pytest.mark.slow
def test_patterns_of_hundreds() -> None:
    for seed in range(MANY_PATTERNS):
        found = world(seed)
        _protects(seed, protect(found.tables, found.primary), found)


@pytest.mark.slow
def test_cheapest_patterns_of_a_hundred() -> None:
    for seed in range(MANY_CHEAPEST):
        _is_cheapest(seed, SMALL)

"""The worked examples of each module, as they stand in its docstring."""

from dataclasses import replace

import numpy as np
import pytest

from scan.disclosure import intervals
from scan.disclosure.complementary import Complementary
from scan.disclosure.copies import ends
from scan.disclosure.deduction import follow, left_open
from scan.disclosure.fitting import fit
from scan.disclosure.intervals import Attacker
from scan.disclosure.needless import without_needless
from scan.disclosure.neighbourhoods import Neighbourhoods
from scan.disclosure.outlook import outlook_of
from scan.disclosure.primary import on_small_base, under_threshold
from scan.disclosure.programmes import narrow
from scan.disclosure.propagation import outer_ends
from scan.disclosure.protecting import protect
from scan.disclosure.relations import (
    Bools,
    Family,
    Floats,
    Sum,
    relations_from,
    relations_of,
    with_sums,
)
from scan.disclosure.scaling import sure_widths
from scan.disclosure.tables import LinkedTables
from scan.disclosure.trading import Layout, Trading

Rows = list[list[tuple[int, int]]]
NOBODY = np.zeros(0, dtype=np.int64)


def _layout(size: int) -> Layout:
    return Layout((size, 1, 1), (), (), (), (), (), np.arange(size))


def _tables(values: list[float], rows: Rows, fixed: tuple[int, ...] = ()) -> LinkedTables:
    """Counts of persons of which all but the ``fixed`` may be hidden, with a level of 5."""
    value = np.array(values, dtype=float)
    cost = value.copy()
    cost[list(fixed)] = np.inf
    return LinkedTables(
        relations=relations_from(rows, value.size),
        value=value,
        least=np.zeros(value.size),
        most=np.full(value.size, np.inf),
        floor=np.ones(value.size),
        level=np.full(value.size, 5.0),
        cost=cost,
        veiled=np.zeros(value.size, dtype=bool),
        record=np.arange(value.size),
        layout=_layout(value.size),
    )


def _marks(size: int, *cells: int) -> Bools:
    marks = np.zeros(size, dtype=bool)
    marks[list(cells)] = True
    return marks


def _interval(tables: LinkedTables, hidden: Bools, cell: int) -> tuple[float, float]:
    """By the programmes, with a level that no interval reaches."""
    levels = np.where(np.arange(tables.size) == cell, 1e6, 0.0)
    (found,) = Attacker(tables).placed(hidden, levels)
    return found.low, found.high


PARTS: Rows = [[(0, -1), (1, 1), (2, 1)]]
THREE: Rows = [[(0, -1), (1, 1), (2, 1), (3, 1)]]


def test_relations_have_a_row_each() -> None:
    relations = relations_from([*PARTS, [(4, -1), (0, 1), (3, 1)]], 5)
    assert relations.signed.toarray().tolist() == [[-1, 1, 1, 0, 0], [1, 0, 0, 1, -1]]
    assert relations.tally(_marks(5, 0, 1)).tolist() == [2, 1]
    assert relations.touching(_marks(5, 4)).tolist() == [1]
    assert [rows.tolist() for rows in relations.by_family(np.array([0, 1]))] == [[0], [1]]


def test_what_a_relation_says_of_known_cells_is_left_out() -> None:
    family = Family(np.array([0, 2, 4]), np.array([-1, 1, 1]), np.array([0, 1]))
    relations = relations_of([family], 6, np.array([2, 4, 3]))
    assert relations.signed.toarray().tolist() == [[1, 1, 0], [0, 0, 1]]
    told = with_sums(relations, [Sum(np.array([3, 5]), np.array([1, -1]))], 6, np.array([2, 4, 3]))
    assert told.signed.toarray().tolist() == [[1, 1, 0], [0, 0, 1], [0, 0, 1]]
    assert told.family.tolist() == [0, 0, 1]


def test_a_hidden_count_of_three_is_at_least_one() -> None:
    tables = _tables([12, 3, 9], PARTS)
    down, up = tables.rooms(_marks(3, 1, 2))
    assert down.tolist() == [12, 2, 8]
    assert np.isinf(up).all()
    assert tables.rooms(_marks(3))[0].tolist() == [12, 3, 9]
    assert not replace(tables, value=np.array([9.0, 0.0, 9.0])).eligible[1]


def test_what_is_left_of_a_sum_follows_and_so_does_what_follows_from_it() -> None:
    rows: Rows = [*PARTS, [(3, -1), (2, 1), (4, 1)]]
    families = [
        Family(np.array([c for c, _ in row]), np.array([f for _, f in row]), np.zeros(1, np.int64))
        for row in rows
    ]
    known = _marks(5, 0, 1, 3)
    follow(families, known)
    assert known.all()
    two_open = _marks(5, 0, 3)
    follow(families, two_open)
    assert two_open.tolist() == _marks(5, 0, 3).tolist()
    relations = relations_from(rows, 5)
    veiled = _marks(5, 2, 4)
    assert not left_open(relations, _marks(5), veiled).any()
    assert left_open(relations, _marks(5, 1), veiled).tolist() == [False, True, True, False, True]


def test_small_counts_small_rests_and_small_bases() -> None:
    counts = np.array([0.0, 1.0, 4.0, 5.0, np.nan])
    assert under_threshold(counts, np.array(5.0)).tolist() == [False, True, True, False, False]
    assert on_small_base(np.array([0.0, 1.0, 19.0, 20.0]), 20).tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_hidden_parts_are_fitted_to_their_total() -> None:
    family = Family(np.array([0, 1, 2]), np.array([-1, 1, 1]), np.zeros(1, dtype=np.int64))
    low, high = np.array([12.0, 1, 1]), np.array([12.0, 9, 9])
    assert fit([family], low, high, _marks(3, 1, 2)).tolist() == [12.0, 6.0, 6.0]
    narrow = np.array([12.0, 4, 9])
    assert fit([family], low, narrow, _marks(3, 1, 2)) == pytest.approx([12.0, 4.0, 8.0], abs=0.02)


def test_single_relations_bound_their_cells() -> None:
    tables = _tables([7, 3, 4], PARTS)
    hidden = _marks(3, 1, 2)
    outlook, cells = outlook_of(tables, hidden, hidden)
    assert cells.tolist() == [1, 2]
    least, most = outer_ends(outlook)
    assert (tables.value[cells] + least).tolist() == [1.0, 1.0]
    assert (tables.value[cells] + most).tolist() == [6.0, 6.0]


def test_programmes_find_both_ends() -> None:
    tables = _tables([12, 3, 9], PARTS)
    hidden = _marks(3, 1, 2)
    assert _interval(tables, hidden, 1) == pytest.approx((1, 11))
    outlook, _ = outlook_of(tables, hidden, hidden)
    assert narrow(outlook, np.array([10.0, 10.0])) == ()
    (one, other) = narrow(outlook, np.array([10.5, 10.5]))
    assert (one.down, one.up) == pytest.approx((2, 8))
    assert (other.down, other.up) == pytest.approx((8, 2))


def test_cells_that_move_far_are_not_held_back_by_the_levels_of_others() -> None:
    # a = 1 goes up by 5 only when b = a + c goes up by 10, since c − a is known.
    tables = _tables([1, 10, 11, 9], [[(2, -1), (0, 1), (1, 1)], [(1, -1), (0, 1), (3, 1)]])
    hidden = _marks(4, 0, 1, 2)
    outlook, _ = outlook_of(tables, hidden, hidden)
    assert narrow(outlook, np.array([5.0, 0.0, 0.0])) == ()


def test_scaling_goes_most_of_the_way() -> None:
    tables = replace(_tables([20, 2, 9, 9], THREE), floor=np.zeros(4))
    hidden = _marks(4, 1, 2, 3)
    outlook, _ = outlook_of(tables, hidden, hidden)
    (width, *_) = sure_widths(outlook, np.array([20.0, 0, 0]))
    assert 15 < width <= 20 + 1e-6


def test_places_trade() -> None:
    # Kinds a and b, parts of a known total; places P and Q, and a region of both.
    layout = Layout((2, 1, 3), ({0: 1, 1: 1},), (), (), (), ((0, 1),), np.arange(6))
    counts: Floats = np.array([3, 40, 43, 9, 2, 11], dtype=float)
    unknown = np.array([1, 1, 0, 1, 1, 0], dtype=bool)
    widths = Trading(layout).sure_widths(
        unknown, counts - 1, np.full(6, np.inf), np.array([5.0, 0, 0, 0, 0, 0])
    )
    assert widths[0] == 9
    alone = Trading(layout).sure_widths(
        _marks(6, 0, 3), counts - 1, np.full(6, np.inf), np.array([5.0, 0, 0, 0, 0, 0])
    )
    assert alone[0] == 0


def test_what_all_trades_of_a_cell_take_from_it_is_counted_once() -> None:
    # Kinds a, b and c, parts of a known total of 7 in P: a goes down by 2, be it for b or for c.
    layout = Layout((3, 1, 3), ({0: 1, 1: 1, 2: 1},), (), (), (), ((0, 1),), np.arange(9))
    counts: Floats = np.array([3, 40, 43, 1, 40, 41, 3, 40, 43], dtype=float)
    unknown = np.array([1, 1, 0] * 3, dtype=bool)
    levels = np.where(np.arange(9) == 0, 5.0, 0.0)
    widths = Trading(layout).sure_widths(unknown, counts - 1, np.full(9, np.inf), levels)
    assert widths[0] == 4


def test_a_trade_of_less_than_the_level_clears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # The same counts: a lies in 1 to 5, since three of at least 1 are 7 together.
    monkeypatch.setattr(intervals, "FEW", 0)
    rows: Rows = [[(p, 1), (3 + p, 1), (6 + p, 1)] for p in (0, 1)]
    rows += [[(k, 1), (k + 1, 1), (k + 2, -1)] for k in (0, 3, 6)]
    layout = Layout((3, 1, 3), ({0: 1, 1: 1, 2: 1},), (), (), (), ((0, 1),), np.arange(9))
    tables = replace(_tables([3, 40, 43, 1, 40, 41, 3, 40, 43], rows), layout=layout)
    hidden = np.array([1, 1, 0] * 3, dtype=bool)
    levels = np.where(np.arange(9) == 0, 5.0, 0.0)
    assert np.flatnonzero(Attacker(tables).narrow(hidden, levels)).tolist() == [0]
    assert not Attacker(tables).narrow(hidden, np.minimum(levels, 4.0)).any()


def test_neighbourhoods_hold_an_interval_from_within_and_from_without() -> None:
    # a and b of a known total in 30 places, and a and b known for all together.
    at = [(2 * place, 2 * place + 1) for place in range(30)]
    rows: Rows = [[(a, 1), (b, 1)] for a, b in at]
    rows += [[(a, 1) for a, _ in at], [(b, 1) for _, b in at]]
    tables = _tables([3.0, 9.0] * 30, rows)
    outlook, _ = outlook_of(tables, np.ones(60, dtype=bool), np.ones(60, dtype=bool))
    around = Neighbourhoods(outlook)
    few, all_ = around.near(0, 6), around.near(0, None)
    assert (few.whole, all_.whole) == (False, True)
    assert few.columns.size < 20
    levels = np.array([20.0])
    within = ends(outlook, [few], levels, outside=False)
    exact = ends(outlook, [all_], levels, outside=False)
    without = ends(outlook, [few], levels, outside=True)
    for inner, true, outer in zip(within, exact, without, strict=True):
        assert 0 < inner[0] <= true[0] <= outer[0]
    assert (exact[0][0], exact[1][0]) == (2, 8)


def test_a_merged_place_moves_no_further_than_its_parts() -> None:
    # Places: part, part, whole, other; region of whole and other. The parts are known.
    layout = Layout(
        (2, 1, 4),
        ({0: 1, 1: 1},),
        (),
        ((2, (0, 1)),),
        (np.ones((2, 1), dtype=bool),),
        ((2, 3),),
        np.arange(8),
    )
    room = np.full(8, 30.0)
    levels = np.where(np.arange(8) == 2, 5.0, 0.0)
    only_wholes = _marks(8, 2, 3, 6, 7)
    assert Trading(layout).sure_widths(only_wholes, room, room, levels)[2] == 0
    assert Trading(layout).sure_widths(np.ones(8, dtype=bool), room, room, levels)[2] > 5


def test_a_hidden_pair_with_too_little_room_is_narrow() -> None:
    tables = _tables([36, 2, 4, 30], THREE, fixed=(0,))
    hidden = _marks(4, 1, 2)
    assert _interval(tables, hidden, 1) == pytest.approx((1, 5))
    assert Attacker(tables).narrow(hidden, tables.wanting(hidden)).tolist() == hidden.tolist()
    assert _interval(tables, _marks(4, 1, 2, 3), 1) == pytest.approx((1, 34))
    assert Attacker(tables).widths(hidden, tables.wanting(hidden))[1] == pytest.approx(4)


def test_the_cheapest_with_room_enough_is_hidden_too() -> None:
    tables = _tables([63, 3, 20, 40], THREE, fixed=(0,))
    assert np.flatnonzero(Complementary(tables).settle(_marks(4, 1))).tolist() == [1, 2]
    small = _tables([46, 3, 2, 41], THREE, fixed=(0,))
    assert np.flatnonzero(Complementary(small).settle(_marks(4, 1))).tolist() == [1, 3]


def test_a_large_count_alone_is_the_rest_and_two_with_too_little_room_get_a_third() -> None:
    alone = _tables([63, 23, 40], PARTS, fixed=(0,))
    assert np.flatnonzero(Complementary(alone).settle(_marks(3, 1))).tolist() == [1, 2]
    two = _tables([63, 3, 3, 57], THREE, fixed=(0,))
    assert np.flatnonzero(Complementary(two).settle(_marks(4, 1, 2))).tolist() == [1, 2, 3]
    enough = _tables([63, 3, 4, 56], THREE, fixed=(0,))
    assert np.flatnonzero(Complementary(enough).settle(_marks(4, 1, 2))).tolist() == [1, 2]


def test_a_cell_on_the_other_side_of_a_relation_gives_room_without_end() -> None:
    tables = _tables([5, 3, 4, 2], [[(0, -1), (1, 1), (2, 1), (3, -1)]], fixed=(0,))
    assert np.flatnonzero(Complementary(tables).settle(_marks(4, 1))).tolist() == [1, 3]


def test_to_widen_hides_one_for_each_that_is_narrow() -> None:
    tables = _tables([36, 2, 4, 30], THREE, fixed=(0,))
    wider = Complementary(tables).widen(_marks(4, 1, 2), _marks(4, 1), 0)
    assert np.flatnonzero(wider).tolist() == [1, 2, 3]


def test_what_nothing_asks_for_is_shown_again() -> None:
    tables = _tables([60, 10, 20, 30], THREE, fixed=(0,))
    left = without_needless(tables, _marks(4, 1, 2, 3), _marks(4, 1))
    assert np.flatnonzero(left).tolist() == [1, 2]


def test_a_table_of_two_rows_and_columns() -> None:
    # 3 9 | 12, 20 30 | 50, 23 39 | 62: totals are known.
    values = [3.0, 9, 12, 20, 30, 50, 23, 39, 62]
    rows: Rows = [[(r, 1), (r + 1, 1), (r + 2, -1)] for r in (0, 3, 6)]
    rows += [[(c, 1), (c + 3, 1), (c + 6, -1)] for c in (0, 1, 2)]
    tables = _tables(values, rows, fixed=(2, 5, 6, 7, 8))
    hidden = protect(tables, _marks(9, 0))
    assert np.flatnonzero(hidden).tolist() == [0, 1, 3, 4]
    assert _interval(tables, hidden, 0) == pytest.approx((1, 11))


def test_what_was_hidden_before_stays_hidden() -> None:
    tables = _tables([63, 3, 20, 40], THREE, fixed=(0,))
    hidden = protect(tables, _marks(4, 1), _marks(4, 3))
    assert np.flatnonzero(hidden).tolist() == [1, 3]


def test_where_public_facts_place_a_count_nothing_of_ours_is_hidden_for_it() -> None:
    tables = _tables([5, 3, 2, 40, 42], [*PARTS, [(4, -1), (2, 1), (3, 1)]], fixed=(0, 2))
    assert np.flatnonzero(protect(tables, _marks(5, 1))).tolist() == [1]

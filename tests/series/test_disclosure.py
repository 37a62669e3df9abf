"""Suppression hides what it must, and never changes what it shows."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from scan.series.disclosure import HIDDEN_RANK, hide_second, hide_small

Parts = list[int]


def _frame(parts: Parts) -> pl.DataFrame:
    whole = float(sum(parts))
    return pl.DataFrame(
        {
            "area": ["a"] * len(parts),
            "part": [str(i) for i in range(len(parts))],
            "numerator": [float(part) for part in parts],
            "denominator": [whole] * len(parts),
            "rank": pl.Series([0] * len(parts), dtype=pl.Int8),
        }
    )


def _hidden(frame: pl.DataFrame) -> list[bool]:
    return [rank == HIDDEN_RANK for rank in frame.sort("part").get_column("rank")]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_counts_from_one_to_four_are_hidden_and_zero_is_shown(parts: Parts) -> None:
    hidden = _hidden(hide_small(_frame(parts), 5, complement=False))
    assert hidden == [1 <= part <= 4 for part in parts]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_a_share_falls_with_its_rest_and_with_a_small_base(parts: Parts) -> None:
    whole = sum(parts)
    hidden = _hidden(hide_small(_frame(parts), 5, complement=True))
    for part, is_hidden in zip(parts, hidden, strict=True):
        small = 1 <= part <= 4 or 1 <= whole - part <= 4 or whole < 20
        assert is_hidden == small


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_never_exactly_one_part_of_a_whole_is_hidden(parts: Parts) -> None:
    first = hide_small(_frame(parts), 5, complement=False)
    second = hide_second(first, ["area"])
    assert sum(_hidden(second)) != 1
    assert all(was <= now for was, now in zip(_hidden(first), _hidden(second), strict=True))


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_figures_stay_as_they_are(parts: Parts) -> None:
    frame = _frame(parts)
    after = hide_second(hide_small(frame, 5, complement=True), ["area"])
    assert after.drop("rank").equals(frame.drop("rank"))


def test_wholes_are_treated_apart() -> None:
    two = pl.concat([_frame([2, 30, 40]), _frame([50, 30, 40]).with_columns(area=pl.lit("b"))])
    after = hide_second(hide_small(two, 5, complement=False), ["area"])
    assert after.filter(pl.col("area") == "b").get_column("rank").to_list() == [0, 0, 0]
    assert after.filter(pl.col("area") == "a").get_column("rank").to_list() == [2, 2, 0]

"""Differences meet their published check values; a part is not compared with itself."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from scan.statistics import differences
from scan.statistics.differences import against_whole, difference, known
from scan.statistics.intervals import rate, share

SHARE = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_shares_meet_newcombes_table(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference(share(*first, 0.95), share(*second, 0.95))
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)


@given(SHARE, SHARE)
def test_turned_round_it_is_the_same(first: tuple[int, int], second: tuple[int, int]) -> None:
    there, back = (
        difference(share(*a, 0.99), share(*b, 0.99)) for a, b in ((first, second), (second, first))
    )
    assert np.allclose((there.low, there.high), (-back.high, -back.low))


@given(SHARE, SHARE)
def test_a_part_beside_its_whole_is_as_clear_as_beside_the_rest(
    part: tuple[int, int], rest: tuple[int, int]
) -> None:
    whole = (part[0] + rest[0]) / (part[1] + rest[1])
    found = against_whole(share(*part, 0.99), share(*rest, 0.99), part[1] / (part[1] + rest[1]))
    assert np.isclose(found.value, part[0] / part[1] - whole)
    assert found.clear == difference(share(*part, 0.99), share(*rest, 0.99)).clear


def test_a_rate_beside_one_of_another_place() -> None:
    found = difference(rate(30, 1_000, 0.99), rate(10, 1_000, 0.99))
    assert found.clear
    assert not difference(rate(3, 100, 0.99), rate(1, 100, 0.99)).clear


def test_a_share_beside_a_known_level_differs_outside_its_limits() -> None:
    mean = share(30, 100, 0.99)
    assert not difference(mean, known(0.35)).clear
    assert difference(mean, known(0.5)).clear
    assert difference(mean, known(0.1)).clear


@pytest.mark.parametrize(("part", "rest"), [(60, 600), (200, 5_000), (800, 900)])
@pytest.mark.parametrize("level", [0.02, 0.2, 0.5])
def test_equal_levels_are_seldom_called_different(part: int, rest: int, level: float) -> None:
    """Every pair of counts that can come up, weighed by its chance: at most 2 in 100, where the
    interval promises 1 (it is a little short for small shares of few persons)."""
    x, y = np.arange(part + 1)[:, None], np.arange(rest + 1)[None, :]
    chance = binom.pmf(x, part, level) * binom.pmf(y, rest, level)
    found = against_whole(share(x, part, 0.99), share(y, rest, 0.99), part / (part + rest))
    assert chance[found.clear].sum() <= 0.02


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(differences).failed == 0

"""Intervals meet their published check values, hold what they promise, and refuse nonsense."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, chi2, poisson

from scan.statistics import intervals
from scan.statistics.intervals import Estimate, rate, share

COUNTS = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def _rounded(estimate: Estimate, digits: int) -> tuple[float, float]:
    return round(float(estimate.low), digits), round(float(estimate.high), digits)


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares_meet_newcombes_table(events: int, trials: int, low: float, high: float) -> None:
    assert _rounded(share(events, trials, 0.95), 4) == (low, high)


@given(st.integers(0, 10_000), st.integers(1, 10_000_000))
def test_limits_of_a_rate_are_nearly_the_exact_ones(events: int, exposure: int) -> None:
    """Those of F. Garwood, Biometrika 28 (1936) 437-442, of the chi-square distribution."""
    found = rate(events, exposure, 0.99)
    low = chi2.ppf(0.005, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(0.995, 2 * events + 2) / 2
    near = {"rtol": 0.01} if events >= 10 else {"atol": 0.05}
    assert np.allclose([found.low * exposure, found.high * exposure], [low, high], **near)
    assert events >= 10 or (found.low * exposure <= low and found.high * exposure >= high)


@given(COUNTS)
def test_a_share_lies_between_its_limits(counts: tuple[int, int]) -> None:
    value, low, high = share(*counts, 0.99)
    assert 0.0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1.0


@given(st.integers(1, 500), st.integers(0, 100))
def test_four_times_the_persons_give_a_narrower_interval(trials: int, percent: int) -> None:
    wide = share(percent / 100 * trials, trials, 0.99)
    narrow = share(percent / 25 * trials, 4 * trials, 0.99)
    assert narrow.high - narrow.low <= wide.high - wide.low + 1e-12


@pytest.mark.parametrize("level", [0.003, 0.05, 0.3, 0.5, 0.97])
@pytest.mark.parametrize("trials", [20, 50, 400, 5_000])
def test_a_share_holds_the_true_level_nearly_as_often_as_it_says(trials: int, level: float) -> None:
    """Summed over every count that can come up. Wilson's interval falls short of its 99 % where
    less than one event is expected; the rule of small bases keeps those from being compared."""
    events = np.arange(trials + 1)
    found = share(events, np.full(trials + 1, trials), 0.99)
    holds = (found.low <= level) & (level <= found.high)
    assert binom.pmf(events, trials, level)[holds].sum() >= 0.94


@pytest.mark.parametrize("mean", [0.2, 1.0, 7.5, 40.0])
def test_a_rate_holds_the_true_level_at_least_as_often_as_it_says(mean: float) -> None:
    events = np.arange(400)
    found = rate(events, np.ones(400), 0.99)
    holds = (found.low <= mean) & (mean <= found.high)
    assert poisson.pmf(events, mean)[holds].sum() >= 0.99


def test_arrays_give_what_their_numbers_give_one_by_one() -> None:
    events, trials = np.array([0, 3, 20]), np.array([20, 20, 20])
    for method in (share, rate):
        one_by_one = [method(*pair, 0.99) for pair in zip(events, trials, strict=True)]
        assert np.array_equal(np.array(method(events, trials, 0.99)).T, np.array(one_by_one))


@pytest.mark.parametrize(("above", "below"), [(1, 0), (-1, 5), (np.nan, 5), (3, np.nan)])
def test_what_cannot_be_tested_has_no_limits(above: float, below: float) -> None:
    for method in (share, rate):
        assert np.isnan(method(above, below, 0.99)).all()


def test_more_events_than_trials_are_a_rate_and_no_share() -> None:
    assert np.isnan(share(3, 2, 0.99)).all()
    assert rate(3, 2, 0.99).value == 1.5


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(intervals).failed == 0

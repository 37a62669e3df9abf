"""A verdict says what its limits bear, and nothing of a difference that matters to nobody."""

import doctest

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scan.statistics import verdicts as module
from scan.statistics.differences import Difference
from scan.statistics.verdicts import NAMES, verdicts

GAPS = st.floats(-5, 5).map(lambda gap: round(gap, 1))


def _said(gap: float, low: float, high: float, margin: float = 0.5) -> str:
    limits = Difference(*(np.array([end]) for end in (gap, low, high)))
    return str(verdicts(np.array([gap]), limits, np.array([margin]))[0])


def test_each_of_the_words() -> None:
    assert _said(2.0, 1.0, 3.0) == "higher"
    assert _said(-2.0, -3.0, -1.0) == "lower"
    assert _said(2.0, -1.0, 5.0) == "unclear"
    assert _said(0.3, 0.1, 0.5) == "about_equal"  # clear, and too small to matter
    assert _said(0.0, -0.4, 0.4) == "equal"  # surely too small to matter
    assert _said(0.3, -0.1, 0.49) == "about_equal"
    assert _said(0.0, -4.0, 4.0) == "unclear"  # displayed alike, and anything is possible
    assert _said(0.0, np.nan, np.nan) == "not_tested"


@given(GAPS, st.floats(0, 5), st.floats(0, 5), st.floats(0.01, 2))
def test_higher_and_lower_leave_zero_out(gap: float, down: float, up: float, margin: float) -> None:
    said = _said(gap, gap - down, gap + up, margin)
    assert said in NAMES
    if said == "higher":
        assert gap - down > 0
        assert gap >= margin
    if said == "lower":
        assert gap + up < 0
        assert gap <= -margin
    if said in ("equal", "about_equal"):
        assert abs(gap) < margin


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0

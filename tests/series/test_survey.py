"""Intervals meet their published check values and behave as intervals do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.series.survey import newcombe, wilson

Z_95 = 1.959963984540054


@pytest.mark.parametrize(
    ("events", "answers", "low", "high"),
    [(0, 20, 0.0, 16.1), (3, 20, 5.2, 36.0), (0.85 * 700, 700, 82.2, 87.5)],
)
def test_wilson_meets_its_check_values(
    events: float, answers: int, low: float, high: float
) -> None:
    limits = wilson(events, answers, Z_95)
    assert [round(100 * limit, 1) for limit in limits] == [low, high]


def test_newcombe_meets_its_check_value() -> None:
    low, high = newcombe((0.31 * 450, 450), (0.26 * 430, 430), Z_95)
    assert (round(100 * low, 1), round(100 * high, 1)) == (-1.0, 10.9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_zero_and_one(pair: tuple[int, int]) -> None:
    events, answers = pair
    low, high = wilson(events, answers)
    assert 0.0 <= low <= events / answers + 1e-12
    assert events / answers - 1e-12 <= high <= 1.0


@given(st.integers(1, 500), st.integers(0, 100))
def test_more_answers_narrow_the_interval(answers: int, percent: int) -> None:
    share = percent / 100
    narrow, wide = wilson(share * 4 * answers, 4 * answers), wilson(share * answers, answers)
    assert narrow[1] - narrow[0] <= wide[1] - wide[0] + 1e-12


@pytest.mark.parametrize("pair", [(1, 0), (3, 2), (-1, 5)])
def test_wilson_refuses_impossible_counts(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="answers"):
        wilson(*pair)

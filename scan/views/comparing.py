"""Views, comparing: higher or lower than another place or group, rising or falling since before.

Input: displayed figures, and of a survey the levels behind them. Output: states, directions and
changes. Differences are those of the displayed figures; survey figures only differ when they do so
beyond their 99 % interval too.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from scan.catalogue.records import Indicator
from scan.statistics.differences import Difference, against_known, difference
from scan.statistics.intervals import Estimate, share
from scan.views import numbers
from scan.views.records import Change, Course, Direction, Figure, Series, Shown, State

YEARS_BACK = 5
ENOUGH = 2
"""So many groups must move before all do: of five tests at 99 %, one may be chance."""
DIRECTIONS: dict[State, Direction | Course] = {
    "higher": "rising",
    "lower": "falling",
    "equal": "stable",
    "about_equal": "stable",
    "unclear": "unclear",
    "not_tested": "not_tested",
    "none": "not_shown",
}
"""Which way a figure moved that is higher or lower than it was."""


def state(own: Shown, other: Shown, unit: str, limits: Difference | None, *, survey: bool) -> State:
    """A displayed figure beside another one, of a place, a group or a year.

    Those of a survey differ where the displayed figures do, and the difference of the levels
    behind them, which lies between ``limits``, leaves zero out.
    """
    if own.value is None or other.value is None:
        return "none"
    if survey:
        if limits is None:
            return "not_tested"
        if own.value == other.value or not limits.clear:
            return "unclear"
    elif own.value == other.value:
        return "equal"
    elif numbers.about_equal(own.value, other.value, unit):
        return "about_equal"
    return "higher" if own.value > other.value else "lower"


def level(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    """An estimate as it can be tested; ``None`` without limits."""
    if value is None or low is None or high is None:
        return None
    return Estimate(*np.array([value, low, high]))


def between(first: Estimate | None, second: Estimate | None) -> Difference | None:
    """Between which limits the difference of two independent estimates lies."""
    return None if first is None or second is None else difference(first, second)


def beside(main: Figure, other: Shown, unit: str, *, survey: bool) -> State:
    """The municipality beside another place. Counts of things are not compared. Of a survey, the
    error of the other place is negligible: it differs when it lies outside the interval."""
    own = level(main.shown.value, main.low, main.high)
    if unit == "count":
        return "none"
    known = None
    if own is not None and other.value is not None:
        known = against_known(own, other.value)
    return state(main.shown, other, unit, known, survey=survey)


def moved(
    now: Figure,
    before: Figure,
    rounding: tuple[str, int],
    limits: Difference | None,
    words: Mapping[str, str],
    *,
    survey: bool,
) -> Change:
    """What became of a figure since an earlier one; ``rounding`` is their unit and decimals,
    ``limits`` those of the difference between the levels behind estimates."""
    unit, decimals = rounding
    step = numbers.difference(now.shown, before.shown, unit, decimals, words)
    found = state(now.shown, before.shown, unit, limits, survey=survey)
    return Change(before.period, step, DIRECTIONS[found])


def together(directions: Sequence[Direction | Course]) -> Direction | Course:
    """Which way several groups move, in any order: when at least two do and none goes the other
    way."""
    ups, downs = directions.count("rising"), directions.count("falling")
    if ups and downs:
        return "mixed"
    if ups:
        return "rising" if ups >= ENOUGH else "partly_rising"
    if downs:
        return "falling" if downs >= ENOUGH else "partly_falling"
    kinds: tuple[Direction | Course, ...] = ("unclear", "stable", "reworded", "first", "not_shown")
    return next((kind for kind in kinds if kind in directions), "not_delivered")


def change(
    trend: Series,
    period: int,
    indicator: Indicator,
    answers: Mapping[int, float],
    words: Mapping[str, str],
) -> Change | None:
    """The change since about five years ago, or since the edition before; ``None`` without."""
    shown = {f.period: f for f in trend if f.shown.value is not None}
    newest, since = shown.get(period), _since(shown, period, indicator)
    if newest is None or since is None:
        return None
    before, survey = shown[since], indicator.survey is not None
    levels = (_level(newest, answers), _level(before, answers)) if survey else (None, None)
    rounding = (indicator.unit, indicator.decimals)
    return moved(newest, before, rounding, between(*levels), words, survey=survey)


def _since(figures: Mapping[int, Figure], period: int, indicator: Indicator) -> int | None:
    earlier = sorted(p for p in figures if p < period)
    if indicator.survey:
        earlier = [p for p in earlier if p >= indicator.survey.comparable_since][-1:]
    far_enough = [p for p in earlier if p <= period - YEARS_BACK]
    if far_enough:
        return far_enough[-1]
    return earlier[0] if earlier else None


def _level(figure: Figure, answers: Mapping[int, float]) -> Estimate | None:
    value, count = figure.shown.value, answers.get(figure.period)
    return share(value / 100 * count, count) if value is not None and count else None

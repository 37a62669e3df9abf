"""Views, comparing: higher or lower than another place, rising or falling since before.

Input: displayed figures. Output: states and changes. Differences are those of the
displayed figures; survey figures only differ when they do so beyond their 99 % interval.
"""

from collections.abc import Mapping

from scan.catalogue.records import Indicator
from scan.series.survey import newcombe
from scan.views import numbers
from scan.views.records import Change, Direction, Figure, Series, Shown, State

YEARS_BACK = 5


def state(main: Figure, other: Shown, unit: str, *, survey: bool) -> State:
    """The municipality beside another place. Counts of things are not compared."""
    own, theirs = main.shown.value, other.value
    if own is None or theirs is None or unit == "count":
        return "none"
    if survey:
        return _survey_state(main, own, theirs)
    if own == theirs:
        return "equal"
    if numbers.about_equal(own, theirs, unit):
        return "about_equal"
    return "higher" if own > theirs else "lower"


def _survey_state(main: Figure, own: float, theirs: float) -> State:
    """The region's own error is negligible: it differs when it lies outside the interval."""
    if main.low is None or main.high is None:
        return "not_tested"
    if main.low <= theirs <= main.high:
        return "unclear"
    return "higher" if own > theirs else "lower"


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
    before = shown[since]
    step = numbers.difference(newest.shown, before.shown, indicator.unit, indicator.decimals, words)
    return Change(since, step, _direction(newest, before, indicator, answers))


def _since(figures: Mapping[int, Figure], period: int, indicator: Indicator) -> int | None:
    earlier = sorted(p for p in figures if p < period)
    if indicator.survey:
        earlier = [p for p in earlier if p >= indicator.survey.comparable_since][-1:]
    far_enough = [p for p in earlier if p <= period - YEARS_BACK]
    if far_enough:
        return far_enough[-1]
    return earlier[0] if earlier else None


def _direction(
    newest: Figure, before: Figure, indicator: Indicator, answers: Mapping[int, float]
) -> Direction:
    now, then = newest.shown.value, before.shown.value
    if now is None or then is None:
        return "not_tested"
    if indicator.survey:
        now_answers, then_answers = answers.get(newest.period), answers.get(before.period)
        if not now_answers or not then_answers:
            return "not_tested"
        low, high = newcombe(
            (now / 100 * now_answers, now_answers), (then / 100 * then_answers, then_answers)
        )
        if low <= 0 <= high:
            return "unclear"
    elif now == then or numbers.about_equal(now, then, indicator.unit):
        return "stable"
    return "rising" if now > then else "falling"

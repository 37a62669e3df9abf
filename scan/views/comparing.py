"""Views, comparing: higher or lower than the region, rising or falling since before.

Input: displayed cells and trends. Output: states and changes. Differences are those of the
displayed figures; survey figures only differ when they do so beyond their 99 % interval.
"""

from collections.abc import Mapping

from scan.catalogue.records import Indicator
from scan.series.survey import newcombe
from scan.views import numbers
from scan.views.records import Cell, Change, Direction, Point, State, Trend

YEARS_BACK = 5


def state(cell: Cell, unit: str, *, survey: bool) -> State:
    """The municipality beside the region. Counts of things are not compared."""
    own, region = cell.own.value, cell.region.value
    if own is None or region is None or unit == "count":
        return "none"
    if survey:
        return _survey_state(cell, own, region)
    if own == region:
        return "equal"
    if numbers.about_equal(own, region, unit):
        return "about_equal"
    return "higher" if own > region else "lower"


def _survey_state(cell: Cell, own: float, region: float) -> State:
    """The region's own error is negligible: it differs when it lies outside the interval."""
    if cell.low is None or cell.high is None:
        return "not_tested"
    if cell.low <= region <= cell.high:
        return "unclear"
    return "higher" if own > region else "lower"


def change(
    trend: Trend,
    period: int,
    indicator: Indicator,
    answers: Mapping[int, float],
    words: Mapping[str, str],
) -> Change | None:
    """The change since about five years ago, or since the edition before; ``None`` without."""
    points = {p.period: p for p in trend.points if p.own.value is not None}
    newest = points.pop(period, None)
    since = _since(points, period, indicator)
    if newest is None or since is None:
        return None
    before = points[since]
    unit, decimals = indicator.unit, indicator.decimals
    return Change(
        since,
        numbers.difference(newest.own, before.own, unit, decimals, words),
        numbers.difference(newest.region, before.region, unit, decimals, words),
        _direction(newest, before, indicator, answers),
    )


def _since(points: Mapping[int, Point], period: int, indicator: Indicator) -> int | None:
    earlier = sorted(p for p in points if p < period)
    if indicator.survey:
        earlier = [p for p in earlier if p >= indicator.survey.comparable_since][-1:]
    far_enough = [p for p in earlier if p <= period - YEARS_BACK]
    if far_enough:
        return far_enough[-1]
    return earlier[0] if earlier else None


def _direction(
    newest: Point, before: Point, indicator: Indicator, answers: Mapping[int, float]
) -> Direction:
    now, then = newest.own.value, before.own.value
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

"""Views, comparing: higher or lower than another place or group, rising or falling since before.

Input: displayed figures and what is :mod:`~scan.views.measured` behind them. Output: states,
directions, changes, and where a municipality surely stands among all. Differences are those of the
displayed figures.
"""

from collections.abc import Callable, Mapping, Sequence

from scan.catalogue.bounds import Bounds
from scan.catalogue.records import Indicator
from scan.views import numbers
from scan.views.measured import Measured, at, beside
from scan.views.records import (
    Change,
    Course,
    Direction,
    Figure,
    Position,
    Series,
    Standing,
    State,
)

YEARS_BACK = 5
ENOUGH = 2
"""So many groups must move before all do: of five tests at 99 %, one may be chance."""
ENOUGH_FOR_TENTHS = 50
"""A tenth of fewer municipalities is no group worth a name."""
DIRECTIONS: dict[State, Direction | Course] = {
    "higher": "rising",
    "lower": "falling",
    "equal": "stable",
    "about_equal": "stable",
    "unclear": "unclear",
    "small_base": "small_base",
    "not_tested": "not_tested",
    "none": "not_shown",
}
"""Which way a figure moved that is higher or lower than it was."""


def moved(
    figures: tuple[Figure, Figure],
    measures: tuple[Measured, Measured],
    rounding: tuple[str, int],
    bounds: Bounds,
    words: Mapping[str, str],
) -> Change:
    """What became of a figure since an earlier one, both with what is behind them; ``rounding``
    is their unit and decimals. A number of things is told, and not judged."""
    (now, before), (unit, decimals) = figures, rounding
    step = numbers.difference(now.shown, before.shown, unit, decimals, words)
    if unit == "count" and step.value is not None:
        return Change(before.period, step, "counted")
    (found,) = beside(*measures, unit, bounds)
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
    kinds: tuple[Direction | Course, ...] = (
        *("unclear", "stable", "small_base", "not_tested", "reworded", "first", "not_shown"),
    )
    return next((kind for kind in kinds if kind in directions), "not_delivered")


def change(
    trend: Series,
    periods: tuple[int, int | None],
    indicator: Indicator,
    behind: Callable[[Figure], Measured],
    bounds: Bounds,
    words: Mapping[str, str],
) -> Change | None:
    """The change of a figure between two periods, the newer one first; ``None`` where either shows
    none. ``behind`` measures a figure of the municipality."""
    shown = {f.period: f for f in trend if f.shown.value is not None}
    newest, since = shown.get(periods[0]), periods[1]
    if newest is None or since not in shown:
        return None
    figures = newest, shown[since]
    measures = behind(newest), behind(shown[since])
    return moved(figures, measures, (indicator.unit, indicator.decimals), bounds, words)


def since_of(trend: Series, period: int, indicator: Indicator) -> int | None:
    """The period that a figure is compared with: about five years ago, or the edition before."""
    earlier = sorted(f.period for f in trend if f.period < period and f.shown.value is not None)
    if indicator.survey:
        earlier = [p for p in earlier if p >= indicator.survey.comparable_since][-1:]
    far_enough = [p for p in earlier if p <= period - YEARS_BACK]
    if far_enough:
        return far_enough[-1]
    return earlier[0] if earlier else None


def standing(
    own: Measured, position: Position, deciles: Sequence[float], unit: str, bounds: Bounds
) -> Standing | None:
    """The part of all municipalities in which a figure lies with its limits; ``None`` where the
    limits reach into another part, or there are none. ``deciles`` are the nine that are between
    the tenths."""
    if position.lowest == position.highest:
        return None

    def is_beside(limit: float) -> State:
        return beside(own, at(limit), unit, bounds)[0]

    if position.areas >= ENOUGH_FOR_TENTHS:
        if is_beside(deciles[0]) == "lower":
            return "lowest_tenth"
        if is_beside(deciles[-1]) == "higher":
            return "highest_tenth"
    ends = is_beside(position.low_quarter), is_beside(position.high_quarter)
    found: dict[tuple[State, State], Standing] = {
        ("lower", "lower"): "lowest_quarter",
        ("higher", "lower"): "middle",
        ("higher", "higher"): "highest_quarter",
    }
    return found.get(ends)

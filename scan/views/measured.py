"""Views, measured: displayed figures with the counts or limits by which they are tested.

Input: rows of the store and what is displayed of them. Output: :class:`Measured` arrays, and what
they say of one another. The one place where two figures are compared: of places, groups and years,
of registers and surveys, in reports and in the Barometer.
"""

import statistics
from collections.abc import Iterable
from typing import NamedTuple, cast

import numpy as np

from scan.catalogue.bounds import Bounds
from scan.catalogue.records import SCALE
from scan.statistics.differences import Difference, against_whole, difference
from scan.statistics.intervals import Estimate, Floats, rate, share
from scan.statistics.verdicts import verdicts
from scan.views.desk import Row
from scan.views.records import Shown, State

_DIGITS = 9
"""Of a difference of displayed figures: more than any has, fewer than floats err in."""
_COUNTED = ("percent", "per_1000", "per_10000")
"""Units of figures that counts give limits to."""
_NAN = float("nan")


class Measured(NamedTuple):
    """Figures as displayed, and what is behind them; not a number where it is not known."""

    value: Floats
    """As displayed, in the unit."""
    exact: Floats
    """The same before it was rounded."""
    above: Floats
    """Counts above and below the line."""
    below: Floats
    low: Floats
    """Limits of an estimate, in the unit; of a figure from counts none."""
    high: Floats

    def uncounted(self) -> "Measured":
        """The same without what is above the line: a balance does not tell what came and went, and
        its error is that of both."""
        return self._replace(above=np.full_like(self.above, _NAN))

    def certain(self) -> "Measured":
        """The same as if it had no error, where it has no limits: beside a survey of one
        municipality that of the region's is nothing."""
        low, high = (np.where(np.isnan(end), self.exact, end) for end in (self.low, self.high))
        return self._replace(low=low, high=high)


def measured(pairs: Iterable[tuple[Shown, Row | None]]) -> Measured:
    """Displayed figures, each with the row that it was made of."""
    return _arrays([(_number(shown.value), *_behind(row)) for shown, row in pairs])


def at(value: float) -> Measured:
    """One level that is known without an error."""
    return _arrays([(value, value, _NAN, _NAN, value, value)])


def middle(members: Measured, unit: str, bounds: Bounds) -> Measured:
    """The middle figure of ``members``, of one kind. A median moves with its members, so that it
    lies between the medians of their lower and of their upper limits where each lies within its
    own; without those of one member it has none."""
    kept = Measured(*(part[~np.isnan(members.value)] for part in members))
    found = levels(kept, unit, bounds)
    value, *limits = (
        _NAN if np.isnan(part).any() else statistics.median(part)
        for part in (kept.value, found.low, found.high)
    )
    return _arrays([(value, value, _NAN, _NAN, *limits)])


def levels(one: Measured, unit: str, bounds: Bounds) -> Estimate:
    """Between which limits the levels behind the figures lie, in the unit: as they are given, else
    as the counts tell; of numbers of things and of differences, none."""
    if unit not in _COUNTED:
        return Estimate(one.exact, one.low, one.high)
    of_counts = share if unit == "percent" else rate
    found = of_counts(one.above, one.below, bounds.level).scaled(SCALE[unit])
    given = Estimate(one.exact, one.low, one.high)
    pairs = zip(given, found, strict=True)
    return Estimate(*(np.where(np.isnan(one.low), counted, told) for told, counted in pairs))


def beside(
    own: Measured, other: Measured, unit: str, bounds: Bounds, *, whole: bool = False
) -> list[State]:
    """What each figure of ``own`` is beside that of ``other``; ``whole``: the other is an area that
    the own one is a part of. Numbers of things are not compared."""
    if unit == "count":
        return ["none"] * len(own.value)
    limits = _limits(own, other, unit, bounds, whole=whole)
    gap = np.round(own.value - other.value, _DIGITS)
    margin = _margin(np.maximum(np.abs(own.value), np.abs(other.value)), unit, bounds)
    least = np.fmin(own.below, other.below)
    found = np.select(
        [np.isnan(gap), least < bounds.base.no_verdict_below],
        ["none", "small_base"],
        verdicts(gap, limits, margin),
    )
    return cast("list[State]", found.tolist())


def _limits(
    own: Measured, other: Measured, unit: str, bounds: Bounds, *, whole: bool
) -> Difference:
    first, second = (levels(one, unit, bounds) for one in (own, other))
    apart = difference(first, second)
    if not whole or unit not in _COUNTED:
        return apart
    rest = other._replace(
        above=other.above - own.above, below=other.below - own.below, low=own.low, high=own.high
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = against_whole(first, levels(rest, unit, bounds), own.below / other.below)
    pairs = zip(apart, inside, strict=True)
    return Difference(*(np.where(np.isnan(own.low), there, given) for given, there in pairs))


def _margin(larger: Floats, unit: str, bounds: Bounds) -> Floats:
    """Below which a difference of figures up to ``larger`` matters to nobody."""
    rule, shares = bounds.about_equal, unit in ("percent", "points")
    margin = np.fmin(rule.points, rule.share * larger) if shares else rule.ratio * larger
    return np.asarray(np.round(margin, _DIGITS), np.float64)


def _behind(row: Row | None) -> tuple[float, ...]:
    nothing = (None,) * 5
    told = (row.value, row.numerator, row.denominator, row.low, row.high) if row else nothing
    return tuple(map(_number, told))


def _number(value: float | None) -> float:
    return _NAN if value is None else value


def _arrays(rows: list[tuple[float, ...]]) -> Measured:
    return Measured(*np.array(rows, float).reshape(-1, len(Measured._fields)).T)

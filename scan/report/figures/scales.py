"""Report, figures: limits and ticks of axes, from a small set, so that frames repeat.

Input: the range of the figures. Output: a :class:`Scale` whose ticks are round numbers.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scan.dutch import figure, number

_STEPS = (1.0, 2.0, 5.0, 10.0)
_FLAT = 0.7
_LEAST_SPAN = 0.3
"""Of the highest figure: an axis without zero spans at least this part of it, so that noise
does not look like a change."""
_FAR = 25.0
"""Lines need no zero where their lowest figure is above this part of the highest, and above
this number: small figures keep their zero, so that small changes look small."""


_NEAR_ZERO = 0.3
"""Dots keep a zero where their lowest figure is below this part of the highest."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high`` with ticks at both."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round numbers from low to high."""
        return _ticks(self.low, self.high, self.step)

    def labels(self, unit: str) -> tuple[str, ...]:
        """Dutch text per tick; the unit stands at the highest only."""
        return _labels(self.ticks, self.step, unit)


@lru_cache(maxsize=4096)
def _ticks(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(round(low + index * step, 6) for index in range(round((high - low) / step) + 1))


@lru_cache(maxsize=4096)
def _labels(ticks: tuple[float, ...], step: float, unit: str) -> tuple[str, ...]:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    texts = [number(tick, decimals) for tick in ticks]
    if unit == "percent":
        texts[-1] = figure(ticks[-1], unit, decimals)
    return tuple(texts)


@lru_cache(maxsize=4096)
def _scale(low: float, high: float, most: int) -> Scale:
    span = high - low or 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in _STEPS:
        step = factor * power
        first = math.floor(low / step + 1e-9)
        last = math.ceil(high / step - 1e-9)
        if last - first <= most:
            return Scale(round(first * step, 6), round(max(last, first + 1) * step, 6), step)
    step = 20 * power
    first = math.floor(low / step + 1e-9)
    return Scale(round(first * step, 6), round(math.ceil(high / step - 1e-9) * step, 6), step)


def bar_scale(values: Iterable[float], most: int = 4) -> Scale:
    """Round limits around the values that always hold zero; at most ``most`` steps."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    return _scale(low, high if high > low else 1.0, most)


def line_scale(values: Sequence[float], most: int = 4) -> Scale:
    """As ``bar_scale``; zero is left out where all values lie far above it."""
    if values and min(values) >= max(_FAR, _FLAT * max(values)):
        span = max(values) - min(values)
        high = max(values) + 0.05 * span
        low = min(min(values) - 0.15 * span, high - _LEAST_SPAN * max(values))
        return _scale(low, high, most)
    return bar_scale(values, most)


def dot_scale(values: Sequence[float], most: int = 4) -> Scale:
    """Round limits around values that are shown by their place alone, so that no room goes to
    a zero far from them."""
    if not values or min(values) < _NEAR_ZERO * max(values):
        return bar_scale(values, most)
    low = min(min(values), max(values) * (1 - _LEAST_SPAN))
    return _scale(low, max(values), most)


def inner_scale(low: float, high: float, most: int) -> Scale:
    """Round steps for an axis with ends of its own; two ticks at least lie between them."""
    return _scale(low, high, most)


def year_ticks(periods: Sequence[int], width: float, room: float = 42.0) -> tuple[int, ...]:
    """Years to write under a time axis of ``width`` points: the first and the last, and
    between them round years or, for a few editions, each one."""
    first, last = min(periods), max(periods)
    if first == last:
        return (first,)
    per_year = width / (last - first)
    gaps = [b - a for a, b in pairwise(sorted(periods))]
    if len(periods) <= 6 and min(gaps) * per_year >= room / 2:
        return tuple(sorted(periods))
    step = next(s for s in (1, 2, 5, 10, 20, 50) if s * per_year >= room)
    inner = [
        year
        for year in range(first + 1, last)
        if year % step == 0
        and (year - first) * per_year >= room
        and (last - year) * per_year >= room
    ]
    return (first, *inner, last)

"""Publish, site, pictures: the geometry of small lines, tile maps and distributions.

Input: displayed figures. Output: points and places, in the units of the SVG boxes that the
templates draw; no colours, no words.
"""

import math
from collections.abc import Sequence

from scan.publish.site.records import Spark

SPARK = (100.0, 30.0)
MARGIN = 3.0
WIDTH = 640.0
"""Of the box of a distribution."""
BINS = 64
LEVELS = 4
FEWEST = 8
"""Municipalities with a figure, below which there are no levels."""


def spark(
    own: Sequence[tuple[int, float]], other: Sequence[tuple[int, float]], text: str
) -> Spark | None:
    """A line through the years; ``None`` for fewer than three. Starts at zero or below."""
    if len(own) < 3:
        return None
    years = [year for year, _ in own] + [year for year, _ in other]
    values = [value for _, value in own] + [value for _, value in other] + [0.0]
    first, last, low, high = min(years), max(years), min(values), max(values)
    width, height = SPARK

    def place(year: int, value: float) -> tuple[float, float]:
        x = MARGIN + (year - first) / max(last - first, 1) * (width - 2 * MARGIN)
        y = height - MARGIN - (value - low) / ((high - low) or 1.0) * (height - 2 * MARGIN)
        return round(x, 1), round(y, 1)

    return Spark(
        points=_points([place(*point) for point in sorted(own)]),
        beside=_points([place(*point) for point in sorted(other)]),
        end=place(*max(own)),
        text=text,
    )


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)


def bounds(values: Sequence[float]) -> tuple[float, ...]:
    """The limits between four levels of as many municipalities; empty when there are too few."""
    ordered = sorted(values)
    if len(ordered) < FEWEST:
        return ()
    return tuple(ordered[len(ordered) * part // LEVELS] for part in range(1, LEVELS))


def level(value: float, limits: Sequence[float]) -> int:
    """In which level a figure falls, from 1."""
    return 1 + sum(value >= limit for limit in limits)


def dots(values: Sequence[float]) -> tuple[list[tuple[float, float]], float, list[float]]:
    """A dot for each figure, stacked where figures are alike.

    Returns the places in the order of ``values``, the height of the box, and round figures for
    the axis below.
    """
    if not values:
        return [], 0.0, []
    low, high = min(0.0, *values), max(values)
    span = (high - low) or 1.0
    size = WIDTH / (BINS + 1)
    heights: dict[int, int] = {}
    places: dict[int, tuple[float, float]] = {}
    for index in sorted(range(len(values)), key=lambda i: values[i]):
        bin_ = min(int((values[index] - low) / span * BINS), BINS - 1)
        heights[bin_] = heights.get(bin_, 0) + 1
        places[index] = ((bin_ + 1) * size, (heights[bin_] - 0.5) * size)
    tallest = max(heights.values()) * size
    found = [places[index] for index in range(len(values))]
    return (
        [(round(x, 1), round(tallest - y, 1)) for x, y in found],
        round(tallest, 1),
        _ticks(low, high),
    )


def along(value: float, values: Sequence[float]) -> float:
    """Where a figure stands on the axis of :func:`dots`."""
    low, high = min(0.0, *values), max(values)
    size = WIDTH / (BINS + 1)
    return round(size / 2 + (value - low) / ((high - low) or 1.0) * BINS * size, 1)


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round figures between two."""
    if high <= low:
        return [low]
    rough = (high - low) / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step)
    return [round(n * step, 10) for n in range(first, math.floor(high / step) + 1)]

"""Statistics, intervals: between which limits the level behind a figure lies.

Input: counts above and below the line, as numbers or arrays that broadcast. Output:
:class:`Estimate`, the figure with its lower and upper limit, as arrays of the same shape; not a
number where the counts are unknown or can't be tested (nothing below the line, less than nothing
above it).

A register counts everybody, and yet its counts are treated as drawn by chance: who moves in, finds
work or falls ill in a year could have been one more or one fewer. That is how health profiles of
the United Kingdom read registers (Public Health England, *Technical guide: confidence intervals*,
2018), and it keeps small municipalities from being called higher for the sake of two persons.
"""

from statistics import NormalDist
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

Floats: TypeAlias = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A level and its limits, all three in one unit."""

    value: Floats
    low: Floats
    high: Floats

    def scaled(self, factor: ArrayLike) -> "Estimate":
        """In another unit: 100 for per cent."""
        return Estimate(*(part * np.asarray(factor, float) for part in self))


def share(events: ArrayLike, trials: ArrayLike, level: float) -> Estimate:
    """A proportion (0 to 1) with Wilson's score interval.

    ``events`` of ``trials`` persons (or answers, or what they are worth after a design effect);
    more events than trials are no share. Source: E. B. Wilson, Journal of the American Statistical
    Association 22 (1927); as method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872.

    >>> low, high = share(15, 148, 0.95)[1:]
    >>> f"{low:.4f} {high:.4f}"
    '0.0624 0.1605'
    """
    x, n = _counts(events, trials)
    x, z = np.where(x > n, np.nan, x), _deviate(level)
    centre = 2 * x + z * z
    spread = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    whole = 2 * (n + z * z)
    low, high = (centre - spread) / whole, (centre + spread) / whole
    return Estimate(x / n, np.maximum(low, 0.0), np.minimum(high, 1.0))


def rate(events: ArrayLike, exposure: ArrayLike, level: float) -> Estimate:
    """Events per unit of exposure, with Byar's approximation of the limits of a Poisson count.

    For events that may befall the same person twice, and for rates of which the line below is
    not the group that the events come from. Source: N. E. Breslow and N. E. Day, *Statistical
    Methods in Cancer Research* II (1987) 69; the one that the health profiles use. At 99 %
    it is within one per cent of the exact limits from ten events on, and a little wide below.

    >>> low, high = rate(10, 1, 0.95)[1:]
    >>> f"{low:.3f} {high:.3f}"
    '4.787 18.391'
    """
    x, n = _counts(events, exposure)
    z = _deviate(level)
    some, more = np.where(x > 0, x, 1.0), x + 1
    low = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return Estimate(x / n, np.where(x > 0, np.maximum(low, 0.0), x) / n, high / n)


def _counts(above: ArrayLike, below: ArrayLike) -> tuple[Floats, Floats]:
    """Both as arrays of one shape, without what cannot be tested."""
    x, n = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    known = (n > 0) & (x >= 0)
    return np.where(known, x, np.nan), np.where(known, n, np.nan)


def _deviate(level: float) -> float:
    """Standard deviations on both sides of the mean that hold so much of a normal spread."""
    return NormalDist().inv_cdf((1 + level) / 2)

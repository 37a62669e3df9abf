"""Statistics, intervals: between which limits the level behind a figure lies.

Input: counts above and below the line, as numbers or arrays that broadcast. Output:
:class:`Estimate`, the figure with its lower and upper limit, as arrays of the same shape.

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

LEVEL = 0.99
"""Of the interval, two-sided. A report makes some hundred comparisons: at 95 % five of them would
be called different by chance alone, at 99 % one."""


class Estimate(NamedTuple):
    """A level and its limits, in the unit of the figure before it is scaled (a share is 0 to 1)."""

    value: Floats
    low: Floats
    high: Floats


def share(events: ArrayLike, trials: ArrayLike, level: float = LEVEL) -> Estimate:
    """A proportion with Wilson's score interval.

    ``events`` of ``trials`` persons (or answers, or what they are worth after a design effect).
    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927); as method 3
    of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872.

    Raises ValueError where there are no trials or more events than trials.

    >>> low, high = share(15, 148, 0.95)[1:]
    >>> f"{low:.4f} {high:.4f}"
    '0.0624 0.1605'
    """
    x, n = counts(events, trials)
    if np.any(x > n):
        message = "more events than trials"
        raise ValueError(message)
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = 2 * x + z * z
    spread = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    whole = 2 * (n + z * z)
    low, high = (centre - spread) / whole, (centre + spread) / whole
    return Estimate(x / n, np.maximum(low, 0.0), np.minimum(high, 1.0))


def counts(above: ArrayLike, below: ArrayLike) -> tuple[Floats, Floats]:
    """Both as arrays of one shape. Raises ValueError where there is nothing below the line, or
    less than nothing above it."""
    x, n = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    if np.any(n <= 0) or np.any(x < 0):
        message = "nothing below the line, or less than nothing above it"
        raise ValueError(message)
    return x, n

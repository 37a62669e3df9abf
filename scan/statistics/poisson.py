"""Statistics, Poisson: between which limits the level behind a number of events lies.

Input: counts above and below the line, as numbers or arrays that broadcast. Output:
:class:`~scan.statistics.intervals.Estimate`. A module of its own, for it alone asks SciPy, which
takes a worker that makes reports too much time and memory to load.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from scan.statistics.intervals import LEVEL, Estimate, counts


def rate(events: ArrayLike, exposure: ArrayLike, level: float = LEVEL) -> Estimate:
    """Events per unit of exposure with the exact interval of a Poisson count.

    For events that may befall the same person twice, and for rates of which the line below is
    not the group that the events come from. Source: F. Garwood, Biometrika 28 (1936) 437-442; the
    exact limits cost no more than Byar's approximation, and hold for small counts too.

    Raises ValueError where there is no exposure.

    >>> low, high = rate(10, 1, 0.95)[1:]
    >>> f"{low:.3f} {high:.3f}"
    '4.795 18.390'
    """
    x, n = counts(events, exposure)
    tail = (1 - level) / 2
    low = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), tail), 0.0)
    return Estimate(x / n, low / n, gammaincinv(x + 1, 1 - tail) / n)

"""Statistics, differences: between which limits the difference of two levels lies.

Input: estimates of two places, groups or moments. Output: :class:`Difference` with its limits, not
a number where one of the estimates is none. What is compared counts as independent. Two years of
one municipality are not, for most inhabitants are counted in both: their real interval is
narrower, so that a change which is called clear is.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from scan.statistics.intervals import Estimate, Floats


class Difference(NamedTuple):
    """The first level minus the second, and the limits of that."""

    value: Floats
    low: Floats
    high: Floats

    @property
    def clear(self) -> npt.NDArray[np.bool_]:
        """Whether the limits leave no difference at all out."""
        return np.asarray((self.low > 0) | (self.high < 0))

    def within(self, margin: ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether the limits leave out every difference of ``margin`` and more: two one-sided
        tests of equivalence (D. J. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987)
        657-680)."""
        bound = np.asarray(margin, float)
        return np.asarray((self.low > -bound) & (self.high < bound))


def difference(first: Estimate, second: Estimate) -> Difference:
    """The difference of two independent levels, from the limits of each.

    The square-and-add method: with Wilson's limits it is method 10 of R. G. Newcombe, Statistics in
    Medicine 17 (1998) 873-890; with others, MOVER of G. Y. Zou and A. Donner, Statistics in
    Medicine 27 (2008) 1693-1702.

    >>> from scan.statistics.intervals import share
    >>> found = difference(share(56, 70, 0.95), share(48, 80, 0.95))
    >>> f"{found.low:.4f} {found.high:.4f}"
    '0.0524 0.3339'
    """
    value = first.value - second.value
    below = np.hypot(first.value - first.low, second.high - second.value)
    above = np.hypot(first.high - first.value, second.value - second.low)
    return Difference(value, value - below, value + above)


def against_whole(part: Estimate, rest: Estimate, fraction: ArrayLike) -> Difference:
    """A part beside the whole that contains it.

    ``rest`` is the whole without the part, ``fraction`` the part of the line below that the part
    has (0 to 1, less than 1). The whole's level is the mean of both, so that part minus whole is
    (1 − ``fraction``) × (part − rest), and part and rest share nobody: the limits of the one
    difference are those of the other, scaled. Taken as independent of the whole, Antwerpen would be
    compared with itself for a twelfth.

    >>> from scan.statistics.intervals import share
    >>> found = against_whole(share(30, 100, 0.99), share(100, 900, 0.99), 0.1)
    >>> f"{found.value:.3f}"
    '0.170'
    """
    between = difference(part, rest)
    scale = 1 - np.asarray(fraction, float)
    return Difference(*(limit * scale for limit in between))


def known(level: ArrayLike) -> Estimate:
    """A level whose own error is nothing next to the other one's: a survey's region, or a limit
    between parts of a ranking."""
    value = np.asarray(level, float)
    return Estimate(value, value, value)

"""Disclosure, primary suppression: which counts are hidden for their own sake.

Input: counts and the rules for them, as arrays. Output: patterns.

Rules (Hundepool et al. 2012, section 4.2.1; frequency tables):

- *threshold*: 1 ≤ x < n, with n the minimum of the source. Zero is shown.
- *rest*: of a share x of y, the rest y − x is under the threshold in the same way: 97 of 100 tells
  that 3 are not.
- *base*: the share has a base of fewer persons than a bound: one person more or less moves it by
  more than five points (for 20), so that it says more of persons than of a municipality. Here a
  zero is hidden too, so that hidden cells of a small base may be 0.

Worked example: with n = 5 and a bound of 20, of the shares 3 of 40, 38 of 40, 12 of 15 and 0 of 40
the first falls by the threshold, the second by its rest of 2, the third by its base; the fourth is
shown.
"""

from scan.disclosure.relations import Bools, Floats


def under_threshold(low: Floats, minimum: Floats) -> Bools:
    """Counts from 1 to below the minimum; none where the count is not known (NaN)."""
    small: Bools = (low >= 1) & (low < minimum)
    return small


def on_small_base(high: Floats, bound: float) -> Bools:
    """Bases of some, but fewer than ``bound``, persons."""
    small: Bools = (high > 0) & (high < bound)
    return small

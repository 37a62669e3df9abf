"""Statistics, verdicts: what may be said of a figure beside another one.

Input: two displayed figures, the limits of their difference, and a margin below which a difference
matters to nobody. Output: one of five words each, as an array.

A difference is *higher* or *lower* where its limits leave zero out and it is as long as the margin;
*about equal* where it is shorter, and its limits leave out zero or everything as long as the
margin; *unclear*, for it may be chance, in all other cases. Without limits it is *not tested*.
"""

import numpy as np
import numpy.typing as npt

from scan.statistics.differences import Difference
from scan.statistics.intervals import Floats

NAMES = ("not_tested", "about_equal", "equal", "higher", "lower", "unclear")


def verdicts(gap: Floats, limits: Difference, margin: Floats) -> npt.NDArray[np.str_]:
    """One of ``NAMES`` for each pair; ``equal`` is about equal and displayed alike.

    ``gap``: the first displayed figure minus the second; ``limits`` those of the difference behind
    it; ``margin`` above zero; all three in one unit.

    >>> from scan.statistics.differences import difference
    >>> from scan.statistics.intervals import share
    >>> limits = difference(share([30, 30], 100, 0.99), share([60, 30], 100, 0.99))
    >>> verdicts(np.array([-0.30, 0.0]), limits, np.array([0.005, 0.005])).tolist()
    ['lower', 'unclear']
    """
    short = np.abs(gap) < margin
    alike = short & (limits.clear | limits.within(margin))
    found = np.select(
        [np.isnan(limits.low), alike & (gap == 0), alike, short | ~limits.clear, gap > 0],
        ["not_tested", "equal", "about_equal", "unclear", "higher"],
        "lower",
    )
    return np.asarray(found)

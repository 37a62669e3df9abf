"""An attacker of several releases, written down by hand, who knows more than anybody can.

All counts of all releases of one municipality and year are unknowns of one linear programme; those
that did not change between two releases are the same, and he knows which these are.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

Counts = Mapping[str, int]


def width(releases: Sequence[tuple[Counts, set[str]]], number: int, reason: str) -> float:
    """How exactly a hidden count of a release can be placed by whoever has them all."""
    names = sorted(releases[0][0])
    size = len(names) * len(releases)
    bounds, rows, sums = [], [], []
    for place, (counts, hidden) in enumerate(releases):
        row = np.zeros(size)
        row[place * len(names) : (place + 1) * len(names)] = 1.0
        rows.append(row)
        sums.append(float(sum(counts.values())))
        for at, name in enumerate(names):
            known = name not in hidden
            least = min(1.0, counts[name])  # what was hidden once stays so, be it none today
            bounds.append((float(counts[name]),) * 2 if known else (least, None))
            if place and counts[name] == releases[place - 1][0][name]:
                same = np.zeros(size)
                same[place * len(names) + at], same[(place - 1) * len(names) + at] = 1.0, -1.0
                rows.append(same)
                sums.append(0.0)
    ends = []
    for way in (1.0, -1.0):
        cost = np.zeros(size)
        cost[number * len(names) + names.index(reason)] = way
        found = linprog(cost, A_eq=np.array(rows), b_eq=np.array(sums), bounds=bounds)
        assert found.x is not None, found.message
        ends.append(float(found.fun) * way)
    return ends[1] - ends[0]

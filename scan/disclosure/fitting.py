"""Disclosure, fitting: a table that fits where a supplier hid some of the counts.

Input: relations, counts, and the least and the most that each hidden one can be. Output: counts
that fit. Any table that fits shows as well as the true one how far cells can move, since the
tables that fit are one convex set.

Method: iterative fitting within bounds, additive: what a relation lacks is spread evenly over
its loose cells, xᵢ ← xᵢ − aᵢ·(Σ a·x)/n, cut at their bounds, relation after relation until all hold
(W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940) 427–444, for the
plan; the additive form is Kaczmarz's).

Worked example: a total of 12 with hidden parts of 1–9 each, begun in the middle (5, 5): 2 is
lacking, each gets 1: (6, 6).
"""

from collections.abc import Sequence

import numpy as np

from scan.disclosure.relations import Bools, Family, Floats, Ints

_SWEEPS, _FITS = 14, 4
"""Sweeps over all relations, and times that those that lack something are fitted in each: with
the made-up extracts all that fits does so after ten."""
_FIT = 0.02
"""A sum that differs by less fits: far less than a person, and intervals are asked for in
persons."""


def fit(families: Sequence[Family], low: Floats, high: Floats, loose: Bools) -> Floats:
    """Counts: ``low`` where they are known, else between ``low`` and ``high``; NaN becomes 0.

    ``loose`` cells are moved so that relations hold; others stay where they are.
    """
    middle = np.where(np.isfinite(high), (low + high) / 2, low)
    size = np.where(np.isfinite(low), middle, 0.0)
    every = []
    for family in families:
        at = family.members(family.columns)
        some = loose[at].any(axis=0)
        if some.any():
            every.append((at[:, some], family.factors[:, None]))
    for _ in range(_SWEEPS):
        # What fitted at the beginning of a sweep is only looked at again in the next one.
        lacking = [(at[:, np.abs(_gap(at, f, size)) > _FIT], f) for at, f in every]
        for _ in range(_FITS):
            for at, factors in lacking:
                _spread(at, factors, loose, size, low, high)
    return size


def _gap(at: Ints, factors: Ints, size: Floats) -> Floats:
    gap: Floats = (size[at] * factors).sum(axis=0)
    return gap


def _spread(at: Ints, factors: Ints, loose: Bools, size: Floats, low: Floats, high: Floats) -> None:
    """Spreads what each relation lacks over its loose cells; changes ``size``."""
    if at.size:
        free = loose[at]
        share = -_gap(at, factors, size) / np.maximum(free.sum(axis=0), 1) * factors
        size[at] = np.where(free, np.clip(size[at] + share, low[at], high[at]), size[at])

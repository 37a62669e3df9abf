"""Disclosure, deduction: what follows by one subtraction after another.

Input: relations and what is known. Output: what is known after it. A cell that is the only unknown
one of a relation is the sum of the others: xⱼ = −Σ aᵢ·xᵢ / aⱼ. Repeated until nothing more follows.
This is the first thing that an attacker tries, and needs no programme (Hundepool et al. 2012,
section 4.2).

Worked example: of t = a + b, where t and a are known, b follows; and of u = b + c, where u is
known, then c.
"""

from collections.abc import Sequence

import numpy as np

from scan.disclosure.relations import Bools, Family, Relations


def follow(families: Sequence[Family], known: Bools) -> None:
    """Marks as ``known`` whatever follows from what is; changes the array."""
    before = -1
    while before != int(known.sum()):
        before = int(known.sum())
        for family in families:
            at = family.members(family.columns)
            missing = ~known[at]
            follows = at[:, missing.sum(axis=0) == 1]
            known[follows[~known[follows]]] = True


def left_open(relations: Relations, hidden: Bools, veiled: Bools) -> Bools:
    """Cells that stay unknown: the hidden ones, and the veiled ones that do not follow.

    Whether a hidden one follows is the business of ``complementary``: what is hidden counts as
    unknown here, so that it is looked at.
    """
    unknown: Bools = hidden | veiled
    rows = relations.plain[np.flatnonzero(relations.tally(veiled & ~hidden))]
    while True:
        count = rows @ unknown.astype(np.int16)
        single = rows[np.flatnonzero(count == 1)].indices
        follows = single[unknown[single] & ~hidden[single]]
        if not follows.size:
            return unknown
        unknown[follows] = False
        rows = rows[np.flatnonzero(count > 1)]

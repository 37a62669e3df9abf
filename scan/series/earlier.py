"""Series, earlier: what sums of earlier releases still say about the counts of today.

Input: the relations of a sheet and what releases told. Output: :class:`Sum` values, counts times
factors that were told to be what they are today. A release that hid a and b beside a total and
all other parts has told a + b. If none of what it showed has changed, or what changed adds up to
nothing, whoever compares releases takes it for what they are now; hiding c today beside them
leaves c the difference. Where the sum changed, or a later release told another, it is that of other
counts, and tells nothing of these.

What a release hid that an earlier one had shown counts twice: as hidden, and as what it was then.
Of a, b and c, hidden together, of which c was shown before (the minimum was raised since, say),
a + b is told as well, and gives c away once it is another.
"""

from collections.abc import Iterator

import numpy as np

from scan.disclosure.relations import Bools, Family, Floats, Sum
from scan.series.recall import Past, Release
from scan.series.sheet import Sheet

_SAME = 0.5
"""Counts are whole: sums that differ by less are the same."""


def earlier_sums(sheet: Sheet, families: tuple[Family, ...], past: Past) -> tuple[Sum, ...]:
    """Every sum of hidden counts that a release told, and no later one otherwise, and that still
    holds."""
    if not past.releases:
        return ()
    found: dict[bytes, Sum | None] = {}
    hidden = np.zeros(sheet.low.size, dtype=bool)
    for release in past.releases:
        hidden[release.cells[np.isnan(release.shown)]] = True
    kept = [narrowed for family in families if (narrowed := _touching(family, hidden)) is not None]
    low, high = sheet.low.ravel(), sheet.high.ravel()
    open_ = np.isfinite(low) & ~sheet.public.ravel()
    last = np.full(low.size, np.nan)
    for release in past.releases:
        for value, unknown, secret, sure in _as_told(release, low, open_, last):
            for family in kept:
                for item, holds in _sums(family, value - high, value - low, unknown, secret):
                    if holds or sure:
                        found[item.cells.tobytes()] = item if holds else None
        shown = ~np.isnan(release.shown)
        last[release.cells[shown]] = release.shown[shown]
    return tuple(item for item in found.values() if item is not None)


def _touching(family: Family, hidden: Bools) -> Family | None:
    """The family in the places where something was ever hidden."""
    some = hidden[family.members(family.columns)].any(axis=0)
    return Family(family.offsets, family.factors, family.columns[some]) if some.any() else None


def _as_told(
    release: Release, low: Floats, open_: Bools, last: Floats
) -> Iterator[tuple[Floats, Bools, Bools, bool]]:
    """Counts as a release showed them, which it did not show, which of these it hid, and that all
    of it is so; then the same with what it hid as ``last`` shown before it (NaN: never), if there
    is any: this may have changed, so that a sum that does not hold says nothing."""
    value, unknown, secret = low.copy(), open_.copy(), np.zeros(low.size, dtype=bool)
    shown = ~np.isnan(release.shown)
    value[release.cells[shown]] = release.shown[shown]
    unknown[release.cells[shown]] = False
    secret[release.cells[~shown]] = True
    secret &= open_
    yield value, unknown, secret, True
    seen = secret & ~np.isnan(last)
    if seen.any():
        yield np.where(seen, last, value), unknown & ~seen, secret & ~seen, False


def _sums(
    family: Family, least: Floats, most: Floats, unknown: Bools, secret: Bools
) -> Iterator[tuple[Sum, bool]]:
    """Sums that a release told, and whether they hold today, or may: what changed lies between
    ``least`` and ``most`` where a supplier hides what a count is now."""
    at = family.members(family.columns)
    open_, factors = unknown[at], family.factors[:, None]
    ends = np.where(open_, 0.0, least[at] * factors), np.where(open_, 0.0, most[at] * factors)
    low, high = np.minimum(*ends).sum(axis=0), np.maximum(*ends).sum(axis=0)
    for place in np.flatnonzero(secret[at].any(axis=0) & ~np.isnan(low) & ~np.isnan(high)):
        own = open_[:, place]
        holds = low[place] < _SAME and high[place] > -_SAME
        yield Sum(at[own, place], family.factors[own]), bool(holds)

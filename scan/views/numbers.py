"""Views, numbers: from stored figures to displayed ones.

Input: values of the store. Output: :class:`Shown`, rounded once, with its Dutch text.
"""

from collections.abc import Mapping
from functools import lru_cache

from scan.dutch import figure, number, round_half_up, signed
from scan.status import Status
from scan.views.records import Shown

DASH = "–"
LIMIT_DECIMALS = 1
"""Decimals of the limits of an interval."""
ABOUT_EQUAL_POINTS, ABOUT_EQUAL_SHARES = 0.5, 0.1
"""Shares that differ less than this many points, and less than this part of the larger, are
about equal: 6,4 % and 6,5 % are, 0,3 % and 0,6 % are not."""
ABOUT_EQUAL_RATIO = 0.02
"""Other figures that differ less than this part of the larger are about equal."""


def shown(
    value: float | None, status: Status, unit: str, decimals: int, words: Mapping[str, str]
) -> Shown:
    """A figure with its unit, or the words for why there is none."""
    if value is None or not status.has_value:
        return absent(status if not status.has_value else Status.NOT_AVAILABLE, words)
    return _rounded(value, status, unit, decimals)


@lru_cache(maxsize=4_096)
def _rounded(value: float, status: Status, unit: str, decimals: int) -> Shown:
    """Kept: the figures of the region stand in every report."""
    rounded = round_half_up(value, decimals)
    return Shown(rounded, figure(rounded, unit, decimals), number(rounded, decimals), status)


def absent(status: Status, words: Mapping[str, str]) -> Shown:
    """The words for a figure that is not there."""
    text = words[f"status.{status.value}"]
    bare = DASH if status is Status.NOT_APPLICABLE else text
    return Shown(None, text, bare, status)


def whole(value: float | None, status: Status, words: Mapping[str, str]) -> Shown:
    """A count in whole numbers; not applicable where the figure has none."""
    if not status.has_value:
        return absent(status, words)
    if value is None:
        return absent(Status.NOT_APPLICABLE, words)
    return shown(value, status, "count", 0, words)


def difference(
    first: Shown, second: Shown, unit: str, decimals: int, words: Mapping[str, str]
) -> Shown:
    """First minus second, of the displayed figures, so that a reader can check it."""
    if first.value is None or second.value is None:
        return absent(Status.NOT_APPLICABLE, words)
    value = round_half_up(first.value - second.value, decimals)
    bare = signed(value, "count", decimals)
    return Shown(value, signed(value, unit, decimals), bare, Status.SHOWN)


def about_equal(first: float, second: float, unit: str) -> bool:
    """Whether two displayed figures differ too little to call one of them higher."""
    gap, larger = abs(first - second), max(abs(first), abs(second))
    if unit in ("percent", "points"):
        return gap < ABOUT_EQUAL_POINTS - 1e-9 and gap < ABOUT_EQUAL_SHARES * larger - 1e-9
    return gap < ABOUT_EQUAL_RATIO * larger

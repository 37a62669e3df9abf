"""Views, numbers: from stored figures to displayed ones.

Input: values of the store. Output: :class:`Shown`, rounded once, with its Dutch text.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from scan.dutch import figure, number, round_half_up, signed
from scan.status import Status
from scan.views.records import Shown

DASH = "–"
LIMIT_DECIMALS = 1
"""Decimals of the limits of an interval."""


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
    if not status.has_counts:
        return absent(status, words)
    if value is None:
        return absent(Status.NOT_APPLICABLE, words)
    return _rounded(value, Status.SHOWN if status is Status.SMALL_BASE else status, "count", 0)


def with_counts(
    share: Shown, count: Shown, base: Shown, below: int, words: Mapping[str, str]
) -> Shown:
    """A share of fewer than ``below`` persons with its two counts, or these in its place where
    the base is too small for a share; any other figure as it is."""
    if count.value is None or base.value is None or base.value >= below:
        return share
    fields = {"share": share.text, "count": count.bare, "base": base.bare}
    if share.status is Status.SMALL_BASE:
        text = words["counts.instead"].format(**fields)
        return replace(share, text=text, bare=text)
    if share.value is None or not base.value:
        return share
    return replace(share, text=words["counts.beside"].format(**fields))


def difference(
    first: Shown, second: Shown, unit: str, decimals: int, words: Mapping[str, str]
) -> Shown:
    """First minus second, of the displayed figures, so that a reader can check it."""
    if first.value is None or second.value is None:
        return absent(Status.NOT_APPLICABLE, words)
    value = round_half_up(first.value - second.value, decimals)
    bare = signed(value, "count", decimals)
    return Shown(value, signed(value, unit, decimals), bare, Status.SHOWN)

"""Catalogue, expecting: in which months the next figures of a source come.

Input: a source, what its supplier promises, and the day of the last delivery. Output: a
:class:`Window` of months, and its Dutch text.

What is expected: the supplier's own promise while it is not kept; else the next of the source's
usual months after the delivery that answered the last one. A delivery up to two months early
answers the month that it is early for.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scan.catalogue.promises import Month, Promise
from scan.catalogue.sources import Source
from scan.dutch import month_text

EARLY = 2
"""Months that a delivery may come before the month in which it is expected."""


@dataclass(frozen=True, slots=True)
class Window:
    """The months in which figures are expected; an open side is ``None``."""

    first: Month | None
    last: Month | None


NOTHING = Window(None, None)


def expected_window(
    source: Source, promise: Promise, updated: datetime.date | None, today: datetime.date
) -> Window:
    """The months in which the next figures of a source are expected.

    A promise that was kept since (a delivery in or after its first month, or up to ``EARLY``
    months before) makes room for the usual months. A promise that is not a date (*te bepalen*)
    stands against them: then nothing is expected. Without a known delivery, what comes every
    year is expected in its next month.
    """
    if promise.dated and not _kept(promise, updated):
        return Window(promise.first, promise.last)
    if promise.text and not promise.dated and promise.yearly is None:
        return NOTHING
    months = (promise.yearly,) if promise.yearly else tuple(sorted(source.expected))
    if not months:
        return NOTHING
    every = 1 if promise.yearly else source.every
    if updated is None:
        return _single(_next(_number(today) - 1, months, 1)) if every == 1 else NOTHING
    answered = _last(_number(updated) + _early(months, every), months)
    return _single(_next(answered, months, every))


def _kept(promise: Promise, updated: datetime.date | None) -> bool:
    """Whether a delivery answered the promise; one for *at the latest* any time before counts
    only from the year of its month on."""
    if updated is None:
        return False
    if promise.first is not None:
        return _number(updated) >= _count(promise.first) - EARLY
    return promise.last is not None and updated.year >= promise.last[0]


def _early(months: Sequence[int], every: int) -> int:
    """How early a delivery may be: never nearer to the month before than to its own."""
    if every > 1:
        return EARLY
    gaps = [b - a for a, b in zip(months, (*months[1:], months[0] + 12), strict=True)]
    return min(EARLY, (min(gaps) - 1) // 2)


def _last(limit: int, months: Sequence[int]) -> int:
    """The last of the usual months up to ``limit`` (a count of months)."""
    return max(n for n in range(limit - 11, limit + 1) if n % 12 + 1 in months)


def _next(after: int, months: Sequence[int], every: int) -> int:
    """The first of the usual months after ``after``; with ``every``, that many years later."""
    first = min(n for n in range(after + 1, after + 13) if n % 12 + 1 in months)
    return first + 12 * (every - 1)


def _number(day: datetime.date) -> int:
    return _count((day.year, day.month))


def _count(month: Month) -> int:
    """Months since the year 0, so that months can be counted with."""
    return month[0] * 12 + month[1] - 1


def _single(number: int) -> Window:
    month = (number // 12, number % 12 + 1)
    return Window(month, month)


def window_text(window: Window, promise: Promise, words: Mapping[str, str]) -> str:
    """The months in Dutch; a promise that gives none, as it was written."""
    first, last = window.first, window.last
    if first is not None and last is not None:
        if first == last:
            return words["expected.month"].format(month=month_text(*first))
        return words["expected.range"].format(first=month_text(*first), last=month_text(*last))
    if first is not None:
        return words["expected.from"].format(month=month_text(*first))
    if last is not None:
        return words["expected.until"].format(month=month_text(*last))
    return promise.text or words["expected.unknown"]

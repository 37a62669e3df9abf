"""Publish, calendar: per indicator the last delivery, when new figures are expected, and whether
they are late.

Input: the catalogue, the days of deliveries, the stored figures and today's date. Output: rows
(:class:`Entry`) for a page, a table or a file. Today is always given, never looked up, so that a
calendar of any day can be made and tested.

The newest year is one that is over: a figure that lies ahead, or is only expected, brings nothing
up to date.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.expecting import NOTHING, Window, expected_window, window_text
from scan.catalogue.moments import first_day
from scan.catalogue.promises import understand
from scan.catalogue.records import Indicator
from scan.catalogue.sources import Source
from scan.dutch import date_text
from scan.errors import UsageError
from scan.extracts.periods import first_of_indicator
from scan.publish.series_tables import Stock
from scan.status import Status


class State(StrEnum):
    """Where an indicator stands; in the order of urgency."""

    LATE = "late"
    DUE = "due"
    UNKNOWN = "unknown"
    UP_TO_DATE = "up_to_date"


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator in the calendar."""

    indicator: str
    title: str
    theme: str
    source: str
    supplier: str
    last_year: int | None
    """Newest year with figures that is over; ``None`` when nothing is delivered."""
    updated: datetime.date | None
    """Day of the last delivery; ``None`` when it is not known."""
    window: Window
    expected: str
    """When new figures are expected, in Dutch: the months, or the promise as it was written."""
    promise: str
    """The supplier's own words; empty without them."""
    state: State
    state_text: str


def calendar(stock: Stock, today: datetime.date) -> tuple[Entry, ...]:
    """The calendar of all indicators, in the order of their themes."""
    fed = _fed(stock, today)
    newest = max((one.year for one in fed.values() if one.year is not None), default=0)
    return tuple(_entry(code, fed.get(code), stock, (today, newest)) for code in stock.themes)


SORTS: Mapping[str, Callable[[Entry], tuple[object, ...]]] = {
    "theme": lambda _: (),
    "indicator": lambda entry: (entry.indicator,),
    "title": lambda entry: (entry.title.casefold(),),
    "source": lambda entry: (entry.supplier.casefold(), entry.indicator),
    "updated": lambda entry: (entry.updated or datetime.date.min, entry.indicator),
    "expected": lambda entry: (
        entry.window.first or entry.window.last or (9999, 12),
        entry.indicator,
    ),
    "state": lambda entry: (list(State).index(entry.state), entry.indicator),
}
"""By what a calendar can be sorted; ``theme`` is the order that it comes in."""


def sort_entries(entries: Sequence[Entry], by: str) -> tuple[Entry, ...]:
    """The entries in another order. Raises UsageError for an unknown one."""
    if by not in SORTS:
        raise UsageError(f"Unknown order {by!r}. There are: {', '.join(SORTS)}")
    return tuple(sorted(entries, key=SORTS[by]))


@dataclass(frozen=True, slots=True)
class _Fed:
    """What feeds an indicator: its source, the newest year that is over, and whether another
    one lies ahead."""

    source: str
    year: int | None
    ahead: bool


def _fed(stock: Stock, today: datetime.date) -> dict[str, _Fed]:
    """What feeds each indicator that has figures."""
    figures = stock.workspace.store().figures
    counted = figures.filter(pl.col("status") != Status.PROJECTION.value)
    has = pl.col("value").is_not_null().alias("has")
    kinds = counted.select("indicator", "source", "period", has).unique()
    fed: dict[str, _Fed] = {}
    for code, source, year, there in kinds.sort("indicator", "has", "period").iter_rows():
        first = first_of_indicator(code, source, stock.catalogue)
        before = fed.get(code, _Fed(source, None, ahead=False))
        if there and today < first_day(first, year):
            fed[code] = replace(before, ahead=True)
        else:
            fed[code] = _Fed(source, year, before.ahead)
    return fed


def _stopped(
    fed: _Fed | None, source: Source, newest: int, indicator: Indicator, catalogue: Catalogue
) -> bool:
    """Whether the figures that should have come since are long behind the newest of all, or are
    no longer asked for."""
    if fed is None or fed.year is None:
        return False
    return catalogue.is_dropped(indicator) or catalogue.bounds.is_old(
        fed.year + source.every - 1, newest
    )


def _entry(code: str, fed: _Fed | None, stock: Stock, now: tuple[datetime.date, int]) -> Entry:
    """The entry of an indicator; ``now`` is today, and the newest year of all indicators."""
    today, newest = now
    catalogue, words = stock.catalogue, stock.catalogue.wording["calendar"]
    indicator = catalogue.indicators[code]
    source = catalogue.sources[fed.source if fed else indicator.sources[0].use[0]]
    updated = stock.workspace.extracts.dates.get(source.id)
    promise = understand(source.promise)
    window = expected_window(source, promise, updated, today)
    if not promise.dated and _stopped(fed, source, newest, indicator, catalogue):
        window = NOTHING
    state = state_of(window, today, known=updated is not None or promise.dated)
    if fed is not None and fed.ahead and state is State.UP_TO_DATE:
        state = State.UNKNOWN
    return Entry(
        indicator=code,
        title=indicator.short,
        theme=catalogue.themes[stock.themes[code]].title,
        source=source.id,
        supplier=source.supplier,
        last_year=fed.year if fed else None,
        updated=updated,
        window=window,
        expected=window_text(window, promise, words),
        promise=promise.text,
        state=state,
        state_text=words[f"state.{state.value}"],
    )


def late_sources(
    dates: Mapping[str, datetime.date], catalogue: Catalogue, today: datetime.date
) -> tuple[str, ...]:
    """The sources whose figures are late, from the days of their last deliveries alone."""
    found = []
    for source in catalogue.sources.values():
        promise, updated = understand(source.promise), dates.get(source.id)
        window = expected_window(source, promise, updated, today)
        if state_of(window, today, known=updated is not None) is State.LATE:
            found.append(source.id)
    return tuple(found)


# --- states ---------------------------------------------------------------------------------


def state_of(window: Window, today: datetime.date, *, known: bool) -> State:
    """Up to date before the first month, due inside, late after the last.

    ``known`` says whether a delivery or a dated promise is known: without either nobody can be
    called late.
    """
    if not known or window == NOTHING:
        return State.UNKNOWN
    now = (today.year, today.month)
    if window.last is not None and now > window.last:
        return State.LATE
    if window.first is not None and now < window.first:
        return State.UP_TO_DATE
    return State.DUE


def updated_text(entry: Entry, words: Mapping[str, str]) -> str:
    """The day of the last delivery in Dutch, or that it is not known."""
    if entry.updated:
        return date_text(entry.updated)
    return words["expected.unknown"] if entry.last_year else words["expected.not_delivered"]

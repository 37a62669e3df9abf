"""Publish, calendar files: the publication calendar as iCalendar and as a table.

Input: entries of the calendar. Output: the text of ``kalender.ics`` and ``kalender.csv``.
"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Todo, vDuration

from scan.catalogue.addresses import site_address
from scan.catalogue.expecting import Window
from scan.catalogue.promises import Month
from scan.dutch import date_text
from scan.files import write_bytes
from scan.publish.calendar import Entry, calendar
from scan.publish.series_tables import Stock
from scan.publish.texts import code_list
from scan.series.workspace import Workspace
from scan.views.table import safe

ICS, CSV = "kalender.ics", "kalender.csv"
_REFRESH = datetime.timedelta(days=1)
_ZONE = ZoneInfo("Europe/Brussels")
_FAR = datetime.date.max
_NEVER = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def write_calendar(workspace: Workspace, folder: Path, today: datetime.date) -> None:
    """Writes ``kalender.ics`` and ``kalender.csv`` into ``folder``, as of ``today``."""
    stock = Stock(workspace)
    entries = calendar(stock, today)
    write_bytes(folder / ICS, icalendar(entries, stock))
    write_bytes(folder / CSV, calendar_csv(entries, stock))


def today_in_flanders() -> datetime.date:
    """Today's date where the readers are."""
    return datetime.datetime.now(tz=_ZONE).date()


def calendar_rows(entries: Sequence[Entry], stock: Stock) -> list[dict[str, str]]:
    """The calendar as texts, by the heads that readers see; dates in ISO form."""
    words = stock.catalogue.wording["calendar"]
    rows = []
    for entry in entries:
        texts = {
            "indicator": entry.indicator,
            "title": entry.title,
            "theme": entry.theme,
            "supplier": entry.supplier,
            "last_year": str(entry.last_year or ""),
            "updated": entry.updated.isoformat() if entry.updated else "",
            "expected": entry.expected,
            "first": _month(entry.window.first),
            "last": _month(entry.window.last),
            "state": entry.state_text,
            "promise": entry.promise,
        }
        rows.append({words[f"column.{key}"]: safe(text) for key, text in texts.items()})
    return rows


def calendar_csv(entries: Sequence[Entry], stock: Stock) -> bytes:
    """The calendar as a CSV file, as those of the series are."""
    return code_list(calendar_rows(entries, stock))


def _month(month: Month | None) -> str:
    return f"{month[0]}-{month[1]:02}" if month else ""


def icalendar(entries: Sequence[Entry], stock: Stock) -> bytes:
    """The calendar after RFC 5545: one event per delivery, on the first day of the month in which
    it is expected.

    A delivery for which no month is known is a task without a date, so that it is not lost.
    Identifiers are those of the sources: a subscriber sees an event move, not a second one.
    """
    words = stock.catalogue.wording["calendar"]
    made = Calendar()
    made.add("prodid", f"-//{stock.words['package.publisher']}//{words['title']}//NL")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    mark = f" ({stock.words['file.made_up']})" if stock.made_up else ""
    made.add("name", words["title"] + mark)
    made.add("x-wr-calname", words["title"] + mark)
    made.add("description", words["description"] + mark)
    made.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    stamp = _stamp(entries)
    for uid, delivery in _deliveries(entries).items():
        made.add_component(_component(uid, delivery, stamp, stock))
    return bytes(made.to_ical())


def _deliveries(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Indicators that are expected together from one source, by an identifier that stays.

    A source that delivers at several times has several, the first in time under its own name.
    """
    found: dict[tuple[str, Window], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.source, entry.window), []).append(entry)
    named: dict[str, list[Entry]] = {}
    for source, window in sorted(found, key=lambda key: (key[0], _day(key[1]) or _FAR)):
        number = 1 + sum(name.partition("+")[0] == source for name in named)
        named[source if number == 1 else f"{source}+{number}"] = found[source, window]
    return named


def _stamp(entries: Sequence[Entry]) -> datetime.datetime:
    """The newest delivery: the same deliveries give the same file."""
    days = [entry.updated for entry in entries if entry.updated]
    if not days:
        return _NEVER
    newest = max(days)
    return datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC)


def _component(
    uid: str, delivery: Sequence[Entry], stamp: datetime.datetime, stock: Stock
) -> Event | Todo:
    words, first = stock.catalogue.wording["calendar"], delivery[0]
    day = _day(first.window)
    component: Event | Todo = Todo() if day is None else Event()
    pattern = words["event.unknown" if day is None else "event.summary"]
    title = stock.catalogue.sources[first.source].title if first.source else first.title
    component.add("uid", f"{uid or first.indicator}@{words['name']}")
    component.add("dtstamp", stamp)
    component.add("summary", pattern.format(title=title, supplier=first.supplier))
    component.add("description", _description(delivery, words))
    component.add("categories", list(dict.fromkeys(entry.theme for entry in delivery)))
    if day is not None:
        component.add("dtstart", day)
        component.add("dtend", day + datetime.timedelta(days=1))
        component.add("transp", "TRANSPARENT")
    site = site_address(stock.words)
    if site:
        component.add("url", f"{site}kalender/")
    return component


def _day(window: Window) -> datetime.date | None:
    """The first day of the month; of an open window the month that is known."""
    month = window.first or window.last
    return None if month is None else datetime.date(*month, 1)


def _description(delivery: Sequence[Entry], words: Mapping[str, str]) -> str:
    first = delivery[0]
    lines = [words["event.when"].format(expected=first.expected)] if _day(first.window) else []
    lines += [words["event.for"]]
    lines += [f"- {entry.title} ({entry.indicator})" for entry in delivery]
    if first.last_year:
        lines.append(words["event.last_year"].format(year=first.last_year))
    if first.updated:
        lines.append(words["event.updated"].format(date=date_text(first.updated)))
    promises = dict.fromkeys(entry.promise for entry in delivery if entry.promise)
    lines += [words["event.promise"].format(promise=promise) for promise in promises]
    return "\n".join(lines)

"""Publish, calendar files: the publication calendar as iCalendar and as a table.

Input: entries of the calendar. Output: the text of ``kalender.ics`` and ``kalender.csv``.
"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Todo, vDuration

from scan.catalogue.addresses import indicator_address, site_address
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
    """The calendar after RFC 5545: an event over the months in which figures are expected.

    An indicator for which no month is known is a task without a date, so that it is not lost.
    Identifiers are those of the indicators: a subscriber sees an event move, not a second one.
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
    for entry in entries:
        made.add_component(_component(entry, stamp, stock, words))
    return bytes(made.to_ical())


def _stamp(entries: Sequence[Entry]) -> datetime.datetime:
    """The newest delivery: the same deliveries give the same file."""
    days = [entry.updated for entry in entries if entry.updated]
    if not days:
        return _NEVER
    newest = max(days)
    return datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC)


def _component(
    entry: Entry, stamp: datetime.datetime, stock: Stock, words: Mapping[str, str]
) -> Event | Todo:
    days = _days(entry.window)
    component: Event | Todo = Todo() if days is None else Event()
    pattern = words["event.unknown" if days is None else "event.summary"]
    component.add("uid", f"{entry.indicator}@{words['name']}")
    component.add("dtstamp", stamp)
    component.add("summary", pattern.format(title=entry.title, indicator=entry.indicator))
    component.add("description", _description(entry, words))
    component.add("categories", [entry.theme])
    if days is not None:
        component.add("dtstart", days[0])
        component.add("dtend", days[1])
        component.add("transp", "TRANSPARENT")
    site = site_address(stock.words)
    if site:
        component.add("url", site + indicator_address(entry.indicator))
    return component


def _days(window: Window) -> tuple[datetime.date, datetime.date] | None:
    """First day, and the day after the last; of an open window the month that is known."""
    first, last = window.first or window.last, window.last or window.first
    if first is None or last is None:
        return None
    year, month = (last[0] + 1, 1) if last[1] == 12 else (last[0], last[1] + 1)
    return datetime.date(*first, 1), datetime.date(year, month, 1)


def _description(entry: Entry, words: Mapping[str, str]) -> str:
    lines = [words["event.source"].format(supplier=entry.supplier)]
    if entry.last_year:
        lines.append(words["event.last_year"].format(year=entry.last_year))
    if entry.updated:
        lines.append(words["event.updated"].format(date=date_text(entry.updated)))
    if entry.promise:
        lines.append(words["event.promise"].format(promise=entry.promise))
    return "\n".join(lines)

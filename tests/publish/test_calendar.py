"""The calendar of any day: what is late, what is due, and that nothing is lost on the way."""

import csv
import datetime
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scan.catalogue.expecting import NOTHING, Window, expected_window
from scan.catalogue.promises import understand
from scan.catalogue.sources import Source
from scan.errors import UsageError
from scan.publish.calendar import SORTS, Entry, State, calendar, sort_entries, state_of
from scan.publish.calendar_files import calendar_csv, icalendar, write_calendar
from scan.publish.series_tables import Stock

Day = datetime.date
JULY = Window((2026, 7), (2026, 7))


@pytest.fixture(scope="module")
def statbel(stock: Stock) -> Source:
    return stock.catalogue.sources["statbel_origin"]


def _window(source: Source, updated: Day | None, promise: str = "", **changed: object) -> Window:
    own = source.model_copy(update={"promise": promise, **changed})
    return expected_window(own, understand(promise), updated, Day(2026, 3, 15))


def _single(year: int, month: int) -> Window:
    return Window((year, month), (year, month))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (Day(2026, 6, 30), State.UP_TO_DATE),
        (Day(2026, 7, 1), State.DUE),
        (Day(2026, 7, 31), State.DUE),
        (Day(2026, 8, 1), State.LATE),
    ],
)
def test_states_turn_at_the_ends_of_the_month(today: Day, state: State) -> None:
    assert state_of(JULY, today, known=True) is state
    assert state_of(JULY, today, known=False) is State.UNKNOWN


@pytest.mark.parametrize(
    ("today", "state"),
    [(Day(2025, 12, 31), State.DUE), (Day(2026, 1, 1), State.LATE), (Day(2024, 1, 1), State.DUE)],
)
def test_an_open_window_has_one_end(today: Day, state: State) -> None:
    assert state_of(Window(None, (2025, 12)), today, known=True) is state
    assert state_of(Window((2026, 1), None), Day(2030, 1, 1), known=True) is State.DUE
    assert state_of(NOTHING, today, known=True) is State.UNKNOWN


@pytest.mark.parametrize(
    ("updated", "expected"),
    [
        (Day(2025, 7, 10), _single(2026, 7)),  # as usual
        (Day(2025, 6, 2), _single(2026, 7)),  # a month early: it answers that July
        (Day(2025, 5, 1), _single(2026, 7)),
        (Day(2025, 4, 30), _single(2025, 7)),  # too early for it
        (Day(2025, 9, 1), _single(2026, 7)),  # late: the next is still July
        (Day(2023, 7, 1), _single(2024, 7)),  # one was skipped: still waited for
    ],
)
def test_the_next_usual_month(statbel: Source, updated: Day, expected: Window) -> None:
    assert _window(statbel, updated) == expected


def test_every_so_many_years(stock: Stock, statbel: Source) -> None:
    survey = stock.catalogue.sources["gsm_survey"]
    assert _window(survey, Day(2024, 3, 1)) == _single(2027, 1)
    assert _window(survey, None) == NOTHING
    assert _window(statbel, None) == _single(2026, 7)
    assert _window(statbel, Day(2025, 7, 1), expected=()) == NOTHING


def test_two_months_a_year(statbel: Source) -> None:
    twice = {"expected": (4, 10)}
    assert _window(statbel, Day(2025, 10, 5), **twice) == _single(2026, 4)
    assert _window(statbel, Day(2026, 2, 5), **twice) == _single(2026, 10)
    assert _window(statbel, Day(2026, 5, 5), **twice) == _single(2026, 10)


@pytest.mark.parametrize(
    ("promise", "updated", "expected"),
    [
        ("najaar 2026", Day(2025, 7, 1), Window((2026, 9), (2026, 12))),
        ("juli 2024", Day(2023, 7, 1), _single(2024, 7)),  # not kept: still waited for
        ("juli 2024", Day(2024, 7, 9), _single(2025, 7)),  # kept: the usual month again
        ("juli 2024", Day(2025, 7, 9), _single(2026, 7)),  # nobody took the old promise away
        ("te bepalen", Day(2025, 7, 1), NOTHING),  # stands against the usual month
        ("als het lukt", Day(2025, 7, 1), NOTHING),
        ("jaarlijks in mei", Day(2025, 5, 1), _single(2026, 5)),
        ("ten vroegste mei 2026", Day(2025, 7, 1), Window((2026, 5), None)),
        ("uiterlijk mei 2026", Day(2025, 7, 1), Window(None, (2026, 5))),
        ("uiterlijk mei 2026", Day(2026, 2, 1), _single(2026, 7)),
    ],
)
def test_a_promise_goes_before_the_usual_month(
    statbel: Source, promise: str, updated: Day, expected: Window
) -> None:
    assert _window(statbel, updated, promise) == expected


@given(st.dates(Day(2015, 1, 1), Day(2035, 12, 31)), st.integers(1, 12), st.integers(1, 6))
def test_the_next_lies_ahead_of_a_delivery(updated: Day, month: int, every: int) -> None:
    source = Source.model_construct(expected=(month,), every=every)
    window = expected_window(source, understand(""), updated, Day(2026, 1, 1))
    assert window.first is not None
    ahead = window.first[0] * 12 + window.first[1] - updated.year * 12 - updated.month
    assert window.first[1] == month
    assert 12 * (every - 1) + 2 < ahead <= 12 * every + 2


# --- of the whole catalogue -----------------------------------------------------------------


def _stocked(stock: Stock, **promises: str) -> Stock:
    """With deliveries of all sources on one day, and promises of some."""
    sources = {
        name: source.model_copy(update={"promise": promises.get(name, "")})
        for name, source in stock.catalogue.sources.items()
    }
    catalogue = replace(stock.catalogue, sources=sources)
    dates = dict.fromkeys(sources, Day(2025, 8, 20))
    extracts = replace(stock.workspace.extracts, dates=dates)
    return Stock(replace(stock.workspace, catalogue=catalogue, extracts=extracts))


PROMISES = {"statbel_origin": "als het lukt", "gsm_ar_14": "uitgesteld tot voorjaar 2026"}


@pytest.fixture(scope="module")
def entries(stock: Stock) -> tuple[Entry, ...]:
    return calendar(_stocked(stock, **PROMISES), Day(2026, 8, 1))


def test_every_indicator_stands_in_it(entries: tuple[Entry, ...], stock: Stock) -> None:
    assert {entry.indicator for entry in entries} == set(stock.catalogue.indicators)
    by_code = {entry.indicator: entry for entry in entries}
    assert by_code["DE_36"].expected == "als het lukt"
    assert by_code["DE_36"].state is State.UNKNOWN
    assert by_code["AR_14"].expected == "maart 2026 tot juni 2026"
    assert by_code["AR_14"].state is State.LATE
    assert by_code["WO_12"].expected == "niet bekend"  # yearly, and of 2020 beside others of 2025
    assert by_code["WO_12"].state is State.UNKNOWN
    assert by_code["SA_S_27"].state is State.UP_TO_DATE
    assert by_code["DE_42"].last_year == 2025


def test_without_a_ledger_nobody_is_late(stock: Stock) -> None:
    assert {entry.state for entry in calendar(stock, Day(2099, 1, 1))} == {State.UNKNOWN}


@pytest.mark.parametrize("by", SORTS)
def test_it_can_be_sorted(entries: tuple[Entry, ...], by: str) -> None:
    ordered = sort_entries(tuple(reversed(entries)) if by != "theme" else entries, by)
    assert sorted(e.indicator for e in ordered) == sorted(e.indicator for e in entries)
    keys = [SORTS[by](entry) for entry in ordered]
    assert keys == sorted(keys)


def test_late_ones_come_first(entries: tuple[Entry, ...]) -> None:
    assert sort_entries(entries, "state")[0].state is State.LATE
    with pytest.raises(UsageError, match="Unknown order 'colour'"):
        sort_entries(entries, "colour")


def test_agendas_can_read_it(entries: tuple[Entry, ...], stock: Stock) -> None:
    data = icalendar(entries, _stocked(stock, **PROMISES))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    read = Calendar.from_ical(data)
    events, tasks = read.walk("VEVENT"), read.walk("VTODO")
    found = {str(part["uid"]).partition("@")[0]: part for part in (*events, *tasks)}
    assert len(found) == len(events) + len(tasks)
    assert len(found) == len({(entry.source, entry.window) for entry in entries}) < len(entries)
    told = "\n".join(str(part["description"]) for part in found.values())
    assert [e.indicator for e in entries if told.count(f"({e.indicator})") != 1] == []
    for event in events:
        assert event.decoded("dtstart").day == 1
        assert event.decoded("dtend") - event.decoded("dtstart") == datetime.timedelta(days=1)
    late = found["gsm_ar_14"]
    assert late.decoded("dtstart") == Day(2026, 3, 1)
    assert "Verwacht: maart 2026 tot juni 2026" in str(late["description"])
    assert "uitgesteld tot voorjaar 2026" in str(late["description"])
    lost = found["statbel_origin"]
    assert lost.name == "VTODO"
    assert "als het lukt" in str(lost["description"])


def test_two_deliveries_of_a_source_are_two_events(
    entries: tuple[Entry, ...], stock: Stock
) -> None:
    months = [_single(2027, 3), _single(2026, 12), _single(2026, 12)]
    source = entries[0].source
    own = [replace(e, source=source, window=w) for e, w in zip(entries, months, strict=False)]
    events = Calendar.from_ical(icalendar(own, stock)).walk("VEVENT")
    days = {str(event["uid"]).partition("@")[0]: event.decoded("dtstart") for event in events}
    assert days == {source: Day(2026, 12, 1), f"{source}+2": Day(2027, 3, 1)}


def test_the_files_depend_on_the_day_only_where_the_state_does(
    stock: Stock, tmp_path: Path
) -> None:
    own = _stocked(stock, **PROMISES).workspace
    folders = [tmp_path / name for name in "ab"]
    for folder, day in zip(folders, (Day(2026, 6, 30), Day(2026, 7, 31)), strict=True):
        write_calendar(own, folder, day)
    one, other = ((folder / "kalender.ics").read_bytes() for folder in folders)
    assert one == other
    one, other = ((folder / "kalender.csv").read_bytes() for folder in folders)
    assert one != other


def test_the_table_keeps_the_promise_as_it_was_made(
    entries: tuple[Entry, ...], stock: Stock
) -> None:
    text = calendar_csv(entries, stock).decode("utf-8-sig")
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert rows["DE_36"]["toezegging"] == "als het lukt"
    assert rows["DE_36"]["stand"] == "onbekend"
    assert rows["AR_14"]["verwacht_vanaf"] == "2026-03"
    assert rows["AR_14"]["stand"] == "te laat"

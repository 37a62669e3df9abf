"""Years that cannot be there yet, that leave a gap, that come sooner than ever."""

import datetime
from pathlib import Path
from typing import get_args

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.catalogue.moments import FINISHED, FIRST, Moment
from scan.errors import ExtractError, Fault
from scan.extracts import deliveries
from scan.extracts.contract import Checked
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.extracts.frames import CLEAN_COLUMNS
from scan.extracts.intake import accept, assess
from scan.extracts.ledger import ACCEPTED, Entry
from scan.extracts.periods import due_questions, in_time
from scan.status import Status
from tests.extracts.support import HEADER, ORIGIN, put, source

DAY = datetime.date(2026, 11, 30)
NAME = "statbel_origin_2025.csv"
MOMENTS = get_args(Moment)


def frame(
    *years: int, population: str = "newcomers", status: Status = Status.SHOWN
) -> pl.DataFrame:
    """A clean frame with one figure of each year."""
    value = 1.0 if status.has_value else None
    rows = [("sample", "11001", year, population, "", value, status.value) for year in years]
    return pl.DataFrame(rows, schema=CLEAN_COLUMNS, orient="row")


def counted(moment: str, catalogue: Catalogue) -> str:
    """A population with this moment; for FINISHED none."""
    found = (p.id for p in catalogue.populations.values() if p.moment == moment)
    return next(found, "")


def ahead(
    rows: pl.DataFrame, catalogue: Catalogue, day: datetime.date = DAY, **changes: object
) -> list[Fault]:
    """Faults of years that cannot be there on ``day``."""
    checked = in_time(Checked(rows), source(**changes), catalogue, day, "sample.csv")
    return list(checked.faults)


# --- years that cannot be there yet ---------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("1 januari", "2026-01-01"),
        ("schooljaar", "2026-02-01"),
        ("verkiezing", "2026-08-01"),
        ("burgerbevraging", "2026-01-01"),
        (FINISHED, "2026-01-01"),
        ("31 december", "2027-01-01"),
        ("jaar", "2027-01-01"),
        ("jaargemiddelde", "2027-01-01"),
    ],
)
def test_a_year_can_be_there_from_its_day_on(moment: str, day: str, catalogue: Catalogue) -> None:
    rows = frame(2026, population=counted(moment, catalogue))
    first = datetime.date.fromisoformat(day)
    assert ahead(rows, catalogue, first) == []
    (fault,) = ahead(rows, catalogue, first - datetime.timedelta(days=1))
    assert (fault.kind, fault.value, fault.column) == ("future", "2026", "jaar")
    assert f"from {first} on" in fault.message
    assert dict(fault.facts)["first"].endswith(str(first.year))


def test_every_moment_has_its_day() -> None:
    assert FIRST.keys() == {*MOMENTS, FINISHED}


@pytest.mark.parametrize(
    ("kind", "counts", "day"),
    [
        ("month", None, "2027-01-01"),
        ("month", 1, "2026-02-01"),
        ("month", 11, "2026-12-01"),
        ("quarter", None, "2027-01-01"),
        ("quarter", 1, "2026-04-01"),
    ],
)
def test_a_part_that_stands_for_its_year_is_known_when_it_is_over(
    catalogue: Catalogue, kind: str, counts: int | None, day: str
) -> None:
    period = {"column": "jaar", "kind": kind, "counts": counts}
    first = datetime.date.fromisoformat(day)
    assert ahead(frame(2026), catalogue, first, period=period) == []
    assert ahead(frame(2026), catalogue, first - datetime.timedelta(days=1), period=period)


def test_a_school_year_bears_its_first_year(catalogue: Catalogue) -> None:
    period = {"column": "jaar", "kind": "school_year"}
    rows = frame(2025, population="pupils_primary")
    assert ahead(rows, catalogue, datetime.date(2026, 2, 1), period=period) == []
    assert ahead(rows, catalogue, datetime.date(2026, 1, 31), period=period)


def test_a_fault_says_what_is_ahead_and_what_is_not_over(catalogue: Catalogue) -> None:
    future, unfinished = ahead(frame(2052, 2026), catalogue)[::-1]
    assert future.message.startswith("2052 lies in the future: there can be figures of")
    assert unfinished.message.startswith("2026 is not over: there can be figures of")
    assert future.file == "sample.csv"
    assert future.remedy.startswith("Correct the year")


def test_what_is_missing_lies_nowhere(catalogue: Catalogue) -> None:
    assert ahead(frame(2052, status=Status.NOT_AVAILABLE), catalogue) == []
    assert ahead(frame(2052, status=Status.HIDDEN), catalogue)


@given(
    year=st.integers(1900, 2100),
    moment=st.sampled_from((*MOMENTS, FINISHED)),
    day=st.dates(datetime.date(1990, 1, 1), datetime.date(2110, 1, 1)),
    later=st.integers(0, 20_000),
)
def test_what_was_in_time_once_is_so_for_ever(
    catalogue: Catalogue, year: int, moment: str, day: datetime.date, later: int
) -> None:
    rows = frame(year, population=counted(moment, catalogue))
    after = day + datetime.timedelta(days=later)
    assert len(ahead(rows, catalogue, after)) <= len(ahead(rows, catalogue, day))
    assert bool(ahead(rows, catalogue, day)) >= (year > day.year)


# --- where the rule holds -------------------------------------------------------------------


def test_intake_holds_a_delivery_against_its_day(tmp_path: Path, catalogue: Catalogue) -> None:
    path = put(tmp_path, NAME, ORIGIN.replace("2025,", "2026,"))
    before = assess((path,), tmp_path / "output", catalogue, datetime.date(2025, 12, 31))
    assert [fault.kind for fault in before.faults] == ["future"]
    with pytest.raises(ExtractError, match=f"{NAME} · column year: 2026 lies in the future"):
        accept(before, tmp_path / "output")
    after = assess((path,), tmp_path / "output", catalogue, datetime.date(2026, 1, 1))
    assert after.verdict == "asked"


def test_a_folder_is_held_against_today(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, f"in/{NAME}", ORIGIN)
    found = find_extracts(tmp_path / "in", catalogue)
    monkeypatch.setattr(deliveries, "today", lambda: datetime.date(2024, 12, 31))
    with pytest.raises(ExtractError, match="2025 lies in the future"):
        load_extracts(found, catalogue)
    monkeypatch.setattr(deliveries, "today", lambda: datetime.date(2025, 1, 1))
    assert load_extracts(found, catalogue)


def test_what_was_accepted_is_not_judged_again(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that was set back takes nothing out of use."""
    output = tmp_path / "output"
    accept(assess((put(tmp_path, NAME, ORIGIN),), output, catalogue, DAY), output)
    monkeypatch.setattr(deliveries, "today", lambda: datetime.date(1970, 1, 1))
    assert load_extracts(find_extracts(output / "deliveries", catalogue), catalogue)


# --- years that were not due ----------------------------------------------------------------


def entry(day: str, last: int) -> Entry:
    """A line of the ledger for the years up to ``last``."""
    return Entry(
        date=day,
        source="sample",
        file="sample.csv",
        sha256=day.encode().hex().ljust(64, "0"),
        first=2015,
        last=last,
        rows=1,
        supplier="",
        status=ACCEPTED,
        delivery=day,
        periods=tuple(range(2015, last + 1)),
    )


def asked(
    catalogue: Catalogue,
    new: tuple[int, ...],
    old: tuple[int, ...] = (),
    entries: tuple[Entry, ...] = (),
    population: str = "newcomers",
    **changes: object,
) -> list[tuple[str, str]]:
    """Kinds and years of the questions about ``new`` years beside ``old`` ones."""
    rows, before = frame(*new, population=population), frame(*old, population=population)
    values = [{"column": "n", "population": population}]
    record = source(**{"values": values, **changes})
    found = due_questions("sample.csv", rows, before, record, catalogue, entries, DAY)
    return [(fault.kind, fault.value or "") for fault in found]


def test_a_year_after_a_gap_is_asked_about(catalogue: Catalogue) -> None:
    assert asked(catalogue, (2026,), (2020, 2021, 2022, 2023)) == [("gap", "2026")]
    assert asked(catalogue, (2019, 2020, 2024)) == [("gap", "2024")]
    assert asked(catalogue, (1993,), (2020, 2021)) == [("gap", "2020")]
    assert asked(catalogue, (2024, 2025), (2022, 2023)) == []
    assert asked(catalogue, (2022,), (2021, 2023)) == []


def test_a_gap_is_asked_about_once(catalogue: Catalogue) -> None:
    with_gap = (2011, 2012, 2013, 2015)
    assert asked(catalogue, with_gap) == [("gap", "2015")]
    assert asked(catalogue, (*with_gap, 2016), with_gap) == []
    assert asked(catalogue, (2016,), with_gap) == []
    assert asked(catalogue, (2022,), (2021, 2025)) == []
    assert asked(catalogue, (2017,), with_gap) == [("gap", "2017")]


def test_what_comes_every_so_many_years_leaves_no_gap(catalogue: Catalogue) -> None:
    assert asked(catalogue, (2017, 2020, 2023), every=3) == []
    assert asked(catalogue, (2026,), (2017, 2020), every=3) == [("gap", "2026")]
    assert asked(catalogue, (2012, 2018, 2024), population="voters_potential") == []
    assert asked(catalogue, (2012, 2024), population="voters_potential") == [("gap", "2024")]


def test_a_supplier_who_always_left_years_out_is_not_asked_why(catalogue: Catalogue) -> None:
    assert asked(catalogue, (2016,), (2010, 2012, 2014)) == []
    assert asked(catalogue, (2018,), (2010, 2012, 2014)) == [("gap", "2018")]
    assert asked(catalogue, (2018,), (2012, 2013, 2014, 2016)) == [("gap", "2018")]


def test_a_year_that_comes_sooner_than_ever_is_asked_about(catalogue: Catalogue) -> None:
    old = tuple(range(2015, 2024))
    usual = (entry("2024-12-01", 2022), entry("2025-10-01", 2023))
    assert asked(catalogue, (2024, 2025), old, usual) == [("sooner", "2025")]
    assert asked(catalogue, (2024,), old, usual) == []
    assert asked(catalogue, (2024, 2025), old, usual[:1]) == []


def test_a_pile_of_old_files_is_no_habit(catalogue: Catalogue) -> None:
    pile = tuple(entry("2026-11-29", last) for last in range(2018, 2025))
    assert asked(catalogue, (2025,), tuple(range(2015, 2025)), pile) == []


def test_an_intake_with_a_gap_needs_a_yes(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    old = ORIGIN.replace("2025,", "2022,")
    accept(assess((put(tmp_path, NAME, old),), output, catalogue, DAY), output)
    new = put(tmp_path, "statbel_origin_2026.csv", ORIGIN.replace("2025,", "2026,"))
    delivery = assess((new,), output, catalogue, DAY)
    assert (delivery.verdict, [q.kind for q in delivery.questions]) == ("asked", ["gap"])
    assert "2026 comes after 2022: there is nothing of 2023–2025" in str(delivery.questions[0])
    (line,) = accept(delivery, output)
    assert line.flags == ("gap",)
    rows = f"{HEADER}\n" + "\n".join(f"{y},11001,10,20,30,40,100" for y in (2022, 2026)) + "\n"
    again = assess((put(tmp_path, "statbel_origin_2022_2026.csv", rows),), output, catalogue, DAY)
    assert "gap" not in [q.kind for q in again.questions]

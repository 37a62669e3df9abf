"""Extracts, periods: whether the years in a delivery can be there, and whether they were due.

Input: clean frames and the day of the delivery. Output: a fault for a year that is not over on
that day, and questions about a year after a gap or sooner than ever. Forecasts lie ahead by
nature and are left out of all of it. The rules only ever refuse the future: what was right on one
day is right on every later one.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.moments import FINISHED, FIRST, First, first_day
from scan.catalogue.sources import Source, ValueColumn
from scan.dutch import date_text
from scan.errors import Fault
from scan.extracts.contract import Checked
from scan.extracts.faults import fault_at
from scan.extracts.ledger import Entry, accepted, edition_of
from scan.status import Status

ELECTIONS = 6
"""Years between two elections of municipal councils."""
SOONER = 9
"""Months that a year may come sooner than any before it: suppliers move their dates by some
months, a year too much in a file is twelve."""
HABIT = 2
"""Calendar years with deliveries from which a supplier's habit is known."""

_PARTS = {"month": 12, "quarter": 4}
"""Kind of a period → how many there are in a year."""
_COUNTED = (Status.SHOWN.value, Status.PROVISIONAL.value, Status.HIDDEN.value)
"""Statuses of what was counted, whether it may be told or not."""


def today() -> datetime.date:
    """The day on which a folder is read that nobody has taken in."""
    return datetime.datetime.now(tz=datetime.UTC).date()


def in_time(
    checked: Checked, source: Source, catalogue: Catalogue, day: datetime.date, file: str
) -> Checked:
    """The same with a fault for each year of which there can be no figures yet on ``day``."""
    faults = tuple(_ahead(checked.frame, source, catalogue, day, file))
    return replace(checked, faults=(*checked.faults, *faults)) if faults else checked


def measured(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of a clean frame that were counted: neither missing nor expected.

    What is hidden beside figures that are expected is expected itself.
    """
    expected = pl.col("status") == Status.PROJECTION.value
    beside = expected.any().over("population", "indicator", "period")
    hidden = pl.col("status") == Status.HIDDEN.value
    return frame.filter(pl.col("status").is_in(_COUNTED), ~(hidden & beside))


def _ahead(
    frame: pl.DataFrame, source: Source, catalogue: Catalogue, day: datetime.date, file: str
) -> Iterator[Fault]:
    pairs = measured(frame).select("period", "population").unique().sort("period", "population")
    told: set[int] = set()
    for year, population in pairs.iter_rows():
        first = first_day(first_of(population, source, catalogue), year)
        if day >= first or year in told:
            continue
        told.add(year)
        counted = catalogue.populations.get(population)
        what = f"figures of {counted.plural}" if counted else "figures"
        begun = "lies in the future" if year > day.year else "is not over"
        yield fault_at(
            file,
            "future",
            f"{year} {begun}: there can be {what} from {first} on, and this is {day}",
            f"Correct the year, or deliver it from {first} on.",
            column=source.period.column,
            value=str(year),
            where="" if source.period.column else str(year),
            first=date_text(first),
        )


def first_of(population: str, source: Source, catalogue: Catalogue) -> First:
    """From when on a source can have figures of a population; empty: finished figures.

    The moment of the population says it. A month or quarter that stands for its year can be
    there when it is over itself; a school year bears its first year.
    """
    period = source.period
    if period.kind in _PARTS:
        months = 12 // _PARTS[period.kind] * (period.counts or _PARTS[period.kind])
        return (0, months + 1, 1) if months < 12 else (1, 1, 1)
    later, month, day = FIRST[catalogue.populations[population].moment if population else FINISHED]
    return later + (period.kind == "school_year"), month, day


def first_of_indicator(code: str, source: str, catalogue: Catalogue) -> First:
    """From when on a source can have figures of an indicator."""
    indicator = catalogue.indicators[code]
    if indicator.difference is not None:
        return first_of_indicator(indicator.difference.of, source, catalogue)
    record = catalogue.sources[source]
    ways = (indicator.numerator, *(way.numerator for way in indicator.sources))
    wanted = {way.population for way in ways if way is not None}
    held = {value.population or "" for value in record.values if _feeds(value, code, wanted)}
    return min(first_of(population, record, catalogue) for population in held or {""})


def _feeds(value: ValueColumn, code: str, populations: set[str]) -> bool:
    """Whether a column of figures goes into an indicator, above the line."""
    return value.indicator == code or value.population in populations


# --- what was due ---------------------------------------------------------------------------


def due_questions(
    file: str,
    new: pl.DataFrame,
    old: pl.DataFrame,
    source: Source,
    catalogue: Catalogue,
    entries: tuple[Entry, ...],
    day: datetime.date,
) -> list[Fault]:
    """What to ask about the years of ``new`` beside those of ``old``, which stay in use."""
    years, before = _years(new), _years(old)
    fresh = years - before
    step = _usual_step(before, source, catalogue)
    known = _gaps(before, step)
    gaps = [(a, b) for a, b in _gaps(years | before, step) if fresh & {a, b}]
    wider = [(a, b) for a, b in gaps if not any(c <= a and b <= d for c, d in known)]
    questions = [_gap(file, a, b) for a, b in wider]
    if fresh and not questions:
        questions += _sooner(file, max(fresh), source, entries, day)
    return questions


def _years(frame: pl.DataFrame) -> frozenset[int]:
    return frozenset(measured(frame).get_column("period").unique().to_list())


def _usual_step(years: Iterable[int], source: Source, catalogue: Catalogue) -> int:
    """Years that may lie between two figures: as the catalogue says, or as they always did."""
    ordered = sorted(years)
    steps = [b - a for a, b in pairwise(ordered)]
    habit = min(steps) if len(steps) >= HABIT else 1
    polled = any(
        catalogue.populations[value.population].moment == "verkiezing"
        for value in source.values
        if value.population
    )
    return max(source.every, habit, ELECTIONS if polled else 1)


def _gaps(years: Iterable[int], step: int) -> list[tuple[int, int]]:
    ordered = sorted(years)
    return [(a, b) for a, b in pairwise(ordered) if b - a > step]


def _gap(file: str, last: int, first: int) -> Fault:
    missing = edition_of(tuple(range(last + 1, first)))
    return fault_at(
        file,
        "gap",
        f"{first} comes after {last}: there is nothing of {missing}",
        "Is the year right? Ask the supplier, or take it in with --accept.",
        where=str(first),
        value=str(first),
        last=last,
        missing=missing,
    )


def _sooner(
    file: str, year: int, source: Source, entries: tuple[Entry, ...], day: datetime.date
) -> Iterator[Fault]:
    """A question when ``year`` comes sooner than any new year before it."""
    usual = _months_after(source, entries)
    now = _months(year, day)
    if len(usual) < HABIT or now >= min(usual.values()) - SOONER:
        return
    yield fault_at(
        file,
        "sooner",
        f"{year} comes {now} months after its beginning; no year came sooner than"
        f" {min(usual.values())} months",
        "Is the year right? Ask the supplier, or take it in with --accept.",
        where=str(year),
        value=str(year),
        months=now,
        usual=min(usual.values()),
    )


def _months_after(source: Source, entries: tuple[Entry, ...]) -> dict[int, int]:
    """Calendar year → months after the beginning of its year at which a new one came at the
    soonest. A pile of old files that is taken in within one year is no habit."""
    found: dict[int, int] = {}
    newest: int | None = None
    for entry in accepted(entries):
        if entry.source != source.id or entry.last is None:
            continue
        if newest is None or entry.last > newest:
            newest = entry.last
            day = datetime.date.fromisoformat(entry.date)
            found[day.year] = min(_months(newest, day), found.get(day.year, 1_000))
    return found


def _months(year: int, day: datetime.date) -> int:
    return (day.year - year) * 12 + day.month - 1

"""Extracts, places and periods: from texts to NIS codes and years. Part of the contract.

Input: every pair of place and period in a raw frame. Output: for each pair the code in the
source's vintage, the year, and what is wrong. A name is looked up among the municipalities of
the vintage; so is a code, so that a code of another division is found out.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from scan.catalogue.areas import Areas
from scan.catalogue.records import Source
from scan.errors import visible

VINTAGE_DAYS = {
    "2018": datetime.date(2018, 1, 1),
    "2019": datetime.date(2019, 1, 1),
    "2025": datetime.date(2025, 1, 1),
}
"""A day on which the municipalities of a vintage exist."""
YEARS = range(1900, 2101)

_FOUR_DIGITS = re.compile(r"[0-9]{4}")
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T].*)?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII),
)
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*[-–/]\s*(\d{2}|\d{4})", re.ASCII)
_CODE = re.compile(r"[0-9]{1,5}")
_SERIAL = re.compile(r"([2-5][0-9]{4})(?:\.0*)?")
_SERIAL_ZERO = datetime.date(1899, 12, 30)
"""The day from which workbooks count days; 20,000 to 59,999 are 1954 to 2064."""
_ELSEWHERE = re.compile(r"0[13]000|25\d{3}|[5689]\d{4}")
"""Belgium, Wallonia and what lies in it: in files on the whole country."""
_SHOWN = 80
"""Signs of a cell that a message shows."""

LOOKUP: dict[str, pl.DataType] = {
    "place": pl.String(),
    "period": pl.String(),
    "area": pl.String(),  # null: unknown, or left out
    "year": pl.Int32(),  # null: no year
    "left_out": pl.Boolean(),  # known, and not covered by the source
    "place_problem": pl.String(),
    "period_problem": pl.String(),
}
"""Columns of what :func:`look_up` gives."""


@dataclass(slots=True)
class _Division:
    """The areas of one day, in the two ways in which files name them."""

    codes: dict[str, str]
    """Code of a municipality → its region."""
    names: dict[str, str]


@dataclass(slots=True)
class Gazetteer:
    """Looks up places for one source; remembers the divisions that it needed."""

    source: Source
    areas: Areas
    _divisions: dict[datetime.date, _Division] = field(default_factory=dict)
    _fixed: dict[str, str] = field(init=False)
    """Code that is no municipality → its region, empty where it has none."""
    _other_names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        above = {area.nis: area.region_nis for area in self.areas.divisions()}
        unplaced = dict.fromkeys(self.areas.unplaced.values(), "")
        self._fixed = {**above, **unplaced}
        self._other_names = self.areas.others_by_name()

    def day(self, year: int) -> datetime.date:
        """The day whose municipalities a figure of ``year`` speaks of."""
        if self.source.vintage == "period":
            return datetime.date(year, 1, 1)
        return VINTAGE_DAYS[self.source.vintage]

    def division(self, year: int) -> _Division:
        """The municipalities that a figure of ``year`` speaks of."""
        day = self.day(year)
        if day not in self._divisions:
            there = self.areas.municipalities(None, day)
            codes = {area.nis: area.region_nis for area in there}
            self._divisions[day] = _Division(codes, self.areas.by_name(day))
        return self._divisions[day]

    def expected(self, year: int) -> frozenset[str]:
        """Codes of the municipalities that the source covers in ``year``; none for a region."""
        if self.source.scope == "region":
            return frozenset()
        codes = self.division(year).codes
        return frozenset(nis for nis, region in codes.items() if region in self.source.coverage)

    def resolve(self, place: str | None, year: int) -> tuple[str | None, str]:
        """The code of a place and what is wrong with it; neither: the source leaves it out."""
        if not place:
            return None, "no municipality stands here"
        if self.source.scope == "region":
            wrong = place not in self.source.coverage
            return place, f"“{visible(place, _SHOWN)}” is not the region" if wrong else ""
        by_name = self.source.area.kind == "name"
        code = self._by_name(place, year) if by_name else self._by_code(place, year)
        if code is None:
            return None, self._unknown(place, year)
        region = self.division(year).codes.get(code) or self._fixed.get(code, "")
        return (code if region in ("", *self.source.coverage) else None), ""

    def _by_name(self, place: str, year: int) -> str | None:
        name = " ".join(place.split())
        return self.division(year).names.get(name) or self._other_names.get(name)

    def _by_code(self, place: str, year: int) -> str | None:
        if not _CODE.fullmatch(place):
            return None
        code = place.zfill(5)
        there = code in self.division(year).codes or code in self._fixed
        elsewhere = self.source.layout == "statbel_pipe" and _ELSEWHERE.fullmatch(code)
        return code if there else ("" if elsewhere else None)

    def _unknown(self, place: str, year: int) -> str:
        if self.source.area.kind == "name":
            shown = visible(place, _SHOWN)
            return f"“{shown}” is the name of no municipality of {self.day(year).year}"
        try:
            area = self.areas.get(place.zfill(5))
        except KeyError:
            return f"“{visible(place, _SHOWN)}” is no NIS code"
        days = f"from {area.valid_from}" if area.valid_from else f"until {area.valid_to}"
        return f"“{place}” is {area.name} {days}, not a municipality of {self.day(year).year}"


def look_up(cells: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Code and year of every pair of ``place`` and ``period`` in ``cells``; columns: LOOKUP."""
    pairs = cells.select("place", "period").unique(maintain_order=True)
    rows = list(_looked_up(pairs, gazetteer))
    return pl.DataFrame(rows, schema=LOOKUP, orient="row")


def _looked_up(pairs: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[tuple[object, ...]]:
    kind = gazetteer.source.period.kind
    for place, period in pairs.iter_rows():
        year = year_of(period, kind)
        if year is None:
            problem = _no_year(period, kind) if period else "no year stands here"
            yield place, period, None, None, False, None, problem
            continue
        code, wrong = gazetteer.resolve(place, year)
        yield place, period, code or None, year, not (code or wrong), wrong or None, None


EXPECTED = {
    "year": "year like 2025",
    "date": "date like 2025-01-31",
    "school_year": "school year like 2024-2025",
    "header": "year like 2025",
    "fixed": "year like 2025",
}
"""What stands for a period, by the kind of its column."""


def _no_year(period: str, kind: str) -> str:
    problem = f"“{visible(period, _SHOWN)}” is no {EXPECTED[kind]}"
    if found := _SERIAL.fullmatch(period):
        day = _SERIAL_ZERO + datetime.timedelta(days=int(found[1]))
        problem += f"; it is how a workbook keeps {day}"
    return problem


def year_of(text: str | None, kind: str) -> int | None:
    """The year of a text of this kind of period column; a school year gives its first.

    ``None`` where the text is no such period, or not between 1900 and 2100.
    """
    if not text:
        return None
    if kind == "date":
        year = _of_date(text)
    elif kind in ("school_year", "header") and (found := _SCHOOL_YEAR.fullmatch(text)):
        year = _of_school_year(found[1], found[2])
    else:
        year = int(text) if _FOUR_DIGITS.fullmatch(text) else None
    return year if year in YEARS else None


def _of_date(text: str) -> int | None:
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return datetime.date(
                    int(found["year"]), int(found["month"]), int(found["day"])
                ).year
            except ValueError:
                return None
    return int(text) if _FOUR_DIGITS.fullmatch(text) else None


def _of_school_year(first: str, second: str) -> int | None:
    follows = str(int(first) + 1)
    return int(first) if second in (follows, follows[2:]) else None

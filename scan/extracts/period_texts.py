"""Extracts, texts of periods: from a text to the year that it stands for. Part of the contract.

Input: texts of a period column and the kind of it. Output: years; a school year is its first, of
months and quarters one counts and the others are left out.
"""

import datetime
import re
from dataclasses import dataclass

from scan.catalogue.sources import PeriodColumn
from scan.errors import visible

YEARS = range(1900, 2101)
"""Years that are believed to be one: what lies outside is another number."""
EXPECTED = {
    "year": "year like 2025",
    "date": "date like 2025-01-31",
    "school_year": "school year like 2024-2025",
    "month": "month like 2025-01",
    "quarter": "quarter like 2025-Q1",
    "header": "year like 2025",
    "fixed": "year like 2025",
}
"""What stands for a period, by the kind of its column."""

_FOUR_DIGITS = re.compile(r"([0-9]{4})(?:\.0+)?")
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T].*)?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[. ]+(?P<name>[a-zé]{3,9})\.? +(?P<year>\d{4})", re.IGNORECASE),
)
_SCHOOL_YEAR = re.compile(
    r"(?:(?:schooljaar|sj)\s+)?(\d{4})\s*[-–/]\s*(\d{2}|\d{4})", re.ASCII | re.IGNORECASE
)
_MONTHS = (
    re.compile(r"(?P<year>\d{4})\s*[-/.Mm]?\s*(?P<part>\d{2})(?:[-/.]\d{2})?(?:[ T].*)?", re.ASCII),
    re.compile(r"(?P<part>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<name>[a-zé]{3,9})\.?[ /-]+(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<year>\d{4})[ -]+(?P<name>[a-zé]{3,9})"),
)
_NAMES = (
    *("jan", "feb", "maa mrt mar", "apr", "mei may mai", "jun juin"),
    *("jul juil", "aug aoû", "sep", "okt oct", "nov", "dec déc"),
)
"""How the names of the months begin, in Dutch, English and French."""
_QUARTERS = (
    re.compile(
        r"(?P<year>\d{4})\s*[-/ ]?\s*[QKT](?:W)?\s*(?P<part>[1-4])", re.ASCII | re.IGNORECASE
    ),
    re.compile(
        r"[QKT](?:W)?\s*(?P<part>[1-4])\s*[-/ ]?\s*(?P<year>\d{4})", re.ASCII | re.IGNORECASE
    ),
    re.compile(
        r"(?P<part>[1-4])(?:ste|de|e)?\s*(?:kwartaal|kw\.?)\s*(?P<year>\d{4})", re.IGNORECASE
    ),
    re.compile(r"(?:kwartaal|kw\.?)\s*(?P<part>[1-4])[ /-]+(?P<year>\d{4})", re.IGNORECASE),
)
_CENTURY = 2000
"""Of years with two digits, as Excel writes a month: dec-24."""
_SERIAL = re.compile(r"([2-5][0-9]{4})(?:\.0*)?")
_SERIAL_ZERO = datetime.date(1899, 12, 30)
"""The day from which workbooks count days; 20,000 to 59,999 are 1954 to 2064."""
_SHOWN = 80
"""Signs of a cell that a message shows."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a text stands for: a year, or what is wrong with it."""

    year: int | None
    counts: bool = True
    """Whether it stands for its year; other months and quarters do not."""
    problem: str = ""


def period_of(text: str | None, column: PeriodColumn) -> Period:
    """The year of a text in a period column; a school year gives its first.

    A ``problem`` where the text is no such period, or not between 1900 and 2100.
    """
    if not text:
        return Period(None, problem="no year stands here")
    if column.kind in ("month", "quarter"):
        found = _part(text, _MONTHS if column.kind == "month" else _QUARTERS)
        if found is not None:
            last = 12 if column.kind == "month" else 4
            return Period(found[0], counts=found[1] == (column.counts or last))
    elif (year := _year(text, column.kind)) in YEARS:
        return Period(year)
    return Period(None, problem=_no_period(text, column.kind))


def _year(text: str, kind: str) -> int | None:
    if kind == "date":
        return _of_date(text)
    if kind in ("school_year", "header") and (found := _SCHOOL_YEAR.fullmatch(text)):
        return _of_school_year(found[1], found[2])
    whole = _FOUR_DIGITS.fullmatch(text)
    return int(whole[1]) if whole else None


def _of_date(text: str) -> int | None:
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            named = "name" in pattern.groupindex
            month = _named_month(found["name"].lower()) if named else int(found["month"])
            try:
                return datetime.date(int(found["year"]), month, int(found["day"])).year
            except ValueError:
                return None
    whole = _FOUR_DIGITS.fullmatch(text)
    return int(whole[1]) if whole else None


def _of_school_year(first: str, second: str) -> int | None:
    follows = str(int(first) + 1)
    return int(first) if second in (follows, follows[2:]) else None


def _part(text: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[int, int] | None:
    """Year and number of a month or quarter; ``None`` where the text is none."""
    for pattern in patterns:
        found = pattern.fullmatch(text.strip().lower() if "name" in pattern.groupindex else text)
        if not found:
            continue
        named = "name" in pattern.groupindex
        part = _named_month(found["name"]) if named else int(found["part"])
        year = int(found["year"]) + (_CENTURY if len(found["year"]) == 2 else 0)
        if year in YEARS and 1 <= part <= 12:
            return year, part
    return None


def _named_month(name: str) -> int:
    for number, beginnings in enumerate(_NAMES, 1):
        if any(name.startswith(beginning) for beginning in beginnings.split()):
            return number
    return 0


def _no_period(text: str, kind: str) -> str:
    problem = f"“{visible(text, _SHOWN)}” is no {EXPECTED[kind]}"
    if found := _SERIAL.fullmatch(text):
        day = _SERIAL_ZERO + datetime.timedelta(days=int(found[1]))
        problem += f"; it is how a workbook keeps {day}"
    return problem

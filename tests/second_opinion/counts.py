"""Second opinion, counts: what the files say of a territory of today.

Input: papers and a folder of extracts. Output: :class:`Ledger`, which answers how many of a
population there are in a municipality or region in a year, as the least and the most that it
can be. A count that the supplier hid lies between 1 and the minimum; sums carry both ends.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from tests.second_opinion.papers import PLACELESS, REGIONS, Papers, Record
from tests.second_opinion.reading import SHEET, YEAR, rows_of, sheet_names, sheets_of

TODAY = datetime.date(2025, 1, 1)
"""The newest division; before it, figures of later years are left out."""
Where = Mapping[str, tuple[str, ...]]
Codes = tuple[str, ...]
SURE_DIGITS = 15
"""What a double holds for certain; a text that is longer stands for the nearest one."""


@dataclass(frozen=True)
class Count:
    """The least and the most that a count can be."""

    low: int | Fraction
    high: int | Fraction

    @property
    def exact(self) -> bool:
        """Whether nothing in it was hidden by the supplier."""
        return self.low == self.high

    def __add__(self, other: "Count") -> "Count":
        return Count(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Count") -> "Count":
        return Count(self.low - other.high, self.high - other.low)


NOTHING = Count(0, 0)
WHOLE = 0.0005
"""How far fractions of five decimals may add up to something other than one."""


@dataclass
class Book:
    """Figures of one subject by the same traits: area and year, then categories."""

    dimensions: tuple[str, ...]
    source: Record
    unknown: bool = False
    """Whether nothing is known of a figure whose row the supplier left out."""
    pages: dict[tuple[str, int], dict[Codes, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _asked: dict[int, set[Codes]] = field(default_factory=dict)

    def cell(self, nis: str, year: int, codes: Codes) -> Count | None:
        """A cell as it was delivered; what a file leaves out beside other cells is zero, or
        hidden where the source says so. The row of a region leaves nothing out."""
        text = self.pages.get((nis, year), {}).get(codes)
        if text is not None:
            return number_of(text, self.source)
        if self._names_some:
            return None
        if self.source.get("absent") != "hidden" or nis in REGIONS.values():
            return NOTHING
        return None if self.unknown else Count(0, self.source["minimum"] - 1)

    def rest(self, nis: str, year: int) -> Count | None:
        """An empty share beside others that make up the whole: nothing."""
        shares = [float(text) for text in self.pages[nis, year].values() if text]
        return NOTHING if abs(sum(shares) - 1) < WHOLE else None

    def was_asked(self, year: int, codes: Codes) -> bool:
        """Whether any area has these categories in a year."""
        if year not in self._asked:
            pages = (cells for (_, own), cells in self.pages.items() if own == year)
            self._asked[year] = {codes for cells in pages for codes in cells}
        return codes in self._asked[year]

    @cached_property
    def _names_some(self) -> bool:
        """Whether its rows name the most frequent categories only."""
        traits = self.source.get("traits", [])
        some = {trait["dimension"] for trait in traits if trait.get("most_frequent")}
        return bool(some & set(self.dimensions))

    @cached_property
    def years(self) -> set[int]:
        """Every year with any figure."""
        return {year for _, year in self.pages}

    def speaks_of(self, nis: str, year: int) -> bool:
        """Whether it has rows of an area in a year, or leaves them out because it hides them."""
        hides = self.source.get("absent") == "hidden" and nis not in REGIONS.values()
        return (nis, year) in self.pages or (hides and year in self.years)

    @cached_property
    def codes(self) -> tuple[frozenset[str], ...]:
        """The categories of each dimension that occur anywhere."""
        found = [codes for cells in self.pages.values() for codes in cells]
        return tuple(frozenset(column) for column in zip(*found, strict=True))


class Ledger:
    """All delivered figures on the municipalities of a date, read when they are asked for."""

    def __init__(self, papers: Papers, folder: Path, today: datetime.date = TODAY) -> None:
        self.papers, self.today = papers, today
        self.files = sorted(path for path in folder.rglob("*") if path.is_file())
        self._names: dict[Path, set[str]] = {}
        self._books: dict[str, dict[str, list[Book]]] = {}
        self._parts: dict[datetime.date, dict[str, list[str]]] = {}
        self._divisions: dict[str, tuple[str, ...]] = {}
        self._regional: dict[tuple[Any, ...], tuple[Count, str] | None] = {}

    def delivered(self, source: str) -> bool:
        """Whether a file of this source lies in the folder."""
        return bool(self._paths(source))

    def _paths(self, source: str) -> list[Path]:
        patterns = self.papers.sources[source]["files"]
        found = [p for p in self.files if any(fnmatch(p.name, pattern) for pattern in patterns)]
        sheets = sheets_of(self.papers.sources[source])
        return [p for p in found if not sheets or sheets & self._sheets(p)]

    def _sheets(self, path: Path) -> set[str]:
        if path not in self._names:
            self._names[path] = set(sheet_names(path)) if path.suffix == ".xlsx" else set()
        return self._names[path]

    def books(self, source: str, subject: str) -> list[Book]:
        """What a source holds of a population, or of an indicator that comes finished."""
        if source not in self._books:
            self._books[source] = self._read(self.papers.sources[source])
        return self._books[source].get(subject, [])

    # --- reading ----------------------------------------------------------------------------

    def _read(self, source: Record) -> dict[str, list[Book]]:
        books: dict[str, dict[tuple[str, ...], Book]] = defaultdict(dict)
        names = self.papers.by_name(TODAY) if source["area"].get("kind") == "name" else {}
        values: dict[str, list[Record]] = defaultdict(list)
        for value in source["values"]:
            values[value.get("sheet", source.get("sheet", ""))].append(value)
        for path in self._paths(source["id"]):
            for row in rows_of(source, path):
                nis = _nis(row[source["area"]["column"]], names)
                year = source["period"].get("fixed") or int(float(row[_year_column(source)]))
                if self._covered(nis, source) and (self.today >= TODAY or year <= self.today.year):
                    _enter(books, source, values[row.get(SHEET, "")], row, nis, year)
        return {subject: list(by_traits.values()) for subject, by_traits in books.items()}

    def _covered(self, nis: str, source: Record) -> bool:
        coverage = source.get("coverage", ["02000", "04000"])
        if nis in REGIONS.values():
            return nis in coverage and source.get("regions", "sum") == "own"
        return ("04000" if nis.startswith("21") else "02000") in coverage

    # --- territories ------------------------------------------------------------------------

    def vintage(self, source: str, year: int) -> datetime.date:
        """The date whose municipalities a source speaks of."""
        vintage = self.papers.sources[source]["vintage"]
        return datetime.date(year if vintage == "period" else int(vintage), 1, 1)

    def parts(self, source: str, area: str, year: int) -> list[str]:
        """The codes in the file that make up a municipality or a region of today."""
        own_row = self.papers.sources[source].get("regions", "sum")
        if area in REGIONS.values():
            if own_row == "own":
                return [area]
            if own_row == "none":
                return []
            date = self.vintage(source, year)
            if date > self.today and self._unlike(area, date):
                return []
            municipalities = self.papers.municipalities(area, date)
            return [*municipalities, *([PLACELESS[area]] if area in PLACELESS else [])]
        towns = self._municipal(source, year)
        if area in towns:
            return towns[area]
        return [nis for town in self._within(area) for nis in towns.get(town, [])]

    def _within(self, division: str) -> tuple[str, ...]:
        if division not in self._divisions:
            self._divisions[division] = tuple(sorted(self.papers.within(division, self.today)))
        return self._divisions[division]

    def _municipal(self, source: str, year: int) -> dict[str, list[str]]:
        date = self.vintage(source, year)
        if date not in self._parts:
            found: dict[str, list[str]] = defaultdict(list)
            for region in ("02000", "04000"):
                for nis in self.papers.municipalities(region, date):
                    if date <= self.today:
                        found[self.papers.successor(nis, date, self.today)].append(nis)
                    elif not self.papers.grown(nis, self.today, date):
                        found[nis].append(nis)
            self._parts[date] = found
        return self._parts[date]

    def _unlike(self, region: str, date: datetime.date) -> bool:
        """Whether municipalities of a region were others then than on the date asked for."""
        both = (self.papers.municipalities(region, day) for day in (self.today, date))
        return next(both) != next(both)

    def moved(self, source: str, area: str, year: int) -> bool:
        """Whether today's municipality had another territory then."""
        date = self.vintage(source, year)
        return self.parts(source, area, year) != [area] or self.papers.grown(area, date, self.today)

    # --- counting ---------------------------------------------------------------------------

    def count(
        self, use: Iterable[str], population: str, where: Where, area: str, year: int
    ) -> tuple[Count, str] | None:
        """A count and its source: the first in ``use`` that tells these categories apart."""
        if area not in REGIONS.values():
            return self._count(use, population, where, area, year)
        key = (tuple(use), population, tuple(sorted(where.items())), area, year)
        if key not in self._regional:
            self._regional[key] = self._count(use, population, where, area, year)
        return self._regional[key]

    def _count(
        self, use: Iterable[str], population: str, where: Where, area: str, year: int
    ) -> tuple[Count, str] | None:
        for source in use:
            if not self.delivered(source):
                continue
            able = [b for b in self.books(source, population) if self._tells(b, where)]
            able.sort(key=lambda book: (len(book.dimensions), sum(map(len, book.codes))))
            if able:
                found = [self._area(book, source, population, where, area, year) for book in able]
                known = [count for count in found if count is not None]
                return (_narrowest(known), source) if known else None
        return None

    def _tells(self, book: Book, where: Where) -> bool:
        """Whether a book can be restricted so, and is complete in everything else."""
        used = set()
        for name in where:
            fine = self._fine(book, name)
            if fine is None:
                return False
            used.add(fine)
        complete = (
            set(self.papers.codes(name)) <= codes
            for name, codes in zip(book.dimensions, book.codes, strict=True)
            if name not in used
        )
        return all(complete)

    def _fine(self, book: Book, name: str) -> str | None:
        ways = (d for d in book.dimensions if self.papers.upward(d, name) is not None)
        return next(ways, None)

    def _kept(self, book: Book, where: Where) -> list[Codes]:
        """The combinations of a book that answer to ``where``."""
        allowed = [set(codes) for codes in book.codes]
        for name, wanted in where.items():
            fine = self._fine(book, name)
            way = self.papers.upward(str(fine), name) or {}
            place = book.dimensions.index(str(fine))
            allowed[place] &= {code for code, coarse in way.items() if coarse in wanted}
        return list(product(*(sorted(codes) for codes in allowed)))

    def _area(
        self, book: Book, source: str, population: str, where: Where, area: str, year: int
    ) -> Count | None:
        parts = self.parts(source, area, year)
        additive = self.papers.populations[population].get("additive", True)
        if not parts or (not additive and area not in parts) or (not additive and len(parts) > 1):
            return None
        if not additive and area not in REGIONS.values() and self.moved(source, area, year):
            return None
        placeless = PLACELESS.get(area)
        parts = [nis for nis in parts if nis != placeless or self._located(book, nis, year)]
        if not all(book.speaks_of(nis, year) for nis in parts):
            return None
        if book.source.get("adds_shown_parts") and any(
            self.papers.grown(nis, datetime.date(year, 1, 1), self.vintage(source, year))
            for nis in parts
        ):
            return None
        kept = self._kept(book, where)
        return _sum(
            self._cell(book, source, population, nis, year, c) for nis in parts for c in kept
        )

    def _cell(
        self, book: Book, source: str, population: str, nis: str, year: int, codes: Codes
    ) -> Count | None:
        """A cell; of categories that nobody has in a year it is nothing where the others are the
        whole, else it was not asked about."""
        if book.was_asked(year, codes) or (nis, year) not in book.pages:
            return book.cell(nis, year, codes)
        wholes = [b for b in self.books(source, population) if not b.dimensions]
        whole = wholes[0].cell(nis, year, ()) if wholes else None
        others = _sum(book.cell(nis, year, own) for own in book.pages[nis, year])
        return NOTHING if whole is not None and whole == others else None

    def _located(self, book: Book, nis: str, year: int) -> bool:
        """Whether persons without a place were counted at all."""
        texts = book.pages.get((nis, year), {}).values()
        return any(number_of(text, book.source) is not None for text in texts)

    def years(self, source: str, subject: str) -> set[int]:
        """Every year of which a source tells something."""
        return {year for book in self.books(source, subject) for _, year in book.pages}


def _nis(text: str, names: Mapping[str, str]) -> str:
    code = names[text] if names else text
    return REGIONS.get(code, code.zfill(5))


def _year_column(source: Record) -> str:
    return str(source["period"].get("column", YEAR))


def _narrowest(counts: list[Count]) -> Count:
    """What several books of a source say of a count; where two contradict each other, the one
    that hides nothing and needs the least adding up."""
    both = Count(max(c.low for c in counts), min(c.high for c in counts))
    if both.low <= both.high:
        return both
    return next((count for count in counts if count.exact), counts[0])


def _sum(counts: Iterable[Count | None]) -> Count | None:
    low: int | Fraction = 0
    high: int | Fraction = 0
    for count in counts:
        if count is None:
            return None
        low, high = low + count.low, high + count.high
    return Count(low, high)


def _enter(
    books: dict[str, dict[tuple[str, ...], Book]],
    source: Record,
    values: list[Record],
    row: dict[str, str],
    nis: str,
    year: int,
) -> None:
    """Writes the figures of a row where they belong."""
    for value in values:
        when = value.get("when", {})
        if value["column"] not in row or any(row.get(c) != text for c, text in when.items()):
            continue
        subject = value.get("population") or value["indicator"]
        for traits in _traits(source, row, value.get("over", [])):
            both = traits | value.get("traits", {})
            unknown = value.get("absent") == "unknown"
            book = books[subject].setdefault(tuple(both), Book(tuple(both), source, unknown))
            cells, codes = book.pages[nis, year], tuple(both.values())
            text = row[value["column"]]
            if any(
                _is_mistaken(mistake, value, row, year) for mistake in source.get("mistakes", [])
            ):
                text = ""
            adds = source.get("repeats") == "sum" or source.get("aggregate")
            if adds and codes in cells and not value.get("over"):
                text = str(int(cells[codes]) + int(text))
            cells[codes] = text


def _is_mistaken(mistake: Record, value: Record, row: dict[str, str], year: int) -> bool:
    """Whether a figure is one that the supplier is known to have wrong."""
    where = mistake.get("where", {})
    here = all(row[column] in texts for column, texts in where.items())
    return here and mistake["period"] == year and mistake["column"] == value["column"]


def _traits(source: Record, row: dict[str, str], over: list[str]) -> list[dict[str, str]]:
    """The categories of a row; a column that feeds several dimensions gives one set for each."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for trait in source.get("traits", []):
        if trait["dimension"] not in over:
            text = row[trait["column"]]
            found = trait["codes"].get(text) if trait.get("codes") else text
            for band, (lowest, highest) in trait.get("bands", {}).items():
                found = band if lowest <= int(text) <= highest else found
            known = columns.setdefault(trait["column"], [])
            known += [(trait["dimension"], found)] if found is not None else []
    return [dict(pairs) for pairs in product(*columns.values())]


def number_of(text: str, source: Record) -> Count | None:
    """A delivered text as a count; ``None`` where it stands for no figure."""
    if text.isdecimal():
        return Count(int(text), int(text))
    markers = source.get("markers", {})
    if text in markers.get("hidden", []):
        return Count(1, source.get("minimum", 5) - 1)
    if text in markers.get("missing", [""]) or text in markers.get("not_applicable", []):
        return None
    plain = text.replace(",", ".") if source.get("decimal") == "," else text
    if len(plain) > SURE_DIGITS:  # a workbook writes 0.5045 as 0.50449999999999995
        plain = repr(float(plain))
    return Count(Fraction(plain), Fraction(plain))

"""Extracts, places: from texts to NIS codes and years. Part of the contract.

Input: every pair of place and period in a raw frame. Output: for each pair the code in the
source's vintage, the year, and what is wrong. A name is looked up among the municipalities of
the vintage, as the command line looks up what people type; so is a code, so that a code of
another division is found out.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import polars as pl

from scan.catalogue.areas import Areas
from scan.catalogue.names import by_closeness, keys
from scan.catalogue.sources import Source
from scan.errors import visible
from scan.extracts.period_texts import period_of
from scan.extracts.readers.tables import some

VINTAGE_DAYS = {
    "2018": datetime.date(2018, 1, 1),
    "2019": datetime.date(2019, 1, 1),
    "2025": datetime.date(2025, 1, 1),
}
"""A day on which the municipalities of a vintage exist."""

CODE = re.compile(r"([0-9]{1,5})(?:\.0+)?")
"""A NIS code, also as a column with a gap gives it: 11001.0."""
ELSEWHERE = re.compile(
    r"0[13]000|20002|25[01]\d{2}|5[0-8]\d{3}|6[0-4]\d{3}|8[0-5]\d{3}|9[0-3]\d{3}"
)
"""Belgium, Wallonia and what lies in it, by the codes of its provinces and arrondissements: in
files on the whole country."""
MARK = re.compile(r"(?:\s*\(\d+\)|[*¹²³†‡°]+|\s+\d)+$")
"""A footnote mark behind a name."""
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


def is_walloon(code: str) -> bool:
    """Whether a code is that of a municipality in Wallonia."""
    return bool(ELSEWHERE.fullmatch(code)) and not code.endswith(("000", "20002"))


@dataclass(slots=True)
class _Division:
    """The areas of one day, in the two ways in which files name them."""

    codes: dict[str, str]
    """Code of a municipality → its region."""
    names: dict[str, str]
    """Name or alias, exactly as written → code."""
    spellings: dict[str, str]
    """The same, folded as what people type is (:mod:`scan.catalogue.names`)."""


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
            names = self.areas.by_name(day)
            self._divisions[day] = _Division(codes, names, folded(names))
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
        if any(
            fnmatchcase(place.casefold(), text.casefold()) for text in self.source.area.leave_out
        ):
            return None, ""
        by_name = self.source.area.kind == "name"
        code = self._by_name(place, year) if by_name else self._by_code(place, year)
        if code is None:
            return None, self._unknown(place, year)
        region = self.division(year).codes.get(code) or self._fixed.get(code, "")
        return (code if region in ("", *self.source.coverage) else None), ""

    def left_out(self, place: str, year: int) -> str | None:
        """The code of a place that the source leaves out, of Belgium and Wallonia too, where it
        can be told."""
        if self.source.area.kind == "name":
            return self._by_name(place, year)
        found = CODE.fullmatch(place)
        return found[1].zfill(5) if found else None

    def _by_name(self, place: str, year: int) -> str | None:
        name = " ".join(place.split())
        division = self.division(year)
        exact = division.names.get(name) or self._other_names.get(name)
        if exact:
            return exact
        plain = MARK.sub("", name)
        others = folded(self._other_names)
        return next(
            (
                table[key]
                for table in (division.spellings, others)
                for key in keys(plain)
                if key in table
            ),
            None,
        )

    def is_spelled(self, place: str, year: int) -> bool:
        """Whether a name stands in the catalogue as it is written."""
        name = " ".join(place.split())
        return name in self.division(year).names or name in self._other_names

    def _by_code(self, place: str, year: int) -> str | None:
        found = CODE.fullmatch(place)
        if not found:
            return None
        code = found[1].zfill(5)
        if code in self.division(year).codes or code in self._fixed:
            return code
        return "" if ELSEWHERE.fullmatch(code) else None

    def _unknown(self, place: str, year: int) -> str:
        shown = visible(place, _SHOWN)
        if self.source.area.kind == "name":
            near = by_closeness(place[:_SHOWN], self.division(year).names)[0]
            return (
                f"“{shown}” is the name of no municipality of {self.day(year).year}"
                f"; the closest is {near}"
            )
        try:
            area = self.areas.get(place.zfill(5))
        except KeyError:
            return f"“{shown}” is no NIS code"
        days = f"from {area.valid_from}" if area.valid_from else f"until {area.valid_to}"
        return f"“{place}” is {area.name} {days}, not a municipality of {self.day(year).year}"


def folded(names: dict[str, str]) -> dict[str, str]:
    """Keys of names → codes, without the keys that would stand for several."""
    found: dict[str, set[str]] = {}
    for name, code in names.items():
        for key in keys(name):
            found.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def look_up(cells: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Code and year of every pair of ``place`` and ``period`` in ``cells``; columns: LOOKUP."""
    pairs = cells.select("place", "period").unique(maintain_order=True)
    rows = list(_looked_up(pairs, gazetteer))
    return pl.DataFrame(rows, schema=LOOKUP, orient="row")


def _looked_up(pairs: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[tuple[object, ...]]:
    column = gazetteer.source.period
    periods = {text: period_of(text, column) for text in pairs.get_column("period").unique()}
    for place, text in pairs.iter_rows():
        period = periods[text]
        if period.year is None:
            yield place, text, None, None, False, None, period.problem
        elif not period.counts:
            yield place, text, None, period.year, False, None, None
        else:
            code, wrong = gazetteer.resolve(place, period.year)
            left_out = not (code or wrong)
            yield place, text, code or None, period.year, left_out, wrong or None, None


def spelling_notice(cells: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[str]:
    """A notice on names that were found though they are written in another way."""
    if gazetteer.source.area.kind != "name":
        return
    found = cells.filter(pl.col("area").is_not_null()).select("place", "area", "year").unique()
    other = {
        place: gazetteer.areas.get(area).name
        for place, area, year in found.sort("place").iter_rows()
        if not gazetteer.is_spelled(place, year) and area not in gazetteer.areas.unplaced.values()
    }
    if other:
        names = some(tuple(f"{place} as {name}" for place, name in other.items()))
        yield f"{len(other)} names are written in another way: {names}"

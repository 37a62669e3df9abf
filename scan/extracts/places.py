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
from functools import cached_property

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


@dataclass(frozen=True)
class _Division:
    """The areas of one day, in the two ways in which files name them."""

    codes: dict[str, str]
    """Code of a municipality → its region."""
    names: dict[str, str]
    """Name or alias, exactly as written → code."""

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The same, folded as what people type is (:mod:`scan.catalogue.names`)."""
        return folded(self.names)


@dataclass(slots=True)
class Gazetteer:
    """Looks up places for one source; remembers the divisions that it needed."""

    source: Source
    areas: Areas
    _divisions: dict[datetime.date, _Division] = field(default_factory=dict)
    _fixed: dict[str, str] = field(init=False)
    """Code that is no municipality → its region, empty where it has none."""
    _other_names: dict[str, str] = field(init=False)
    _other_spellings: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        above = {area.nis: area.region_nis for area in self.areas.divisions()}
        unplaced = dict.fromkeys(self.areas.unplaced.values(), "")
        self._fixed = {**above, **unplaced}
        self._other_names = self.areas.others_by_name()
        self._other_spellings = folded(self._other_names)

    def day(self, year: int) -> datetime.date:
        """The day whose municipalities a figure of ``year`` speaks of."""
        if self.source.vintage == "period":
            return datetime.date(year, 1, 1)
        return VINTAGE_DAYS[self.source.vintage]

    def division(self, day: datetime.date) -> _Division:
        """The municipalities of a day."""
        if day not in self._divisions:
            there = self.areas.municipalities(None, day)
            codes = {area.nis: area.region_nis for area in there}
            self._divisions[day] = _Division(codes, self.areas.by_name(day))
        return self._divisions[day]

    def expected(self, year: int) -> frozenset[str]:
        """Codes of the municipalities that the source covers in ``year``; none for a region."""
        if self.source.scope == "region":
            return frozenset()
        codes = self.division(self.day(year)).codes
        return frozenset(nis for nis, region in codes.items() if region in self.source.coverage)

    def resolve(self, place: str | None, day: datetime.date) -> tuple[str | None, str]:
        """The code of a place and what is wrong with it; neither: the source leaves it out.

        ``day`` is one whose municipalities the figure speaks of.
        """
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
        code = self._by_name(place, day) if by_name else self._by_code(place, day)
        if code is None:
            return None, self._unknown(place, day)
        region = self.division(day).codes.get(code) or self._fixed.get(code, "")
        return (code if region in ("", *self.source.coverage) else None), ""

    def left_out(self, place: str, year: int) -> str | None:
        """The code of a place that the source leaves out, of Belgium and Wallonia too, where it
        can be told."""
        if self.source.area.kind == "name":
            return self._by_name(place, self.day(year))
        found = CODE.fullmatch(place)
        return found[1].zfill(5) if found else None

    def _by_name(self, place: str, day: datetime.date) -> str | None:
        name = " ".join(place.split())
        division = self.division(day)
        exact = division.names.get(name) or self._other_names.get(name)
        if exact:
            return exact
        plain = MARK.sub("", name)
        tables = (division.spellings, self._other_spellings)
        found = (table[key] for table in tables for key in keys(plain) if key in table)
        return next(found, None)

    def is_spelled(self, place: str, day: datetime.date) -> bool:
        """Whether a name stands in the catalogue as it is written."""
        name = " ".join(place.split())
        return name in self.division(day).names or name in self._other_names

    def _by_code(self, place: str, day: datetime.date) -> str | None:
        found = CODE.fullmatch(place)
        if not found:
            return None
        code = found[1].zfill(5)
        if code in self.division(day).codes or code in self._fixed:
            return code
        return "" if ELSEWHERE.fullmatch(code) else None

    def _unknown(self, place: str, day: datetime.date) -> str:
        shown = visible(place, _SHOWN)
        if self.source.area.kind == "name":
            near = by_closeness(place[:_SHOWN], self.division(day).names)[0]
            return f"“{shown}” is the name of no municipality of {day.year}; the closest is {near}"
        try:
            area = self.areas.get(place.zfill(5))
        except KeyError:
            return f"“{shown}” is no NIS code"
        days = f"from {area.valid_from}" if area.valid_from else f"until {area.valid_to}"
        return f"“{place}” is {area.name} {days}, not a municipality of {day.year}"


def folded(names: dict[str, str]) -> dict[str, str]:
    """Keys of names → codes, without the keys that would stand for several."""
    found: dict[str, set[str]] = {}
    for name, code in names.items():
        for key in keys(name):
            found.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def look_up(cells: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Code and year of every pair of ``place`` and ``period`` in ``cells``; columns: LOOKUP.

    A place is looked up once for each division, not for each year: files repeat them all.
    """
    pairs = cells.select("place", "period").unique(maintain_order=True)
    dated = pairs.join(
        _periods(pairs.get_column("period").unique().to_list(), gazetteer),
        on="period",
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    asked = dated.select("place", "day").drop_nulls("day").unique(maintain_order=True)
    found = [(*pair, *gazetteer.resolve(*pair)) for pair in asked.iter_rows()]
    kinds = {**_PLACES, "area": pl.String(), "place_problem": pl.String()}
    places = pl.DataFrame(found, schema=kinds, orient="row").with_columns(
        pl.col("area", "place_problem").replace("", None), left_out=_LEFT_OUT
    )
    keys = list(_PLACES)
    return dated.join(places, on=keys, how="left", nulls_equal=True, maintain_order="left").select(
        pl.col("left_out").fill_null(value=False) if name == "left_out" else name for name in LOOKUP
    )


_PLACES = {"place": pl.String(), "day": pl.Date()}
_LEFT_OUT = (pl.col("area").fill_null("") == "") & (pl.col("place_problem") == "")
"""Neither a code nor a problem: known, and not covered."""


def _periods(texts: list[str | None], gazetteer: Gazetteer) -> pl.DataFrame:
    """What each text of a period stands for; ``day`` where a figure of it counts."""
    column = gazetteer.source.period
    periods = [(text, period_of(text, column)) for text in texts]
    rows = [
        (
            text,
            period.year,
            period.problem or None,
            gazetteer.day(period.year) if period.year is not None and period.counts else None,
        )
        for text, period in periods
    ]
    schema = {"period": pl.String(), "year": pl.Int32(), "period_problem": pl.String()}
    return pl.DataFrame(rows, schema={**schema, "day": pl.Date()}, orient="row")


def spelling_notice(cells: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[str]:
    """A notice on names that were found though they are written in another way."""
    if gazetteer.source.area.kind != "name":
        return
    found = cells.filter(pl.col("area").is_not_null()).select("place", "area", "year").unique()
    other = {
        place: gazetteer.areas.get(area).name
        for place, area, year in found.sort("place").iter_rows()
        if not gazetteer.is_spelled(place, gazetteer.day(year))
        and area not in gazetteer.areas.unplaced.values()
    }
    if other:
        names = some(tuple(f"{place} as {name}" for place, name in other.items()))
        yield f"{len(other)} names are written in another way: {names}"

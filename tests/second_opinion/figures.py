"""Second opinion, figures: an indicator of a municipality or region, from its counts.

Input: the ledger. Output: :class:`Figure`, exact fractions with all that the rules ask about
them; ``None`` where the files do not tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from tests.second_opinion.counts import Codes, Count, Ledger
from tests.second_opinion.papers import REGIONS, Record
from tests.second_opinion.spelling import rounded

SCALE = {"percent": 100, "per_1000": 1_000, "per_10000": 10_000, "count": 1, "points": 1}
FEWEST, LEAST_BASE = 5, 20
FEWEST_ANSWERS, FEW_ANSWERS = 100, 200
Fixed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Figure:
    """A figure as the files give it; ``value`` is ``None`` where a hidden cell decides it."""

    value: Fraction | None
    count: Fraction | None = None
    base: Fraction | None = None
    answers: Fraction | None = None
    protected: bool = False
    """Whether the rules for small counts hold: persons, of a source that is not public."""
    part_of_base: bool = False
    sides: "tuple[Figure, Figure] | None" = None
    """Of a difference, the two figures that it is of."""

    @property
    def too_small(self) -> bool:
        """Whether the rules forbid to show it."""
        if self.answers is not None:
            return self.answers < FEWEST_ANSWERS
        if not self.protected or self.count is None:
            return False
        small = 0 < self.count < FEWEST
        if self.base is None:
            return small
        rest = self.part_of_base and 0 < self.base - self.count < FEWEST
        return small or rest or self.base < LEAST_BASE

    @property
    def small_base(self) -> bool:
        """Whether it is a share of so few persons that only its counts are told."""
        if self.sides is not None:
            return any(side.small_base for side in self.sides)
        return self.base is not None and 0 < self.base < LEAST_BASE


class Opinion:
    """One indicator, fed by the first of its alternatives that is delivered; one that must be the
    newest gives way to a later one that reaches further."""

    def __init__(
        self, ledger: Ledger, indicator: str, region: str, way: Record | None = None
    ) -> None:
        self.ledger, self.papers = ledger, ledger.papers
        self.record = self.papers.indicators[indicator]
        self.region = region
        self.way: Record = self._chosen() if way is None else way

    def _chosen(self) -> Record:
        ways = [way for way in self.record["sources"] if self._feeds(way)]
        sure = next((n for n, way in enumerate(ways) if not way.get("if_newest")), len(ways))
        within_reach = ways[: sure + 1]
        if len(within_reach) < 2:
            return within_reach[0] if within_reach else {}
        name = self.record["id"]
        each = [Opinion(self.ledger, name, self.region, way) for way in within_reach]
        return max(each, key=lambda opinion: opinion.newest).way

    @property
    def newest(self) -> int:
        """The newest year in which both what is counted above and below the line is delivered."""
        told = [
            {y for s in self.way["use"] for y in self.ledger.years(s, quantity["population"])}
            for quantity in (self._setting("numerator"), self._setting("denominator"))
        ]
        return max(told[0] & told[1], default=0)

    def _feeds(self, way: Record) -> bool:
        first = self.papers.sources[way["use"][0]].get("coverage", ["02000", "04000"])
        return all(self.ledger.delivered(s) for s in way["use"]) and self.region in first

    @property
    def delivered(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.way)

    @property
    def public(self) -> bool:
        """Whether every source in use is public in this detail."""
        use = self.way.get("use", [])
        return bool(use) and all(self.papers.sources[s].get("public", False) for s in use)

    def _setting(self, name: str) -> Any:
        return self.way.get(name, self.record.get(name))

    @cached_property
    def breakdown(self) -> tuple[str, ...]:
        """Dimensions in which the figures are displayed."""
        return tuple(self._setting("breakdown") or ())

    @property
    def open(self) -> bool:
        """Whether only the most frequent categories are displayed."""
        return any(self.papers.dimensions[name].get("open") for name in self.breakdown)

    @cached_property
    def main(self) -> Fixed:
        """The categories of the main figure."""
        return {name: tuple(codes) for name, codes in (self._setting("main") or {}).items()}

    @property
    def decimals(self) -> int:
        """Decimals of the displayed figure."""
        return int(self.record["decimals"])

    @cached_property
    def cells(self) -> list[Codes]:
        """Combinations of categories that the breakdown displays."""
        if self.finished:
            kept = [b for b in self._supplied_books if set(self.breakdown) <= set(b.dimensions)]
            return sorted({c for b in kept for cells in b.pages.values() for c in cells})
        restricted = (self._setting("numerator") or {}).get("where", {})
        columns = [restricted.get(name, self.papers.codes(name)) for name in self.breakdown]
        return list(product(*columns)) if self.breakdown else []

    @cached_property
    def years(self) -> list[int]:
        """Years in which the numerator is delivered."""
        if "difference" in self.record:
            return self._other.years
        if self.finished:
            return sorted({year for b in self._supplied_books for _, year in b.pages})
        above = self._setting("numerator")["population"]
        where = {name: self.papers.codes(name) for name in self.breakdown}
        for source in self.way["use"]:
            books = self.ledger.books(source, above)
            able = [b for b in books if all(self.ledger._fine(b, name) for name in where)]
            if able:
                return sorted({year for book in able for _, year in book.pages})
        return []

    @cached_property
    def years_of_all(self) -> list[int]:
        """The years in which every part of a whole was asked about: those of its history."""
        within = set(self.record.get("within", []))
        if self.finished or "difference" in self.record or within & set(self.breakdown):
            return self.years
        use, population = self.way["use"], self._setting("numerator")["population"]
        books = [b for source in use for b in self.ledger.books(source, population)]
        own = [book for book in books if book.dimensions == self.breakdown]
        return [y for y in self.years if all(b.was_asked(y, c) for b in own for c in self.cells)]

    # --- the kinds of figures ---------------------------------------------------------------

    def figure(self, area: str, year: int, codes: Codes | None = None) -> Figure | None:
        """The main figure, or that of a combination of categories."""
        if "difference" in self.record:
            return self._gap(area, year)
        fixed = self.main if codes is None else _fixed(self.breakdown, codes)
        if self.finished:
            return self._estimate(area, year, fixed)
        return self._rate(area, year, fixed)

    @cached_property
    def _other(self) -> "Opinion":
        return Opinion(self.ledger, self.record["difference"]["of"], self.region)

    def _gap(self, area: str, year: int) -> Figure | None:
        """The difference of two displayed figures."""
        sides = (self.record["difference"][side] for side in ("minuend", "subtrahend"))
        return self._apart(
            *(self._other.figure(area, year, tuple(side.values())) for side in sides)
        )

    def gap(self, area: str, year: int, other: Codes) -> Figure | None:
        """The group that the main figure is of beside another one."""
        return self._apart(self.figure(area, year, self.about), self.figure(area, year, other))

    @cached_property
    def about(self) -> Codes:
        """The group that a gap is told of."""
        return tuple(self._about(name) for name in self.breakdown)

    def _about(self, dimension: str) -> str:
        """The category of the main figure; of everybody's, of two the one that no gap names."""
        if dimension in self.main:
            return self.main[dimension][0]
        reference = self.papers.dimensions[dimension]["reference"]
        return next(code for code in self.papers.codes(dimension) if code != reference)

    def _apart(self, first: Figure | None, second: Figure | None) -> Figure | None:
        """The difference of two displayed figures."""
        if first is None or second is None:
            return None
        small = first.too_small or second.too_small
        if first.value is None or second.value is None:
            return Figure(None)
        value = rounded(first.value, self.decimals) - rounded(second.value, self.decimals)
        few = Fraction(1) if small else None
        return Figure(value, few, protected=small, sides=(first, second))

    def _rate(self, area: str, year: int, fixed: Fixed) -> Figure | None:
        above = self._above(area, year, fixed)
        if above is None:
            return None
        count, source = above
        numerator, denominator = self._setting("numerator"), self._setting("denominator")
        below = self._below(area, year, fixed) if denominator else None
        if denominator and (below is None or below.high == 0):
            return None
        regional = area in REGIONS.values()
        population = self.papers.populations[numerator["population"]]
        public = self.papers.sources[source].get("public", False)
        return Figure(
            value=self._value(count, below, regional),
            count=Fraction(count.low) if count.exact else None,
            base=Fraction(below.low) if below and below.exact else None,
            protected=not public and population.get("persons", True) and not regional,
            part_of_base=bool(denominator) and denominator["population"] == numerator["population"],
        )

    def _above(self, area: str, year: int, fixed: Fixed) -> tuple[Count, str] | None:
        quantity = self._setting("numerator")
        rest = self.way.get("remainder")
        where = {**_tuples(quantity.get("where", {})), **fixed}
        use = self.way["use"]
        if rest and where.get(rest["dimension"]) == (rest["code"],):
            others = tuple(c for c in self.papers.codes(rest["dimension"]) if c != rest["code"])
            whole = self.ledger.count(use, rest["population"], {}, area, year)
            part = self.ledger.count(
                use, rest["population"], {rest["dimension"]: others}, area, year
            )
            return (whole[0] - part[0], part[1]) if whole and part else None
        return self.ledger.count(use, quantity["population"], where, area, year)

    def _below(self, area: str, year: int, fixed: Fixed) -> Count | None:
        quantity = self._setting("denominator")
        within = [name for name in self.record.get("within", []) if name in self.breakdown]
        kept = {name: codes for name, codes in fixed.items() if name in within}
        where = {**_tuples(quantity.get("where", {})), **kept}
        found = self.ledger.count(self.way["use"], quantity["population"], where, area, year)
        return found[0] if found else None

    def _value(self, count: Count, base: Count | None, regional: bool) -> Fraction | None:
        """A hidden part bounds a sum: shown where both ends round alike, of a municipality only
        where everybody knows the bounds and it is not nought."""
        low, high = (base.low, base.high) if base else (1, 1)
        scale = SCALE[self.record["unit"]]
        if not low:
            return None
        least, most = Fraction(count.low * scale) / high, Fraction(count.high * scale) / low
        alike = rounded(least, self.decimals) == rounded(most, self.decimals)
        told = regional or (self.public and rounded(most, self.decimals) > 0)
        return least if least == most or (least and alike and told) else None

    # --- figures that a supplier finished ---------------------------------------------------

    @cached_property
    def finished(self) -> bool:
        """Whether the supplier delivers the figure itself, without counts."""
        return bool(self._supplied_books) and "difference" not in self.record

    @cached_property
    def _supplied_books(self) -> list[Any]:
        use = self.way.get("use", [])
        return next((b for s in use if (b := self.ledger.books(s, self.record["id"]))), [])

    def former(self, area: str, year: int) -> list[str]:
        """Former municipalities whose own figures stand in place of one for today's."""
        source = self.way["use"][0]
        if not self.finished or not self.ledger.moved(source, area, year):
            return []
        return self.ledger.parts(source, area, year)

    def _estimate(self, area: str, year: int, fixed: Fixed) -> Figure | None:
        source = self.way["use"][0]
        today = area in REGIONS.values() or not self.ledger.moved(source, area, year)
        return self.estimate(area, year, fixed) if today else None

    def estimate(self, nis: str, year: int, fixed: Fixed) -> Figure | None:
        """The supplier's own figure under a code of its time."""
        total = Fraction(0)
        wanted = [dict(zip(self.breakdown, codes, strict=True)) for codes in self.cells]
        picked = [c for c in wanted if all(c[name] in codes for name, codes in fixed.items())]
        for codes in picked:
            found = self._supplied(nis, year, codes)
            if found is None:
                return None
            total += found
        return Figure(total, answers=self._answers(nis, year)) if picked else None

    def _supplied(self, nis: str, year: int, codes: Mapping[str, str]) -> Fraction | None:
        for book in self._supplied_books:
            if set(book.dimensions) == set(codes):
                key = tuple(codes[name] for name in book.dimensions)
                if key in book.pages.get((nis, year), {}):
                    cell = book.cell(nis, year, key) or book.rest(nis, year)
                    scale = 100 if book.source.get("scale") == "fraction" else 1
                    return scale * Fraction(cell.low) if cell and cell.exact else None
        return None

    def _answers(self, nis: str, year: int) -> Fraction | None:
        for source in self.way["use"]:
            for book in self.ledger.books(source, "respondents"):
                if (nis, year) in book.pages:
                    cell = book.cell(nis, year, ())
                    return Fraction(cell.low) if cell else None
        return None


def _fixed(breakdown: tuple[str, ...], codes: Codes) -> dict[str, tuple[str, ...]]:
    return {name: (code,) for name, code in zip(breakdown, codes, strict=True)}


def _tuples(where: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(codes) for name, codes in where.items()}

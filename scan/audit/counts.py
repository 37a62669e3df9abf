"""Audit, counts: what a figure counts, and how counts hang together within one area and year.

Input: the catalogue. Output: :class:`Count` values, and equations between them. Counts that differ
in one trait stand in a line: each is a sum over the same smallest pieces, so that whatever adds up
among them does so in the equations.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Indicator, Quantity

_NAMED = re.compile(r"(\w+)(?:\[(.*)\])?")
Where = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of persons: a population restricted to categories; without ``less``, if any."""

    population: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    less: "Count | None" = None

    def __str__(self) -> str:
        traits = ", ".join(f"{name}={'/'.join(codes)}" for name, codes in self.where)
        rest = f" without {self.less}" if self.less else ""
        return f"{self.population} {traits or '(all)'}{rest}"


Equation = tuple[tuple[Count, int], ...]
"""Counts times factors that add up to nothing in every area and year."""


class Counts:
    """Reads counts out of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[tuple[str, frozenset[tuple[str, frozenset[str]]]], Count] = {}

    def of_figure(
        self, indicator: Indicator, way: int, codes: tuple[str, ...]
    ) -> tuple[Count | None, Count | None]:
        """What a figure counts above and below the line; ``codes`` are empty for the main one."""
        fed = indicator.fed_by(way)
        if fed.numerator is None or indicator.sources[way].remainder is not None:
            return None, None
        single = {n: (c,) for n, c in zip(fed.breakdown, codes, strict=False)}
        chosen: Where = single if codes else fed.main
        above = self._of(fed.numerator, chosen)
        if fed.denominator is None:
            return above, None
        return above, self._of(fed.denominator, {n: chosen[n] for n in fed.within if n in chosen})

    def named(self, text: str) -> Count | None:
        """A count as the memory of releases names it: ``newcomers[sex=female]``."""
        found = _NAMED.fullmatch(text)
        if found is None:
            return None
        traits = [trait.split("=") for trait in (found[2] or "").split(", ") if trait]
        return self.count(found[1], {name: codes.split("/") for name, codes in traits})

    def name(self, count: Count) -> str:
        """The same text of a count."""
        traits = ", ".join(f"{name}={'/'.join(codes)}" for name, codes in count.where)
        return f"{count.population}[{traits}]" if traits else count.population

    def _of(self, quantity: Quantity, chosen: Where) -> Count:
        both = {name: set(codes) for name, codes in quantity.where.items()}
        for name, codes in chosen.items():
            both[name] = both.get(name, set(codes)) & set(codes)
        return self.count(quantity.population, both)

    def count(self, population: str, where: Where) -> Count:
        """The count of some persons: the same, however their traits are told."""
        sets = {name: frozenset(codes) for name, codes in where.items()}
        key = population, frozenset(sets.items())
        if key not in self._made:
            self._made[key] = Count(population, self._plain(sets))
        return self._made[key]

    def _plain(self, sets: dict[str, frozenset[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Restrictions, each on the coarsest dimension that can say it."""
        for fine in sorted(sets, key=lambda name: -len(self._catalogue.ancestors(name))):
            for coarse in [name for name in self._catalogue.ancestors(fine)[1:] if name in sets]:
                sets[fine] &= self.inside(fine, coarse, sets.pop(coarse))
        told: dict[str, frozenset[str]] = {}
        for name, codes in sets.items():
            at, kept = self._climbed(name, codes)
            if kept != self.codes(at):
                told[at] = told.get(at, kept) & kept
        return tuple((name, tuple(sorted(told[name]))) for name in sorted(told))

    def _climbed(self, name: str, codes: frozenset[str]) -> tuple[str, frozenset[str]]:
        above = self._catalogue.dimensions[name].coarser
        if above is None:
            return name, codes
        up = self._catalogue.rollup(name, above)
        wider = frozenset(up[code] for code in codes)
        return (
            self._climbed(above, wider)
            if self.inside(name, above, wider) == codes
            else (name, codes)
        )

    def codes(self, dimension: str) -> frozenset[str]:
        """All categories of a dimension."""
        return frozenset(c.code for c in self._catalogue.dimensions[dimension].categories)

    def inside(self, fine: str, coarse: str, codes: Iterable[str]) -> frozenset[str]:
        """Categories of ``fine`` that lie in some of ``coarse``."""
        wanted = set(codes)
        up = self._catalogue.rollup(fine, coarse)
        return frozenset(code for code, at in up.items() if at in wanted)

    def is_open(self, count: Count) -> bool:
        """Whether only the most frequent categories are named, so that nothing adds up."""
        return any(self._catalogue.dimensions[name].open for name, _ in count.where)

    def equations(self, told: Iterable[Count]) -> tuple[Equation, ...]:
        """All that holds between counts: what is told, and the terms of declared identities."""
        declared = [
            tuple((self.count(term.population, term.where), term.factor) for term in one.terms)
            for one in self._catalogue.identities.values()
        ]
        known = {count for count in told if not self.is_open(count)}
        known |= {count for one in declared for count, _ in one}
        lines = [equation for line in self._lines(known) for equation in self._pieces(*line)]
        return tuple(dict.fromkeys([*declared, *lines]))

    def _lines(self, known: Iterable[Count]) -> Iterator[tuple[Count, dict[Count, str]]]:
        """Counts that differ in one trait: the count without it, and each with the dimension that
        tells it (its own restriction stands in it; empty: none)."""
        counts = sorted(known, key=str)
        roots: dict[str, set[str]] = defaultdict(set)
        for count in counts:
            roots[count.population] |= {self._root(name) for name, _ in count.where}
        lines: dict[tuple[Count, str], dict[Count, str]] = defaultdict(dict)
        for count in counts:
            for root in sorted(roots[count.population]):
                own = [name for name, _ in count.where if self._root(name) == root]
                rest = tuple(pair for pair in count.where if self._root(pair[0]) != root)
                if len(own) <= 1:
                    lines[Count(count.population, rest), root][count] = (*own, "")[0]
        yield from ((rest, members) for (rest, _), members in lines.items() if len(members) > 1)

    def _root(self, name: str) -> str:
        return self._catalogue.ancestors(name)[-1]

    def _pieces(self, rest: Count, members: dict[Count, str]) -> Iterator[Equation]:
        """Each count of a line as the sum of the smallest pieces that the line tells apart."""
        used = set(members.values()) - {""}
        above = {up for name in used for up in self._catalogue.ancestors(name)[1:]}
        for leaf in sorted(used - above):
            chain = self._catalogue.ancestors(leaf)
            sets = {
                member: self.inside(leaf, name, dict(member.where)[name])
                if name
                else self.codes(leaf)
                for member, name in members.items()
                if not name or name in chain
            }
            apart: dict[tuple[bool, ...], set[str]] = defaultdict(set)
            for code in self.codes(leaf):
                apart[tuple(code in own for own in sets.values())].add(code)
            pieces = {
                frozenset(codes): self.count(rest.population, {**dict(rest.where), leaf: codes})
                for told, codes in sorted(apart.items())
                if any(told)
            }
            for member, own in sets.items():
                parts = [piece for codes, piece in pieces.items() if codes <= own]
                if parts != [member]:
                    yield ((member, -1), *((part, 1) for part in parts))

"""Series, identities: which counts are asked for, and how they hang together.

Input: the plans of indicators and the catalogue. Output: :class:`Query` values (one per count that
is displayed or follows from displayed ones) and :class:`Equation` values between them that hold
in every area and period: totals and parts, roll-ups, declared identities, shares and their rests.
"""

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Quantity

Where = Mapping[str, Iterable[str]]
Restriction = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A count: a population restricted to categories; ``less`` is taken off it (a rest).

    Two queries that count the same persons are equal: restrictions are stated on the coarsest
    dimension that can express them.
    """

    population: str
    where: Restriction = ()
    less: "Query | None" = None

    def __str__(self) -> str:
        traits = ", ".join(f"{name}={'/'.join(codes)}" for name, codes in self.where)
        text = f"{self.population}[{traits}]" if traits else self.population
        return f"{text} − {self.less}" if self.less else text


@dataclass(frozen=True, slots=True)
class Term:
    """A query inside an equation, and how it counts."""

    query: Query
    factor: int


Equation = tuple[Term, ...]
"""Terms that add up to zero in every area and period."""


@dataclass(frozen=True, slots=True)
class Request:
    """A margin that an indicator displays: a quantity by dimensions, from the first of sources."""

    quantity: Quantity
    dimensions: tuple[str, ...]
    sources: tuple[str, ...]
    main: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A displayed part (``above``) of a displayed whole (``below``)."""

    above: Query
    below: Query


@dataclass(slots=True)
class Book:
    """Turns restrictions into queries; remembers what it worked out."""

    catalogue: Catalogue
    _codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _known: dict[frozenset[tuple[str, frozenset[str]]], Restriction] = field(default_factory=dict)
    _ups: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def codes(self, dimension: str) -> tuple[str, ...]:
        """All categories of a dimension."""
        if dimension not in self._codes:
            categories = self.catalogue.dimensions[dimension].categories
            self._codes[dimension] = tuple(category.code for category in categories)
        return self._codes[dimension]

    def rollup(self, fine: str, coarse: str) -> dict[str, str]:
        """Category of ``fine`` → category of ``coarse`` (``Entries.rollup``)."""
        if (fine, coarse) not in self._ups:
            self._ups[fine, coarse] = self.catalogue.rollup(fine, coarse)
        return self._ups[fine, coarse]

    def query(self, population: str, where: Where) -> Query:
        """The query that counts ``population`` restricted to ``where``."""
        sets = {name: frozenset(codes) for name, codes in where.items()}
        key = frozenset(sets.items())
        if key not in self._known:
            self._known[key] = self._canonical(sets)
        return Query(population, self._known[key])

    def cells(
        self, quantity: Quantity, dimensions: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], Query]]:
        """Every combination of categories of ``dimensions``, with its query."""
        for codes in itertools.product(*(self.codes(name) for name in dimensions)):
            single = {name: {code} for name, code in zip(dimensions, codes, strict=True)}
            kept = {n: set(c) & single.get(n, set(c)) for n, c in quantity.where.items()}
            if self._possible({**single, **kept}):
                yield codes, self.query(quantity.population, {**single, **kept})

    def parts(self, query: Query, dimension: str, known: Container[Query]) -> tuple[Query, ...]:
        """The query split by ``dimension``; empty when it has no two parts, or one that is not
        ``known``."""
        where = dict(query.where)
        codes: Iterable[str] = where.pop(dimension, self.codes(dimension))
        for name, allowed in where.items():
            if name in self.catalogue.ancestors(dimension):
                up = self.rollup(dimension, name)
                codes = [code for code in codes if up[code] in allowed]
        split = []
        for code in codes:
            split.append(self.query(query.population, {**where, dimension: {code}}))
            if split[-1] not in known:
                return ()
        return tuple(split) if len(split) > 1 else ()

    def _possible(self, where: Where) -> bool:
        """Whether restrictions on one family of dimensions leave a category."""
        sets = {name: frozenset(codes) for name, codes in where.items()}
        return all(self._finest(sets).values())

    def _finest(self, sets: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        """Restrictions on coarser dimensions moved to the finest one of the same chain."""
        result = dict(sets)
        for fine, coarse in itertools.permutations(sets, 2):
            if fine in result and coarse in self.catalogue.ancestors(fine)[1:]:
                up = self.rollup(fine, coarse)
                result[fine] = frozenset(c for c in result[fine] if up[c] in sets[coarse])
        covered = {c for f in sets for c in self.catalogue.ancestors(f)[1:]}
        return {name: codes for name, codes in result.items() if name not in covered}

    def _canonical(self, sets: dict[str, frozenset[str]]) -> Restriction:
        result: dict[str, frozenset[str]] = {}
        for name, codes in self._finest(sets).items():
            coarse = self._coarsest(name, codes)
            if coarse is not None:
                at, kept = coarse
                result[at] = result[at] & kept if at in result else kept
        return tuple((n, tuple(sorted(result[n]))) for n in sorted(result))

    def _coarsest(self, name: str, codes: frozenset[str]) -> tuple[str, frozenset[str]] | None:
        """The same restriction on the coarsest dimension; ``None`` when it restricts nothing."""
        while True:
            if codes == frozenset(self.codes(name)):
                return None
            above = self.catalogue.dimensions[name].coarser
            if above is None:
                return name, codes
            up = self.rollup(name, above)
            image = frozenset(up[code] for code in codes)
            if frozenset(code for code in self.codes(name) if up[code] in image) != codes:
                return name, codes
            name, codes = above, image


def helpers(requests: Iterable[Request], book: Book) -> tuple[Request, ...]:
    """Margins that nobody displays, but through which displayed ones hang together.

    The single categories behind every sum of several; what two margins of a population have in
    common; the terms of declared identities.
    """
    catalogue = book.catalogue
    signatures: dict[str, list[frozenset[str]]] = {}
    for request in requests:
        used = _finest((*request.dimensions, *request.quantity.where), catalogue)
        found = signatures.setdefault(request.quantity.population, [])
        if used not in found:
            found.append(used)
    for population, found in signatures.items():
        for first, second in itertools.combinations(tuple(found), 2):
            meet = _meet(first, second, catalogue)
            if meet not in found:
                signatures[population].append(meet)
    for identity in catalogue.identities.values():
        for term in identity.terms:
            found = signatures.setdefault(term.population, [])
            used = _finest(term.where, catalogue)
            if used not in found:
                found.append(used)
    return tuple(
        Request(Quantity(population=population), tuple(sorted(used)), ())
        for population, found in signatures.items()
        for used in found
    )


def _meet(first: frozenset[str], second: frozenset[str], catalogue: Catalogue) -> frozenset[str]:
    """The finest dimensions that both margins can be rolled up to."""
    common = set()
    for one, two in itertools.product(first, second):
        shared = [d for d in catalogue.ancestors(one) if d in catalogue.ancestors(two)]
        common.update(shared[:1])
    return _finest(common, catalogue)


def _finest(names: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    """Dimensions without those above another of them."""
    above = {coarse for name in names for coarse in catalogue.ancestors(name)[1:]}
    return frozenset(names) - above


def equations(
    queries: Iterable[Query], shares: Iterable[Share], book: Book
) -> tuple[Equation, ...]:
    """All equations among ``queries``: splits, declared identities, wholes with their rests."""
    known = frozenset(queries)
    dimensions: dict[str, set[str]] = {}
    for query in known:
        dimensions.setdefault(query.population, set()).update(name for name, _ in query.where)
    found: list[Equation] = []
    for query in sorted(known, key=str):
        if query.less is None:
            found += _splits(query, known, dimensions[query.population], book)
    found += _declared(known, book)
    for share in shares:
        rest = Query(share.below.population, share.below.where, share.above)
        if rest in known:
            found.append((Term(share.below, -1), Term(share.above, 1), Term(rest, 1)))
    return tuple(dict.fromkeys(found))


def _splits(
    query: Query, known: frozenset[Query], dimensions: Iterable[str], book: Book
) -> Iterator[Equation]:
    """The query over the dimensions that split it, the coarsest of each family only."""
    split: set[str] = set()
    ancestors = book.catalogue.ancestors
    for dimension in sorted(dimensions, key=lambda name: (len(ancestors(name)), name)):
        if not split.isdisjoint(ancestors(dimension)):
            continue
        parts = book.parts(query, dimension, known)
        if parts and query not in parts:
            split.add(dimension)
            yield (Term(query, -1), *(Term(part, 1) for part in parts))


def _declared(known: frozenset[Query], book: Book) -> Iterator[Equation]:
    """Identities of the catalogue whose terms are all known."""
    for identity in book.catalogue.identities.values():
        terms = tuple(
            Term(book.query(term.population, term.where), term.factor) for term in identity.terms
        )
        if known.issuperset(term.query for term in terms) and len(set(terms)) == len(terms):
            yield terms

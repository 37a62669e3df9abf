"""Series, demands: which counts the indicators display.

Input: plans of indicators. Output: :class:`Demand` (margins and shares), and for a figure of the
store the two counts that it shows.
"""

from collections.abc import Iterable, Mapping, Set

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Quantity
from scan.series.identities import Book, Query, Request, Share
from scan.series.plans import Plan, plan_of
from scan.series.sheet import Demand

Categories = Mapping[str, tuple[str, ...]]


def delivered_plans(catalogue: Catalogue, sources: Set[str]) -> tuple[Plan, ...]:
    """Every way in which delivered sources can feed an indicator."""
    return tuple(
        plan_of(indicator, number)
        for indicator in catalogue.indicators.values()
        for number, alternative in enumerate(indicator.sources)
        if sources & set(alternative.use)
    )


def demand_of(plans: Iterable[Plan], book: Book) -> Demand:
    """Everything that the plans display. Plans with a remainder stand on public totals."""
    requests: list[Request] = []
    shares: dict[Share, None] = {}
    for plan in plans:
        if plan.numerator is None or plan.alternative.remainder is not None:
            continue
        requests += _requests(plan)
        if plan.indicator.unit == "percent" and not _is_open(plan, book):
            shares |= dict.fromkeys(_shares(plan, book))
    return Demand(tuple(requests), tuple(shares))


def counts_of(plan: Plan, codes: tuple[str, ...], book: Book) -> tuple[Query | None, Query | None]:
    """What a figure counts above and below the line; ``codes`` are empty for the main figure."""
    if plan.numerator is None:
        return None, None
    if codes:
        restrict: Categories = {n: (c,) for n, c in zip(plan.breakdown, codes, strict=True)}
    else:
        restrict = plan.main
    above = _restricted(plan.numerator, restrict)
    if plan.denominator is None:
        return book.query(above.population, above.where), None
    below = _restricted(plan.denominator, {n: c for n, c in restrict.items() if n in plan.within})
    return book.query(above.population, above.where), book.query(below.population, below.where)


def _requests(plan: Plan) -> list[Request]:
    if plan.numerator is None:
        return []
    single = set(plan.main) == set(plan.breakdown)
    requests = [Request(plan.numerator, plan.breakdown, plan.alternative.use)]
    main = _restricted(plan.numerator, plan.main)
    requests.append(Request(main, (), plan.alternative.use, main=True))
    if plan.denominator is not None:
        requests.append(Request(plan.denominator, plan.within, plan.alternative.use))
        if not single:
            kept = {n: c for n, c in plan.main.items() if n in plan.within}
            below = _restricted(plan.denominator, kept)
            requests.append(Request(below, (), plan.alternative.use))
    return requests


def _shares(plan: Plan, book: Book) -> list[Share]:
    if plan.numerator is None:
        return []
    combinations = [codes for codes, _ in book.cells(plan.numerator, plan.breakdown)]
    pairs = [counts_of(plan, codes, book) for codes in dict.fromkeys([*combinations, ()])]
    return [
        Share(above, below)
        for above, below in pairs
        if above is not None and below is not None and above != below
    ]


def _restricted(quantity: Quantity, restrict: Categories) -> Quantity:
    return Quantity(population=quantity.population, where={**quantity.where, **restrict})


def _is_open(plan: Plan, book: Book) -> bool:
    return any(book.catalogue.dimensions[name].open for name in plan.breakdown)

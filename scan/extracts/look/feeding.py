"""Extracts, look, feeding: what a source that does not exist yet could feed.

Input: a draft as a record, and the catalogue. Output: indicators that need nothing else, and
those that need a count beside it.
"""

from dataclasses import dataclass, replace

from scan.catalogue.entries import Catalogue
from scan.catalogue.feeding import lacking
from scan.catalogue.records import Alternative, Indicator
from scan.catalogue.sources import Source


@dataclass(frozen=True)
class Feeds:
    """Indicators that a source may feed."""

    alone: tuple[str, ...]
    """Codes of those that need nothing else."""
    beside: tuple[tuple[str, str], ...]
    """Codes of those whose numerator it counts, and what they need beside it."""


def feeds_of(source: Source, catalogue: Catalogue) -> Feeds:
    """What a source may feed, by the way in which indicators are fed."""
    entries = with_source(source, catalogue)
    counted = {value.population for value in source.values}
    alone: list[str] = []
    beside: list[tuple[str, str]] = []
    for indicator in catalogue.indicators.values():
        if indicator.difference is not None:
            continue
        missing = lacking(entries, indicator, Alternative(use=(source.id,)))
        if not missing:
            alone.append(indicator.id)
        elif len(missing) == 1 and _lacks_what_is_below(indicator, missing[0], counted):
            beside.append((indicator.id, missing[0]))
    return Feeds(tuple(alone), tuple(beside))


def _lacks_what_is_below(indicator: Indicator, missing: str, counted: set[str | None]) -> bool:
    """Whether what is above the line is counted, and another population below it is missing."""
    above, below = indicator.numerator, indicator.denominator
    if above is None or below is None or above.population == below.population:
        return False
    return above.population in counted and missing.split()[0] == below.population


def with_source(source: Source, catalogue: Catalogue) -> Catalogue:
    """The catalogue with one source more, in place of one of its id."""
    return replace(catalogue, sources={**catalogue.sources, source.id: source})


def is_whole(source: Source, catalogue: Catalogue) -> bool:
    """Whether all that a source refers to exists."""
    dimensions = {trait.dimension for trait in source.traits}
    return (
        all(v.population is None or v.population in catalogue.populations for v in source.values)
        and all(v.indicator is None or v.indicator in catalogue.indicators for v in source.values)
        and dimensions <= set(catalogue.dimensions)
    )


def fed_by(source: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Codes of the indicators that a source of the catalogue feeds."""
    ways = (
        (indicator.id, name)
        for indicator in catalogue.every_indicator
        for way in indicator.sources
        for name in way.use
    )
    return tuple(dict.fromkeys(code for code, name in ways if name == source))

"""Catalogue, what sources can feed: whether an alternative delivers what its indicator counts.

Input: entries whose references hold. Output: in words, what is missing. A quantity is fed by a
source that splits its population by the dimensions needed, or by finer ones that roll up along
``within``; an indicator also by a source of its finished figures.
"""

import itertools
from collections.abc import Mapping

from scan.catalogue.entries import Entries
from scan.catalogue.records import Alternative, Indicator, Quantity
from scan.catalogue.sources import Source, TraitColumn, ValueColumn

Categories = Mapping[str, frozenset[str]]
"""Dimension → its categories."""


def lacking(entries: Entries, indicator: Indicator, alternative: Alternative) -> list[str]:
    """What ``alternative`` cannot feed of ``indicator``, one English phrase each."""
    if indicator.difference is not None:
        base = entries.indicators[indicator.difference.of]
        return lacking(entries, base, Alternative(use=alternative.use))
    if delivers_finished(entries, indicator, alternative):
        return []
    if alternative.numerator is None and indicator.numerator is None:
        return [f"finished figures of {indicator.id} for its main figure and breakdown"]
    return [
        _wanted(quantity, split)
        for quantity, split in _needs(indicator, alternative)
        if not any(
            _feeds(entries, entries.sources[source], quantity, split, alternative)
            for source in alternative.use
        )
    ]


def contributes(
    entries: Entries, indicator: Indicator, alternative: Alternative, source: Source
) -> bool:
    """Whether ``source`` delivers anything that ``alternative`` needs for ``indicator``.

    A survey indicator also needs the number of answers, whatever population counts them.
    """
    if indicator.difference is not None:
        base = entries.indicators[indicator.difference.of]
        return contributes(entries, base, alternative, source)
    needed = {quantity.population for quantity, _ in _needs(indicator, alternative)}
    return any(
        value.indicator == indicator.id
        or value.population in needed
        or (indicator.survey is not None and value.population is not None)
        for value in source.values
    )


def delivers_finished(entries: Entries, indicator: Indicator, alternative: Alternative) -> bool:
    """Whether a source of ``alternative`` delivers finished figures, the main one among them."""
    split = _breakdown(indicator, alternative)
    main = indicator.main if alternative.main is None else alternative.main
    for source in alternative.use:
        columns = [v for v in entries.sources[source].values if v.indicator == indicator.id]
        for delivered in _profiles(entries, entries.sources[source], columns):
            if set(delivered) == set(split) and all(
                set(codes) <= delivered[name] for name, codes in main.items()
            ):
                return True
    return False


def told_categories(entries: Entries, indicator: Indicator, alternative: Alternative) -> Categories:
    """The categories of which a way shows figures, for each dimension that it displays: those
    that its sources name where they deliver finished figures, else all."""
    split = _breakdown(indicator, alternative)
    every = {name: entries.dimensions[name].categories for name in split}
    told = {name: frozenset(one.code for one in categories) for name, categories in every.items()}
    if not delivers_finished(entries, indicator, alternative):
        return told
    named: dict[str, frozenset[str]] = dict.fromkeys(split, frozenset())
    for source in (entries.sources[name] for name in alternative.use):
        columns = [v for v in source.values if v.indicator == indicator.id]
        for profile in _profiles(entries, source, columns):
            named |= {name: named[name] | profile.get(name, frozenset()) for name in split}
    return named


def _breakdown(indicator: Indicator, alternative: Alternative) -> tuple[str, ...]:
    """The dimensions that this way of feeding displays."""
    return indicator.breakdown if alternative.breakdown is None else alternative.breakdown


def _needs(
    indicator: Indicator, alternative: Alternative
) -> list[tuple[Quantity, tuple[str, ...]]]:
    """The quantities to count, each with the dimensions that split it."""
    split = _breakdown(indicator, alternative)
    needs = []
    numerator = alternative.numerator or indicator.numerator
    if numerator is not None:
        needs.append((numerator, split))
    denominator = alternative.denominator or indicator.denominator
    if denominator is not None:
        both = tuple(name for name in split if name in indicator.within)
        needs.append((denominator, both))
    return needs


def _wanted(quantity: Quantity, split: tuple[str, ...]) -> str:
    """A quantity and its split in words."""
    where = "".join(f" with {name} {'/'.join(codes)}" for name, codes in quantity.where.items())
    return f"{quantity.population}{where}" + (f" by {', '.join(split)}" if split else "")


def _feeds(
    entries: Entries,
    source: Source,
    quantity: Quantity,
    split: tuple[str, ...],
    alternative: Alternative,
) -> bool:
    """Whether ``source`` delivers the quantity, split by ``split``."""
    columns = [v for v in source.values if v.population == quantity.population]
    return any(
        _covers(entries, delivered, quantity, split, alternative)
        for delivered in _profiles(entries, source, columns)
    )


def _profiles(
    entries: Entries, source: Source, columns: list[ValueColumn]
) -> list[dict[str, frozenset[str]]]:
    """What the columns deliver: for each set of dimensions, the categories there are.

    Of several dimensions that share a trait column, a row has one.
    """
    profiles: dict[frozenset[str], dict[str, frozenset[str]]] = {}
    for column in columns:
        sharing: dict[str, list[TraitColumn]] = {}
        for trait in source.traits:
            if trait.dimension not in column.over:
                sharing.setdefault(trait.column, []).append(trait)
        for chosen in itertools.product(*sharing.values()):
            in_rows = {trait.dimension: _in_rows(entries, trait) for trait in chosen}
            profile = profiles.setdefault(frozenset(in_rows) | frozenset(column.traits), in_rows)
            for name, code in column.traits.items():
                profile[name] = profile.get(name, frozenset()) | {code}
    return list(profiles.values())


def _in_rows(entries: Entries, trait: TraitColumn) -> frozenset[str]:
    """The categories that a trait column can hold."""
    named = frozenset(trait.codes.values()) | frozenset(trait.bands)
    every = entries.dimensions[trait.dimension].categories
    return named or frozenset(category.code for category in every)


def _covers(
    entries: Entries,
    delivered: Categories,
    quantity: Quantity,
    split: tuple[str, ...],
    alternative: Alternative,
) -> bool:
    """Whether the delivered dimensions give every category that is asked for."""
    for wanted in {*split, *quantity.where}:
        if not any(wanted in entries.ancestors(name) for name in delivered):
            return False
    for name, codes in delivered.items():
        above = entries.ancestors(name)
        asked = any(wanted in above for wanted in {*split, *quantity.where})
        if entries.dimensions[name].open and not asked:
            return False
        if not _asked_for(entries, name, quantity, alternative) <= codes:
            return False
    return True


def _asked_for(
    entries: Entries, name: str, quantity: Quantity, alternative: Alternative
) -> set[str]:
    """The categories of dimension ``name`` that the quantity needs, along ``within``."""
    needed = {category.code for category in entries.dimensions[name].categories}
    for above in entries.ancestors(name):
        up = entries.rollup(name, above)
        if above in quantity.where:
            needed &= {code for code in needed if up[code] in quantity.where[above]}
        rest = alternative.remainder
        if rest is not None and (rest.population, rest.dimension) == (quantity.population, above):
            needed -= {code for code in needed if up[code] == rest.code}
    return needed

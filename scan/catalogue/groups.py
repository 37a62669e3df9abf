"""Catalogue, groups: between which groups an indicator tells a gap, and what they are called.

Input: an indicator as one of its ways feeds it, and the dimensions. Output: pairs of groups by
their categories, and their names in Dutch.
"""

from collections.abc import Iterator, Mapping

from scan.catalogue.records import Category, Dimension, Indicator

Codes = tuple[str, ...]
"""Categories of a group, in the order of the breakdown."""
Dimensions = Mapping[str, Dimension]


def pairs_of(indicator: Indicator, dimensions: Dimensions) -> Iterator[tuple[Codes, Codes]]:
    """The groups that a gap is told of, each with the group beside it: what differs is one
    dimension that splits the denominator and names a reference. Shares only."""
    if indicator.unit != "percent":
        return
    about = [_about(indicator, dimensions[name]) for name in indicator.breakdown]
    for place, name in enumerate(indicator.breakdown):
        reference = dimensions[name].reference if name in indicator.within else None
        if reference is None or None in about or about[place] == reference:
            continue
        own = tuple(code or "" for code in about)
        yield own, (*own[:place], reference, *own[place + 1 :])


def _about(indicator: Indicator, dimension: Dimension) -> str | None:
    """The category that the indicator is about; where it is about everybody, of two categories the
    one that is not the reference. ``None``: there is no single one."""
    codes = indicator.main.get(dimension.id)
    if codes is None:
        codes = tuple(c.code for c in dimension.categories if c.code != dimension.reference)
    return codes[0] if len(codes) == 1 else None


def people(indicator: Indicator, codes: Codes, dimensions: Dimensions, usual: str) -> str:
    """What the persons of a group are called: *vrouwen van Belgische herkomst*; ``usual`` where
    nothing else names them."""
    noun, more = usual, []
    for name, code in zip(indicator.breakdown, codes, strict=True):
        if name in indicator.within:
            category = category_of(dimensions[name], code)
            noun = category.people or indicator.people or dimensions[name].people or noun
            more += [category.of] if category.of else []
    return " ".join((noun, *more))


def category_of(dimension: Dimension, code: str) -> Category:
    """A category by its code. Raises KeyError for one that the dimension does not have."""
    for category in dimension.categories:
        if category.code == code:
            return category
    message = f"{dimension.id} has no category {code}"
    raise KeyError(message)

"""Catalogue, the whole: every entry of ``catalogue/`` by its identifier.

Input: records that were read and checked. Output: ``Entries`` (records only) and ``Catalogue``
(with the wording and the areas), which every later stage holds.
"""

from dataclasses import dataclass

from scan.catalogue.areas import Areas
from scan.catalogue.barometer import Barometer, BarometerIndicator, Edition, Objective
from scan.catalogue.records import (
    Caveat,
    Concept,
    Dimension,
    Identity,
    Indicator,
    Population,
    Publication,
    Source,
    Theme,
)


@dataclass(frozen=True)
class Entries:
    """The records of each kind, by identifier, in the order of the files."""

    themes: dict[str, Theme]
    dimensions: dict[str, Dimension]
    populations: dict[str, Population]
    sources: dict[str, Source]
    indicators: dict[str, Indicator]
    identities: dict[str, Identity]
    caveats: dict[str, Caveat]
    concepts: dict[str, Concept]
    publications: dict[str, Publication]
    barometers: dict[str, Barometer]
    """The Barometer Samenleven is the only one."""
    objectives: dict[str, Objective]
    barometer_indicators: dict[str, BarometerIndicator]
    editions: dict[str, Edition]
    """Of the Barometer survey."""

    def ancestors(self, dimension: str) -> tuple[str, ...]:
        """The dimension itself and all coarser ones, finest first.

        Raises ``KeyError`` when a dimension on the way does not exist. A circle ends where it
        closes.
        """
        chain = [dimension]
        coarser = self.dimensions[dimension].coarser
        while coarser is not None and coarser not in chain:
            chain.append(coarser)
            coarser = self.dimensions[coarser].coarser
        return tuple(chain)

    def rollup(self, fine: str, coarse: str) -> dict[str, str]:
        """Category of ``fine`` → category of ``coarse``, along ``within``.

        The identity when both are equal. Raises ``KeyError`` when ``coarse`` is not above
        ``fine``.
        """
        chain = self.ancestors(fine)
        if coarse not in chain:
            raise KeyError(f"{coarse} is not above {fine}")
        mapping = {category.code: category.code for category in self.dimensions[fine].categories}
        for step in chain[: chain.index(coarse)]:
            up = {category.code: category.within for category in self.dimensions[step].categories}
            mapping = {code: up[at] or "" for code, at in mapping.items()}
        return mapping


@dataclass(frozen=True)
class Catalogue(Entries):
    """All that is reported, as data."""

    wording: dict[str, dict[str, str]]
    """File stem → flat table of dotted keys → pattern."""
    areas: Areas

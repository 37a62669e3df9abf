"""Catalogue, the whole: every entry of ``catalogue/`` by its identifier.

Input: records that were read and checked. Output: ``Entries`` (records only) and ``Catalogue``
(with the wording and the areas), which every later stage holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from scan.catalogue.areas import Areas
from scan.catalogue.barometer import Barometer, BarometerIndicator, Edition, Objective
from scan.catalogue.bounds import Bounds
from scan.catalogue.comparators import Comparator
from scan.catalogue.core import Core
from scan.catalogue.explaining import Caveat, Concept, Correction
from scan.catalogue.records import (
    Alternative,
    Dimension,
    Identity,
    Indicator,
    Population,
    Publication,
    Theme,
)
from scan.catalogue.sources import Source

FURNITURE = "furniture"
"""The wording of which editions may have their own."""


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
    corrections: dict[str, Correction]
    publications: dict[str, Publication]
    comparators: dict[str, Comparator]
    barometers: dict[str, Barometer]
    """The Barometer Samenleven is the only one."""
    objectives: dict[str, Objective]
    barometer_indicators: dict[str, BarometerIndicator]
    editions: dict[str, Edition]
    """Of the Barometer survey."""

    @property
    def of_barometer(self) -> Self:
        """The same, where the indicators are those of the Barometer."""
        return replace(self, indicators=dict(self.barometer_indicators))

    @property
    def every_indicator(self) -> tuple[Indicator, ...]:
        """Those of municipalities, and those of the Barometer."""
        return (*self.indicators.values(), *self.barometer_indicators.values())

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

    def wording_of(self, publication: Publication) -> dict[str, dict[str, str]]:
        """The wording, in which an edition's own furniture goes before the common one."""
        return {**self.wording, FURNITURE: {**self.wording[FURNITURE], **publication.words}}

    def bounded(self, name: str) -> dict[str, str]:
        """A table of the wording with the bounds as numbers in their places."""
        table = self.wording[name]
        for place, text in self.bounds.texts.items():
            table = {key: told.replace(f"{{{place}}}", text) for key, told in table.items()}
        return table

    def caveats_of(self, indicator: Indicator, way: Alternative, region: str) -> tuple[Caveat, ...]:
        """The warnings that readers in a region need about an indicator fed in that way; with
        an empty region those of all readers. Each once: the indicator's, the way's, those of
        the sources."""
        sources = (code for name in way.use for code in self.sources[name].caveats)
        found = (
            self.caveats[code]
            for code in dict.fromkeys((*indicator.caveats, *way.caveats, *sources))
        )
        return tuple(caveat for caveat in found if region in ("", *caveat.regions))

    def way_of(self, indicator: Indicator) -> Alternative:
        """The way that feeds an indicator; the first one where nothing feeds it."""
        return indicator.sources[self.ways.get(indicator.id, 0)]

    def is_balance(self, indicator: Indicator) -> bool:
        """Whether what an indicator counts is what came in minus what went out."""
        counted = indicator.numerator
        return counted is not None and self.populations[counted.population].balance

    def is_dropped(self, indicator: Indicator) -> bool:
        """Whether its survey has been held since without asking it: it may come back one day, but
        nothing says that it will."""
        if indicator.survey is None or indicator.survey.every:
            return False
        source = indicator.sources[0].use[0]
        held = (
            max(other.survey.editions)
            for other in self.indicators.values()
            if other.survey is not None and other.sources[0].use[0] == source
        )
        return max(indicator.survey.editions) < max(held)

    def description_of(self, indicator: Indicator) -> str:
        """What is counted, with all warnings: for whoever reads it without a page around it."""
        caveats = self.caveats_of(indicator, self.way_of(indicator), "")
        texts = (indicator.definition, *(caveat.text for caveat in caveats))
        return " ".join(word for text in texts for word in text.split())

    def fed_by(self, ways: Mapping[str, int]) -> "Catalogue":
        """The catalogue with each indicator as its alternative ``ways[id]`` feeds it."""
        fed = {
            name: record.fed_by(ways[name]) if name in ways else record
            for name, record in self.indicators.items()
        }
        return replace(self, indicators=fed, ways=dict(ways))

    @property
    def default_publication(self) -> Publication:
        """The one that is meant where none is named."""
        return next(p for p in self.publications.values() if p.default)

    wording: dict[str, dict[str, str]]
    """File stem → flat table of dotted keys → pattern."""
    areas: Areas
    bounds: Bounds
    core: Core
    drafts: dict[str, Source] = field(default_factory=dict)
    """Sources that feed nothing yet, by identifier; they are not among the ``sources``."""
    published: dict[str, Source] = field(default_factory=dict)
    """Sources of rates that suppliers publish, which are only compared; not among ``sources``."""
    ways: dict[str, int] = field(default_factory=dict)
    """Of each indicator that is fed, by which of its ways."""

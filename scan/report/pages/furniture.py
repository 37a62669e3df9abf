"""Report, pages: the Dutch words of the furniture (headings, table heads, labels).

Input: the catalogue's wording, of which the tables ``furniture`` and ``values`` (the words for
statuses) are used. Output: filled patterns.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scan.errors import CatalogueError, Fault

Wording = Mapping[str, Mapping[str, str]]
"""File stem → dotted key → pattern, as in ``Catalogue.wording``."""
FILE = "catalogue/wording/furniture.toml"


@dataclass(frozen=True)
class Furniture:
    """Patterns by dotted key: ``table.year``."""

    patterns: Mapping[str, str]

    def say(self, key: str, **parts: object) -> str:
        """The pattern under ``key`` with its places filled.

        Raises CatalogueError when the key is unknown or the pattern has a place that ``parts``
        does not fill.
        """
        try:
            return self.patterns[key].format(**parts)
        except KeyError as error:
            fault = Fault(FILE, key, f"no words for {error}", "add the key or fill the place")
            raise CatalogueError((fault,)) from error


def furniture_of(wording: Wording) -> Furniture:
    """The words that pages need."""
    return Furniture({**wording["values"], **wording["furniture"]})

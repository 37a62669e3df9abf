"""Report, pages: the Dutch words of the furniture (headings, table heads, labels).

Input: the flat table ``furniture`` of the catalogue's wording. Output: filled patterns.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scan.errors import CatalogueError, Fault

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

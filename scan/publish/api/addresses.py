"""Publish, api, addresses: where each answer stands, below the folder of the downloads.

Input: codes. Output: paths that never change; those of made-up figures are marked, as all files
with made-up figures are.
"""

from dataclasses import dataclass

from scan.publish.offer import base_address
from scan.publish.series_tables import Stock

FOLDER = "api/v1"
INDEX, OPENAPI = "index.json", "openapi.json"
KINDS = {"indicator": ("json", "jsonstat.json", "csv"), "town": ("json", "jsonstat.json")}
"""What can be asked → the endings of its files."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Paths of answers."""

    stock: Stock

    def indicator(self, code: str, ending: str) -> str:
        """Of an indicator: ``api/v1/indicator/DE_36.json``."""
        return f"{FOLDER}/{self._name('indicators', code, ending)}"

    def town(self, nis: str, ending: str) -> str:
        """Of a municipality: ``api/v1/gemeente/12025.json``."""
        return f"{FOLDER}/{self._name('towns', nis, ending)}"

    def patterns(self) -> dict[str, str]:
        """What can be asked, as addresses with a code in braces, from the folder of the index."""
        words = self.stock.catalogue.wording["api"]
        return {
            words[f"address.{kind}_{ending.split('.')[0]}"]: self.pattern(kind, ending)
            for kind, endings in KINDS.items()
            for ending in endings
        }

    def pattern(self, kind: str, ending: str) -> str:
        """The address of a kind of answer, with its code in braces."""
        folder, code = {"indicator": ("indicators", "{code}"), "town": ("towns", "{nis}")}[kind]
        return self._name(folder, code, ending)

    @property
    def base(self) -> str:
        """Address of the folder with a slash at the end; where there is no site, from itself."""
        site = base_address(self.stock)
        return f"{site}{FOLDER}/" if site else "./"

    def _name(self, folder: str, code: str, ending: str) -> str:
        words = self.stock.catalogue.wording["api"]
        return f"{words[f'folder.{folder}']}/{code}{self.stock.suffix}.{ending}"

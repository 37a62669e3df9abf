"""Command line, completing: what a shell offers at the tab key.

Input: what was typed so far. Output: names with a word about them. Names of files are read, and
one table: a shell waits for the answer at each key, so no catalogue is loaded.
"""

import csv
from collections.abc import Iterator

from scan.house import CATALOGUE


def municipalities(incomplete: str) -> list[tuple[str, str]]:
    """Municipalities of today by name, with their NIS code; by code, with their name."""
    typed = incomplete.casefold()
    return [
        (given, about)
        for nis, name in _today()
        for given, about in ((name, nis), (nis, name))
        if (typed and given.casefold().startswith(typed)) or (not typed and given == name)
    ]


def _today() -> Iterator[tuple[str, str]]:
    """Codes and names of the municipalities that still exist."""
    path = CATALOGUE / "areas" / "municipalities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["valid_to"]:
                yield row["nis"], row["name"]


def codes(incomplete: str) -> list[str]:
    """Codes of indicators; capitals make no difference."""
    return _stems("indicators", incomplete.upper())


def publications(incomplete: str) -> list[str]:
    """Identifiers of publications."""
    return _stems("publications", incomplete)


def _stems(folder: str, incomplete: str) -> list[str]:
    names = sorted(path.stem for path in (CATALOGUE / folder).glob("*.toml"))
    return [name for name in names if name.startswith(incomplete)]

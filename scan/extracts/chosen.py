"""Extracts, chosen: the files that a run uses, as later stages know them.

Input: what ``extracts.deliveries`` found. Output: :class:`Extracts`. It stands apart from the
readers, so that a process that only makes reports need not load what opens workbooks.
"""

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path

from scan.catalogue.entries import Catalogue

MARKER = "voorbeeldcijfers.json"
"""The file that tells a folder of made-up extracts."""
BOUNDARIES = "boundaries"
"""Stands for a source where a file holds boundaries."""
DELIVERIES = "deliveries"
"""Folder of accepted deliveries inside the output folder."""

Files = tuple[tuple[str, Path], ...]
"""Source and path; a workbook stands there once for each source that it feeds."""


@dataclass(frozen=True)
class Extracts:
    """The files that a run uses."""

    folder: Path
    files: Files
    """Source and path, in the order in which they are read."""
    made_up: bool
    boundaries: Path | None
    unclaimed: tuple[Path, ...]
    """Files that no source of the catalogue knows."""
    fingerprint: str
    """Of the names and contents of the files of municipal figures: 64 hexadecimal digits. What
    feeds the Barometer alone leaves the municipal series as they are."""
    dates: dict[str, datetime.date] = field(default_factory=dict)
    """Source → day of its newest accepted delivery; empty outside the ledger."""
    accepted: bool = False
    """Whether they are the accepted deliveries, according to the ledger."""
    taken_back: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Source → years that once were accepted and are not in use any more."""
    years: dict[tuple[str, Path], frozenset[int]] = field(default_factory=dict)
    """Of a source and an accepted file, the years for which it counts; others count for all."""


def is_municipal(source: str, catalogue: Catalogue) -> bool:
    """Whether a source gives figures of municipalities, and does not feed the Barometer alone."""
    return source not in catalogue.sources or catalogue.sources[source].scope == "municipalities"


def municipal_files(files: Files, catalogue: Catalogue) -> Files:
    """Those of the files that give figures of municipalities."""
    return tuple((name, path) for name, path in files if is_municipal(name, catalogue))


def municipal_extracts(extracts: Extracts, catalogue: Catalogue) -> Extracts:
    """The extracts without those that feed the Barometer alone."""
    return replace(extracts, files=municipal_files(extracts.files, catalogue))


def barometer_extracts(extracts: Extracts, catalogue: Catalogue) -> Extracts:
    """The extracts that feed the Barometer."""
    rest = tuple(one for one in extracts.files if not is_municipal(one[0], catalogue))
    return replace(extracts, files=rest)


def is_marked(path: Path) -> bool:
    """Whether a file or folder lies inside a folder of made-up extracts."""
    place = path.resolve()
    return any((folder / MARKER).is_file() for folder in (place, *place.parents))

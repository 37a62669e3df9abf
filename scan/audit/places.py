"""Audit, places: which territory a row speaks of, and which territories add up to others.

Input: the areas of the catalogue. Output: names of territories (a code; of one that a merger ended
with ``@`` and its last day), and :class:`Whole` values: regions, provinces, arrondissements and
municipalities that were merged, with their parts.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from scan.catalogue.areas import Areas

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Whole:
    """A territory and those that make it up."""

    name: str
    parts: tuple[str, ...]


def former(areas: Areas, nis: str) -> str:
    """The territory that a municipality had until its last merger."""
    ended = max(merger.date for merger in areas.mergers if merger.old_nis == nis)
    return f"{nis}@{ended - _DAY}"


def wholes(areas: Areas) -> tuple[Whole, ...]:
    """Whatever is the sum of others."""
    found: dict[str, list[str]] = defaultdict(list)
    for town in areas.municipalities(None, areas.newest_division):
        for above in (town.region_nis, town.province_nis, town.arrondissement_nis):
            if above and above != town.nis:
                found[above].append(town.nis)
    for merger in areas.mergers:
        later = [
            m.date for m in areas.mergers if m.old_nis == merger.new_nis and m.date > merger.date
        ]
        whole = f"{merger.new_nis}@{min(later) - _DAY}" if later else merger.new_nis
        found[whole].append(f"{merger.old_nis}@{merger.date - _DAY}")
    return tuple(Whole(name, tuple(parts)) for name, parts in found.items())


def regions(areas: Areas) -> frozenset[str]:
    """Codes of the regions, whose figures everybody knows."""
    return frozenset(area.nis for area in areas.divisions() if area.kind == "region")

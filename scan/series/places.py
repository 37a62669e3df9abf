"""Series, places: the territories of every division into municipalities, and what became of them.

Input: areas. Output: :class:`Places`, on which counts of all dates can stand side by side.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scan.catalogue.areas import Areas
from scan.series.cubes import REGIONS, territory_unchanged

FORMER = "@"
"""In the name of a former territory: between its code and its last day."""


@dataclass(frozen=True, slots=True)
class Merger:
    """A municipality of a later date, and the places that became it."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Places:
    """Territories: today's municipalities and regions, and those that were merged since.

    ``names`` are NIS codes, followed by ``@`` and the last day for a former territory.
    """

    names: tuple[str, ...]
    mergers: tuple[Merger, ...]
    regions: Mapping[int, tuple[int, ...]]
    current: int
    """How many of the names are of the newest division; the rest are former ones."""

    @cached_property
    def index(self) -> dict[str, int]:
        """Number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    @property
    def region_names(self) -> tuple[str, ...]:
        """Names of the regions."""
        return tuple(self.names[region] for region in self.regions)


def division_dates(areas: Areas) -> tuple[datetime.date, ...]:
    """A day of each division into municipalities, the newest first."""
    day = datetime.timedelta(days=1)
    starts = sorted({merger.date for merger in areas.mergers}, reverse=True)
    return (areas.newest_division, *(start - day for start in starts))


def territories(areas: Areas, date: datetime.date) -> dict[str, str]:
    """Municipality of ``date`` → name of its territory (see :class:`Places`)."""
    newest, *former = division_dates(areas)
    date = min(date, newest)
    names = {area.nis: area.nis for area in areas.municipalities(None, date)}
    newest_too = territory_unchanged(areas, date, newest)
    names |= {nis: f"{nis}{FORMER}{date}" for nis in sorted(names.keys() - newest_too)}
    for day in sorted(day for day in former if day >= date):
        same = territory_unchanged(areas, date, day)
        names |= {nis: f"{nis}{FORMER}{day}" for nis in same if FORMER in names[nis]}
    return names


def ended(areas: Areas) -> dict[datetime.date, dict[str, str]]:
    """Last day of former territories → municipality then → name of its territory."""
    return {
        day: {nis: name for nis, name in territories(areas, day).items() if name.endswith(str(day))}
        for day in division_dates(areas)[1:]
    }


def all_places(areas: Areas) -> Places:
    """Territories of every division, with what became of them."""
    dates = division_dates(areas)
    names: dict[str, None] = {}
    by_date = [territories(areas, date) for date in dates]
    for mapping in by_date:
        names |= dict.fromkeys(mapping.values())
        if mapping is by_date[0]:
            names |= dict.fromkeys(REGIONS)
    index = {name: number for number, name in enumerate(names)}
    mergers = []
    for (later, now), (_, before) in zip(
        zip(dates, by_date, strict=True), list(zip(dates, by_date, strict=True))[1:], strict=False
    ):
        groups: dict[str, list[int]] = {}
        for nis, name in before.items():
            groups.setdefault(now[areas.current(nis, later)], []).append(index[name])
        mergers += [
            Merger(index[whole], tuple(parts))
            for whole, parts in groups.items()
            if parts != [index[whole]]
        ]
    regions: dict[int, list[int]] = {index[region]: [] for region in REGIONS}
    for area in areas.municipalities(None, dates[0]):
        regions[index[area.region_nis]].append(index[by_date[0][area.nis]])
    fixed = {region: tuple(parts) for region, parts in regions.items()}
    return Places(tuple(names), tuple(mergers), fixed, len(by_date[0]) + len(REGIONS))

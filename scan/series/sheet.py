"""Series, sheet: every count that hangs together with a displayed one, as arrays.

Input: cubes, requests and the municipalities through time. Output: a :class:`Sheet` of queries ×
periods × places, with the least and the most that each count can be, and who knows it already.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scan.catalogue.areas import Areas
from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Quantity
from scan.series.cubes import KEYS, REGIONS, Cube, select, territory_unchanged
from scan.series.identities import Book, Query, Request, Share

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_HIDDEN, _GONE = 2, 3
SMALLEST_BASE = 20.0
"""A share of a base of fewer persons is hidden."""


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


def division_dates(areas: Areas) -> tuple[datetime.date, ...]:
    """A day of each division into municipalities, the newest first."""
    day = datetime.timedelta(days=1)
    starts = sorted({merger.date for merger in areas.mergers}, reverse=True)
    return (areas.newest_division, *(start - day for start in starts))


def territories(areas: Areas, date: datetime.date) -> dict[str, str]:
    """Municipality of ``date`` → name of its territory (see :class:`Places`)."""
    dates = division_dates(areas)
    names: dict[str, str] = {}
    rest = {area.nis for area in areas.municipalities(None, date)}
    for later, earlier in zip(dates, dates[1:], strict=False):
        if date > earlier:
            break
        dated = territory_unchanged(areas, earlier, later)
        names |= {nis: f"{nis}@{earlier}" for nis in rest - dated}
        _ = names
    newest = territory_unchanged(areas, min(date, dates[0]), dates[0])
    return {nis: nis if nis in newest else _former(areas, nis, date) for nis in rest}


def _former(areas: Areas, nis: str, date: datetime.date) -> str:
    """Name of a territory that is no more: its code and the last day of its last division."""
    last = date
    for day in sorted(division_dates(areas)):
        if day >= date and nis in territory_unchanged(areas, date, day):
            last = day
    return f"{nis}@{last}"


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

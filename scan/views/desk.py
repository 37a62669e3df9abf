"""Views, the desk: the stored figures of one municipality and its region, at hand.

Input: the store and the catalogue. Output: a :class:`Desk` with rows by indicator.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.series.store import Store
from scan.views.records import Place


class Row(NamedTuple):
    """A row of the store, without the indicator."""

    area: str
    into: str
    period: int
    part: str
    b1: str
    b2: str
    value: float | None
    numerator: float | None
    denominator: float | None
    answers: float | None
    low: float | None
    high: float | None
    status: str
    source: str
    alternative: int

    @property
    def codes(self) -> tuple[str, ...]:
        """Categories of the breakdown."""
        return tuple(code for code in (self.b1, self.b2) if code)


Rows = Mapping[str, tuple[Row, ...]]
"""Rows by indicator."""
Positions = Mapping[str, Mapping[str, object]]
"""Where the municipalities of one region stand, by indicator."""


@dataclass(frozen=True, slots=True)
class Other:
    """With what a municipality is compared: one area, or the members of a group."""

    place: Place
    areas: tuple[str, ...]
    """Whose stored figures it takes; NIS codes."""

    @property
    def is_group(self) -> bool:
        """Whether its figure is the middle one of its members."""
        return self.place.kind == "group"


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to build the views of one municipality."""

    catalogue: Catalogue
    area: Area
    region: Area
    beside: tuple[Other, ...]
    """What the municipality is compared with, the region first."""
    rows: Rows
    positions: Positions
    delivered: Mapping[str, datetime.date]

    def newest(self, code: str) -> Row | None:
        """The last row of an indicator: of the municipality, else of the region."""
        rows = self.rows.get(code, ())
        for nis in (self.area.nis, self.region.nis):
            own = [row for row in rows if nis in (row.area, row.into)]
            if own:
                return own[-1]
        return None

    def is_old(self, period: int) -> bool:
        """Whether figures of ``period`` are old beside the newest of all that the region has."""
        newest = max(int(str(entry["period"])) for entry in self.positions.values())
        return self.catalogue.bounds.is_old(period, newest)

    @property
    def words(self) -> Mapping[str, str]:
        """Words that go with figures."""
        return self.catalogue.wording["values"]


def open_desk(
    store: Store,
    catalogue: Catalogue,
    area: Area,
    delivered: Mapping[str, datetime.date],
    beside: tuple[Other, ...] = (),
) -> Desk:
    """Puts the rows of one municipality, its region and what else it is compared with at hand."""
    region = catalogue.areas.get(area.region_nis)
    others = beside or (Other(place_of(region), (region.nis,)),)
    wanted = {area.nis, region.nis, *(nis for other in others for nis in other.areas)}
    shown = (pl.col("into") == area.nis) | ((pl.col("into") == "") & pl.col("area").is_in(wanted))
    rows = rows_of(store.figures.filter(shown))
    return Desk(catalogue, area, region, others, rows, positions_in(store, region.nis), delivered)


def rows_of(figures: pl.DataFrame) -> Rows:
    """Rows of the store by indicator, in their order."""
    rows: dict[str, list[Row]] = {}
    for indicator, *rest in figures.select("indicator", *Row._fields).iter_rows():
        rows.setdefault(indicator, []).append(Row(*rest))
    return {indicator: tuple(group) for indicator, group in rows.items()}


def positions_in(store: Store, region: str) -> Positions:
    """Where the municipalities of one region stand."""
    chosen = store.positions.filter(pl.col("region") == region)
    return {entry["indicator"]: entry for entry in chosen.iter_rows(named=True)}


def place_of(area: Area) -> Place:
    """An area as a reader meets it."""
    return Place(
        area.nis, area.name, area.in_text, area.kind, area.second_name, area.second_language
    )

"""Views, the desk: the stored figures of one municipality and its region, at hand.

Input: the store and the catalogue. Output: a :class:`Desk` with rows by indicator.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.series.store import Store
from scan.views.records import Place


class Row(NamedTuple):
    """A row of the store, without the indicator."""

    area: str
    into: str
    period: int
    main: bool
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


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to build the views of one municipality."""

    catalogue: Catalogue
    area: Area
    region: Area
    rows: Mapping[str, tuple[Row, ...]]
    positions: Mapping[str, Mapping[str, object]]
    delivered: Mapping[str, datetime.date]

    @property
    def words(self) -> Mapping[str, str]:
        """Words that go with figures."""
        return self.catalogue.wording["values"]


def open_desk(
    store: Store,
    catalogue: Catalogue,
    area: Area,
    delivered: Mapping[str, datetime.date],
) -> Desk:
    """Puts the rows of one municipality and its region at hand."""
    region = catalogue.areas.get(area.region_nis)
    rows: dict[str, list[Row]] = {}
    columns = ["indicator", *Row._fields]
    for indicator, *rest in store.figures.select(columns).iter_rows():
        row = Row(*rest)
        if row.into == area.nis or (not row.into and row.area in (area.nis, region.nis)):
            rows.setdefault(indicator, []).append(row)
    positions = {
        entry["indicator"]: entry
        for entry in store.positions.iter_rows(named=True)
        if entry["region"] == region.nis
    }
    frozen = {indicator: tuple(group) for indicator, group in rows.items()}
    return Desk(catalogue, area, region, frozen, positions, delivered)


def place_of(area: Area) -> Place:
    """An area as a reader meets it."""
    return Place(area.nis, area.name, area.in_text, area.kind)

"""Views, the desk of the Barometer: its stored figures at hand.

Input: the catalogue and the frame of ``series.barometer``. Output: a :class:`Desk` with rows by
indicator and group.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scan.catalogue.barometer import BAROMETER, BarometerIndicator
from scan.catalogue.barometer import Barometer as Entry
from scan.catalogue.entries import Catalogue
from scan.views.barometer.directions import Row
from scan.views.barometer.records import Group


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to build the Barometer."""

    catalogue: Catalogue
    rows: Mapping[str, Mapping[str, tuple[Row, ...]]]
    """Indicator → group → rows, oldest first."""
    delivered: Mapping[str, datetime.date]
    """Source → day of its newest delivery, where that is known."""
    made_up: bool

    @property
    def entry(self) -> Entry:
        """The Barometer in the catalogue."""
        return self.catalogue.barometers[BAROMETER]

    @property
    def words(self) -> Mapping[str, str]:
        """Words of the Barometer."""
        return self.catalogue.wording["barometer"]

    @property
    def statuses(self) -> Mapping[str, str]:
        """Words that go with figures everywhere."""
        return self.catalogue.wording["values"]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The five groups, in order."""
        return tuple(
            Group(g.code, g.name, g.short, g.in_text, g.origin, g.generation)
            for g in self.entry.groups
        )

    def periods(self, indicator: str) -> tuple[int, ...]:
        """Periods with rows, oldest first; empty where nothing is delivered."""
        groups = self.rows.get(indicator, {}).values()
        return tuple(sorted({row.period for rows in groups for row in rows}))


def open_desk(
    figures: pl.DataFrame,
    catalogue: Catalogue,
    delivered: Mapping[str, datetime.date],
    *,
    made_up: bool,
) -> Desk:
    """Puts the rows at hand; ``figures`` has the columns of ``series.barometer.FIGURES``."""
    rows: dict[str, dict[str, tuple[Row, ...]]] = {}
    ordered = figures.select(Row._fields).sort("indicator", "group", "period")
    for row in map(Row._make, ordered.iter_rows()):
        groups = rows.setdefault(row.indicator, {})
        groups[row.group] = (*groups.get(row.group, ()), row)
    return Desk(catalogue, rows, delivered, made_up)


def comparable_since(indicator: BarometerIndicator) -> int:
    """The first period with the wording of the newest; 0 for administrative figures."""
    return indicator.wordings[-1].since if indicator.wordings else 0

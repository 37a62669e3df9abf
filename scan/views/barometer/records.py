"""Views, the records of the Barometer: everything that a reader sees of it, already rounded.

Input: none. Output: frozen dataclasses. Words that the catalogue has stay in its entries; after
this stage nothing is calculated.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from scan.catalogue.barometer import Barometer as Entry
from scan.catalogue.barometer import BarometerIndicator, Objective
from scan.catalogue.barometer import Edition as EditionEntry
from scan.status import Status
from scan.views.groups import Group, GroupSeries
from scan.views.records import Change, Course, Direction, Shown

ARROWS: Mapping[Direction | Course, Literal["up", "down"]] = MappingProxyType(
    {"rising": "up", "partly_rising": "up", "falling": "down", "partly_falling": "down"}
)
"""The only directions that may be drawn as an arrow."""


@dataclass(frozen=True, slots=True)
class IndicatorPanel:
    """One indicator of the Barometer."""

    entry: BarometerIndicator
    unit_label: str
    """``% van de personen van 20 tot 64 jaar``."""
    series: tuple[GroupSeries, ...]
    """The five groups, in order; none where nothing was delivered."""
    change: Change
    """Which way the groups move together; no difference goes with it."""
    sentence: str
    """What moves, in plain language."""
    gap_sentence: str
    """Where the gaps between groups are."""
    supplier: str
    source_line: str
    data_date: str
    """Dutch date of the delivery; empty where the file has none."""
    notes: tuple[str, ...]
    """What a reader must know, a sentence each."""

    @property
    def periods(self) -> tuple[int, ...]:
        """Oldest first, the same for all groups; empty where nothing was delivered."""
        return tuple(figure.period for one in self.series[:1] for figure in one.figures)

    @property
    def weak(self) -> bool:
        """Whether a figure rests on few answers, and has to be marked."""
        return any(f.shown.status is Status.WEAK for one in self.series for f in one.figures)


@dataclass(frozen=True, slots=True)
class ObjectivePanel:
    """One of the eight objectives."""

    entry: Objective
    indicators: tuple[IndicatorPanel, ...]
    """The core indicator first."""

    @property
    def core(self) -> IndicatorPanel:
        """The indicator that the overview shows: the objective moves as it does."""
        return self.indicators[0]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one edition."""

    panel: IndicatorPanel
    objective: Objective
    text: str
    """In the words of that edition."""
    answers: tuple[str, ...]
    """Labels of the answers that could be given."""
    counted: tuple[str, ...]
    """Those of them that the figure adds up."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the Barometer survey."""

    entry: EditionEntry
    invited: Shown
    """Persons written to; not available where it was not found."""
    answers: Shown
    """Answers in the delivery; not delivered without one."""
    questions: tuple[Question, ...]

    def part(self, name: Literal["fixed", "additional"]) -> tuple[Question, ...]:
        """Questions that every edition asks, or those of this one only."""
        return tuple(question for question in self.questions if question.panel.entry.part == name)


@dataclass(frozen=True, slots=True)
class Barometer:
    """The whole dashboard."""

    entry: Entry
    groups: tuple[Group, ...]
    """The five groups, the first of which the others are compared with."""
    objectives: tuple[ObjectivePanel, ...]
    editions: tuple[Edition, ...]
    """Oldest first: those of the catalogue and those that were delivered."""
    made_up: bool
    data_date: datetime.date | None
    """Of the newest delivery."""

    @property
    def period(self) -> int | None:
        """The newest period of any figure; ``None`` where nothing was delivered."""
        return max((p for panel in self.indicators for p in panel.periods), default=None)

    @property
    def indicators(self) -> tuple[IndicatorPanel, ...]:
        """All indicators, in the order of the objectives."""
        return tuple(panel for objective in self.objectives for panel in objective.indicators)

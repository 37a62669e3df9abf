"""Views, the records of the Barometer: everything that a reader sees of it, already rounded.

Input: none. Output: frozen dataclasses. Words that the catalogue has stay in its entries; after
this stage nothing is calculated.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from scan.catalogue.barometer import Barometer as Entry
from scan.catalogue.barometer import Edition as EditionEntry
from scan.catalogue.barometer import Objective
from scan.views.groups import Group, IndicatorPanel
from scan.views.records import Shown


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
        surveys = ((question, question.panel.entry.survey) for question in self.questions)
        return tuple(question for question, survey in surveys if survey and survey.part == name)


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

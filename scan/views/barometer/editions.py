"""Views, editions of the Barometer survey: when it was held, what it asked, how many answered.

Input: the objectives with their figures. Output: :class:`Edition` values: those of the catalogue,
and those that were delivered before anybody described them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scan.catalogue.barometer import BAROMETER
from scan.catalogue.barometer import Edition as Entry
from scan.catalogue.entries import Catalogue
from scan.status import Status
from scan.views import numbers
from scan.views.barometer.records import Edition, ObjectivePanel, Question
from scan.views.records import Figure, Shown


def editions(
    catalogue: Catalogue, objectives: Sequence[ObjectivePanel], *, made_up: bool
) -> tuple[Edition, ...]:
    """All editions, oldest first. Examples of editions stand beside made-up figures only."""
    described = catalogue.editions.values()
    known = {one.year: one for one in described if made_up or one.evidence != "example"}
    words, survey = catalogue.wording["values"], _Survey(catalogue, objectives)
    found = []
    for year in sorted({*known, *survey.figures}):
        entry = known.get(year) or survey.undescribed(year, made_up=made_up)
        invited = Status.SHOWN if entry.invited else Status.NOT_AVAILABLE
        shown = numbers.shown(entry.invited, invited, "count", 0, words)
        found.append(Edition(entry, shown, survey.answers(year), tuple(survey.questions(year))))
    return tuple(found)


@dataclass
class _Survey:
    """The survey through the years."""

    catalogue: Catalogue
    objectives: Sequence[ObjectivePanel]

    @cached_property
    def figures(self) -> Mapping[int, Sequence[Figure]]:
        """Its figures by year."""
        found: dict[int, list[Figure]] = {}
        for panel in (panel for one in self.objectives for panel in one.indicators):
            for figure in (f for one in panel.series for f in one.figures if panel.entry.is_survey):
                found.setdefault(figure.period, []).append(figure)
        return found

    def undescribed(self, year: int, *, made_up: bool) -> Entry:
        """An edition of which only the figures are known."""
        words = self.catalogue.wording["barometer"]
        return Entry(
            id=str(year),
            title=words["edition.title"].format(period=year),
            field=words["edition.field"],
            text=words["edition.text"],
            evidence="example" if made_up else "attested",
            evidence_note=words["edition.evidence_note"],
        )

    def answers(self, year: int) -> Shown:
        """Of each group those to the question that most of it answered; hidden with one of them."""
        most = {group.code: 0.0 for group in self.catalogue.barometers[BAROMETER].groups}
        for figure in self.figures.get(year, ()):
            most[figure.place] = max(most[figure.place], figure.base.value or 0.0)
        status = Status.SHOWN if all(most.values()) else Status.HIDDEN
        told = status if year in self.figures else Status.NOT_DELIVERED
        return numbers.whole(sum(most.values()), told, self.catalogue.wording["values"])

    def questions(self, year: int) -> Iterator[Question]:
        """What an edition asks, in the words of its time."""
        barometer = self.catalogue.barometers[BAROMETER]
        for objective in self.objectives:
            for panel in objective.indicators:
                entry, labels = panel.entry, barometer.answers(panel.entry.scale)
                texts = [wording.text for wording in entry.wordings if wording.since <= year]
                if texts and (not entry.editions or year in entry.editions):
                    counted = tuple(labels[code] for code in labels if code in entry.counted)
                    answers = tuple(labels.values())
                    yield Question(panel, objective.entry, texts[-1], answers, counted)

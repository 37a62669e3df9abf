"""Views, editions of the Barometer survey: when it was held, what it asked, how many answered.

Input: the objectives with their figures. Output: :class:`Edition` values: those of the catalogue,
and those that were delivered before anybody described them.
"""

from collections.abc import Iterator, Sequence

from scan.catalogue.barometer import BAROMETER
from scan.catalogue.barometer import Edition as Entry
from scan.catalogue.entries import Catalogue
from scan.status import Status
from scan.views import numbers
from scan.views.barometer.records import Edition, ObjectivePanel, Question
from scan.views.records import Shown


def editions(
    catalogue: Catalogue, objectives: Sequence[ObjectivePanel], *, made_up: bool
) -> tuple[Edition, ...]:
    """All editions, oldest first. Examples of editions stand beside made-up figures only."""
    known = {
        entry.year: entry
        for entry in catalogue.editions.values()
        if made_up or entry.evidence != "example"
    }
    words = catalogue.wording["values"]
    panels = [panel for objective in objectives for panel in objective.indicators]
    asked = [panel for panel in panels if panel.entry.is_survey]
    delivered = {period for panel in asked for period in panel.periods}
    found = []
    for year in sorted({*known, *delivered}):
        entry = known.get(year) or _undescribed(catalogue, year, made_up=made_up)
        invited = Status.SHOWN if entry.invited else Status.NOT_AVAILABLE
        answers = numbers.absent(Status.NOT_DELIVERED, words)
        found.append(
            Edition(
                entry,
                numbers.shown(entry.invited, invited, "count", 0, words),
                _answers(catalogue, objectives, year) if year in delivered else answers,
                tuple(_questions(catalogue, objectives, year)),
            )
        )
    return tuple(found)


def _undescribed(catalogue: Catalogue, year: int, *, made_up: bool) -> Entry:
    """An edition of which only the figures are known."""
    words = catalogue.wording["barometer"]
    return Entry(
        id=str(year),
        title=words["edition.title"].format(period=year),
        field=words["edition.field"],
        text=words["edition.text"],
        evidence="example" if made_up else "attested",
        evidence_note=words["edition.evidence_note"],
    )


def _answers(catalogue: Catalogue, objectives: Sequence[ObjectivePanel], year: int) -> Shown:
    """Of each group those to the question that most of it answered; hidden with one of them."""
    most = {group.code: 0.0 for group in catalogue.barometers[BAROMETER].groups}
    for panel in (panel for objective in objectives for panel in objective.indicators):
        for figure in (figure for one in panel.series for figure in one.figures):
            if panel.entry.is_survey and figure.period == year:
                most[figure.place] = max(most[figure.place], figure.base.value or 0.0)
    status = Status.SHOWN if all(most.values()) else Status.HIDDEN
    return numbers.whole(sum(most.values()), status, catalogue.wording["values"])


def _questions(
    catalogue: Catalogue, objectives: Sequence[ObjectivePanel], year: int
) -> Iterator[Question]:
    """What an edition asks, in the words of its time."""
    for objective in objectives:
        for panel in objective.indicators:
            entry = panel.entry
            texts = [wording.text for wording in entry.wordings if wording.since <= year]
            if texts and (not entry.editions or year in entry.editions):
                labels = catalogue.barometers[BAROMETER].answers(entry.scale)
                counted = tuple(label for code, label in labels.items() if code in entry.counted)
                answers = tuple(labels.values())
                yield Question(panel, objective.entry, texts[-1], answers, counted)

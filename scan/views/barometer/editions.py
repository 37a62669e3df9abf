"""Views, editions of the Barometer survey: when it was held, what it asked, how many answered.

Input: the objectives with their figures. Output: :class:`Edition` values: those of the catalogue,
and those that were delivered before anybody described them.
"""

from collections.abc import Iterator, Mapping, Sequence

from scan.catalogue.barometer import ANSWER
from scan.catalogue.barometer import Edition as Entry
from scan.catalogue.entries import Catalogue
from scan.status import Status
from scan.views import numbers
from scan.views.barometer.records import Edition, ObjectivePanel, Question
from scan.views.records import Figure, Shown


def editions(
    catalogue: Catalogue, objectives: Sequence[ObjectivePanel], *, made_up: bool
) -> Iterator[Edition]:
    """All editions, oldest first. Examples of editions stand beside made-up figures only."""
    described = catalogue.editions.values()
    known = {one.year: one for one in described if made_up or one.evidence != "example"}
    figures: dict[int, list[Figure]] = {}
    for panel in (p for one in objectives for p in one.indicators if p.entry.survey):
        for figure in (figure for one in panel.series for figure in one.figures):
            figures.setdefault(figure.period, []).append(figure)
    words = catalogue.wording["values"]
    for year in sorted({*known, *figures}):
        entry = known.get(year) or _undescribed(year, catalogue, made_up=made_up)
        invited = Status.SHOWN if entry.invited else Status.NOT_AVAILABLE
        shown = numbers.shown(entry.invited, invited, "count", 0, words)
        answers = _answers(figures.get(year, ()), words)
        yield Edition(entry, shown, answers, tuple(_questions(year, catalogue, objectives)))


def _undescribed(year: int, catalogue: Catalogue, *, made_up: bool) -> Entry:
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


def _answers(figures: Sequence[Figure], words: Mapping[str, str]) -> Shown:
    """Of each group those to the question that most of it answered; hidden with one of them."""
    most: dict[tuple[str, ...], float] = {}
    for figure in figures:
        most[figure.codes] = max(most.get(figure.codes, 0.0), figure.base.value or 0.0)
    status = Status.SHOWN if all(most.values()) else Status.HIDDEN
    return numbers.whole(sum(most.values()), status if most else Status.NOT_DELIVERED, words)


def _questions(
    year: int, catalogue: Catalogue, objectives: Sequence[ObjectivePanel]
) -> Iterator[Question]:
    """What an edition asks, in the words of its time."""
    labels = {one.code: one.label for one in catalogue.dimensions[ANSWER].categories}
    for objective in objectives:
        for panel in objective.indicators:
            entry = catalogue.barometer_indicators[panel.entry.id]
            text = entry.survey.asked(year) if entry.survey else ""
            if text:
                answers = tuple(labels[code] for code in entry.answers)
                counted = tuple(labels[c] for c in entry.answers if c in entry.counted)
                yield Question(panel, objective.entry, text, answers, counted)

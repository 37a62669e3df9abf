"""Views, editions of the Barometer survey: when it was held, what it asked, how many answered.

Input: a desk. Output: :class:`Edition` values: those of the catalogue, and those that were
delivered before anybody described them.
"""

from scan.catalogue.barometer import BarometerIndicator
from scan.catalogue.barometer import Edition as Entry
from scan.status import Status
from scan.views import numbers
from scan.views.barometer.desk import Desk
from scan.views.barometer.records import Edition, Question
from scan.views.records import Shown


def editions(desk: Desk) -> tuple[Edition, ...]:
    """All editions, oldest first. Examples of editions stand beside made-up figures only."""
    known = {
        entry.year: entry
        for entry in desk.catalogue.editions.values()
        if desk.made_up or entry.evidence != "example"
    }
    delivered = {year for one in _asked(desk) for year in desk.periods(one.id)}
    years = sorted({*known, *delivered})
    return tuple(_edition(desk, year, known.get(year), year in delivered) for year in years)


def _asked(desk: Desk) -> list[BarometerIndicator]:
    """The indicators of the survey, in the order of the objectives."""
    catalogue = desk.catalogue
    codes = [code for o in _objectives(desk) for code in catalogue.objectives[o].indicators]
    found = (catalogue.barometer_indicators[code] for code in codes)
    return [one for one in found if one.kind == "survey"]


def _objectives(desk: Desk) -> list[str]:
    return sorted(desk.catalogue.objectives, key=lambda o: desk.catalogue.objectives[o].number)


def _edition(desk: Desk, year: int, entry: Entry | None, delivered: bool) -> Edition:
    entry = entry or _undescribed(desk, year)
    invited = Status.SHOWN if entry.invited else Status.NOT_AVAILABLE
    return Edition(
        id=entry.id,
        period=year,
        title=entry.title,
        field=entry.field,
        invited=numbers.shown(entry.invited, invited, "count", 0, desk.statuses),
        answers=_answers(desk, year) if delivered else _absent(desk, Status.NOT_DELIVERED),
        module=entry.module,
        text=entry.text,
        evidence=entry.evidence,
        evidence_note=entry.evidence_note,
        delivered=delivered,
        questions=_questions(desk, year),
    )


def _undescribed(desk: Desk, year: int) -> Entry:
    """An edition of which only the figures are known."""
    words = desk.words
    return Entry(
        id=str(year),
        title=words["edition.title"].format(period=year),
        field=words["edition.field"],
        text=words["edition.text"],
        evidence="example" if desk.made_up else "attested",
        evidence_note=words["edition.evidence_note"],
    )


def _absent(desk: Desk, status: Status) -> Shown:
    return numbers.absent(status, desk.statuses)


def _answers(desk: Desk, year: int) -> Shown:
    """Of each group those to the question that most of it answered; hidden with one of them."""
    total = 0.0
    for group in desk.groups:
        found = [
            row.denominator
            for one in _asked(desk)
            for row in desk.rows.get(one.id, {}).get(group.id, ())
            if row.period == year and row.denominator is not None
        ]
        if not found:
            return _absent(desk, Status.HIDDEN)
        total += max(found)
    return numbers.whole(total, Status.SHOWN, desk.statuses)


def _questions(desk: Desk, year: int) -> tuple[Question, ...]:
    """What an edition asks, in the words of its time: first the fixed part."""
    slugs = {
        code: objective
        for objective in _objectives(desk)
        for code in desk.catalogue.objectives[objective].indicators
    }
    found = [_question(desk, one, year, slugs[one.id]) for one in _asked(desk) if _in(one, year)]
    return tuple(sorted(found, key=lambda question: question.part != "fixed"))


def _in(indicator: BarometerIndicator, year: int) -> bool:
    if indicator.editions:
        return year in indicator.editions
    return indicator.wordings[0].since <= year


def _question(desk: Desk, indicator: BarometerIndicator, year: int, objective: str) -> Question:
    (scale,) = (scale for scale in desk.entry.scales if scale.code == indicator.scale)
    labels = {answer.code: answer.label for answer in scale.answers}
    asked = [wording for wording in indicator.wordings if wording.since <= year]
    return Question(
        indicator=indicator.id,
        objective=objective,
        title=indicator.title,
        text=asked[-1].text,
        answers=tuple(labels.values()),
        counted=tuple(labels[code] for code in labels if code in indicator.counted),
        part=indicator.part,
        evidence=indicator.evidence,
    )

"""Views, sentences of the Barometer: what moves and where the gaps are, in plain Dutch.

Input: directions, displayed figures and the patterns of ``catalogue/wording/barometer.toml``.
Output: sentences. No figure is computed or formatted here.
"""

from collections.abc import Mapping, Sequence

from scan.catalogue.barometer import BarometerIndicator
from scan.dutch import MINUS, NBSP, list_text
from scan.views.barometer.records import Direction, Estimate, Gap, GapState, Group, GroupSeries
from scan.views.records import Shown

Patterns = Mapping[str, str]
_NAMED = 2
"""So many groups are named before they are counted."""


def group_sentence(
    direction: Direction,
    group: Group,
    indicator: BarometerIndicator,
    now: Estimate | None,
    before: Estimate | None,
    words: Patterns,
) -> str:
    """What became of the figure of one group."""
    return words[f"movement.group.{direction}"].format(
        group=group.in_text,
        subject=indicator.subject,
        value=now.text if now else "",
        period=now.period if now else "",
        before=before.text if before else "",
        since=before.period if before else "",
    )


def indicator_sentence(
    direction: Direction,
    series: Sequence[GroupSeries],
    indicator: BarometerIndicator,
    period: int | None,
    since: int | None,
    words: Patterns,
) -> str:
    """What became of the figures of all groups together."""
    single = direction == "first_edition" and indicator.part == "additional"
    pattern = words["sentence.first_additional" if single else f"sentence.{direction}"]
    still = _going(series, "unclear")
    rest = {0: "", 1: words["sentence.rest_one"]}.get(len(still), words["sentence.rest"])
    sentence = pattern.format(
        subject=indicator.subject,
        period=period,
        since=since,
        ups=_groups(_going(series, "up"), len(series), words),
        downs=_groups(_going(series, "down"), len(series), words),
        rest=rest,
    )
    hidden = _going(series, "not_shown")
    if not hidden or direction == "not_shown":
        return sentence
    groups = _groups(hidden, len(series), words)
    return f"{sentence} {words['sentence.hidden'].format(groups=groups)}"


def _going(series: Sequence[GroupSeries], direction: Direction) -> list[Group]:
    return [one.group for one in series if one.movement.direction == direction]


def _groups(groups: list[Group], total: int, words: Patterns) -> str:
    """Groups inside a sentence: named, counted, or all of them."""
    if len(groups) == total:
        return words["groups.all"]
    if len(groups) <= _NAMED:
        return list_text([group.in_text for group in groups])
    return words["groups.some"].format(count=len(groups), total=total)


def gap_text(state: GapState, difference: Shown, words: Patterns) -> str:
    """How a group stands beside Belgian origin: ``23,1 procentpunt lager``."""
    amount = difference.text.removeprefix(f"+{NBSP}").removeprefix(f"{MINUS}{NBSP}")
    return words[f"gap.{state}"].format(amount=amount)


def gap_sentence(series: Sequence[GroupSeries], reference: Group, words: Patterns) -> str:
    """Where the largest clear gap is; ``series`` are those of all groups, of a delivered panel."""
    own = next(one.newest for one in series if one.group == reference)
    others = [one.gap for one in series if one.group != reference]
    if own is None or own.value is None:
        return words["gap.sentence.not_shown"].format(reference=reference.in_text)
    clear = [one for one in series if one.gap.clear]
    if not clear:
        unseen = all(gap.state == "not_shown" for gap in others)
        kind = "no_groups" if unseen else "unclear"
        return words[f"gap.sentence.{kind}"].format(reference=reference.in_text)
    size = max(_size(one.gap) for one in clear)
    largest = [one for one in clear if _size(one.gap) == size]
    values = dict.fromkeys(one.newest.text for one in largest if one.newest)
    return words["gap.sentence.largest"].format(
        reference=reference.in_text,
        reference_value=own.text,
        group=list_text([one.group.in_text for one in largest]),
        value=list_text(list(values)),
    )


def _size(gap: Gap) -> float:
    return abs(gap.difference.value or 0.0)

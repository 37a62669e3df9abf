"""Views, sentences on groups: what moves and where the gaps are, in plain Dutch.

Input: groups with their directions and displayed figures, and the patterns of a wording. Output:
sentences. No figure is computed or formatted here.
"""

from collections.abc import Sequence

from scan.catalogue.records import Indicator
from scan.dutch import list_text
from scan.views.groups import GroupSeries
from scan.views.records import Change, Course, Direction
from scan.views.sentences import Patterns

_NAMED = 2
"""So many groups are named before they are counted."""


def moves_sentence(
    change: Change,
    series: Sequence[GroupSeries],
    indicator: Indicator,
    period: int | None,
    words: Patterns,
) -> str:
    """What became of the figures of all groups together."""
    survey = indicator.survey
    single = change.direction == "first" and survey is not None and not survey.every
    still = _going(series, "unclear", "stable")
    rest = {0: "", 1: words["sentence.rest_one"]}.get(len(still), words["sentence.rest"])
    sentence = words[f"sentence.{'first_additional' if single else change.direction}"].format(
        subject=indicator.phrases.subject,
        period=period,
        since=change.since,
        rising=_named(_going(series, "rising"), len(series), words),
        falling=_named(_going(series, "falling"), len(series), words),
        rest=rest,
    )
    hidden = _going(series, "not_shown")
    if not hidden or change.direction == "not_shown":
        return sentence
    groups = _named(hidden, len(series), words)
    return f"{sentence} {words['sentence.hidden'].format(groups=groups)}"


def _going(series: Sequence[GroupSeries], *ways: Direction | Course) -> list[str]:
    return [one.group.in_text for one in series if one.change.direction in ways]


def _named(groups: list[str], total: int, words: Patterns) -> str:
    """Groups inside a sentence: named, counted, or all of them."""
    if len(groups) == total:
        return words["groups.all"]
    if len(groups) <= _NAMED:
        return list_text(groups)
    return words["groups.some"].format(count=len(groups), total=total)


def gap_sentence(series: Sequence[GroupSeries], words: Patterns) -> str:
    """Where the largest clear gap is; ``series`` are those of all groups, the first one first."""
    reference, *others = series
    gaps = [(one, one.gap.difference.value) for one in others if one.gap]
    sizes = {
        one.group.code: abs(value or 0.0)
        for one, value in gaps
        if one.gap and one.gap.state in ("higher", "lower")
    }
    largest = [one for one in others if sizes.get(one.group.code) == max(sizes.values(), default=0)]
    kind = "largest" if largest else "unclear"
    if reference.newest.shown.value is None:
        kind = "not_shown"
    elif all(value is None for _, value in gaps):
        kind = "no_groups"
    return words[f"gap.sentence.{kind}"].format(
        reference=reference.group.in_text,
        reference_value=reference.newest.shown.text,
        group=list_text([one.group.in_text for one in largest]),
        value=list_text(list(dict.fromkeys(one.newest.shown.text for one in largest))),
    )

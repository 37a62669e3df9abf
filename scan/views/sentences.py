"""Views, sentences: the Dutch sentence for the situation that a view states.

Input: an :class:`IndicatorView`, the indicator's phrases and the patterns of
``catalogue/wording/sentences.toml``. Output: headline and text, from the displayed values. No
figure is computed or rounded here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scan.catalogue.records import Indicator
from scan.catalogue.tense import past
from scan.dutch import MINUS, figure, list_text, unsigned
from scan.status import Status
from scan.views.records import TOLD, Change, IndicatorView

Patterns = Mapping[str, str]
_FLOWS = ("per_1000", "per_10000")
PAST = "past."
"""How the keys of patterns for old figures begin."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about one indicator."""

    headline: str
    """The finding, one sentence."""
    lead: str
    """Absolute numbers, change, position: up to four short sentences."""
    verdict: str
    """``hoger dan in het Vlaams Gewest``."""


def words(
    view: IndicatorView, indicator: Indicator, patterns: Patterns, *, brief: bool = False
) -> Words:
    """All sentences of one indicator page; ``brief``: without the one on the
    group that it is compared with, and where a gap is told, without the one on its place."""
    return Words(
        headline(view, indicator, patterns),
        lead(view, indicator, patterns, brief=brief),
        _verdict(view, patterns),
    )


def _verdict(view: IndicatorView, patterns: Patterns) -> str:
    """The municipality beside the region in a few words."""
    if not view.comparators or not view.status.has_value:
        return patterns["verdict.none"]
    state = "count" if view.state == "none" else view.state
    return patterns[f"verdict.{state}"].format(
        region=view.comparators[0].in_text, base_counted=view.base_counted
    )


def headline(view: IndicatorView, indicator: Indicator, patterns: Patterns) -> str:
    """The finding as one sentence: where the question is about ages, the age at which the
    figure is largest; else the main figure beside that of the region."""
    patterns = _tensed(view, patterns)
    return _peak(view, indicator, patterns) or _main(view, indicator, patterns)


class _Past(Mapping[str, str]):
    """The patterns of an old figure: those that tell what was, with its year, where there are."""

    def __init__(self, patterns: Patterns, year: int) -> None:
        self._patterns, self._year = patterns, str(year)

    def __getitem__(self, key: str) -> str:
        told = self._patterns.get(f"{PAST}{key}", "")
        return told.replace("{year}", self._year) or self._patterns[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._patterns)

    def __len__(self) -> int:
        return len(self._patterns)


def _tensed(view: IndicatorView, patterns: Patterns) -> Patterns:
    return _Past(patterns, view.period) if view.old else patterns


def _peak(view: IndicatorView, indicator: Indicator, patterns: Patterns) -> str:
    """The age with the largest figure; empty without one, and where many share it."""
    shown = [cell for cell in view.cells if cell.shown.value is not None]
    if view.shape != "ages" or not view.status.has_value or not shown:
        return ""
    most = max(cell.shown.value or 0.0 for cell in shown)
    first, *others = [cell for cell in shown if cell.shown.value == most]
    if others or not most:
        return ""
    tail, other = "", view.beside(first)
    if other.value is not None:
        fields = {"region": view.comparators[0].in_text, "region_value": other.text}
        tail = patterns[f"tail.bare.{view.unit}"].format(**fields)
    return patterns["headline.peak"].format(
        place=view.place.in_text,
        subject=indicator.phrases.subject,
        category=first.labels[0],
        value=first.shown.text,
        tail=tail,
    )


def _main(view: IndicatorView, indicator: Indicator, patterns: Patterns) -> str:
    """The main figure beside that of the region, or why there is none."""
    fields = {"place": view.place.in_text, "subject": indicator.phrases.subject}
    if view.status is Status.FORMER:
        return patterns["headline.former"].format(former=_former(view, patterns), **fields)
    if view.status is Status.SMALL_BASE:
        return _few(view, patterns, fields)
    if not view.status.has_value:
        few = view.survey and view.status is Status.HIDDEN
        pattern = patterns[f"headline.{'few_answers' if few else view.status.value}"]
        return pattern.format(base_counted=view.base_counted, **fields)
    phrase = _phrase(view, indicator)
    phrase = past(phrase, patterns) if view.old else phrase
    return patterns["headline.shown"].format(
        clause=_filled(phrase, view), tail=tail(view, indicator, patterns), **fields
    )


def clause(view: IndicatorView, indicator: Indicator) -> str:
    """What is said of a figure of today after *in Mechelen*: *heeft 39,0 % van de inwoners een
    buitenlandse herkomst*."""
    return _filled(_phrase(view, indicator), view)


def _filled(phrase: str, view: IndicatorView) -> str:
    category = view.main.labels[0] if view.main.labels else ""
    return phrase.format(value=_share(view), category=category)


def _phrase(view: IndicatorView, indicator: Indicator) -> str:
    """What fits the main figure: nobody, a single thing, or any other number."""
    phrases = indicator.phrases
    if _is_zero(view, indicator):
        return phrases.zero
    single = view.unit == "count" and view.main.shown.value == 1
    return (phrases.one if single else "") or phrases.clause


def _share(view: IndicatorView) -> str:
    """The main figure without its counts: the sentence that follows tells them."""
    value = view.main.shown.value
    return view.main.shown.text if value is None else figure(value, view.unit, view.decimals)


def _few(view: IndicatorView, patterns: Patterns, fields: Mapping[str, str]) -> str:
    """The two counts of too few persons for a share, or that there are too few."""
    count, base = view.main.count, view.main.base
    known = "counts" if count.value is not None and base.value is not None else "unknown"
    known = "single" if known == "counts" and base.value == 1 else known
    return patterns[f"headline.small_base_{known}"].format(
        count=count.bare, base=base.bare, base_counted=view.base_counted, **fields
    )


def _is_zero(view: IndicatorView, indicator: Indicator) -> bool:
    """Whether there is nobody, or no gap at all; a share that rounds to zero is another thing."""
    counted = view.main.shown if view.unit == "points" else view.main.count
    return counted.value == 0 and bool(indicator.phrases.zero)


def _former(view: IndicatorView, patterns: Patterns) -> str:
    items = [
        patterns["headline.former_item"].format(name=f.name, value=f.figures[0].shown.text)
        for f in view.former
    ]
    return list_text(items)


def tail(view: IndicatorView, indicator: Indicator, patterns: Patterns) -> str:
    """How the figure compares with the region, after a comma."""
    if not view.comparators:
        return ""
    compare = indicator.phrases.compare
    bare = _is_zero(view, indicator) or "none" in (view.state, compare)
    pattern = f"tail.bare.{view.unit}" if bare else f"tail.{compare}.{view.state}"
    return patterns[pattern].format(
        region=view.comparators[0].in_text,
        region_value=view.beside(view.main).text,
        base_counted=view.base_counted,
    )


def lead(
    view: IndicatorView, indicator: Indicator, patterns: Patterns, *, brief: bool = False
) -> str:
    """Absolute numbers or answers, change and position, as far as there are any; first the main
    figure where the headline is about another."""
    if not view.status.has_value:
        return ""
    patterns = _tensed(view, patterns)
    whole = _main(view, indicator, patterns) if _peak(view, indicator, patterns) else ""
    sentences = (
        whole,
        _count(view, patterns),
        _answers(view, patterns),
        _change(view, indicator, patterns),
        "" if brief else _group(view, patterns),
        "" if brief and view.gaps else _position(view, patterns),
        _gap(view, patterns),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _count(view: IndicatorView, patterns: Patterns) -> str:
    count, base = view.main.count, view.main.base
    if not count.value or base.value is None:
        return ""
    kind = _flow(count.value) if view.unit in _FLOWS else _part(count.value, base.value)
    return patterns[f"count.{kind}"].format(
        count=count.bare.removeprefix(MINUS),
        counted=view.counted_one if count.value == 1 else view.counted,
        base=base.bare,
        base_counted=view.base_counted,
        period=view.period_text,
    )


def _gap(view: IndicatorView, patterns: Patterns) -> str:
    """The group that the figure is of beside the other that is named first."""
    gap = next(iter(view.gaps), None)
    if gap is None:
        return ""
    between = "between_" if gap.state in TOLD and gap.own.shown != view.main.shown else ""
    return patterns[f"gap.{between}{gap.state}"].format(
        own=gap.own.shown.text,
        own_people=gap.own_people,
        people=gap.people,
        value=gap.other.text,
        amount=unsigned(gap.figure.shown.text),
    )


def _flow(count: float) -> str:
    """Which pattern fits a number of events in a year, or a balance of them."""
    if count < 0:
        return "flow_less"
    return "flow_one" if count == 1 else "flow"


def _part(count: float, base: float) -> str:
    """Which pattern fits a part of a whole."""
    if count == base:
        return "of_base_single" if count == 1 else "of_base_all"
    return "of_base_one" if count == 1 else "of_base"


def _answers(view: IndicatorView, patterns: Patterns) -> str:
    if not view.survey:
        return ""
    if view.answers is None:
        return patterns["answers.unknown"]
    kind = "weak" if view.main.shown.status is Status.WEAK else "known"
    return patterns[f"answers.{kind}"].format(answers=view.answers.text)


def _change(view: IndicatorView, indicator: Indicator, patterns: Patterns) -> str:
    """What became of the figure, as far as its test bears it."""
    change = view.change
    if change is None:
        return _no_change(view, indicator, patterns)
    before = next(one for one in view.trend if one.period == change.since)
    return patterns[f"change.{_change_kind(view, change)}"].format(
        subject=patterns["change_of.percent" if view.unit == "percent" else "change_of.other"],
        amount=unsigned(change.shown.text),
        since=change.since,
        before=before.shown.text,
        region_change=_change_of_region(view, patterns),
    )


def _change_of_region(view: IndicatorView, patterns: Patterns) -> str:
    """What became of the region's figure, behind an amount; of a survey it is not tested."""
    region = next(iter(view.comparisons), None)
    if region is None or region.change.value is None or view.survey:
        return ""
    return patterns["change_of.region"].format(region=region.place.name, amount=region.change.text)


def _group(view: IndicatorView, patterns: Patterns) -> str:
    """The group that the municipality is compared with, where it says another thing than the
    region does."""
    group, first = view.named, view.comparisons[:1]
    if group is None or group.state not in TOLD or group in first:
        return ""
    if group.state == first[0].state:
        return ""
    return patterns[f"group.{group.state}"].format(
        group=group.place.in_text, value=view.beside(view.main, group.place).text
    )


def _change_kind(view: IndicatorView, change: Change) -> str:
    """Which pattern fits a change."""
    before = next(one for one in view.trend if one.period == change.since)
    if view.unit == "count":
        kind = "equal_number" if change.shown.value == 0 else "number"
        return f"{kind}_one" if before.shown.value == 1 else kind
    if view.main.count.value == 0 == before.count.value:
        return "still_nobody"
    return change.direction


def _no_change(view: IndicatorView, indicator: Indicator, patterns: Patterns) -> str:
    earlier = [f for f in view.trend if f.period < view.period and f.shown.value is not None]
    survey = indicator.survey
    if earlier:
        return patterns["change_of.wording"] if survey else ""
    if len(view.trend) > 1:
        return ""
    first = survey is not None and min(survey.editions) == view.period
    return patterns["change_of.first" if first else "change_of.alone"]


def _position(view: IndicatorView, patterns: Patterns) -> str:
    position = view.position
    if position is None or position.lowest == position.highest:
        return ""
    return patterns[f"position.{position.standing or 'unsaid'}"].format(
        place=view.place.in_text, areas=position.areas, median=position.median.text
    )

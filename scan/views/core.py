"""Views, core: the findings that open a report, chosen by the rules of ``catalogue/core.toml``.

Input: all views of a report and the rules. Output: up to five :class:`Finding` records, each with
its sentence. Only what is tested is chosen; what is old, hidden or not tested never is, and no
subject twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from scan.catalogue.core import Core
from scan.catalogue.records import Indicator
from scan.dutch import list_text, unsigned
from scan.views.records import Comparison, Gap, IndicatorView
from scan.views.sentences import Patterns, headline

Kind = Literal["composition", "apart", "gap", "change", "unknown"]
_T = TypeVar("_T")
_CLEAR = ("higher", "lower")
_MOVED = ("rising", "falling")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is worth knowing first."""

    kind: Kind
    sentence: str
    view: IndicatorView | None = None
    """What it is a finding of; nothing of what is not known."""


@dataclass(frozen=True, slots=True)
class Told:
    """What findings are made of."""

    views: tuple[IndicatorView, ...]
    indicators: Mapping[str, Indicator]
    missing: int
    """Indicators of the edition that are not delivered."""
    rules: Core
    patterns: Patterns


def findings(told: Told) -> tuple[Finding, ...]:
    """The findings in their order; what no figure bears is left out."""
    found: list[Finding] = []
    seen: set[str] = set()
    for choose in (_composition, _apart, _gap, _change, _unknown):
        fresh = tuple(v for v in told.views if told.rules.subject_of(v.indicator) not in seen)
        one = choose(fresh, told)
        if one is not None:
            found.append(one)
            seen |= {told.rules.subject_of(one.view.indicator)} if one.view else set()
    return tuple(found)


def _composition(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """How many inhabitants there are, and who they are."""
    known = {view.indicator: view for view in _of_today(views)}
    view = next((known[code] for code in told.rules.composition if code in known), None)
    if view is None or view.main.base.value is None:
        return None
    sentence = told.patterns["core.composition"].format(
        place=view.place.name,
        base=view.main.base.bare,
        base_counted=view.base_counted,
        headline=headline(view, told.indicators[view.indicator], told.patterns),
    )
    return Finding("composition", sentence, view)


def _apart(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """Where the municipality differs most from the group."""
    pairs = [
        (view, beside)
        for view in _of_today(views)
        for beside in view.comparisons
        if beside.place.nis == told.rules.group and beside.state in _CLEAR and _spread(view)
    ]
    best = _largest(pairs, lambda pair: abs(pair[1].difference.value or 0) / _spread(pair[0]))
    return None if best is None else Finding("apart", _said_apart(*best, told), best[0])


def _said_apart(view: IndicatorView, beside: Comparison, told: Told) -> str:
    return told.patterns["core.apart"].format(
        place=view.place.name,
        group=beside.place.in_text,
        subject=told.indicators[view.indicator].phrases.subject,
        value=view.main.shown.text,
        middle=view.beside(view.main, beside.place).text,
    )


def _gap(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """The largest gap between groups; where all are old, that no recent one is known."""
    pairs = [(view, gap) for view in told.views for gap in view.gaps if gap.state in _CLEAR]
    recent = [pair for pair in pairs if not pair[0].old]
    fresh = [pair for pair in recent if pair[0] in views]
    best = _largest(fresh, lambda pair: abs(pair[1].figure.shown.value or 0))
    if best is not None:
        return Finding("gap", _said_gap(*best, told), best[0])
    if recent or not pairs:
        return None
    newest, _ = max(pairs, key=lambda pair: pair[0].period)
    return Finding("gap", told.patterns["core.gap_old"].format(year=newest.period))


def _said_gap(view: IndicatorView, gap: Gap, told: Told) -> str:
    return told.patterns[f"core.gap_{gap.state}"].format(
        headline=headline(view, told.indicators[view.indicator], told.patterns),
        people=gap.people,
        value=gap.other.text,
        amount=unsigned(gap.figure.shown.text),
    )


def _change(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """What moved fastest since the council's term began."""
    moved = [
        (view, view.term)
        for view in _of_today(views)
        if view.term is not None and view.term.direction in _MOVED and _spread(view)
    ]
    best = _largest(
        moved,
        lambda pair: (
            abs(pair[1].shown.value or 0) / _spread(pair[0]) / (pair[0].period - pair[1].since)
        ),
    )
    if best is None:
        return None
    view, change = best
    before = next(figure for figure in view.trend if figure.period == change.since)
    sentence = told.patterns[f"core.{change.direction}"].format(
        place=view.place.in_text,
        subject=told.indicators[view.indicator].phrases.subject,
        since=change.since,
        period=view.period,
        before=before.shown.text,
        value=view.main.shown.text,
    )
    return Finding("change", sentence, view)


def _unknown(_: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """What is hidden, old or not delivered."""
    hidden = sum(not view.main.shown.status.has_value for view in told.views)
    old = sum(view.old and view.main.shown.status.has_value for view in told.views)
    numbers = {"old": old, "hidden": hidden, "missing": told.missing}
    items = [
        told.patterns[f"core.unknown_{name}"].format(number=number)
        for name, number in numbers.items()
        if number
    ]
    if not items:
        return None
    count = len(told.views) + told.missing
    recent = count - sum(numbers.values())
    sentence = told.patterns["core.unknown"].format(
        count=count, recent=recent, items=list_text(items)
    )
    return Finding("unknown", sentence)


def _of_today(views: Sequence[IndicatorView]) -> Iterator[IndicatorView]:
    """Those with a figure that is shown and not old; estimates that are weak are none."""
    return (view for view in views if view.main.shown.value is not None and not view.old)


def _spread(view: IndicatorView) -> float:
    """How far apart the quarters of all municipalities are; 0 where that is not known."""
    position = view.position
    return position.high_quarter - position.low_quarter if position else 0.0


def _largest(found: Sequence[_T], measure: Callable[[_T], float]) -> _T | None:
    """The one that measures most, the first of several alike."""
    return max(found, key=measure, default=None)

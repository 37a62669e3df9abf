"""Views, core: the findings that open a report, chosen by the rules of ``catalogue/core.toml``.

Input: all views of a report and the rules. Output: up to five :class:`Finding` records, each with
its sentence and the few figures that show it. Only what is tested is chosen; what is old, hidden
or not tested never is, and no subject twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from scan.catalogue.core import Core
from scan.catalogue.records import Indicator
from scan.dutch import list_text, unsigned
from scan.views.records import Change, Comparison, Figure, Gap, IndicatorView, Place, Shown
from scan.views.sentences import Patterns, clause, tail

Kind = Literal["composition", "apart", "gap", "gap_old", "change", "unknown"]
_T = TypeVar("_T")
_CLEAR = ("higher", "lower")
_MOVED = ("rising", "falling")
MOST_BESIDE = 2
"""So many places stand beside the municipality in a chart: the region and a group."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a chart: whose it is and, where a place has two, of which group or year."""

    place: Place
    label: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Holding:
    """How many indicators of a theme there are of each kind; every one is of one kind."""

    theme: str
    title: str
    recent: int
    old: int
    hidden: int
    missing: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is worth knowing first."""

    kind: Kind
    sentence: str
    view: IndicatorView | None = None
    """What it is a finding of; nothing of what is not known."""
    points: tuple[Point, ...] = ()
    """What its chart shows: the municipality first; of a gap the group and the other one, of a
    change the earlier and the newest figure."""
    years: tuple[int, ...] = ()
    """Of gaps that are all old: the year of each."""
    holdings: tuple[Holding, ...] = ()
    """Of what is not known: theme by theme."""
    see: str = ""
    """The indicator to go to; empty: where all sources are listed."""


@dataclass(frozen=True, slots=True)
class Told:
    """What findings are made of."""

    views: tuple[IndicatorView, ...]
    indicators: Mapping[str, Indicator]
    themes: Mapping[str, str]
    """Titles of the themes of the edition, in their order."""
    missing: Mapping[str, int]
    """Indicators of each theme that are not delivered."""
    rules: Core
    patterns: Patterns


def findings(told: Told) -> tuple[Finding, ...]:
    """The findings in their order; what no figure bears is left out. What has the fewest figures
    to choose from is chosen first, so that one subject does not cost two findings."""
    found: dict[Kind, Finding] = {}
    seen: set[str] = set()
    for choose in (_composition, gap_in, change_in, _apart, _unknown):
        fresh = tuple(v for v in told.views if told.rules.subject_of(v.indicator) not in seen)
        one = choose(fresh, told)
        if one is not None:
            found[one.kind] = one
            seen |= {told.rules.subject_of(one.view.indicator)} if one.view else set()
    order: tuple[Kind, ...] = ("composition", "apart", "gap", "gap_old", "change", "unknown")
    return tuple(found[kind] for kind in order if kind in found)


def _composition(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """How many inhabitants there are, and who they are."""
    known = {view.indicator: view for view in _of_today(views)}
    view = next((known[code] for code in told.rules.composition if code in known), None)
    if view is None or view.main.base.value is None:
        return None
    indicator = told.indicators[view.indicator]
    sentence = told.patterns["core.composition"].format(
        place=view.place.name,
        base=view.main.base.bare,
        base_counted=view.base_counted,
        period=view.period_text,
        clause=clause(view, indicator),
        tail=tail(view, indicator, told.patterns),
    )
    return Finding("composition", sentence, view, tuple(_places(view)), see=view.indicator)


def _apart(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """Where the municipality differs most from the group."""
    pairs = [
        (view, beside)
        for view in _newest(views, told)
        for beside in view.comparisons
        if beside.place.nis == told.rules.group and beside.state in _CLEAR and _spread(view)
    ]
    best = _largest(pairs, lambda pair: abs(pair[1].difference.value or 0) / _spread(pair[0]))
    if best is None:
        return None
    view, beside = best
    return Finding(
        "apart", _said_apart(view, beside, told), view, tuple(_places(view)), see=view.indicator
    )


def _said_apart(view: IndicatorView, beside: Comparison, told: Told) -> str:
    return told.patterns[f"core.apart_{beside.state}"].format(
        place=view.place.in_text,
        group=beside.place.in_text,
        subject=told.indicators[view.indicator].phrases.subject,
        value=view.main.shown.text,
        middle=view.beside(view.main, beside.place).text,
        period=view.period_text,
    )


def gap_in(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """The largest gap between groups; where all are old, that no recent one is known."""
    pairs = clear_gaps(told)
    recent = [pair for pair in pairs if not pair[0].old]
    fresh = [pair for pair in recent if pair[0] in views]
    best = _largest(fresh, lambda pair: size_of(pair[1]))
    if best is not None:
        view, gap = best
        said = _said_gap(view, gap, told)
        return Finding("gap", said, view, tuple(_groups(view, gap)), see=view.indicator)
    if recent or not pairs:
        return None
    newest, _ = max(pairs, key=lambda pair: (pair[0].period, size_of(pair[1])))
    sentence = told.patterns["core.gap_old"].format(year=newest.period)
    years = {view.indicator: view.period for view, _ in pairs}
    return Finding("gap_old", sentence, years=tuple(sorted(years.values())), see=newest.indicator)


def clear_gaps(told: Told) -> list[tuple[IndicatorView, Gap]]:
    """Every gap that is tested and large enough to be a finding, old ones too."""
    least = told.rules.least_gap
    return [
        (view, gap)
        for view in told.views
        for gap in view.gaps
        if gap.state in _CLEAR and size_of(gap) >= least
    ]


def _said_gap(view: IndicatorView, gap: Gap, told: Told) -> str:
    """The main figure beside that of the other group; where it is of everybody, both groups."""
    indicator = told.indicators[view.indicator]
    of_main = gap.own.shown == view.main.shown
    return told.patterns["core.gap" if of_main else "core.gap_between"].format(
        place=view.place.in_text,
        clause=clause(view, indicator),
        subject=indicator.phrases.subject,
        own=gap.own.shown.text,
        own_people=gap.own_people,
        value=gap.other.text,
        people=gap.people,
        amount=unsigned(gap.figure.shown.text),
    )


def change_in(views: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """What moved fastest since the council's term began."""
    moved = [
        (view, view.term)
        for view in _newest(views, told)
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
    before = _before(view, change)
    sentence = told.patterns[f"core.{change.direction}"].format(
        place=view.place.in_text,
        subject=told.indicators[view.indicator].phrases.subject,
        since=change.since,
        period=view.period,
        before=before.shown.text,
        value=view.main.shown.text,
    )
    points = (*_places(view, before), *_places(view))
    return Finding("change", sentence, view, points, see=view.indicator)


def _unknown(_: tuple[IndicatorView, ...], told: Told) -> Finding | None:
    """What is hidden, old or not delivered."""
    holdings = tuple(_holding(theme, told) for theme in told.themes)
    numbers = {
        name: sum(getattr(one, name) for one in holdings)
        for name in ("recent", "old", "hidden", "missing")
    }
    items = [
        told.patterns[f"core.unknown_{name}"].format(number=number)
        for name, number in numbers.items()
        if number and name != "recent"
    ]
    if not items:
        return None
    recent = numbers["recent"]
    sentence = told.patterns["core.unknown" if recent else "core.unknown_all"].format(
        count=sum(numbers.values()), recent=recent, items=list_text(items)
    )
    return Finding("unknown", sentence, holdings=holdings)


def _holding(theme: str, told: Told) -> Holding:
    views = [view for view in told.views if view.theme == theme]
    hidden = sum(not view.main.shown.status.has_value for view in views)
    old = sum(view.old and view.main.shown.status.has_value for view in views)
    recent = len(views) - hidden - old
    return Holding(theme, told.themes[theme], recent, old, hidden, told.missing.get(theme, 0))


# --- what charts show --------------------------------------------------------------------------


def _places(view: IndicatorView, figure: Figure | None = None) -> Iterator[Point]:
    """A main figure, the newest by default, here and beside it, with its year."""
    figure = figure or view.main
    yield Point(view.place, str(figure.period), figure.shown)
    for place in view.comparators[:MOST_BESIDE]:
        yield Point(place, str(figure.period), view.beside(figure, place))


def _groups(view: IndicatorView, gap: Gap) -> Iterator[Point]:
    """Both groups, here and beside it, where both are known."""
    others = replace(gap.figure, part="cell")
    yield Point(view.place, gap.own_people, gap.own.shown)
    yield Point(view.place, gap.people, gap.other)
    for place in view.comparators[:MOST_BESIDE]:
        yield Point(place, gap.own_people, view.beside(gap.own, place))
        yield Point(place, gap.people, view.beside(others, place))


# --- measures ----------------------------------------------------------------------------------


def _of_today(views: Sequence[IndicatorView]) -> Iterator[IndicatorView]:
    """Those with a figure that is shown and not old."""
    return (view for view in views if view.main.shown.value is not None and not view.old)


def _newest(views: Sequence[IndicatorView], told: Told) -> Iterator[IndicatorView]:
    """Those of today, of what several indicators tell alike only the newest: a share of foreigners
    of which men and women are known too may be years behind the share itself."""
    today = tuple(_of_today(views))
    subjects = [told.indicators[view.indicator].phrases.subject for view in today]
    newest: dict[str, int] = {}
    for view, subject in zip(today, subjects, strict=True):
        newest[subject] = max(newest.get(subject, 0), view.period)
    pairs = zip(today, subjects, strict=True)
    return (view for view, subject in pairs if view.period == newest[subject])


def _spread(view: IndicatorView) -> float:
    """How far apart the quarters of all municipalities are; 0 where that is not known."""
    position = view.position
    return position.high_quarter - position.low_quarter if position else 0.0


def size_of(gap: Gap) -> float:
    """How far two groups lie apart, in the unit, whichever is higher."""
    return abs(gap.figure.shown.value or 0)


def _before(view: IndicatorView, change: Change) -> Figure:
    return next(figure for figure in view.trend if figure.period == change.since)


def _largest(found: Sequence[_T], measure: Callable[[_T], float]) -> _T | None:
    """The one that measures most, the first of several alike."""
    return max(found, key=measure, default=None)

"""Views, groups: each group of a breakdown through time, and beside the first of them.

Input: an indicator on the desk, of which the figures are split by groups. Output:
:class:`GroupSeries` values, and which way all of them move. A group changes like any figure, and is
compared with the first group as a municipality is with its region.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Indicator
from scan.status import Status
from scan.views import comparing, numbers
from scan.views.measured import beside
from scan.views.records import Change, Comparison, Course, Direction, Figure, Place, Series
from scan.views.rows import Subject, figure_at, measured_in

ARROWS: Mapping[Direction | Course, Literal["up", "down"]] = MappingProxyType(
    {"rising": "up", "partly_rising": "up", "falling": "down", "partly_falling": "down"}
)
"""The only directions that may be drawn as an arrow."""


class Group(NamedTuple):
    """A group as a reader meets it."""

    code: str
    name: str
    """``niet-EU-herkomst, eerste generatie``."""
    short: str
    """For narrow places: ``niet-EU, 1e generatie``."""
    in_text: str
    """Inside a sentence: ``personen van niet-EU-herkomst, eerste generatie``."""
    within: str
    """The category of the coarser dimension that holds it."""
    second: bool
    """Whether another group within the same category comes before it."""


@dataclass(frozen=True, slots=True)
class GroupSeries:
    """One group through time."""

    group: Group
    figures: Series
    """Oldest first, one for each period; of a survey the base is its answers."""
    change: Change
    """Since the edition or the year before."""
    long: Change | None
    """Over as many years as are asked for; ``None`` without."""
    gap: Comparison | None
    """The newest figure beside that of the first group; ``None`` for that group itself."""

    @property
    def newest(self) -> Figure:
        """The figure of the newest period."""
        return self.figures[-1]


@dataclass(frozen=True, slots=True)
class IndicatorPanel:
    """One indicator that is split by groups."""

    entry: Indicator
    unit_label: str
    """``% van de personen van 20 tot 64 jaar``."""
    series: tuple[GroupSeries, ...]
    """The groups, in order; none where nothing was delivered."""
    change: Change
    """Which way the groups move together; no difference goes with it."""
    sentence: str
    """What moves, in plain language."""
    gap_sentence: str
    """Where the gaps between groups are."""
    supplier: str
    source_line: str
    data_date: str
    """Dutch date of the delivery; empty where the file has none."""
    notes: tuple[str, ...]
    """What a reader must know, a sentence each."""

    @property
    def periods(self) -> tuple[int, ...]:
        """Oldest first, the same for all groups; empty where nothing was delivered."""
        return tuple(figure.period for one in self.series[:1] for figure in one.figures)

    @property
    def weak(self) -> bool:
        """Whether a figure rests on few answers, and has to be marked."""
        return any(f.shown.status is Status.WEAK for one in self.series for f in one.figures)


def groups_of(catalogue: Catalogue, dimension: str) -> tuple[Group, ...]:
    """The categories of a dimension as groups, in display order."""
    found: list[Group] = []
    for one in catalogue.dimensions[dimension].categories:
        within, second = one.within or "", one.within in [other.within for other in found]
        told = (one.short or one.label, one.in_text or one.label)
        found.append(Group(one.code, one.label, *told, within, second))
    return tuple(found)


def series_of(subject: Subject, groups: Sequence[Group], years_back: int) -> Iterator[GroupSeries]:
    """Each of the groups by which an indicator is split; none where it has no figures."""
    periods = sorted({period for period, part, _ in subject.own if part == "cell"})
    if not periods:
        return
    figures = [
        tuple(figure_at(subject, "cell", (group.code,), period) for period in periods)
        for group in groups
    ]
    for group, own in zip(groups, figures, strict=True):
        gap = None if group is groups[0] else _gap(subject, groups[0], own, figures[0])
        yield GroupSeries(group, own, _change(subject, own), _long(subject, own, years_back), gap)


def moves_of(subject: Subject, series: Sequence[GroupSeries]) -> Change:
    """Which way the groups move together; no difference goes with it."""
    since = next((one.change.since for one in series if one.change.since), 0)
    nothing = numbers.absent(Status.NOT_APPLICABLE, subject.desk.words)
    return Change(since, nothing, comparing.together([one.change.direction for one in series]))


def _gap(subject: Subject, first: Group, figures: Series, of_first: Series) -> Comparison:
    """The newest figure of a group beside that of the first."""
    indicator, desk, now, other = subject.indicator, subject.desk, figures[-1], of_first[-1]
    unit, decimals = indicator.unit, indicator.decimals
    own, others = (measured_in(subject, (figure,), figure.place) for figure in (now, other))
    (state,) = beside(own, others, unit, desk.catalogue.bounds)
    gap = numbers.difference(now.shown, other.shown, unit, decimals, desk.words)
    place = Place(first.code, first.name, first.in_text, "group")
    return Comparison(place, gap, state, _change(subject, of_first).shown)


def _change(subject: Subject, figures: Series) -> Change:
    """What became of the newest figure since the period before, which is never skipped: where
    it is hidden, so is the change. Figures within other wordings are not compared."""
    *earlier, now = figures
    survey = subject.indicator.survey
    wording = survey.comparable_since if survey else 0
    if earlier and not now.period >= wording > earlier[-1].period:
        return _moved(subject, now, earlier[-1])
    nothing: Course = "reworded" if earlier else "first"
    absent = numbers.absent(Status.NOT_APPLICABLE, subject.desk.words)
    return Change(0, absent, "not_shown" if now.shown.value is None else nothing)


def _long(subject: Subject, figures: Series, years: int) -> Change | None:
    """What became of it over so many years."""
    *earlier, now = figures
    before = next((one for one in earlier if one.period == now.period - years), None)
    return _moved(subject, now, before) if before else None


def _moved(subject: Subject, now: Figure, before: Figure) -> Change:
    measures = tuple(measured_in(subject, (figure,), figure.place) for figure in (now, before))
    rounding = subject.indicator.unit, subject.indicator.decimals
    bounds, words = subject.desk.catalogue.bounds, subject.desk.words
    return comparing.moved((now, before), (measures[0], measures[1]), rounding, bounds, words)

"""Views, the records: everything that one reader sees of one indicator, already rounded.

Input: none. Output: frozen dataclasses that cross process borders, hash alike and hold
nothing that is not displayed. After this stage nothing is calculated.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scan.status import Status

Part = Literal["main", "cell", "gap", "former"]
"""The main figure, a part of the breakdown, the gap between the group that the main figure is of
and another one, or a figure of a former municipality."""

State = Literal[
    "higher",
    "lower",
    "equal",  # displayed alike, and surely about equal
    "about_equal",  # too small a difference to matter
    "unclear",  # a difference that may be chance
    "small_base",  # of fewer persons than are compared
    "not_tested",  # without the counts or answers that a test needs
    "none",  # nothing to compare
]
"""A figure beside that of another place, group or year."""
TOLD: frozenset[State] = frozenset(("higher", "lower", "equal", "about_equal"))
"""What may be said beside the difference itself."""

Direction = Literal["rising", "falling", "stable", "unclear", "small_base", "not_tested", "counted"]
"""The same of a figure beside an earlier one: ``stable`` is about equal; ``counted``: a number of
things, which is told and not judged."""

Standing = Literal["lowest_tenth", "lowest_quarter", "middle", "highest_quarter", "highest_tenth"]
"""The part of all municipalities to which a figure surely belongs."""

Course = Literal[
    "not_shown",  # a figure that the comparison needs is hidden or not available
    "first",  # nothing to compare with yet
    "reworded",  # asked in other words before
    "partly_rising",  # of several groups: one rises, the others do not clearly change
    "partly_falling",
    "mixed",  # of several groups: some rise, others fall
    "not_delivered",
]
"""What else becomes of the figures of groups."""

Shape = Literal[
    "total",  # one figure per year
    "parts",  # parts of one whole
    "groups",  # a figure for each group
    "ages",  # a figure for each of many ordered groups
    "groups_by_groups",  # a figure for each pair of groups
    "parts_by_groups",  # parts of a whole within each group
    "top",  # the most frequent of many categories
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is displayed: rounded once, half up, with its Dutch text.

    ``value`` is ``None`` unless ``status.has_value``. ``text`` is never empty: a figure with
    its unit (``28,1 %``) or the words for its status (``niet getoond``). ``bare`` is the figure
    without unit (``28,1``), for axes and tables with the unit in the head.
    """

    value: float | None
    text: str
    bare: str
    status: Status


@dataclass(frozen=True, slots=True)
class Place:
    """An area as a reader meets it."""

    nis: str
    """NIS code; of a group its identifier in the catalogue."""
    name: str
    """``Mechelen``; ``Vlaams Gewest``."""
    in_text: str
    """Inside a sentence: ``Mechelen``; ``het Vlaams Gewest``."""
    kind: Literal["municipality", "province", "arrondissement", "region", "group"]
    second_name: str = ""
    """The official name in the second language of a bilingual place: ``Ixelles``."""
    second_language: str = ""
    """Code of that language: ``fr``."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of what is displayed: one figure of one place in one period."""

    place: str
    """Whose it is: a NIS code, or a group of the catalogue."""
    part: Part
    codes: tuple[str, ...]
    """Categories, in the order of the breakdown; none for the figure of everybody."""
    labels: tuple[str, ...]
    """The same in Dutch."""
    period: int
    shown: Shown
    count: Shown
    """The numerator in whole numbers; status not_applicable where none is displayed. Of a group,
    of which ``shown`` is the middle one: how many members have a figure."""
    base: Shown
    """The denominator in whole numbers; of a group, how many members it has."""
    low: float | None = None
    high: float | None = None
    """Limits of the interval of a survey estimate or of a difference, in the unit; of a group, the
    lowest and the highest figure; else ``None``."""
    break_before: bool = False
    """Whether another source or wording starts here: lines through time are interrupted."""
    state: State = "none"
    """Beside what the municipality is compared with first, in the same period."""


Series = tuple[Figure, ...]
"""Figures of one place and the same categories through time, oldest first."""


@dataclass(frozen=True, slots=True)
class Member:
    """A municipality of a group, with its main figure of the same period."""

    place: Place
    shown: Shown


@dataclass(frozen=True, slots=True)
class Comparison:
    """The main figure of the municipality beside that of another place."""

    place: Place
    difference: Shown
    """Municipality minus this place, of the displayed figures, with sign."""
    state: State
    change: Shown
    """The change of this place over the years of :class:`Change`."""
    members: tuple[Member, ...] = ()
    """Of a group, those with a figure; the highest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between the newest displayed figure and an earlier displayed one."""

    since: int
    shown: Shown
    """With sign; in percentage points for shares."""
    direction: Direction | Course


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the group that the main figure is of lies from another group."""

    figure: Figure
    """The figure of the group minus that of the other, under the categories of the other, in
    percentage points."""
    own: Figure
    """That of the group: the main figure, or a cell where that is of everybody."""
    own_people: str
    """What the group is called: ``mensen van niet-EU-herkomst``."""
    other: Shown
    """The figure of the other group."""
    people: str
    """What the others are called: ``mensen van Belgische herkomst``."""
    state: State
    """The one group beside the other."""
    change: Change | None
    """What became of the gap; ``None`` without an earlier one."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the municipality stands among all that have a figure.

    ``edges`` has one more entry than ``counts``; both are fixed per delivery, so that the
    correction of one municipality leaves the charts of the others alone. ``tenth`` counts from
    1 (lowest tenth of municipalities) to 10.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    median: Shown
    low_quarter: float
    high_quarter: float
    lowest: float
    highest: float
    own_bin: int
    tenth: int
    areas: int
    """How many municipalities have a figure."""
    deciles: tuple[float, ...]
    """Under which one to nine tenths of the municipalities lie."""
    standing: Standing | None = None
    """Where the municipality surely stands; of estimates, which are not ranked, nothing."""


@dataclass(frozen=True, slots=True)
class Former:
    """The figure of a former municipality that now is part of this one."""

    name: str
    """``Kortessem``; ``Antwerpen (grondgebied van vóór 2025)``."""
    figures: tuple[Figure, ...]
    """Of the newest period, the total or main figure first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from and when new ones are expected."""

    source: str
    """Identifier of the source that the numerator came from."""
    line: str
    """``Statbel (Rijksregister), toestand op 1 januari 2025``."""
    delivered: str
    """Dutch date of the delivery; empty where the file has none."""
    expected: str
    """Dutch month of the next figures: ``juli 2026``; ``onbekend``."""
    download: str
    day: datetime.date | None = None
    """The day of the delivery, for machines."""


_NOTHING = Shown(None, "–", "–", Status.NOT_AVAILABLE)


@dataclass(frozen=True)
class IndicatorView:
    """One indicator for one area: what tables, charts, sentences and downloads show.

    All its figures are the rows of :attr:`figures`; the rest of its figures are selections.
    """

    indicator: str
    title: str
    """The official name, which may be long."""
    short: str
    """The name by which reports and site call it."""
    question: str
    theme: str
    place: Place
    comparisons: tuple[Comparison, ...]
    """The region first; empty where nothing that it is compared with has a main figure."""
    shape: Shape
    unit: str
    """``percent``, ``per_1000``, ``per_10000``, ``count`` or ``points``."""
    decimals: int
    unit_label: str
    """What the figures are, for the head of a chart: ``% van de inwoners``."""
    breakdown: tuple[str, ...]
    """Titles of the displayed dimensions, in order."""
    counted: str
    """Plural of what the numerator counts: ``inwoners``."""
    base_counted: str
    """Plural of what the denominator counts."""
    status: Status
    """Of the main figure; ``not_delivered`` means that the indicator has no page."""
    period: int
    period_text: str
    """``1 januari 2025``; ``2024``; ``schooljaar 2023-2024``."""
    figures: tuple[Figure, ...]
    """Of the municipality and, right after each, of what it is compared with: the main figure and
    its history, then the breakdown of the newest period in display order, then its history, then
    each gap with its history."""
    change: Change | None
    position: Position | None
    former: tuple[Former, ...]
    origin: Origin
    caveats: tuple[str, ...]
    """Dutch sentences."""
    survey: bool
    answers: Shown | None
    """Number of answers behind a survey figure, where it is delivered."""
    counted_one: str = ""
    """Singular of what the numerator counts: ``inwoner``."""
    marks: tuple[str, ...] = ()
    """What tables say of every figure: ``alleen Nederlandstalige scholen``."""
    margin_known: bool = True
    """Of a survey: whether its interval reckons with how answers were weighted; where it does not,
    the real margin is at least as wide."""
    old: bool = False
    """Whether its newest figures are long behind the newest of all: told as what was, with a mark,
    and never counted among those of today."""
    term: Change | None = None
    """What became of it since the council's term began; of estimates nothing."""
    gaps: tuple[Gap, ...] = ()
    """Those that are shown, in the order of the breakdown."""
    lead: tuple[str, ...] = ()
    """The category that the main figure is of, for each dimension of the breakdown; empty for one
    of which it takes several or all."""
    group: str = ""
    """The categories that the denominator of the main figure is restricted to:
    ``niet-EU-herkomst, vrouwen``; empty where it is everybody."""

    @cached_property
    def has_figures(self) -> bool:
        """Whether any figure of the municipality itself is shown of the newest period."""
        former = (figure for one in self.former for figure in one.figures)
        return any(f.shown.status.has_value for f in (self.main, *self.cells, *former))

    @cached_property
    def comparators(self) -> tuple[Place, ...]:
        """What the municipality is compared with."""
        return tuple(comparison.place for comparison in self.comparisons)

    @cached_property
    def named(self) -> Comparison | None:
        """The first of the comparators that is a group; charts name its members."""
        return next((c for c in self.comparisons if c.members), None)

    @cached_property
    def state(self) -> State:
        """The municipality beside what it is compared with first."""
        return self.comparisons[0].state if self.comparisons else "none"

    @cached_property
    def main(self) -> Figure:
        """The main figure of the municipality."""
        return self.figures[0]

    @cached_property
    def trend(self) -> Series:
        """The main figure through time, at least the newest."""
        return next(self._own("main"))

    @cached_property
    def cells(self) -> Series:
        """The breakdown of the newest period, in display order; empty without one."""
        newest = (f for f in self.figures if f.period == self.period and f.part == "cell")
        return tuple(figure for figure in newest if figure.place == self.main.place)

    @cached_property
    def trends(self) -> tuple[Series, ...]:
        """Each category through time, for breakdowns of one dimension."""
        through_time = self.shape in ("parts", "groups", "top") and len(self.breakdown) == 1
        return tuple(self._own("cell")) if through_time else ()

    def beside(self, figure: Figure, place: Place | None = None) -> Shown:
        """What ``place``, else the first of the comparators, has beside a figure of the
        municipality: of the same categories and period. Not available where it has nothing."""
        for other in (place,) if place else self.comparators[:1]:
            found = self._rows.get((other.nis, figure.part, figure.codes, figure.period))
            return found.shown if found else _NOTHING
        return _NOTHING

    def _own(self, part: Part) -> Iterator[Series]:
        """The series of the municipality, in the order of their newest figures."""
        found: dict[tuple[str, ...], list[Figure]] = {}
        for figure in self.figures:
            if figure.place == self.main.place and figure.part == part:
                found.setdefault(figure.codes, []).append(figure)
        return (tuple(sorted(series, key=_period)) for series in found.values())

    @cached_property
    def _rows(self) -> Mapping[tuple[str, Part, tuple[str, ...], int], Figure]:
        return {(f.place, f.part, f.codes, f.period): f for f in self.figures}


def _period(figure: Figure) -> int:
    return figure.period

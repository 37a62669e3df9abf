"""Views, rows: the figures of one indicator that one report displays, as rows.

Input: the desk. Output: :class:`Figure` rows of the municipality, rounded, and the rows of other
places beside them.
"""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from scan.catalogue.records import Indicator
from scan.series.plans import Plan, plan_of
from scan.status import Status
from scan.views import labels, numbers
from scan.views.desk import Desk, Other, Row
from scan.views.measured import Measured, measured, middle
from scan.views.measured import beside as compared
from scan.views.records import Figure, Former, Part, Series, Shape, Shown, State

LEAST_OF_GROUP = 3
"""Of fewer members with a figure there is no middle one."""
MANY_CATEGORIES = 8
"""So many ordered categories are drawn as a profile of ages, not as groups."""

Key = tuple[int, str, tuple[str, ...]]
"""Period, part (``main``, ``cell``, ``gap``) and categories, as stored."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One indicator on the desk, with the rows of the municipality, then those of each place
    that it is compared with."""

    desk: Desk
    indicator: Indicator
    plan: Plan
    period: int
    rows: Mapping[str, Mapping[Key, Row]]

    @property
    def own(self) -> Mapping[Key, Row]:
        """The rows of the municipality."""
        return self.rows[self.desk.area.nis]


def subject_of(desk: Desk, code: str, period: int) -> Subject:
    """An indicator with its rows; what is only expected after the newest period is left out."""
    indicator = desk.catalogue.indicators[code]
    rows = desk.rows.get(code, ())
    told = desk.newest(code)
    number = told.alternative if told else 0
    places = (desk.area.nis, desk.region.nis, *(a for other in desk.beside for a in other.areas))
    found: dict[str, dict[Key, Row]] = {nis: {} for nis in places}
    for row in rows:
        known = row.period <= period or row.status != Status.PROJECTION.value
        if known and not row.into:
            found[row.area][row.period, row.part, row.codes] = row
    return Subject(desk, indicator, plan_of(indicator, number), period, found)


def _telling(subject: Subject, *, alone: bool = False) -> Iterable[Mapping[Key, Row]]:
    """The rows that say which categories and periods there are: of the municipality, and unless
    ``alone`` of the region, whatever else it is compared with."""
    return (subject.own,) if alone else (subject.own, subject.rows[subject.desk.region.nis])


def is_open(subject: Subject) -> bool:
    """Whether the categories are as many as there are, of which some are displayed."""
    dimensions = subject.desk.catalogue.dimensions
    return any(dimensions[name].open for name in subject.plan.breakdown)


def cells_of(subject: Subject) -> Series:
    """The breakdown of the newest period, in display order."""
    if not subject.plan.breakdown:
        return ()
    present = {
        codes
        for rows in _telling(subject, alone=is_open(subject))
        for (period, part, codes) in rows
        if period == subject.period and part == "cell"
    }
    if not is_open(subject):
        present |= {row.codes for row in _former_rows(subject) if row.part == "cell"}
    ordered = sorted(sorted(present), key=lambda codes: _order(subject, codes))
    return tuple(figure_in(subject, "cell", codes) for codes in ordered)


def _order(subject: Subject, codes: tuple[str, ...]) -> tuple[float, ...]:
    if is_open(subject):
        row = subject.own[subject.period, "cell", codes]
        return (-(row.numerator or 0.0),)
    places = []
    for name, code in zip(subject.plan.breakdown, codes, strict=True):
        categories = [c.code for c in subject.desk.catalogue.dimensions[name].categories]
        places.append(float(categories.index(code)))
    return tuple(places)


def _labels(subject: Subject, codes: tuple[str, ...]) -> tuple[str, ...]:
    dimensions = (subject.desk.catalogue.dimensions[name] for name in subject.plan.breakdown)
    return tuple(
        next(category.label for category in dimension.categories if category.code == code)
        for dimension, code in zip(dimensions, codes, strict=False)
    )


def figure_in(subject: Subject, part: Part, codes: tuple[str, ...]) -> Figure:
    """A figure of the municipality in the newest period."""
    return figure_at(subject, part, codes, subject.period)


def figure_at(subject: Subject, part: Part, codes: tuple[str, ...], period: int) -> Figure:
    """A figure of the municipality with its counts and limits."""
    row = subject.own.get((period, part, codes))
    return _figure_of(subject, row, part, codes, period)


def _figure_of(
    subject: Subject, row: Row | None, part: Part, codes: tuple[str, ...], period: int
) -> Figure:
    status = Status(row.status) if row else Status.NOT_AVAILABLE
    return Figure(
        row.area if row else subject.desk.area.nis,
        part,
        codes,
        _labels(subject, codes),
        period,
        _shown(subject, row),
        _count(subject, row.numerator if row else None, status),
        _count(subject, row.denominator if row else None, status),
        row.low if row else None,
        row.high if row else None,
        _is_broken(subject, period),
    )


def _count(subject: Subject, value: float | None, status: Status) -> Shown:
    """A number of persons; a figure that is delivered finished, or is a difference, has none."""
    words = subject.desk.words
    if subject.plan.numerator is None:
        return numbers.absent(Status.NOT_APPLICABLE, words)
    return numbers.whole(value, status, words)


def unit_of(indicator: Indicator, part: str) -> str:
    """The unit of a part: a gap between two shares is in percentage points."""
    return "points" if part == "gap" else indicator.unit


def _shown(subject: Subject, row: Row | None) -> Shown:
    words, indicator = subject.desk.words, subject.indicator
    if row is None:
        return numbers.absent(Status.NOT_AVAILABLE, words)
    status, below = Status(row.status), subject.desk.catalogue.bounds.base.no_verdict_below
    unit = unit_of(indicator, row.part)
    found = numbers.shown(row.value, status, unit, indicator.decimals, words)
    above, base = (_count(subject, count, status) for count in (row.numerator, row.denominator))
    return numbers.with_counts(found, above, base, below, words)


def main_of(subject: Subject, cells: Series) -> Figure:
    """The main figure; the most frequent category where there are many."""
    if not is_open(subject):
        return figure_in(subject, "main", ())
    if cells:
        return replace(cells[0], part="main")
    told = subject.own.get((subject.period, "main", ()))
    absent = numbers.absent(Status(told.status) if told else Status.HIDDEN, subject.desk.words)
    return replace(figure_in(subject, "main", ()), shown=absent, count=absent, base=absent)


def row_beside(subject: Subject, figure: Figure, other: Other) -> Figure:
    """The figure of another place beside one of the municipality: of an area without its counts,
    of a group the middle one of those of its members that are shown anyway."""
    none = numbers.absent(Status.NOT_APPLICABLE, subject.desk.words)
    told = tuple(shown_beside(subject, figure, nis) for nis in other.areas)
    at = (figure.part, figure.codes, figure.labels, figure.period)
    row = Figure(other.place.nis, *at, told[0], none, none)
    if not other.is_group:
        return row
    words, indicator = subject.desk.words, subject.indicator
    values = [shown.value for shown in told if shown.value is not None]
    row = replace(row, count=_number(len(values), words), base=_number(len(told), words))
    if len(values) < LEAST_OF_GROUP:
        return replace(row, shown=numbers.absent(Status.NOT_AVAILABLE, words))
    middle, unit = statistics.median(values), unit_of(indicator, figure.part)
    shown = numbers.shown(middle, Status.SHOWN, unit, indicator.decimals, words)
    return replace(row, shown=shown, low=min(values), high=max(values))


def shown_beside(subject: Subject, figure: Figure, nis: str) -> Shown:
    """What another area shows in the place of a figure of the municipality."""
    return _shown(subject, subject.rows[nis].get(_key(figure)))


def measured_in(subject: Subject, figures: Iterable[Figure], nis: str) -> Measured:
    """What is behind the figures of a place in the places of those of the municipality."""
    rows = subject.rows[nis]
    found = measured((_shown(subject, row), row) for row in map(rows.get, map(_key, figures)))
    return found.uncounted() if subject.desk.catalogue.is_balance(subject.indicator) else found


def states(subject: Subject, figures: Sequence[Figure], other: Other) -> list[State]:
    """What each figure of the municipality is beside that of another place or group."""
    if other.is_group:
        return [_beside_group(subject, figure, other) for figure in figures]
    units = [unit_of(subject.indicator, figure.part) for figure in figures]
    found = {
        unit: iter(
            _states(
                subject,
                [f for f, of in zip(figures, units, strict=True) if of == unit],
                other,
                unit,
            )
        )
        for unit in set(units)
    }
    return [next(found[unit]) for unit in units]


def _states(subject: Subject, figures: Sequence[Figure], other: Other, unit: str) -> list[State]:
    """The same of figures of one unit beside those of an area."""
    own = measured_in(subject, figures, subject.desk.area.nis)
    beside = measured_in(subject, figures, other.areas[0])
    holds = other.place.kind != "municipality"
    if holds and subject.indicator.survey is not None:
        beside = beside.certain()
    return compared(own, beside, unit, subject.desk.catalogue.bounds, whole=holds)


def _beside_group(subject: Subject, figure: Figure, group: Other) -> State:
    """A figure beside the middle one of a group, where it has one."""
    unit, bounds = unit_of(subject.indicator, figure.part), subject.desk.catalogue.bounds
    each = [measured_in(subject, (figure,), nis) for nis in group.areas]
    members = Measured(*np.concatenate(each, axis=1))
    if np.count_nonzero(~np.isnan(members.value)) < LEAST_OF_GROUP:
        return "none"
    own = measured_in(subject, (figure,), subject.desk.area.nis)
    return compared(own, middle(members, unit, bounds), unit, bounds)[0]


def _number(count: int, words: Mapping[str, str]) -> Shown:
    return numbers.whole(float(count), Status.SHOWN, words)


def shape_of(subject: Subject, cells: Series) -> tuple[Shape, int]:
    """How the figures hang together, and how many of the categories are displayed: a single one
    is no breakdown."""
    breakdown, within = subject.plan.breakdown, subject.plan.within
    if not breakdown:
        return "total", 0
    if is_open(subject):
        return "top", 1
    if len(breakdown) == 1:
        return _shape_of_one(subject, cells)
    if len({cell.codes[1] for cell in cells}) == 1:
        return "groups", 1
    return ("groups_by_groups" if len(within) == 2 else "parts_by_groups"), 2


def _shape_of_one(subject: Subject, cells: Series) -> tuple[Shape, int]:
    if not subject.plan.within:
        return ("parts", 1) if len(cells) > 1 else ("total", 0)
    dimension = subject.desk.catalogue.dimensions[subject.plan.breakdown[0]]
    many = dimension.ordered and len(dimension.categories) > MANY_CATEGORIES
    return ("ages" if many else "groups"), 1


def placed(
    subject: Subject, figures: Iterable[Figure], others: Sequence[Other], depth: int
) -> Iterator[Figure]:
    """The rows to display: each figure, then those of other places beside it."""
    for figure in figures:
        for row in (figure, *(row_beside(subject, figure, other) for other in others)):
            yield _cut(row, depth) if row.part == "cell" else row


def _cut(figure: Figure, depth: int) -> Figure:
    """A figure by its first categories alone, where the others have a single category."""
    if len(figure.codes) <= depth:
        return figure
    return replace(figure, codes=figure.codes[:depth], labels=figure.labels[:depth])


# --- series through time --------------------------------------------------------------------


def history(subject: Subject, newest: Figure, periods: Set[int]) -> Series:
    """The same figure of the municipality in other periods, with its count."""
    return tuple(_earlier(subject, newest, p) for p in sorted(periods - {newest.period}))


def periods_of(subject: Subject, figure: Figure) -> set[int]:
    """Periods in which the municipality or the region has a figure, or a word in its place."""
    _, *wanted = _key(figure)
    return {period for rows in _telling(subject) for period, *rest in rows if rest == wanted}


def _earlier(subject: Subject, newest: Figure, period: int) -> Figure:
    row = subject.own.get(_key(replace(newest, period=period)))
    figure = _figure_of(subject, row, newest.part, newest.codes, period)
    none = numbers.absent(Status.NOT_APPLICABLE, subject.desk.words)
    return replace(figure, base=none, low=None, high=None)


def _key(figure: Figure) -> Key:
    """Where a figure is stored: the most frequent category, which is displayed as the main figure,
    as a cell."""
    is_cell = figure.part == "main" and figure.codes
    return figure.period, "cell" if is_cell else figure.part, figure.codes


def _is_broken(subject: Subject, period: int) -> bool:
    """Whether a survey's wording changed in this edition."""
    survey = subject.indicator.survey
    return survey is not None and min(survey.editions) < period == survey.comparable_since


def histories(subject: Subject, shape: Shape, cells: Series) -> Iterator[Figure]:
    """Earlier figures of each category, all of the same periods: of parts those that have every
    part."""
    if shape not in ("parts", "groups", "top") or len(subject.plan.breakdown) != 1:
        return
    each = [periods_of(subject, cell) for cell in cells]
    periods = set[int]().union(*each)
    if shape == "parts":
        periods.intersection_update(*each)
    for cell in cells:
        yield from history(subject, cell, periods)


def _former_rows(subject: Subject) -> Iterator[Row]:
    """The rows of the newest period of the former municipalities."""
    rows = subject.desk.rows.get(subject.indicator.id, ())
    own = (row for row in rows if row.into and row.period == subject.period)
    return (row for row in own if row.part != "gap")


def former_of(subject: Subject) -> tuple[Former, ...]:
    """Figures of the former municipalities, where they cannot be combined."""
    groups: dict[str, dict[Key, Row]] = {}
    for row in _former_rows(subject):
        groups.setdefault(row.area, {})[(row.period, row.part, row.codes)] = row
    result = []
    for nis, rows in sorted(groups.items()):
        keys = sorted(
            rows, key=lambda key: (key[1] != "main", _order(subject, key[2]) if key[2] else ())
        )
        figures = tuple(_figure_of(subject, rows[k], "former", k[2], k[0]) for k in keys)
        if len({figure.codes[1] for figure in figures if len(figure.codes) > 1}) == 1:
            figures = tuple(_cut(figure, 1) for figure in figures)
        result.append(Former(labels.former_name(subject.desk, nis), figures))
    return tuple(result)

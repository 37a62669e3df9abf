"""Views, gaps: how far the group that an indicator is about lies from the one beside it.

Input: one indicator on the desk. Output: rows of the municipality, newest and earlier, and a
:class:`Gap` for each: what the other group has, whether the two surely differ, and what became of
the difference.
"""

from collections.abc import Iterator
from functools import partial

from scan.catalogue.groups import Codes, pairs_of, people
from scan.views import comparing
from scan.views.measured import Measured, beside
from scan.views.records import Change, Figure, Gap, Series, State
from scan.views.rows import Subject, figure_in, history, measured_in, periods_of, unit_of


def gap_rows(subject: Subject) -> Series:
    """The gaps of the newest period, each with its history behind it; under the categories of the
    other group."""
    newest = (figure_in(subject, "gap", other) for _, other in _pairs(subject))
    return tuple(
        row
        for gap in newest
        for row in (gap, *history(subject, gap, periods_of(subject, gap)))
        if periods_of(subject, gap)
    )


def gaps_of(subject: Subject, rows: Series) -> Iterator[Gap]:
    """What is told of each gap that is shown; ``rows`` as :func:`gap_rows` gives them."""
    indicator, dimensions = subject.plan.indicator, subject.desk.catalogue.dimensions
    for own, other in _pairs(subject):
        series = tuple(row for row in rows if row.codes == other)
        newest = next((row for row in series if row.period == subject.period), None)
        if newest is not None and newest.shown.value is not None:
            usual = subject.desk.words["gap.people"]
            mine, theirs = (people(indicator, codes, dimensions, usual) for codes in (own, other))
            first, second = (figure_in(subject, "cell", codes) for codes in (own, other))
            differs = [one != two for one, two in zip(own, other, strict=True)].index(True)
            label = newest.labels[differs]
            state, change = _state(subject, own, other), _change(subject, series)
            yield Gap(newest, first, mine, second.shown, theirs, label, state, change)


def _state(subject: Subject, own: Codes, other: Codes) -> State:
    """The one group beside the other, tested on their own counts."""
    cells = (figure_in(subject, "cell", codes) for codes in (own, other))
    first, second = (_measured(subject, cell) for cell in cells)
    bounds = subject.desk.catalogue.bounds
    return beside(first, second, subject.indicator.unit, bounds)[0]


def _change(subject: Subject, series: Series) -> Change | None:
    """What became of the gap, which is in percentage points."""
    gap = subject.indicator.model_copy(update={"unit": unit_of(subject.indicator, "gap")})
    desk, behind = subject.desk, partial(_measured, subject)
    bounds, words = desk.catalogue.bounds, desk.words
    periods = subject.period, comparing.since_of(series, subject.period, gap)
    return comparing.change(series, periods, gap, behind, bounds, words)


def _measured(subject: Subject, figure: Figure) -> Measured:
    return measured_in(subject, (figure,), subject.desk.area.nis)


def _pairs(subject: Subject) -> Iterator[tuple[Codes, Codes]]:
    return pairs_of(subject.plan.indicator, subject.desk.catalogue.dimensions)

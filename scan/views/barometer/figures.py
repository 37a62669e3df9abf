"""Views, figures of the Barometer: the whole dashboard as a reader sees it.

Input: a workspace, or clean frames of its sources. Output: a :class:`Barometer`. Without a delivery
it has all its objectives and no figures. The last place where anything of it is calculated.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scan.catalogue.barometer import BAROMETER, UNIT, BarometerGroup, BarometerIndicator
from scan.catalogue.entries import Catalogue
from scan.dutch import date_text
from scan.series.barometer import barometer_figures, barometer_frames
from scan.series.workspace import Workspace
from scan.statistics.differences import Difference
from scan.status import Status
from scan.views import comparing, numbers
from scan.views.barometer.editions import editions
from scan.views.barometer.records import Barometer, GroupSeries, IndicatorPanel, ObjectivePanel
from scan.views.barometer.sentences import gap_sentence, indicator_sentence
from scan.views.desk import Row, Rows, rows_of
from scan.views.records import Change, Comparison, Course, Figure, Place


def barometer(workspace: Workspace) -> Barometer:
    """The Barometer of the extracts of a workspace. Raises ExtractError when they are at fault."""
    frames, dates = barometer_frames(workspace), workspace.extracts.dates
    return barometer_of(frames, workspace.catalogue, dates, made_up=workspace.made_up)


def barometer_of(
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    dates: Mapping[str, datetime.date],
    *,
    made_up: bool,
) -> Barometer:
    """The Barometer of clean ``frames`` by source; ``dates`` are those of deliveries."""
    delivered = {source: day for source, day in dates.items() if source in frames}
    desk = _Desk(catalogue, rows_of(barometer_figures(frames, catalogue)), delivered)
    known = catalogue.barometer_indicators
    objectives = tuple(
        ObjectivePanel(entry, tuple(_panel(desk, known[code]) for code in entry.indicators))
        for entry in sorted(catalogue.objectives.values(), key=lambda entry: entry.number)
    )
    return Barometer(
        entry=catalogue.barometers[BAROMETER],
        objectives=objectives,
        editions=editions(catalogue, objectives, made_up=made_up),
        made_up=made_up,
        data_date=max(delivered.values(), default=None),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is needed to build the Barometer: its rows by indicator, the area is the group."""

    catalogue: Catalogue
    rows: Rows
    delivered: Mapping[str, datetime.date]
    """Source → day of its newest delivery, where that is known."""

    @property
    def words(self) -> Mapping[str, str]:
        """Words of the Barometer."""
        return self.catalogue.wording["barometer"]

    @property
    def values(self) -> Mapping[str, str]:
        """Words that go with figures everywhere."""
        return self.catalogue.wording["values"]


def _panel(desk: _Desk, entry: BarometerIndicator) -> IndicatorPanel:
    words, source = desk.words, desk.catalogue.sources[entry.source]
    groups = desk.catalogue.barometers[BAROMETER].groups
    series = tuple(_series(desk, entry, groups))
    change, newest = _together(desk, series), series[0].newest.period if series else None
    day = desk.delivered.get(source.id)
    line = words[f"source.{'line' if series else 'not_delivered'}"]
    return IndicatorPanel(
        entry=entry,
        unit_label=words["unit.percent"].format(base=entry.base),
        series=series,
        change=change,
        sentence=indicator_sentence(change, series, entry, newest, words),
        gap_sentence=gap_sentence(series, words) if series else "",
        supplier=source.supplier,
        source_line=line.format(supplier=source.supplier, period=newest),
        data_date=date_text(day) if day else "",
        notes=tuple(_notes(desk, entry, series)),
    )


# --- one group ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure as it is displayed, with the row that it is worked out from."""

    figure: Figure
    row: Row


def _series(
    desk: _Desk, entry: BarometerIndicator, groups: Sequence[BarometerGroup]
) -> Iterator[GroupSeries]:
    """Each group with figures; the others beside the first."""
    rows = desk.rows.get(entry.id, ())
    told = {group.code: tuple(_told(desk, entry, rows, group.code)) for group in groups}
    reference = told[groups[0].code]
    place = Place(groups[0].code, groups[0].name, groups[0].in_text, "group")
    for group in groups:
        own, gap = told[group.code], None
        if not own:
            continue
        if own is not reference:
            gap = _gap(desk, entry, place, own, reference)
        figures, change = tuple(one.figure for one in own), _change(desk, entry, own)
        yield GroupSeries(group, figures, change, _long(desk, entry, own), gap)


def _told(
    desk: _Desk, entry: BarometerIndicator, rows: Sequence[Row], group: str
) -> Iterator[_Told]:
    """The figures of a group, oldest first."""
    words, before = desk.values, 0
    for row in (row for row in rows if row.area == group):
        status = Status(row.status)
        figure = Figure(
            *(group, "main", (), (), row.period),
            shown=numbers.shown(row.value, status, UNIT, entry.decimals, words),
            count=numbers.whole(row.numerator, status, words),
            base=numbers.whole(row.denominator, status, words),
            low=row.low,
            high=row.high,
            break_before=any(0 < before < one.since <= row.period for one in entry.wordings),
        )
        before = row.period
        yield _Told(figure, row)


def _gap(
    desk: _Desk,
    entry: BarometerIndicator,
    place: Place,
    own: Sequence[_Told],
    reference: Sequence[_Told],
) -> Comparison:
    """The newest figure of a group beside that of the first."""
    now, other = own[-1].figure.shown, reference[-1].figure.shown
    limits, survey = _between(own[-1], reference[-1]), entry.is_survey
    return Comparison(
        place,
        numbers.difference(now, other, UNIT, entry.decimals, desk.values),
        comparing.state(now, other, UNIT, limits, survey=survey),
        _change(desk, entry, reference).shown,
    )


def _between(own: _Told, other: _Told) -> Difference | None:
    levels = [comparing.level(one.row.value, one.row.low, one.row.high) for one in (own, other)]
    return comparing.between(*levels)


def _change(desk: _Desk, entry: BarometerIndicator, told: Sequence[_Told]) -> Change:
    """What became of the newest figure since the period before, which is never skipped: where it
    is hidden, so is the change. Figures within other wordings are not compared."""
    *earlier, now = told
    wording = entry.wordings[-1].since if entry.wordings else 0
    if earlier and not now.row.period >= wording > earlier[-1].row.period:
        return _since(desk, entry, now, earlier[-1])
    nothing: Course = "reworded" if earlier else "first"
    absent = numbers.absent(Status.NOT_APPLICABLE, desk.values)
    return Change(0, absent, "not_shown" if now.figure.shown.value is None else nothing)


def _since(desk: _Desk, entry: BarometerIndicator, now: _Told, before: _Told) -> Change:
    told, rounding, survey = (now.figure, before.figure), (UNIT, entry.decimals), entry.is_survey
    return comparing.moved(*told, rounding, _between(now, before), desk.values, survey=survey)


def _long(desk: _Desk, entry: BarometerIndicator, told: Sequence[_Told]) -> Change | None:
    """What became of it over the years that the indicator names."""
    wanted = told[-1].row.period - entry.years_back
    before = next((one for one in told[:-1] if one.row.period == wanted), None)
    return _since(desk, entry, told[-1], before) if before else None


# --- all groups -----------------------------------------------------------------------------


def _together(desk: _Desk, series: Sequence[GroupSeries]) -> Change:
    """Which way an indicator moves, and since when."""
    since = next((one.change.since for one in series if one.change.since), 0)
    nothing = numbers.absent(Status.NOT_APPLICABLE, desk.values)
    return Change(since, nothing, comparing.together([one.change.direction for one in series]))


def _notes(desk: _Desk, entry: BarometerIndicator, series: Sequence[GroupSeries]) -> Iterator[str]:
    """What a reader must know, the notes of the indicator last."""
    words, figures = desk.words, [figure for one in series for figure in one.figures]
    statuses = {figure.shown.status for figure in figures}
    if entry.is_survey and series:
        yield words["note.survey"]
    if Status.WEAK in statuses:
        yield words["note.weak"]
    if Status.HIDDEN in statuses:
        yield words[f"note.hidden_{entry.kind}"]
    for period in sorted({figure.period for figure in figures if figure.break_before}):
        yield words["note.break"].format(period=period)
    if entry.part == "additional" and series:
        yield words["note.single"].format(period=figures[-1].period)
    yield from entry.notes

"""Views, figures of the Barometer: the whole dashboard as a reader sees it.

Input: a workspace, or clean frames of its sources. Output: a :class:`Barometer`. Without a delivery
it has all its objectives and no figures. The last place where anything of it is calculated.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from scan.catalogue.barometer import BAROMETER, UNIT, BarometerIndicator
from scan.catalogue.entries import Catalogue
from scan.dutch import date_text
from scan.series.barometer import barometer_figures, barometer_frames
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views import comparing, numbers
from scan.views.barometer.editions import editions
from scan.views.barometer.records import Barometer, GroupSeries, IndicatorPanel, ObjectivePanel
from scan.views.barometer.sentences import gap_sentence, indicator_sentence
from scan.views.desk import Row, rows_of
from scan.views.measured import Measured, beside, measured
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
    rows, known = rows_of(barometer_figures(frames, catalogue)), catalogue.barometer_indicators
    objectives = []
    for objective in sorted(catalogue.objectives.values(), key=lambda entry: entry.number):
        makers = [
            _Maker(catalogue, known[code], rows.get(code, ())) for code in objective.indicators
        ]
        panels = tuple(maker.panel(delivered.get(maker.entry.source)) for maker in makers)
        objectives.append(ObjectivePanel(objective, panels))
    return Barometer(
        entry=catalogue.barometers[BAROMETER],
        objectives=tuple(objectives),
        editions=editions(catalogue, objectives, made_up=made_up),
        made_up=made_up,
        data_date=max(delivered.values(), default=None),
    )


class _Told(NamedTuple):
    """A figure as it is displayed, with what it is tested by."""

    figure: Figure
    behind: Measured


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the panel of one indicator of its rows, of which the area is the group."""

    catalogue: Catalogue
    entry: BarometerIndicator
    rows: Sequence[Row]

    @property
    def words(self) -> Mapping[str, str]:
        """Words that go with figures everywhere."""
        return self.catalogue.wording["values"]

    def panel(self, day: datetime.date | None) -> IndicatorPanel:
        """The indicator; ``day`` is that of its newest delivery, where it is known."""
        words, entry = self.catalogue.wording["barometer"], self.entry
        supplier, series = self.catalogue.sources[entry.source].supplier, tuple(self._series())
        newest = series[0].newest.period if series else None
        since = next((one.change.since for one in series if one.change.since), 0)
        nothing = numbers.absent(Status.NOT_APPLICABLE, self.words)
        moves = comparing.together([one.change.direction for one in series])
        change = Change(since, nothing, moves)
        line = words[f"source.{'line' if series else 'not_delivered'}"]
        return IndicatorPanel(
            entry=entry,
            unit_label=words["unit.percent"].format(base=entry.base),
            series=series,
            change=change,
            sentence=indicator_sentence(change, series, entry, newest, words),
            gap_sentence=gap_sentence(series, words) if series else "",
            supplier=supplier,
            source_line=line.format(supplier=supplier, period=newest),
            data_date=date_text(day) if day else "",
            notes=tuple(self._notes(series, words)),
        )

    def _series(self) -> Iterator[GroupSeries]:
        """Each group with figures; the others beside the first."""
        first, *_ = groups = self.catalogue.barometers[BAROMETER].groups
        told = {group.code: tuple(self._told(group.code)) for group in groups}
        place = Place(first.code, first.name, first.in_text, "group")
        for group in groups:
            if own := told[group.code]:
                figures = tuple(one.figure for one in own)
                gap = None if group is first else self._gap(place, own, told[first.code])
                yield GroupSeries(group, figures, self._change(own), self._long(own), gap)

    def _told(self, group: str) -> Iterator[_Told]:
        """The figures of a group, oldest first."""
        before = 0
        for row in (row for row in self.rows if row.area == group):
            status, asked = Status(row.status), (one.since for one in self.entry.wordings)
            figure = Figure(
                *(group, "main", (), (), row.period),
                shown=numbers.shown(row.value, status, UNIT, self.entry.decimals, self.words),
                count=numbers.whole(row.numerator, status, self.words),
                base=numbers.whole(row.denominator, status, self.words),
                low=row.low,
                high=row.high,
                break_before=any(0 < before < since <= row.period for since in asked),
            )
            before = row.period
            yield _Told(figure, measured([(figure.shown, row)]))

    def _gap(self, place: Place, own: Sequence[_Told], first: Sequence[_Told]) -> Comparison:
        """The newest figure of a group beside that of the first."""
        shown = (own[-1].figure.shown, first[-1].figure.shown)
        (state,) = beside(own[-1].behind, first[-1].behind, UNIT, self.catalogue.bounds)
        return Comparison(
            place,
            numbers.difference(*shown, UNIT, self.entry.decimals, self.words),
            state,
            self._change(first).shown,
        )

    def _change(self, told: Sequence[_Told]) -> Change:
        """What became of the newest figure since the period before, which is never skipped: where
        it is hidden, so is the change. Figures within other wordings are not compared."""
        *earlier, now = told
        wording = self.entry.wordings[-1].since if self.entry.wordings else 0
        if earlier and not now.figure.period >= wording > earlier[-1].figure.period:
            return self._moved(now, earlier[-1])
        nothing: Course = "reworded" if earlier else "first"
        hidden = now.figure.shown.value is None
        absent = numbers.absent(Status.NOT_APPLICABLE, self.words)
        return Change(0, absent, "not_shown" if hidden else nothing)

    def _long(self, told: Sequence[_Told]) -> Change | None:
        """What became of it over the years that the indicator names."""
        wanted = told[-1].figure.period - self.entry.years_back
        before = next((one for one in told[:-1] if one.figure.period == wanted), None)
        return self._moved(told[-1], before) if before else None

    def _moved(self, now: _Told, before: _Told) -> Change:
        figures, measures = (now.figure, before.figure), (now.behind, before.behind)
        rounding, bounds = (UNIT, self.entry.decimals), self.catalogue.bounds
        return comparing.moved(figures, measures, rounding, bounds, self.words)

    def _notes(self, series: Sequence[GroupSeries], words: Mapping[str, str]) -> Iterator[str]:
        """What a reader must know, the notes of the indicator last."""
        figures = [figure for one in series for figure in one.figures]
        statuses = {figure.shown.status for figure in figures}
        if self.entry.is_survey and series:
            yield words["note.survey"]
        if Status.WEAK in statuses:
            yield words["note.weak"]
        if Status.HIDDEN in statuses:
            yield words[f"note.hidden_{self.entry.kind}"]
        for period in sorted({figure.period for figure in figures if figure.break_before}):
            yield words["note.break"].format(period=period)
        if self.entry.part == "additional" and series:
            yield words["note.single"].format(period=figures[-1].period)
        yield from self.entry.notes

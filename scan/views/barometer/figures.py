"""Views, figures of the Barometer: the whole dashboard as a reader sees it.

Input: a workspace, or clean frames of its sources. Output: a :class:`Barometer`. Without a delivery
it has all its objectives and no figures. The figures of a group are rows of the region like those
of any breakdown; what is said of them here is how each moves, and stands beside the first group.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scan.catalogue.areas import FLANDERS
from scan.catalogue.barometer import BAROMETER, BarometerGroup, BarometerIndicator
from scan.catalogue.entries import Catalogue
from scan.dutch import date_text
from scan.series.barometer import barometer_figures, barometer_frames
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views import comparing, numbers
from scan.views.barometer.editions import editions
from scan.views.barometer.records import Barometer, GroupSeries, IndicatorPanel, ObjectivePanel
from scan.views.barometer.sentences import gap_sentence, indicator_sentence
from scan.views.desk import Desk, rows_of
from scan.views.labels import unit_text
from scan.views.measured import Measured, beside
from scan.views.records import Change, Comparison, Course, Figure, Place, Series
from scan.views.rows import Subject, figure_at, measured_in, subject_of


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
    rows = rows_of(barometer_figures(frames, catalogue))
    region = catalogue.areas.get(FLANDERS)
    desk = Desk(catalogue.of_barometer, region, region, (), rows, {}, delivered)
    objectives = []
    for objective in sorted(catalogue.objectives.values(), key=lambda entry: entry.number):
        entries = (catalogue.barometer_indicators[code] for code in objective.indicators)
        panels = tuple(_maker(desk, entry).panel() for entry in entries)
        objectives.append(ObjectivePanel(objective, panels))
    return Barometer(
        entry=catalogue.barometers[BAROMETER],
        objectives=tuple(objectives),
        editions=tuple(editions(catalogue, objectives, made_up=made_up)),
        made_up=made_up,
        data_date=max(delivered.values(), default=None),
    )


def _maker(desk: Desk, entry: BarometerIndicator) -> "_Maker":
    return _Maker(desk, entry, subject_of(desk, entry.id, datetime.MAXYEAR))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the panel of one indicator."""

    desk: Desk
    entry: BarometerIndicator
    subject: Subject
    """The indicator with its rows."""

    def panel(self) -> IndicatorPanel:
        """The indicator as a reader sees it."""
        entry, desk, words = self.entry, self.desk, self.desk.catalogue.wording["barometer"]
        subject, series = self.subject, tuple(self._series())
        source = desk.catalogue.sources[subject.plan.alternative.use[0]]
        newest = series[0].newest.period if series else None
        since = next((one.change.since for one in series if one.change.since), 0)
        moves = comparing.together([one.change.direction for one in series])
        change = Change(since, numbers.absent(Status.NOT_APPLICABLE, desk.words), moves)
        line = desk.words["source.line"].format(supplier=source.supplier, period=newest)
        day = desk.delivered.get(source.id)
        return IndicatorPanel(
            entry=entry,
            unit_label=unit_text(desk.catalogue, subject.plan),
            series=series,
            change=change,
            sentence=indicator_sentence(change, series, entry, newest, words),
            gap_sentence=gap_sentence(series, words) if series else "",
            supplier=source.supplier,
            source_line=line if series else source.supplier,
            data_date=date_text(day) if day else "",
            notes=tuple(self._notes(series, words)),
        )

    def _series(self) -> Iterator[GroupSeries]:
        """Each group with figures; the others beside the first."""
        groups, subject = self.desk.catalogue.barometers[BAROMETER].groups, self.subject
        periods = sorted({period for period, *_ in subject.own})
        figures = {
            group.code: tuple(figure_at(subject, "cell", (group.code,), p) for p in periods)
            for group in groups
        }
        for group in groups if periods else ():
            own, first = figures[group.code], figures[groups[0].code]
            gap = None if group is groups[0] else self._gap(groups[0], own, first)
            yield GroupSeries(group, own, self._change(own), self._long(own), gap)

    def _behind(self, figure: Figure) -> Measured:
        return measured_in(self.subject, (figure,), FLANDERS)

    def _gap(self, group: BarometerGroup, own: Series, first: Series) -> Comparison:
        """The newest figure of a group beside that of the first."""
        entry, now, other = self.entry, own[-1], first[-1]
        bounds = self.desk.catalogue.bounds
        (state,) = beside(self._behind(now), self._behind(other), entry.unit, bounds)
        gap = numbers.difference(
            now.shown, other.shown, entry.unit, entry.decimals, self.desk.words
        )
        place = Place(group.code, group.name, group.in_text, "group")
        return Comparison(place, gap, state, self._change(first).shown)

    def _change(self, figures: Series) -> Change:
        """What became of the newest figure since the period before, which is never skipped: where
        it is hidden, so is the change. Figures within other wordings are not compared."""
        *earlier, now = figures
        wording = self.entry.survey.comparable_since if self.entry.survey else 0
        if earlier and not now.period >= wording > earlier[-1].period:
            return self._moved(now, earlier[-1])
        nothing: Course = "reworded" if earlier else "first"
        absent = numbers.absent(Status.NOT_APPLICABLE, self.desk.words)
        return Change(0, absent, "not_shown" if now.shown.value is None else nothing)

    def _long(self, figures: Series) -> Change | None:
        """What became of it over the years that the indicator names."""
        wanted = figures[-1].period - self.entry.years_back
        before = next((one for one in figures[:-1] if one.period == wanted), None)
        return self._moved(figures[-1], before) if before else None

    def _moved(self, now: Figure, before: Figure) -> Change:
        measures, rounding = (
            (self._behind(now), self._behind(before)),
            (self.entry.unit, self.entry.decimals),
        )
        bounds, words = self.desk.catalogue.bounds, self.desk.words
        return comparing.moved((now, before), measures, rounding, bounds, words)

    def _notes(self, series: Sequence[GroupSeries], words: Mapping[str, str]) -> Iterator[str]:
        """What a reader must know of the figures, then the caveats of the catalogue."""
        figures = [figure for one in series for figure in one.figures]
        statuses = {figure.shown.status for figure in figures}
        if Status.WEAK in statuses:
            yield words["note.weak"]
        if Status.HIDDEN in statuses:
            yield words[f"note.hidden_{self.entry.kind}"]
        for period in sorted({figure.period for figure in figures if figure.break_before}):
            yield words["note.break"].format(period=period)
        if self.entry.part == "additional" and series:
            yield words["note.single"].format(period=figures[-1].period)
        way = self.subject.plan.alternative
        yield from (one.text for one in self.desk.catalogue.caveats_of(self.entry, way, FLANDERS))

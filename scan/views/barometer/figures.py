"""Views, figures of the Barometer: the whole dashboard as a reader sees it.

Input: a workspace, or clean frames of its sources. Output: a :class:`Barometer`. Without a delivery
it has all its objectives and no figures. Its figures are rows of the region, split by group, and
made as all figures are.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from scan.catalogue.areas import FLANDERS
from scan.catalogue.barometer import BAROMETER, GROUP, BarometerIndicator
from scan.catalogue.entries import Catalogue
from scan.dutch import date_text
from scan.series.barometer import barometer_figures, barometer_frames
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.barometer.editions import editions
from scan.views.barometer.records import Barometer, IndicatorPanel, ObjectivePanel
from scan.views.desk import Desk, rows_of
from scan.views.group_sentences import gap_sentence, moves_sentence
from scan.views.groups import Group, GroupSeries, groups_of, moves_of, series_of
from scan.views.labels import unit_text
from scan.views.rows import subject_of


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
    region, groups = catalogue.areas.get(FLANDERS), groups_of(catalogue, GROUP)
    desk = Desk(catalogue.of_barometer, region, region, (), rows, {}, delivered)
    objectives = []
    for objective in sorted(catalogue.objectives.values(), key=lambda entry: entry.number):
        entries = (catalogue.barometer_indicators[code] for code in objective.indicators)
        panels = tuple(_panel(desk, entry, groups) for entry in entries)
        objectives.append(ObjectivePanel(objective, panels))
    return Barometer(
        entry=catalogue.barometers[BAROMETER],
        groups=groups,
        objectives=tuple(objectives),
        editions=tuple(editions(catalogue, objectives, made_up=made_up)),
        made_up=made_up,
        data_date=max(delivered.values(), default=None),
    )


def _panel(desk: Desk, entry: BarometerIndicator, groups: Sequence[Group]) -> IndicatorPanel:
    """The indicator as a reader sees it."""
    subject = subject_of(desk, entry.id, datetime.MAXYEAR)
    series = tuple(series_of(subject, groups, entry.years_back))
    change, words = moves_of(subject, series), desk.catalogue.bounded("barometer")
    source = desk.catalogue.sources[subject.plan.alternative.use[0]]
    newest = series[0].newest.period if series else None
    line = desk.words["source.line"].format(supplier=source.supplier, period=newest)
    day = desk.delivered.get(source.id)
    caveats = desk.catalogue.caveats_of(entry, subject.plan.alternative, FLANDERS)
    return IndicatorPanel(
        entry=entry,
        unit_label=unit_text(desk.catalogue, subject.plan),
        series=series,
        change=change,
        sentence=moves_sentence(change, series, entry, newest, words),
        gap_sentence=gap_sentence(series, words) if series else "",
        supplier=source.supplier,
        source_line=line if series else source.supplier,
        data_date=date_text(day) if day else "",
        notes=(*_notes(entry, series, words), *(caveat.text for caveat in caveats)),
    )


def _notes(
    entry: BarometerIndicator, series: Sequence[GroupSeries], words: Mapping[str, str]
) -> Iterator[str]:
    """What a reader must know of the figures themselves."""
    figures = [figure for one in series for figure in one.figures]
    statuses = {figure.shown.status for figure in figures}
    if Status.WEAK in statuses:
        yield words["note.weak"]
    if Status.HIDDEN in statuses:
        yield words[f"note.hidden_{entry.kind}"]
    for period in sorted({figure.period for figure in figures if figure.break_before}):
        yield words["note.break"].format(period=period)
    if entry.part == "additional" and series:
        yield words["note.single"].format(period=figures[-1].period)

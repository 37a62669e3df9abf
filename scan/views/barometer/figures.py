"""Views, figures of the Barometer: the whole dashboard as a reader sees it.

Input: a workspace, or clean frames of its sources. Output: a :class:`Barometer`. Without a delivery
it has all its objectives and no figures. Its figures are rows of the region, split by group, and
made as all figures are.
"""

import datetime
from collections.abc import Mapping

import polars as pl

from scan.catalogue.areas import FLANDERS
from scan.catalogue.barometer import BAROMETER, GROUP
from scan.catalogue.entries import Catalogue
from scan.series.barometer import barometer_figures, barometer_frames
from scan.series.workspace import Workspace
from scan.views.barometer.editions import editions
from scan.views.barometer.records import Barometer, ObjectivePanel
from scan.views.desk import Desk, rows_of
from scan.views.group_panels import panel_of
from scan.views.groups import groups_of
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
        subjects = (subject_of(desk, code, datetime.MAXYEAR) for code in objective.indicators)
        panels = tuple(panel_of(subject, groups) for subject in subjects)
        objectives.append(ObjectivePanel(objective, panels))
    return Barometer(
        entry=catalogue.barometers[BAROMETER],
        groups=groups,
        objectives=tuple(objectives),
        editions=tuple(editions(catalogue, objectives, made_up=made_up)),
        made_up=made_up,
        data_date=max(delivered.values(), default=None),
    )

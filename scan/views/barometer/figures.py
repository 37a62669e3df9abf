"""Views, figures of the Barometer: the whole dashboard as a reader sees it.

Input: a workspace, or clean frames of its sources. Output: a :class:`Barometer`. Without a delivery
it has all its objectives and no figures.
"""

import datetime
from collections.abc import Mapping

import polars as pl

from scan.catalogue.barometer import Objective
from scan.catalogue.entries import Catalogue
from scan.series.barometer import barometer_figures, barometer_frames
from scan.series.workspace import Workspace
from scan.views.barometer.desk import Desk, open_desk
from scan.views.barometer.editions import editions
from scan.views.barometer.panels import panel
from scan.views.barometer.records import Barometer, ObjectivePanel


def barometer(workspace: Workspace) -> Barometer:
    """The Barometer of the extracts of a workspace. Raises ExtractError when they are at fault."""
    frames = barometer_frames(workspace)
    extracts, catalogue = workspace.extracts, workspace.catalogue
    return barometer_of(frames, catalogue, extracts.dates, made_up=workspace.made_up)


def barometer_of(
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    dates: Mapping[str, datetime.date],
    *,
    made_up: bool,
) -> Barometer:
    """The Barometer of clean ``frames`` by source; ``dates`` are those of deliveries."""
    delivered = {source: day for source, day in dates.items() if source in frames}
    desk = open_desk(barometer_figures(frames, catalogue), catalogue, delivered, made_up=made_up)
    numbered = sorted(catalogue.objectives.values(), key=lambda objective: objective.number)
    periods = [period for code in desk.rows for period in desk.periods(code)]
    entry = desk.entry
    return Barometer(
        title=entry.title,
        subtitle=entry.subtitle,
        intro=entry.intro,
        groups=desk.groups,
        objectives=tuple(_objective(desk, objective) for objective in numbered),
        editions=editions(desk),
        method=_method(desk),
        made_up=made_up,
        data_date=max(delivered.values(), default=None),
        period=max(periods, default=None),
    )


def _objective(desk: Desk, objective: Objective) -> ObjectivePanel:
    known = desk.catalogue.barometer_indicators
    panels = tuple(
        panel(desk, known[code], core=number == 0)
        for number, code in enumerate(objective.indicators)
    )
    core = panels[0]
    return ObjectivePanel(
        id=objective.id,
        slug=objective.id,
        number=objective.number,
        title=objective.title,
        text=objective.text,
        indicators=panels,
        movement=core.movement,
        sentence=core.sentence,
        gap_sentence=core.gap_sentence,
    )


def _method(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The paragraphs on method, with the rule for administrative figures among them."""
    told = [(paragraph.heading, paragraph.text) for paragraph in desk.entry.method]
    least = desk.entry.least_change
    told.insert(2, (desk.words["method.administrative"], least.reason))
    return tuple(told)

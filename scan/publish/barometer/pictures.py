"""Publish, barometer, pictures: all objectives at a glance, on one axis and on the cover.

Input: the records of the Barometer, a style and a width. Output: charts of the core indicators.
"""

from collections.abc import Sequence

from scan.publish.group_pictures import Picture, group_rows, picture_of
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.group_cover import CoverRow, draw_group_cover
from scan.report.figures.group_rows import GroupMark, draw_group_rows
from scan.report.figures.scales import Scale
from scan.report.pages.furniture import Furniture
from scan.report.style import Style, mix
from scan.views.barometer.records import Barometer
from scan.views.barometer.records import ObjectivePanel as Objective

SHARE = Scale(0.0, 100.0, 50.0)
"""The axis of the overview: the same for all objectives, so that gaps can be compared."""


def overview_pictures(
    objectives: Sequence[Objective], style: Style, width: float, say: Furniture
) -> dict[str, Picture]:
    """The core indicators by objective, all on one axis; those without figures are left out."""
    shown = {one.entry: one.core for one in objectives if one.core.series}
    rows = {entry.id: group_rows(core, "overview", style, say) for entry, core in shown.items()}
    every = [row for own in rows.values() for row in own]
    pictures = {}
    for entry, core in shown.items():
        layers = draw_group_rows(rows[entry.id], style, width, core.entry.unit, SHARE, every)
        pictures[entry.id] = picture_of(core, entry.title, "overview", layers, say)
    return pictures


def cover_picture(barometer: Barometer, style: Style, size: tuple[float, float]) -> Drawing:
    """The newest figures of all core indicators, without numbers, on the colour of the cover."""
    rows = []
    for objective in barometer.objectives:
        told = ((one.group, one.newest.shown.value) for one in objective.core.series)
        dots = tuple(
            (value, GroupMark(colour_on_cover(group.within, style), group.second))
            for group, value in told
            if value is not None
        )
        rows.append(CoverRow(objective.entry.title, dots))
    return draw_group_cover(rows, style, size, SHARE, style.cover)


def colour_on_cover(origin: str, style: Style) -> Colour:
    """The colour of an origin on the dark ground of the cover."""
    colour = {"belgian": style.paper, "non_eu": style.accent}.get(origin)
    return colour or mix(style.group(origin), style.paper, 0.6)

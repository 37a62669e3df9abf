"""Publish, barometer, pictures: the charts of an indicator, with the words that go with them.

Input: panels of the Barometer, a style and a width. Output: :class:`Picture`: the chart, its
intervals as a layer of their own, and its alternative text. Nothing is calculated: charts and
texts say what the records say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scan.catalogue.barometer import UNIT, BarometerGroup
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.group_cover import CoverRow, draw_group_cover
from scan.report.figures.group_rows import Arrow, GroupMark, GroupRow, Layers, draw_group_rows
from scan.report.figures.group_trends import GroupTrend, TrendPoint, draw_group_trends
from scan.report.figures.scales import Scale
from scan.report.pages.furniture import Furniture
from scan.report.style import Style, mix
from scan.status import Status
from scan.views.barometer.records import ARROWS, Barometer, GroupSeries, IndicatorPanel
from scan.views.barometer.records import ObjectivePanel as Objective
from scan.views.records import Change, Figure

SHARE = Scale(0.0, 100.0, 50.0)
"""The axis of the overview: the same for all objectives, so that gaps can be compared."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of an indicator."""

    layers: Layers
    title: str
    note: str
    alt: str


def now_picture(panel: IndicatorPanel, style: Style, width: float, say: Furniture) -> Picture:
    """Where each group stands in the newest period, and which way it moves."""
    rows = [
        _row(one, one.group.name, direction_text(one.change, say), style, say)
        for one in panel.series
    ]
    when = {"period": panel.periods[-1]}
    parts = _joined(_moved(one, say) for one in panel.series)
    return Picture(
        draw_group_rows(rows, style, width, UNIT),
        say.say("barometer.picture.now"),
        say.say("barometer.picture.now_note", unit=panel.unit_label, **when),
        say.say("barometer.alt.now", title=panel.entry.title, parts=parts, **when),
    )


def trend_picture(
    panel: IndicatorPanel, style: Style, width: float, say: Furniture
) -> Picture | None:
    """How each group moved through all periods; ``None`` for a single one."""
    if len(panel.periods) < 2:
        return None
    trends = [
        GroupTrend(
            _title(one.group.name),
            mark_of(one.group, style),
            tuple(TrendPoint(figure, figure_text(figure, say)) for figure in one.figures),
            reference=one.gap is None,
        )
        for one in panel.series
    ]
    ends = {"first": panel.periods[0], "last": panel.periods[-1]}
    parts = _joined(_course(one, say) for one in panel.series)
    return Picture(
        draw_group_trends(trends, style, width, UNIT),
        say.say("barometer.picture.trend"),
        say.say("barometer.picture.trend_note", **ends),
        say.say("barometer.alt.trend", title=panel.entry.title, parts=parts, **ends),
    )


def overview_pictures(
    objectives: Sequence[Objective], style: Style, width: float, say: Furniture
) -> dict[str, Picture]:
    """The core indicators by objective, all on one axis; those without figures are left out.

    Words stand only beside an arrow: the overview says once what a row without one means.
    """

    def row(one: GroupSeries) -> GroupRow:
        words = direction_text(one.change, say) if arrow_of(one.change) else ""
        return _row(one, one.group.short, words, style, say)

    rows = {o.entry.id: [row(one) for one in o.core.series] for o in objectives if o.core.series}
    every = [row for own in rows.values() for row in own]
    pictures = {}
    for objective in (o for o in objectives if o.core.series):
        name, core = objective.entry.id, objective.core
        parts = _joined(_moved(one, say) for one in core.series)
        alt = say.say("barometer.alt.overview", title=objective.entry.title, parts=parts)
        layers = draw_group_rows(rows[name], style, width, UNIT, SHARE, every)
        pictures[name] = Picture(layers, core.entry.title, "", alt)
    return pictures


def small_picture(panel: IndicatorPanel, style: Style, width: float, say: Furniture) -> Picture:
    """The newest figures, small, on an axis of their own."""
    rows = [_row(one, one.group.short, "", style, say) for one in panel.series]
    title, period = panel.entry.title, panel.periods[-1]
    parts = _joined(_stood(one, say) for one in panel.series)
    alt = say.say("barometer.alt.small", title=title, period=period, parts=parts)
    return Picture(draw_group_rows(rows, style, width, UNIT), title, str(period), alt)


def cover_picture(barometer: Barometer, style: Style, size: tuple[float, float]) -> Drawing:
    """The newest figures of all core indicators, without numbers, on the colour of the cover."""
    rows = [
        CoverRow(
            objective.entry.title,
            tuple(
                (
                    one.newest.shown.value,
                    GroupMark(colour_on_cover(one.group.origin, style), one.group.generation == 2),
                )
                for one in objective.core.series
                if one.newest.shown.value is not None
            ),
        )
        for objective in barometer.objectives
    ]
    return draw_group_cover(rows, style, size, SHARE, style.cover)


def colour_on_cover(origin: str, style: Style) -> Colour:
    """The colour of an origin on the dark ground of the cover."""
    colour = {"belgian": style.paper, "non_eu": style.accent}.get(origin)
    return colour or mix(style.group(origin), style.paper, 0.6)


def mark_of(group: BarometerGroup, style: Style) -> GroupMark:
    """How a group looks: its origin is the colour, the second generation a ring."""
    return GroupMark(style.group(group.origin), hollow=group.generation == 2)


def direction_text(change: Change, say: Furniture) -> str:
    """``stijging``; ``geen duidelijke verandering``."""
    return say.say(f"barometer.movement.text.{change.direction}")


def arrow_of(change: Change) -> Arrow:
    """None within noise, for a mixed movement, for a first edition."""
    return ARROWS.get(change.direction, "")


def figure_text(figure: Figure, say: Furniture, *, bare: bool = False) -> str:
    """A figure with the mark of those that rest on few answers; ``bare``: without its unit."""
    text = figure.shown.bare if bare else figure.shown.text
    return say.say("barometer.weak", text=text) if figure.shown.status is Status.WEAK else text


def _row(series: GroupSeries, name: str, words: str, style: Style, say: Furniture) -> GroupRow:
    newest = series.newest
    return GroupRow(
        name=_title(name),
        mark=mark_of(series.group, style),
        value=newest.shown.value,
        text=figure_text(newest, say),
        low=newest.low,
        high=newest.high,
        arrow=arrow_of(series.change),
        words=words if newest.shown.value is not None else "",
        reference=series.gap is None,
    )


def _title(name: str) -> str:
    return name[0].upper() + name[1:]


def _stood(series: GroupSeries, say: Furniture) -> str:
    words = {"group": series.group.name, "text": series.newest.shown.text}
    return say.say("barometer.alt.part", **words)


def _moved(series: GroupSeries, say: Furniture) -> str:
    if series.newest.shown.value is None:
        return _stood(series, say)
    words = {"group": series.group.name, "text": series.newest.shown.text}
    movement = direction_text(series.change, say)
    return say.say("barometer.alt.part_moved", movement=movement, **words)


def _course(series: GroupSeries, say: Furniture) -> str:
    known = [figure.shown.text for figure in series.figures if figure.shown.value is not None]
    words = {"group": series.group.name, "end": series.newest.shown.text}
    if len(known) < 2:
        return say.say("barometer.alt.course_one", **words)
    return say.say("barometer.alt.course", start=known[0], **words)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)

"""Publish, barometer, pictures: the charts of an indicator, with the words that go with them.

Input: panels of the Barometer, a style and a width. Output: :class:`Picture`: the chart, its
intervals as a layer of their own, and its alternative text. Nothing is calculated: charts and
texts say what the records say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scan.report.figures.drawing import Drawing
from scan.report.figures.group_cover import CoverRow, draw_group_cover
from scan.report.figures.group_rows import Arrow, GroupMark, GroupRow, Layers, draw_group_rows
from scan.report.figures.group_trends import GroupTrend, TrendPoint, draw_group_trends
from scan.report.figures.scales import Scale
from scan.report.pages.furniture import Furniture
from scan.report.style import Style, mix
from scan.views.barometer.records import (
    Barometer,
    Estimate,
    Group,
    GroupSeries,
    IndicatorPanel,
    Movement,
    ObjectivePanel,
)

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
        _row(series, series.group.name, series.movement.text, style, say) for series in shown(panel)
    ]
    note = say.say("barometer.picture.now_note", unit=panel.unit_label, period=panel.periods[-1])
    alt = say.say(
        "barometer.alt.now",
        title=panel.title,
        period=panel.periods[-1],
        parts=_joined(_moved(series, say) for series in shown(panel)),
    )
    layers = draw_group_rows(rows, style, width, panel.unit)
    return Picture(layers, say.say("barometer.picture.now"), note, alt)


def trend_picture(
    panel: IndicatorPanel, style: Style, width: float, say: Furniture
) -> Picture | None:
    """How each group moved through all periods; ``None`` for a single one."""
    if len(panel.periods) < 2:
        return None
    trends = [_trend(series, style, say) for series in shown(panel)]
    ends = {"first": panel.periods[0], "last": panel.periods[-1]}
    alt = say.say(
        "barometer.alt.trend",
        title=panel.title,
        parts=_joined(_course(series, say) for series in shown(panel)),
        **ends,
    )
    layers = draw_group_trends(trends, style, width, panel.unit)
    note = say.say("barometer.picture.trend_note", **ends)
    return Picture(layers, say.say("barometer.picture.trend"), note, alt)


def overview_pictures(
    objectives: Sequence[ObjectivePanel], style: Style, width: float, say: Furniture
) -> dict[str, Picture]:
    """The core indicators by objective, all on one axis; those without figures are left out."""
    rows = {o.slug: _brief_rows(o, style, say) for o in objectives if o.core.periods}
    every = [row for own in rows.values() for row in own]
    pictures = {}
    for objective in objectives:
        if objective.slug in rows:
            core, own = objective.core, rows[objective.slug]
            parts = _joined(_moved(one, say) for one in shown(core))
            alt = say.say("barometer.alt.overview", title=objective.title, parts=parts)
            layers = draw_group_rows(own, style, width, core.unit, SHARE, every)
            pictures[objective.slug] = Picture(layers, core.title, "", alt)
    return pictures


def _brief_rows(objective: ObjectivePanel, style: Style, say: Furniture) -> list[GroupRow]:
    """Words stand only beside an arrow: the overview says once what a row without one means."""
    return [
        _row(one, one.group.short, one.movement.text if one.movement.arrow else "", style, say)
        for one in shown(objective.core)
    ]


def small_pictures(
    objective: ObjectivePanel, style: Style, width: float, say: Furniture
) -> dict[str, Picture]:
    """Every indicator of an objective, small, on an axis of its own."""
    pictures = {}
    for panel in objective.indicators:
        if panel.periods:
            words = {"title": panel.title, "period": panel.periods[-1]}
            rows = [_row(one, one.group.short, "", style, say) for one in shown(panel)]
            alt = say.say(
                "barometer.alt.small",
                parts=_joined(_stood(one, say) for one in shown(panel)),
                **words,
            )
            layers = draw_group_rows(rows, style, width, panel.unit)
            pictures[panel.id] = Picture(layers, panel.title, str(panel.periods[-1]), alt)
    return pictures


def cover_picture(barometer: Barometer, style: Style, size: tuple[float, float]) -> Drawing:
    """The newest figures of all core indicators, without numbers, on the colour of the cover."""
    rows = []
    for objective in barometer.objectives:
        newest = [(one.group, one.estimates[-1].value) for one in shown(objective.core)]
        dots = tuple(
            (v, mark_on_cover(group.origin, style, hollow=group.generation == 2))
            for group, v in newest
            if v is not None
        )
        rows.append(CoverRow(objective.title, dots))
    return draw_group_cover(rows, style, size, SHARE, style.cover)


def mark_on_cover(origin: str, style: Style, *, hollow: bool = False) -> GroupMark:
    """The look of a group on the dark ground of the cover."""
    colour = {"belgian": style.paper, "non_eu": style.accent}.get(origin)
    return GroupMark(colour or mix(style.group(origin), style.paper, 0.6), hollow)


def shown(panel: IndicatorPanel) -> tuple[GroupSeries, ...]:
    """The groups of a panel that was delivered."""
    return tuple(series for series in panel.series if series.newest is not None)


def mark_of(group: Group, style: Style) -> GroupMark:
    """How a group looks: its origin is the colour, the second generation a ring."""
    return GroupMark(style.group(group.origin), hollow=group.generation == 2)


def arrow_of(movement: Movement) -> Arrow:
    """The arrow of a movement; none within noise, for a mixed movement, for a first edition."""
    if not movement.arrow:
        return ""
    return "up" if movement.direction in ("up", "partly_up") else "down"


def figure_text(estimate: Estimate, say: Furniture, *, bare: bool = False) -> str:
    """A figure with the mark of those that rest on few answers; ``bare``: without its unit."""
    text = estimate.shown.bare if bare else estimate.text
    return say.say("barometer.weak", text=text) if estimate.weak else text


def _row(series: GroupSeries, name: str, words: str, style: Style, say: Furniture) -> GroupRow:
    newest = series.estimates[-1]
    return GroupRow(
        name=name[0].upper() + name[1:],
        mark=mark_of(series.group, style),
        value=newest.value,
        text=figure_text(newest, say),
        low=newest.low,
        high=newest.high,
        arrow=arrow_of(series.movement),
        words=words if newest.value is not None else "",
        reference=series.group.generation == 0,
    )


def _trend(series: GroupSeries, style: Style, say: Furniture) -> GroupTrend:
    name = series.group.name
    points = tuple(
        TrendPoint(
            place=float(one.period),
            period=str(one.period),
            value=one.value,
            text=figure_text(one, say),
            low=one.low,
            high=one.high,
            apart=one.break_before,
        )
        for one in series.estimates
    )
    reference = series.group.generation == 0
    return GroupTrend(name[0].upper() + name[1:], mark_of(series.group, style), points, reference)


def _stood(series: GroupSeries, say: Furniture) -> str:
    words = {"group": series.group.name, "text": series.estimates[-1].text}
    return say.say("barometer.alt.part", **words)


def _moved(series: GroupSeries, say: Furniture) -> str:
    newest = series.estimates[-1]
    words = {"group": series.group.name, "text": newest.text}
    if newest.value is None:
        return _stood(series, say)
    return say.say("barometer.alt.part_moved", movement=series.movement.text, **words)


def _course(series: GroupSeries, say: Furniture) -> str:
    known = [one for one in series.estimates if one.value is not None]
    words = {"group": series.group.name, "end": series.estimates[-1].text}
    if len(known) < 2:
        return say.say("barometer.alt.course_one", **words)
    return say.say("barometer.alt.course", start=known[0].text, **words)


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)

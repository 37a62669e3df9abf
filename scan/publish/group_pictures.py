"""Publish, group pictures: the charts of an indicator by group, with the words that go with them.

Input: panels, a style and a width. Output: :class:`Picture`: the chart, its intervals as a layer of
their own, and its alternative text. Nothing is calculated: charts and texts say what the records
say.
"""

from dataclasses import dataclass
from typing import Literal

from scan.report.figures.group_rows import Arrow, GroupMark, GroupRow, Layers, draw_group_rows
from scan.report.figures.group_trends import GroupTrend, TrendPoint, draw_group_trends
from scan.report.pages.furniture import Furniture
from scan.report.style import Style
from scan.status import Status
from scan.views.alternatives import LONGEST
from scan.views.groups import ARROWS, Group, GroupSeries, IndicatorPanel
from scan.views.records import Change, Figure

Kind = Literal["now", "overview", "small"]
"""With all words; with short names and words beside arrows only, for the overview says once what a
row without one means; with short names and no words."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of an indicator."""

    layers: Layers
    title: str
    note: str
    alt: str


def now_picture(
    panel: IndicatorPanel, style: Style, width: float, say: Furniture, kind: Kind = "now"
) -> Picture:
    """Where each group stands in the newest period, and which way it moves."""
    layers = draw_group_rows(group_rows(panel, kind, style, say), style, width, panel.entry.unit)
    return picture_of(panel, panel.entry.title, kind, layers, say)


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
    layers = draw_group_trends(trends, style, width, panel.entry.unit)
    return picture_of(panel, panel.entry.title, "trend", layers, say)


def mark_of(group: Group, style: Style) -> GroupMark:
    """How a group looks: its origin is the colour, the second generation a ring."""
    return GroupMark(style.group(group.within), hollow=group.second)


def direction_text(change: Change, say: Furniture) -> str:
    """``stijging``; ``geen duidelijke verandering``."""
    return say.say(f"groups.movement.text.{change.direction}")


def arrow_of(change: Change) -> Arrow:
    """None within noise, for a mixed movement, for a first edition."""
    return ARROWS.get(change.direction, "")


def figure_text(figure: Figure, say: Furniture, *, bare: bool = False) -> str:
    """A figure with the mark of those that rest on few answers; ``bare``: without its unit."""
    text = figure.shown.bare if bare else figure.shown.text
    return say.say("groups.weak", text=text) if figure.shown.status is Status.WEAK else text


def group_rows(panel: IndicatorPanel, kind: Kind, style: Style, say: Furniture) -> list[GroupRow]:
    """The newest figure of each group, as a row of a chart."""
    rows = []
    for one in panel.series:
        newest, arrow = one.newest, arrow_of(one.change)
        worded = newest.shown.value is not None and (
            kind == "now" or (kind == "overview" and arrow)
        )
        rows.append(
            GroupRow(
                name=_title(one.group.name if kind == "now" else one.group.short),
                mark=mark_of(one.group, style),
                value=newest.shown.value,
                text=figure_text(newest, say),
                low=newest.low,
                high=newest.high,
                arrow=arrow,
                words=direction_text(one.change, say) if worded else "",
                reference=one.gap is None,
            )
        )
    return rows


def _title(name: str) -> str:
    return name[0].upper() + name[1:]


def picture_of(
    panel: IndicatorPanel, title: str, kind: str, layers: Layers, say: Furniture
) -> Picture:
    """The layers with the patterns of their kind; ``title`` is what the alternative text names."""
    words: dict[str, object] = {
        "unit": panel.unit_label,
        "first": panel.periods[0],
        "last": panel.periods[-1],
        "period": panel.periods[-1],
    }
    return Picture(
        layers,
        say.say(f"groups.picture.{kind}", title=panel.entry.title),
        say.say(f"groups.picture.{kind}_note", **words),
        _alternative(panel, title, kind, say),
    )


def _alternative(panel: IndicatorPanel, title: str, kind: str, say: Furniture) -> str:
    """What is read out in place of a chart: from the lowest group to the highest, or how the
    highest moved since the question is the same. All figures stand in the tables."""
    told = [one for one in panel.series if one.newest.shown.value is not None]
    if not told:
        return say.say("groups.alt.none", title=title, kind=say.say(f"groups.picture.{kind}"))
    ordered = sorted(told, key=lambda one: one.newest.shown.value or 0.0)
    low, high = ordered[0], ordered[-1]
    run = _comparable(high)
    if kind == "trend" and len(run) < 2:
        return say.say("groups.alt.trend_reworded", title=title, period=run[-1].period)
    words = {
        "title": title,
        "period": high.newest.period,
        "low": low.newest.shown.text,
        "high": high.newest.shown.text,
        "lowest": low.group.name,
        "highest": high.group.name,
        "start": run[0].shown.text,
        "since": run[0].period,
    }
    whole = say.say(f"groups.alt.{kind}", **words)
    return whole if len(whole) <= LONGEST else say.say(f"groups.alt.{kind}_bare", **words)


def _comparable(series: GroupSeries) -> tuple[Figure, ...]:
    """The figures with a number since the question was last put in other words."""
    start = max((n for n, one in enumerate(series.figures) if one.break_before), default=0)
    return tuple(one for one in series.figures[start:] if one.shown.value is not None)

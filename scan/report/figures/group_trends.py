"""Report, figures: how has the figure of each group moved, each in a small chart of its own?

Needs the periods of a few groups in a fixed order. One panel per group on one scale, with its
line, its first and its last figure, and the line of the reference behind it in grey, so that the
gap through time shows. A line stops where another wording or source begins. Intervals are a
layer of their own. Alternative text: written by whoever draws it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour
from scan.report.figures.frames import Axis, Frame, Plan, frame
from scan.report.figures.group_rows import GroupMark, Layers, draw_mark
from scan.report.figures.metrics import CAP, LEADING, text_width, wrap
from scan.report.figures.paths import Spot
from scan.report.figures.scales import Scale, line_scale
from scan.report.style import WHITE, Style, mix
from scan.views.records import Figure

LEAST = 8.2
"""Narrowest panel, in ems."""
BETWEEN, UNDER = 1.3, 1.2
"""Between panels beside and below each other, in ems."""
PLOT = 7.0
"""Height of the lines of a panel, in ems."""
FOOT = 1.7
"""Room for the periods under a panel, in ems."""
HEAD = 0.9
"""Between the name of a panel and the top of its lines, in ems."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The figure of a period, and the text that stands beside it."""

    figure: Figure
    text: str

    @property
    def period(self) -> int:
        """Its place on the axis of time."""
        return self.figure.period

    @property
    def value(self) -> float | None:
        """``None`` where there is none."""
        return self.figure.shown.value

    @property
    def limits(self) -> tuple[float, float] | None:
        """Of its interval; ``None`` without."""
        low, high = self.figure.low, self.figure.high
        return None if self.value is None or low is None or high is None else (low, high)


@dataclass(frozen=True, slots=True)
class GroupTrend:
    """A group through time, oldest first."""

    name: str
    mark: GroupMark
    points: tuple[TrendPoint, ...]
    reference: bool = False


class _Grid(NamedTuple):
    """How panels stand: how many beside each other, their width, lines of the longest name."""

    columns: int
    width: float
    left: float
    head: int


def group_trends_height(trends: Sequence[GroupTrend], style: Style, width: float) -> float:
    """The height at which the panels look best, in points."""
    grid = _grid(trends, style, width, 3.0)
    rows = math.ceil(len(trends) / grid.columns)
    return math.ceil(rows * _panel_height(grid, style) + (rows - 1) * UNDER * style.text)


def draw_group_trends(
    trends: Sequence[GroupTrend], style: Style, width: float, unit: str
) -> Layers:
    """A panel for each group, in their order."""
    size = (width, group_trends_height(trends, style, width))
    chart, intervals = Canvas(style, *size), Canvas(style, *size)
    scale = _scale(trends)
    labels = scale.labels(unit)
    axis = max(text_width(label, style.small) for label in labels) / style.text + 0.6
    grid = _grid(trends, style, width, max(axis, 3.0))
    reference = next((trend for trend in trends if trend.reference), None)
    for index, trend in enumerate(trends):
        row, column = divmod(index, grid.columns)
        plot = _plot(trends, style, size, grid, (row, column), (scale, labels))
        chart.add(plot.marks)
        _name(chart, plot, trend, grid)
        if reference is not None and not trend.reference:
            _line(chart, plot, reference, mix(reference.mark.colour, WHITE, 0.45), 0.1)
        _own(chart, plot, trend, reference)
        _intervals(intervals, plot, trend)
    return Layers(chart.drawing(), intervals.drawing())


def _scale(trends: Sequence[GroupTrend]) -> Scale:
    points = [point for trend in trends for point in trend.points if point.value is not None]
    return line_scale(
        [v for p in points for v in (p.value, p.figure.low, p.figure.high) if v is not None], 4
    )


def _grid(trends: Sequence[GroupTrend], style: Style, width: float, left: float) -> _Grid:
    em = style.text
    most = max(1, int((width - left * em + BETWEEN * em) / ((LEAST + BETWEEN) * em)))
    columns = min(most, len(trends))
    panel = (width - left * em - (columns - 1) * BETWEEN * em) / columns
    head = max(len(wrap(trend.name, panel, em, 600)) for trend in trends)
    return _Grid(columns, panel, left * em, head)


def _panel_height(grid: _Grid, style: Style) -> float:
    return (grid.head * LEADING + HEAD + PLOT + FOOT) * style.text


def _plot(
    trends: Sequence[GroupTrend],
    style: Style,
    size: tuple[float, float],
    grid: _Grid,
    cell: tuple[int, int],
    axis: tuple[Scale, tuple[str, ...]],
) -> Frame:
    """The axes of a panel; figures stand left of the first of each row."""
    em, (row, column), (scale, labels) = style.text, cell, axis
    top = row * (_panel_height(grid, style) + UNDER * em) + (grid.head * LEADING + HEAD) * em
    left = grid.left + column * (grid.width + BETWEEN * em)
    places = [point.period for trend in trends for point in trend.points]
    first, last = min(places), max(places)
    pad = 0.06 * ((last - first) or 1.0)
    plan = Plan(
        *size,
        left=left,
        bottom=size[1] - top - PLOT * em,
        right=size[0] - left - grid.width,
        top=top,
        x=Axis(first - pad, last + pad),
        y=Axis(
            scale.low,
            scale.high,
            scale.ticks,
            labels if column == 0 else (),
            grid=True,
            zero=scale.low <= 0,
        ),
    )
    return frame(plan, style)


def _name(canvas: Canvas, plot: Frame, trend: GroupTrend, grid: _Grid) -> None:
    """The name above the panel, on its lowest lines, and the first and last period below."""
    style, em = canvas.style, canvas.style.text
    lines = wrap(trend.name, grid.width, em, 600)
    base = canvas.height - plot.plan.top + (HEAD + LEADING * (len(lines) - 1)) * em
    for index, line in enumerate(lines):
        canvas.text(plot.plan.left, base - index * LEADING * em, line, style.ink, em, 600)
    y = plot.plan.bottom - 0.5 * em - CAP * style.small
    canvas.text(plot.plan.left, y, str(trend.points[0].period), style.muted, style.small)
    if len(trend.points) > 1:
        right = plot.plan.left + grid.width
        last = str(trend.points[-1].period)
        canvas.text(right, y, last, style.muted, style.small, align="right")


def _runs(plot: Frame, trend: GroupTrend) -> list[list[Spot]]:
    """Stretches of points that a line connects."""
    runs: list[list[Spot]] = []
    joined = False
    for point in trend.points:
        if point.value is None:
            joined = False
            continue
        spot = (plot.x(point.period), plot.y(point.value))
        if joined and not point.figure.break_before:
            runs[-1].append(spot)
        else:
            runs.append([spot])
        joined = True
    return runs


def _line(canvas: Canvas, plot: Frame, trend: GroupTrend, colour: Colour, width: float) -> None:
    for run in _runs(plot, trend):
        if len(run) > 1:
            canvas.line(run, colour, width * canvas.style.text)
        else:
            canvas.dot(*run[0], 3 * width * canvas.style.text, colour)


def _own(canvas: Canvas, plot: Frame, trend: GroupTrend, reference: GroupTrend | None) -> None:
    """The line of the group, a mark at its end, its first and its last figure."""
    em = canvas.style.text
    _line(canvas, plot, trend, trend.mark.colour, 0.2)
    known = [point for point in trend.points if point.value is not None]
    if not known:
        last = trend.points[-1] if trend.points else None
        text = last.text if last else ""
        x, y = plot.plan.left, plot.plan.bottom + 0.8 * em
        canvas.text(x, y, text, canvas.style.muted, canvas.style.small)
        return
    for point in known[:1] if len(known) > 1 else ():
        _figure(canvas, plot, point, trend, reference)
    for point in known[-1:]:
        draw_mark(canvas, plot.x(point.period), plot.y(point.value or 0.0), trend.mark, 0.7 * em)
        _figure(canvas, plot, point, trend, reference)


def _figure(
    canvas: Canvas, plot: Frame, point: TrendPoint, trend: GroupTrend, reference: GroupTrend | None
) -> None:
    """A figure at its end of the panel, or over its point, away from the reference."""
    em, plan = canvas.style.text, plot.plan
    y, others = plot.y(point.value or 0.0), reference.points if reference else ()
    beside = next((other.value for other in others if other.period == point.period), None)
    under = beside is not None and trend is not reference and (point.value or 0.0) < beside
    base = y - 0.65 * em - CAP * em if under else y + 0.65 * em
    if base < plan.bottom + 0.2 * em or base + CAP * em > canvas.height - plan.top + 0.5 * em:
        base = y + 0.65 * em if under else y - 0.65 * em - CAP * em
    wide = text_width(point.text, em, 600)
    left, right = plan.left, plan.width - plan.right - wide
    ends = {trend.points[0].period: left, trend.points[-1].period: right}
    x = ends.get(point.period, min(max(plot.x(point.period) - wide / 2, left), right))
    canvas.text(x, base, point.text, trend.mark.colour, em, 600)


def _intervals(canvas: Canvas, plot: Frame, trend: GroupTrend) -> None:
    em = canvas.style.text
    colour = mix(trend.mark.colour, canvas.style.ink, 0.35)
    for point in trend.points:
        if point.limits is None:
            continue
        x, low, high = plot.x(point.period), *map(plot.y, point.limits)
        canvas.rule((x, low), (x, high), colour, 0.12 * em)
        for y in (low, high):
            canvas.rule((x - 0.32 * em, y), (x + 0.32 * em, y), colour, 0.12 * em)

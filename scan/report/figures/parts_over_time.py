"""Report, figures: how have the parts changed in the municipality, year by year?

Needs two or three trends of parts with at least three years. A column per year; the parts are
named with their newest figures at the right. Alternative text:
``parts_over_time`` in the wording ``alternatives``.
"""

from collections.abc import Sequence

from scan.report.figures.canvas import OUTLINE, Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.frames import Frame
from scan.report.figures.metrics import label_lines
from scan.report.figures.paths import Spot
from scan.report.figures.scales import Scale, bar_scale
from scan.report.figures.stacks import WHOLE, lead_of
from scan.report.figures.timeline import (
    LEADERS,
    NOTHING,
    EndLabel,
    draw_end_labels,
    end_margin,
    labels_height,
    steps_for,
    time_frame,
)
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Palette, Style, toned
from scan.status import Status
from scan.views.records import Figure, IndicatorView

NAME = "parts_over_time"
MOST = 3
"""Parts in a column; more of them are lines, of which each has its own foot."""
LEAST_YEARS = 3
NARROW = 7.0
"""Columns narrower than this stand against each other, under one outline."""


def fits(view: IndicatorView) -> bool:
    """Whether there are a few parts with enough years."""
    few = view.shape in ("parts", "top") and 2 <= len(view.trends) <= MOST
    return few and len(_full_years(view)) >= LEAST_YEARS


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    names = [", ".join(trend[0].labels) for trend in view.trends]
    return max(168.0 if width >= 330 else 150.0, labels_height(style, names, _most(width)))


def _most(width: float) -> float:
    """Widest name beside the plot."""
    return 110.0 if width >= 330 else 72.0


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """A stacked column per year, the first part at the foot."""
    canvas = Canvas(style, width, height)
    palette = style.theme(theme)
    names = [", ".join(trend[0].labels) for trend in view.trends]
    newest = [trend[-1].shown.text for trend in view.trends]
    right = end_margin(style, names, newest, _most(width), leaders=True)
    years = [point.period for point in view.trends[0]]
    scale = _scale(view, height)
    plot = time_frame(style, (width, height), years, scale, view.unit, right, columns=True)
    canvas.add(plot.marks)
    lead = lead_of(view, [trend[-1] for trend in view.trends])
    for index in range(len(years)):
        _column(canvas, plot, [trend[index] for trend in view.trends], palette, lead)
    if plot.x(1) - plot.x(0) < NARROW:
        _outline(canvas, plot, view, palette)
    canvas.rule(
        (plot.plan.left, plot.y(0)),
        (plot.plan.width - plot.plan.right, plot.y(0)),
        style.muted,
        0.9,
    )
    draw_end_labels(canvas, plot, _ends(view, style, plot, names, palette))
    return canvas.drawing()


def _column(
    canvas: Canvas, plot: Frame, points: Sequence[Figure], palette: Palette, lead: int
) -> None:
    year = plot.x(1) - plot.x(0)
    gap = 0.18 * year if year >= NARROW else 0.0
    left = plot.x(points[0].period - 0.5) + gap / 2
    width = plot.x(points[0].period + 0.5) - gap / 2 - left
    base = 0.0
    for point, fill in zip(points, toned(palette, len(points), lead), strict=True):
        if point.shown.value:
            y = plot.y(base)
            base += point.shown.value
            edge = palette.strong if gap else None
            canvas.bar(left, y, width + (0 if gap else 0.2), plot.y(base) - y, fill, edge)
    if any(point.shown.status is Status.HIDDEN for point in points):
        canvas.blank((left, plot.y(base) + NOTHING), width)


def _outline(canvas: Canvas, plot: Frame, view: IndicatorView, palette: Palette) -> None:
    """A step line over each part, so that the lightest stand out from the paper."""
    years = [point.period for point in view.trends[0]]
    base = dict.fromkeys(years, 0.0)
    for trend in view.trends:
        steps: list[Spot] = []
        for point in trend:
            base[point.period] += point.shown.value or 0.0
            y = plot.y(base[point.period])
            steps += [(plot.x(point.period - 0.5), y), (plot.x(point.period + 0.5), y)]
        canvas.line(steps, palette.strong, OUTLINE)


def _ends(
    view: IndicatorView, style: Style, plot: Frame, names: Sequence[str], palette: Palette
) -> list[EndLabel]:
    """A label per part at the middle of its newest piece of column."""
    x = plot.plan.width - plot.plan.right
    ends = []
    base = 0.0
    year = max(_full_years(view))
    for trend, name in zip(view.trends, names, strict=True):
        point = next(point for point in trend if point.period == year)
        value = point.shown.value or 0.0
        lines = label_lines(name, plot.plan.right - LEADERS - 1, style.text, 600)
        y = plot.y(base + value / 2)
        text = trend[-1].shown.text
        ends.append(EndLabel(x + 1, y, lines, text, style.ink, 400, leader=True))
        base += value
    return ends


def _full_years(view: IndicatorView) -> list[int]:
    """Years in which every part has a figure."""
    return [
        points[0].period
        for points in zip(*view.trends, strict=False)
        if all(point.shown.value is not None for point in points)
    ]


def _scale(view: IndicatorView, height: float) -> Scale:
    sums = [
        sum(point.shown.value or 0.0 for point in points)
        for points in zip(*view.trends, strict=False)
    ]
    if view.unit == "percent" and WHOLE[0] <= max(sums) <= WHOLE[1]:
        return Scale(0.0, 100.0, 25.0)
    return bar_scale(sums, steps_for(height))

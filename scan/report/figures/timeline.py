"""Report, figures: what all charts through time share: gaps, frames, lines and labels at the end.

Input: points of a trend and where a frame puts them. Output: marks on a canvas.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour
from scan.report.figures.frames import GAP, Axis, Frame, Plan, frame
from scan.report.figures.metrics import CAP, LEADING, RISE, label_lines, text_width
from scan.report.figures.paths import Spot
from scan.report.figures.placing import spread
from scan.report.figures.scales import Scale, year_ticks
from scan.report.figures.words import Labels, furniture
from scan.report.style import Style
from scan.status import Status
from scan.views.records import IndicatorView, Series

BOTTOM = 17.0
"""Room for the years under the axis."""
NEAR = 9.0
"""Between the end of a line and its label."""
LEADERS = 15.0
"""The same where a leader may have to bridge it."""
CUT_TOP = 19.0
"""Room above an axis that does not start at zero, for saying so."""
NOTHING = 3.0
"""Height above the axis of the dashed line that stands for figures that are not shown."""


@dataclass(frozen=True, slots=True)
class Value:
    """A year with its figure, or without; ``joined``: the line comes from the year before."""

    period: int
    value: float | None
    joined: bool


def own_values(series: Series) -> list[Value]:
    """The municipality's figures."""
    return _values(series, [figure.shown.value for figure in series])


def values_beside(view: IndicatorView, series: Series) -> list[Value]:
    """The figures of what it is compared with."""
    return _values(series, [view.beside(figure).value for figure in series])


def _values(points: Series, values: Sequence[float | None]) -> list[Value]:
    """A year further than usual from the one before starts a new piece of line."""
    periods = [point.period for point in points]
    usual = min((b - a for a, b in pairwise(periods)), default=1)
    result = []
    for index, (point, value) in enumerate(zip(points, values, strict=True)):
        near = index > 0 and point.period - periods[index - 1] <= usual
        joined = near and not point.break_before and values[index - 1] is not None
        result.append(Value(point.period, value, joined))
    return result


def known(values: Sequence[Value]) -> list[float]:
    """The figures that are shown."""
    return [value.value for value in values if value.value is not None]


def pieces(values: Sequence[Value], plot: Frame) -> list[list[Spot]]:
    """Runs of points that a line connects."""
    runs: list[list[Spot]] = []
    for value in values:
        if value.value is None:
            continue
        spot = (plot.x(value.period), plot.y(value.value))
        if value.joined and runs:
            runs[-1].append(spot)
        else:
            runs.append([spot])
    return runs


def steps_for(height: float) -> int:
    """How many steps a vertical axis of this height bears."""
    return max(2, min(5, int((height - BOTTOM) / 26)))


def time_frame(
    style: Style,
    size: tuple[float, float],
    periods: Sequence[int],
    scale: Scale,
    unit: str,
    right: float,
    columns: bool = False,
) -> Frame:
    """The kept axes of a chart through time; ``columns`` leaves half a year at both sides."""
    width, height = size
    labels = scale.labels(unit)
    left = math.ceil(max(text_width(label, style.small) for label in labels) + GAP + 1)
    left = max(left, 12)
    first, last = min(periods), max(periods)
    ticks = year_ticks(periods, width - left - right)
    pad = 0.5 if columns else 0.0
    plan = Plan(
        width=width,
        height=height,
        left=left,
        bottom=BOTTOM,
        right=right,
        top=14.0 if scale.low <= 0 else CUT_TOP,
        x=Axis(first - pad, last + pad, tuple(map(float, ticks)), tuple(map(str, ticks))),
        y=Axis(scale.low, scale.high, scale.ticks, labels, grid=True, zero=scale.low <= 0),
    )
    return frame(plan, style)


def tell_cut(canvas: Canvas, plot: Frame, labels: Labels) -> None:
    """Say above the plot that its axis does not start at zero, where it does not."""
    low = plot.plan.y.low
    if low <= 0 or not plot.plan.y.labels:
        return
    style = canvas.style
    text = furniture(labels, "cut", value=plot.plan.y.labels[0])
    y = canvas.height - RISE * style.small
    canvas.text(plot.plan.left, y, text, style.muted, style.small)


def draw_line(
    canvas: Canvas,
    runs: Sequence[Sequence[Spot]],
    colour: Colour,
    width: float,
    dash: tuple[float, ...] = (),
) -> None:
    """A line with gaps; a year alone becomes a dot."""
    for run in runs:
        if len(run) > 1:
            canvas.line(run, colour, width, dash)
        else:
            canvas.dot(*run[0], 2.2 * width, colour)


def hidden_strip(canvas: Canvas, plot: Frame, points: Series) -> None:
    """A dashed line at the foot of the years whose figure is hidden.

    The words for it stand there once, unless the label at the end says them.
    """
    hidden = [point for point in points if point.shown.status is Status.HIDDEN]
    if not hidden:
        return
    half = 0.5 * (plot.x(1) - plot.x(0))
    left, right = plot.plan.left, plot.plan.width - plot.plan.right
    widest: tuple[float, float] = (0.0, 0.0)
    start: float | None = None
    for index, point in enumerate(hidden):
        begin = max(left, plot.x(point.period) - half)
        end = min(right, plot.x(point.period) + half)
        start = begin if start is None else start
        if index + 1 == len(hidden) or hidden[index + 1].period > point.period + 1:
            canvas.blank((start, plot.plan.bottom + NOTHING), max(end - start, 4.0))
            widest = max(widest, (end - start, start))
            start = None
    if hidden[-1] is points[-1]:
        return
    text = hidden[-1].shown.text
    span = text_width(text, canvas.style.small)
    centre = min(max(widest[1] + widest[0] / 2, left + span / 2), right - span / 2)
    y = plot.plan.bottom + NOTHING + 4
    canvas.text(centre, y, text, canvas.style.muted, canvas.style.small, align="centre")


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What stands at the end of a line or part: a name over a figure."""

    x: float
    y: float
    name: tuple[str, ...]
    figure: str
    colour: Colour
    weight: int
    leader: bool = False

    def height(self, size: float) -> float:
        """Room that the label takes, with a little space around it."""
        return (len(self.name) + 1) * LEADING * size + 3


def end_margin(
    style: Style,
    names: Sequence[str],
    figures: Sequence[str],
    most: float,
    weight: int = 600,
    leaders: bool = False,
) -> float:
    """Room right of the plot for end labels, rounded so that frames repeat."""
    widths = [
        text_width(line, style.text, weight)
        for name in names
        for line in label_lines(name, most, style.text, weight)
    ]
    widths += [text_width(figure, style.text, weight) for figure in figures]
    return math.ceil((max(widths) + (LEADERS if leaders else NEAR) + 2) / 8) * 8.0


def labels_height(style: Style, names: Sequence[str], most: float, weight: int = 600) -> float:
    """The least height of a chart with these end labels under each other."""
    lines = sum(len(label_lines(name, most, style.text, weight)) + 1 for name in names)
    return lines * LEADING * style.text + 3 * len(names) + 4 + BOTTOM


def draw_end_labels(canvas: Canvas, plot: Frame, labels: Sequence[EndLabel]) -> None:
    """Write the labels right of the plot, pushed apart; a leader shows where one has moved."""
    size = canvas.style.text
    leaders = any(label.leader for label in labels)
    x = plot.plan.width - plot.plan.right + (LEADERS if leaders else NEAR)
    heights = [label.height(size) for label in labels]
    low = max(1.0, min(plot.plan.bottom - 5.0, canvas.height - 1.0 - sum(heights)))
    places = spread([label.y for label in labels], heights, low, canvas.height - 1.0)
    step = LEADING * size
    for label, centre in zip(labels, places, strict=True):
        rows = len(label.name) + 1
        top = centre + step * (rows - 1) / 2
        if label.leader and abs(centre - label.y) > 4:
            canvas.rule((label.x, label.y), (x - 2.5, centre), canvas.style.muted, 0.4)
        for index, line in enumerate((*label.name, label.figure)):
            y = top - index * step - CAP * size / 2
            canvas.text(x, y, line, label.colour, size, label.weight)

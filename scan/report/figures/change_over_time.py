"""Report, figures: how has the main figure changed, beside that of the region?

Needs a trend with at least two years in which the municipality or the region has a figure.
Years without a figure interrupt the line, as does another source or wording; hidden years are
a dashed line at the foot. Alternative text:
``change_over_time`` in the wording ``alternatives``.
"""

from collections.abc import Sequence
from itertools import pairwise

from scan.report.figures.canvas import DASH, Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.frames import Frame
from scan.report.figures.metrics import CAP, label_lines, text_width
from scan.report.figures.scales import bar_scale, line_scale
from scan.report.figures.timeline import (
    EndLabel,
    Value,
    draw_end_labels,
    draw_line,
    end_margin,
    hidden_strip,
    known,
    own_values,
    pieces,
    steps_for,
    tell_cut,
    time_frame,
    values_beside,
)
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Palette, Style
from scan.status import Status
from scan.views.records import IndicatorView

NAME = "change_over_time"


def fits(view: IndicatorView) -> bool:
    """Whether there is a line to draw."""
    own = known(own_values(view.trend))
    return max(len(own), len(known(values_beside(view, view.trend)))) >= 2


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return 170.0 if width >= 330 else 132.0


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Two lines with names and figures at their ends."""
    canvas = Canvas(style, width, height)
    palette = style.theme(theme)
    points = view.trend
    own, other = own_values(points), values_beside(view, points)
    values = known(own) + known(other) + _limits(view)
    names = [view.place.name] + [place.name for place in view.comparators[:1]]
    ends = [points[-1].shown.text, view.beside(points[-1]).text]
    right = end_margin(style, names, ends, 96 if width >= 330 else 66, 700)
    hidden = any(point.shown.status is Status.HIDDEN for point in points)
    scale = (bar_scale if hidden else line_scale)(values, steps_for(height))
    periods = [point.period for point in points]
    plot = time_frame(style, (width, height), periods, scale, view.unit, right)
    canvas.add(plot.marks)
    tell_cut(canvas, plot, labels)
    hidden_strip(canvas, plot, points)
    own_runs, other_runs = pieces(own, plot), pieces(other, plot)
    draw_line(canvas, other_runs, style.beside, 1.5, DASH)
    draw_line(canvas, own_runs, palette.strong, 2.4)
    _whisker(canvas, plot, view, palette)
    if other_runs:
        canvas.dot(*other_runs[-1][-1], 4.6, style.paper, style.beside)
    if own_runs:
        canvas.dot(*own_runs[-1][-1], 6.2, palette.strong, style.paper)
        _first_figure(canvas, plot, view, palette)
    draw_end_labels(canvas, plot, _ends(view, style, palette, plot, own_runs, other_runs))
    return canvas.drawing()


def _limits(view: IndicatorView) -> list[float]:
    return [limit for limit in (view.main.low, view.main.high) if limit is not None]


def _whisker(canvas: Canvas, plot: Frame, view: IndicatorView, palette: Palette) -> None:
    """The interval of the newest survey estimate."""
    low, high = view.main.low, view.main.high
    if low is None or high is None or view.main.shown.value is None:
        return
    x = plot.x(view.trend[-1].period)
    canvas.rule((x, plot.y(low)), (x, plot.y(high)), palette.strong, 1.1)
    for limit in (low, high):
        canvas.rule((x - 2.5, plot.y(limit)), (x + 2.5, plot.y(limit)), palette.strong, 1.1)


def _first_figure(canvas: Canvas, plot: Frame, view: IndicatorView, palette: Palette) -> None:
    """The oldest figure of the municipality, on the side of the line away from the region."""
    first = next((p for p in view.trend if p.shown.value is not None), None)
    if first is None or first.shown.value is None or first is view.trend[-1]:
        return
    size = canvas.style.text
    x = plot.x(first.period)
    reach = x + text_width(first.shown.bare, size, 600)
    near = _heights(plot, own_values(view.trend), reach + 3)
    other = view.beside(first).value
    below = other is not None and first.shown.value < other
    baseline = min(near) - 5 - CAP * size if below else max(near) + 5
    if below and baseline < plot.plan.bottom + 2:
        baseline = max(near) + 5
    canvas.text(x, baseline, first.shown.bare, palette.strong, size, 600)


def _heights(plot: Frame, values: Sequence[Value], reach: float) -> list[float]:
    """Heights of the line from its start to ``reach``, where it is cut between two years."""
    spots = [(plot.x(v.period), plot.y(v.value)) for v in values if v.value is not None]
    heights = [y for x, y in spots if x <= reach] or [spots[0][1]]
    for (left, first), (right, second) in pairwise(spots):
        if left <= reach < right:
            heights.append(first + (second - first) * (reach - left) / (right - left))
    return heights


def _ends(
    view: IndicatorView,
    style: Style,
    palette: Palette,
    plot: Frame,
    own: Sequence[Sequence[tuple[float, float]]],
    beside: Sequence[Sequence[tuple[float, float]]],
) -> list[EndLabel]:
    most = plot.plan.right - 9
    last = view.trend[-1]
    foot = (plot.plan.width - plot.plan.right, plot.plan.bottom + 4)
    x, y = own[-1][-1] if own else foot
    name = label_lines(view.place.name, most, style.text, 700)
    ends = [EndLabel(x, y, name, last.shown.text, palette.strong, 700)]
    if view.comparators and beside:
        x, y = beside[-1][-1]
        name = label_lines(view.comparators[0].name, most, style.text)
        ends.append(EndLabel(x, y, name, view.beside(last).text, style.region, 400))
    return ends

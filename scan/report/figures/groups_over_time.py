"""Report, figures: how has the figure changed in each group?

Needs two to five trends of groups with at least two years. A line per group with a marker of
its own shape, named at its end. Alternative text:
``groups_over_time`` in the wording ``alternatives``.
"""

from collections.abc import Sequence

from scan.report.figures import parts_over_time
from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.metrics import label_lines
from scan.report.figures.scales import bar_scale, line_scale
from scan.report.figures.stacks import lead_of
from scan.report.figures.timeline import (
    LEADERS,
    EndLabel,
    draw_end_labels,
    draw_line,
    end_margin,
    known,
    labels_height,
    own_values,
    pieces,
    steps_for,
    tell_cut,
    time_frame,
)
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style, contrast, line_colours, mix
from scan.views.records import IndicatorView, Series

NAME = "groups_over_time"
MOST = 5


def fits(view: IndicatorView) -> bool:
    """Whether there are a few groups, two of which have a line, and no columns show them."""
    lines = [trend for trend in view.trends if len(known(own_values(trend))) >= 2]
    if parts_over_time.fits(view):
        return False
    return 2 <= len(view.trends) <= MOST and len(lines) >= 2


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
    """One line per group of the municipality."""
    canvas = Canvas(style, width, height)
    trends = [trend for trend in view.trends if known(own_values(trend))]
    names = [", ".join(trend[0].labels) for trend in trends]
    right = end_margin(
        style, names, [trend[-1].shown.text for trend in trends], _most(width), leaders=True
    )
    series = [own_values(trend) for trend in trends]
    values = [value for line in series for value in known(line)]
    hidden = len(trends) < len(view.trends)
    scale = (bar_scale if hidden else line_scale)(values, steps_for(height))
    periods = [point.period for trend in trends for point in trend]
    plot = time_frame(style, (width, height), sorted(set(periods)), scale, view.unit, right)
    canvas.add(plot.marks)
    tell_cut(canvas, plot, labels)
    ends = []
    strongest, *others = line_colours(style.theme(theme), style.ink, len(trends))
    lead = lead_of(view, [trend[-1] for trend in trends])
    colours = (*others[:lead], strongest, *others[lead:])
    for index, (trend, name, colour) in enumerate(zip(trends, names, colours, strict=True)):
        runs = pieces(series[index], plot)
        draw_line(canvas, runs, colour, 1.9)
        x, y = runs[-1][-1]
        _marker(canvas, index, x, y, colour)
        ends.append(_end(trend, name, style, colour, (x, y), right))
    draw_end_labels(canvas, plot, ends)
    return canvas.drawing()


def _end(
    trend: Series,
    name: str,
    style: Style,
    colour: Colour,
    spot: tuple[float, float],
    right: float,
) -> EndLabel:
    lines = label_lines(name, right - LEADERS - 1, style.text, 600)
    text = trend[-1].shown.text
    written = colour if contrast(colour, style.paper) >= 4.5 else mix(colour, style.ink, 0.45)
    return EndLabel(spot[0] + 4, spot[1], lines, text, written, 600, leader=True)


def _marker(canvas: Canvas, index: int, x: float, y: float, colour: Colour) -> None:
    """A disc, a square, a triangle, a diamond or a ring."""
    shapes: tuple[Sequence[tuple[float, float]], ...] = (
        (),
        ((-2.7, -2.7), (2.7, -2.7), (2.7, 2.7), (-2.7, 2.7)),
        ((-3.4, -2.6), (3.4, -2.6), (0, 3.6)),
        ((0, -3.8), (3.8, 0), (0, 3.8), (-3.8, 0)),
    )
    if index % 5 == 4:
        canvas.dot(x, y, 5.4, canvas.style.paper, colour)
    elif index % 5 == 0:
        canvas.dot(x, y, 6.0, colour)
    else:
        canvas.polygon([(x + dx, y + dy) for dx, dy in shapes[index % 5]], colour)

"""Report, figures: in which direction does the main figure go? A small line without words.

Needs at least three years with a figure. Goes beside a large figure, whose text says it all.
Alternative text:
``key_figure`` in the wording ``alternatives``.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.frames import Axis, Frame, Plan
from scan.report.figures.timeline import draw_line, known, own_values, pieces, region_values
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import IndicatorView

NAME = "key_figure"
LEAST = 3
EDGE = 4.0


def fits(view: IndicatorView) -> bool:
    """Whether the municipality has a line."""
    return len(known(own_values(view.trend.points))) >= LEAST


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return 26.0


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """The municipality's line with its newest dot, and the region's behind it."""
    canvas = Canvas(style, width, height)
    palette = style.theme(theme)
    points = view.trend.points
    own, region = own_values(points), region_values(points)
    values = known(own) + known(region)
    low, high = min(values), max(values)
    high = high if high > low else low + 1.0
    x = Axis(points[0].period, max(points[-1].period, points[0].period + 1))
    plot = Frame((), Plan(width, height, EDGE, EDGE, EDGE, EDGE, x, Axis(low, high)))
    draw_line(canvas, pieces(region, plot), style.region, 0.9, (2.0, 1.6))
    runs = pieces(own, plot)
    draw_line(canvas, runs, palette.strong, 1.6)
    if runs:
        canvas.dot(*runs[-1][-1], 4.8, palette.strong)
    return canvas.drawing()

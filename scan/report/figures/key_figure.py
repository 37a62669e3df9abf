"""Report, figures: in which direction does the main figure go? A small line with few words.

Needs at least three years with a figure. Goes under a large figure, which is its end; its first
year and figure stand at the line. Alternative text: ``key_figure`` in the wording
``alternatives``.
"""

from collections.abc import Sequence

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.frames import Axis, Frame, Plan
from scan.report.figures.metrics import CAP
from scan.report.figures.paths import Spot
from scan.report.figures.timeline import draw_line, known, own_values, pieces, values_beside
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Palette, Style
from scan.views.records import IndicatorView

NAME = "key_figure"
LEAST = 3
EDGE = 4.0
FOOT = 12.0
"""Room for the years."""
HEAD = 11.0
"""Room for the first figure."""


def fits(view: IndicatorView) -> bool:
    """Whether the municipality has a line."""
    return len(known(own_values(view.trend))) >= LEAST


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return 38.0


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
    points = view.trend
    own, other = own_values(points), values_beside(view, points)
    values = known(own) + known(other)
    low, high = min(values), max(values)
    high = high if high > low else low + 1.0
    x = Axis(points[0].period, max(points[-1].period, points[0].period + 1))
    plot = Frame((), Plan(width, height, EDGE, FOOT, EDGE, HEAD, x, Axis(low, high)))
    draw_line(canvas, pieces(other, plot), style.region, 0.9, (2.0, 1.6))
    runs = pieces(own, plot)
    draw_line(canvas, runs, palette.strong, 1.6)
    if runs:
        canvas.dot(*runs[-1][-1], 4.8, palette.strong)
        _ends(canvas, runs[0], view, palette)
    return canvas.drawing()


def _ends(canvas: Canvas, run: Sequence[Spot], view: IndicatorView, palette: Palette) -> None:
    """The first and the last year under the line; the first figure over its start."""
    style, start = canvas.style, run[0]
    shown = [point for point in view.trend if point.shown.value is not None]
    first, last = shown[0], shown[-1]
    canvas.text(start[0], 1.5, str(first.period), style.muted, style.small)
    right = canvas.width - EDGE
    canvas.text(right, 1.5, str(last.period), style.muted, style.small, align="right")
    near = [spot[1] for spot in run[:3]]
    base = max(near) + 4.0
    other = view.beside(first).value
    if other is not None and other > (first.shown.value or 0.0):
        under = min(near) - 4.0 - CAP * style.small
        base = under if under > FOOT - 1.0 else canvas.height - HEAD + 2.5
    canvas.text(start[0], base, first.shown.bare, palette.strong, style.small, 600)

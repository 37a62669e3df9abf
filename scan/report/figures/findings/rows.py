"""Report, figures, findings: a row for the municipality, the region and similar municipalities.

Input: a finding with its points, the municipality first. Output: bars of a whole
(``draw_shares``), dots on one axis with those of the group's members (``draw_dots``), or two dots
with the gap between them (``draw_gaps``). Figures stand at the right, names at the left.
"""

from collections.abc import Sequence
from itertools import pairwise, product

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.frames import Axis, Frame, Plan, frame
from scan.report.figures.metrics import label_lines, text_width
from scan.report.figures.scales import dot_scale
from scan.report.style import Palette, Style
from scan.views.core import Finding, Point

ROW = 25.0
BAR = 13.0
LABELS, FIGURES = 128.0, 62.0
"""Width of the columns of names and of figures."""
AXIS, HEAD = 17.0, 16.0
"""Room for the labels of the axis, and for the names of both groups."""
WHOLE = 100.0
STEPS = 6
"""Most steps of an axis."""
OWN, OTHER, MEMBER = 9.0, 7.5, 4.2
"""Diameters of dots: of the municipality, of another place, of a member of the group."""


def shares_height(finding: Finding) -> float:
    """Height in points of bars of a whole."""
    return ROW * len(_known(finding.points)) + 2.0


def dots_height(finding: Finding) -> float:
    """Height in points of dots on an axis."""
    return ROW * len(_known(finding.points)) + AXIS


def gaps_height(finding: Finding) -> float:
    """Height in points of pairs of dots."""
    return ROW * len(_pairs(finding.points)) + AXIS + HEAD


def draw_shares(finding: Finding, style: Style, palette: Palette, width: float) -> Drawing:
    """Each share as a part of a whole bar; of a figure that is no share, of the largest."""
    points, canvas = _known(finding.points), Canvas(style, width, shares_height(finding))
    values = [point.shown.value or 0.0 for point in points]
    percent = finding.view is not None and finding.view.unit == "percent"
    most = WHOLE if percent else max(*values, 1e-9)
    room = width - LABELS - FIGURES
    for row, point in enumerate(points):
        y = canvas.height - (row + 0.5) * ROW
        fill = palette.strong if row == 0 else style.beside
        canvas.bar(LABELS, y - BAR / 2, room, BAR, style.band)
        canvas.bar(LABELS, y - BAR / 2, room * values[row] / most, BAR, fill)
        _words(canvas, point, y, point.shown.text, fill, own=row == 0)
    return canvas.drawing()


def draw_dots(finding: Finding, style: Style, palette: Palette, width: float) -> Drawing:
    """Each figure as a dot at its value; behind the middle of a group its members."""
    points, canvas = _known(finding.points), Canvas(style, width, dots_height(finding))
    named = finding.view.named if finding.view else None
    members = [m.shown.value for m in named.members if m.shown.value is not None] if named else []
    values = [point.shown.value or 0.0 for point in points]
    plot = _plot(canvas, [*values, *members], finding, 0.0)
    canvas.rule(*_upright(plot, values[0]), palette.light, 1.2)
    ringed = [row for row, point in enumerate(points) if named and point.place == named.place]
    for value, row in product(members, ringed):
        canvas.dot(plot.x(value), _height_of(plot, row), MEMBER, style.paper, style.beside, 0.8)
    for row, point in enumerate(points):
        y = _height_of(plot, row)
        fill, size = (palette.strong, OWN) if row == 0 else (style.beside, OTHER)
        canvas.dot(plot.x(values[row]), y, size, fill, style.paper, 0.8)
        _words(canvas, point, y, point.shown.text, fill, own=row == 0)
    return canvas.drawing()


def draw_gaps(finding: Finding, style: Style, palette: Palette, width: float) -> Drawing:
    """Both groups of each place as a disc and a ring, joined by the gap, which stands beside."""
    pairs, canvas = _pairs(finding.points), Canvas(style, width, gaps_height(finding))
    values = [point.shown.value or 0.0 for pair in pairs for point in pair]
    plot = _plot(canvas, values, finding, HEAD)
    for row, (own, other) in enumerate(pairs):
        y, fill = _height_of(plot, row), palette.strong if row == 0 else style.beside
        left, right = plot.x(own.shown.value or 0.0), plot.x(other.shown.value or 0.0)
        canvas.rule((left, y), (right, y), fill, 2.0)
        canvas.dot(left, y, OWN, fill, style.paper, 0.8)
        canvas.dot(right, y, OWN - 1.5, style.paper, fill, 1.6)
        _words(canvas, own, y, f"{own.shown.bare} – {other.shown.bare}", fill, own=row == 0)
    _legend(canvas, pairs[0], palette.strong)
    return canvas.drawing()


def _known(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if point.shown.value is not None]


def _pairs(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Both points of each place where both are known."""
    found = list(pairwise(points))[::2]
    return [pair for pair in found if len(_known(pair)) == len(pair)]


def _plot(canvas: Canvas, values: Sequence[float], finding: Finding, top: float) -> Frame:
    """The axis under all rows, with a line at each tick."""
    unit = finding.view.unit if finding.view else "count"
    low = [*values, 0.0] if min(values) < 0 else values
    scale = dot_scale(low, STEPS)
    x = Axis(scale.low, scale.high, scale.ticks, scale.labels(unit), grid=True)
    edges = (LABELS, AXIS, FIGURES + 8.0, top)
    plan = Plan(canvas.width, canvas.height, *edges, x=x, y=Axis(0.0, 1.0))
    plot = frame(plan, canvas.style)
    canvas.add(plot.marks)
    return plot


def _upright(plot: Frame, value: float) -> tuple[tuple[float, float], tuple[float, float]]:
    x = plot.x(value)
    return (x, plot.plan.bottom), (x, plot.plan.height - plot.plan.top)


def _height_of(plot: Frame, row: int) -> float:
    return plot.plan.height - plot.plan.top - (row + 0.5) * ROW


def _words(
    canvas: Canvas, point: Point, y: float, figure: str, colour: Colour, *, own: bool
) -> None:
    style, weight = canvas.style, 700 if own else 400
    colour = colour if own else style.region
    lines = label_lines(point.place.name, LABELS - 12, style.text, weight)
    canvas.lines(0, y, lines, colour, weight=weight)
    canvas.centred(canvas.width, y, figure, colour, weight=weight, align="right")


def _legend(canvas: Canvas, pair: tuple[Point, Point], colour: Colour) -> None:
    """Which group is the disc and which the ring."""
    style, y, x = canvas.style, canvas.height - HEAD / 2 + 1.0, LABELS
    for point, fill in zip(pair, (colour, style.paper), strict=True):
        canvas.dot(x + 4.0, y, OWN - 1.5, fill, colour, 1.4)
        canvas.centred(x + 12.0, y, point.label, style.ink)
        x += 28.0 + text_width(point.label, style.text)

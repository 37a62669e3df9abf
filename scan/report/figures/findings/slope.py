"""Report, figures, findings: two years with a line between them.

Input: a finding with its points: those of the earlier year, then those of the newest, in the same
order of places. Output: a line per place that is known in both years, with its figures at both
ends and its name at the right.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.metrics import text_width
from scan.report.figures.placing import spread
from scan.report.figures.scales import bar_scale
from scan.report.style import Palette, Style
from scan.views.core import Finding, Point

HEIGHT = 116.0
LEFT, RIGHT = 128.0, 318.0
"""Where the two years stand, in points from the left."""
HEAD, FOOT = 18.0, 6.0
LINE = 11.5
"""Between figures that would lie on each other."""
DOT = 7.0

_Line = tuple[Point, Point]


def draw(finding: Finding, style: Style, palette: Palette, width: float) -> Drawing:
    """The lines, that of the municipality on top."""
    canvas, lines = Canvas(style, width, HEIGHT), _lines(finding)
    scale = bar_scale([point.shown.value or 0.0 for line in lines for point in line])
    span = scale.high - scale.low or 1.0
    room = HEIGHT - HEAD - FOOT

    def y(point: Point) -> float:
        return FOOT + room * ((point.shown.value or 0.0) - scale.low) / span

    for x, point in zip((LEFT, RIGHT), lines[0], strict=True):
        canvas.rule((x, FOOT), (x, HEIGHT - HEAD), style.line, 0.8)
        canvas.text(x, HEIGHT - HEAD + 6.0, point.label, style.muted, align="centre")
    colours = [palette.strong, *[style.beside] * (len(lines) - 1)]
    for number, (line, colour) in reversed(list(enumerate(zip(lines, colours, strict=True)))):
        ends = ((LEFT, y(line[0])), (RIGHT, y(line[1])))
        canvas.line(ends, colour, 1.2 if number else 2.6, (4.0, 2.6) if number == 1 else ())
        for spot in ends:
            canvas.dot(*spot, DOT - 1.5 if number else DOT, colour, style.paper, 0.8)
    for end in (0, 1):
        wanted = [y(line[end]) for line in lines]
        heights = spread(wanted, [LINE] * len(lines), 0.0, HEIGHT - HEAD + LINE / 2)
        for number, (line, at) in enumerate(zip(lines, heights, strict=True)):
            _figure(canvas, line[end], at, colours[number], last=end == 1, own=not number)
    return canvas.drawing()


def _lines(finding: Finding) -> list[_Line]:
    """The earlier and the newest figure of each place, where both are known."""
    half = len(finding.points) // 2
    pairs = zip(finding.points[:half], finding.points[half:], strict=True)
    return [pair for pair in pairs if all(point.shown.value is not None for point in pair)]


def _figure(
    canvas: Canvas, point: Point, y: float, colour: Colour, *, last: bool, own: bool
) -> None:
    style, weight = canvas.style, 700 if own else 400
    colour = colour if own else style.region
    if not last:
        canvas.centred(LEFT - 8.0, y, point.shown.text, colour, weight=weight, align="right")
        return
    canvas.centred(RIGHT + 8.0, y, point.shown.text, colour, weight=weight)
    after = RIGHT + 14.0 + text_width(point.shown.text, style.text, weight)
    canvas.centred(after, y, point.place.name, colour, weight=weight)

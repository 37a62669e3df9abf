"""Report, figures, findings: what is known, and how old the figures of gaps are.

Input: a finding with holdings, or with years. Output: a row of boxes per theme, one for each
indicator, or dots above the years. A box is full for a recent figure, has a half for an older one,
is empty for one that is not shown and a dot for what is not delivered.
"""

from collections import Counter

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.frames import Axis, Frame, Plan, frame
from scan.report.figures.metrics import text_width
from scan.report.figures.words import Labels
from scan.report.style import Style
from scan.views.core import Finding, Holding

ROW, FOOT = 15.5, 20.0
"""Height of a theme, and of the legend."""
BOX, STEP = 9.0, 12.5
TITLES = 176.0
"""Width of the column of titles."""
KINDS = ("recent", "old", "hidden", "missing")
YEARS_FOOT, DOT, ABOVE = 16.0, 8.0, 6.0
ACROSS = 5
"""Dots of one year side by side; so many of the narrowest year do not reach the next."""
MOST_YEARS = 8
"""Labels under the axis at most."""


def holdings_height(finding: Finding) -> float:
    """Height in points of the rows of boxes."""
    return ROW * len(finding.holdings) + FOOT


def draw_holdings(finding: Finding, style: Style, width: float, labels: Labels) -> Drawing:
    """A row per theme, in its colour."""
    canvas = Canvas(style, width, holdings_height(finding))
    for row, holding in enumerate(finding.holdings):
        y = canvas.height - (row + 0.5) * ROW
        canvas.centred(0, y, holding.title, style.ink)
        _boxes(canvas, holding, y)
    _legend(canvas, finding.holdings, labels)
    return canvas.drawing()


def _boxes(canvas: Canvas, holding: Holding, y: float) -> None:
    x, colour = TITLES, canvas.style.theme(holding.theme).strong
    for kind in KINDS:
        for _ in range(getattr(holding, kind)):
            _box(canvas, kind, x, y, colour)
            x += STEP


def _box(canvas: Canvas, kind: str, x: float, y: float, colour: tuple[float, float, float]) -> None:
    style, low = canvas.style, y - BOX / 2
    if kind == "missing":
        canvas.dot(x + BOX / 2, y, 2.6, style.muted)
        return
    canvas.bar(x, low, BOX, BOX, colour if kind == "recent" else style.paper, colour)
    if kind == "old":
        canvas.bar(x, low, BOX, BOX / 2, colour)


def _legend(canvas: Canvas, holdings: tuple[Holding, ...], labels: Labels) -> None:
    """What the boxes mean, as far as there are any."""
    style, x, y = canvas.style, TITLES, 6.0
    for kind in KINDS:
        if any(getattr(one, kind) for one in holdings):
            text = labels.get(f"core_held.{kind}", "")
            _box(canvas, kind, x, y, style.ink)
            canvas.centred(x + BOX + 4.0, y, text, style.muted)
            x += BOX + 18.0 + text_width(text, style.text)


def years_height(finding: Finding) -> float:
    """Height in points of the dots above the years."""
    rows = -(-max(Counter(finding.years).values()) // ACROSS)
    return YEARS_FOOT + ABOVE + DOT * rows + 4.0


def draw_years(finding: Finding, style: Style, width: float, newest: int) -> Drawing:
    """A dot for each gap above its year, on an axis up to the newest year of all."""
    canvas = Canvas(style, width, years_height(finding))
    first = min(finding.years)
    step = -(-(newest - first) // MOST_YEARS) or 1
    ticks = tuple(float(year) for year in range(newest, first - 1, -step))[::-1]
    x = Axis(first - 0.5, newest + 0.5, ticks, tuple(f"{tick:.0f}" for tick in ticks))
    plan = Plan(width, canvas.height, 2.0, YEARS_FOOT, 2.0, 0.0, x, Axis(0.0, 1.0))
    plot: Frame = frame(plan, style)
    canvas.add(plot.marks)
    canvas.rule((2.0, YEARS_FOOT), (width - 2.0, YEARS_FOOT), style.muted, 0.8)
    for year, count in Counter(finding.years).items():
        for number in range(count):
            row, column = divmod(number, ACROSS)
            left = plot.x(year) + (column - (min(count, ACROSS) - 1) / 2) * DOT
            y = YEARS_FOOT + ABOVE + row * DOT
            canvas.dot(left, y, DOT - 1.0, style.paper, style.cover, 1.2)
    return canvas.drawing()

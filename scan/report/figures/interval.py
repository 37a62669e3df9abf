"""Report, figures: what do residents answer, and how sure is the estimate?

Needs a survey figure with limits. A band shows the interval, a dot the estimate, a tick the
region. Alternative text:
``interval`` in the wording ``alternatives``.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.dot_rows import DotRow, draw_rows, rows_height
from scan.report.figures.drawing import Drawing
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import IndicatorView

NAME = "interval"
MOST = 8


def fits(view: IndicatorView) -> bool:
    """Whether an estimate has limits."""
    cells = view.cells or (view.main,)
    return view.survey and len(cells) <= MOST and any(cell.low is not None for cell in cells)


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return rows_height(style, _rows(view), width)


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """A row per answer."""
    canvas = Canvas(style, width, height)
    region = view.comparators[0].name if view.comparators else ""
    names = (view.place.name, region)
    draw_rows(canvas, _rows(view), style.theme(theme), names, view.unit)
    return canvas.drawing()


def _rows(view: IndicatorView) -> list[DotRow]:
    return [
        DotRow(", ".join(cell.labels), cell.shown, view.beside(cell), cell.low, cell.high)
        for cell in view.cells or (view.main,)
    ]

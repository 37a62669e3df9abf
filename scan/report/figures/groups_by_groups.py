"""Report, figures: how does the figure differ between groups within groups?

Needs cells of two dimensions. The first makes blocks, the second their rows; a dot for the
municipality, a tick for the region. Alternative text:
``groups_by_groups`` in the wording ``alternatives``.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.dot_rows import DotRow, draw_rows, rows_height
from scan.report.figures.drawing import Drawing
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import IndicatorView

NAME = "groups_by_groups"


def fits(view: IndicatorView) -> bool:
    """Whether there are pairs of groups, one with a figure."""
    return view.shape == "groups_by_groups" and any(
        s.value is not None for cell in view.cells for s in (cell.shown, view.beside(cell))
    )


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
    """Blocks of rows in the order of the view."""
    canvas = Canvas(style, width, height)
    region = view.comparators[0].name if view.comparators else ""
    names = (view.place.name, region)
    draw_rows(canvas, _rows(view), style.theme(theme), names, view.unit)
    return canvas.drawing()


def _rows(view: IndicatorView) -> list[DotRow]:
    rows = []
    block = ""
    for cell in view.cells:
        head = cell.labels[0] if cell.labels[0] != block else ""
        block = cell.labels[0]
        label = ", ".join(cell.labels[1:])
        rows.append(DotRow(label, cell.shown, view.beside(cell), cell.low, cell.high, head))
    return rows

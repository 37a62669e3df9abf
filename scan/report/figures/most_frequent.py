"""Report, figures: which categories occur most, and how often do they in the region?

Needs cells of an open dimension, the most frequent first. The number itself stands at the
right edge of a wide chart. Alternative text:
``most_frequent`` in the wording ``alternatives``.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.rows import WIDE, Pair, draw_pairs, label_column, pair_height
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import Figure, IndicatorView

NAME = "most_frequent"


def fits(view: IndicatorView) -> bool:
    """Whether there are named categories with a figure."""
    return view.shape == "top" and any(cell.shown.value is not None for cell in view.cells)


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    labels = [", ".join(cell.labels) for cell in view.cells]
    return pair_height(max(len(view.cells), 2), label_column(style, labels, width) > 0)


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Pairs of bars, the most frequent above."""
    canvas = Canvas(style, width, height)
    pairs = [
        Pair(", ".join(cell.labels), cell.shown, view.beside(cell), aside=_count(view, cell, width))
        for cell in view.cells
    ]
    region = view.comparators[0].name if view.comparators else ""
    draw_pairs(canvas, pairs, style.theme(theme), (view.place.name, region))
    return canvas.drawing()


def _count(view: IndicatorView, cell: Figure, width: float) -> str:
    """``1.234 inwoners`` where the chart is wide and the number is shown."""
    if width < WIDE or cell.count.value is None or view.unit == "count":
        return ""
    return f"{cell.count.bare} {view.counted}"

"""Report, figures: how large is the figure in each group, beside that of the region?

Needs cells of one dimension, or none: then the main figure makes one pair of bars. Bars start
at zero on one scale for both places. Alternative text:
``compare_groups`` in the wording ``alternatives``.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.rows import Pair, draw_pairs, label_column, pair_height
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import IndicatorView, Series

NAME = "compare_groups"
MOST = 16
"""More rows than this are no longer a comparison."""


def fits(view: IndicatorView) -> bool:
    """Whether there are a few rows with at least one figure; one figure alone is no comparison."""
    cells = _cells(view)
    if not view.cells and not view.comparators:
        return False
    return len(cells) <= MOST and any(
        s.value is not None for cell in cells for s in (cell.shown, view.beside(cell))
    )


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    labels = [", ".join(cell.labels) for cell in _cells(view)]
    beside = not any(labels) or label_column(style, labels, width) > 0
    return max(pair_height(len(labels), beside), 44.0)


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Pairs of bars in the order of the view."""
    canvas = Canvas(style, width, height)
    pairs = [
        Pair(", ".join(cell.labels), cell.shown, view.beside(cell), cell.low, cell.high)
        for cell in _cells(view)
    ]
    region = view.comparators[0].name if view.comparators else ""
    draw_pairs(canvas, pairs, style.theme(theme), (view.place.name, region))
    return canvas.drawing()


def _cells(view: IndicatorView) -> Series:
    return view.cells or (view.main,)

"""Report, figures: what are the figures of the former municipalities, where they cannot be
combined?

Needs a view with former municipalities. A block per category and a row for each of them, with
the region as a tick; of a breakdown in two dimensions only the first part of each group.
Alternative text: ``former_places`` in the wording ``alternatives``.
"""

from scan.report.figures.canvas import Canvas
from scan.report.figures.dot_rows import DotRow, draw_rows, rows_height
from scan.report.figures.drawing import Drawing
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import Figure, IndicatorView

NAME = "former_places"
MOST = 16
"""More rows than this are no longer a comparison; the table has them all."""


def fits(view: IndicatorView) -> bool:
    """Whether the municipality has no figure of its own, and a former one has."""
    rows = _rows(view)
    return not view.main.shown.status.has_value and any(r.shown.value is not None for r in rows)


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
    """Blocks of rows, in the order of the view; the dots are the former municipalities."""
    canvas = Canvas(style, width, height)
    region = view.comparators[0].name if view.comparators else ""
    names = (labels.get("labels.former", ""), region)
    draw_rows(canvas, _rows(view), style.theme(theme), names, view.unit)
    return canvas.drawing()


def _rows(view: IndicatorView) -> list[DotRow]:
    """The rows of as many categories as there is room for."""
    known = {cell.codes: cell for cell in view.cells}
    rows: list[DotRow] = []
    for category in _categories(view):
        bare = not category.codes
        head = category.labels[0] if category.labels else ""
        block = []
        for former in view.former:
            cell = next((c for c in former.figures if c.codes == category.codes), None)
            if cell is not None:
                other = view.beside(known.get(category.codes, view.main if bare else category))
                block.append(DotRow(former.name, cell.shown, other, cell.low, cell.high, head))
                head = ""
        if len(rows) + len(block) > MOST:
            break
        rows += block
    return rows


def _categories(view: IndicatorView) -> list[Figure]:
    """A cell of each category; of each group its first part."""
    if not view.former:
        return []
    longest = max((former.figures for former in view.former), key=len)
    first: dict[str, Figure] = {}
    for cell in [c for c in longest if c.codes] or longest[:1]:
        first.setdefault(cell.labels[0] if cell.labels else "", cell)
    return list(first.values())

"""Report, figures: which parts make up the whole, here and in the region?

Needs two to five cells of one dimension that are parts. The bar of the municipality stands
above that of the region, on one scale; where the parts are shares of something larger, the
bars are as long as their sum. Alternative text:
``part_to_whole`` in the wording ``alternatives``.
"""

from collections.abc import Sequence

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.metrics import RISE, label_lines, text_width
from scan.report.figures.rows import WIDE
from scan.report.figures.stacks import (
    LEVEL,
    Part,
    draw_figures_below,
    draw_labels,
    draw_parts,
    lay_parts,
    lead_of,
    levels,
    place_labels,
    unit_length,
    whole,
)
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style, greys
from scan.views.records import IndicatorView, Shown

NAME = "part_to_whole"
MOST = 5
OWN_BAR = 26.0
REGION_BAR = 17.0
SPACE = 15.0
"""Between the bars of a wide chart, where lines join their parts."""


def fits(view: IndicatorView) -> bool:
    """Whether there are a few parts of which something can be drawn."""
    few = view.shape in ("parts", "top") and 2 <= len(view.cells) <= MOST
    return few and any(cell.shown.value is not None for cell in view.cells)


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return _texts(view, style, width) + _bars(view)


def _bars(view: IndicatorView) -> float:
    """Height of the bars and the space between them."""
    return OWN_BAR + (SPACE + REGION_BAR if _has_region(view) else 0.0)


def _texts(view: IndicatorView, style: Style, width: float) -> float:
    """Height of all that does not stretch: labels, names, figures below."""
    left = _left(view, style, width)
    own = _own(view, style, left, width)
    above = 5.5 + levels(place_labels(style, own, _names(view), left, width)) * LEVEL
    if not _has_region(view):
        return above + 1.0 + (0 if left else 13.0)
    theirs = lay_parts(style, _beside(view), left, _unit(view, width - left), REGION_BAR)
    below = 13.0 if any(not part.inside for part in theirs) else 1.0
    return above + below + (0 if left else 26.0)


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Two bars in parts; the parts are named above the first."""
    canvas = Canvas(style, width, height)
    palette = style.theme(theme)
    left = _left(view, style, width)
    own = _own(view, style, left, width)
    marks = place_labels(style, own, _names(view), left, width)
    top = height if left else height - 13.0
    stretch = min(max((height - _texts(view, style, width)) / _bars(view), 0.3), 1.7)
    thick = OWN_BAR * stretch
    own_y = top - 5.5 - levels(marks) * LEVEL - thick
    draw_labels(canvas, marks, own_y + thick, palette)
    lead = lead_of(view, view.cells)
    draw_parts(canvas, own, own_y, thick, palette, lead)
    if left:
        lines = label_lines(view.place.name, left - 12, style.text, 700)
        canvas.lines(0, own_y + thick / 2, lines, palette.strong, weight=700)
    else:
        canvas.text(0, height - RISE * style.text, view.place.name, palette.strong, weight=700)
    if _has_region(view):
        _region(canvas, view, own, own_y, left, stretch)
    return canvas.drawing()


def _region(
    canvas: Canvas,
    view: IndicatorView,
    own: Sequence[Part],
    own_y: float,
    left: float,
    stretch: float,
) -> None:
    """The bar of the region below that of the municipality, which starts at ``own_y``."""
    style = canvas.style
    thick = REGION_BAR * stretch
    parts = lay_parts(style, _beside(view), left, _unit(view, canvas.width - left), REGION_BAR)
    y = own_y - SPACE * stretch - thick - (0 if left else 13.0)
    if left:
        for mine, theirs in zip(own[:-1], parts[:-1], strict=True):
            joined = mine.shown.value is not None and theirs.shown.value is not None
            if joined:
                start, end = (mine.right, own_y - 1), (theirs.right, y + thick + 1)
                canvas.rule(start, end, style.line, 0.7)
        lines = label_lines(view.comparators[0].name, left - 12, style.text)
        canvas.lines(0, y + thick / 2, lines, style.region)
    else:
        canvas.text(0, y + thick + 4, view.comparators[0].name, style.region)
    draw_parts(canvas, parts, y, thick, greys(style), lead_of(view, view.cells))
    draw_figures_below(canvas, parts, y, left, canvas.width)


def _has_region(view: IndicatorView) -> bool:
    return any(shown.value is not None for shown in _beside(view))


def _beside(view: IndicatorView) -> list[Shown]:
    return [view.beside(cell) for cell in view.cells]


def _names(view: IndicatorView) -> list[str]:
    return [", ".join(cell.labels) for cell in view.cells]


def _unit(view: IndicatorView, room: float) -> float:
    rows = ([cell.shown for cell in view.cells], _beside(view))
    return unit_length(rows, whole(rows, view.unit), room)


def _own(view: IndicatorView, style: Style, left: float, right: float) -> list[Part]:
    unit = _unit(view, right - left)
    return lay_parts(style, [cell.shown for cell in view.cells], left, unit, OWN_BAR)


def _left(view: IndicatorView, style: Style, width: float) -> float:
    """Room for the names of the places beside the bars; 0 where they stand above."""
    if width < WIDE:
        return 0.0
    names = [view.place.name, *(place.name for place in view.comparators[:1])]
    widths = [
        text_width(line, style.text, 700)
        for name in names
        for line in label_lines(name, 100, style.text, 700)
    ]
    return max(widths) + 14.0

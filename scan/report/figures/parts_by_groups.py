"""Report, figures: how are the parts divided within each group?

Needs cells of two dimensions, the group first and its parts second. Each group has a bar of
the municipality with a thin one of the region below it. Alternative text:
``parts_by_groups`` in the wording ``alternatives``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Drawing
from scan.report.figures.metrics import CAP, RISE, label_lines, text_width
from scan.report.figures.rows import COLUMN_GAP, label_column
from scan.report.figures.stacks import (
    LEVEL,
    draw_labels,
    draw_parts,
    lay_parts,
    levels,
    place_labels,
    unit_length,
    whole,
)
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style, greys
from scan.views.records import Figure, IndicatorView, Series, Shown

NAME = "parts_by_groups"
OWN_BAR = 16.0
REGION_BAR = 6.0
ROW, THICKEST = 33.0, 1.6
"""Height of a group as above; in higher ones the bars are up to so much thicker."""
NAME_LINE = 14.0
"""Room at the top for the name of the municipality."""
NAMED = 4.0
"""The same where it stands beside the names of the parts."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A group: the figures of its parts, here and in what they are compared with."""

    label: str
    cells: Series
    beside: tuple[Shown, ...]


def fits(view: IndicatorView) -> bool:
    """Whether the cells pair groups with parts and one of them has a figure."""
    return view.shape == "parts_by_groups" and any(c.shown.value is not None for c in view.cells)


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    groups = _groups(view)
    column = _column(groups, style, width, view)
    per_group = ROW if column else 45.0
    return NAME_LINE + _above(groups, style, column, width) + len(groups) * per_group + 4


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """A pair of bars per group; the parts are named above the first."""
    canvas = Canvas(style, width, height)
    palette = style.theme(theme)
    groups = _groups(view)
    column = _column(groups, style, width, view)
    above = _above(groups, style, column, width)
    named = _beside(view, style, column)
    top = height - (NAMED if named else NAME_LINE) - above
    name, right = view.place.name, column - COLUMN_GAP
    if named:
        canvas.text(right, top + 5.5, name, palette.strong, weight=700, align="right")
    else:
        canvas.text(0, height - RISE * style.text, name, palette.strong, weight=700)
    pitch = top / len(groups)
    stretch = min(max(pitch / ROW, 1.0), THICKEST) if column else 1.0
    for index, group in enumerate(groups):
        upper = top - index * pitch - (0 if column else 13.0)
        place = _Place(column, upper, stretch, first=index == 0)
        _draw_group(canvas, view, group, theme, place)
    return canvas.drawing()


def _beside(view: IndicatorView, style: Style, column: float) -> bool:
    """Whether the name of the municipality fits over the labels of the groups, of which the
    first must be low enough."""
    room = column - COLUMN_GAP
    low = len(label_lines(view.cells[0].labels[0], room + 0.5, style.text)) == 1
    return low and text_width(view.place.name, style.text, 700) <= room


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a group is drawn: right of ``column``, below ``upper``, so much thicker."""

    column: float
    upper: float
    stretch: float
    first: bool


def _draw_group(
    canvas: Canvas,
    view: IndicatorView,
    group: _Group,
    theme: str,
    place: _Place,
) -> None:
    """The bars of a group."""
    style, palette = canvas.style, canvas.style.theme(theme)
    column, upper, first = place.column, place.upper, place.first
    own_bar, region_bar = OWN_BAR * place.stretch, REGION_BAR * place.stretch
    own_y = upper - own_bar
    unit = _unit(group, canvas.width - column)
    own = lay_parts(style, [c.shown for c in group.cells], column, unit, OWN_BAR)
    draw_parts(canvas, own, own_y, own_bar, palette, _lead(view, group))
    raised = 0.0
    if first:
        marks = place_labels(style, own, [c.labels[1] for c in group.cells], column, canvas.width)
        draw_labels(canvas, marks, upper, palette)
        raised = levels(marks) * LEVEL + 1.0
    if column:
        lines = label_lines(group.label, column - COLUMN_GAP + 0.5, style.text)
        canvas.lines(column - COLUMN_GAP, own_y + own_bar / 2, lines, style.ink, align="right")
    else:
        canvas.text(0, upper + raised + 3.5, group.label, style.ink, weight=600)
    if all(shown.value is None for shown in group.beside):
        return
    y = own_y - 1.5 - region_bar
    parts = lay_parts(style, group.beside, column, unit, 0.0)
    draw_parts(canvas, parts, y, region_bar, greys(style), _lead(view, group))
    name = view.comparators[0].name
    if first and column:
        x, middle = column - COLUMN_GAP, y + region_bar / 2
        canvas.centred(x, middle - 1, name, style.region, style.small, align="right")
    elif first:
        canvas.text(0, y - 2 - CAP * style.small, name, style.region, style.small)


def _lead(view: IndicatorView, group: _Group) -> int:
    """Which part the headline is about, in whatever group; the first where it is about none."""
    codes = [cell.codes[-1] for cell in group.cells]
    return next((codes.index(code) for code in view.lead[1:2] if code in codes), 0)


def _groups(view: IndicatorView) -> list[_Group]:
    """Cells by their first label, in the order of the view."""
    order: dict[str, list[Figure]] = {}
    for cell in view.cells:
        order.setdefault(cell.labels[0], []).append(cell)
    return [
        _Group(label, tuple(cells), tuple(view.beside(cell) for cell in cells))
        for label, cells in order.items()
    ]


def _unit(group: _Group, room: float) -> float:
    rows = ([cell.shown for cell in group.cells], group.beside)
    return unit_length(rows, whole(rows, "percent"), room)


def _column(groups: Sequence[_Group], style: Style, width: float, view: IndicatorView) -> float:
    names = [group.label for group in groups]
    return label_column(style, [*names, *(p.name for p in view.comparators[:1])], width)


def _above(groups: Sequence[_Group], style: Style, column: float, width: float) -> float:
    """Room for the labels above the first bar."""
    group = groups[0]
    parts = lay_parts(
        style, [c.shown for c in group.cells], column, _unit(group, width - column), OWN_BAR
    )
    marks = place_labels(style, parts, [c.labels[1] for c in group.cells], column, width)
    return levels(marks) * LEVEL + 1.0

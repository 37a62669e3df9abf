"""Report, figures: what charts of dots in rows share: an axis, dots, and columns of figures.

Input: rows with the figures of two places, optionally under heads. Output: marks on a canvas.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.report.figures.canvas import Canvas
from scan.report.figures.frames import Axis, Frame, Plan, frame
from scan.report.figures.metrics import label_lines, text_width
from scan.report.figures.rows import COLUMN_GAP, label_column
from scan.report.figures.scales import dot_scale
from scan.report.style import Palette, Style
from scan.views.records import Shown

AXIS = 16.0
"""Room for the labels of the axis at the foot."""
TOP = 28.0
"""Room for the names of the places above the columns of figures."""
HEAD_STEP = 10.5
"""Between the names where they do not fit side by side."""
ROW = 21.0
LEAST_ROW = 9.3
"""The lowest row whose text keeps clear of that of the next."""
ABOVE = 12.0
HEAD = 16.0
INDENT = 8.0


@dataclass(frozen=True, slots=True)
class DotRow:
    """A row: a figure here and in another place; ``head`` opens a block of rows."""

    label: str
    shown: Shown
    beside: Shown
    low: float | None = None
    high: float | None = None
    head: str = ""


def rows_height(style: Style, rows: Sequence[DotRow], width: float) -> float:
    """Height at which the rows look best."""
    beside = _column(style, rows, width) > 0
    heads = sum(bool(row.head) for row in rows)
    return TOP + AXIS + len(rows) * (ROW + (0 if beside else ABOVE)) + heads * HEAD


def least_height(rows: int, heads: int) -> float:
    """The lowest height of so many rows under so many heads, labels beside the rows."""
    return TOP + AXIS + rows * LEAST_ROW + heads * HEAD


def draw_rows(
    canvas: Canvas, rows: Sequence[DotRow], palette: Palette, names: tuple[str, str], unit: str
) -> None:
    """Dots on one scale; the places are named above the first row."""
    style = canvas.style
    column = _column(style, rows, canvas.width)
    above = 0.0 if column else ABOVE
    plot, wide = _frame(canvas, rows, column, unit)
    canvas.add(plot.marks)
    heads = sum(bool(row.head) for row in rows)
    pitch = (canvas.height - TOP - AXIS - heads * HEAD) / len(rows)
    y = canvas.height - TOP
    for row in rows:
        if row.head:
            y -= HEAD
            canvas.text(0, y + 3.5, row.head, style.ink, weight=600)
        y -= pitch
        middle = y + (pitch - above) / 2
        _label(canvas, row, column, middle, above, under_heads=heads > 0)
        _dots(canvas, plot, row, palette, middle)
        _figures(canvas, row, palette, middle, wide)
    _names(canvas, palette, names, wide[1])


def _column(style: Style, rows: Sequence[DotRow], width: float) -> float:
    """Width of the column of labels, heads included; 0 where labels stand above their rows."""
    column = label_column(style, [row.label for row in rows], width)
    heads = [text_width(row.head, style.text, 600) for row in rows if row.head]
    return max(column, *heads) + COLUMN_GAP if column and heads else column


def _frame(
    canvas: Canvas, rows: Sequence[DotRow], column: float, unit: str
) -> tuple[Frame, tuple[float, float]]:
    """Axes between the labels and two columns of figures, whose widths come with it."""
    style = canvas.style
    values = [
        value
        for row in rows
        for value in (row.shown.value, row.beside.value, row.low, row.high)
        if value is not None
    ]
    scale = dot_scale(values, 5 if canvas.width >= 330 else 3)
    shown = [row.shown.text for row in rows if row.shown.value is not None]
    words = [row.shown.text for row in rows if row.shown.value is None]
    wide = [text_width(text, style.text, 700) for text in shown]
    own = max([*wide, *(text_width(text, style.small) for text in words)] or [0.0]) + 8
    others = [row.beside.bare for row in rows if row.beside.value is not None]
    region = max([text_width(text, style.text) for text in others] or [0.0]) + (10 if others else 0)
    own, region = 6.0 * -(-own // 6), 6.0 * -(-region // 6)
    x = Axis(scale.low, scale.high, scale.ticks, scale.labels(unit), grid=True, zero=scale.low <= 0)
    plan = Plan(
        canvas.width,
        canvas.height,
        left=column + 4 if column else 4.0,
        bottom=AXIS,
        right=own + region + 8,
        top=TOP,
        x=x,
        y=Axis(0.0, 1.0),
    )
    return frame(plan, style), (own, region)


def _label(
    canvas: Canvas, row: DotRow, column: float, y: float, above: float, *, under_heads: bool
) -> None:
    """Beside the row; under a head it starts with an indent, else it ends at the axis."""
    style = canvas.style
    if above:
        canvas.text(0, y + 6.5, row.label, style.ink)
        return
    if under_heads:
        lines = label_lines(row.label, column - COLUMN_GAP - INDENT, style.text)
        canvas.lines(INDENT, y, lines, style.ink)
        return
    lines = label_lines(row.label, column - COLUMN_GAP + 0.5, style.text)
    canvas.lines(column - COLUMN_GAP, y, lines, style.ink, align="right")


def _dots(canvas: Canvas, plot: Frame, row: DotRow, palette: Palette, y: float) -> None:
    """The interval as a band or the difference as a line, the region as a tick, the own dot."""
    style = canvas.style
    own, region = row.shown.value, row.beside.value
    if row.low is not None and row.high is not None:
        left, right = plot.x(row.low), plot.x(row.high)
        canvas.bar(left, y - 3, right - left, 6, palette.light)
        for x in (left, right):
            canvas.rule((x, y - 4.2), (x, y + 4.2), palette.strong, 0.9)
    elif own is not None and region is not None:
        canvas.rule((plot.x(region), y), (plot.x(own), y), palette.light, 2.2)
    if region is not None:
        canvas.rule((plot.x(region), y - 6.5), (plot.x(region), y + 6.5), style.beside, 2.4)
    if own is not None:
        canvas.dot(plot.x(own), y, 7.6, palette.strong, style.paper, 0.8)


def _figures(
    canvas: Canvas, row: DotRow, palette: Palette, y: float, wide: tuple[float, float]
) -> None:
    """The figures of both places at the right edge; the words for a status beside its stub."""
    style = canvas.style
    if row.shown.value is not None:
        right = canvas.width - wide[1]
        canvas.centred(right, y, row.shown.text, palette.strong, weight=700, align="right")
    else:
        _status(canvas, row, y, canvas.width - wide[1])
    if row.beside.value is not None:
        canvas.centred(canvas.width, y, row.beside.bare, style.region, align="right")


def _status(canvas: Canvas, row: DotRow, y: float, right: float) -> None:
    style = canvas.style
    canvas.centred(right, y, row.shown.text, style.muted, style.small, align="right")


def _names(canvas: Canvas, palette: Palette, names: tuple[str, str], region: float) -> None:
    """Names over the columns of figures, each with its mark; one above the other where they
    do not fit side by side. ``region`` is the width of the last column."""
    style = canvas.style
    base = canvas.height - TOP + 8.0
    right = canvas.width - region
    if names[1]:
        left = canvas.width - text_width(names[1], style.small) - 5.0
        canvas.text(left + 5.0, base, names[1], style.region, style.small)
        canvas.rule((left, base - 2.0), (left, base + 7.0), style.beside, 2.4)
        base += HEAD_STEP if right > left - 8.0 else 0.0
    start = right - text_width(names[0], style.text, 700)
    canvas.text(start, base, names[0], palette.strong, weight=700)
    canvas.dot(start - 7.0, base + 2.9, 6.6, palette.strong)

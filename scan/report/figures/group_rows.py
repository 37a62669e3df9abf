"""Report, figures: where does each group stand, and how far from the group it is compared with?

Needs a few rows in a fixed order, of which one may be the reference. A dot per row on one axis,
a bar from the reference to the dot (the gap), the figure, and an arrow with words only where the
row says that the figure moved. Intervals are a layer of their own, so that a reader can leave
them out. Alternative text: written by whoever draws it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.frames import Axis, Frame, Plan, frame
from scan.report.figures.metrics import text_width, wrap
from scan.report.figures.scales import Scale, bar_scale
from scan.report.style import WHITE, Style, mix

WIDE = 26.0
"""From this width on, in ems, names stand beside their rows; else above."""
PITCH, STACKED, LOOSE = 1.85, 2.9, 3.5
"""Height of a row in ems: the name beside, above, above with words under it."""
FOOT = 1.9
"""Room in ems for the labels of the axis."""
GAP = 0.9
"""Between columns, in ems."""
DOT, RING, BAR = 0.88, 0.2, 0.36
"""Size of a dot, width of a ring and of the bar of a gap, in ems."""
TINT = 0.66
"""How pale the bar of a gap is."""
WORDS = 0.42
"""The part of a narrow chart that words may take."""
ARROW = 0.95
"""Size of an arrow, in ems."""

Arrow = Literal["up", "down", ""]


@dataclass(frozen=True, slots=True)
class GroupMark:
    """How a group looks in every chart: its colour, and a disc or a ring."""

    colour: Colour
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The figure of a group; ``text`` says why there is none where ``value`` is ``None``."""

    name: str
    mark: GroupMark
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    arrow: Arrow = ""
    words: str = ""
    reference: bool = False


class Layers(NamedTuple):
    """A chart, and the intervals that may be laid over it; both of one size."""

    chart: Drawing
    intervals: Drawing


class _Columns(NamedTuple):
    """Widths in points; 0 for a column that is not there."""

    name: float
    value: float
    words: float
    above: bool = False
    """Whether words stand on the line of the name, above the track."""

    def right(self, em: float) -> float:
        """What words take from the width of the track, with the gap."""
        return self.words + GAP * em if self.words and not self.above else 0.0


def draw_group_rows(
    rows: Sequence[GroupRow],
    style: Style,
    width: float,
    unit: str,
    scale: Scale | None = None,
    beside: Sequence[GroupRow] = (),
) -> Layers:
    """The rows in their order, on ``scale`` or on one that starts at zero and holds them all.

    Columns are as wide as the rows ``beside`` need too: charts of one width then share an axis.
    """
    columns = _columns((*rows, *beside), style, width)
    size = (width, math.ceil((len(rows) * _pitch(columns) + FOOT) * style.text))
    chart, intervals = Canvas(style, *size), Canvas(style, *size)
    plot = _plot(rows, style, size, columns, scale, unit)
    chart.add(plot.marks)
    pitch = (size[1] - plot.plan.bottom) / len(rows)
    for index, row in enumerate(rows):
        top = size[1] - index * pitch
        _reference(chart, plot, rows, columns, (top, pitch))
        _row(chart, plot, row, (top, pitch), columns, _value_of_reference(rows))
        _interval(intervals, plot, row, _track(style, columns, top, pitch))
    return Layers(chart.drawing(), intervals.drawing())


def draw_arrow(canvas: Canvas, x: float, y: float, size: float, up: bool, colour: Colour) -> None:
    """An arrow of ``size`` points whose left edge is at x and whose middle is at y."""
    sign, half = (1 if up else -1), size / 2
    shaft = size * 0.11
    middle = x + half * 0.84
    head = [(middle - half * 0.84, y), (middle, y + sign * half), (middle + half * 0.84, y)]
    tail = [(middle + shaft, y), (middle + shaft, y - sign * half)]
    canvas.polygon([*head, *tail, (middle - shaft, y - sign * half), (middle - shaft, y)], colour)


def _pitch(columns: _Columns) -> float:
    """Height of a row, in ems."""
    if columns.name:
        return PITCH
    return STACKED if columns.above or not columns.words else LOOSE


def _beside(style: Style, width: float) -> bool:
    return width >= WIDE * style.text


def _columns(rows: Sequence[GroupRow], style: Style, width: float) -> _Columns:
    size = style.text
    widest = max(text_width(row.name, size) for row in rows)
    value = max(text_width(row.text, size, 600) for row in rows)
    words = _words_width(rows, style, width)
    if _beside(style, width):
        return _Columns(widest + GAP * size, value, words)
    above = widest + value + words + 2 * GAP * size <= width
    return _Columns(0.0, value, words, above)


def _words_width(rows: Sequence[GroupRow], style: Style, width: float) -> float:
    """Room for arrows and words; words that are too wide for it are broken over lines."""
    size = style.text
    most = (WORDS * width if not _beside(style, width) else 13 * size) - 1.2 * ARROW * size
    lines = [line for row in rows for line in wrap(row.words, most, style.small)]
    widest = max((text_width(line, style.small) for line in lines), default=0.0)
    return widest + 1.2 * ARROW * size if widest else 0.0


def _plot(
    rows: Sequence[GroupRow],
    style: Style,
    size: tuple[float, float],
    columns: _Columns,
    scale: Scale | None,
    unit: str,
) -> Frame:
    em = style.text
    values = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    chosen = scale or bar_scale(values, 4)
    last = text_width(chosen.labels(unit)[-1], style.small) / 2
    value = columns.value + GAP * em if columns.name else 0.0
    labels = chosen.labels(unit)
    wide = columns.name > 0
    x = Axis(chosen.low, chosen.high, chosen.ticks, labels, grid=wide, zero=wide)
    plan = Plan(
        *size,
        left=columns.name or 0.6 * em,
        bottom=FOOT * em,
        right=max(columns.right(em) + value, last + 1),
        top=0.0,
        x=x,
        y=Axis(0.0, 1.0),
    )
    return frame(plan, style)


def _value_of_reference(rows: Sequence[GroupRow]) -> float | None:
    return next((row.value for row in rows if row.reference), None)


def _reference(
    canvas: Canvas,
    plot: Frame,
    rows: Sequence[GroupRow],
    columns: _Columns,
    room: tuple[float, float],
) -> None:
    """A line through a row at the figure of the reference; under a name it keeps to the track."""
    style, (top, pitch) = canvas.style, room
    y = _track(style, columns, top, pitch)
    half = pitch / 2 if columns.name else 0.8 * style.text
    if not columns.name:
        canvas.rule((plot.plan.left, y), (plot.plan.width - plot.plan.right, y), style.line, 1.0)
    row = next((row for row in rows if row.reference and row.value is not None), None)
    if row is not None and row.value is not None:
        x = plot.x(row.value)
        width = 0.1 * style.text
        high = min(y + half, canvas.height - width / 2)
        canvas.rule((x, y - half), (x, high), row.mark.colour, width)


def _track(style: Style, columns: _Columns, top: float, pitch: float) -> float:
    """The height at which the dot of a row lies."""
    return top - pitch / 2 if columns.name else top - pitch + 0.9 * style.text


def _row(
    canvas: Canvas,
    plot: Frame,
    row: GroupRow,
    room: tuple[float, float],
    columns: _Columns,
    reference: float | None,
) -> None:
    style, em = canvas.style, canvas.style.text
    top, pitch = room
    y = _track(style, columns, top, pitch)
    line = y if columns.name else top - 0.68 * em
    canvas.centred(0, line, row.name, style.ink)
    beside = columns.name or columns.above
    right = canvas.width - (columns.words + GAP * em if columns.words and beside else 0.0)
    strong = row.value is not None
    colour, weight = (row.mark.colour, 600) if strong else (style.muted, 400)
    canvas.centred(right, line, row.text, colour, weight=weight, align="right")
    _words(canvas, row, columns.words, line if columns.above else y)
    if row.value is None:
        return
    x = plot.x(row.value)
    if reference is not None and not row.reference:
        start = plot.x(reference)
        bar = (min(x, start), y - BAR * em / 2, abs(x - start), BAR * em)
        canvas.bar(*bar, mix(row.mark.colour, WHITE, TINT))
    draw_mark(canvas, x, y, row.mark, DOT * em)


def draw_mark(canvas: Canvas, x: float, y: float, mark: GroupMark, size: float) -> None:
    """The disc or ring of a group."""
    if mark.hollow:
        ring = RING * size / DOT
        canvas.dot(x, y, size - ring, canvas.style.paper, mark.colour, ring)
    else:
        canvas.dot(x, y, size, mark.colour)


def _words(canvas: Canvas, row: GroupRow, room: float, y: float) -> None:
    """The arrow, where there is one, and the words beside it."""
    style, em = canvas.style, canvas.style.text
    if not row.words:
        return
    x, step = canvas.width - room, 1.2 * ARROW * em
    if row.arrow:
        draw_arrow(canvas, x, y, ARROW * em, row.arrow == "up", style.ink)
    colour = style.ink if row.arrow else style.muted
    canvas.lines(x + step, y, wrap(row.words, room - step + 0.5, style.small), colour, style.small)


def _interval(canvas: Canvas, plot: Frame, row: GroupRow, y: float) -> None:
    """A line with two ends around the dot."""
    if row.value is None or row.low is None or row.high is None:
        return
    em = canvas.style.text
    left, right = plot.x(row.low), plot.x(row.high)
    colour = mix(row.mark.colour, canvas.style.ink, 0.35)
    canvas.rule((left, y), (right, y), colour, 0.13 * em)
    for x in (left, right):
        canvas.rule((x, y - 0.52 * em), (x, y + 0.52 * em), colour, 0.13 * em)

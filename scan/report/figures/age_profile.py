"""Report, figures: how does the figure run through many ordered groups, such as ages?

Needs at least five ordered cells. Columns for the municipality, a stepped line for the region.
Alternative text:
``age_profile`` in the wording ``alternatives``.
"""

import math
from collections.abc import Sequence

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.frames import GAP, Axis, Frame, Plan, frame
from scan.report.figures.metrics import label_lines, text_width
from scan.report.figures.scales import bar_scale
from scan.report.figures.timeline import (
    BOTTOM,
    NOTHING,
    EndLabel,
    draw_end_labels,
    end_margin,
    steps_for,
)
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.status import Status
from scan.views.records import Figure, IndicatorView

NAME = "age_profile"
LEAST = 5


def fits(view: IndicatorView) -> bool:
    """Whether there are enough groups in an order, with figures."""
    shown = [cell for cell in view.cells if cell.shown.value is not None]
    return view.shape == "ages" and len(view.cells) >= LEAST and len(shown) >= 1


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return 170.0 if width >= 330 else 140.0


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Columns with the region's steps over them; both named at the right."""
    canvas = Canvas(style, width, height)
    palette = style.theme(theme)
    names = [view.place.name, *(place.name for place in view.comparators[:1])]
    right = end_margin(style, names, [], 96 if width >= 330 else 64, 700)
    plot = _frame(style, view, (width, height), right)
    canvas.add(plot.marks)
    for index, cell in enumerate(view.cells):
        _column(canvas, plot, (index, cell), view.beside(cell).value, palette.strong)
    canvas.rule((plot.plan.left, plot.y(0)), (width - right, plot.y(0)), style.muted, 0.9)
    _steps(canvas, plot, [view.beside(cell).value for cell in view.cells])
    draw_end_labels(canvas, plot, _ends(view, style, plot, palette.strong))
    return canvas.drawing()


def _frame(style: Style, view: IndicatorView, size: tuple[float, float], right: float) -> Frame:
    width, height = size
    values = [
        value
        for cell in view.cells
        for value in (cell.shown.value, view.beside(cell).value)
        if value is not None
    ]
    scale = bar_scale(values, steps_for(height))
    texts = scale.labels(view.unit)
    left = float(math.ceil(max(text_width(text, style.small) for text in texts) + GAP + 1))
    each = (width - left - right) / len(view.cells)
    names = [cell.labels[0] for cell in view.cells]
    widest = max(text_width(name, style.small) for name in names) + 4
    stride = max(1, math.ceil(widest / each))
    kept = tuple(float(index) for index in range(0, len(names), stride))
    x = Axis(-0.5, len(names) - 0.5, kept, tuple(names[int(index)] for index in kept))
    y = Axis(scale.low, scale.high, scale.ticks, texts, grid=True)
    return frame(Plan(width, height, left, BOTTOM, right, 12.0, x, y), style)


def _column(
    canvas: Canvas, plot: Frame, at: tuple[int, Figure], other: float | None, strong: Colour
) -> None:
    index, cell = at
    left, right = plot.x(index - 0.4), plot.x(index + 0.4)
    if cell.shown.status is Status.HIDDEN:
        canvas.blank((left, plot.y(0) + NOTHING), right - left)
        return
    if cell.shown.value is None:
        return
    top = plot.y(cell.shown.value)
    canvas.bar(left, plot.y(0), right - left, top - plot.y(0), strong)
    style = canvas.style
    if text_width(cell.shown.bare, style.small, 600) <= right - left + 1.5:
        above = [top] + ([plot.y(other)] if other is not None else [])
        gap = 3.0 if top >= max(above) - 0.5 or max(above) - top > 13 else max(above) - top + 3
        canvas.text(
            (left + right) / 2, top + gap, cell.shown.bare, strong, style.small, 600, "centre"
        )


def _steps(canvas: Canvas, plot: Frame, values: Sequence[float | None]) -> None:
    """The region: a level per group, joined where neighbours have a figure."""
    style = canvas.style
    run: list[tuple[float, float]] = []
    runs = [run]
    for index, value in enumerate(values):
        if value is None:
            run = []
            runs.append(run)
            continue
        y = plot.y(value)
        run += [(plot.x(index - 0.5), y), (plot.x(index + 0.5), y)]
    for steps in runs:
        if steps:
            canvas.line(steps, style.paper, 2.6)
            canvas.line(steps, style.beside, 1.6, (3.2, 1.6))


def _ends(view: IndicatorView, style: Style, plot: Frame, strong: Colour) -> list[EndLabel]:
    most = plot.plan.right - 9
    x = plot.plan.width - plot.plan.right
    last = view.cells[-1]
    other = view.beside(last).value
    ends = []
    name = label_lines(view.place.name, most, style.text, 700)
    y = plot.y((last.shown.value or 0.0) / 2)
    ends.append(EndLabel(x, y, name[:-1], name[-1], strong, 700))
    if other is not None:
        name = label_lines(view.comparators[0].name, most, style.text)
        y = plot.y(other)
        ends.append(EndLabel(x, y, name[:-1], name[-1], style.region, 400))
    return ends

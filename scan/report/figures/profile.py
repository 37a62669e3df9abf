"""Report, figures: where does the municipality stand on many indicators at once?

Needs views with their positions; takes a list in place of one view. A row per indicator, all on one
scale of positions: from the lowest municipality on the left to the highest on the right, half of
them on either side of the middle. A dot in the theme's colour is the municipality, with a line for
the margin of an estimate; a tick is the region, a lozenge what else the municipality is compared
with. Over the scale stand the name, the unit and the year, and the figures; at its ends the lowest
and the highest figure. Words: ``labels.lowest``, ``labels.middle``, ``labels.highest``.
Alternative text: ``profile`` in the wording ``alternatives``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scan.dutch import number
from scan.report.figures.canvas import Align, Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.metrics import label_lines, text_width
from scan.report.figures.words import NO_LABELS, Labels, furniture
from scan.report.style import Style
from scan.views.records import IndicatorView, Place, Position, Shown

NAME = "profile"
ROW = 44.0
HEAD, FOOT = 38.0, 14.0
KEY = 25.0
"""From the foot of the head to the line that says what the marks are."""
FIGURES = 58.0
"""Width of each of the columns of figures."""
NAME_SIZE = 9.5
NAMES, UNIT, STRIP = 10.0, 21.0, 33.0
"""From the top of a row to its name, its unit and its scale."""
BAND = 6.0
APART = 9.0
"""Between a scale and the figures at its ends: half a dot reaches over an end."""
DOT = 10.5
BETWEEN = 16.0
"""Between two marks that are named."""
QUARTERS = (0.25, 0.75)
Mark = Callable[[Canvas, float, float, float], None]


@dataclass(frozen=True, slots=True)
class _Scale:
    """The places of all municipalities, between two places in points."""

    left: float
    right: float

    def at(self, share: float) -> float:
        return self.left + share * (self.right - self.left)

    def x(self, position: Position, value: float) -> float:
        return self.at(share_below(position, value))


def share_below(position: Position, value: float) -> float:
    """The part of all municipalities with a lower figure, from 0 to 1: straight between deciles;
    of a figure that many have, the middle of theirs."""
    steps = (position.lowest, *position.deciles, position.highest)
    first, last = bisect_left(steps, value), bisect_right(steps, value)
    whole = len(steps) - 1
    if first == len(steps):
        return 1.0
    if last > first:
        return (first + last - 1) / 2 / whole
    if first == 0:
        return 0.0
    part = (value - steps[first - 1]) / (steps[first] - steps[first - 1])
    return (first - 1 + part) / whole


def fits(views: Sequence[IndicatorView]) -> bool:
    """Whether at least one view has a place among the municipalities."""
    return any(view.position is not None for view in views)


def height(views: Sequence[IndicatorView], style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return HEAD + FOOT + ROW * len(views)


def pitch(views: Sequence[IndicatorView], height: float) -> float:
    """Height of a row of a profile of this height."""
    return (height - HEAD - FOOT) / len(views)


def draw(
    views: Sequence[IndicatorView],
    style: Style,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """A row per view, in the order given; the heads after them, whose marks would else bring
    those of the rows under their bands."""
    canvas, beside = Canvas(style, width, height), _beside(views)
    room = _bound_room(views, style)
    scale, step = _Scale(room, width - room), pitch(views, height)
    _grounds(canvas, scale)
    for index, view in enumerate(views):
        top = height - HEAD - index * step
        if index:
            canvas.rule((0, top), (width, top), style.line, 0.6)
        _named(canvas, view, top - (step - ROW) / 2, len(beside))
        _row(canvas, view, beside, top - (step - ROW) / 2 - STRIP, scale)
        _figures(canvas, view, beside, top - (step - ROW) / 2 - NAMES)
    _key(canvas, views[0].place, beside)
    _under_scale(canvas, scale, labels)
    return canvas.drawing()


def _beside(views: Sequence[IndicatorView]) -> tuple[Place, ...]:
    """The places that have a mark and a column: those of the row with most, two at most."""
    return max((view.comparators for view in views), key=len)[:2]


def _bound_room(views: Sequence[IndicatorView], style: Style) -> float:
    """Room for the figures at both ends of the scales."""
    texts = [
        number(bound, view.decimals)
        for view in views
        if view.position is not None
        for bound in (view.position.lowest, view.position.highest)
    ]
    return max((text_width(text, style.small) for text in texts), default=0.0) + APART + 1


def _grounds(canvas: Canvas, scale: _Scale) -> None:
    """The middle half of the municipalities, behind all rows, and the middle."""
    top, style = canvas.height - HEAD, canvas.style
    left, right = (scale.at(share) for share in QUARTERS)
    canvas.bar(left, FOOT, right - left, top - FOOT, style.band)
    canvas.rule((scale.at(0.5), FOOT), (scale.at(0.5), top), style.line, 0.8)


def _named(canvas: Canvas, view: IndicatorView, top: float, others: int) -> None:
    """The name of an indicator, its unit and its year, beside the columns of figures."""
    style, room = canvas.style, canvas.width - (1 + others) * FIGURES - 6
    said = f"{view.unit_label}, {view.period}"
    name, *more = label_lines(view.short, room, NAME_SIZE, 600)
    canvas.centred(0, top - NAMES, name, style.ink, NAME_SIZE, 600)
    if not more:
        unit = label_lines(said, room, style.small)
        canvas.centred(0, top - UNIT, " ".join(unit), style.muted, style.small)
        return
    rest = " ".join(more)
    canvas.centred(0, top - UNIT, rest, style.ink, NAME_SIZE, 600)
    after = text_width(rest, NAME_SIZE, 600) + 6
    canvas.centred(after, top - UNIT, said, style.muted, style.small)


def _row(
    canvas: Canvas, view: IndicatorView, beside: tuple[Place, ...], y: float, scale: _Scale
) -> None:
    style, palette, position = canvas.style, canvas.style.theme(view.theme), view.position
    if position is None:
        return
    canvas.rule((scale.left, y), (scale.right, y), style.muted, 0.8)
    for bound, x, end in (
        (position.lowest, scale.left - APART, True),
        (position.highest, scale.right + APART, False),
    ):
        text = number(bound, view.decimals)
        canvas.centred(x, y, text, style.muted, style.small, align="right" if end else "left")
    for mark, place in zip((_tick, _lozenge), beside, strict=False):
        other = view.beside(view.main, place).value
        if other is not None:
            mark(canvas, scale.x(position, other), y, 1.0)
    main = view.main
    if main.low is not None and main.high is not None:
        start, end_ = (scale.x(position, limit) for limit in (main.low, main.high))
        canvas.rule((start, y), (end_, y), palette.strong, 2.4)
    if main.shown.value is not None:
        x = scale.x(position, main.shown.value)
        canvas.dot(x, y, DOT, palette.strong, style.paper, 1.0)


def _own(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The mark of the municipality, where it is named."""
    canvas.dot(x, y, DOT * size, canvas.style.ink)


def _tick(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The mark of the region."""
    canvas.rule((x, y - 8.5 * size), (x, y + 8.5 * size), canvas.style.ink, 1.8)


def _lozenge(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The mark of another place."""
    for half, colour in ((6.4 * size, canvas.style.paper), (5.2 * size, canvas.style.muted)):
        canvas.polygon([(x - half, y), (x, y + half), (x + half, y), (x, y - half)], colour)


def _figures(canvas: Canvas, view: IndicatorView, beside: tuple[Place, ...], y: float) -> None:
    """The figures of the municipality and of the others, each in its column."""
    style, palette = canvas.style, canvas.style.theme(view.theme)
    right = canvas.width - len(beside) * FIGURES
    _figure(canvas, right, y, view.main.shown, (palette.strong, 700))
    for place in beside:
        right += FIGURES
        if place in view.comparators:
            _figure(canvas, right, y, view.beside(view.main, place), (style.muted, 400))


def _figure(canvas: Canvas, right: float, y: float, shown: Shown, look: tuple[Colour, int]) -> None:
    """A figure, or the words for its status on two lines, ending at ``right``."""
    style = canvas.style
    if shown.value is not None:
        colour, weight = look
        canvas.centred(right, y, shown.text, colour, NAME_SIZE, weight, "right")
        return
    lines = label_lines(shown.text, FIGURES - 6, style.small)
    canvas.lines(right, y, lines, style.muted, style.small, align="right")


def _key(canvas: Canvas, place: Place, beside: tuple[Place, ...]) -> None:
    """What the marks are, and over each column of figures the mark of its place."""
    style, y = canvas.style, canvas.height - HEAD + KEY
    marks: tuple[Mark, ...] = (_own, _tick, _lozenge)
    x, column = 0.0, canvas.width - len(beside) * FIGURES
    for one, mark in zip((place, *beside), marks, strict=False):
        weight = 700 if one is place else 400
        mark(canvas, x + 4, y, 0.62)
        canvas.centred(x + 11, y, one.name, style.ink, style.text, weight)
        x += 11 + text_width(one.name, style.text, weight) + BETWEEN
        mark(canvas, column - 5, canvas.height - HEAD + 8, 0.62)
        column += FIGURES
    canvas.rule((0, canvas.height - HEAD), (canvas.width, canvas.height - HEAD), style.muted, 0.8)


def _under_scale(canvas: Canvas, scale: _Scale, labels: Labels) -> None:
    """What the ends and the middle of the scale are."""
    style, base = canvas.style, FOOT - 10.0
    words = (furniture(labels, key) for key in ("lowest", "middle", "highest"))
    ends: tuple[tuple[float, Align], ...] = (
        (scale.left, "left"),
        (scale.at(0.5), "centre"),
        (scale.right, "right"),
    )
    for (x, align), text in zip(ends, words, strict=True):
        canvas.text(x, base, text, style.muted, style.small, align=align)

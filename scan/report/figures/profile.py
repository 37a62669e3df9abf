"""Report, figures: where does the municipality stand on many indicators at once?

Needs views with their positions; takes a list in place of one view. A row per indicator, each on
its own scale from the lowest to the highest municipality: a dark band holds the middle half, a tick
is the region, a lozenge what else the municipality is compared with, a dot in the theme's colour
the municipality. Words: ``labels.lowest``, ``labels.middle``, ``labels.highest``,
``labels.difference``; for names that are too long ``labels.own``, ``labels.region``,
``labels.group``. Alternative text: ``profile`` in the wording ``alternatives``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.dutch import number
from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.metrics import CAP, ELLIPSIS, LEADING, label_lines, text_width
from scan.report.figures.rows import WIDE
from scan.report.figures.words import NO_LABELS, Labels, furniture
from scan.report.style import Style, mix
from scan.views.records import TOLD, IndicatorView, Place, Position, Shown

NAME = "profile"
ROW = 25.0
BAND = 7.0
APART = 8.0
"""Between a scale and the figures at its ends: half a dot reaches over an end."""
HEAD = 31.0
FIGURES = 55.0
"""Width of each of the three columns of figures: municipality, region, and another place or else
the difference."""
NAME_SIZE = 9.2
OWN_NAME = 57.0
"""Room for the name of the municipality, which reaches over the end of the scales."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the lowest to the highest municipality, between two places in points."""

    position: Position
    left: float
    right: float

    def x(self, value: float) -> float:
        span = self.position.highest - self.position.lowest or 1.0
        share = min(max((value - self.position.lowest) / span, 0.0), 1.0)
        return self.left + share * (self.right - self.left)


def fits(views: Sequence[IndicatorView]) -> bool:
    """Whether at least one view has a place among the municipalities."""
    return any(view.position is not None for view in views)


def height(views: Sequence[IndicatorView], style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return HEAD + ROW * len(views)


def draw(
    views: Sequence[IndicatorView],
    style: Style,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """A row per view, in the order given; the heads after them, whose tick would else bring
    those of the rows under their bands."""
    canvas, beside = Canvas(style, width, height), _beside(views)
    column = 0.335 * width if width >= WIDE else 0.3 * width
    pitch = (height - HEAD) / len(views)
    low_room = _bound_room(views, style)
    left = column + 10 + low_room
    right = width - 3 * FIGURES - low_room + 4
    for index, view in enumerate(views):
        y = height - HEAD - (index + 0.5) * pitch
        if index:
            canvas.rule((0, y + pitch / 2), (width, y + pitch / 2), style.band, 0.6)
        lines = label_lines(view.short, column, NAME_SIZE, 600)
        canvas.lines(0, y, lines, style.ink, NAME_SIZE, 600)
        _row(canvas, view, beside, y, left, right)
        _figures(canvas, view, beside, y, labels)
    _heads(canvas, views[0].place, beside, labels)
    _over_scale(canvas, (left, right), labels)
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


def _row(
    canvas: Canvas,
    view: IndicatorView,
    beside: tuple[Place, ...],
    y: float,
    left: float,
    right: float,
) -> None:
    style, palette, position = canvas.style, canvas.style.theme(view.theme), view.position
    if position is None:
        return
    scale = _Scale(position, left, right)
    canvas.bar(left, y - BAND / 2, right - left, BAND, style.band)
    start, end = scale.x(position.low_quarter), scale.x(position.high_quarter)
    canvas.bar(start, y - BAND / 2, end - start, BAND, _middle_half(style))
    for bound, x, align in (
        (position.lowest, left - APART, "right"),
        (position.highest, right + APART, ""),
    ):
        text = number(bound, view.decimals)
        canvas.centred(x, y, text, style.muted, style.small, align="right" if align else "left")
    for mark, place in zip((_tick, _lozenge), beside, strict=False):
        other = view.beside(view.main, place).value
        if other is not None:
            mark(canvas, scale.x(other), y, 1.0)
    if view.main.shown.value is not None:
        canvas.dot(scale.x(view.main.shown.value), y, 10.5, palette.strong, style.paper, 1.0)


def _tick(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The mark of the region."""
    canvas.rule((x, y - 8.5 * size), (x, y + 8.5 * size), canvas.style.ink, 1.8)


def _lozenge(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The mark of another place."""
    for half, colour in ((6.4 * size, canvas.style.paper), (5.2 * size, canvas.style.muted)):
        canvas.polygon([(x - half, y), (x, y + half), (x + half, y), (x, y - half)], colour)


def _middle_half(style: Style) -> Colour:
    return mix(style.band, style.region, 0.32)


def _figures(
    canvas: Canvas, view: IndicatorView, beside: tuple[Place, ...], y: float, labels: Labels
) -> None:
    style, palette = canvas.style, canvas.style.theme(view.theme)
    _figure(canvas, canvas.width - 2 * FIGURES, y, view.main.shown, palette.strong, 700)
    for column, place in enumerate(beside, start=1):
        if place in view.comparators:
            right = canvas.width - (2 - column) * FIGURES
            _figure(canvas, right, y, view.beside(view.main, place), style.muted, 400)
    if len(beside) > 1 or not view.comparators:
        return
    if view.state in TOLD:
        canvas.centred(
            canvas.width, y, view.comparisons[0].difference.bare, style.ink, align="right"
        )
    elif view.state == "unclear":
        lines = label_lines(furniture(labels, "unclear"), FIGURES - 6, style.small)
        canvas.lines(canvas.width, y, lines, style.muted, style.small, align="right")


def _figure(
    canvas: Canvas,
    right: float,
    y: float,
    shown: Shown,
    colour: Colour,
    weight: int,
) -> None:
    """A figure, or the words for its status on two lines, ending at ``right``."""
    style = canvas.style
    if shown.value is not None:
        canvas.centred(right, y, shown.text, colour, style.text, weight, "right")
        return
    lines = label_lines(shown.text, FIGURES - 6, style.small)
    canvas.lines(right, y, lines, style.muted, style.small, align="right")


def _heads(canvas: Canvas, place: Place, beside: tuple[Place, ...], labels: Labels) -> None:
    """Names over the columns of figures, with the mark that each place has."""
    style, base = canvas.style, _base(canvas)
    right = canvas.width - 2 * FIGURES
    lines = _head(place.name, furniture(labels, "own"), OWN_NAME, style.text, 700)
    x, y = _name(canvas, right, lines, style.ink, 700, style.text)
    canvas.dot(x, y, 6.5, style.ink)
    marked = zip(beside, ("region", "group"), (_tick, _lozenge), strict=False)
    for column, (other, word, mark) in enumerate(marked, start=1):
        right = canvas.width - (2 - column) * FIGURES
        lines = _head(other.name, furniture(labels, word), FIGURES - 12, style.small, 400)
        mark(canvas, *_name(canvas, right, lines, style.muted, 400, style.small), 0.6)
    if len(beside) == 1:
        canvas.text(canvas.width, base, furniture(labels, "difference"), style.ink, align="right")
    canvas.rule((0, canvas.height - HEAD), (canvas.width, canvas.height - HEAD), style.muted, 0.8)


def _head(name: str, word: str, width: float, size: float, weight: int) -> tuple[str, ...]:
    """A name on one line or two, or in one word where it would have to be shortened."""
    lines = label_lines(name, width, size, weight)
    shortened = any(line.endswith(ELLIPSIS) for line in lines)
    return (word,) if word and shortened else lines


def _name(
    canvas: Canvas, right: float, lines: tuple[str, ...], colour: Colour, weight: int, size: float
) -> tuple[float, float]:
    """Writes the lines of a head, the last at the foot; gives the place of its mark."""
    step, base = LEADING * size, _base(canvas)
    for row, line in enumerate(reversed(lines)):
        canvas.text(right, base + row * step, line, colour, size, weight, "right")
    widest = max(text_width(line, size, weight) for line in lines)
    return right - widest - 6, base + step * (len(lines) - 1) / 2 + CAP * size / 2


def _over_scale(canvas: Canvas, band: tuple[float, float], labels: Labels) -> None:
    """What the ends and the dark part of the scales are, over the first of them."""
    style, base = canvas.style, _base(canvas)
    left, right = band
    lowest, middle, highest = (furniture(labels, key) for key in ("lowest", "middle", "highest"))
    canvas.text(left, base, lowest, style.muted, style.small)
    wide = sum(text_width(text, style.small) for text in (lowest, middle, highest))
    if wide + 24 < right - left:
        start = (left + right - text_width(middle, style.small)) / 2
        canvas.bar(start - 13, base + 0.2, 10, 5, _middle_half(style))
        canvas.text(start, base, middle, style.muted, style.small)
    canvas.text(right, base, highest, style.muted, style.small, align="right")


def _base(canvas: Canvas) -> float:
    """Where the lowest line of the heads stands."""
    return canvas.height - HEAD + 7

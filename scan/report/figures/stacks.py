"""Report, figures: what all charts of stacked parts share: a bar in parts, and labels above it.

Input: parts of a whole. Output: marks on a canvas. Each part has an outline in the strong
colour, so that the lightest still stands out from the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.report.figures.canvas import OUTLINE, Canvas
from scan.report.figures.metrics import CAP, shorten, text_width
from scan.report.figures.placing import Perch, perches, spread
from scan.report.style import Palette, Style, readable_on, toned
from scan.status import Status
from scan.views.records import Figure, IndicatorView, Shown

STUB = 16.0
"""Room for a part that is hidden."""
LEVEL = 11.0
"""Height of a level of labels above a bar."""
WHOLE = (97.0, 103.0)
"""Sums of rounded shares that count as the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """A drawn part: from where to where, and whether its figure fits inside."""

    shown: Shown
    left: float
    right: float
    inside: bool

    @property
    def middle(self) -> float:
        """Where a label points."""
        return (self.left + self.right) / 2


def whole(rows: Sequence[Sequence[Shown]], unit: str) -> float:
    """The figure that a full bar stands for: 100 for parts of a whole, else the largest sum."""
    largest = max((sum(shown.value or 0.0 for shown in row) for row in rows), default=0.0)
    if unit == "percent" and WHOLE[0] <= largest <= WHOLE[1]:
        return max(largest, 100.0)
    return largest or 1.0


def unit_length(rows: Sequence[Sequence[Shown]], full: float, room: float) -> float:
    """Points per unit, one for all rows, at which each fits with the stubs of hidden parts."""
    unit = room / full
    for row in rows:
        stubs = sum(part.status is Status.HIDDEN for part in row)
        total = sum(max(part.value or 0.0, 0.0) for part in row)
        if total > 0:
            unit = min(unit, (room - stubs * STUB) / total)
    return unit


def lay_parts(
    style: Style, parts: Sequence[Shown], left: float, unit: float, height: float
) -> list[Part]:
    """Where the parts lie; hidden ones get a stub of fixed length."""
    laid: list[Part] = []
    at = left
    size = _size(style, height)
    for part in parts:
        length = STUB if part.status is Status.HIDDEN else max(part.value or 0.0, 0.0) * unit
        fitting = text_width(part.bare, size, 600) + 5 <= length and height >= size * 0.95
        laid.append(Part(part, at, at + length, fitting and part.value is not None))
        at += length
    return laid


def _size(style: Style, height: float) -> float:
    return style.text if height >= 12 else style.small


def draw_parts(
    canvas: Canvas,
    parts: Sequence[Part],
    y: float,
    height: float,
    palette: Palette,
    lead: int = 0,
) -> None:
    """A bar in parts with its lower edge at y, the part ``lead`` in the strongest tone; figures
    inside where they fit."""
    fills = toned(palette, len(parts), lead)
    size = _size(canvas.style, height)
    for part, fill in zip(parts, fills, strict=True):
        length = part.right - part.left
        if length < 0.05:
            continue
        if part.shown.status is Status.HIDDEN:
            canvas.blank((part.left + 1.0, y + height / 2), length - 2.0)
            continue
        half = OUTLINE / 2
        canvas.bar(part.left - half, y, length + OUTLINE, height, fill, palette.strong)
        if part.inside:
            colour = readable_on(fill, canvas.style.ink)
            middle = y + height / 2
            canvas.centred(part.middle, middle, part.shown.bare, colour, size, 600, "centre")


def lead_of(view: IndicatorView, figures: Sequence[Figure]) -> int:
    """Which of the parts the headline is about; the first where it is about none of them."""
    if not any(view.lead):
        return 0
    own = (
        index
        for index, figure in enumerate(figures)
        if all(code in ("", own) for code, own in zip(view.lead, figure.codes, strict=False))
    )
    return next(own, 0)


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its place, and the middle of the part to which its leader goes."""

    text: str
    perch: Perch
    foot: float


def place_labels(
    style: Style, parts: Sequence[Part], names: Sequence[str], low: float, high: float
) -> list[Label]:
    """Names for the parts above their bar; a figure that does not fit inside joins its name.

    Where no arrangement is free of crossings, texts are shortened; at last the narrowest part
    goes without (the table has it).
    """
    chosen = list(zip(parts, names, strict=True))
    while chosen:
        for share in (0.62, 0.45, 0.33):
            texts = [_label_text(style, *pair, share * (high - low)) for pair in chosen]
            widths = [text_width(text, style.text) for text in texts]
            feet = [part.middle for part, _ in chosen]
            places = perches(feet, widths, low, high)
            if places is not None:
                return [Label(*triple) for triple in zip(texts, places, feet, strict=True)]
        chosen.remove(min(chosen, key=lambda pair: pair[0].right - pair[0].left))
    return []


def _label_text(style: Style, part: Part, name: str, room: float) -> str:
    """The name, shortened before its figure is."""
    if part.inside:
        return shorten(name, room, style.text)
    figure = f" {part.shown.bare}"
    return shorten(name, room - text_width(figure, style.text), style.text) + figure


def levels(labels: Sequence[Label]) -> int:
    """How many levels the labels take."""
    return max((label.perch.level for label in labels), default=0) + 1


def draw_labels(canvas: Canvas, labels: Sequence[Label], bar_top: float, palette: Palette) -> None:
    """Write the labels above a bar, each with a leader down to its part."""
    for label in labels:
        perch = label.perch
        base = bar_top + 5.5 + perch.level * LEVEL
        points = [(label.foot, bar_top), (perch.leader, base - 2)]
        if abs(label.foot - perch.leader) > 0.05:
            points.insert(1, (perch.leader, bar_top + 3))
        canvas.line(points, palette.strong, 0.5)
        canvas.text(perch.start, base, label.text, canvas.style.ink)


def draw_figures_below(
    canvas: Canvas, parts: Sequence[Part], y: float, low: float, high: float
) -> None:
    """Figures under a bar for parts that are too narrow to hold them; y is its lower edge."""
    style = canvas.style
    narrow = [part for part in parts if not part.inside and part.shown.value is not None]
    widths = [text_width(part.shown.bare, style.small) + 4 for part in narrow]
    centres = spread([part.middle for part in narrow], widths, low, high)
    for part, centre in zip(narrow, centres, strict=True):
        canvas.rule((part.middle, y), (centre, y - 3), style.region, 0.4)
        base = y - 4 - CAP * style.small
        canvas.text(centre, base, part.shown.bare, style.region, style.small, align="centre")

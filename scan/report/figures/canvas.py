"""Report, figures: the sheet on which a kind draws its data.

Input: shapes and texts in points, y upwards. Output: a :class:`Drawing`. What is the same in
every municipality comes from a kept frame; the rest is written here directly as marks.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.metrics import CAP, LEADING, text_width
from scan.report.figures.operators import (
    ROUND,
    Spot,
    Stroke,
    box,
    circle,
    hatching,
    paint,
    polyline,
)
from scan.report.style import Style

Align = Literal["left", "centre", "right"]
_SHIFT: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
DASH = (3.2, 2.2)
"""Dashes of the region's lines."""
OUTLINE = 0.7
"""Width of the outline that keeps light parts apart from the paper."""


class Canvas:
    """Gathers the marks of one chart."""

    def __init__(self, style: Style, width: float, height: float) -> None:
        self.style = style
        self.width = width
        self.height = height
        self._marks: list[PathMark | TextMark] = []

    def drawing(self) -> Drawing:
        """The finished chart."""
        return Drawing(self.width, self.height, tuple(self._marks))

    def add(self, marks: Iterable[PathMark | TextMark]) -> None:
        """Take over marks that were drawn before (a frame)."""
        self._marks.extend(marks)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        colour: Colour,
        size: float | None = None,
        weight: int = 400,
        align: Align = "left",
    ) -> None:
        """A line of text whose baseline starts, is centred or ends at (x, y)."""
        size = size or self.style.text
        family = self.style.sans
        start = x - _SHIFT[align] * text_width(text, size, weight, family)
        mark = TextMark(round(start, 2), round(y, 2), text, family, weight, False, size, colour)
        self._marks.append(mark)

    def centred(
        self,
        x: float,
        y: float,
        text: str,
        colour: Colour,
        size: float | None = None,
        weight: int = 400,
        align: Align = "left",
    ) -> None:
        """As ``text``, with the middle of the capitals at the height y."""
        size = size or self.style.text
        self.text(x, y - CAP * size / 2, text, colour, size, weight, align)

    def lines(
        self,
        x: float,
        y: float,
        texts: Sequence[str],
        colour: Colour,
        size: float | None = None,
        weight: int = 400,
        align: Align = "left",
    ) -> None:
        """Lines of text under each other, their block centred at the height y."""
        size = size or self.style.text
        step = LEADING * size
        top = y + step * (len(texts) - 1) / 2
        for index, text in enumerate(texts):
            self.centred(x, top - index * step, text, colour, size, weight, align)

    def bar(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Colour,
        edge: Colour | None = None,
    ) -> None:
        """A rectangle with its lower left corner at (x, y); the outline lies inside it."""
        if edge is None:
            self._marks.append(paint(box(x, y, width, height), fill))
            return
        inset = min(OUTLINE, width, height)
        path = box(x + inset / 2, y + inset / 2, max(width - inset, 0), max(height - inset, 0))
        self._marks.append(paint(path, fill, Stroke(edge, inset)))

    def hatch(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A hatched rectangle: a figure that is not shown."""
        self._marks.append(paint(hatching(x, y, width, height), None, Stroke(colour, 0.6)))
        self.bar_outline(x, y, width, height, colour)

    def bar_outline(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """The outline of a rectangle, drawn inside it."""
        half = OUTLINE / 2
        path = box(x + half, y + half, width - OUTLINE, height - OUTLINE)
        self._marks.append(paint(path, None, Stroke(colour, OUTLINE)))

    def line(
        self,
        points: Sequence[Spot],
        colour: Colour,
        width: float = 1.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        """A line through the points; round ends unless dashed."""
        cap = 0 if dash else ROUND
        self._marks.append(paint(polyline(points), None, Stroke(colour, width, dash, cap, ROUND)))

    def rule(self, start: Spot, end: Spot, colour: Colour, width: float = 0.5) -> None:
        """A thin straight line with butt ends: a leader or an axis."""
        self._marks.append(paint(polyline((start, end)), None, Stroke(colour, width)))

    def polygon(self, points: Sequence[Spot], fill: Colour, edge: Colour | None = None) -> None:
        """A filled shape with straight sides."""
        stroke = Stroke(edge, OUTLINE) if edge else None
        self._marks.append(paint(polyline(points, closed=True), fill, stroke))

    def dot(
        self,
        x: float,
        y: float,
        diameter: float,
        fill: Colour,
        edge: Colour | None = None,
        edge_width: float = 1.2,
    ) -> None:
        """A disc, or a ring where fill is paper and edge a colour."""
        stroke = Stroke(edge, edge_width) if edge else None
        self._marks.append(paint(circle(x, y, diameter), fill, stroke))

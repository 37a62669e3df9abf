"""Report, figures: the sheet on which a kind draws its data.

Input: shapes and texts in points, y upwards. Output: a :class:`Drawing`. What is the same in
every municipality comes from a kept frame; the rest is drawn by the kept artists.

Shapes of the same look are drawn together, as one path, in the order in which looks first
appear; texts come last, so nothing ever lies over them.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from scan.report.figures.artists import Lettering, Look, draw_label, draw_shapes
from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.metrics import CAP, LEADING, text_width
from scan.report.figures.paths import Shapes, Spot
from scan.report.figures.recording import Recorder
from scan.report.style import Style

Align = Literal["left", "centre", "right"]
_SHIFT: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
DASH = (3.2, 2.2)
"""Dashes of the region's lines."""
OUTLINE = 0.7
"""Width of the outline that keeps light parts apart from the paper."""


class Canvas:
    """Gathers the shapes and texts of one chart, then has them drawn."""

    def __init__(self, style: Style, width: float, height: float) -> None:
        self.style = style
        self.width = width
        self.height = height
        self._frame: list[PathMark | TextMark] = []
        self._shapes: dict[Look, Shapes] = {}
        self._texts: list[tuple[float, float, str, Lettering]] = []

    def drawing(self) -> Drawing:
        """The finished chart."""
        return Drawing(self.width, self.height, self.marks())

    def marks(self) -> tuple[PathMark | TextMark, ...]:
        """What the artists have drawn, after the frames."""
        recorder = Recorder(self.width, self.height)
        for look, shapes in self._shapes.items():
            draw_shapes(recorder, shapes.path(), look)
        for text in self._texts:
            draw_label(recorder, *text)
        return (*self._frame, *recorder.marks)

    def add(self, marks: Iterable[PathMark | TextMark]) -> None:
        """Take over marks that were drawn before (a frame); they lie under all others."""
        self._frame.extend(marks)

    def shapes(self, look: Look) -> Shapes:
        """The shapes of a look so far, to add to."""
        found = self._shapes.get(look)
        if found is None:
            found = self._shapes[look] = Shapes()
        return found

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
        if align != "left":
            x -= _SHIFT[align] * text_width(text, size, weight, family)
        self._texts.append((x, y, text, Lettering(colour, size, weight, family)))

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
            self.shapes(Look(fill)).box(x, y, width, height)
            return
        inset = min(OUTLINE, width, height)
        inner = max(width - inset, 0.0), max(height - inset, 0.0)
        self.shapes(Look(fill, edge, inset)).box(x + inset / 2, y + inset / 2, *inner)

    def blank(self, start: Spot, width: float) -> None:
        """A thin dashed line in place of a figure that is not shown: nothing that looks like a
        value."""
        end = start[0] + width, start[1]
        self.shapes(Look(None, self.style.muted, 0.8, (1.2, 1.8))).polyline((start, end))

    def line(
        self,
        points: Sequence[Spot],
        colour: Colour,
        width: float = 1.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        """A line through the points; round ends unless dashed."""
        look = Look(None, colour, width, dash, "butt" if dash else "round", "round")
        self.shapes(look).polyline(points)

    def rule(self, start: Spot, end: Spot, colour: Colour, width: float = 0.5) -> None:
        """A thin straight line with butt ends: a leader or an axis."""
        self.shapes(Look(None, colour, width)).polyline((start, end))

    def polygon(self, points: Sequence[Spot], fill: Colour) -> None:
        """A filled shape with straight sides."""
        self.shapes(Look(fill)).polyline(points, closed=True)

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
        look = Look(fill, edge, edge_width) if edge else Look(fill)
        self.shapes(look).circle(x, y, diameter)

"""Report, figures: what a chart is once drawn, a value that knows neither matplotlib nor PDF.

Input: the calls that matplotlib makes on a renderer. Output: a frozen :class:`Drawing` in
points, y upwards, that ``report.pdf`` writes into a page as drawing commands and that other
stages can write as SVG.
"""

from dataclasses import dataclass

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class PathMark:
    """A path that is filled, stroked or both. ``operators`` are PDF path construction and
    painting operators with numbers rounded to 1/100 pt, graphics state included
    (``0.5 w 0.1 0.2 0.3 RG … S``), so that a page can take them as they are."""

    operators: str


@dataclass(frozen=True, slots=True)
class TextMark:
    """A line of text that starts at (x, y) on its baseline."""

    x: float
    y: float
    text: str
    family: str
    """``Source Sans 3`` or ``Source Serif 4``."""
    weight: int
    italic: bool
    size: float
    colour: Colour
    angle: float = 0.0
    """Degrees, counter-clockwise."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart of ``width`` × ``height`` points."""

    width: float
    height: float
    marks: tuple[PathMark | TextMark, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with the Dutch words that go with it."""

    drawing: Drawing
    title: str
    """The head above the chart: ``Aandeel sinds 2000``."""
    note: str
    """After the title, lighter: ``% van de inwoners, op 1 januari``."""
    alt: str
    """Alternative text: the message and the figures."""

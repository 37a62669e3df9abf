"""Report, figures: the matplotlib artists that draw every mark, kept for the whole process.

Input: a look, then paths and texts in points. Output: calls on a renderer. There is one artist
per look; drawing replaces its data and nothing else, which costs a tenth of making a new one.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from scan.report.figures.drawing import Colour
from scan.report.figures.paths import Spot

SHEET = Figure(dpi=72)
"""Tells collections that a dot is a point; nothing is ever added to it."""
_NOTHING = Path([(0.0, 0.0)])


class Look(NamedTuple):
    """How shapes are filled and stroked; widths and dashes in points."""

    fill: Colour | None
    edge: Colour | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()
    cap: Literal["butt", "round"] = "butt"
    join: Literal["miter", "round"] = "miter"


class Lettering(NamedTuple):
    """How a line of text looks; size in points."""

    colour: Colour
    size: float
    weight: int
    family: str


class Label(Text):
    """A line of upright text that starts at its position, on its baseline.

    ``Text`` measures and aligns at every draw; our labels are placed by the metrics of the
    bundled fonts before they are drawn, so this asks the renderer for the text and no more.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Have the text drawn at its position."""
        gc = renderer.new_gc()
        gc.set_foreground(to_rgba(self.get_color()), isRGBA=True)
        x, y = self.get_position()
        renderer.draw_text(gc, x, y, self.get_text(), self.get_fontproperties(), 0.0, mtext=self)
        gc.restore()


@lru_cache(maxsize=512)
def _patch(look: Look) -> PathPatch:
    return PathPatch(
        _NOTHING,
        facecolor=look.fill or "none",
        edgecolor=look.edge or "none",
        linewidth=look.width,
        linestyle=(0, look.dash) if look.dash else "solid",
        capstyle=look.cap,
        joinstyle=look.join,
    )


@lru_cache(maxsize=512)
def _label(lettering: Lettering) -> Label:
    colour, size, weight, family = lettering
    return Label(color=colour, fontsize=size, fontweight=weight, fontfamily=[family])


@lru_cache(maxsize=64)
def _markers(colour: Colour, diameter: float) -> Line2D:
    return Line2D(
        (),
        (),
        linestyle="none",
        marker="o",
        markersize=diameter,
        markerfacecolor=colour,
        markeredgewidth=0,
    )


def draw_shapes(renderer: RendererBase, path: Path, look: Look) -> None:
    """Draw a path, compound or not."""
    patch = _patch(look)
    patch.set_path(path)
    patch.draw(renderer)


def draw_label(renderer: RendererBase, x: float, y: float, text: str, lettering: Lettering) -> None:
    """Draw a line of text from (x, y) on."""
    label = _label(lettering)
    label.set_position((x, y))
    label.set_text(text)
    label.draw(renderer)


def draw_specks(
    renderer: RendererBase, spots: Sequence[Spot], colour: Colour, diameter: float
) -> None:
    """Draw many equal dots as the markers of one line."""
    line = _markers(colour, diameter)
    line.set_data(*zip(*spots, strict=True) if spots else ((), ()))
    line.draw(renderer)


def draw_areas(renderer: RendererBase, paths: Sequence[Path], looks: Sequence[Look]) -> None:
    """Draw the areas of a map, each in its look, as one collection; ends and corners are those
    of the first."""
    collection = PathCollection(
        paths,
        facecolors=[look.fill or "none" for look in looks],
        edgecolors=[look.edge or "none" for look in looks],
        linewidths=[look.width for look in looks],
        capstyle=looks[0].cap,
        joinstyle=looks[0].join,
    )
    collection.set_figure(SHEET)
    collection.draw(renderer)

"""Report, figures: where does the municipality lie in a small region, with the names of all?

Needs the tiles of the municipalities of one region and their names, a second one where an area
has two. Tiles are oblong, so that names fit; those of the others are kept between municipalities.
Alternative text: ``map`` in the wording ``alternatives``.
"""

from dataclasses import dataclass
from functools import lru_cache

from scan.report.figures.artists import Look
from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.metrics import LEADING, label_lines
from scan.report.figures.tile_map import Tone
from scan.report.style import WHITE, Style

NAME = "name_map"
GAP = 3.0
"""Between tiles, in points."""
EDGE = 3.0
"""Between the edge of a tile and its name."""
SIZE, SECOND = 7.6, 6.6
MOST = 25
"""Municipalities whose names still fit."""


@dataclass(frozen=True, slots=True)
class NamedTile:
    """A municipality's place, counted from the north-west, and its names, the first one first."""

    nis: str
    column: int
    row: int
    names: tuple[str, ...]


def draw(
    tiles: tuple[NamedTile, ...], own: str, style: Style, tone: Tone, width: float, height: float
) -> Drawing:
    """All tiles with their names, the own one in the accent colour."""
    canvas = Canvas(style, width, height)
    canvas.add(_others(tiles, own, style, tone, width, height))
    _paint(canvas, tiles, own, tone.own, style.ink)
    return canvas.drawing()


@lru_cache(maxsize=64)
def _others(
    tiles: tuple[NamedTile, ...], own: str, style: Style, tone: Tone, width: float, height: float
) -> tuple[PathMark | TextMark, ...]:
    canvas = Canvas(style, width, height)
    for tile in tiles:
        if tile.nis != own:
            _paint(canvas, tiles, tile.nis, tone.fill, WHITE)
    return canvas.marks()


def _paint(
    canvas: Canvas, tiles: tuple[NamedTile, ...], nis: str, fill: Colour, letters: Colour
) -> None:
    """One tile with its names in its middle."""
    tile = next(tile for tile in tiles if tile.nis == nis)
    first_column, first_row = min(t.column for t in tiles), min(t.row for t in tiles)
    wide = (canvas.width + GAP) / (1 + max(t.column for t in tiles) - first_column)
    high = (canvas.height + GAP) / (1 + max(t.row for t in tiles) - first_row)
    left = (tile.column - first_column) * wide
    top = canvas.height - (tile.row - first_row) * high
    canvas.shapes(Look(fill)).box(left, top - high + GAP, wide - GAP, high - GAP)
    middle = left + (wide - GAP) / 2, top - (high - GAP) / 2
    _write(canvas, middle, wide - GAP - 2 * EDGE, tile.names, letters)


def _write(
    canvas: Canvas,
    middle: tuple[float, float],
    room: float,
    names: tuple[str, ...],
    letters: Colour,
) -> None:
    """The names under each other, their block centred: the first one larger and bold."""
    looks = [(SIZE, 600), *[(SECOND, 400)] * (len(names) - 1)]
    blocks = [label_lines(n, room, *look) for n, look in zip(names, looks, strict=True)]
    heights = [len(b) * LEADING * size for b, (size, _) in zip(blocks, looks, strict=True)]
    top = middle[1] + sum(heights) / 2
    for lines, tall, (size, weight) in zip(blocks, heights, looks, strict=True):
        canvas.lines(middle[0], top - tall / 2, lines, letters, size, weight, "centre")
        top -= tall

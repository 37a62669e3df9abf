"""Report, figures: where does the municipality lie, or how is a figure spread, with equal
squares for all municipalities?

Needs the tiles of all municipalities, row 0 in the north; a class per tile makes a map of a
figure. The squares of the others are kept between municipalities. Alternative text:
``map`` in the wording ``alternatives``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scan.report.figures.drawing import Colour, Drawing, PathMark
from scan.report.figures.operators import Stroke, box, paint
from scan.report.style import WHITE, Style, contrast, mix, shades

NAME = "tile_map"
GAP = 0.1
"""Between tiles, as a part of a tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A municipality's square, counted from the north-west."""

    nis: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Tone:
    """Colours of a map: all areas, those that are not spoken of, borders, the own one."""

    fill: Colour
    faint: Colour
    border: Colour
    own: Colour
    ring: Colour


def on_paper(style: Style, theme: str) -> Tone:
    """A quiet map with the own area in the theme's colour."""
    fill = mix(style.line, style.paper, 0.1)
    return Tone(fill, style.band, style.paper, style.theme(theme).strong, style.paper)


def on_cover(style: Style) -> Tone:
    """A map on the dark cover with the own area in the accent colour."""
    fill = mix(style.cover, WHITE, 0.22)
    faint = mix(style.cover, WHITE, 0.1)
    return Tone(fill, faint, style.cover, style.accent, WHITE)


def height(tiles: tuple[Tile, ...], width: float) -> float:
    """The height that goes with a width, in points."""
    columns, rows = _extent(tiles)
    return width * rows / columns


def draw(
    tiles: tuple[Tile, ...],
    own: str,
    style: Style,
    tone: Tone,
    width: float,
    height: float,
    classes: Mapping[str, int] | None = None,
    theme: str = "",
    among: frozenset[str] | None = None,
) -> Drawing:
    """All tiles with the own one over them. ``classes``: from NIS code to a class from 0 (pale)
    up, in the theme's colours; tiles without a class stay faint. ``among``: those spoken of."""
    if classes is None:
        base = _plain(tiles, tone, width, height, among)
    else:
        base = _classed(tiles, style, theme, tone, width, height, tuple(sorted(classes.items())))
    mine = [tile for tile in tiles if tile.nis == own]
    marks = list(base)
    size = _side(tiles, width, height)
    for tile in mine:
        fill = tone.own if classes is None else None
        x, y = _corner(tile, tiles, width, height)
        side = size * (1 - GAP)
        if fill is not None:
            marks.append(paint(box(x, y, side, side), fill))
        else:
            ring = Stroke(style.ink, max(size * 0.14, 1.0))
            marks.append(paint(box(x, y, side, side), None, ring))
    return Drawing(width, height, tuple(marks))


def _extent(tiles: tuple[Tile, ...]) -> tuple[int, int]:
    columns = max(t.column for t in tiles) - min(t.column for t in tiles) + 1
    rows = max(t.row for t in tiles) - min(t.row for t in tiles) + 1
    return columns, rows


def _side(tiles: tuple[Tile, ...], width: float, height: float) -> float:
    columns, rows = _extent(tiles)
    return min(width / columns, height / rows)


def _corner(
    tile: Tile, tiles: tuple[Tile, ...], width: float, height: float
) -> tuple[float, float]:
    """Lower left corner of a tile, the map centred in the box."""
    columns, rows = _extent(tiles)
    side = _side(tiles, width, height)
    left = (width - columns * side) / 2 + side * GAP / 2
    top = height - (height - rows * side) / 2 - side * GAP / 2
    column = tile.column - min(t.column for t in tiles)
    row = tile.row - min(t.row for t in tiles)
    return left + column * side, top - (row + 1) * side + side * GAP


def _boxes(chosen: list[Tile], tiles: tuple[Tile, ...], width: float, height: float) -> str:
    side = _side(tiles, width, height) * (1 - GAP)
    return " ".join(box(*_corner(tile, tiles, width, height), side, side) for tile in chosen)


@lru_cache(maxsize=32)
def _plain(
    tiles: tuple[Tile, ...],
    tone: Tone,
    width: float,
    height: float,
    among: frozenset[str] | None,
) -> tuple[PathMark, ...]:
    spoken = [tile for tile in tiles if among is None or tile.nis in among]
    others = [tile for tile in tiles if among is not None and tile.nis not in among]
    return tuple(
        paint(_boxes(chosen, tiles, width, height), colour)
        for chosen, colour in ((others, tone.faint), (spoken, tone.fill))
        if chosen
    )


@lru_cache(maxsize=256)
def _classed(
    tiles: tuple[Tile, ...],
    style: Style,
    theme: str,
    tone: Tone,
    width: float,
    height: float,
    classes: tuple[tuple[str, int], ...],
) -> tuple[PathMark, ...]:
    """Every class in its shade; the pale ones get an outline, so that they stand out too."""
    known = dict(classes)
    palette = style.theme(theme)
    colours = tuple(reversed(shades(palette, max(known.values(), default=0) + 1)))
    marks = []
    bare = [tile for tile in tiles if tile.nis not in known]
    if bare:
        marks.append(paint(_boxes(bare, tiles, width, height), tone.faint))
    for number, colour in enumerate(colours):
        chosen = [tile for tile in tiles if known.get(tile.nis) == number]
        if chosen:
            path = _boxes(chosen, tiles, width, height)
            edge = Stroke(palette.mid, 0.3) if contrast(colour, tone.border) < 3 else None
            marks.append(paint(path, colour, edge))
    return tuple(marks)

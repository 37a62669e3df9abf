"""Report, figures: where does the municipality lie, or how is a figure spread, with equal
squares for all municipalities?

Needs the tiles of all municipalities, row 0 in the north; a class per tile makes a map of a
figure. The squares of the others are kept between municipalities. Alternative text:
``map`` in the wording ``alternatives``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scan.report.figures.artists import Look, draw_areas
from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.paths import Shapes, Spot
from scan.report.figures.recording import Recorder
from scan.report.style import WHITE, Style, contrast, mix, shades

NAME = "tile_map"
GAP = 0.1
"""Between tiles, as a part of a tile."""
RANK = 0.72
"""Size of a rank, as a part of a tile."""


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


def with_ranks(style: Style) -> Tone:
    """A quiet map on which some areas bear a rank."""
    fill = mix(style.cover, style.paper, 0.55)
    return Tone(fill, style.band, style.paper, style.cover, style.paper)


def height(tiles: tuple[Tile, ...], width: float) -> float:
    """The height that goes with a width, in points."""
    _, _, columns, rows = _extent(tiles)
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
    canvas = Canvas(style, width, height)
    canvas.add(base)
    grid = _grid(tiles, width, height)
    ring = Look(None, style.ink, max(grid.pitch * 0.14, 1.0))
    for tile in tiles:
        if tile.nis == own:
            grid.draw(tile, canvas.shapes(Look(tone.own) if classes is None else ring))
    return canvas.drawing()


def draw_ranked(
    tiles: tuple[Tile, ...],
    own: str,
    style: Style,
    tone: Tone,
    width: float,
    height: float,
    ranks: Mapping[str, str],
) -> Drawing:
    """All tiles, those with a rank (by NIS code) darker and with their rank in them."""
    plain = draw(tiles, own, style, tone, width, height, among=frozenset(ranks))
    canvas = Canvas(style, width, height)
    canvas.add(plain.marks)
    grid = _grid(tiles, width, height)
    for tile in tiles:
        if tile.nis in ranks:
            x, y = grid.middle(tile)
            size = min(style.small, grid.pitch * RANK)
            canvas.centred(x, y, ranks[tile.nis], style.ink, size, 700, "centre")
    return canvas.drawing()


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the squares lie: the pitch, the left and upper edge of the first one, which column
    and row that is."""

    pitch: float
    left: float
    top: float
    column: int
    row: int

    def draw(self, tile: Tile, shapes: Shapes) -> None:
        """Add the square of a tile."""
        side = self.pitch * (1 - GAP)
        x, y = self.middle(tile)
        shapes.box(x - side / 2, y - side / 2, side, side)

    def middle(self, tile: Tile) -> Spot:
        """The middle of a tile."""
        half = self.pitch * (1 - GAP) / 2
        x = self.left + (tile.column - self.column) * self.pitch
        return x + half, self.top - (tile.row - self.row) * self.pitch - half


def _extent(tiles: tuple[Tile, ...]) -> tuple[int, int, int, int]:
    """First column and row, number of columns and rows."""
    columns, rows = [tile.column for tile in tiles], [tile.row for tile in tiles]
    column, row = min(columns), min(rows)
    return column, row, max(columns) - column + 1, max(rows) - row + 1


def _grid(tiles: tuple[Tile, ...], width: float, height: float) -> _Grid:
    """The largest squares that fit, the map centred in the box."""
    column, row, columns, rows = _extent(tiles)
    pitch = min(width / columns, height / rows)
    left = (width - columns * pitch) / 2 + pitch * GAP / 2
    top = height - (height - rows * pitch) / 2 - pitch * GAP / 2
    return _Grid(pitch, left, top, column, row)


def _painted(
    chosen: list[tuple[Tile, Look]], tiles: tuple[Tile, ...], width: float, height: float
) -> tuple[PathMark | TextMark, ...]:
    """Tiles in their looks, in the order given."""
    recorder = Recorder(width, height)
    grid = _grid(tiles, width, height)
    paths = []
    for tile, _ in chosen:
        shapes = Shapes()
        grid.draw(tile, shapes)
        paths.append(shapes.path())
    if chosen:
        draw_areas(recorder, paths, [look for _, look in chosen])
    return tuple(recorder.marks)


@lru_cache(maxsize=32)
def _plain(
    tiles: tuple[Tile, ...],
    tone: Tone,
    width: float,
    height: float,
    among: frozenset[str] | None,
) -> tuple[PathMark | TextMark, ...]:
    spoken = [(tile, Look(tone.fill)) for tile in tiles if among is None or tile.nis in among]
    others = [(t, Look(tone.faint)) for t in tiles if among is not None and t.nis not in among]
    return _painted(others + spoken, tiles, width, height)


@lru_cache(maxsize=256)
def _classed(
    tiles: tuple[Tile, ...],
    style: Style,
    theme: str,
    tone: Tone,
    width: float,
    height: float,
    classes: tuple[tuple[str, int], ...],
) -> tuple[PathMark | TextMark, ...]:
    """Every class in its shade; the pale ones get an outline, so that they stand out too."""
    known = dict(classes)
    palette = style.theme(theme)
    colours = tuple(reversed(shades(palette, max(known.values(), default=0) + 1)))
    chosen = [(tile, Look(tone.faint)) for tile in tiles if tile.nis not in known]
    for number, colour in enumerate(colours):
        pale = contrast(colour, tone.border) < 3
        look = Look(colour, palette.mid, 0.3) if pale else Look(colour)
        chosen += [(tile, look) for tile in tiles if known.get(tile.nis) == number]
    return _painted(chosen, tiles, width, height)

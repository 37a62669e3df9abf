"""Report, figures: where does the municipality lie, with true boundaries?

Needs the rings of all areas, from a GeoJSON collection. The areas of all are kept between
municipalities; points closer than a third of a point are left out. Alternative text:
``map`` in the wording ``alternatives``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matplotlib.path import Path

from scan.report.figures.artists import Look, draw_areas, draw_shapes
from scan.report.figures.drawing import Drawing, PathMark, TextMark
from scan.report.figures.paths import Shapes, Spot
from scan.report.figures.recording import Recorder
from scan.report.figures.tile_map import Tone

NAME = "boundary_map"
NEAREST = 0.33
EDGE = 1.5
Ring = tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area with its rings, outer and inner, in the units of the file."""

    nis: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, eq=False)
class Outlines:
    """All areas of a map. Compared by identity, so that a drawn map is found again at once."""

    shapes: tuple[Shape, ...]
    left: float
    bottom: float
    right: float
    top: float
    squeeze: float
    """Length of a unit eastwards, in units northwards: below 1 for degrees."""


def outlines(collection: Mapping[str, Any], key: str = "nis") -> Outlines:
    """The areas of a GeoJSON feature collection, in degrees or metres. ``key``: the property
    with the code. Raises KeyError where a feature lacks it."""
    shapes = []
    for feature in collection["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        rings = tuple(
            tuple((float(point[0]), float(point[1])) for point in ring)
            for polygon in polygons
            for ring in polygon
        )
        shapes.append(Shape(str(feature["properties"][key]), rings))
    xs = [x for shape in shapes for ring in shape.rings for x, _ in ring]
    ys = [y for shape in shapes for ring in shape.rings for _, y in ring]
    degrees = max(map(abs, xs)) <= 180 and max(map(abs, ys)) <= 90
    squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2)) if degrees else 1.0
    return Outlines(tuple(shapes), min(xs), min(ys), max(xs), max(ys), squeeze)


def height(areas: Outlines, width: float) -> float:
    """The height that goes with a width, in points."""
    inner = (width - 2 * EDGE) * (areas.top - areas.bottom)
    return inner / ((areas.right - areas.left) * areas.squeeze) + 2 * EDGE


def draw(
    areas: Outlines,
    own: str,
    tone: Tone,
    width: float,
    height: float,
    among: frozenset[str] | None = None,
) -> Drawing:
    """All areas with the own one over them; those not ``among`` the spoken of are faint."""
    recorder = Recorder(width, height)
    look = Look(tone.own, tone.ring, 0.9, (), "round", "round")
    for shape in areas.shapes:
        if shape.nis == own:
            draw_shapes(recorder, _path(shape, areas, width, height), look)
    base = _base(areas, tone, width, height, among)
    return Drawing(width, height, (*base, *recorder.marks))


@lru_cache(maxsize=16)
def _base(
    areas: Outlines, tone: Tone, width: float, height: float, among: frozenset[str] | None
) -> tuple[PathMark | TextMark, ...]:
    spoken = [shape for shape in areas.shapes if among is None or shape.nis in among]
    others = [s for s in areas.shapes if among is not None and s.nis not in among]
    recorder = Recorder(width, height)
    fills = [tone.faint] * len(others) + [tone.fill] * len(spoken)
    looks = [Look(fill, tone.border, 0.5, (), "round", "round") for fill in fills]
    paths = [_path(shape, areas, width, height) for shape in (*others, *spoken)]
    draw_areas(recorder, paths, looks)
    return tuple(recorder.marks)


def _path(shape: Shape, areas: Outlines, width: float, height: float) -> Path:
    unit = min(
        (width - 2 * EDGE) / ((areas.right - areas.left) * areas.squeeze),
        (height - 2 * EDGE) / (areas.top - areas.bottom),
    )
    left = (width - (areas.right - areas.left) * areas.squeeze * unit) / 2
    bottom = (height - (areas.top - areas.bottom) * unit) / 2
    projected = (
        [
            (left + (x - areas.left) * areas.squeeze * unit, bottom + (y - areas.bottom) * unit)
            for x, y in ring
        ]
        for ring in shape.rings
    )
    shapes = Shapes()
    for ring in projected:
        shapes.polyline(_thin(ring), closed=True)
    return shapes.path()


def _thin(ring: Sequence[Spot]) -> list[Spot]:
    """Leave out points that nearly coincide with the one before; keep at least three."""
    kept = [ring[0]]
    for spot in ring[1:]:
        if math.dist(spot, kept[-1]) >= NEAREST:
            kept.append(spot)
    return kept if len(kept) >= 3 else list(ring)

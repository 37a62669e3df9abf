"""Extracts, boundaries: a GeoJSON file of municipalities. Output: its features, which can be drawn.

Whoever made the file, what is handed on is a collection of polygons with a NIS code, of finite
numbers, of a size that can be drawn. Everything else is a fault that says which feature.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, Fault
from scan.extracts.cage import in_cage
from scan.extracts.faults import fault_at
from scan.extracts.readers.plain_files import AGAIN, damaged, first_line, read_bytes

MAX_BYTES = 20_000_000
MAX_FEATURES = 5_000
MAX_POINTS = 1_000_000
FARTHEST = 1e7
"""Metres; degrees are less."""
NEAREST = 1e-3
"""Degrees between the outermost points, or metres: no municipality is smaller."""

_NIS = re.compile(r"[0-9]{5}")
_REMEDY = "Deliver a FeatureCollection of polygons with a nis, in degrees or metres."
_DEPTHS = {"Polygon": 1, "MultiPolygon": 2}
_SHORTEST = 3
_NAMED = 25


def read_boundaries(path: Path) -> dict[str, Any]:
    """The feature collection in the file at ``path``, which is read in a cage.

    Raises ExtractError for what is no such collection: other JSON or none, values of a wrong
    kind, numbers that are not finite, and more bytes, features or points than the limits.
    """
    return in_cage(_collection, path, path)


def _collection(path: Path) -> dict[str, Any]:
    collection = _json(path)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        raise damaged(path, "is no GeoJSON: there is no list of features", _REMEDY)
    if len(features) > MAX_FEATURES:
        message = f"has {len(features)} features, more than {MAX_FEATURES}"
        raise damaged(path, message, "Deliver the municipalities only.")
    faults: list[Fault] = []
    seen: set[str] = set()
    points: list[tuple[float, float]] = []
    for number, feature in enumerate(features):
        wrong = _wrong(feature, seen, points)
        if wrong:
            faults.append(Fault(path.name, f"feature {number}", wrong, _REMEDY))
        if len(points) > MAX_POINTS:
            message = f"has more than {MAX_POINTS} points"
            raise damaged(path, message, "Deliver simplified boundaries.")
    if len(faults) > _NAMED:
        more = f"{len(faults) - _NAMED} more features are at fault"
        faults[_NAMED:] = [Fault(path.name, "", more, _REMEDY)]
    if not faults and min(_extent(points, axis) for axis in (0, 1)) < NEAREST:
        faults.append(Fault(path.name, "", "all points lie on one line or spot", _REMEDY))
    if faults:
        raise ExtractError(tuple(faults))
    return {"features": features}


def _extent(points: list[tuple[float, float]], axis: int) -> float:
    values = [point[axis] for point in points]
    return max(values) - min(values)


def _json(path: Path) -> object:
    data = read_bytes(path)
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data)} bytes, more than {MAX_BYTES}"
        raise damaged(path, message, "Deliver simplified boundaries.")
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError as error:
        raise damaged(path, "is no GeoJSON: lists lie too deep in each other", _REMEDY) from error
    except ValueError as error:
        raise damaged(path, f"is no GeoJSON ({first_line(error)})", AGAIN) from error


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _wrong(feature: object, seen: set[str], points: list[tuple[float, float]]) -> str:
    """What is wrong with a feature; empty when nothing is. Fills ``seen`` and ``points``."""
    if not isinstance(feature, dict):
        return "is no feature"
    properties, geometry = feature.get("properties"), feature.get("geometry")
    code = str(properties.get("nis", "")) if isinstance(properties, dict) else ""
    if not _NIS.fullmatch(code):
        return f"“{code[:80]}” is no NIS code, or the feature has no property nis"
    if code in seen:
        return f"{code} stands there twice"
    seen.add(code)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        return f"{code} is no Polygon or MultiPolygon"
    try:
        for ring in _rings(geometry.get("coordinates"), _DEPTHS[kind]):
            points.extend(_points(ring))
    except (TypeError, ValueError) as error:
        return f"{code}: {error}"
    return ""


def _rings(coordinates: object, depth: int) -> Iterator[object]:
    """The rings of a polygon (depth 1) or of several. Raises TypeError for what holds none."""
    if not isinstance(coordinates, list) or not coordinates:
        raise TypeError("the coordinates are no list of rings")
    for part in coordinates:
        if depth == 1:
            yield part
        else:
            yield from _rings(part, depth - 1)


def _points(ring: object) -> Iterator[tuple[float, float]]:
    """The points of a ring. Raises TypeError or ValueError for what is none."""
    if not isinstance(ring, list) or len(ring) < _SHORTEST:
        raise TypeError(f"a ring is no list of {_SHORTEST} points or more")
    for point in ring:
        if not isinstance(point, list) or len(point) < 2:
            raise TypeError("a point is no list of two numbers")
        x, y = point[:2]
        if type(x) not in (int, float) or type(y) not in (int, float):
            raise TypeError("a coordinate is no number")
        if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
            raise ValueError(f"a coordinate is not finite, or more than {FARTHEST:.0f}")
        yield float(x), float(y)


def boundary_faults(path: Path, catalogue: Catalogue) -> tuple[Fault, ...]:
    """What is wrong with a file of boundaries: no GeoJSON, or a feature without a known code."""
    try:
        features = read_boundaries(path)["features"]
    except ExtractError as error:
        return tuple(replace(fault, kind="boundaries") for fault in error.faults)
    codes = [feature["properties"]["nis"] for feature in features]
    faults = []
    for number, code in enumerate(codes, 1):
        try:
            catalogue.areas.get(str(code))
        except KeyError:
            message, where = f"“{code}” is no NIS code", f"feature {number}"
            faults.append(
                fault_at(path.name, "place", message, "Correct it.", where=where, value=str(code))
            )
    return tuple(faults)

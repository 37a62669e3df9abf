"""Report, figures: how the recorder writes what matplotlib draws as PDF operators.

Input: vertices and codes of a matplotlib path, fills and strokes. Output: operators as text.
Numbers are rounded to 1/100 pt; a mark sets all the graphics state that it needs, so marks can
be written in any order without ``q`` and ``Q``.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path

from scan.report.figures.drawing import Colour
from scan.report.figures.paths import BOX

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
BUTT, ROUND, SQUARE = 0, 1, 2
NEXT = "\n"
"""Between rectangles: a viewer sets the edges of one rectangle on whole pixels, not those of
several in one path."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn: colour, width, dashes and gaps in points, ends and corners as in PDF
    (0 butt or mitre, 1 round, 2 square or bevel)."""

    colour: Colour
    width: float
    dash: tuple[float, ...] = ()
    cap: int = BUTT
    join: int = 0


def num(value: float) -> str:
    """A number with at most two decimals and no needless signs."""
    return f"{round(value, 2) + 0.0:.8g}"


@lru_cache(maxsize=4096)
def _state(fill: Colour | None, stroke: Stroke | None) -> tuple[str, str]:
    """What stands before a path, and the operator after it."""
    text = f"{_colour(fill)} rg " if fill else ""
    if stroke:
        dash = " ".join(num(length) for length in stroke.dash)
        text += f"{_colour(stroke.colour)} RG {num(stroke.width)} w "
        text += f"{stroke.cap} J {stroke.join} j [{dash}] 0 d "
    return text, ("B" if stroke else "f") if fill else "S"


def _colour(colour: Colour) -> str:
    return " ".join(f"{round(part, 3):g}" for part in colour)


def painted(path: str, fill: Colour | None = None, stroke: Stroke | None = None) -> str:
    """The operators that fill or stroke a path, or both; pieces between ``NEXT`` one by one."""
    state, operator = _state(fill, stroke)
    return f"{state}{path.replace(NEXT, f' {operator} ')} {operator}"


def specks(spots: Floats) -> str:
    """Many dots in one path: lines of no length, to be stroked with round ends."""
    return ("%.8g %.8g m %.8g %.8g l " * len(spots)).rstrip() % _numbers(np.tile(spots, 2))


def constructed(vertices: Floats, codes: Codes) -> str:
    """The operators that build a path, its rectangles apart. ``vertices``: n × 2, finite;
    ``codes``: n."""
    layout = _layout(codes.tobytes())
    if layout.boxes:
        corners = _boxes(vertices.reshape(-1, 10))
        if corners is not None:
            return layout.boxes % _numbers(corners)
    return layout.pattern % _numbers(vertices if layout.kept is None else vertices[layout.kept])


def _numbers(values: Floats) -> tuple[float, ...]:
    """All numbers in a row, rounded, zero without a sign."""
    return tuple((values.round(2) + 0.0).ravel().tolist())


def _boxes(corners: Floats) -> Floats | None:
    """Left, bottom, width and height of m × (5 corners); nothing where a side slants."""
    if not (corners[:, _SIDES] == corners[:, _OPPOSITE]).all():
        return None
    boxes = corners[:, _ENDS]
    boxes[:, 2:] -= boxes[:, :2]
    return boxes


_ENDS = np.array((0, 1, 4, 5))
"""x and y of the first and the third corner, in a row of five corners."""
_SIDES, _OPPOSITE = np.array((2, 3, 6, 7)), np.array((4, 1, 0, 5))
"""Coordinates that are equal in a rectangle that stands upright."""


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """How paths with the same codes are written; ``boxes`` where they may be rectangles."""

    pattern: str
    kept: npt.NDArray[np.intp] | None
    """Vertices that are written, where not all are."""
    boxes: str


@lru_cache(maxsize=2048)
def _layout(codes: bytes) -> _Layout:
    parts = []
    index = 0
    while index < len(codes) and codes[index] != Path.STOP:
        operator, points = _WRITTEN[codes[index]]
        parts.append("%.8g %.8g " * points + operator)
        index += max(points, 1)
    bare = np.array([code in (Path.CLOSEPOLY, Path.STOP) for code in codes])
    many = len(codes) // len(BOX)
    boxes = NEXT.join(["%.8g %.8g %.8g %.8g re"] * many) if codes == BOX * many else ""
    return _Layout(" ".join(parts), np.flatnonzero(~bare) if bare.any() else None, boxes)


_WRITTEN: dict[int, tuple[str, int]] = {
    int(Path.MOVETO): ("m", 1),
    int(Path.LINETO): ("l", 1),
    int(Path.CURVE4): ("c", 3),
    int(Path.CLOSEPOLY): ("h", 0),
}


def cubic(vertices: Floats, codes: Codes) -> tuple[Floats, Codes]:
    """The same path with cubic curves in place of quadratic ones."""
    points: list[Floats] = []
    kinds: list[int] = []
    index = 0
    while index < len(codes):
        if codes[index] == Path.CURVE3:
            control, end = vertices[index], vertices[index + 1]
            points += [points[-1] + 2 / 3 * (control - points[-1]), end + 2 / 3 * (control - end)]
            points.append(end)
            kinds += [int(Path.CURVE4)] * 3
            index += 2
        else:
            points.append(vertices[index])
            kinds.append(int(codes[index]))
            index += 1
    return np.array(points), np.array(kinds, dtype=np.uint8)

"""Report, figures: from shapes in points to PDF operators.

Input: coordinates, fills and strokes. Output: :class:`PathMark` values. Numbers are rounded to
1/100 pt; a mark sets all the graphics state that it needs, so marks can be written in any
order without ``q`` and ``Q``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scan.report.figures.drawing import Colour, PathMark

Spot = tuple[float, float]
BUTT, ROUND, SQUARE = 0, 1, 2
_KAPPA = 0.5523


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
def _fill_state(colour: Colour) -> str:
    return " ".join(f"{round(part, 3):g}" for part in colour) + " rg "


@lru_cache(maxsize=4096)
def _stroke_state(stroke: Stroke) -> str:
    colour = " ".join(f"{round(part, 3):g}" for part in stroke.colour)
    dash = " ".join(num(length) for length in stroke.dash)
    return f"{colour} RG {num(stroke.width)} w {stroke.cap} J {stroke.join} j [{dash}] 0 d "


def paint(path: str, fill: Colour | None = None, stroke: Stroke | None = None) -> PathMark:
    """The mark that fills or strokes a path, or both."""
    operator = {(True, False): "f", (False, True): "S", (True, True): "B"}[
        (fill is not None, stroke is not None)
    ]
    state = (_fill_state(fill) if fill else "") + (_stroke_state(stroke) if stroke else "")
    return PathMark(f"{state}{path} {operator}")


def polyline(points: Iterable[Spot], closed: bool = False) -> str:
    """A path of straight lines."""
    corners = [f"{num(x)} {num(y)}" for x, y in points]
    return f"{corners[0]} m " + "".join(f"{c} l " for c in corners[1:]) + ("h" if closed else "")


def box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle with its lower left corner at (x, y)."""
    return f"{num(x)} {num(y)} {num(width)} {num(height)} re"


def circle(x: float, y: float, diameter: float) -> str:
    """A circle around (x, y), in four curves."""
    r = diameter / 2
    k = r * _KAPPA
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    body = " ".join(" ".join(num(v) for v in curve) + " c" for curve in curves)
    return f"{num(x + r)} {num(y)} m {body} h"


def specks(centres: Sequence[Spot]) -> str:
    """Many dots in one path: lines of no length, to be stroked with round ends."""
    return " ".join(f"{num(x)} {num(y)} m {num(x)} {num(y)} l" for x, y in centres)


def hatching(x: float, y: float, width: float, height: float, step: float = 3.0) -> str:
    """Slanting lines that fill a rectangle, cut at its edges."""
    lines = []
    offset = step / 2
    while offset < width + height:
        start = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        end = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        lines.append(polyline((start, end)))
        offset += step
    return " ".join(line.strip() for line in lines)

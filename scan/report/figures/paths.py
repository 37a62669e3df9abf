"""Report, figures: from shapes in points to matplotlib paths.

Input: coordinates, y upwards. Output: a :class:`Shapes`, any number of shapes in one compound
``Path``, so that one artist draws them all.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.path import Path

Spot = tuple[float, float]
BOX = bytes((Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY))
"""Codes of a rectangle."""
_DISC = bytes((Path.MOVETO, *[Path.CURVE4] * 12, Path.CLOSEPOLY))
_KAPPA = 0.5523
"""Distance of control points with which four curves make a circle of radius 1."""
_CIRCLE: tuple[Spot, ...] = (
    (1, 0),
    *((1, _KAPPA), (_KAPPA, 1), (0, 1)),
    *((-_KAPPA, 1), (-1, _KAPPA), (-1, 0)),
    *((-1, -_KAPPA), (-_KAPPA, -1), (0, -1)),
    *((_KAPPA, -1), (1, -_KAPPA), (1, 0)),
    (1, 0),
)


class Shapes:
    """Shapes that are drawn as one."""

    __slots__ = ("_codes", "_vertices")

    def __init__(self) -> None:
        self._vertices: list[Spot] = []
        self._codes = bytearray()

    def path(self) -> Path:
        """All shapes as one compound path."""
        return Path(np.array(self._vertices), np.frombuffer(bytes(self._codes), dtype=np.uint8))

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """A rectangle with its lower left corner at (x, y)."""
        right, top = x + width, y + height
        self._vertices += ((x, y), (right, y), (right, top), (x, top), (x, y))
        self._codes += BOX

    def polyline(self, points: Sequence[Spot], closed: bool = False) -> None:
        """Straight lines through the points."""
        self._vertices += points
        self._codes += b"\x01" + b"\x02" * (len(points) - 1)
        if closed:
            self._vertices.append(points[0])
            self._codes.append(Path.CLOSEPOLY)

    def circle(self, x: float, y: float, diameter: float) -> None:
        """A circle around (x, y), in four curves."""
        r = diameter / 2
        self._vertices += [(x + r * across, y + r * up) for across, up in _CIRCLE]
        self._codes += _DISC

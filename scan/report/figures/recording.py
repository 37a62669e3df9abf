"""Report, figures: a matplotlib renderer that only writes down what it is asked to draw.

Input: the calls of matplotlib artists. Output: the marks of a :class:`Drawing`, in points with
y upwards (72 dots per inch, one dot is one point). Images, gouraud triangles, transparency and
clip paths that are no rectangles are not part of our charts and raise.
"""

import math
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, Transform
from matplotlib.typing import ColorType

from scan.errors import ReportError
from scan.report.figures.drawing import Colour, PathMark, TextMark
from scan.report.figures.metrics import CAP, text_width
from scan.report.figures.operators import (
    ROUND,
    Codes,
    Floats,
    Stroke,
    constructed,
    cubic,
    num,
    painted,
    specks,
)

_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
_WEIGHTS = {"normal": 400, "regular": 400, "semibold": 600, "bold": 700}
_AS_IT_IS = IdentityTransform()
_DISC = Path.unit_circle()
"""The marker ``o``; matplotlib keeps one such path."""
_NEAR = 0.01


class Recorder(RendererBase):
    """Records marks in the order in which they are drawn."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.marks: list[PathMark | TextMark] = []
        self._gathered: list[tuple[Colour | None, Stroke | None, str]] | None = None
        self._size = (width, height)

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: ColorType | None = None,  # noqa: N803 — matplotlib's name
    ) -> None:
        """Record a path; nothing where neither fill nor stroke shows."""
        fill = _opaque(rgbFace) if rgbFace is not None else None
        stroke = _stroke(gc)
        if fill is None and stroke is None:
            return
        vertices, codes = _placed(path, transform)
        if not len(vertices):
            return
        operators = constructed(vertices, codes)
        clip = _clip(gc, vertices)
        if clip:
            self.marks.append(PathMark(f"q {clip}{painted(operators, fill, stroke)} Q"))
        elif self._gathered is not None:
            self._gathered.append((fill, stroke, operators))
        else:
            self.marks.append(PathMark(painted(operators, fill, stroke)))

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: ColorType | None = None,  # noqa: N803 — matplotlib's name
    ) -> None:
        """Record a marker at every vertex of a path, all in one mark.

        Discs without an edge become points with round ends, the shortest way to write them.
        """
        spots = np.asarray(trans.transform(path.vertices), dtype=float)
        spots = spots[np.isfinite(spots).all(axis=1)]
        matrix = marker_trans.get_matrix()
        disc = marker_path is _DISC and _stroke(gc) is None and rgbFace is not None
        if disc and len(spots) and np.array_equal(matrix, np.diag([matrix[0, 0]] * 2 + [1])):
            stroke = Stroke(_opaque(rgbFace), 2 * float(matrix[0, 0]), (), ROUND)
            self.marks.append(PathMark(painted(specks(spots), None, stroke)))
            return
        shape = marker_trans.transform_path(marker_path)
        moved = (np.asarray(shape.vertices)[None] + spots[:, None]).reshape(-1, 2)
        codes = None if shape.codes is None else np.tile(shape.codes, len(spots))
        if codes is None:
            codes = np.tile(_lines(len(shape.vertices)), len(spots))
        self.draw_path(gc, Path(moved, codes), _AS_IT_IS, rgbFace)

    def draw_path_collection(self, *args: Any, **kwargs: Any) -> None:
        """Record many paths; those that follow each other and look alike make one mark."""
        self._gathered = gathered = []
        try:
            super().draw_path_collection(*args, **kwargs)
        finally:
            self._gathered = None
        for (fill, stroke), alike in groupby(gathered, key=itemgetter(0, 1)):
            operators = " ".join(path for _, _, path in alike)
            self.marks.append(PathMark(painted(operators, fill, stroke)))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | str = False,
        mtext: object = None,
    ) -> None:
        """Record a line of text; matplotlib has resolved (x, y) to the start of its baseline."""
        self.marks.append(
            TextMark(
                round(float(x), 2),
                round(float(y), 2),
                s,
                prop.get_family()[0],
                _weight(prop),
                prop.get_style() == "italic",
                float(prop.get_size_in_points()),
                _opaque(gc.get_rgb()),
                float(angle),
            )
        )

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | str
    ) -> tuple[float, float, float]:
        """Width and height of the capitals, so that labels are centred on what the eye sees."""
        size = float(prop.get_size_in_points())
        return text_width(s, size, _weight(prop), prop.get_family()[0]), CAP * size, 0.0

    def get_canvas_width_height(self) -> tuple[float, float]:
        """The size of the drawing in points."""
        return self._size

    def flipy(self) -> bool:
        """Whether y points downwards: no."""
        return False

    def draw_image(self, *args: object, **kwargs: object) -> None:
        """Charts hold no images."""
        raise ReportError("image", "a chart may not hold an image")

    def draw_gouraud_triangles(self, *args: object, **kwargs: object) -> None:
        """Charts hold no shaded triangles."""
        raise ReportError("gouraud", "a chart may not hold shaded triangles")


def _weight(prop: FontProperties) -> int:
    weight = prop.get_weight()
    return _WEIGHTS[weight] if isinstance(weight, str) else int(weight)


def _opaque(colour: ColorType) -> Colour:
    red, green, blue, alpha = map(float, to_rgba(colour))
    if alpha < 1:
        raise ReportError("colour", "a chart may not hold transparent colours; mix them instead")
    return (red, green, blue)


def _stroke(gc: GraphicsContextBase) -> Stroke | None:
    width, colour = float(gc.get_linewidth()), gc.get_rgb()
    if not width or to_rgba(colour)[3] == 0:
        return None
    lengths = gc.get_dashes()[1]
    dash = () if lengths is None else tuple(map(float, lengths))
    cap, join = _CAPS[gc.get_capstyle()], _JOINS[gc.get_joinstyle()]
    return Stroke(_opaque(colour), width, dash, cap, join)


def _placed(path: Path, transform: Transform) -> tuple[Floats, Codes]:
    """Vertices in points and their codes; pieces around figures that are missing."""
    vertices, codes = np.asarray(path.vertices, dtype=float), path.codes
    if not isinstance(transform, IdentityTransform):
        vertices = np.asarray(transform.transform(vertices), dtype=float)
    if not math.isfinite(vertices.sum()):
        whole = Path(vertices, codes).cleaned(remove_nans=True, simplify=False, curves=True)
        vertices, codes = np.asarray(whole.vertices), whole.codes
    written = _lines(len(vertices)) if codes is None else np.asarray(codes, dtype=np.uint8)
    return cubic(vertices, written) if Path.CURVE3 in written else (vertices, written)


@lru_cache(maxsize=256)
def _lines(count: int) -> Codes:
    return np.array([Path.MOVETO, *[Path.LINETO] * (count - 1)][:count], dtype=np.uint8)


def _clip(gc: GraphicsContextBase, vertices: Floats) -> str:
    """Operators that clip to the rectangle asked for; empty where the path stays inside it."""
    if gc.get_clip_path()[0] is not None:
        raise ReportError("clip", "a chart may be clipped to rectangles only")
    rectangle = gc.get_clip_rectangle()
    if rectangle is None:
        return ""
    low = np.array((rectangle.x0, rectangle.y0)) - _NEAR
    high = np.array((rectangle.x1, rectangle.y1)) + _NEAR
    if (vertices >= low).all() and (vertices <= high).all():
        return ""
    corners = (rectangle.x0, rectangle.y0, rectangle.width, rectangle.height)
    return " ".join(num(float(v)) for v in corners) + " re W n "

"""Report, figures: a matplotlib renderer that only writes down what it is asked to draw.

Input: the calls of matplotlib artists. Output: the marks of a :class:`Drawing`, in points with
y upwards (72 dots per inch, one dot is one point). Images, gouraud triangles, transparency and
clip paths that are no rectangles are not part of our charts and raise.
"""

import math
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

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
_CURVE3 = bytes((Path.CURVE3,))
_NEAR = 0.01
"""Points that a path may stick out of its clip without being clipped."""
_FRESH = vars(GraphicsContextBase())


class _Drawn(NamedTuple):
    """A path as it is written: its fill, stroke and clip, and the operators that build it."""

    look: tuple[Colour | None, Stroke | None, str]
    operators: str


def _mark(look: tuple[Colour | None, Stroke | None, str], operators: str) -> PathMark:
    fill, stroke, clip = look
    written = painted(operators, fill, stroke)
    return PathMark(f"q {clip}{written} Q" if clip else written)


class Recorder(RendererBase):
    """Records marks in the order in which they are drawn."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.marks: list[PathMark | TextMark] = []
        self._gathered: list[_Drawn] | None = None
        self._size = (width, height)

    def new_gc(self) -> GraphicsContextBase:
        """A fresh graphics context, as a copy: making one takes longer than recording a line."""
        gc = GraphicsContextBase.__new__(GraphicsContextBase)
        vars(gc).update(_FRESH)
        return gc

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: ColorType | None = None,  # noqa: N803 — matplotlib's name
    ) -> None:
        """Record a path; nothing where neither fill nor stroke shows."""
        fill, stroke = _fill(rgbFace), _stroke(gc)
        if fill is None and stroke is None:
            return
        vertices, codes = _placed(path, transform)
        if not len(vertices):
            return
        drawn = _Drawn((fill, stroke, _clip(gc, vertices)), constructed(vertices, codes))
        if self._gathered is None:
            self.marks.append(_mark(*drawn))
        else:
            self._gathered.append(drawn)

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
        fill, radius = _fill(rgbFace), float(matrix[0, 0])
        round_still = np.array_equal(matrix, np.diag((radius, radius, 1)))
        if marker_path is _DISC and round_still and fill and not _stroke(gc) and len(spots):
            stroke = Stroke(fill, 2 * radius, (), ROUND)
            self.marks.append(PathMark(painted(specks(spots), None, stroke)))
            return
        shape = marker_trans.transform_path(marker_path)
        corners = np.asarray(shape.vertices, dtype=float)
        moved = (corners[None] + spots[:, None]).reshape(-1, 2)
        codes = _lines(len(corners)) if shape.codes is None else np.asarray(shape.codes)
        self.draw_path(gc, Path(moved, np.tile(codes, len(spots))), _AS_IT_IS, rgbFace)

    def draw_path_collection(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 — as they are
        """Record many paths; those that follow each other and look alike make one mark."""
        gathered: list[_Drawn] = []
        self._gathered = gathered
        try:
            super().draw_path_collection(*args, **kwargs)
        finally:
            self._gathered = None
        for look, alike in groupby(gathered, key=attrgetter("look")):
            self.marks.append(_mark(look, " ".join(drawn.operators for drawn in alike)))

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
        colour = _opaque(gc.get_rgb())
        if colour is None:
            return
        self.marks.append(
            TextMark(
                round(float(x), 2),
                round(float(y), 2),
                s,
                prop.get_family()[0],
                _weight(prop),
                prop.get_style() == "italic",
                float(prop.get_size_in_points()),
                colour,
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


@lru_cache(maxsize=1024)
def _opaque(colour: tuple[float, ...] | str) -> Colour | None:
    """The colour; nothing where it is wholly transparent. Half transparent ones are refused."""
    red, green, blue, alpha = map(float, to_rgba(colour))  # type: ignore[arg-type]
    if 0 < alpha < 1:
        raise ReportError("colour", "a chart may not hold transparent colours; mix them instead")
    return (red, green, blue) if alpha else None


def _fill(colour: ColorType | None) -> Colour | None:
    if colour is None:
        return None
    return _opaque(colour if isinstance(colour, str) else tuple(colour))


def _stroke(gc: GraphicsContextBase) -> Stroke | None:
    width, colour = float(gc.get_linewidth()), _opaque(gc.get_rgb())
    if not width or colour is None:
        return None
    lengths = gc.get_dashes()[1]
    dash = () if lengths is None else tuple(np.asarray(lengths, dtype=float).tolist())
    cap, join = _CAPS[gc.get_capstyle()], _JOINS[gc.get_joinstyle()]
    return Stroke(colour, width, dash, cap, join)


def _placed(path: Path, transform: Transform) -> tuple[Floats, Codes]:
    """Vertices in points and their codes; pieces around figures that are missing."""
    vertices, codes = np.asarray(path.vertices, dtype=float), path.codes
    if not isinstance(transform, IdentityTransform):
        vertices = np.asarray(transform.transform(vertices), dtype=float)
    if not math.isfinite(vertices.sum()):
        whole = Path(vertices, codes).cleaned(remove_nans=True, simplify=False, curves=True)
        vertices, codes = np.asarray(whole.vertices), whole.codes
    written = _lines(len(vertices)) if codes is None else np.asarray(codes, dtype=np.uint8)
    return cubic(vertices, written) if _CURVE3 in written.tobytes() else (vertices, written)


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

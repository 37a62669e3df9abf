"""Report, figures: a matplotlib renderer that only writes down what it is asked to draw.

Input: the calls of matplotlib artists. Output: the marks of a :class:`Drawing`, in points with
y upwards (72 dots per inch, one dot is one point). Images, gouraud triangles, transparency and
clip paths that are no rectangles are not part of our charts and raise.
"""

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Transform
from matplotlib.typing import ColorType

from scan.errors import ReportError
from scan.report.figures.drawing import Colour, PathMark, TextMark
from scan.report.figures.metrics import CAP, text_width
from scan.report.figures.operators import Stroke, num, paint

_CAPS = {"butt": 0, "round": 1, "projecting": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
_WEIGHTS = {"normal": 400, "regular": 400, "semibold": 600, "bold": 700}
_PAIR = {Path.MOVETO: "m", Path.LINETO: "l"}


class Recorder(RendererBase):
    """Records marks in the order in which they are drawn."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.marks: list[PathMark | TextMark] = []
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
        flat = path.cleaned(transform=transform, remove_nans=True, simplify=False, curves=True)
        operators = _operators(flat)
        if not operators:
            return
        mark = paint(operators, fill, stroke)
        clip = _clip(gc, flat)
        self.marks.append(PathMark(f"q {clip}{mark.operators} Q") if clip else mark)

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
                prop.get_name(),
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
        return text_width(s, size, _weight(prop), prop.get_name()), CAP * size, 0.0

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
    width = float(gc.get_linewidth())
    if not width or to_rgba(gc.get_rgb())[3] == 0:
        return None
    lengths = gc.get_dashes()[1]
    dash = () if lengths is None else tuple(np.asarray(lengths, dtype=float).tolist())
    cap, join = _CAPS[gc.get_capstyle()], _JOINS[gc.get_joinstyle()]
    return Stroke(_opaque(gc.get_rgb()), width, dash, cap, join)


def _operators(path: Path) -> str:
    """Operators of a path of lines and curves; quadratic curves become cubic ones."""
    parts: list[str] = []
    vertices = np.asarray(path.vertices).tolist()
    codes = np.asarray(path.codes).tolist()
    here = (0.0, 0.0)
    index = 0
    while index < len(codes):
        code = codes[index]
        if code == Path.STOP:
            break
        if code == Path.CLOSEPOLY:
            parts.append("h")
            index += 1
            continue
        if code in _PAIR:
            corners = vertices[index : index + 1]
        elif code == Path.CURVE4:
            corners = vertices[index : index + 3]
        else:
            corners = _cubic(here, *vertices[index : index + 2])
        numbers = " ".join(f"{num(x)} {num(y)}" for x, y in corners)
        parts.append(f"{numbers} {_PAIR.get(code, 'c')}")
        here = (corners[-1][0], corners[-1][1])
        index += {Path.CURVE3: 2, Path.CURVE4: 3}.get(code, 1)
    return " ".join(parts)


def _cubic(start: tuple[float, float], control: list[float], end: list[float]) -> list[list[float]]:
    first = [s + 2 / 3 * (c - s) for s, c in zip(start, control, strict=True)]
    second = [e + 2 / 3 * (c - e) for e, c in zip(end, control, strict=True)]
    return [first, second, end]


def _clip(gc: GraphicsContextBase, path: Path) -> str:
    """Operators that clip to the rectangle asked for; empty where the path stays inside it."""
    if gc.get_clip_path()[0] is not None:
        raise ReportError("clip", "a chart may be clipped to rectangles only")
    rectangle = gc.get_clip_rectangle()
    if rectangle is None:
        return ""
    extents = path.get_extents()
    inside = (
        extents.x0 >= rectangle.x0 - 0.01
        and extents.x1 <= rectangle.x1 + 0.01
        and extents.y0 >= rectangle.y0 - 0.01
        and extents.y1 <= rectangle.y1 + 0.01
    )
    corners = (rectangle.x0, rectangle.y0, rectangle.width, rectangle.height)
    return "" if inside else " ".join(num(float(v)) for v in corners) + " re W n "

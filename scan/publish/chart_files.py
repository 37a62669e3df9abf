"""Publish, charts to take along: every chart of a report as SVG and as PNG.

Input: a :class:`Figure`. Output: SVG text in which letters are outlines, so that a chart looks the
same in any program and needs no font, with its title and its alternative text; and PNG bytes.
"""

import io
import re
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

import resvg_py
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from PIL import Image

from scan.report.figures.drawing import Colour, Drawing, Figure, PathMark, TextMark
from scan.report.pdf.shaping import shape
from scan.report.style import FACES

ZOOM = 1.5
"""Pixels of the PNG for each point of the drawing."""
COLOURS = 64
"""Of the PNG: a chart has few, and their blends with white."""

_OPERATOR = re.compile(r"(\[[^\]]*\] \d+ d)|([A-Za-z]+)|(-?[\d.]+(?:e-?\d+)?)")
_GLYPHS = re.compile(r"<([0-9a-f]*)>|(-?\d+)")


def svg(figure: Figure) -> str:
    """The chart as SVG; y runs down, numbers are points."""
    drawing = figure.drawing
    marks = "".join(_mark(mark, drawing) for mark in drawing.marks)
    size = f'width="{drawing.width:g}pt" height="{drawing.height:g}pt"'
    box = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img">'
    words = f"<title>{escape(figure.title)}</title><desc>{escape(figure.alt)}</desc>"
    return f"{head}{words}{marks}</svg>\n"


def png(text: str) -> bytes:
    """An SVG of :func:`svg` as PNG on white."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=text, background="#ffffff", dpi=72.0, zoom=ZOOM, skip_system_fonts=True
    )
    target = io.BytesIO()
    picture = Image.open(io.BytesIO(bytes(drawn))).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        target, "PNG"
    )
    return target.getvalue()


def _mark(mark: PathMark | TextMark, drawing: Drawing) -> str:
    if isinstance(mark, TextMark):
        return _text(mark, drawing.height)
    flip = f'transform="matrix(1 0 0 -1 0 {drawing.height:g})"'
    return f"<g {flip}>{shapes(mark.operators)}</g>"


@lru_cache(maxsize=20_000)
def shapes(operators: str) -> str:
    """PDF operators as SVG paths, y upwards; only those that the recorder writes."""
    parts: list[str] = []
    state: dict[str, str] = {}
    pieces: list[str] = []
    for dash, operator, number in _OPERATOR.findall(operators):
        if number:
            parts.append(number)
        elif dash:
            lengths = dash[1 : dash.index("]")].strip()
            state["stroke-dasharray"] = lengths.replace(" ", ",") or "none"
            parts = []
        elif operator in _PAINT:
            pieces.append(f'<path d="{" ".join(parts)}" {_attributes(state, operator)}/>')
            parts = []
        else:
            parts = _apply(operator, parts, state)
    return "".join(pieces)


_PAINT = ("f", "S", "B")
_COMMANDS = {"m": ("M", 2), "l": ("L", 2), "c": ("C", 6), "h": ("Z", 0)}
_CAPS = ("butt", "round", "square")
_JOINS = ("miter", "round", "bevel")


def _apply(operator: str, parts: list[str], state: dict[str, str]) -> list[str]:
    """What has been gathered of the path after one operator."""
    if operator in _COMMANDS:
        letter, count = _COMMANDS[operator]
        where = len(parts) - count
        return [*parts[:where], letter, *parts[where:]]
    if operator == "re":
        *before, x, y, width, height = parts
        return [*before, "M", x, y, "h", width, "v", height, "h", f"{-float(width):g}", "Z"]
    if operator in ("rg", "RG"):
        state["fill" if operator == "rg" else "stroke"] = _colour(parts)
    elif operator == "cm":
        state["move"] = f"translate({parts[4]} {parts[5]})"
    elif operator == "w":
        state["stroke-width"] = parts[0]
    elif operator == "J":
        state["stroke-linecap"] = _CAPS[int(parts[0])]
    elif operator == "j":
        state["stroke-linejoin"] = _JOINS[int(parts[0])]
    else:
        raise ValueError(f"the operator {operator} of a drawing has no counterpart in SVG")
    return []


def _colour(parts: list[str]) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in parts)


def hex_colour(colour: Colour) -> str:
    """A colour as SVG and CSS write it: ``#0f5fa0``."""
    return _colour([str(part) for part in colour])


def _attributes(state: dict[str, str], operator: str) -> str:
    shown = {name: value for name, value in state.items() if name.startswith("stroke-")}
    filled, stroked = operator in "fB", operator in "SB"
    fill = state["fill"] if filled else "none"
    stroke = state["stroke"] if stroked else "none"
    every = {"fill": fill, "stroke": stroke, **(shown if stroked else {})}
    if "move" in state:
        every["transform"] = state["move"]
    return " ".join(f"{name}={quoteattr(value)}" for name, value in every.items())


def _text(mark: TextMark, height: float) -> str:
    outline = _outline(mark.text, mark.family, mark.weight, mark.italic)
    if not outline:
        return ""
    place = f"translate({mark.x:.2f} {height - mark.y:.2f})"
    if mark.angle:
        place += f" rotate({-mark.angle:g})"
    scale = mark.size / 1000
    place += f" scale({scale:.5g} {-scale:.5g})"
    return f'<path fill="{hex_colour(mark.colour)}" transform="{place}" d="{outline}"/>'


@lru_cache(maxsize=20_000)
def _outline(text: str, family: str, weight: int, italic: bool) -> str:
    """The outlines of a line of text, 1000 units an em, kerned as in the PDF."""
    font, pen_at = _font(family, weight, italic), 0.0
    glyphs, scale, order = font.getGlyphSet(), 1000 / font["head"].unitsPerEm, font.getGlyphOrder()
    drawn = SVGPathPen(glyphs, ntos=_whole)
    for numbers, kerning in _GLYPHS.findall(shape(text, family, weight, italic).operand.decode()):
        if kerning:
            pen_at -= int(kerning)
        for start in range(0, len(numbers), 4):
            glyph = glyphs[order[int(numbers[start : start + 4], 16)]]
            glyph.draw(TransformPen(drawn, (scale, 0, 0, scale, pen_at, 0)))
            pen_at += glyph.width * scale
    return str(drawn.getCommands())


def _whole(number: float) -> str:
    return str(round(number))


@lru_cache
def _font(family: str, weight: int, italic: bool) -> TTFont:
    return TTFont(io.BytesIO(FACES[family, weight, italic].read_bytes()))

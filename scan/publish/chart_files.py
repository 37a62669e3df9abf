"""Publish, charts to take along: every chart of a report as SVG.

Input: a :class:`Figure`. Output: SVG text in which letters are outlines, so that a chart looks the
same in any program and needs no font, with its title and its alternative text. Each outline
stands in a file once, however often its letter is used.
"""

import io
import re
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from scan.report.figures.drawing import Colour, Drawing, Figure, PathMark, TextMark
from scan.report.pdf.shaping import shape
from scan.report.style import FACES, Face

_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_OPERATOR = re.compile(r"(\[[^\]]*\] \d+ d)|([A-Za-z]+)|(-?[\d.]+(?:e-?\d+)?)")
_GLYPHS = re.compile(r"<([0-9a-f]*)>|(-?\d+)")


def svg(figure: Figure) -> str:
    """The chart as SVG; y runs down, numbers are points."""
    drawing = figure.drawing
    marks = "".join(_mark(mark, drawing) for mark in drawing.marks)
    size = f'width="{drawing.width:g}pt" height="{drawing.height:g}pt"'
    box = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    head = f'<svg {_NAMESPACES} {size} {box} role="img">'
    words = f"<title>{escape(figure.title)}</title><desc>{escape(figure.alt)}</desc>"
    return f"{head}{words}{_outlines(drawing)}{marks}</svg>\n"


def _mark(mark: PathMark | TextMark, drawing: Drawing) -> str:
    if isinstance(mark, TextMark):
        return _text(mark, drawing.height)
    flip = f'transform="matrix(1 0 0 -1 0 {drawing.height:g})"'
    return f"<g {flip}>{shapes(mark.operators)}</g>"


@lru_cache(maxsize=512)
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
    """Letters as references to their outlines, 1000 units an em, kerned as in the PDF."""
    letters = _letters(mark.text, (mark.family, mark.weight, mark.italic))
    if not letters:
        return ""
    place = f"translate({mark.x:.2f} {height - mark.y:.2f})"
    if mark.angle:
        place += f" rotate({-mark.angle:g})"
    scale = mark.size / 1000
    place += f" scale({scale:.5g} {-scale:.5g})"
    used = "".join(
        f'<use xlink:href="#{name}"' + (f' x="{x}"/>' if x else "/>") for name, x, _ in letters
    )
    return f'<g fill="{hex_colour(mark.colour)}" transform="{place}">{used}</g>'


def _outlines(drawing: Drawing) -> str:
    """The outlines of all letters of a drawing, each once."""
    texts = (mark for mark in drawing.marks if isinstance(mark, TextMark))
    faces = ((mark.text, (mark.family, mark.weight, mark.italic)) for mark in texts)
    found = {name: path for words, face in faces for name, _, path in _letters(words, face)}
    paths = "".join(f'<path id="{name}" d="{path}"/>' for name, path in sorted(found.items()))
    return f"<defs>{paths}</defs>" if paths else ""


@lru_cache(maxsize=2_048)
def _letters(text: str, face: Face) -> tuple[tuple[str, int, str], ...]:
    """The letters that show: name of the outline, place on the line, outline."""
    pen_at, letters = 0.0, []
    run, family = shape(text, *face), list(FACES).index(face)
    widths = {glyph.number: glyph.width for glyph in run.glyphs}
    for numbers, kerning in _GLYPHS.findall(run.operand.decode()):
        if kerning:
            pen_at -= int(kerning)
        for start in range(0, len(numbers), 4):
            number = int(numbers[start : start + 4], 16)
            if path := _outline(number, face):
                letters.append((f"{'abcdef'[family]}{number}", round(pen_at), path))
            pen_at += widths[number]
    return tuple(letters)


@lru_cache(maxsize=4_000)
def _outline(number: int, face: Face) -> str:
    """The outline of a glyph, 1000 units an em; empty for a space."""
    font = _font(face)
    glyphs, scale = font.getGlyphSet(), 1000 / font["head"].unitsPerEm
    drawn = SVGPathPen(glyphs, ntos=_whole)
    glyphs[font.getGlyphOrder()[number]].draw(TransformPen(drawn, (scale, 0, 0, scale, 0, 0)))
    return str(drawn.getCommands())


def _whole(number: float) -> str:
    return str(round(number))


@lru_cache
def _font(face: Face) -> TTFont:
    return TTFont(io.BytesIO(FACES[face].read_bytes()))

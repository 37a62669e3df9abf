"""Report, pdf: a line of chart text as glyphs, shaped once per process.

Input: a text, a family, a weight and a slant. Output: a frozen :class:`Run` with the operand of
the PDF operator that shows it, in the same fonts and with the same kerning as the text around
the chart. It stands on WeasyPrint's own text layout (``weasyprint.text``, version 70).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.constants import PANGO_STYLE
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import FontConfiguration, get_pango_font_key
from weasyprint.text.line_break import Layout

from scan.errors import ReportError

_EM = 1000
"""Text is shaped at 1000 pixels an em, so that a width in pixels is a width in the file."""

_LANGUAGE = "nl"


class _Style(dict[str, Any]):
    """The computed style that the layout of a text asks for."""

    def __init__(self, family: str, weight: int, italic: bool) -> None:
        super().__init__(INITIAL_VALUES)
        self.font_config = font_configuration()
        self.update(
            font_family=(family,),
            font_weight=weight,
            font_style="italic" if italic else "normal",
            font_size=_EM,
            lang=_LANGUAGE,
        )


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a font, the characters it stands for and its width in 1/1000 em."""

    number: int
    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Run:
    """A shaped line of text."""

    font: ffi.CData
    """The Pango font, for ``Stream.add_font``."""
    glyphs: tuple[Glyph, ...]
    operand: bytes
    """``[<0024…> -12 <0031>]``: what the operator TJ takes."""
    advance: float
    """Width of the line in em."""
    layout: Layout
    """Keeps the Pango objects alive."""


@lru_cache(maxsize=1)
def font_configuration() -> FontConfiguration:
    """The one font configuration of the process: the bundled fonts and no other."""
    return FontConfiguration()


@lru_cache(maxsize=64)
def _style(family: str, weight: int, italic: bool) -> _Style:
    return _Style(family, weight, italic)


@lru_cache(maxsize=1_024)
def shape(text: str, family: str, weight: int, italic: bool) -> Run:
    """Shape one line of text; independent of its size, for no bundled font has optical sizes.

    Raises:
        ReportError: with the text as its subject, when the font lacks one of its characters.
    """
    layout = Layout(_style(family, weight, italic))
    layout.set_text(text)
    line, rest = layout.get_first_line()
    if rest is not None:
        raise ReportError(text, "is more than one line")
    glyphs: list[Glyph] = []
    steps: list[float] = []
    for item in _items(line):
        _check_face(item.item.analysis.font, text, family, weight, italic)
        for glyph, step in _glyphs(item, text):
            glyphs.append(glyph)
            steps.append(step)
    return Run(
        line.runs.data.item.analysis.font,
        tuple(glyphs),
        _operand(glyphs, steps),
        sum(steps) / _EM,
        layout,
    )


def _items(line: ffi.CData) -> Iterator[ffi.CData]:
    """The runs of a line: stretches of one font and one script."""
    link = line.runs
    while link != ffi.NULL:
        yield link.data
        link = link.next


def _check_face(font: ffi.CData, text: str, family: str, weight: int, italic: bool) -> None:
    """Refuse another face, which Pango takes when the one asked for has no such character."""
    _, description, _ = get_pango_font_key(font)
    found = (
        ffi.string(pango.pango_font_description_get_family(description)).decode(),
        pango.pango_font_description_get_weight(description),
        pango.pango_font_description_get_style(description),
    )
    if found != (family, weight, PANGO_STYLE["italic" if italic else "normal"]):
        raise ReportError(text, f"{family} {weight} has not all its characters (or is no font)")


def _glyphs(item: ffi.CData, text: str) -> Iterator[tuple[Glyph, float]]:
    """The glyphs of a run, and how far each moves the pen (1/1000 em)."""
    encoded = text.encode()[item.item.offset :]
    count = item.glyphs.num_glyphs
    clusters = [item.glyphs.log_clusters[i] for i in range(count)] + [item.item.length]
    extents = ffi.new("PangoRectangle *")
    for i in range(count):
        info = item.glyphs.glyphs[i]
        if info.glyph == pango.PANGO_GLYPH_EMPTY or info.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            raise ReportError(text, "holds a character that no bundled font has")
        pango.pango_font_get_glyph_extents(item.item.analysis.font, info.glyph, ffi.NULL, extents)
        characters = encoded[clusters[i] : clusters[i + 1]].decode()
        width = round(extents.width * FROM_UNITS)
        yield Glyph(info.glyph, characters, width), info.geometry.width * FROM_UNITS


def _operand(glyphs: Sequence[Glyph], steps: Sequence[float]) -> bytes:
    """Glyph numbers with the kerning between them; what rounding loses is carried along."""
    parts, pen = ["<"], 0.0
    for glyph, step in zip(glyphs, steps, strict=True):
        if kerning := round(pen):
            parts.append(f">{kerning}<")
            pen -= kerning
        parts.append(f"{glyph.number:04x}")
        pen += glyph.width - step
    return f"[{''.join(parts)}>]".replace("[<>", "[").encode()

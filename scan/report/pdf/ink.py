"""Report, pdf: text as drawing commands, once per process.

Input: a laid-out line of text in a style. Output: the operators that show it, as WeasyPrint
writes them, with the fonts and glyphs that the document must carry. Text that is decorated,
shortened or has a glyph of its own making is left to WeasyPrint. A hyphen that no line may end
with is told to readers of the file as the hyphen that it looks like.
"""

from dataclasses import dataclass, field

from weasyprint.draw import text as drawing
from weasyprint.draw.text import draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout

from scan.report.pdf.patching import Kept, Theirs, font_of, in_place_of


class _UnusualError(Exception):
    """The text cannot be drawn from what was recorded."""


@dataclass(slots=True, eq=False)
class _Glyphs:
    """The glyphs of one font that a text shows: it stands in for the font while recorded."""

    hash: str
    key: int
    pango_font: Theirs
    widths: dict[int, int] = field(default_factory=dict)
    to_unicode: dict[int, str] = field(default_factory=dict)
    bitmap: bool = False
    png: bool = False
    svg: bool = False
    colr: bool = False

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """A character without a glyph is for WeasyPrint to warn of, each time it is drawn."""
        raise _UnusualError


UNBROKEN = {"\u2010": "-", "\u2011": "-"}
"""Hyphens that are drawn as another, and what search and copying should find."""

_Ink = tuple[tuple[_Glyphs | None, Theirs], ...]
"""A text in one style: a font with its size, or nothing with an operator that shows glyphs."""


_UNUSUAL: _Ink = ((None, None),)
KEPT = Kept[tuple[int, str], _Ink]()


@in_place_of(draw_text)
def draw_known_text(
    stream: Stream, textbox: boxes.TextBox, offset_x: float, text_overflow: str, ellipsis: str
) -> None:
    """Draw a line of text as ``draw_text`` does."""
    font = None
    if text_overflow == "clip" and ellipsis == "none" and not textbox.justification_spacing:
        font = font_of(textbox.style)
    ink = _UNUSUAL if font is None else _ink(stream, textbox, font)
    if ink is _UNUSUAL:
        draw_text(stream, textbox, offset_x, text_overflow, ellipsis)
        for carried in stream._fonts.values():
            for number, text in carried.to_unicode.items():
                carried.to_unicode[number] = UNBROKEN.get(text, text)
        return
    stream.set_color(textbox.style["color"])
    stream.begin_text()
    if ink:
        place = Matrix(d=-1, e=textbox.position_x, f=textbox.position_y + textbox.baseline)
        stream.set_text_matrix(*place.values)
    for glyphs, operand in ink:
        if glyphs is None:
            stream.stream.append(operand)
        else:
            _carry(stream, glyphs)
            stream.set_font_size(glyphs.hash, operand)
    stream.end_text()


def _ink(stream: Stream, textbox: boxes.TextBox, font: int) -> _Ink:
    key = (font, textbox.pango_layout.text)
    found = KEPT.find(key)
    return KEPT.keep(key, _recorded(stream, textbox)) if found is None else found


def _recorded(stream: Stream, textbox: boxes.TextBox) -> _Ink:
    """What WeasyPrint writes for a text, written down instead."""
    layout = Layout(textbox.style)
    layout.set_text(textbox.pango_layout.text, justify=True)
    stand_in = textbox.copy()
    stand_in.pango_layout = layout
    recorder = _Recorder(stream)
    try:
        drawing.draw_first_line(recorder, stand_in, "clip", "none", Matrix())
    except _UnusualError:
        return _UNUSUAL
    if any(glyphs.pango_font not in _KEEPERS for glyphs in recorder.glyphs.values()):
        _KEEPERS.update((glyphs.pango_font, layout) for glyphs in recorder.glyphs.values())
    else:
        layout.deactivate()
    return tuple(recorder.steps)


_KEEPERS: dict[Theirs, Layout] = {}
"""For each font of Pango a layout that keeps it alive."""


class _Recorder:
    """Takes the place of a stream while a text is drawn for the first time."""

    def __init__(self, stream: Stream) -> None:
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self.steps: list[tuple[_Glyphs | None, Theirs]] = []
        self._stream = stream
        self.glyphs: dict[str, _Glyphs] = {}

    def set_text_matrix(self, *values: float) -> None:
        """The place of a text is no part of it."""

    def add_font(self, pango_font: Theirs) -> tuple[_Glyphs, float]:
        """A stand-in for the font of the document."""
        font, size = self._stream.add_font(pango_font)
        if font.bitmap or font.png or font.svg or font.colr:
            raise _UnusualError
        key = get_pango_font_key(pango_font)[0]
        glyphs = self.glyphs.setdefault(font.hash, _Glyphs(font.hash, key, pango_font))
        return glyphs, size

    def set_font_size(self, font: str, size: float) -> None:
        """Go on in another font."""
        self.steps.append((self.glyphs[font], size))

    def show_text(self, operand: str) -> None:
        """Show glyphs."""
        self.steps.append((None, f"[{operand}] TJ".encode()))

    def set_text_rise(self, rise: float) -> None:
        """Glyphs off the baseline are not recorded."""
        raise _UnusualError


def _carry(stream: Stream, glyphs: _Glyphs) -> None:
    """Make the document carry the glyphs of a text: the first one to show a glyph describes it."""
    font = stream._fonts.get(glyphs.key) or stream.add_font(glyphs.pango_font)[0]
    carried = font.__dict__.setdefault("carried", set())
    if glyphs not in carried:
        carried.add(glyphs)
        for number, text in glyphs.to_unicode.items():
            font.to_unicode.setdefault(number, UNBROKEN.get(text, text))
        for number, width in glyphs.widths.items():
            font.widths.setdefault(number, width)

"""Report, pages: how wide text is in the report's own fonts, and over how many lines it runs.

Input: text, a face, a size and a width in points. Output: widths and line counts, so that the
height of a page is known before it is laid out. Lines break where Pango breaks them: after
spaces and after hyphens between letters, but in a few words. Kerning is left out and a hundredth
of the width kept in hand, so that a count is rarely too low; the page plan is checked against the
finished PDF.
"""

import re
from functools import lru_cache
from typing import Literal

from matplotlib.ft2font import FT2Font, LoadFlags

from scan.report import style

Face = Literal["sans", "semibold", "bold", "serif", "serif_semibold"]
NAMED: dict[Face, style.Face] = {
    "sans": ("Source Sans 3", 400, False),
    "semibold": ("Source Sans 3", 600, False),
    "bold": ("Source Sans 3", 700, False),
    "serif": ("Source Serif 4", 400, False),
    "serif_semibold": ("Source Serif 4", 600, False),
}
WHOLE = re.compile(r"(?<![\w-])(?:niet-\w+(?:-\w+)?|EU\+?-\w+|\d+-jarigen?)(?![\w-])")
"""Words with a hyphen at which no line may end: *niet-EU-herkomst*, *64-jarigen*."""
UNBROKEN = "\u2011"
"""The hyphen after which no line ends. It looks like the other one; in the finished file it is the
other one again (:mod:`scan.report.pdf.ink`), so that whoever searches or copies finds what was
typed."""
_BODY = "<body"
_TEXT = re.compile(r"<(h\d)\b.*?</\1>|>[^<]*-[^<]*(?=<)", re.DOTALL)
IN_HAND = 0.99
"""The part of a line's width that is counted on."""


@lru_cache
def _font(face: Face) -> FT2Font:
    return FT2Font(style.FACES[NAMED[face]])


@lru_cache(maxsize=4_096)
def _advance(character: str, face: Face) -> float:
    """Advance width of a character in ems; 0.6 for one that the font lacks."""
    font = _font(face)
    if not font.get_char_index(ord(character)):
        return 0.6
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / float(font.units_per_EM)


@lru_cache(maxsize=4_096)
def text_width(text: str, face: Face, size: float) -> float:
    """Width of a line of text in points."""
    return size * sum(_advance(character, face) for character in text)


@lru_cache(maxsize=4_096)
def line_count(text: str, face: Face, size: float, width: float) -> int:
    """How many lines of ``width`` points the text takes; 0 for no text."""
    room = width * IN_HAND
    lines, used = (1, 0.0) if text.strip() else (0, 0.0)
    space = text_width(" ", face, size)
    for word in _words(text):
        for number, piece in enumerate(_pieces(word)):
            wide = text_width(piece, face, size)
            gap = space if used and number == 0 else 0.0
            if used and used + gap + wide > room:
                lines, used = lines + 1, wide
            else:
                used += gap + wide
    return lines


def kept_whole(html: str) -> str:
    """The page with unbroken hyphens in the words of :data:`WHOLE`; not in attributes, nor in
    heads, which stand in the outline too."""
    head, body, rest = html.partition(_BODY)
    return head + body + _TEXT.sub(_unbroken, rest)


def _unbroken(text: re.Match[str]) -> str:
    if text[1]:
        return text[0]
    return WHOLE.sub(lambda word: word[0].replace("-", UNBROKEN), text[0])


def longest_piece(text: str, face: Face, size: float) -> float:
    """Width in points of the widest piece that cannot be broken."""
    return max(text_width(p, face, size) for word in _words(text) for p in _pieces(word))


def _words(text: str) -> list[str]:
    """The text cut at spaces; a no-break space is none."""
    return [word for word in re.split(r"[ \t\n]+", text) if word]


@lru_cache(maxsize=4_096)
def _pieces(word: str) -> tuple[str, ...]:
    """A word cut after the hyphens that a line may end with."""
    if WHOLE.search(word):
        return (word,)
    return tuple(part for part in re.split(r"(?<=[^\W\d]-)(?=[^\W\d])", word) if part)

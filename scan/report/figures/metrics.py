"""Report, figures: how wide a text is, from the bundled fonts themselves.

Input: a text and a face. Output: widths in points, and lines that fit a width. Glyphs are
measured once per text and face, in thousandths of the type size. Source Sans 3 has figures of
equal width, so that columns of numbers line up.
"""

import re
from functools import lru_cache

from matplotlib.ft2font import FT2Font, LoadFlags

from scan.errors import ReportError
from scan.report.style import FACES, Face

CAP = 0.66
"""Height of capitals and figures, as a part of the type size."""
RISE = 0.95
"""Highest reach of a letter with its accent above the baseline."""
DEPTH = 0.24
"""Depth of a descender below the baseline."""
LEADING = 1.18
"""From baseline to baseline."""
MOST_LINES = 3
"""Of a label beside a line or a row."""
ELLIPSIS = "…"
"""Ends a text that was shortened."""


@lru_cache(maxsize=16)
def _font(face: Face) -> FT2Font:
    if face not in FACES:
        raise ReportError(str(face), "no such face among the bundled fonts")
    font = FT2Font(str(FACES[face]))
    font.set_size(1000, 72)
    return font


@lru_cache(maxsize=4_096)
def _thousandths(text: str, face: Face) -> float:
    font = _font(face)
    missing = [letter for letter in text if not font.get_char_index(ord(letter))]
    if missing:
        raise ReportError(text, f"the font {face[0]} has no glyph for {', '.join(missing)}")
    starts = font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING, features=("-liga",))
    last = font.load_char(ord(text[-1]), flags=LoadFlags.NO_HINTING)
    return float(starts[-1][0]) / 64 + float(last.linearHoriAdvance) / 65_536


def text_width(text: str, size: float, weight: int = 400, family: str = "Source Sans 3") -> float:
    """The advance of a line of upright text, in points. Raises ReportError where a glyph lacks."""
    return _thousandths(text, (family, weight, False)) * size / 1000 if text else 0.0


@lru_cache(maxsize=2_048)
def wrap(text: str, width: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """The text in lines of at most ``width``, broken at spaces.

    Words that are too wide for a line are broken after hyphens too; a piece that is still too
    wide keeps its own line.
    """
    pieces: list[str] = []
    for word in text.split(" "):
        wide = text_width(word, size, weight) > width
        pieces += [part for part in re.split(r"(?<=-)", word) if part] if wide else [word]
        pieces[-1] += " "
    lines: list[str] = []
    for word in pieces:
        longer = lines[-1] + word if lines else word
        if lines and text_width(longer.rstrip(), size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(line.rstrip() for line in lines)


@lru_cache(maxsize=2_048)
def shorten(text: str, width: float, size: float, weight: int = 400) -> str:
    """The text, or as many of its letters as fit, followed by an ellipsis."""
    if text_width(text, size, weight) <= width:
        return text
    for end in range(len(text) - 1, 0, -1):
        candidate = text[:end].rstrip(" -,(") + ELLIPSIS
        if text_width(candidate, size, weight) <= width:
            return candidate
    return ELLIPSIS


@lru_cache(maxsize=2_048)
def label_lines(text: str, width: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """A label on one line or two, on three before it would be shortened."""
    lines = wrap(text, width, size, weight)
    if len(lines) > 2:
        rest = " ".join(lines[1:]).replace("- ", "-")
        if len(lines) > MOST_LINES or text_width(rest, size, weight) <= width:
            lines = (lines[0], rest)
    return tuple(shorten(line, width, size, weight) for line in lines)

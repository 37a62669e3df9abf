"""Report, figures: does anything run out of its box?

Input: a finished :class:`Drawing`. Output: a line per mark that lies outside it, for a gate.
"""

import math
import re

from scan.report.figures.drawing import Drawing, PathMark, TextMark
from scan.report.figures.metrics import DEPTH, RISE, text_width

TOLERANCE = 0.5
"""Points that a stroke or a side bearing may stick out."""
_TOKEN = re.compile(r"-?\d*\.?\d+|[A-Za-z]+|\[|\]")
_PLACES = {"m", "l", "c"}


def overflow(drawing: Drawing) -> list[str]:
    """What sticks out of the drawing by more than half a point, text measured with its accents
    and descenders."""
    faults = []
    for mark in drawing.marks:
        left, bottom, right, top = (
            text_extent(mark) if isinstance(mark, TextMark) else path_extent(mark)
        )
        over = max(-left, -bottom, right - drawing.width, top - drawing.height)
        if over > TOLERANCE:
            what = f"text “{mark.text}”" if isinstance(mark, TextMark) else "a path"
            faults.append(f"{what} runs {over:.1f} pt out of the chart")
    return faults


def text_extent(mark: TextMark) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a line of text."""
    width = text_width(mark.text, mark.size, mark.weight, mark.family)
    turn = math.radians(mark.angle)
    corners = [
        (
            mark.x + along * math.cos(turn) - up * math.sin(turn),
            mark.y + along * math.sin(turn) + up * math.cos(turn),
        )
        for along in (0.0, width)
        for up in (-DEPTH * mark.size, RISE * mark.size)
    ]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def path_extent(mark: PathMark) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a path with its stroke; control points count."""
    numbers: list[float] = []
    xs: list[float] = []
    ys: list[float] = []
    half = 0.0
    stroked = mark.operators.rstrip(" Q").endswith(("S", "B"))
    for token in _TOKEN.findall(mark.operators):
        if token not in "[]" and not token[0].isalpha():
            numbers.append(float(token))
            continue
        if token == "w":
            half = numbers[-1] / 2 if stroked else 0.0
        elif token in _PLACES:
            xs += numbers[0::2]
            ys += numbers[1::2]
        elif token == "re":
            x, y, width, height = numbers
            xs += [x, x + width]
            ys += [y, y + height]
        numbers = []
    return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half

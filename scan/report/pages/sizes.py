"""Report, pages: sizes of letters, line heights and room, as they stand in the tokens.

Input: ``layouts/tokens.toml``, which the style sheets read too. Output: points by the name of a
text, and what a page holds between its margins.
"""

from collections.abc import Mapping
from math import floor

from scan.report.pages.stylesheet import load_tokens

_TOKENS = load_tokens()
SIZES: Mapping[str, float] = _TOKENS["sizes"]
LINES: Mapping[str, float] = _TOKENS["lines"]
"""Line heights."""
_POINTS = 72 / 25.4
"""In a millimetre."""


def room(page: Mapping[str, float]) -> tuple[float, float]:
    """Width and height between the margins in points, down to half a point; ``page`` has its
    edges in millimetres."""
    width = page["width"] - page["left"] - page["right"]
    height = page["height"] - page["top"] - page["bottom"]
    return floor(width * _POINTS * 2) / 2, floor(height * _POINTS * 2) / 2


FULL, PAGE = room(_TOKENS["page"])
HALF = 225.0
"""A column of two, as in the style sheets."""

"""Report, pages: *in één oogopslag*, to measure.

Input: the key figures, and the profile where there is one. Output: the :class:`Cards` grid. All
lengths are in points and agree with ``front.css``. Cards and profile have a page each; where
both are short they share one.
"""

from dataclasses import dataclass

from scan.report.pages.contents import Box, Chart, KeyFigure
from scan.report.pages.heights import FULL
from scan.report.pages.layout import GLANCE_HEAD, LEGEND_LINE, PAGE
from scan.report.pages.typesetting import line_count

CARD_GUTTER, CARD_BASE, BESIDE_LINE = 20.0, 112.0, 4.0
"""Between cards; height of what each has, with 15 points of white at its foot; eight of these go
to the line of a second place, which is 12 points high, or no sentence would have room."""
TALL = 190.0
"""A card from this height on has larger type."""
PROFILE_HEAD = 110.0
"""Of the heads over a profile that shares a page with cards."""
LEAST_SHARED, MOST_SHARED = 162.0, 225.0
"""Between these heights are the cards on such a page."""
SENTENCES = ((11.0, 14.4), (10.2, 13.4), (9.6, 12.6), (9.0, 11.8))


@dataclass(frozen=True, slots=True)
class Cards:
    """The grid of key figures. ``together``: the profile stands on the same page."""

    columns: int
    width: float
    row: float
    height: float
    gutter: float
    size: float
    line: float
    """Size and line height of the finding under each figure."""
    sentences: tuple[bool, ...]
    """For each card, whether there is room for the finding."""
    together: bool


def _grid(count: int) -> tuple[int, float, float]:
    """Columns, width and height of a card."""
    columns = 2 if count <= 8 else 3
    rows = -(-count // columns)
    width = (FULL - CARD_GUTTER * (columns - 1)) / columns
    return columns, width, min((PAGE - GLANCE_HEAD - 4) / rows, PAGE / 3)


def spark_box(count: int) -> Box:
    """The room for the small line of a key figure, when there are ``count`` of them."""
    _, width, row = _grid(max(count, 1))
    return Box(float(int(width) - 3), 48.0 if row > TALL else 38.0)


def shared_row(count: int, profile: Chart | None, legend: str = "") -> float:
    """Height of a card on a page that also holds the profile; 0 where there is no room."""
    if profile is None or not count:
        return 0.0
    columns, _, _ = _grid(count)
    room = PAGE - 4 - GLANCE_HEAD - PROFILE_HEAD - profile.box.height
    room -= LEGEND_LINE if legend else 0.0
    row = min(room / -(-count // columns), MOST_SHARED)
    return row if row >= LEAST_SHARED else 0.0


def _fits(figure: KeyFigure, size: float, line: float, width: float, room: float) -> bool:
    """Whether the sentence of a card has room under its figures."""
    spark = figure.spark.box.height + 6 if figure.spark else 0.0
    return line_count(figure.words.headline, "serif", size, width - 6) * line <= room - spark


def cards(
    figures: tuple[KeyFigure, ...], profile: Chart | None, legend: str = "", *, places: int = 1
) -> Cards:
    """The grid that fills the page with these key figures, beside those of so many places."""
    columns, width, row = _grid(max(len(figures), 1))
    shared = shared_row(len(figures), profile, legend)
    row = shared or row
    height = row * -(-len(figures) // columns)
    for size, line in SENTENCES:
        room = row - CARD_BASE - BESIDE_LINE * (places - 1)
        fits = tuple(_fits(figure, size, line, width, room) for figure in figures)
        if all(fits):
            break
    return Cards(columns, width, row, height, CARD_GUTTER, size, line, fits, shared > 0)

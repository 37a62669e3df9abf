"""Report, figures: the groups of many rows at once, as a picture for a cover.

Needs a name and the figures of a few groups per row. A line of dots per row on one axis without
figures: it shows where groups lie together and where they lie apart, and no more. Alternative
text: written by whoever draws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing
from scan.report.figures.group_rows import GroupMark
from scan.report.figures.metrics import label_lines, text_width
from scan.report.figures.scales import Scale
from scan.report.style import Style, mix

DOT = 10.0
COLUMN = 0.42
"""The part of the width that names may take."""


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A row: its name, and the figures that are shown with the look of their group."""

    name: str
    dots: tuple[tuple[float, GroupMark], ...]


def draw_group_cover(
    rows: Sequence[CoverRow],
    style: Style,
    size: tuple[float, float],
    scale: Scale,
    ground: Colour,
) -> Drawing:
    """The rows on a ground of one colour, which is not drawn; light text and lines."""
    canvas = Canvas(style, *size)
    light, faint = style.paper, mix(ground, style.paper, 0.28)
    names = [label_lines(row.name, COLUMN * size[0], style.text) for row in rows]
    column = max(text_width(line, style.text) for lines in names for line in lines)
    left, right = column + 18.0, size[0] - DOT
    pitch = size[1] / len(rows)
    for index, (row, lines) in enumerate(zip(rows, names, strict=True)):
        y = size[1] - (index + 0.5) * pitch
        canvas.lines(0, y, lines, light)
        canvas.rule((left, y), (right, y), faint, 0.8)
        spots = [(left + _share(value, scale) * (right - left), mark) for value, mark in row.dots]
        if len(spots) > 1:
            ends = min(x for x, _ in spots), max(x for x, _ in spots)
            canvas.rule((ends[0], y), (ends[1], y), mix(ground, style.paper, 0.6), 2.4)
        for x, mark in reversed(spots):
            if mark.hollow:
                canvas.dot(x, y, DOT - 2.4, ground, mark.colour, 2.4)
            else:
                canvas.dot(x, y, DOT, mark.colour, ground, 1.0)
    return canvas.drawing()


def _share(value: float, scale: Scale) -> float:
    return (value - scale.low) / (scale.high - scale.low)

"""Publish, inline: a chart as SVG inside a page of the site.

Input: the layers of a chart and its alternative text. Output: SVG with real text in the fonts of
the site. The intervals are a group of their own (class ``interval``), which the style sheet
leaves out until a reader asks for them: no request is made.
"""

import re
from html import escape

from markupsafe import Markup

from scan.publish.chart_files import hex_colour, shapes
from scan.report.figures.drawing import Drawing, TextMark
from scan.report.figures.group_rows import Layers

_DOT = re.compile(r"M (\S+ \S+) L \1(?= |\")")
"""A dot: a line of no length with round ends, which needs to be told its place but once."""


def inline_svg(layers: Layers, alt: str, name: str) -> Markup:
    """The chart in a box of its own size; ``name`` is its class."""
    chart, intervals = layers
    size = f"{chart.width:g} {chart.height:g}"
    head = (
        f'<svg class="chart {name}" viewBox="0 0 {size}" width="{chart.width:g}" '
        f'height="{chart.height:g}" role="img" aria-label="{escape(alt)}">'
    )
    between = f'<g class="interval">{_shapes(intervals)}</g>' if intervals.marks else ""
    # Escaped above and in the marks; there is nothing else in it.
    return Markup(f"{head}{_shapes(chart)}{between}{_texts(chart)}</svg>")


def _shapes(drawing: Drawing) -> str:
    marks = "".join(shapes(m.operators) for m in drawing.marks if not isinstance(m, TextMark))
    told = _DOT.sub(r"M\1h0", marks)
    return f'<g transform="matrix(1 0 0 -1 0 {drawing.height:g})">{told}</g>'


def _texts(drawing: Drawing) -> str:
    return "".join(
        _text(mark, drawing.height) for mark in drawing.marks if isinstance(mark, TextMark)
    )


def _text(mark: TextMark, height: float) -> str:
    weight = f' font-weight="{mark.weight}"' if mark.weight != 400 else ""
    return (
        f'<text x="{mark.x:.1f}" y="{height - mark.y:.1f}" font-size="{mark.size:g}"{weight} '
        f'fill="{hex_colour(mark.colour)}">{escape(mark.text)}</text>'
    )

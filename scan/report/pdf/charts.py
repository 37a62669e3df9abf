"""Report, pdf: a drawing as an image that writes itself into the page.

Input: a frozen :class:`Drawing`. Output: drawing commands and real, searchable text in the
stream of the page, inside the marked content of its figure. WeasyPrint takes such an object
from the image cache under the address ``chart:<key>`` and never parses or decodes anything.
"""

from math import cos, radians, sin

from weasyprint.pdf.stream import Stream

from scan.errors import ReportError
from scan.report.figures.drawing import Drawing, PathMark, TextMark
from scan.report.pdf.findings import Finding
from scan.report.pdf.shaping import Run, shape

SCHEME = "chart:"

_PIXELS = 96 / 72
_SLACK = 0.75
"""Points that a text may stick out of its drawing: less than the side bearing of a letter."""


class ChartImage:
    """A drawing with the interface that WeasyPrint asks of an image."""

    def __init__(self, key: str, drawing: Drawing) -> None:
        self._key = key
        self._drawing = drawing
        self.ratio = drawing.width / drawing.height

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[float, float, float]:
        """Width and height in CSS pixels, and their ratio."""
        return self._drawing.width * _PIXELS, self._drawing.height * _PIXELS, self.ratio

    def draw(self, stream: Stream, width: float, height: float, style: object) -> None:
        """Write the drawing at ``width`` × ``height`` CSS pixels; y turns from down to up.

        Raises:
            ReportError: with the key of the chart, when a character has no glyph.
        """
        stream.transform(a=width / self._drawing.width, d=-height / self._drawing.height, f=height)
        for mark in self._drawing.marks:
            if isinstance(mark, PathMark):
                stream.stream.append(f"q {mark.operators} Q".encode())
            elif mark.text.strip():
                stream.stream.append(self._text(stream, mark))

    def _text(self, stream: Stream, mark: TextMark) -> bytes:
        run = _run(self._key, mark)
        font, _ = stream.add_font(run.font)
        for glyph in run.glyphs:
            font.to_unicode.setdefault(glyph.number, glyph.text)
            font.widths.setdefault(glyph.number, glyph.width)
        red, green, blue = mark.colour
        return b"q BT %.3f %.3f %.3f rg /%s %.2f Tf %s Tm %s TJ ET Q" % (
            red,
            green,
            blue,
            font.hash.encode(),
            mark.size,
            _matrix(mark),
            run.operand,
        )


def overruns(key: str, drawing: Drawing) -> tuple[Finding, ...]:
    """A finding for every text that sticks out of its drawing.

    Raises:
        ReportError: with the key of the chart, when a character has no glyph.
    """
    texts = (mark for mark in drawing.marks if isinstance(mark, TextMark) and mark.text.strip())
    return tuple(
        Finding(key, "overflow", f"“{mark.text}” runs out of its chart")
        for mark in texts
        if _outside(drawing, mark, _run(key, mark).advance * mark.size)
    )


def _run(key: str, mark: TextMark) -> Run:
    try:
        return shape(mark.text, mark.family, mark.weight, mark.italic)
    except ReportError as error:
        raise ReportError(key, str(error)) from error


def _matrix(mark: TextMark) -> bytes:
    if not mark.angle:
        return b"1 0 0 1 %.2f %.2f" % (mark.x, mark.y)
    along, across = cos(radians(mark.angle)), sin(radians(mark.angle))
    return b"%.4f %.4f %.4f %.4f %.2f %.2f" % (along, across, -across, along, mark.x, mark.y)


def _outside(drawing: Drawing, mark: TextMark, advance: float) -> bool:
    """Whether the start or the end of the baseline lies outside the drawing."""
    turn = radians(mark.angle)
    ends = ((mark.x, mark.y), (mark.x + advance * cos(turn), mark.y + advance * sin(turn)))
    return not all(
        -_SLACK <= x <= drawing.width + _SLACK and -_SLACK <= y <= drawing.height + _SLACK
        for x, y in ends
    )

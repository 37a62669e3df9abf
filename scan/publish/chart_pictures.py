"""Publish, chart pictures: charts as PNG.

Input: drawings. Output: bytes of a PNG each, on white. A drawing is made of PDF operators already,
so all charts of a report become the pages of one PDF in memory, with the same fonts and kerning as
in the report, and PDFium draws them: it keeps the shapes of letters, which are most of a chart.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians, sin

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image

from scan.report.figures.drawing import Drawing, PathMark, TextMark
from scan.report.pdf.shaping import Run, shape
from scan.report.style import FACES, Face

ZOOM = 2.0
"""Pixels for each point of the drawing: a chart over the width of a page has about a thousand."""
COLOURS = 64
"""A chart has few, and their blends with white."""

_WHITE = 252
"""From here on it is white, which few colours would tint."""
_SYMBOLIC = 4


def pngs(drawings: Sequence[Drawing]) -> Iterator[bytes]:
    """Each drawing as PNG."""
    if not drawings:
        return
    document = pypdfium2.PdfDocument(_pdf(drawings))
    try:
        for page in document:
            yield _png(page.render(scale=ZOOM, may_draw_forms=False).to_pil())
            page.close()
    finally:
        document.close()


def _png(picture: Image.Image) -> bytes:
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    few.putpalette([255 if part >= _WHITE else part for part in palette])
    target = io.BytesIO()
    few.save(target, "PNG")
    return target.getvalue()


def _pdf(drawings: Sequence[Drawing]) -> bytes:
    """A PDF with a page for each drawing; it never leaves the memory."""
    every = {mark for drawing in drawings for mark in drawing.marks if isinstance(mark, TextMark)}
    runs = {mark: shape(mark.text, *_face(mark)) for mark in every if mark.text.strip()}
    with pikepdf.new() as pdf:
        fonts = {f"/{_name(face)}": _font(pdf, face, runs) for face in FACES}
        resources = pdf.make_indirect(Dictionary(Font=Dictionary(fonts)))
        for drawing in drawings:
            content = "\n".join(_operators(mark, runs) for mark in drawing.marks)
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, drawing.width, drawing.height]),
                Resources=resources,
                Contents=pdf.make_stream(content.encode()),
            )
            pdf.pages.append(pikepdf.Page(page))
        target = io.BytesIO()
        pdf.save(target, compress_streams=False)
    return target.getvalue()


def _face(mark: TextMark) -> Face:
    return (mark.family, mark.weight, mark.italic)


def _name(face: Face) -> str:
    return f"F{list(FACES).index(face)}"


def _operators(mark: PathMark | TextMark, runs: Mapping[TextMark, Run]) -> str:
    if isinstance(mark, PathMark):
        return f"q {mark.operators} Q"
    if mark not in runs:
        return ""
    red, green, blue = mark.colour
    along, across = cos(radians(mark.angle)), sin(radians(mark.angle))
    place = f"{along:.4f} {across:.4f} {-across:.4f} {along:.4f} {mark.x:.2f} {mark.y:.2f} Tm"
    face = f"/{_name(_face(mark))} {mark.size:.2f} Tf"
    shown = f"{runs[mark].operand.decode()} TJ"
    return f"q BT {red:.3f} {green:.3f} {blue:.3f} rg {face} {place} {shown} ET Q"


def _font(pdf: pikepdf.Pdf, face: Face, runs: Mapping[TextMark, Run]) -> pikepdf.Object:
    """A whole font, addressed by the numbers of its glyphs, with the widths of those used."""
    own = (run for mark, run in runs.items() if _face(mark) == face)
    widths = {glyph.number: glyph.width for run in own for glyph in run.glyphs}
    name = Name(f"/{_name(face)}")
    described = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array([0, -300, 1000, 1000]),
        ItalicAngle=0,
        Ascent=1000,
        Descent=-300,
        CapHeight=700,
        StemV=80,
        FontFile2=pdf.make_stream(FACES[face].read_bytes()),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(described),
        CIDToGIDMap=Name.Identity,
        W=Array([part for n, width in sorted(widths.items()) for part in (n, Array([width]))]),
    )
    whole = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
    )
    return pdf.make_indirect(whole)

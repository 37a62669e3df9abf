"""Small documents for the tests of the PDF wing, and ways to look into what came out."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2

from scan.report.figures.drawing import Drawing, PathMark, TextMark
from scan.report.pdf.metadata import Metadata
from scan.report.pdf.write import Attached, Written, write

ALT = "Het aandeel steeg van 10,0 % in 2015 tot 28,1 % in 2025."
CSS = """
@page { size: 120mm 90mm; margin: 12mm; @bottom-center { content: "blz. " counter(page) } }
html { font: 10pt "Source Sans 3" }
body { margin: 0 }
h1 { font-family: "Source Serif 4"; font-weight: 600 }
"""
METADATA = Metadata(
    title="Jouw Lokale Integratiescan – Temse",
    author="Agentschap",
    subject="Integratie in Temse",
    keywords=("integratie", "Temse"),
    created=date(2026, 7, 1),
    identifier=b"46025-integratiescan",
)
CSV = Attached(
    name="cijfers.csv",
    data=b"jaar;aandeel\n2025;28,1\n",
    mime="text/csv",
    description="De cijfers van dit rapport",
    created=date(2026, 7, 1),
)
ROWS = "".join(f'<tr><th scope="row">{year}</th><td>1.234</td></tr>' for year in range(1990, 2026))
TABLE = f"""<table><caption>Inwoners</caption>
<thead><tr><th scope="col">Jaar</th><th scope="col">Aantal</th></tr></thead>
<tbody>{ROWS}</tbody></table>"""


def label(text: str, x: float = 10, y: float = 20, angle: float = 0) -> TextMark:
    return TextMark(x, y, text, "Source Sans 3", 400, False, 8.5, (0.1, 0.2, 0.3), angle)


def drawing(*texts: TextMark) -> Drawing:
    line = PathMark("0.5 w 0.1 0.2 0.3 RG 10 10 m 190 90 l S")
    return Drawing(200, 100, (line, *(texts or (label("Gemeente 28,1 %"),))))


def page(body: str) -> str:
    return f'<html lang="nl-BE"><head><title>T</title></head><body>{body}</body></html>'


def made(
    body: str,
    drawings: dict[str, Drawing] | None = None,
    attachments: tuple[Attached, ...] = (),
    css: str = "",
) -> Written:
    return write(page(body), CSS + css, drawings or {}, METADATA, attachments)


def whole() -> Written:
    """A document with one of everything."""
    body = f"""
    <nav><h1>Inhoud</h1><ol><li><a href="#DE_36">Herkomst <b>nu</b></a></li></ol></nav>
    <section id="DE_36" data-subject="DE_36"><h1>Herkomst</h1>
    <p>Zie <a href="https://example.org/">de bron</a>.</p>
    <img src="chart:DE_36" alt="{ALT}">{TABLE}</section>"""
    return made(body, {"DE_36": drawing()}, (CSV,))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [sheet.get_textpage().get_text_range() for sheet in document]
    document.close()
    return "\n".join(pages)


def outline(pdf: bytes) -> str:
    """The structure tree in one line: ``Document(Sect(H1 P(Link)))``."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return " ".join(_outline(opened.Root.StructTreeRoot))


def _outline(parent: pikepdf.Object) -> Iterator[str]:
    kids = parent.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            inner = " ".join(_outline(kid))
            yield str(kid.S)[1:] + (f"({inner})" if inner else "")


def elements(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    """The structure elements of a kind, in the order of the file."""
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == f"/{tag}" and "/P" in item
    ]

"""A tagged PDF as those hear and see it who cannot look: its tree, with words and places.

Input: the path of a PDF. Output: :class:`Element`, the document as one tree in reading order,
with the words of each element and the place of what it draws.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

Mark = tuple[int, int]
"""A page (from 0) and the number of marked content on it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in points from the top left of a page (from 0)."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: "Place") -> "Place":
        """The rectangle around both, which stand on one page."""
        return Place(
            self.page,
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one stretch of marked content shows."""

    text: str
    place: Place


@dataclass(slots=True)
class Element:
    """A structure element, and what it holds in reading order."""

    tag: str
    alt: str = ""
    scope: str = ""
    column_span: int = 1
    content: list["Element | Drawn"] = field(default_factory=list)

    @property
    def kids(self) -> list["Element"]:
        """The elements in it."""
        return [part for part in self.content if isinstance(part, Element)]

    def all(self, *tags: str) -> Iterator["Element"]:
        """Those with one of ``tags`` at or below this one, in reading order; without: all."""
        if not tags or self.tag in tags:
            yield self
        for kid in self.kids:
            yield from kid.all(*tags)

    def drawn(self) -> Iterator[Drawn]:
        """What it and all below it show, in reading order."""
        for part in self.content:
            if isinstance(part, Element):
                yield from part.drawn()
            else:
                yield part

    @property
    def words(self) -> str:
        """All its text in reading order, with single spaces."""
        text = " ".join(drawn.text for drawn in self.drawn())
        return " ".join(text.split())

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages (from 0) it stands on."""
        return tuple(sorted({drawn.place.page for drawn in self.drawn()}))


def read(path: Path) -> Element:
    """The whole document."""
    drawn = _drawn(path)
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        root = Element("Root")
        _read(pdf.Root.StructTreeRoot, 0, root, numbers, drawn)
    return root.kids[0]


def _read(
    source: pikepdf.Object,
    page: int,
    element: Element,
    numbers: dict[tuple[int, int], int],
    drawn: dict[Mark, Drawn],
) -> None:
    page = numbers[source.Pg.objgen] if "/Pg" in source else page
    kids = source.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, int):
            _take(element, drawn, (page, kid))
        elif "/MCID" in kid:
            on = numbers[kid.Pg.objgen] if "/Pg" in kid else page
            _take(element, drawn, (on, int(kid.MCID)))
        elif "/S" in kid:
            attributes = kid.get("/A", pikepdf.Dictionary())
            below = Element(
                str(kid.S)[1:],
                str(kid.get("/Alt", "")),
                str(attributes.get("/Scope", ""))[1:],
                int(attributes.get("/ColSpan", 1)),
            )
            element.content.append(below)
            _read(kid, page, below, numbers, drawn)


def _take(element: Element, drawn: dict[Mark, Drawn], mark: Mark) -> None:
    if mark in drawn:
        element.content.append(drawn[mark])


def _drawn(path: Path) -> dict[Mark, Drawn]:
    """Text and place of every stretch of marked content."""
    document = pypdfium2.PdfDocument(path)
    parts: defaultdict[Mark, list[Drawn]] = defaultdict(list)
    for number, page in enumerate(document):
        text_page = page.get_textpage()
        height = page.get_height()
        for item in page.get_objects(max_depth=4):
            mark = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
            if mark >= 0:
                parts[number, mark].append(_object(item, text_page, number, height))
    document.close()
    return {mark: _joined(found) for mark, found in parts.items()}


def _object(
    item: pypdfium2.PdfObject, text_page: pypdfium2.PdfTextPage, number: int, height: float
) -> Drawn:
    left, bottom, right, top = item.get_bounds()
    text = _text(item, text_page) if item.type == pdfium.FPDF_PAGEOBJ_TEXT else ""
    return Drawn(text, Place(number, left, height - top, right, height - bottom))


def _text(item: pypdfium2.PdfObject, text_page: pypdfium2.PdfTextPage) -> str:
    size = pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, buffer, size)
    text = bytes(buffer).decode("utf-16-le").rstrip("\0")
    return text.replace("\ufffe", "").replace("\u00ad", "").replace("\u00a0", " ")


def _joined(parts: list[Drawn]) -> Drawn:
    place = parts[0].place
    for part in parts[1:]:
        place = place.joined(part.place)
    return Drawn(" ".join(part.text for part in parts if part.text), place)

"""Report, pdf: the structure tree in the file.

Input: a laid-out document and the streams of its pages. Output: objects of the PDF: structure
elements, the map from marked content back to them, and artifacts in the streams.

WeasyPrint 70 makes one element per page and line, tags what stands in the margins, and leaves
the scope out of table heads. :func:`add_tags` takes the place of its function of that name: the
one private seam, pinned in ``pyproject.toml`` and guarded by a contract test.
"""

import pydyf
import weasyprint.pdf
from weasyprint import Document
from weasyprint.pdf.stream import Stream

from scan.report.pdf.structure import Annotation, Mark, Node, StructureReader

_POINTS = 72 / 96
_PRINTED = 4


def add_tags(
    pdf: pydyf.PDF, document: Document, pdf_version: str, page_streams: list[Stream]
) -> None:
    """Write the structure of ``document`` into ``pdf``."""
    reader = StructureReader()
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        reader.read(number, page._page_box, stream._tags)
        _mark_artifacts(stream, reader.artifacts[number])
    heights = [page.height for page in document.pages]
    _TreeWriter(pdf, heights, [len(stream._tags) for stream in page_streams]).write(reader.root)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["PageMode"] = "/UseOutlines"
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _mark_artifacts(stream: Stream, numbers: set[int]) -> None:
    """Turn the marked content with these numbers into artifacts of the pagination.

    The numbers of the others are written as bytes, quicker than as dictionaries.
    """
    operands = stream.stream
    for i, operand in enumerate(operands):
        if type(operand) is pydyf.Dictionary and "MCID" in operand:
            if operand["MCID"] in numbers:
                operands[i - 1], operands[i] = b"/Artifact", b"<</Type /Pagination>>"
            else:
                operands[i] = b"<</MCID %d>>" % operand["MCID"]


class _TreeWriter:
    """Writes nodes as objects, and gathers which element each marked content belongs to."""

    def __init__(self, pdf: pydyf.PDF, heights: list[float], marks: list[int]) -> None:
        self._pdf = pdf
        self._pages = pdf.page_references
        self._heights = heights
        self._owners: list[list[bytes]] = [[b"null"] * count for count in marks]
        self._annotations: list[bytes] = []

    def write(self, root: Node) -> None:
        """Write the tree below ``root`` and hang it in the catalog."""
        top = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self._pdf.add_object(top)
        top["K"] = self._element(root.pruned(), top.reference)
        numbers = pydyf.Array()
        for key, value in enumerate([*map(pydyf.Array, self._owners), *self._annotations]):
            numbers.extend((key, value))
        tree = pydyf.Dictionary({"Nums": numbers})
        self._pdf.add_object(tree)
        top["ParentTree"] = tree.reference
        top["ParentTreeNextKey"] = len(numbers) // 2
        self._pdf.catalog["StructTreeRoot"] = top.reference

    def _element(self, node: Node, parent: bytes) -> bytes:
        """Write ``node`` and all below it; returns its reference."""
        element = pydyf.Dictionary({"S": f"/{node.tag}", "P": parent})
        self._pdf.add_object(element)
        reference: bytes = element.reference
        page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        kids = [self._kid(kid, reference, page) for kid in node.kids]
        if kids:
            element["K"] = kids[0] if len(kids) == 1 else pydyf.Array(kids)
        _describe(element, node)
        if attributes := self._attributes(node):
            element["A"] = attributes
        return reference

    def _kid(self, kid: Node | Mark | Annotation, parent: bytes, page: int | None) -> object:
        if isinstance(kid, Node):
            return self._element(kid, parent)
        if isinstance(kid, Annotation):
            return self._annotation(kid, parent)
        self._owners[kid.page][kid.number] = parent
        if kid.page == page:
            return kid.number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": kid.number})

    def _annotation(self, kid: Annotation, parent: bytes) -> pydyf.Dictionary:
        kid.annotation["StructParent"] = len(self._owners) + len(self._annotations)
        kid.annotation["F"] = _PRINTED
        kid.annotation["Contents"] = pydyf.String(kid.text)
        self._annotations.append(parent)
        return pydyf.Dictionary(
            {"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": self._pages[kid.page]}
        )

    def _attributes(self, node: Node) -> pydyf.Dictionary | None:
        """Layout of a figure, scope and spans of a table cell."""
        if node.box is not None:
            left, top, right, bottom = node.box
            height = self._heights[node.page]
            corners = (left, height - bottom, right, height - top)
            numbers = [round(corner * _POINTS, 2) for corner in corners]
            return pydyf.Dictionary(
                {"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array(numbers)}
            )
        table = {name: span for name, span in node.spans.items() if span != 1}
        scope = {"Scope": f"/{node.scope}"} if node.scope else {}
        return pydyf.Dictionary({"O": "/Table", **scope, **table}) if scope or table else None


def _describe(element: pydyf.Dictionary, node: Node) -> None:
    """Alternative text, language and expansion, where there are any."""
    texts = {"Alt": node.alt, "Lang": node.language, "E": node.expansion}
    for key, text in texts.items():
        if text:
            element[key] = pydyf.String(text)


def keep_links(document: Document) -> None:
    """Keep one clickable area per line of a link; WeasyPrint makes one for every box in it."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


weasyprint.pdf.add_tags = add_tags

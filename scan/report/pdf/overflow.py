"""Report, pdf: boxes that run out of where they belong.

Input: the laid-out pages. Output: findings for text and pictures outside the content area of
their page or past the side of their block, and for blocks of a fixed height that hold more than
fits. An element with ``data-overflow="meant"`` and all in it is left alone. What belongs to an
element with ``data-pages="one"`` must stand on one page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from weasyprint import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from scan.report.pdf.findings import Finding

_SLACK = 1.0
"""CSS pixels: less than a reader can see."""

_CAPITAL = 0.66
"""Height of a capital in em, in both families."""

_EXCERPT = 40


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle in CSS pixels, and what it is called."""

    left: float
    top: float
    right: float
    bottom: float
    name: str

    def overrun(self, other: "_Area") -> str:
        """The side on which ``other`` runs out of this area; empty for none."""
        past = {
            "left": self.left - other.left,
            "top": self.top - other.top,
            "right": other.right - self.right,
            "bottom": other.bottom - self.bottom,
        }
        side, most = max(past.items(), key=lambda item: item[1])
        return side if most > _SLACK else ""


_ENDLESS = 1e9


def overflows(pages: list[Page]) -> tuple[Finding, ...]:
    """Findings for all laid-out ``pages``; each names the page and the nearest subject."""
    found: dict[Finding, None] = {}
    for number, page in enumerate(pages, start=1):
        box = page._page_box
        area = _content(box, "the page")
        for child in box.children:
            limits = (_content(child, "its margin") if _is_margin(child) else area,)
            found.update(dict.fromkeys(_walk(child, limits, "", number)))
    return tuple(found)


def strays(pages: list[Page], root: Element) -> tuple[Finding, ...]:
    """What has run over to a second page, though its element may have one only.

    A float that does not fit goes on at the top of the next page without making a page more.
    """
    owners = {
        inner: owner.get("id", owner.tag)
        for owner in root.iter()
        if owner.get("data-pages") == "one"
        for inner in owner.iter()
    }
    homes: dict[str, int] = {}
    found: dict[Finding, None] = {}
    for number, page in enumerate(pages, start=1):
        for box in page._page_box.descendants():
            mark = None if box.element not in owners else _mark(box)
            if mark is None:
                continue
            owner = owners[box.element]
            if homes.setdefault(owner, number) != number:
                text = f"“{mark.name}” runs over from page {homes[owner]} to page {number}"
                found[Finding(owner, "overflow", text)] = None
    return tuple(found)


def _walk(box: boxes.Box, limits: tuple[_Area, ...], subject: str, page: int) -> Iterator[Finding]:
    """Findings for ``box`` and all in it; ``limits`` are the areas it must stay inside."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    subject = _subject(box, subject)
    if _is_exempt(box):
        return
    mark = _mark(box)
    if mark is not None:
        for limit in limits:
            if side := limit.overrun(mark):
                text = f"“{mark.name}” runs out of {limit.name} at the {side} (page {page})"
                yield Finding(subject or f"page {page}", "overflow", text)
                break
    inner = _limits(box, limits)
    for child in box.children:
        yield from _walk(child, inner, subject, page)


def _subject(box: boxes.Box, outer: str) -> str:
    if box.element is None:
        return outer
    return box.element.get("data-subject") or ("" if outer else box.element.get("id", "")) or outer


def _is_margin(box: boxes.Box) -> bool:
    return isinstance(box, boxes.MarginBox)


def _is_exempt(box: boxes.Box) -> bool:
    """Turned boxes are not measured; the others may say that they mean it."""
    meant = box.element is not None and box.element.get("data-overflow") == "meant"
    return meant or bool(box.transformation_matrix)


def _mark(box: boxes.Box) -> _Area | None:
    """What a reader sees of a box itself: a line of text, or a picture."""
    if isinstance(box, boxes.TextBox) and box.text.strip():
        left, baseline = box.position_x, box.position_y + box.baseline
        top = baseline - _CAPITAL * box.style["font_size"]
        return _Area(left, top, left + box.width, baseline, box.text.strip()[:_EXCERPT])
    if isinstance(box, boxes.ReplacedBox):
        return _content(box, (box.element.get("alt") or box.element.get("src", ""))[:_EXCERPT])
    return None


def _limits(box: boxes.Box, limits: tuple[_Area, ...]) -> tuple[_Area, ...]:
    """The page, the nearest block at its sides, and the nearest block of a fixed height."""
    if isinstance(box, boxes.LineBox) or not isinstance(box, boxes.BlockContainerBox):
        return limits
    name = f"its {box.element_tag}"
    left, top = box.padding_box_x(), box.padding_box_y()
    right, bottom = left + box.padding_width(), top + box.padding_height()
    sides = _Area(left, -_ENDLESS, right, _ENDLESS, name)
    fixed = box.style["height"] != "auto" or box.style["max_height"].value < _ENDLESS
    kept = (_Area(-_ENDLESS, -_ENDLESS, _ENDLESS, bottom, name),) if fixed else limits[2:]
    return (limits[0], sides, *kept)


def _content(box: boxes.Box, name: str) -> _Area:
    left, top = box.content_box_x(), box.content_box_y()
    return _Area(left, top, left + box.width, top + box.height, name)

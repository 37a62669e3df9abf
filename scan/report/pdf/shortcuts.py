"""Report, pdf: work that WeasyPrint does for every box, left out where it comes to nothing.

Input: laid-out boxes. Output: the same backgrounds, borders, anchors, order of painting and
numbers as without. Most boxes are lines and texts without background, border, outline or link:
whether a style has any is found out once; lines that hold only text are not searched for more.
"""

from collections.abc import Iterator
from functools import lru_cache

import pydyf
from weasyprint import anchors, stacking
from weasyprint.draw import border
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

from scan.report.pdf.patching import Theirs, in_place_of, memory, method_in_place_of

_CORNERS = {
    f"border_{corner}_radius": (0, 0)
    for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}
_SIDES = ("top", "right", "bottom", "left")

_draw_border = border.draw_border
_draw_outline = border.draw_outline
_layout_box_backgrounds = background.layout_box_backgrounds
_gather_anchors = anchors.gather_anchors
_dispatch = stacking._dispatch
_to_bytes = pydyf._to_bytes
_setup = Layout.setup
_deactivate = Layout.deactivate


# --- boxes without decoration ---------------------------------------------------------------


def _is_bare(style: Theirs) -> bool:
    """No background, shadow, mask or picture for a border."""
    known = memory(style)
    if "bare" not in known:
        known["bare"] = (
            style["visibility"] == "visible"
            and style["background_color"] != "currentcolor"
            and style["background_color"].alpha == 0
            and all(kind == "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and style["mask_border_source"][0] == "none"
            and _is_square(style)
        )
    return bool(known["bare"])


def _is_square(style: Theirs) -> bool:
    """No round corners, no picture for a border, no rules between columns."""
    return (
        all(style[name] == ((0, "px"), (0, "px")) for name in _CORNERS)
        and style["border_image_source"][0] == "none"
        and not style["column_rule_width"]
    )


@in_place_of(background.layout_box_backgrounds)
def layout_box_backgrounds(
    page: boxes.PageBox,
    box: Theirs,
    get_image: Theirs,
    layout_children: bool = True,
    style: Theirs = None,
) -> None:
    """Place the backgrounds of ``box`` and all in it."""
    if style is not None or box is page or not _is_bare(box.style):
        _layout_box_backgrounds(page, box, get_image, layout_children, style)
        return
    box.background = None
    box.__dict__.update(_CORNERS)
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image)


@in_place_of(border.draw_border)
def draw_border(stream: Stream, box: boxes.Box) -> None:
    """Draw the borders of a box, and the rules between columns."""
    known = memory(box.style)
    if "borders" not in known:
        widths = any(box.style[f"border_{side}_width"] for side in _SIDES)
        known["borders"] = widths or not _is_square(box.style)
    if known["borders"]:
        _draw_border(stream, box)


@in_place_of(border.draw_outline)
def draw_outline(stream: Stream, box: boxes.Box) -> None:
    """Draw the outlines of a box and all in it."""
    known = memory(box.style)
    if "outline" not in known:
        known["outline"] = box.style["outline_width"]
    if known["outline"]:
        _draw_outline(stream, box)
        return
    for child in box.children:
        if child.__class__ is not boxes.TextBox and isinstance(child, boxes.Box):
            draw_outline(stream, child)


@in_place_of(anchors.gather_anchors)
def gather_anchors(
    box: boxes.Box,
    anchors: Theirs,
    links: Theirs,
    bookmarks: Theirs,
    forms: Theirs,
    *inherited: Theirs,
) -> None:
    """Gather anchors, links and bookmarks of ``box`` and all in it; lines of bare text have none.

    ``inherited`` is what holds for all of a parent: its transformation, its form, its link.
    """
    known = memory(box.style)
    if "anchors" not in known:
        style = box.style
        known["anchors"] = style["transform"] or style["anchor"] or style["appearance"] == "auto"
    if known["anchors"] or box.link or box.bookmark_label or any(inherited) or _is_form(box):
        _gather_anchors(box, anchors, links, bookmarks, forms, *inherited)
        return
    for child in box.all_children():
        if child.__class__ is not boxes.TextBox:
            gather_anchors(child, anchors, links, bookmarks, forms)


def _is_form(box: boxes.Box) -> bool:
    return box.element is not None and getattr(box.element, "tag", "") == "form"


@in_place_of(stacking._dispatch)
def dispatch(box: boxes.Box, *layers: Theirs) -> boxes.Box | None:
    """Sort a box into the layers of a page; a line of text only is painted where it stands."""
    return box if "only_text" in box.__dict__ and box.only_text else _dispatch(box, *layers)


def descendants(box: boxes.Box, placeholders: bool = False) -> Iterator[Theirs]:
    """``box`` and all in it, parents first, without a generator for every box."""
    waiting = [box]
    while waiting:
        found = waiting.pop()
        if not isinstance(found, boxes.Box):
            if not placeholders:
                yield found
                continue
            found = found._box
        yield found
        waiting.extend(reversed(found.children))


method_in_place_of(boxes.Box, "descendants", descendants)

# A line is on the page of the block it stands in: no need to look into it.
method_in_place_of(boxes.LineBox, "page_values", boxes.Box.page_values)


# --- numbers, and layouts of text -----------------------------------------------------------


@lru_cache(maxsize=16_384)
def _number(number: float) -> bytes:
    return bytes(_to_bytes(number))


def to_bytes(item: Theirs) -> bytes:
    """An operand as it stands in the file; the same few thousand numbers come back everywhere."""
    kind = item.__class__
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    return _number(item) if kind is float or kind is int else bytes(_to_bytes(item))


method_in_place_of(pydyf, "_to_bytes", to_bytes)


_POOLED = ("layout", "language", "ascent", "underline_position", "strikethrough_position")
_PLAIN = {
    "letter_spacing": "normal",
    "word_spacing": 0,
    "overflow_wrap": "normal",
    "text_decoration_line": "none",
}
"""Where text leaves no attributes of its own on a layout."""


def setup(layout: Layout, style: Theirs) -> None:
    """Ready a layout for text: the one of Pango that was used for this style before, if any."""
    pool = memory(style).get("layouts")
    if not pool:
        _setup(layout, style)
        return
    layout.__dict__.update(pool.pop())
    layout.style, layout.first_line_direction = style, 0


def deactivate(layout: Layout) -> None:
    """Give up the layout of Pango, for the next text in this style."""
    known = memory(layout.style)
    if "layouts" not in known:
        plain = all(layout.style[name] == value for name, value in _PLAIN.items())
        known["layouts"] = [] if plain else None
    pool = known["layouts"]
    if pool is not None and not layout.justification_spacing:
        pango.pango_layout_set_width(layout.layout, -1)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, False)
        pango.pango_layout_set_ellipsize(layout.layout, pango.PANGO_ELLIPSIZE_NONE)
        pool.append({name: layout.__dict__[name] for name in _POOLED})
    _deactivate(layout)


method_in_place_of(Layout, "setup", setup)
method_in_place_of(Layout, "deactivate", deactivate)

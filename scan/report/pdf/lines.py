"""Report, pdf: lines of text, broken and placed once per process.

Input: what WeasyPrint would break into lines: text and inline elements, their styles, a width.
Output: the lines that WeasyPrint made of the same content before, or makes now; moved to where
they stand, and tied to the elements of this report. Most of what a report says is said in all
others too, and of what differs, most figures stand in more than one cell.

Every line is made at the corner of an empty page and then moved, so that a line is the same
number for number whether it was made for this report or for another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.layout.inline import iter_line_boxes

from scan.report.pdf.patching import Kept, Theirs, in_place_of, memory

_OWN = frozenset(
    (
        "element", "link", "bookmark_label", "string_set", "missing_link",
        "cached_counter_values", "text_overflow", "children", "number",
    )
)  # fmt: skip
"""Attributes that a box has from its element, not from the layout of its line."""

_INLINE = (boxes.InlineBox, boxes.LineBox, boxes.InlineBlockBox)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A box of a line: the box it was cut from, and what the layout made of it."""

    kind: type[boxes.Box]
    source: int
    """Its number among the boxes before layout, in the order of the document."""
    names: tuple[str, ...]
    """What the layout made of it; one tuple serves all boxes with the same attributes."""
    values: tuple[Theirs, ...]
    pieces: tuple["_Piece", ...]
    only_text: bool
    """Whether there are only text and inline elements in it: nothing to sort before drawing."""


_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {}
KEPT = Kept[tuple[Theirs, float], tuple[tuple[_Piece, Theirs], ...]]()


@in_place_of(inline.iter_line_boxes)
def lines_of(
    context: Theirs,
    box: boxes.LineBox,
    position_y: float,
    bottom_space: float,
    skip_stack: Theirs,
    containing_block: Theirs,
    absolute_boxes: Theirs,
    fixed_boxes: Theirs,
    first_letter_style: Theirs,
    first_line_style: Theirs,
) -> Iterator[tuple[boxes.LineBox, Theirs]]:
    """The lines of ``box`` with where to go on after each, as ``iter_line_boxes`` gives them."""
    special = skip_stack or first_letter_style or first_line_style
    beside = any(s.position_y + s.margin_height() > position_y for s in context.excluded_shapes)
    content = None if special or beside else _content(box)
    if content is None or containing_block.style["direction"] != "ltr":
        yield from iter_line_boxes(
            context,
            box,
            position_y,
            bottom_space,
            skip_stack,
            containing_block,
            absolute_boxes,
            fixed_boxes,
            first_letter_style,
            first_line_style,
        )
        return
    key = (content, containing_block.width)
    sources = list(_flat(box))
    kept = KEPT.find(key)
    if kept is None:
        kept = KEPT.keep(key, _made(context, box, sources, containing_block))
    x = containing_block.content_box_x()
    for line, resume_at in kept:
        yield _placed(line, sources, x, position_y), resume_at


def _content(box: boxes.Box) -> Theirs:
    """What lines depend on but their width; ``None`` for what is more than text."""
    kind = type(box)
    gaps = (box.leading_collapsible_space, box.trailing_collapsible_space)
    if kind is boxes.TextBox:
        return (id(box.style), box.text, *gaps) if any(gaps) else (id(box.style), box.text)
    if kind not in _INLINE or not _is_plain(box.style) or box.is_leader or box.footnote:
        return None
    inner = tuple([_content(child) for child in box.children])
    return None if None in inner else (kind, id(box.style), gaps, inner)


def _is_plain(style: Theirs) -> bool:
    """Whether a box of this style is drawn where it stands in the text, and by itself."""
    known = memory(style)
    if "plain" not in known:
        known["plain"] = (
            style["position"] == "static"
            and style["float"] == "none"
            and style["overflow"] == "visible"
            and style["opacity"] == 1
            and not style["transform"]
        )
    return bool(known["plain"])


def _flat(box: boxes.Box) -> Iterator[boxes.Box]:
    yield box
    for child in box.children:
        yield from _flat(child)


def _made(
    context: Theirs, box: boxes.LineBox, sources: list[boxes.Box], block: Theirs
) -> tuple[tuple[_Piece, Theirs], ...]:
    """The lines as WeasyPrint makes them in a block at the corner of the page."""
    numbers = [source.__dict__.get("number") for source in sources]
    for number, source in enumerate(sources):
        source.number = number
    corner = block.copy()
    corner.position_x = corner.position_y = 0
    corner.margin_left = corner.padding_left = corner.border_left_width = 0
    corner.height = "auto"
    context.create_block_formatting_context(corner)
    lines = list(iter_line_boxes(context, box, 0, 0, None, corner, [], [], None, None))
    context.finish_block_formatting_context()
    made = tuple((_piece(line), resume_at) for line, resume_at in lines)
    for source, old in zip(sources, numbers, strict=True):
        source.number = old  # of a line around a block in a line; else none
    return made


def _piece(box: boxes.Box) -> _Piece:
    made = {name: value for name, value in box.__dict__.items() if name not in _OWN}
    names = _NAMES.setdefault(tuple(made), tuple(made))
    pieces = tuple(_piece(child) for child in box.children)
    only_text = type(box) is not boxes.InlineBlockBox and all(p.only_text for p in pieces)
    return _Piece(type(box), box.number, names, tuple(made.values()), pieces, only_text)


def _placed(piece: _Piece, sources: list[boxes.Box], x: float, y: float) -> boxes.Box:
    """A box of a line at its place, of this report's own element."""
    box = object.__new__(piece.kind)
    attributes = box.__dict__
    attributes.update(sources[piece.source].__dict__)
    attributes.update(zip(piece.names, piece.values, strict=True))
    attributes["position_x"] += x
    attributes["position_y"] += y
    box.children = [_placed(inner, sources, x, y) for inner in piece.pieces]
    box.only_text = piece.only_text
    return box

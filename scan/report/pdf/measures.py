"""Report, pdf: what follows from a style alone, found out once.

Input: boxes of WeasyPrint with shared styles. Output: the same used values, answers and line
heights as WeasyPrint's own functions give, taken from the memory of the style: a report asks
370,000 times for a length that has a few hundred different answers.
"""

from functools import lru_cache

from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.text import line_break

from scan.report.pdf.patching import Kept, Theirs, font_of, in_place_of, memory, method_in_place_of

_SIDES = ("top", "right", "bottom", "left")
_USED = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{most}{axis}" for most in ("", "min_", "max_") for axis in ("width", "height")),
)
"""The attributes that ``resolve_percentages`` sets."""

_SHORT = 20
"""Characters of a text that is measured before it is broken."""

MEASURED = Kept[tuple[int, str], tuple[Theirs, ...]]()
_split_first_line = line_break.split_first_line
_resolve_percentages = percent.resolve_percentages
_strut = line_break.strut
_is_in_normal_flow = boxes.Box.is_in_normal_flow


@in_place_of(percent.resolve_percentages)
def resolve_percentages(box: boxes.Box, containing_block: Theirs) -> None:
    """Set the used lengths of ``box``: per style and containing block they are the same."""
    if isinstance(containing_block, boxes.Box):
        size = (containing_block.width, containing_block.height)
    else:
        size = (containing_block[0], containing_block[1])
    known = memory(box.style)
    used = known.get(size)
    if used is None:
        _resolve_percentages(box, containing_block)
        if type(box) is not boxes.PageBox and box.style["border_collapse"] == "separate":
            known[size] = {name: getattr(box, name) for name in _USED}
    else:
        box.__dict__.update(used)


@in_place_of(line_break.strut)
def strut(style: Theirs) -> tuple[float, float]:
    """Height and baseline of an empty line, without building WeasyPrint's key for it."""
    known = memory(style)
    if "strut" not in known:
        known["strut"] = _strut(style)
    found: tuple[float, float] = known["strut"]
    return found


@in_place_of(line_break.split_first_line)
def split_first_line(
    text: str,
    style: Theirs,
    context: Theirs,
    max_width: float | None,
    spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Theirs, ...]:
    """The part of a text that fits on a line; a short text is measured once in every font.

    A word or a figure that fits is the same however wide its column is. Whether it was measured
    before makes no difference: a short text always is, before it is broken.
    """
    if len(text) <= _SHORT and not spacing and (font := font_of(style)) is not None:
        whole = MEASURED.find((font, text))
        if whole is None:
            whole = _split_first_line(text, style, context, None, spacing, is_line_start, minimum)
            MEASURED.keep((font, text), whole)
        if whole[2] is None and (max_width is None or whole[3] <= max_width):
            return whole
    line: tuple[Theirs, ...] = _split_first_line(
        text, style, context, max_width, spacing, is_line_start, minimum
    )
    return line


can_break_text = in_place_of(line_break.can_break_text)(
    lru_cache(maxsize=4096)(line_break.can_break_text)
)
"""Whether a line may break inside two letters: asked for every two neighbours."""


def is_in_normal_flow(box: boxes.Box) -> bool:
    """Whether ``box`` neither floats nor is positioned; items of a flex box never float."""
    if "is_floated" in box.__dict__:
        return bool(_is_in_normal_flow(box))
    known = memory(box.style)
    if "in_flow" not in known:
        known["in_flow"] = bool(_is_in_normal_flow(box))
    return bool(known["in_flow"])


method_in_place_of(boxes.Box, "is_in_normal_flow", is_in_normal_flow)

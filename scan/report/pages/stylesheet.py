"""Report, pages: the style sheet of the report, from the tokens and the CSS of ``layouts/``.

Input: ``layouts/tokens.toml`` and ``layouts/report/*.css``. Output: one CSS text, the same for
every municipality: custom properties, colours of themes, page rules per theme, then the plain style
sheets. The fonts are those that the PDF writer makes known.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from scan.errors import CatalogueError, Fault
from scan.house import LAYOUTS

SHEETS = ("base.css", "front.css", "chapter.css", "indicator.css", "back.css")
TAB_HEIGHT, TAB_WIDTH = 30.0, 5.0
"""The coloured tab at the edge of the page, in millimetres."""

MOST_PADDING = 24

Side = tuple[str, str, str]
SIDES: tuple[Side, ...] = (("right", "left", "right"), ("left", "right", "left"))
"""Of a leaf: its name, its inner and its outer edge."""

Tokens = dict[str, Any]


def load_tokens(path: Path = LAYOUTS / "tokens.toml") -> Tokens:
    """The visual language as it stands in the file. Raises CatalogueError when it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        fault = Fault(str(path), "", str(error), "mend the file")
        raise CatalogueError((fault,)) from error


@lru_cache
def stylesheet(folder: Path = LAYOUTS) -> str:
    """The whole style sheet of the report."""
    tokens = load_tokens(folder / "tokens.toml")
    parts = [_properties(tokens), _covers(tokens), _page(tokens), _themes(tokens)]
    parts += [(folder / "report" / name).read_text(encoding="utf-8") for name in SHEETS]
    parts += [_paddings()]
    return "\n".join(parts)


def css_string(text: str) -> str:
    """Text as a CSS string in which nothing can end the string or the element around it."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x}" for c in text) + '"'


def _properties(tokens: Tokens) -> str:
    lines = [f"  --{name}: {value};" for name, value in tokens["colours"].items()]
    lines += [f'  --{name}-font: "{value}";' for name, value in tokens["fonts"].items()]
    lines += [f"  --size-{_css(name)}: {value}pt;" for name, value in tokens["sizes"].items()]
    lines += [f"  --line-{_css(name)}: {value}pt;" for name, value in tokens["lines"].items()]
    lines += [f"  --{name}: {value}pt;" for name, value in tokens["chart"].items()]
    lines += [f"  --page-{name}: {value}mm;" for name, value in tokens["page"].items()]
    return "html {\n" + "\n".join(lines) + "\n}"


def _covers(tokens: Tokens) -> str:
    """``.cover-NAME``: reports of editions with a cover of another colour."""
    return "\n".join(f".cover-{n} {{ --cover: {value} }}" for n, value in tokens["covers"].items())


def _paddings() -> str:
    """``.pad-N``: tables whose rows are N half points higher than the lowest."""
    return "\n".join(
        f".pad-{step} tbody th, .pad-{step} tbody td"
        f" {{ padding-top: {1.8 + step / 4}pt; padding-bottom: {1.8 + step / 4}pt }}"
        for step in range(MOST_PADDING + 1)
    )


def _css(name: str) -> str:
    return name.replace("_", "-")


def _page(tokens: Tokens) -> str:
    """The sheet and its furniture, mirrored for two sides: the number of the page stands at the
    outer edge."""
    page = tokens["page"]
    sheet = (
        f"@page {{ size: {page['width']}mm {page['height']}mm;"
        f" margin: {page['top']}mm {page['right']}mm {page['bottom']}mm {page['left']}mm }}"
    )
    return "\n".join([sheet, *(_furniture(tokens, *side) for side in SIDES)])


def _furniture(tokens: Tokens, page: str, inner: str, outer: str) -> str:
    """Running head, banner, foot and number of the pages of one side."""
    colours, sans = tokens["colours"], tokens["fonts"]["sans"]
    large = f'font: 600 9pt/11pt "{sans}"; vertical-align: top; padding-top: 12mm'
    small = f'font: 9pt/10pt "{sans}"; vertical-align: bottom; padding-bottom: 11mm'
    banner = f"text-decoration: underline {colours['accent']} 3pt"
    boxes = (
        (f"top-{inner}", "string(running)", f"{large}; color: {colours['ink']}"),
        (f"top-{outer}", "string(banner)", f"{large}; color: {colours['ink']}; {banner}"),
        (f"bottom-{inner}", "string(foot)", f"{small}; color: {colours['muted']}"),
        (f"bottom-{outer}", "counter(page)", f"{small}; font-weight: 600; color: {colours['ink']}"),
    )
    said = "".join(
        f"\n  @{name} {{ content: {content}; {look}; white-space: nowrap }}"
        for name, content, look in boxes
    )
    return f"@page :{page} {{{said} }}"


def _themes(tokens: Tokens) -> str:
    rules = []
    edge = tokens["page"]["right"] - TAB_WIDTH
    for number, (theme, shades) in enumerate(tokens["themes"].items()):
        shade = " ".join(f"--{name}: {value};" for name, value in shades.items())
        rules.append(f".theme-{theme} {{ {shade} }}")
        top = number * (TAB_HEIGHT + 2)
        rules += [_tab(theme, shades["strong"], top, edge, side) for side in SIDES]
        rules.append(f".pages-{theme} {{ page: {theme} }}")
    return "\n".join(rules)


def _tab(theme: str, colour: str, top: float, edge: float, side: Side) -> str:
    """The coloured tab of a theme at the outer edge of the pages of one side, and its head."""
    page, inner, outer = side
    margin = f"{top}mm 0 0 {edge}mm" if outer == "right" else f"{top}mm {edge}mm 0 0"
    return (
        f"@page {theme}:{page} {{ @top-{inner} {{ color: {colour} }}\n"
        f'  @{outer}-top {{ content: ""; background: {colour}; width: {TAB_WIDTH}mm;'
        f" height: {TAB_HEIGHT}mm; margin: {margin} }} }}"
    )

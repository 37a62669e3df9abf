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
    page, colours = tokens["page"], tokens["colours"]
    sans = tokens["fonts"]["sans"]
    small = f'font: 7.6pt/10pt "{sans}"; color: {colours["muted"]}; white-space: nowrap;'
    return (
        f"@page {{ size: {page['width']}mm {page['height']}mm;"
        f" margin: {page['top']}mm {page['right']}mm {page['bottom']}mm {page['left']}mm;\n"
        f'  @top-left {{ content: string(running); font: 600 8.4pt/11pt "{sans}";'
        f" color: {colours['ink']}; vertical-align: top;"
        " padding-top: 12mm; white-space: nowrap }\n"
        f'  @top-right {{ content: string(banner); font: 600 8.4pt/11pt "{sans}";'
        f" color: {colours['ink']}; text-decoration: underline {colours['accent']} 3pt;"
        " vertical-align: top;"
        " padding-top: 12mm; white-space: nowrap }\n"
        f"  @bottom-left {{ content: string(foot); {small} vertical-align: bottom;"
        " padding-bottom: 11mm }\n"
        f"  @bottom-right {{ content: counter(page); {small} font-weight: 600;"
        f" color: {colours['ink']}; vertical-align: bottom; padding-bottom: 11mm }} }}"
    )


def _themes(tokens: Tokens) -> str:
    rules = []
    edge = tokens["page"]["right"] - TAB_WIDTH
    for number, (theme, shades) in enumerate(tokens["themes"].items()):
        shade = " ".join(f"--{name}: {value};" for name, value in shades.items())
        rules.append(f".theme-{theme} {{ {shade} }}")
        top = number * (TAB_HEIGHT + 2)
        rules.append(
            f"@page {theme} {{ @top-left {{ color: {shades['strong']} }}\n"
            f'  @right-top {{ content: ""; background: {shades["strong"]}; width: {TAB_WIDTH}mm;'
            f" height: {TAB_HEIGHT}mm; margin: {top}mm 0 0 {edge}mm }} }}"
        )
        rules.append(f".pages-{theme} {{ page: {theme} }}")
    return "\n".join(rules)

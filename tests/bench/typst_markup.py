"""A report for Typst: the same text, tables and charts, in its own markup.

Input: the HTML of a report and the charts as SVG files in a folder. Output: markup that asks
for PDF/A-3a and PDF/UA-1 what those need: a title, a language, header rows, alternative texts.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from weasyprint import HTML

_SPECIAL = re.compile(r"([\\#$*_@<>\[\]~`/\-+=])")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_PAGE = (
    '#set document(title: "{title}")\n'
    '#set text(font: "Source Sans 3", size: 9.5pt, lang: "nl")\n'
    '#set page(paper: "a4", margin: (x: 22mm, top: 26mm, bottom: 22mm), numbering: "1")\n'
    "#set table(stroke: 0.4pt + gray, inset: 2pt)\n#set par(leading: 0.4em, spacing: 0.7em)\n"
    '#show heading: set text(font: "Source Serif 4")\n'
)


def markup(html: str, title: str) -> str:
    """The whole document; charts are read from ``<key>.svg`` beside it."""
    body = HTML(string=html).etree_element.find("body")
    attached = '#pdf.attach("cijfers.csv", relationship: "data", mime-type: "text/csv", '
    attached += 'description: "cijfers")\n'
    return _PAGE.format(title=title) + attached + "\n".join(_blocks(body))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _text(element: Element) -> str:
    return _escaped(" ".join(element.itertext()))


def _blocks(element: Element) -> Iterator[str]:
    for child in element:
        tag, classes = child.tag, child.get("class", "")
        if tag in ("article", "section") and "page" in classes:
            yield "#pagebreak(weak: true)"
        if tag in _HEADINGS:
            yield f"#heading(level: {_HEADINGS[tag]})[{_text(child)}]"
        elif tag == "p":
            yield f"#par[{_text(child)}]"
        elif tag == "li":
            yield f"- {_text(child)}"
        elif tag == "table":
            yield _table(child)
        elif tag == "img":
            yield _image(child)
        elif {"halves", "keys", "about"} & set(classes.split()):
            yield _columns(child)
        else:
            yield from _blocks(child)


def _columns(element: Element) -> str:
    """What stands side by side."""
    inside = [
        _blocks(child) if len(child) and child.tag == "div" else [_text(child)] for child in element
    ]
    cells = ", ".join("[" + "\n".join(blocks) + "]" for blocks in inside)
    return f"#grid(columns: {len(inside)}, gutter: 12pt, {cells})"


def _image(element: Element) -> str:
    key = element.get("src", "").removeprefix("chart:")
    alt = element.get("alt", "").replace("\\", "").replace('"', "'")
    width = re.search(r"width:([\d.]+)pt", element.get("style", ""))
    height = re.search(r"height:([\d.]+)pt", element.get("style", ""))
    size = f", width: {min(float(width[1]), 465)}pt" if width else ""
    size += f", height: {height[1]}pt" if height else ""
    return f'#image("{key}.svg", alt: "{alt}"{size})'


def _table(element: Element) -> str:
    rows = [list(row) for row in element.iter("tr")]
    heads = [row for row in rows if all(cell.tag == "th" for cell in row)]
    columns = max(sum(int(cell.get("colspan", 1)) for cell in row) for row in rows)
    head = ", ".join(_cell(cell) for row in heads for cell in row)
    body = ", ".join(_cell(cell) for row in rows if row not in heads for cell in row)
    header = f"table.header({head}), " if head else ""
    return f"#table(columns: {columns}, {header}{body})"


def _cell(element: Element) -> str:
    span, down = element.get("colspan", "1"), element.get("rowspan", "1")
    if span == down == "1":
        return f"[{_text(element)}]"
    return f"table.cell(colspan: {span}, rowspan: {down})[{_text(element)}]"

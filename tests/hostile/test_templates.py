"""Whatever stands in a name or a text is text on the page, in every template."""

import ast
from collections import defaultdict
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from scan.house import ROOT
from scan.publish.inline import inline_svg
from scan.report.figures.drawing import Drawing, TextMark
from scan.report.pages.contents import Box, Chart, IndicatorPage, ReportContents
from scan.report.pages.document import report_html
from scan.report.pages.furniture import furniture_of
from scan.report.pages.layout import indicator_boxes
from scan.views.records import Figure
from tests.support.example_report import chart, core_finding, example_report, wording

SAY = furniture_of(wording())
CORE = Box(470.0, 90.0)
TEMPLATES = sorted((ROOT / "layouts").rglob("*.j2"))
SAFE: dict[str, int] = {}
"""Templates that may mark something as safe, and how often: none does."""
MARKED = {"inline.py", "pages.py"}
"""Modules that put a drawing into a page; what they let through is tested here."""
CODES = frozenset(
    {
        "indicator",
        "theme",
        "key",
        "nis",
        "kind",
        "shape",
        "unit",
        "notion",
        "state",
        "direction",
        "standing",
    }
    | {"codes", "part", "status", "address", "link", "drawing", "pattern"}
)
"""Fields that hold codes of the catalogue, not texts."""
ATTACKS = (
    "<script>alert(1)</script>",
    "</p></section><script src='http://127.0.0.1/x.js'></script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" style=\"background:url(http://127.0.0.1/x)",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__ }}",
    "<!--", "]]>", "<![CDATA[", "&lt;b&gt;", "&#60;", "&amp;", "<?xml?>", "<!DOCTYPE x>",
    "%s %(x)s {0} {x}",
)  # fmt: skip
Spoilt = st.sampled_from(ATTACKS) | st.text(alphabet="<>&\"'{}%=/# ax;:()-!", min_size=1)


def _parsed(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_marks_anything_as_safe(path: Path) -> None:
    tree = _parsed(path)
    marked = [
        found for found in tree.find_all(nodes.Filter) if found.name in ("safe", "forceescape")
    ]
    off = list(tree.find_all(nodes.ScopedEvalContextModifier)) + list(
        tree.find_all(nodes.EvalContextModifier)
    )
    assert len(marked) == SAFE.get(path.name, 0)
    assert not off


def test_every_environment_escapes_and_is_strict() -> None:
    found = []
    for path in sorted((ROOT / "scan").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            assert name != "Template", path
            assert name != "Markup" or path.name in MARKED, path
            if name == "Environment":
                said = {word.arg: ast.unparse(word.value) for word in node.keywords}
                found.append(path.name)
                assert said["autoescape"] == "True", path
                assert said["undefined"] == "StrictUndefined", path
    assert found


@given(alt=Spoilt, text=Spoilt)
def test_words_in_a_drawing_on_a_page_stay_words(alt: str, text: str) -> None:
    mark = TextMark(1.0, 1.0, text, "Source Sans 3", 400, False, 9.0, (0.0, 0.0, 0.0))
    layers = (Drawing(10.0, 10.0, (mark,)), Drawing(10.0, 10.0, ()))
    root = ElementTree.fromstring(inline_svg(layers, alt, "wide-only"))
    assert root.get("aria-label") == alt
    assert [node.tag for node in root.iter()] == ["svg", "g", "text"]
    assert "".join(root.itertext()) == text


def _spoil(value: Any, attack: str) -> Any:
    """``value`` with the attack behind every text in it; codes stay."""
    if isinstance(value, str):
        return f"{value}{attack}" if value else value
    if isinstance(value, tuple):
        return tuple(_spoil(one, attack) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        codes = CODES | {"place"} if isinstance(value, Figure) else CODES
        changed = {
            one.name: _spoil(getattr(value, one.name), attack)
            for one in fields(value)
            if one.name not in codes
        }
        return replace(value, **changed)
    return value


def _with_alt(drawn: Chart, attack: str) -> Chart:
    return replace(drawn, figure=replace(drawn.figure, alt=f"Grafiek {attack}"))


def _spoilt_page(page: IndicatorPage, attack: str) -> IndicatorPage:
    """A page whose texts are spoilt, with charts drawn to the measure of what is left."""
    bare = _spoil(replace(page, charts=()), attack)
    captions = tuple(_spoil(drawn.caption, attack) for drawn in page.charts)
    boxes = indicator_boxes(bare, captions, SAY)
    charts = tuple(
        _with_alt(chart(drawn.key, box, caption), attack)
        for drawn, box, caption in zip(page.charts, boxes, captions, strict=False)
    )
    return replace(bare, charts=charts)


def spoilt_report(attack: str) -> ReportContents:
    """A report of one chapter with every text spoilt."""
    contents = example_report()
    (chapter,) = contents.chapters[3:4]
    pages = tuple(_spoilt_page(page, attack) for page in chapter.pages)
    assert contents.profile is not None
    codes = tuple(page.view.indicator for page in pages)  # its rows lead to pages that are there
    profile = replace(contents.profile, codes=codes)
    bare = replace(contents, chapters=(), core=(), sources=contents.sources[:9], profile=profile)
    return replace(
        _spoil(bare, attack),
        profile=replace(_spoil(profile, attack), codes=codes),
        chapters=(replace(_spoil(replace(chapter, pages=()), attack), pages=pages),),
        core=tuple(
            replace(core_finding(page, kind), chart=_with_alt(chart(kind, CORE), attack))
            for page, kind in zip(pages, ("composition", "unknown"), strict=False)
        ),
        sources=tuple(
            replace(_spoil(row, attack), indicator=page.view.indicator)
            for row, page in zip(contents.sources, pages, strict=False)
        ),
    )


@cache
def _usual() -> dict[str, set[str]]:
    """Tags of a sound report → the names of their attributes."""
    usual: dict[str, set[str]] = defaultdict(set)
    for element in ElementTree.fromstring(report_html(example_report(), wording()).html).iter():
        usual[element.tag] |= set(element.attrib)
    return usual


@settings(max_examples=20, derandomize=True, phases=(Phase.explicit, Phase.generate))
@given(Spoilt)
def test_a_spoilt_text_changes_no_element(attack: str) -> None:
    html = report_html(spoilt_report(attack), wording()).html
    root = ElementTree.fromstring(html)
    for element in root.iter():
        assert element.tag in _usual()
        assert set(element.attrib) <= _usual()[element.tag] | {"class", "style"}, element.tag
        for name in ("href", "src", "style", "class", "id"):
            assert attack not in element.get(name, "") or len(attack.strip()) < 3
    plain = " ".join(attack.split())
    assert plain in " ".join("".join(root.itertext()).split())

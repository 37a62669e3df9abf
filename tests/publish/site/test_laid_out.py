"""Every kind of page as it is laid out: no text over another, none cut off, no class of two."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scan.house import LAYOUTS
from tests.publish.site.conftest import MadeSite
from tests.publish.site.kinds import KINDS, WIDTHS

LAID_OUT = (Path(__file__).parent / "laid_out.js").read_text(encoding="utf-8")
TOGETHER = ("site/site.css", "barometer/barometer.css")
"""Style sheets that meet on one page."""


def _owned(sheet: str) -> set[str]:
    """The classes that a style sheet styles wherever they stand: those its selectors begin with."""
    css = re.sub(r"/\*.*?\*/", "", (LAYOUTS / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    parts = (part for found in re.findall(r"([^{}]+)\{", css) for part in found.split(","))
    return {found[1] for part in parts if (found := re.match(r"\s*\.([a-z][\w-]*)", part))}


def test_a_class_belongs_to_one_style_sheet() -> None:
    site, barometer = map(_owned, TOGETHER)
    assert site & barometer == set()
    assert {"tile-map", "figures"} <= site
    assert {"tiles", "panel"} <= barometer


def _wrong(page: Page) -> list[str]:
    return list(page.evaluate(LAID_OUT))


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_lies_over_another_and_none_is_cut_off(
    browser: Browser, address: str, made_site: MadeSite, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    wrong = []
    for path in KINDS:
        page.goto(address + path)
        page.evaluate("document.fonts.ready.then(() => null)")
        wrong += [f"{path}: {fault}" for fault in _wrong(page)]
    page.close()
    assert wrong == []


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page to write on."""
    page = browser.new_page(viewport={"width": 390, "height": 900})
    yield page
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p>below</p><p style="position:relative;top:-30px">above</p>', "lie over"),
        ('<p style="overflow:hidden;height:8px">words</p>', "cut off"),
        ('<p style="overflow:hidden;white-space:nowrap;width:2em">many words</p>', "cut off"),
        ('<svg width="30" height="20"><text x="0" y="15">many words</text></svg>', "cut off"),
        ('<p style="white-space:nowrap">' + "long " * 40 + "</p>", "beyond the edge"),
        (
            '<ol style="max-height:30px;padding:0"><li>one<li>two<li>three</ol><p>four',
            "lie over",
        ),
        ('<div style="overflow:auto;width:90px;white-space:nowrap">' + "long " * 9, ""),
        ("<p>one</p><p>two <b>three</b><br>four</p>", ""),
    ],
)
def test_the_check_sees_what_goes_wrong(blank: Page, html: str, fault: str) -> None:
    blank.set_content(html)
    found = _wrong(blank)
    assert any(fault in line for line in found) if fault else found == []

"""The page for the supplier: every rule is worded, everything is escaped, nothing is fetched."""

import ast
import datetime
import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from scan.catalogue.entries import Catalogue
from scan.errors import Fault
from scan.extracts.intake import Delivery, accept, assess
from scan.extracts.numbers import EMPTY, NOT_A_NUMBER, WRONG_SIGN
from scan.extracts.questions import FIRST, FIRST_OF_SEVERAL, WITNESS_KINDS
from scan.extracts.supplier_page import supplier_page
from scan.house import ROOT
from tests.extracts.support import HEADER, ORIGIN, put

DAY = datetime.date(2026, 7, 1)
NAME = "statbel_origin_2025.csv"
TRICK = "<script>alert(1)</script>{{ 7*7 }}\u202e"
MAKERS = {"fault_at": 1, "more_of": 1, "Rule": 0}
"""Functions that name a kind, and which of their arguments does."""
ALWAYS = frozenset({"value", "column", "sheet", "file"})
"""What the wording of every kind may use."""
ELSEWHERE: dict[str, frozenset[str]] = {
    kind: frozenset()
    for kind in (NOT_A_NUMBER, WRONG_SIGN, EMPTY, "unreadable", "empty_file", "encoding")
}
ELSEWHERE |= dict.fromkeys(
    WITNESS_KINDS.values(),
    frozenset({"expected", "what", "years", "differ", "compared", "since", "before", "other"}),
)
"""Kinds that are named in another way."""


def _kinds() -> dict[str, frozenset[str]]:
    """Every kind of fault or question that the extracts name, with the facts that it brings."""
    kinds = {
        **ELSEWHERE,
        **dict.fromkeys(("lines_twice", "cut_off", "row_width", "column_twice"), frozenset()),
        "boundaries": frozenset(),
        FIRST: frozenset({"title"}),
        FIRST_OF_SEVERAL: frozenset({"sources"}),
    }
    for path in (ROOT / "scan" / "extracts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                at = MAKERS.get(node.func.id, len(node.args))
                argument = node.args[at] if at < len(node.args) else None
                if isinstance(argument, ast.Constant):
                    brought = {str(keyword.arg) for keyword in node.keywords}
                    before = kinds.get(argument.value, frozenset())
                    kinds[argument.value] = before | brought
    return kinds


class Seen(HTMLParser):
    """What a browser would make of a page: tags with their attributes, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _refused(folder: Path, catalogue: Catalogue, text: str, name: str = NAME) -> Delivery:
    return assess((put(folder, name, text),), folder / "out", catalogue, DAY)


def test_every_kind_is_worded_with_what_it_brings(catalogue: Catalogue) -> None:
    words, kinds = catalogue.wording["intake"], _kinds()
    for kind, brought in kinds.items():
        for part in ("title", "what", "expected", "remedy"):
            pattern = words[f"kind.{kind}.{part}"]
            wanted = {name for _, name, _, _ in Formatter().parse(pattern) if name}
            assert wanted <= brought | ALWAYS, (kind, part)
    assert {key.split(".")[1] for key in words if key.startswith("kind.")} == set(kinds)


def test_a_fault_is_told_with_its_place_its_value_and_what_to_do(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    text = f"{HEADER}\n2025,11001,tien,20,30,40,100\n2024,99998,1,2,3,4,10\n,11002,0,0,0,0,0\n"
    seen = Seen(supplier_page(_refused(tmp_path, catalogue, text), catalogue))
    for said in (
        "Deze levering kunnen we nog niet gebruiken",
        "1 juli 2026",
        "rij 2, kolom belgian_bg",
        "“tien” is tekst waar een getal moet staan.",
        "rij 3, kolom nis",
        "“99998” is geen gemeente of gebied",
        "rij 4, kolom year",
        "Hier staat geen periode.",
        "Bevolking naar herkomst",
    ):
        assert said in seen.text
    assert ("html", {"lang": "nl-BE"}) in seen.tags


def test_numbers_of_ours_are_written_as_flemish_readers_do(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "out"
    rows = [f"{year},12025,80000,1,1,{year},{80002 + year}" for year in (2024, 2025)]
    good = "\n".join((HEADER, *rows)) + "\n"
    accept(assess((put(tmp_path, NAME, good),), output, catalogue, DAY), output)
    halved = good.replace("2025,12025,80000,1,1,2025,82027", "2025,12025,40000,1,1,2025,42027")
    delivery = assess((put(tmp_path, f"b/{NAME}", halved),), output, catalogue, DAY)
    seen = Seen(supplier_page(delivery, catalogue))
    assert "Vragen bij deze levering" in seen.text
    assert "was 82.027 en wordt 42.027" in seen.text
    assert "Mechelen (12025), 2025" in seen.text


def test_what_comes_from_a_file_is_escaped(tmp_path: Path, catalogue: Catalogue) -> None:
    delivery = _refused(tmp_path, catalogue, ORIGIN.replace(",10,20", f",{TRICK[:-1]},20"))
    page = supplier_page(delivery, catalogue)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    fault = Fault(TRICK, TRICK, TRICK, TRICK, "sum", TRICK, 2, TRICK, TRICK, TRICK, 1, ())
    told = Fault(**{**_fields(fault), "facts": (("parts", TRICK), ("total", TRICK))})
    page = supplier_page(Delivery(delivery.files, (told,), (), {}), catalogue)
    assert "<script" not in page
    assert "\u202e" not in page
    assert {tag for tag, _ in Seen(page).tags}.isdisjoint({"script", "img", "link", "iframe", "a"})


def _fields(fault: Fault) -> dict[str, object]:
    return {name: getattr(fault, name) for name in Fault.__slots__}


def test_the_first_hundred_are_told_and_the_others_counted(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    rows = "".join(f"{year},11001,a,0,0,0,0\n" for year in range(1900, 2101))
    delivery = _refused(tmp_path, catalogue, f"{HEADER}\n{rows}2025,11002,-1,0,0,0,0\n")
    page = supplier_page(delivery, catalogue)
    seen = Seen(page)
    assert page.count('<tr role="row">') == 1 + 1 + 1 + 100 + 1 + page.count("</td></tr>")
    assert "“-1” is negatief." in seen.text, "no kind crowds out another"
    assert re.search(r"En nog \d+ andere", seen.text)
    assert "tekst waar een getal moet staan" in seen.text


@pytest.fixture(scope="module")
def browser_page() -> Page:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_in_a_browser_it_fits_asks_for_nothing_and_keeps_its_tables(
    browser_page: Page, tmp_path: Path, catalogue: Catalogue, width: int
) -> None:
    long = "w" * 300
    delivery = _refused(tmp_path, catalogue, ORIGIN.replace(",10,20", f",{long},20"))
    path = put(tmp_path, "page.html", supplier_page(delivery, catalogue))
    asked: list[str] = []

    def listen(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.route("**/*", listen)
    problems: list[str] = []
    browser_page.on("console", lambda message: problems.append(message.text))
    browser_page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert problems == []
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
    assert browser_page.get_by_role("table").count() == 2
    assert browser_page.get_by_role("rowheader").count() == 2
    assert browser_page.get_by_role("heading", level=1).count() == 1

"""What makes writing fast changes no byte, and is found again by the next report."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from scan.errors import ReportError
from scan.report.pages.document import report_html
from scan.report.pages.stylesheet import stylesheet
from scan.report.pdf import cascade, ink, lines, measures, patching
from scan.report.pdf.cascade import is_plain
from scan.report.pdf.write import write
from tests.report.pdf.samples import CSV, METADATA, made
from tests.report.pdf.test_contract import everything
from tests.support.example_report import drawings, example_report, wording
from tests.support.example_views import MECHELEN

MEMORIES = (lines.KEPT, ink.KEPT, measures.MEASURED)


def report(name: str = "Mechelen") -> bytes:
    contents = example_report(replace(MECHELEN, name=name, in_text=name))
    laid = report_html(contents, wording())
    assert laid.html.startswith("<?xml")
    html = laid.html.replace("\u2011", "-")  # of these the file tells another character on purpose
    return write(html, laid.css, drawings(contents), METADATA, (CSV,)).pdf


@contextmanager
def weasyprint_itself() -> Iterator[None]:
    """Everything that was replaced is put back for a while."""
    for original, ours in patching.REPLACED.items():
        patching.swap(ours, original)
    for (owner, name), (original, _) in patching.ATTRIBUTES.items():
        if original is None:
            delattr(owner, name)
        else:
            setattr(owner, name, original)
    try:
        yield
    finally:
        for original, ours in patching.REPLACED.items():
            patching.swap(original, ours)
        for (owner, name), (_, ours) in patching.ATTRIBUTES.items():
            setattr(owner, name, ours)


def forget() -> None:
    for memory in MEMORIES:
        memory.clear()
    cascade.book_of.cache_clear()


def test_nobody_calls_what_was_replaced() -> None:
    assert len(patching.REPLACED) > 8
    held = [
        f"{name}.{key}"
        for name, module in sys.modules.items()
        if name.partition(".")[0] == "weasyprint"
        for key, value in vars(module).items()
        if inspect.isfunction(value) and value in patching.REPLACED
    ]
    assert held == []
    for (owner, name), (_, ours) in patching.ATTRIBUTES.items():
        assert owner.__dict__[name] is ours


def test_what_was_replaced_is_called_as_before() -> None:
    for original, ours in patching.REPLACED.items():
        theirs = inspect.signature(original).parameters.values()
        kinds = [p.kind for p in inspect.signature(ours).parameters.values()]
        if inspect.Parameter.VAR_POSITIONAL not in kinds:
            assert len(kinds) == len(theirs), original


@pytest.mark.parametrize("make", [report, lambda: everything()[0]])
def test_the_bytes_are_those_of_weasyprint_itself(make: Callable[[], bytes]) -> None:
    ours = make()
    with weasyprint_itself():
        assert make() == ours


def test_the_bytes_do_not_depend_on_what_was_made_before() -> None:
    forget()
    first = report("Aalst")
    forget()
    report("Herstappe")
    made("<h1>Kop</h1><p>Aalst</p>")
    assert report("Aalst") == first
    assert report("Aalst") == first


def test_the_next_report_finds_everything_again() -> None:
    forget()
    report("Aalst")
    before = [(memory.found, memory.made) for memory in MEMORIES]
    book = cascade.book_of.cache_info()
    report("Aalst")
    after = [(memory.found, memory.made) for memory in MEMORIES]
    assert [made for _, made in after] == [made for _, made in before]
    assert after[0][0] - before[0][0] > 1000
    assert after[1][0] - before[1][0] > 1000
    assert cascade.book_of.cache_info().misses == book.misses


def test_another_municipality_finds_most_again(monkeypatch: pytest.MonkeyPatch) -> None:
    report("Aalst")
    matched: list[object] = []
    original = cascade.KindStyles._made

    def made_now(styles: cascade.KindStyles, *kin: object) -> object:
        matched.append(kin)
        return original(styles, *kin)

    monkeypatch.setattr(cascade.KindStyles, "_made", made_now)
    before = lines.KEPT.found, lines.KEPT.made
    report("Herstappe")
    assert len(matched) < 1000, "of some 5,000 elements: charts and tables of other sizes"
    assert lines.KEPT.found - before[0] > 4 * (lines.KEPT.made - before[1])


def test_a_full_memory_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patching, "MOST", 10)
    forget()
    small = made("<h1>Kop</h1>" + "".join(f"<p>{number}</p>" for number in range(30))).pdf
    assert all(len(memory) <= 10 for memory in MEMORIES)
    monkeypatch.undo()
    assert made("<h1>Kop</h1>" + "".join(f"<p>{number}</p>" for number in range(30))).pdf == small


def test_the_style_sheet_of_the_report_lets_kinds_be_shared() -> None:
    assert is_plain(stylesheet())


@pytest.mark.parametrize(
    "css",
    [
        "#a { color: red }",
        "p ~ p { color: red }",
        "td:nth-child(2) { color: red }",
        "p:empty { color: red }",
        "p:has(b) { color: red }",
        'a[href="x"] { color: red }',
        "[data-subject^=D] { color: red }",
        "td + td + td + td { color: red }",
    ],
)
def test_other_style_sheets_take_the_long_way(css: str) -> None:
    assert not is_plain(css)
    with weasyprint_itself():
        theirs = made('<p id="a">x</p><p>y</p>', css=css).pdf
    assert made('<p id="a">x</p><p>y</p>', css=css).pdf == theirs


def test_xml_that_is_none_is_refused() -> None:
    with pytest.raises(ReportError, match="is no XML"):
        write("<?xml version='1.0'?><html><p></html>", "", {}, METADATA)


def test_lines_that_were_laid_out_twice_are_whole() -> None:
    """A flex box measures its lines before it lays them out."""
    body = "<h1>Kop</h1><div style='display: flex'><p>twee keer</p></div><p>los <b>woord</b></p>"
    forget()
    first = made(body).pdf
    assert made(f"<p>twee keer</p>{body}").pages == 1
    assert made(body).pdf == first
    with weasyprint_itself():
        assert made(body).pdf == first

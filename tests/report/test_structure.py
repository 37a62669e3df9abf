"""A whole report as it is read aloud, searched, and opened in a spreadsheet."""

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from scan.report.one import Made, make_report
from scan.series.workspace import Workspace
from tests.report.conftest import LAUNCH, Reports
from tests.support.tagged import Element, Place, read

NUMBER = re.compile(r"−?\d+(,\d+)?")
SLACK = 3.0
"""Points by which the boxes of neighbouring lines and cells may overlap."""

Row = dict[str, str]


@pytest.fixture(scope="module")
def report(reports: Reports) -> Made:
    return reports("made_up", LAUNCH, "Mechelen")


@pytest.fixture(scope="module")
def document(report: Made) -> Element:
    return read(report.path)


@pytest.fixture(scope="module")
def indicators(document: Element) -> dict[str, Element]:
    """The pages of the indicators by code, which stands in their last line."""
    return {
        article.words.split("indicator/")[-1].partition("/")[0]: article
        for article in document.all("Art")
    }


@pytest.fixture(scope="module")
def figures(report: Made) -> list[Row]:
    """The rows of the attached table."""
    with pikepdf.open(report.path) as pdf:
        (name,) = list(pdf.attachments)
        data = pdf.attachments[name].get_file().read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_headings_stand_in_the_order_of_the_contents(document: Element) -> None:
    contents = [link.words for toc in document.all("TOCI") for link in toc.all("Link")]
    told = [heading.words for heading in document.all("H1", "H2", "H3")]
    headings = iter([re.sub(r" [A-Z]{2}_(?:S_)?\d\d$", "", words) for words in told])
    assert len(contents) >= 58 + 6
    for title in contents:
        assert title in headings, title


def test_every_indicator_reads_from_finding_to_source(indicators: dict[str, Element]) -> None:
    assert len(indicators) == 58
    for code, article in indicators.items():
        tags = [kid.tag for kid in article.kids]
        assert tags[0] == "H3", code
        assert tags.count("H3") == 1
        assert tags[1:3] == ["P", "H4"]
        assert tags[-1] == "P"
        assert len(article.pages) == 1
        assert tags.index("Figure") < [*tags, "Table"].index("Table")


def test_every_chart_tells_its_message(document: Element) -> None:
    for article in document.all("Art"):
        texts = [figure.alt for figure in article.all("Figure")]
        assert len(set(texts)) == len(texts)
        assert all(len(text) > 60 and re.search(r"\d", text) for text in texts), texts


def test_every_table_names_its_rows_and_columns(document: Element) -> None:
    tables = list(document.all("Table"))
    assert len(tables) > 58
    for table in tables:
        rows = list(table.all("TR"))
        width = sum(cell.column_span for cell in rows[0].kids)
        assert {sum(cell.column_span for cell in row.kids) for row in rows} == {width}
        (head,) = table.all("THead")
        assert all(cell.scope == "Column" for cell in head.all("TH"))
        for row in (row for body in table.all("TBody") for row in body.kids):
            assert (row.kids[0].tag, row.kids[0].scope) == ("TH", "Row"), row.words


def test_lists_and_contents_are_lists(document: Element) -> None:
    for item in document.all("TOCI"):
        assert [kid.tag for kid in item.kids][-1] == "Reference"
        assert len(list(item.all("Link"))) >= 1
    assert all(kid.tag == "LI" for entry in document.all("L") for kid in entry.kids)
    assert all(kid.tag in ("TOCI", "TOC") for toc in document.all("TOC") for kid in toc.kids)


def test_words_in_charts_are_found(report: Made, indicators: dict[str, Element]) -> None:
    pdf = pypdfium2.PdfDocument(report.path)
    for code, article in indicators.items():
        words = [figure.words for figure in article.all("Figure")]
        assert all(words), code
        (number,) = article.pages
        page = re.sub(r"\s+", " ", pdf[number].get_textpage().get_text_range())
        longest = max(" ".join(words).split(), key=len)
        assert longest.strip(".,…") in page, f"{code}: {longest}"
    pdf.close()


def test_the_reading_order_is_that_of_the_eye(document: Element) -> None:
    pieces = [drawn.place for drawn in document.drawn()]
    assert len(pieces) > 4000
    backward = [(a, b) for a, b in pairwise(pieces) if a.page == b.page and not _follows(a, b)]
    assert not backward


def _follows(a: Place, b: Place) -> bool:
    """Whether an eye goes from ``a`` to ``b``: down the page or to the right."""
    return b.top >= a.bottom - SLACK or b.left >= a.right - SLACK


def test_the_attached_table_holds_the_figures_of_the_pages(
    indicators: dict[str, Element], figures: list[Row]
) -> None:
    cells = [
        (code, heads, text.removesuffix(" %").replace(".", ""))
        for code, article in indicators.items()
        for heads, text in _cells(article)
    ]
    numbers = [cell for cell in cells if NUMBER.fullmatch(cell[2])]
    assert len(numbers) > 800
    of = {code: [row for row in figures if row["indicator"] == code] for code in indicators}
    absent = [cell for cell in numbers if cell[2] not in _values(of[cell[0]], cell[1])]
    assert not absent


def _cells(article: Element) -> Iterator[tuple[str, str]]:
    """The heads of every cell of the tables of a page, in one text, and its own text."""
    for table in article.all("Table"):
        *upper, lowest = [row.kids for row in next(table.all("THead")).kids]
        spans = [cell.words for row in upper for cell in row for _ in range(cell.column_span)]
        heads = [cell.words for cell in lowest]
        band = ""
        for row in (row for body in table.all("TBody") for row in body.kids):
            first, *cells = row.kids
            band = band if cells else first.words
            for i, cell in enumerate(cells, start=1):
                span = spans[i] if spans else ""
                texts = f"{band} | {first.words} | {span} | {heads[i]}"
                yield texts.replace("- ", "-"), cell.words


def _values(rows: list[Row], heads: str) -> set[str]:
    """The numbers that a cell under these heads may show."""
    columns = ("teller", "noemer") if "aantal" in heads else ("waarde", "teller", "noemer")
    areas = {row["gebied"] for row in rows if row["gebied"] in heads}
    years = re.findall(r"\b(?:19|20)\d\d\b", heads)
    return {
        row[column].replace("-", "−")
        for row in rows
        for column in columns
        if all(row[f"uitsplitsing {n}"].replace("- ", "-") in heads for n in (1, 2))
        and (not years or row["periode"] == years[-1])
        and (not areas or row["gebied"] in areas)
    }


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="no pdfinfo; make verapdf obtains it")
def test_another_reader_sees_the_same_tree(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.find("Mechelen", made_up.as_of)
    publication = made_up.catalogue.publications[LAUNCH]
    path = make_report(made_up, publication, area, theme="wonen").path
    lines = _pdfinfo(path)
    tags = [match[1] for line in lines if (match := re.match(r" *([A-Z]\w*)(:| \(|$)", line))]
    ours = [element.tag for element in read(path).all()]
    assert [tag for tag in tags if tag != "Object"] == ours


def _pdfinfo(path: Path) -> list[str]:
    command = ["pdfinfo", "-struct-text", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

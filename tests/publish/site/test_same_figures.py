"""The same figures everywhere: on the site, in the downloads, and in and attached to the reports.

Municipalities are chosen at random; the seed is in the name of the test and may be given
(``SCAN_SEED``), and so may their number (``SCAN_TOWNS``). Every file is read as a stranger would:
HTML, CSV, workbooks and PDF by libraries that the project does not make them with.
"""

import csv
import io
import os
import random
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pikepdf
import polars as pl
import pypdfium2
import pytest
import tinyhtml5  # type: ignore[import-untyped]

from scan.house import ROOT
from scan.nightly.plan import areas_of
from scan.publish.downloads import write_downloads
from scan.publish.news import write_news
from scan.publish.receipts import Receipt, read_receipts
from scan.publish.site.make import write_site
from scan.series.workspace import Workspace

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("SCAN_SEED") or secrets.randbelow(10**6))
COUNT = int(os.environ.get("SCAN_TOWNS") or 20)
FEWEST = 25
"""Indicators in a report: the edition of Brussels has 31."""
HTML = "{http://www.w3.org/1999/xhtml}"
MAIN, TOWN, SIMILAR = "hoofdcijfer", "gemeente", "Vergelijkbare gemeenten"
KEY = ("nis", "periode", "onderdeel", "categorie_1")
CHOSEN: set[str] = set()
"""NIS codes of the municipalities that are compared."""
Row = dict[str, str]


@dataclass(frozen=True)
class Published:
    """A whole site with the reports of some municipalities."""

    folder: Path
    receipts: tuple[Receipt, ...]


@pytest.fixture(scope="module")
def published(
    made_up: Workspace, made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Published:
    editions = [p for p in made_up.catalogue.publications.values() if p.nightly]
    every = [(p.id, area.nis) for p in editions for area in areas_of(made_up, p)]
    chosen = random.Random(SEED).sample(every, COUNT)
    CHOSEN.update(nis for _, nis in chosen)
    made_up.store(())
    for id_ in sorted({id_ for id_, _ in chosen}):
        command = [sys.executable, "-m", "scan.cli", "batch", "--workers", "2"]
        command += ["--publication", id_, "--extracts", str(made_up_extracts)]
        command += ["--output", str(made_up.output)]
        command += [word for own, nis in chosen if own == id_ for word in ("--only", nis)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    folder = tmp_path_factory.mktemp("published")
    for produce in (write_downloads, write_news, write_site):
        produce(made_up, folder)
    found = [r for p in editions for r in read_receipts(made_up.shelf, p.id)]
    return Published(folder, tuple(r for r in found if (r.publication, r.nis) in chosen))


@pytest.mark.parametrize("seed", [SEED], ids=[f"SCAN_SEED={SEED}"])
def test_site_downloads_and_reports_show_the_same(seed: int, published: Published) -> None:
    faults, figures = [], 0
    for receipt in published.receipts:
        seen = Seen(published.folder, receipt)
        for code in receipt.indicators:
            figures += 1
            faults += [f"{receipt.name} {code}: {fault}" for fault in seen.faults(code)]
    assert len(published.receipts) == COUNT
    assert figures >= FEWEST * COUNT
    assert not faults, "\n".join([f"{seed=}", *faults])


def _number(text: str) -> Decimal | None:
    """A figure as Flemish readers write it, whatever unit follows; ``None`` for words or counts."""
    if _counts(text) is not None:
        return None
    bare = re.match(r"\+?([−-]?\d{1,3}(?:\.?\d{3})*(?:,\d+)?)(?![\d.,])", text.strip())
    if bare is None:
        return None
    return Decimal(bare[1].replace(".", "").replace(",", ".").replace("−", "-"))


def _counts(text: str) -> tuple[str, str] | None:
    """The counts that stand in place of a share of few: *3 van de 19*."""
    found = re.fullmatch(r"(\d+) van de (\d+)", text.strip())
    return None if found is None else (found[1], found[2])


def _machine(text: str | None) -> Decimal | None:
    """A cell of a workbook; ``None`` for a code."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\ufffe", "").replace("\u00ad", "")).strip()


def _letters(text: str) -> str:
    """Without what line ends add or take away."""
    return re.sub(r"[\s\u00a0\u2010-]", "", text)


def _text(element: Element) -> str:
    return _words("".join(element.itertext()))


@lru_cache(maxsize=400)
def _html(path: Path) -> Element:
    root: Element = tinyhtml5.parse(path.read_text(encoding="utf-8"))
    return root


def _table(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The rows of a page's tables: where the head leads, and the cells."""
    for row in _html(path).iter(f"{HTML}tr"):
        link = next(row.iter(f"{HTML}a"), None)
        if link is not None:
            yield link.attrib["href"], [_text(cell) for cell in row.iter(f"{HTML}td")]


NEEDED = (*KEY, "teller", "noemer", "waarde")


@lru_cache(maxsize=80)
def _series(path: Path) -> dict[tuple[str, str], list[Row]]:
    """Rows of municipalities in a series, by code and period."""
    found: dict[tuple[str, str], list[Row]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            if row["gebied_type"] == TOWN and row["nis"] in CHOSEN:
                own = {name: row[name] for name in NEEDED}
                found.setdefault((row["nis"], row["periode"]), []).append(own)
    return found


@lru_cache(maxsize=80)
def _workbook(path: Path) -> dict[tuple[str, ...], str]:
    """Values of municipalities in the workbook of a series, by what tells rows apart."""
    sheet = pl.read_excel(path, sheet_name="Cijfers", infer_schema_length=0)
    own = sheet.filter(pl.col("nis").is_in(CHOSEN), pl.col("gebied_type") == TOWN)
    return {row[:-1]: row[-1] for row in own.select(*KEY, "waarde").iter_rows()}


def _main(rows: list[Row]) -> Row | None:
    """The main figure; of many categories, the most frequent one."""
    main = [row for row in rows if row["onderdeel"] == MAIN]
    parts = [row for row in rows if _number(row["waarde"]) is not None]
    return main[0] if main else max(parts, key=lambda r: int(r["teller"]), default=None)


class Seen:
    """One municipality in everything that is published."""

    def __init__(self, folder: Path, receipt: Receipt) -> None:
        self.folder, self.receipt = folder, receipt
        report = folder / "rapporten" / receipt.publication / Path(receipt.file).name
        slug = report.stem.removeprefix(f"{receipt.nis}-").removesuffix("-voorbeeld")
        page = folder / "gemeente" / slug / "index.html"
        self.slug, self.pages = slug, _pages(report)
        self.lines = {href.split("/")[-2]: cells for href, cells in _table(page) if len(cells) > 3}
        self.attached = _attached(report)
        (path,) = (folder / "data" / "gemeenten").glob(f"{receipt.nis}-*.xlsx")
        sheets = pl.read_excel(path, sheet_id=0, infer_schema_length=0)
        rows = [row for sheet in sheets.values() if "Code" in sheet.columns for row in _rows(sheet)]
        self.workbook: dict[str, Row] = {}
        for row in rows:
            self.workbook.setdefault(row["Code"], row)

    def faults(self, code: str) -> Iterator[str]:
        """Where a main figure, or one beside it, differs from the town's page."""
        cells = self.lines[code]
        at = next(n for n, cell in enumerate(cells) if n > 2 and re.fullmatch(r"\d{4}", cell))
        (own, region, *others), year = cells[: at - 1], cells[at]
        series = _main(_series(self._data(code, "csv")).get((self.receipt.nis, year), []))
        if (counts := _counts(own)) is not None:
            yield from self._count_faults(code, counts, series, year)
        told = {
            "indicator page": _number(self._on_page(code)),
            "CSV": _number(series["waarde"]) if series else None,
            "workbook of the series": self._in_workbook(code, series),
            "workbook of the municipality": _machine(self.workbook[code][self.receipt.name]),
            "CSV in the PDF": _number(self._in_attached(code, self.receipt.name, year)),
        }
        yield from (f"{own} on the site, {n} in {k}" for k, n in told.items() if n != _number(own))
        if self._on_page(code) != own:
            yield f"{own} on the site, {self._on_page(code)} on the indicator's page"
        if own not in self.pages[code]:
            yield f"{own} on the site, not on its page of the PDF"
        yield from self._figure_faults(code, own, region)
        if _number(region) is not None:
            yield from self._region_faults(code, region, year)
        for name, text in zip((SIMILAR,), others, strict=False):
            attached = self._in_attached(code, name, year)
            shown = None if attached == "0 rows" else _number(attached)
            if shown != _number(text):
                yield f"{name} {text} on the site, {attached} in CSV in the PDF"

    def _figure_faults(self, code: str, own: str, region: str) -> Iterator[str]:
        """Where the page of a figure says something else than the report, or in other words."""
        page = self.folder / "gemeente" / self.slug / code / "index.html"
        for name in ("headline", "prose"):
            for said in self._sentences(page, name):
                if _letters(said) not in _letters(self.pages[code]):
                    yield f"{said!r} on its page of the site, not in the PDF"
        for value in (_text(found) for found in _html(page).iter(f"{HTML}strong")):
            if _letters(value) not in _letters(self.pages[code]):
                yield f"{value} large on its page of the site, not in the PDF"
        for first, *others in self._beside(page):
            if first != own or (_number(region) is not None and others[0] != region):
                yield f"{first} beside {others[0]} on its page, {own} and {region} on the other"

    def _beside(self, page: Path) -> Iterator[list[str]]:
        """The figures of the municipality and those beside it, where anything is."""
        for section in _html(page).iter(f"{HTML}section"):
            if section.attrib["aria-labelledby"] == "naast":
                rows = (
                    [_text(c) for c in row.iter(f"{HTML}td")] for row in section.iter(f"{HTML}tr")
                )
                yield [cells[0] for cells in rows if cells]

    def _sentences(self, page: Path, name: str) -> Iterator[str]:
        """The sentences in paragraphs of a class: each stands somewhere in the PDF."""
        for found in _html(page).iter(f"{HTML}p"):
            if found.attrib.get("class") == name:
                yield from re.split(r"(?<=\.) (?=[A-Z])", _text(found))

    def _count_faults(
        self, code: str, counts: tuple[str, str], series: Row | None, year: str
    ) -> Iterator[str]:
        """A share of few is told as its two counts, and so must every file that has counts."""
        attached = self._main_attached(code, self.receipt.name, year)
        for where, row in (("CSV", series), ("CSV in the PDF", next(iter(attached), None))):
            found = None if row is None else (row["teller"], row["noemer"])
            if found != counts:
                yield f"{counts} on the site, {found} in {where}"

    def _region_faults(self, code: str, region: str, year: str) -> Iterator[str]:
        name = next(n for n in ("Vlaams Gewest", "Brussels") for k in self.workbook[code] if n in k)
        (column,) = (k for k in self.workbook[code] if k.startswith(name) and k[-1].isalpha())
        told = {
            "workbook of the municipality": _machine(self.workbook[code][column]),
            "CSV in the PDF": _number(self._in_attached(code, column, year)),
        }
        for where, number in told.items():
            if number != _number(region):
                yield f"region {region} on the site, {number} in {where}"
        if region not in self.pages[code]:
            yield f"region {region} on the site, not on its page of the PDF"

    def _data(self, code: str, kind: str) -> Path:
        return self.folder / "data" / "reeksen" / f"{code}-voorbeeld.{kind}"

    def _on_page(self, code: str) -> str:
        page = self.folder / "indicator" / code / "index.html"
        rows = [cells for href, cells in _table(page) if href.split("/")[-3] == self.slug]
        return rows[0][0] if len(rows) == 1 else f"{len(rows)} rows"

    def _in_workbook(self, code: str, row: Row | None) -> Decimal | None:
        if row is None:
            return None
        key = tuple(row[name] for name in KEY)
        return _machine(_workbook(self._data(code, "xlsx"))[key])

    def _in_attached(self, code: str, area: str, year: str) -> str:
        main = self._main_attached(code, area, year)
        return main[0]["waarde"] if len(main) == 1 else f"{len(main)} rows"

    def _main_attached(self, code: str, area: str, year: str) -> list[Row]:
        rows = self.attached.get((code, area, year), [])
        return [row for row in rows if row["onderdeel"] == MAIN]


def _rows(sheet: pl.DataFrame) -> Iterator[Row]:
    return sheet.iter_rows(named=True)


def _attached(report: Path) -> dict[tuple[str, str, str], list[Row]]:
    """Rows of the figures attached to a report by indicator, area and period."""
    with pikepdf.open(report) as pdf:
        (name,) = pdf.attachments
        text = pdf.attachments[name].get_file().read_bytes().decode("utf-8-sig")
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        found.setdefault((row["indicator"], row["gebied"], row["periode"]), []).append(row)
    return found


def _pages(report: Path) -> dict[str, str]:
    """Indicator → text of its page, which is the one that links to its series."""
    codes: dict[str, int] = {}
    with pikepdf.open(report) as pdf:
        for number, page in enumerate(pdf.pages):
            for note in page.get("/Annots", ()):
                action = note.get("/A", pikepdf.Dictionary())
                address = str(action.get("/URI", ""))
                if "/indicator/" in address:
                    codes[address.split("/indicator/")[1].split("/")[0]] = number
    document = pypdfium2.PdfDocument(report)
    texts = {
        code: _words(document[number].get_textpage().get_text_range())
        for code, number in codes.items()
    }
    document.close()
    return texts

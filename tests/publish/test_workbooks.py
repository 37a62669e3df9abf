"""Workbooks open, hold what the reports show, and are the same for the same figures."""

import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest

from scan.publish.downloads import write_package
from scan.publish.groups import groups_table, members_of, similar_in
from scan.publish.series_tables import Stock, series_table
from scan.publish.series_workbooks import readme_lines
from scan.publish.wide import long_of, wide_of
from scan.publish.workbooks import municipal_workbooks
from scan.status import Status
from scan.views.comparators import others_of
from scan.views.desk import open_desk
from scan.views.values import view_of
from tests.publish.conftest import CODES

NAME = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MECHELEN = "gemeenten/12025-mechelen-voorbeeld.xlsx"
ANTWERPEN = "gemeenten/11002-antwerpen-voorbeeld.xlsx"


def _sheet(path: Path, name: str) -> list[dict[str, str]]:
    """The rows of a sheet as texts."""
    sheet = fastexcel.read_excel(path).load_sheet(name, dtypes="string")
    return [{k: v or "" for k, v in row.items()} for row in sheet.to_polars().to_dicts()]


def _workbooks(package: Path) -> Iterator[Path]:
    yield from (package / f"reeksen/{code}-voorbeeld.xlsx" for code in ("WE_12", "SA_S_07"))
    yield from (package / name for name in (MECHELEN, ANTWERPEN))
    yield package / "overzicht/alles-voorbeeld.xlsx"


def test_every_part_is_whole(package: Path) -> None:
    """Cells refer to styles and texts that there are; rows are numbered in order."""
    for path in _workbooks(package):
        with zipfile.ZipFile(path) as archive:
            parts = {n: ElementTree.fromstring(archive.read(n)) for n in archive.namelist()}
        texts = len(parts["xl/sharedStrings.xml"].findall(f"{NAME}si"))
        formats = parts["xl/styles.xml"].find(f"{NAME}cellXfs")
        assert formats is not None
        for name, part in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                rows = [int(row.attrib["r"]) for row in part.iter(f"{NAME}row")]
                assert rows == sorted(set(rows)), (path, name)
                for cell in part.iter(f"{NAME}c"):
                    assert int(cell.attrib.get("s", 0)) < len(formats)
                    if cell.attrib.get("t") == "s":
                        assert int(cell.findtext(f"{NAME}v") or "-1") < texts


@pytest.mark.parametrize("code", CODES)
def test_the_workbook_of_an_indicator_is_its_table(code: str, package: Path) -> None:
    table = pl.read_parquet(package / f"reeksen/{code}-voorbeeld.parquet")
    rows = _sheet(package / f"reeksen/{code}-voorbeeld.xlsx", "Cijfers")
    assert [*rows[0]] == table.columns
    assert [row["nis"] for row in rows] == table.get_column("nis").to_list()
    values = table.get_column("waarde").to_list()
    codes = table.get_column("status").to_list()
    for row, value, status in zip(rows, values, codes, strict=True):
        assert row["waarde"] == status if value is None else float(row["waarde"]) == value


def test_numbers_are_numbers(package: Path) -> None:
    sheet = fastexcel.read_excel(package / MECHELEN).load_sheet("Demografie").to_polars()
    assert sheet.schema["Mechelen"] == pl.Float64
    assert sheet.schema["Teller"] == pl.Float64


def test_no_number_is_a_text(stock: Stock, package: Path) -> None:
    """Not even one that is also the code of a municipality."""
    heads = {"Teller", "Noemer", "Jaar"}
    with zipfile.ZipFile(package / "gemeenten/46021-sint-niklaas-voorbeeld.xlsx") as archive:
        shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        texts = ["".join(item.itertext()) for item in shared.iter(f"{NAME}si")]
        figures = 0
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/sheet") or name.endswith("sheet1.xml"):
                continue
            first, *rows = ElementTree.fromstring(archive.read(name)).iter(f"{NAME}row")
            names = [texts[int(cell.findtext(f"{NAME}v") or "")] for cell in first]
            for row in rows:
                for head, cell in zip(names, row, strict=True):
                    if cell.attrib.get("t") == "s" and (head in heads or "Sint" in head):
                        text = texts[int(cell.findtext(f"{NAME}v") or "")]
                        assert text in stock.codes.values(), (head, text)
                    figures += 1
    assert figures > 500


def test_a_figure_like_a_nis_code_stays_a_number(stock: Stock) -> None:
    figures = stock.workspace.store().figures.filter(pl.col("indicator") == "DE_36")
    counted = figures.with_columns(pl.lit(42004.0).alias("denominator"))
    table = series_table(counted, stock.catalogue.indicators["DE_36"], stock)
    wide = wide_of("demografie", long_of({"DE_36": table}, stock), stock)
    books = municipal_workbooks((wide,), _similar({"DE_36": table}, stock), stock)
    (data,) = [data for nis, data in books if nis == "42004"]
    sheet = fastexcel.read_excel(data).load_sheet("Demografie").to_polars()
    assert sheet.schema["Noemer"] == pl.Float64
    assert sheet.item(0, "Noemer") == 42004.0


def _similar(tables: Mapping[str, pl.DataFrame], stock: Stock) -> pl.DataFrame:
    """The middle of similar municipalities, of some indicators."""
    members, known = members_of(stock), stock.catalogue.indicators
    return pl.concat(
        similar_in(groups_table(table, known[code].decimals, members, stock), known[code].decimals)
        for code, table in tables.items()
    )


def test_a_municipality_finds_what_its_report_shows(package: Path, stock: Stock) -> None:
    town = stock.catalogue.areas.get("12025")
    others = others_of(stock.workspace, town, ("similar",))
    desk = open_desk(stock.workspace.store(), stock.catalogue, town, {}, others)
    seen = 0
    for code, sheet in (("DE_40", "Demografie"), ("WE_12", "Werk"), ("WE_19", "Werk")):
        view = view_of(desk, code, "demografie")
        assert view is not None
        rows = [row for row in _sheet(package / MECHELEN, sheet) if row["Code"] == code]
        assert len(rows) == 1 + len(view.cells)
        for row, cell in zip(rows, (view.main, *view.cells), strict=True):
            assert row["Jaar"] == str(view.period)
            for head, shown in (("Mechelen", cell.shown), ("Vlaams Gewest", view.beside(cell))):
                assert row[head] == "x" if shown.value is None else float(row[head]) == shown.value
                seen += 1
        middle = view.beside(view.main, others[1].place).value
        assert (rows[0]["Midden van de vergelijkbare gemeenten"] or "") == (
            "" if middle is None else f"{middle:.{view.decimals}f}"
        )
        for point in view.trend:
            if point.shown.value is not None:
                assert float(rows[0][f"Mechelen {point.period}"]) == point.shown.value
                seen += 1
    assert seen > 40


@pytest.mark.slow
def test_twenty_municipalities_find_every_figure_of_their_reports(stock: Stock) -> None:
    figures = stock.workspace.store().figures.partition_by("indicator", as_dict=True)
    tables = {
        str(code): series_table(own, stock.catalogue.indicators[str(code)], stock)
        for (code,), own in figures.items()
    }
    wide = []
    for theme in stock.catalogue.themes:
        own = {c: tables[c] for c, t in stock.themes.items() if t == theme and c in tables}
        wide.append(wide_of(theme, long_of(own, stock), stock))
    books = dict(municipal_workbooks(wide, _similar(tables, stock), stock))
    drawn = [*random.Random(58).sample(sorted(books), 17), "11002", "73028", "21004"]
    assert sum(_compared(nis, books[nis], stock) for nis in drawn) > 10_000


def _compared(nis: str, book: bytes, stock: Stock) -> int:
    """How many figures of a workbook are those of the report; fails for the first other one."""
    town = stock.catalogue.areas.get(nis)
    desk = open_desk(stock.workspace.store((nis, town.region_nis)), stock.catalogue, town, {})
    rows = _by_code(book, stock)
    held = {code: view_of(desk, code, theme) for code, theme in stock.themes.items()}
    assert set(rows) == {code for code, view in held.items() if view is not None}
    same = 0
    for code, view in held.items():
        if view is None:
            continue
        whole = [c for c in view.cells if len(c.codes) == len(view.breakdown)]
        named = view.shape == "top" and bool(whole)
        cells = whole if named else [view.main, *whole]
        own = rows[code] if whole or view.shape == "total" else rows[code][:1]
        for row, cell in zip(own, cells, strict=view.shape != "total"):
            texts = (row[town.name], row[desk.region.name])
            both = (
                (cell.shown, view.beside(cell)) if named or view.shape != "top" else (cell.shown,)
            )
            for text, shown in zip(texts, both, strict=False):
                # Where only former municipalities have figures, each row says so.
                why = Status.FORMER if view.former and shown is cell.shown else shown.status
                absent = stock.codes[why.value]
                assert text == absent if shown.value is None else float(text) == shown.value, row
                same += 1
    return same


def _by_code(book: bytes, stock: Stock) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    themes = {theme.sheet or theme.title for theme in stock.catalogue.themes.values()}
    reader = fastexcel.read_excel(book)
    for name in reader.sheet_names:
        if name in themes:
            sheet = reader.load_sheet(name, dtypes="string").to_polars()
            for row in sheet.iter_rows(named=True):
                found.setdefault(row["Code"], []).append({k: v or "" for k, v in row.items()})
    return found


@pytest.mark.parametrize(("code", "stopped"), [("DE_23", True), ("DE_36", False)])
def test_nothing_new_is_promised_of_a_series_that_stopped(
    code: str, stopped: bool, stock: Stock
) -> None:
    figures = stock.workspace.store().figures.filter(pl.col("indicator") == code)
    indicator = stock.catalogue.indicators[code]
    table = series_table(figures, indicator, stock)
    told = dict(readme_lines(table, indicator, figures.item(0, "alternative"), stock))
    never = stock.catalogue.wording["values"]["source.expected_stopped"]
    assert (told[stock.words["readme.expected"]] == never) is stopped


def test_the_most_frequent_come_first(package: Path) -> None:
    rows = [row for row in _sheet(package / MECHELEN, "Demografie") if row["Code"] == "DE_46"]
    counts = [int(row["Teller"]) for row in rows]
    assert len(rows) == 5
    assert counts == sorted(counts, reverse=True)


def test_former_municipalities_stand_side_by_side(package: Path) -> None:
    rows = _sheet(package / ANTWERPEN, "Vroegere gemeenten")
    assert {row["Gebied"] for row in rows} == {
        "Antwerpen (grondgebied van vóór 2025)",
        "Borsbeek",
    }
    own = [row for row in _sheet(package / ANTWERPEN, "Samenleven") if row["Code"] == "SA_S_07"]
    assert {row["Antwerpen"] for row in own} == {"vg"}
    assert "Vroegere gemeenten" not in fastexcel.read_excel(package / MECHELEN).sheet_names


def test_everything_lists_every_area(package: Path) -> None:
    rows = _sheet(package / "overzicht/alles-voorbeeld.xlsx", "Demografie")
    main = [row for row in rows if row["Code"] == "DE_40" and row["Uitsplitsing"] == "hoofdcijfer"]
    municipalities, regions, provinces, arrondissements = 304, 2, 5, 22
    every = municipalities + regions + provinces + arrondissements
    assert len({row["NIS-code"] for row in main}) == len(main) == every


def test_the_same_figures_give_the_same_bytes(stock: Stock, package: Path, tmp_path: Path) -> None:
    write_package(stock, tmp_path, CODES)
    files = sorted(path.relative_to(package) for path in package.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    for name in files:
        assert (package / name).read_bytes() == (tmp_path / name).read_bytes(), name


@pytest.mark.slow
def test_libreoffice_opens_them(package: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    every_sheet = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    words = [office, home, "--headless", "--convert-to", every_sheet, "--outdir", str(tmp_path)]
    subprocess.run([*words, str(package / MECHELEN)], check=True, timeout=300, capture_output=True)
    (path,) = tmp_path.glob("*-Demografie.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = _sheet(package / MECHELEN, "Demografie")
    assert len(lines) == len(rows) + 1
    assert lines[0].split(";")[:3] == ["Code", "Indicator", "Uitsplitsing"]
    (readme,) = tmp_path.glob("*-Leesmij.csv")
    assert re.search("Voorbeeldcijfers: geen echte gegevens", readme.read_text(encoding="utf-8"))

"""CSV, Parquet and the archive hold the same table; no cell of a figure is empty."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scan.publish.series_tables import FIGURES, Stock, series_table
from scan.publish.texts import csv_of
from tests.publish.conftest import CODES


def _rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("code", CODES)
def test_csv_and_parquet_hold_the_same(code: str, package: Path, stock: Stock) -> None:
    text = (package / f"reeksen/{code}-voorbeeld.csv").read_bytes()
    table = pl.read_parquet(package / f"reeksen/{code}-voorbeeld.parquet")
    rows = _rows(text)
    assert [*rows[0]] == table.columns
    for name in table.columns:
        held = [row[name] for row in rows]
        if table.schema[name] == pl.String:
            assert held == table.get_column(name).to_list()
        else:
            numbers = [_number(text) for text in held]
            assert numbers == table.get_column(name).to_list()


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text.lstrip("-")[:1].isdigit() else None


@pytest.mark.parametrize("code", CODES)
def test_a_figure_that_is_not_there_has_a_code(code: str, package: Path, stock: Stock) -> None:
    heads = [stock.words[f"series.{name}"] for name in FIGURES]
    known = set(stock.codes.values())
    for row in _rows((package / f"reeksen/{code}-voorbeeld.csv").read_bytes()):
        figures = [row[head] for head in heads]
        assert all(_number(text) is not None or text in known for text in figures)
        if row["status"] == "x":
            assert [row[h] for h in ("waarde", "teller", "noemer")] == ["x", "x", "x"]


def test_a_flemish_spreadsheet_opens_it(package: Path) -> None:
    text = (package / "reeksen/DE_40-voorbeeld.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\r\n") == text.count(b"\n")
    assert b";37,8;" in text or b";12,5;" in text


def test_text_that_begins_like_a_formula_is_neutralised(stock: Stock) -> None:
    figures = stock.workspace.store(("12025",)).figures.filter(pl.col("indicator") == "DE_73")
    plain = stock.catalogue.indicators["DE_73"]
    evil = plain.model_copy(update={"title": "=HYPERLINK(1)"})
    low = figures.with_columns(pl.lit(-2.25).alias("value"))
    row = _rows(csv_of(series_table(low, evil, stock), 1, stock))[0]
    assert row["indicator_naam"] == "'=HYPERLINK(1)"
    assert row["waarde"] == "-2,3"


def test_everything_is_the_series_together(package: Path) -> None:
    with zipfile.ZipFile(package / "overzicht/alles-voorbeeld.csv.zip") as archive:
        (name,) = archive.namelist()
        together = _rows(archive.read(name))
    apart = [package / f"reeksen/{code}-voorbeeld.csv" for code in CODES]
    order = list(dict.fromkeys(row["indicator"] for row in together))
    parts = {path.name.split("-")[0]: _rows(path.read_bytes()) for path in apart}
    assert together == [row for code in order for row in parts[code]]
    table = pl.read_parquet(package / "overzicht/alles-voorbeeld.parquet")
    assert table.height == len(together)


def test_real_figures_carry_no_mark(stock: Stock) -> None:
    real = replace(stock.workspace, extracts=replace(stock.workspace.extracts, made_up=False))
    bare = Stock(real)
    figures = bare.workspace.store(("12025",)).figures.filter(pl.col("indicator") == "DE_36")
    table = series_table(figures, bare.catalogue.indicators["DE_36"], bare)
    assert "made_up" not in table.columns
    assert bare.suffix == ""

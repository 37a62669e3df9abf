"""Rows are numbered as the supplier sees them: the first row of the file or the sheet is 1."""

import io
from pathlib import Path

import pytest
import xlsxwriter

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import Fault
from tests.extracts.support import examine, put, source

HEADER = ("nis", "jaar", "man", "vrouw")


def _only(path: Path, record: Source, catalogue: Catalogue) -> Fault:
    (fault,) = [f for f in examine(record, path, catalogue).faults if f.kind == "not_a_number"]
    return fault


@pytest.mark.parametrize(
    ("before", "between", "row"),
    [("", "", 3), ("", "\n\n", 5), ("\ufeff", "", 3), ("", ",,,\n", 4)],
    ids=["plain", "blank lines", "byte order mark", "a row of nothing"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_rows_of_a_text(
    tmp_path: Path, catalogue: Catalogue, before: str, between: str, row: int, end: str
) -> None:
    text = f"{before}nis,jaar,man,vrouw\n11001,2024,1,2\n{between}11002,2024,hier,2\n"
    fault = _only(put(tmp_path, "sample.csv", text.replace("\n", end)), source(), catalogue)
    assert (fault.row, fault.column, fault.value) == (row, "man", "hier")


@pytest.mark.parametrize("blank", [0, 2], ids=["plain", "blank lines first"])
def test_rows_of_a_swing_export(tmp_path: Path, catalogue: Catalogue, blank: int) -> None:
    record = source(
        layout="swing_csv",
        decimal=",",
        area={"column": "gemeenten", "kind": "name"},
        period={"kind": "header"},
        values=[{"column": "nieuwkomers", "population": "newcomers"}],
    )
    text = "\n" * blank + '"gemeenten";"nieuwkomers|2024"\n"Aalst";1\n"Aalter";"hier"\n'
    fault = _only(put(tmp_path, "sample.csv", text), record, catalogue)
    assert fault.row == 3 + blank


@pytest.mark.parametrize("gap", [0, 2], ids=["plain", "empty rows between"])
def test_rows_of_a_sheet(tmp_path: Path, catalogue: Catalogue, gap: int) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet("Index").write_row(0, 0, ("Thema", "Tabblad"))
        sheet = book.add_worksheet("DE_01")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ("11001", 2024, 1, 2))
        sheet.write_row(2 + gap, 0, ("11002", 2024, "hier", 2))
    values = [dict(value, sheet="DE_01") for value in _values()]
    record = source(files=["sample*.xlsx"], values=values)
    fault = _only(put(tmp_path, "sample.xlsx", data.getvalue()), record, catalogue)
    assert (fault.sheet, fault.row, fault.column) == ("DE_01", 3 + gap, "man")
    assert fault.place == f"sheet DE_01, row {3 + gap}, column man"


def _values() -> list[dict[str, object]]:
    return [
        {"column": "man", "population": "newcomers", "traits": {"sex": "male"}},
        {"column": "vrouw", "population": "newcomers", "traits": {"sex": "female"}},
    ]

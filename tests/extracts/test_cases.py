"""Deliveries as they came in from the field, and what must come of each."""

import struct
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.checking import Checked, check_all
from scan.errors import ExtractError
from scan.extracts.contract import read_extract
from scan.extracts.intake import FRESH, assess
from scan.extracts.supplier_page import supplier_page
from tests.extracts.support import examine, put, source, xlsx
from tests.hostile import good
from tests.hostile.examine import DAY

NATIONALITY = "statbel_nationality_2025.csv"
ROWS = [
    ["year", "nis", "BEL", "ETR", "total"],
    [2025, "11001", 14415, 1277, 15692],
    [2025, "11002", 413762, 155304, 569066],
    [2025, "44021", 230000, 40000, 270000],
]
TEXT = "".join(",".join(map(str, row)) + "\n" for row in ROWS)


def _checked(folder: Path, name: str, data: str | bytes) -> Checked:
    put(folder, name, data)
    return check_all(folder)


def _figures(path: Path, catalogue: Catalogue) -> pl.DataFrame:
    return read_extract(catalogue.sources["statbel_nationality"], path, catalogue)


@pytest.mark.parametrize("code", [str, int, float], ids=["texts", "numbers", "floats"])
def test_a_workbook_gives_the_figures_of_the_same_text(
    tmp_path: Path, catalogue: Catalogue, code: Callable[[str], object]
) -> None:
    rows = [ROWS[0], *([row[0], code(str(row[1])), *row[2:]] for row in ROWS[1:])]
    path = put(tmp_path, "statbel_nationality_2025.xlsx", xlsx({"Blad1": rows}))
    delivery = assess((path,), tmp_path / "out", catalogue, DAY)
    assert delivery.faults == ()
    (one,) = delivery.files
    assert (one.status, one.entry.source) == (FRESH, "statbel_nationality")
    text = put(tmp_path, NATIONALITY, TEXT)
    assert _figures(path, catalogue).equals(_figures(text, catalogue))


def test_a_national_file_is_read_with_one_notice(tmp_path: Path, catalogue: Catalogue) -> None:
    elsewhere = ("25005", "52011", "62063", "92094", "03000", "01000")
    more = "".join(f"2025,{code},1,2,3\n" for code in elsewhere)
    found = _checked(tmp_path, NATIONALITY, TEXT + more)
    assert (found.exit_code, found.faults) == (0, ())
    left_out = [notice for notice in found.notices if "left out" in notice]
    assert len(left_out) == 1
    assert "6 areas that the source does not cover are left out" in left_out[0]
    plain = put(tmp_path, "plain.csv", TEXT)
    assert _figures(tmp_path / NATIONALITY, catalogue).equals(_figures(plain, catalogue))


def test_rows_that_no_column_of_figures_asks_for_are_not_looked_at(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    record = source(
        values=[{"column": "n", "population": "newcomers", "when": {"wat": "instroom"}}],
        traits=[{"column": "geslacht", "dimension": "sex", "codes": {"M": "male"}}],
    )
    text = (
        "nis,jaar,wat,geslacht,n\n11001,2025,instroom,M,1\n25005,2025,instroom,M,1\n"
        "Totaal,2025,uitstroom,M,2\n11001,alle,uitstroom,M,3\n11001,2025,uitstroom,?,4\n"
        "11001,2025,uitstroom,M,veel\n,,,,\n11001,2025,,,\n"
    )
    checked = examine(record, put(tmp_path, "sample.csv", text), catalogue)
    assert checked.faults == ()
    assert checked.frame.select("area", "sex", "value").rows() == [("11001", "male", 1.0)]
    assert "1 areas that the source does not cover are left out" in checked.notices


@pytest.mark.parametrize(
    ("decimal", "text", "faulty"),
    [
        (".", "1.000", True),
        (",", "1.000", True),
        (",", "1,000", True),
        (".", "12.000", True),
        (".", "-1.000", True),
        (".", "1.234", True),
        (".", "1000", False),
        (".", "12.0", False),
        (".", "12.00", False),
        (",", "12,0", False),
        (".", "0.000", False),
        (".", "1000.000", False),
    ],
)
def test_three_zeros_behind_a_sign_are_a_thousand(
    tmp_path: Path, catalogue: Catalogue, decimal: str, text: str, faulty: bool
) -> None:
    values = [{"column": "leefloon", "population": "living_wage"}]
    record = source(decimal=decimal, values=values)
    path = put(tmp_path, "sample.csv", f"nis;jaar;leefloon\n12025;2025;{text}\n")
    faults = examine(record, path, catalogue).faults
    assert bool(faults) is faulty
    assert all(fault.place == "row 2, column leefloon" for fault in faults)


def test_the_supplier_is_told_of_a_thousands_sign(tmp_path: Path, catalogue: Catalogue) -> None:
    text = TEXT.replace("11001,14415,", "11001,1.000,")
    delivery = assess((put(tmp_path, NATIONALITY, text),), tmp_path / "out", catalogue, DAY)
    assert delivery.faults[0].kind == "thousands"
    assert "“1.000” heeft een duizendtalteken" in supplier_page(delivery, catalogue)


def test_title_and_notes_are_left_out_and_said_to_be(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = TEXT.replace(",", ";")
    notes = ";;;;\nBron: Statbel;;;;\n(1) voorlopige cijfers;;;;\n"
    found = _checked(tmp_path, NATIONALITY, f"Bevolking;;;;\n;;;;\n{rows}{notes}")
    assert (found.exit_code, found.faults) == (0, ())
    said = " ".join(found.notices)
    assert "the header stands in row 3: what is above it is left out" in said
    assert "the table ends before row 8: 2 lines left out" in said
    plain = put(tmp_path, "plain.csv", TEXT)
    assert _figures(tmp_path / NATIONALITY, catalogue).equals(_figures(plain, catalogue))


def test_names_are_found_as_the_command_line_finds_them(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    spelled = {
        "Mechelen": "MECHELEN",
        "Sint-Niklaas": "Sint\u2011Niklaas",
        "Leuven": "Leuven (1)",
        "Sint-Truiden": "St-Truiden",
    }
    text = good.deliveries(catalogue)[good.NEWCOMERS].decode()
    other = text
    for name, spelling in spelled.items():
        assert f'"{name}"' in text
        other = other.replace(f'"{name}"', f'"{spelling}"')
    found = _checked(tmp_path, good.NEWCOMERS, other)
    assert (found.exit_code, found.faults) == (0, ())
    (notice,) = [notice for notice in found.notices if "written in another way" in notice]
    assert "4 names" in notice
    assert all(f"as {name}" in notice for name in spelled)
    record = catalogue.sources["pinc_newcomers"]
    plain = read_extract(record, put(tmp_path, "plain.csv", text), catalogue)
    assert read_extract(record, tmp_path / good.NEWCOMERS, catalogue).equals(plain)


def test_a_name_that_nobody_knows_gets_the_closest_one(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    text = good.deliveries(catalogue)[good.NEWCOMERS].decode()
    found = _checked(tmp_path, good.NEWCOMERS, text.replace('"Mechelen"', '"Mechelem"'))
    assert found.exit_code == ExtractError.exit_code
    assert "the closest is Mechelen" in str(found.faults[0])


def test_a_formula_outside_the_table_is_noticed_and_one_inside_refused(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    entries = good.entries_of(good.jobseekers(catalogue))
    sheet, end = entries[good.SHEET], b"</sheetData>"
    row = b'<row r="900"><c r="B900"><f>SUM(B4:B288)</f><v>1</v></c></row>'
    under = good.zipped({**entries, good.SHEET: sheet.replace(end, row + end)})
    found = _checked(tmp_path, good.JOBSEEKERS, under)
    assert (found.exit_code, found.faults) == (0, ())
    assert any("1 cells outside the table hold a formula" in notice for notice in found.notices)
    formula = sheet.replace(b'<c r="B9"><v>', b'<c r="B9"><f>SUM(C9)</f><v>')
    assert formula != sheet
    within = good.zipped({**entries, good.SHEET: formula})
    found = _checked(tmp_path, good.JOBSEEKERS, within)
    assert found.exit_code == ExtractError.exit_code
    assert "B9" in found.faults[0].place


def test_codes_and_years_may_be_floats(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [",".join(f"{int(str(cell))}.0" for cell in row) for row in ROWS[1:]]
    found = _checked(tmp_path, NATIONALITY, "\n".join([",".join(map(str, ROWS[0])), *rows, ""]))
    assert (found.exit_code, found.faults) == (0, ())
    plain = put(tmp_path, "plain.csv", TEXT)
    assert _figures(tmp_path / NATIONALITY, catalogue).equals(_figures(plain, catalogue))


@pytest.mark.parametrize("offset", [2**64 - 1, 2**63, 2**32])
def test_an_archive_with_a_list_beyond_its_end_is_damaged(
    tmp_path: Path, catalogue: Catalogue, offset: int
) -> None:
    data = good.zipped({"TF_SOC_POP_STRUCT_2024.txt": b"CD_REFNIS|MS_POPULATION\n"})
    end = data.index(b"PK\x05\x06")
    size = struct.unpack("<L", data[end + 12 : end + 16])[0]
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = data[end : end + 16] + b"\xff\xff\xff\xff" + data[end + 20 :]
    path = put(tmp_path, good.STRUCTURE, data[:end] + record + locator + last)
    delivery = assess((path,), tmp_path / "out", catalogue, DAY)
    assert "the archive is damaged or cut off" in str(delivery.faults[0])

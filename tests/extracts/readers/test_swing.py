import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from scan.errors import ExtractError
from scan.extracts.readers.swing import without_marks, without_unit
from tests.extracts.support import (
    faults_of,
    figures_of,
    put,
    raw_of,
    remarks_of,
    source,
    workbook,
)

SWING = {
    "vintage": "2025",
    "area": {"column": "gemeenten", "kind": "name"},
    "period": {"kind": "header"},
    "values": [{"column": "WZW", "population": "register_jobseekers"}],
}
LEGEND = '\n"Speciale waarden";"-";"Geen waarde"\n"Bron";"VDAB"\n'


def _rows(raw: pl.DataFrame) -> list[tuple[object, ...]]:
    return figures_of(raw).select("row", "place", "period", "column", "text").rows()


def test_units_and_footnote_marks_are_taken_off() -> None:
    assert without_marks("WZW [aantal] (1) (2)") == "WZW [aantal]"
    assert without_unit("WZW [aantal] (1)") == "WZW"
    assert without_unit("WZW (t.o.v. inwoners) [%]") == "WZW (t.o.v. inwoners)"


@pytest.mark.parametrize("end", ["", LEGEND])
def test_csv_gives_a_line_per_area_subject_and_year(tmp_path: Path, end: str) -> None:
    text = '"gemeenten";"WZW|2023";"WZW|2024";"ander|2024"\n"Aalst";9,6;"x";1\n"Aalter";"-";0;1\n'
    raw = raw_of(source(layout="swing_csv", **SWING), put(tmp_path, "a.csv", text + end))
    assert sorted(_rows(raw)) == [
        (2, "Aalst", "2023", "WZW", "9,6"),
        (2, "Aalst", "2024", "WZW", "x"),
        (3, "Aalter", "2023", "WZW", "-"),
        (3, "Aalter", "2024", "WZW", "0"),
    ]
    assert remarks_of(raw)[-1].endswith(": ander")


def test_csv_without_the_subject_is_a_fault(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", '"gemeenten";"WZW man|2024"\n"Aalst";1\n')
    (fault,) = faults_of(lambda: raw_of(source(layout="swing_csv", **SWING), path))
    assert fault.place == "row 1, column WZW"


def test_csv_with_a_year_twice_is_a_fault(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", '"gemeenten";"WZW|2024";"WZW|2024"\n"Aalst";1;1\n')
    (fault,) = faults_of(lambda: raw_of(source(layout="swing_csv", **SWING), path))
    assert fault.message == "2024 stands there twice"


def _workbook(path: Path, rows: list[list[object]]) -> Path:
    return workbook(path, {"Werkloosheid gemeenten": rows})


def test_xlsx_takes_the_subject_from_the_last_column_of_its_block(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx",
        [
            ["Werkloosheid - gemeenten"],
            ["", None, "graad [%]", None, "WZW [aantal] (1)", None, "WZW EU [aantal] (1)"],
            ["", "2023", "2024", "2023", "2024", "2023", "2024"],
            ["Aalst", 0.096, 0.1, 12, "x", 1, 2],
            ["Aalter", 0.05, 0.06, "-", 0, 3, 4],
            [],
            ["Speciale waarden", "- Geen waarde"],
            ["Datum export", "donderdag 21 mei 2026"],
        ],
    )
    raw = raw_of(source(layout="swing_xlsx", **SWING), path)
    assert sorted(_rows(raw)) == [
        (4, "Aalst", "2023", "WZW", "12"),
        (4, "Aalst", "2024", "WZW", "x"),
        (5, "Aalter", "2023", "WZW", "-"),
        (5, "Aalter", "2024", "WZW", "0"),
    ]


def test_xlsx_keeps_fractions_as_they_are(tmp_path: Path) -> None:
    rows = [["t"], ["", "graad [%]"], ["", "2024"], ["Aalst", 0.096]]
    wanted = {**SWING, "values": [{"column": "graad", "indicator": "ON_21"}]}
    raw = raw_of(source(layout="swing_xlsx", **wanted), _workbook(tmp_path / "a.xlsx", rows))
    assert _rows(raw) == [(4, "Aalst", "2024", "graad", "0.096")]


def test_xlsx_without_years_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [["t"], ["", "WZW [aantal]"], ["", "vorig jaar"]])
    with pytest.raises(ExtractError, match="no row of years"):
        raw_of(source(layout="swing_xlsx", **SWING), path)


def test_xlsx_that_is_none_is_refused(tmp_path: Path) -> None:
    for data in (b"PK\x03\x04 cut", b"gemeenten;1\n"):
        with pytest.raises(ExtractError, match="damaged"):
            raw_of(source(layout="swing_xlsx", **SWING), put(tmp_path, "a.xlsx", data))


def test_xlsx_that_is_swollen_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 1_000_000)
    with pytest.raises(ExtractError, match=r"sheet1\.xml is compressed"):
        raw_of(source(layout="swing_xlsx", **SWING), path)


def test_upload_is_read_by_level(real: Callable[[str], Path]) -> None:
    wanted = source(
        area={"column": "geoitem"},
        period={"column": "period"},
        vintage="2019",
        values=[
            {
                "column": "v2801_vh_totcrim",
                "population": "newcomers",
                "when": {"geolevel": "gemeente"},
            }
        ],
        ignore=["v2801_*"],
    )
    raw = raw_of(wanted, real("swing_upload/Upload_PinC_level_gemeente.txt"))
    assert raw.select("place", "period", "text").row(0) == ("11001", "2011", "783")
    assert set(raw.get_column("trait:geolevel")) == {"gemeente"}

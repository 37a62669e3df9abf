"""Delimited text: what is written is read back; what does not fit its header is a fault."""

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scan.errors import ExtractError
from scan.extracts.frames import RAW_COLUMNS
from tests.extracts.support import faults_of, figures_of, put, raw_of, remarks_of, source

LENIENT = settings(
    deadline=None,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CELLS = st.lists(
    st.tuples(
        st.sampled_from(["11001", "11002", "Sint-Niklaas", "Liège"]),
        st.integers(1990, 2030).map(str),
        st.sampled_from(["0", "12", "x", "?", "", "1.5"]),
        st.text('abc,;"|\t é-%', max_size=6),
    ),
    min_size=1,
    max_size=30,
)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _file(rows: list[tuple[str, ...]], separator: str, end: str) -> str:
    lines = [("nis", "jaar", "man", "vrouw"), *rows]
    return "".join(separator.join(map(_quoted, line)) + end for line in lines)


@LENIENT
@given(rows=CELLS, separator=st.sampled_from(",;\t|"), end=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read_back(
    tmp_path: Path, rows: list[tuple[str, ...]], separator: str, end: str
) -> None:
    raw = raw_of(source(), put(tmp_path, "sample.csv", _file(rows, separator, end)))
    assert raw.schema == pl.Schema(RAW_COLUMNS)
    expected = {
        (number, nis, jaar, column, text.strip() or None)
        for number, (nis, jaar, man, vrouw) in enumerate(rows, 2)
        for column, text in (("man", man), ("vrouw", vrouw))
    }
    assert set(raw.select("row", "place", "period", "column", "text").iter_rows()) == expected


@LENIENT
@given(seed=st.integers(0, 999), encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]))
def test_order_of_columns_and_encoding_give_the_same_frame(
    tmp_path: Path, seed: int, encoding: str
) -> None:
    header = ["nis", "jaar", "man", "vrouw", "naam"]
    row = ["11001", "2025", "3", "4", "Liège"]
    order = random.Random(seed).sample(range(5), 5)
    text = "".join(",".join(line[at] for at in order) + "\n" for line in (header, row))
    raw = raw_of(source(ignore=["naam"]), put(tmp_path, "sample.csv", text.encode(encoding)))
    assert set(figures_of(raw).drop("row", "sheet").iter_rows()) == {
        ("11001", "2025", "man", "3"),
        ("11001", "2025", "vrouw", "4"),
    }


def test_stray_spaces_blank_lines_and_capitals_are_tolerated(tmp_path: Path) -> None:
    path = put(tmp_path, "sample.csv", " NIS ;Jaar; man;VROUW\n\n 11001 ; 2025;3 ;\u00a04\n\n")
    raw = raw_of(source(), path)
    assert raw.select("row", "place", "period", "text").rows() == [
        (3, "11001", "2025", "3"),
        (3, "11001", "2025", "4"),
    ]


def test_unknown_columns_are_remarked_and_ignored_ones_are_not(tmp_path: Path) -> None:
    path = put(tmp_path, "sample.csv", "nis,jaar,man,vrouw,tekst_nl,extra\n11001,2025,1,2,a,b\n")
    raw = raw_of(source(ignore=["tekst_*"]), path)
    assert remarks_of(raw) == ["columns that nobody asked for are left alone: extra"]


def test_every_missing_column_is_a_fault_with_a_hint(tmp_path: Path) -> None:
    path = put(tmp_path, "sample.csv", "nis,jaaar,man\n11001,2025,1\n")
    faults = faults_of(lambda: raw_of(source(), path))
    assert [fault.place for fault in faults] == ["row 1, column jaar", "row 1, column vrouw"]
    assert faults[0].file == "sample.csv"
    assert "the file has nis, jaaar, man" in faults[0].message
    assert "Is it “jaaar”?" in faults[0].remedy


def test_a_column_that_stands_there_twice_is_a_fault(tmp_path: Path) -> None:
    path = put(tmp_path, "sample.csv", "nis,jaar,man,man,vrouw\n11001,2025,1,1,2\n")
    (fault,) = faults_of(lambda: raw_of(source(), path))
    assert "2 columns have this name" in fault.message


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ("11001,2025,1,2\n11002,20", "row 3", "the file is cut off: the row has 2 fields"),
        ("11001,2025,1,2,9\n11002,2025,1,2\n", "row 2", "the row has 5 fields, the header 4"),
        ("11001,2025,1\n11002,2025,1,2\n", "row 2", "the row has 3 fields, the header 4"),
    ],
)
def test_rows_that_do_not_fit_the_header_are_faults(
    tmp_path: Path, body: str, place: str, message: str
) -> None:
    path = put(tmp_path, "sample.csv", f"nis,jaar,man,vrouw\n{body}")
    (fault,) = faults_of(lambda: raw_of(source(), path))
    assert (fault.place, message in fault.message) == (place, True)


def test_a_quote_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "sample.csv", 'nis,jaar,man,vrouw\n11001,2025,"1,2\n11002,2025,1,2\n')
    with pytest.raises(ExtractError):
        raw_of(source(), path)


def test_a_last_line_without_an_end_is_remarked(tmp_path: Path) -> None:
    path = put(tmp_path, "sample.csv", "nis,jaar,man,vrouw\n11001,2025,1,23")
    (remark,) = remarks_of(raw_of(source(), path))
    assert remark.startswith("the last line has no end")

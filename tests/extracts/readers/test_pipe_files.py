"""Statbel's pipe files: two editions, nothing quoted, rows that are added up."""

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.contract import read_extract
from tests.extracts.support import faults_of, put, raw_of, remarks_of

OLD = (
    "CD_MUNTY_REFNIS|TX_MUNTY_DESCR_NL|CD_SEX|CD_NATLTY|CD_CIV_STS|CD_AGE|MS_POPULATION|CD_YEAR\r\n"
    "11001|Aartselaar “x”|M|BEL|10|32|39|2014\r\n"
    "11001|Aartselaar|F|ETR|10|81|2|2014\r\n"
    "11001|Aartselaar|F|ETR|20|99|3|2014\r\n"
)
NEW = (
    "CD_REFNIS|TX_DESCR_NL|CD_SEX|CD_NATLTY|CD_CIV_STS|CD_AGE|MS_POPULATION\r\n"
    "11001|Aartselaar|M|BEL|1|32|39\r\n"
    "62063|Luik|M|BEL|1|32|7\r\n"
)


def _source(catalogue: Catalogue) -> Source:
    return catalogue.sources["statbel_population_structure"]


def test_ages_and_civil_states_are_added_up(tmp_path: Path, catalogue: Catalogue) -> None:
    path = put(tmp_path, "TF_SOC_POP_STRUCT_2014.txt", "\ufeff" + OLD)
    frame = read_extract(_source(catalogue), path, catalogue)
    figures = frame.select("sex", "nationality", "age16", "value").rows()
    assert sorted(figures) == [
        ("female", "foreign", "80_plus", 5.0),
        ("male", "belgian", "30_34", 39.0),
    ]


def test_a_quote_is_a_sign_like_any_other(tmp_path: Path, catalogue: Catalogue) -> None:
    text = OLD.replace("Aartselaar “x”", '"Aartselaar')
    path = put(tmp_path, "TF_SOC_POP_STRUCT_2014.txt", text)
    assert raw_of(_source(catalogue), path).height == 3


def test_a_combination_without_a_row_is_zero(tmp_path: Path, catalogue: Catalogue) -> None:
    text = OLD + "11002|Antwerpen|M|BEL|10|32|9|2014\r\n"
    path = put(tmp_path, "TF_SOC_POP_STRUCT_2014.txt", text)
    frame = read_extract(_source(catalogue), path, catalogue)
    old = frame.filter((pl.col("area") == "11002") & (pl.col("age16") == "80_plus"))
    assert old.select("value", "status").rows() == [(0.0, "shown")]


def test_the_newer_edition_takes_its_year_from_the_name(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    path = tmp_path / "TF_SOC_POP_STRUCT_2026.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("TF_SOC_POP_STRUCT_2026.txt", "\ufeff" + NEW)
    remarks = remarks_of(raw_of(_source(catalogue), path))
    assert "2026 is taken from the file's name" in remarks[0]
    frame = read_extract(_source(catalogue), path, catalogue)
    assert frame.select("area", "period", "value").rows() == [("11001", 2026, 39.0)]


def test_without_a_year_anywhere_it_is_a_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    path = put(tmp_path, "TF_SOC_POP_STRUCT_latest.txt", NEW)
    (fault,) = faults_of(lambda: raw_of(_source(catalogue), path))
    assert fault.place == "row 1, column CD_YEAR"


def test_a_line_that_occurs_twice_is_a_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    text = OLD + OLD.splitlines(keepends=True)[2]
    path = put(tmp_path, "TF_SOC_POP_STRUCT_2014.txt", text)
    (fault,) = faults_of(lambda: raw_of(_source(catalogue), path))
    assert fault.place == "rows 3, 5"


def test_the_real_file_is_read_whole_and_fast(
    real: Callable[[str], Path], catalogue: Catalogue
) -> None:
    path = real("statbel/TF_SOC_POP_STRUCT_2015_rebuilt_VL_BR.zip")
    start = time.process_time()
    frame = read_extract(_source(catalogue), path, catalogue)
    assert time.process_time() - start < 6
    other = read_extract(
        catalogue.sources["statbel_nationality"],
        real("statbel/statbel_nationality_2009_2025.csv"),
        catalogue,
    ).filter((pl.col("period") == 2015) & pl.col("nationality").is_not_null())
    key = ["area", "nationality"]
    sums = frame.group_by(key).agg(pl.col("value").sum()).sort(key)
    assert sums.equals(other.select(*key, "value").sort(key))
    assert frame.height == 327 * 2 * 2 * 16

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.extracts.chosen import MARKER
from scan.extracts.recognising import identify
from tests.extracts.support import ORIGIN, put

LARGE = "GSM_register_Integratie.xlsx"
"""Its sister for Brussels has the same sheets in a tenth of the size."""
FEEDS_NONE = {
    "GSM_surveyresultaten_specimen.xlsx",
    "README.md",
    "SAMEN_problemen.xlsx",
    "gemeentestadsmonitor_WO_07_excerpt.csv",
    "gsm_register_latest.csv",
    "gsm_survey_2023_indicators.csv",
    "REFNIS_2019.csv",
    "TF_PSNL_INC_TAX_MUNTY.zip",
    "Upload_PinC_level_gemeente.txt",
}


def _extracts(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARKER)


def test_every_made_up_extract_is_recognised_by_its_columns_alone(
    made_up_extracts: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    for path in _extracts(made_up_extracts):
        if path.name == LARGE:
            continue
        own = {source.id for source in identify(path, catalogue).sources}
        renamed = tmp_path / f"export{path.suffix}"
        shutil.copy(path, renamed)
        found = identify(renamed, catalogue)
        assert own, path.name
        told = {source.id for source in found.sources}
        assert (told, found.by_columns) == (own, True), path.name


def test_every_real_extract_is_recognised_or_named_as_feeding_none(
    real_extracts: Path, catalogue: Catalogue
) -> None:
    found = {path.name: identify(path, catalogue) for path in _extracts(real_extracts)}
    assert {name for name, one in found.items() if not one.sources} == FEEDS_NONE
    assert not any(one.faults for one in found.values())


def test_a_name_against_its_contents_is_a_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    (fault,) = identify(put(tmp_path, "kbi_newcomers_2024.csv", ORIGIN), catalogue).faults
    assert fault.kind == "wrong_name"
    assert "of kbi_newcomers, the columns are those of statbel_origin" in fault.message


def test_a_damaged_file_keeps_the_source_of_its_name(tmp_path: Path, catalogue: Catalogue) -> None:
    for contents in (b"", b"\x00\xff", b"a,b\n1,2\n", ORIGIN.replace("total", "totaal")):
        found = identify(put(tmp_path, "statbel_origin_2025.csv", contents), catalogue)
        assert [source.id for source in found.sources] == ["statbel_origin"]


def test_an_extra_column_is_allowed_under_the_right_name_only(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    rows = ORIGIN.splitlines()
    text = "\n".join([f"{rows[0]},opmerking", *(f"{row},x" for row in rows[1:])]) + "\n"
    named = identify(put(tmp_path, "statbel_origin_2025.csv", text), catalogue)
    assert [source.id for source in named.sources] == ["statbel_origin"]
    other = identify(put(tmp_path, "export.csv", text), catalogue)
    assert (other.sources, other.faults) == ((), ())
    assert other.near == ("statbel_origin",)


def test_texts_decide_between_sources_with_the_same_columns(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    one = catalogue.sources["statbel_origin_detail"]
    (trait,) = one.traits
    by_sex = (trait.model_copy(update={"dimension": "sex"}),)
    other = one.model_copy(update={"id": "twin", "files": ("twin_*",), "traits": by_sex})
    both = replace(catalogue, sources={**catalogue.sources, other.id: other})
    head = "nis,jaar,groep,aantal\n11001,2025,{},5\n"
    found = identify(put(tmp_path, "export.csv", head.format("female")), both)
    assert [source.id for source in found.sources] == [other.id]
    unknown = identify(put(tmp_path, "export.csv", head.format("?")), both)
    assert [fault.kind for fault in unknown.faults] == ["ambiguous"]


@pytest.mark.parametrize("name", ["export.csv", "export.parquet", "export.sqlite"])
def test_what_is_no_table_feeds_none(tmp_path: Path, catalogue: Catalogue, name: str) -> None:
    found = identify(put(tmp_path, name, "a text, and then nothing"), catalogue)
    assert (found.sources, found.faults) == ((), ())


@pytest.mark.parametrize("name", ["export.xlsx", "export.zip", "export.ods"])
def test_what_says_that_it_is_an_archive_must_be_one(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    for contents in ("PK\x03\x04 and then nothing", "a text"):
        (fault,) = identify(put(tmp_path, name, contents), catalogue).faults
        assert "damaged or cut off" in fault.message

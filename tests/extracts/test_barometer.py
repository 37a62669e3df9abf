"""Deliveries of the Barometer: checked like all others, and apart from the municipal figures."""

import datetime
import shutil
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.extracts.assessed import CLEAR
from scan.extracts.chosen import MARKER, barometer_extracts, municipal_extracts
from scan.extracts.deliveries import choose_extracts, find_extracts, load_extracts
from scan.extracts.intake import accept, assess
from scan.extracts.made_up.barometer import (
    BAROMETER_SOURCES,
    EDITIONS,
    barometer_files,
    survey_file,
)
from scan.files import write_bytes, write_text
from tests.extracts.support import examine

DAY = datetime.date(2026, 7, 1)
SURVEY = "barometer_survey"
EDITION = "barometer_survey_2024.csv"
Files = dict[str, str]


@pytest.fixture(scope="module")
def files(catalogue: Catalogue) -> Files:
    return {name: data.decode() for name, data in barometer_files(catalogue)}


def _folder(folder: Path, files: Files, *, made_up: bool = False) -> Path:
    for name, text in files.items():
        write_text(folder / name, text)
    if made_up:
        write_text(folder / MARKER, "{}")
    return folder


def _faults(folder: Path, text: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    write_text(folder / EDITION, text)
    found = examine(catalogue.sources[SURVEY], folder / EDITION, catalogue).faults
    return [(fault.kind, str(fault)) for fault in found]


def test_the_made_up_files_are_sound(files: Files, catalogue: Catalogue, tmp_path: Path) -> None:
    found = find_extracts(_folder(tmp_path, files), catalogue)
    frames = load_extracts(barometer_extracts(found, catalogue), catalogue)
    assert set(frames) == set(BAROMETER_SOURCES)
    assert frames[SURVEY].get_column("period").unique().sort().to_list() == list(EDITIONS)
    for source, path in found.files:
        checked = examine(catalogue.sources[source], path, catalogue)
        assert (checked.faults, checked.notices) == ((), ())


def test_an_edition_is_the_same_whatever_stands_beside_it(
    files: Files, catalogue: Catalogue
) -> None:
    for year in (EDITIONS[-1], EDITIONS[-1] + 3):
        name, data = survey_file(year, catalogue)
        assert survey_file(year, catalogue) == (name, data)
        assert files.get(name, data.decode()) == data.decode()


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("unexpected_cost,eu_1,yes", "unexpected_cost,eu_1,agree", "answer_unknown", "eu_1, agree"),
        ("unexpected_cost,eu_1,yes", "unexpected_cost,eu_1,perhaps", "category", "perhaps"),
        ("unexpected_cost,eu_1,yes", "unexpected_cost,eu_3,yes", "category", "eu_3"),
        ("2024,02000,unexpected", "2024,11002,unexpected", "place", "is not the region"),
        (",unexpected_cost,", ",employment_rate,", "other_source", "by barometer_work, not by"),
    ],
)
def test_what_does_not_belong_there_is_a_fault(
    old: str, new: str, kind: str, words: str, files: Files, catalogue: Catalogue, tmp_path: Path
) -> None:
    found = _faults(tmp_path, files[EDITION].replace(old, new), catalogue)
    assert any(one == kind and words in text for one, text in found), found


def test_a_row_that_is_missing_is_a_fault(
    files: Files, catalogue: Catalogue, tmp_path: Path
) -> None:
    lines = files[EDITION].splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "at_home,eu_2,neutral" in line)
    ((kind, text),) = _faults(tmp_path, "".join(lines[:at] + lines[at + 1 :]), catalogue)
    assert kind == "rows_missing"
    assert "2024, at_home, eu_2, neutral: has no row" in text


def test_a_file_that_was_cut_off_is_a_fault(
    files: Files, catalogue: Catalogue, tmp_path: Path
) -> None:
    lines = files[EDITION].splitlines(keepends=True)
    found = _faults(tmp_path, "".join(lines[:-3]), catalogue)
    assert {kind for kind, _ in found} == {"rows_missing"}


def test_a_new_edition_is_taken_in_without_a_question(
    files: Files, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Answers of a sample leap by chance; nobody is asked about that."""
    sent = _folder(tmp_path / "sent", files)
    first = tuple(sent / f"{SURVEY}_{year}.csv" for year in EDITIONS[:2])
    accept(assess(first, tmp_path, catalogue, DAY), tmp_path)
    delivery = assess((sent / EDITION,), tmp_path, catalogue, DAY)
    assert (delivery.verdict, delivery.questions) == (CLEAR, ())
    assert delivery.comparisons[SURVEY].new_years == (2024,)
    assert "unexpected_cost" in delivery.files[0].indicators
    accept(delivery, tmp_path)
    chosen = choose_extracts(None, tmp_path, catalogue)
    assert chosen is not None
    assert chosen.dates == {SURVEY: DAY}
    frame = load_extracts(chosen, catalogue)[SURVEY]
    assert frame.get_column("period").unique().sort().to_list() == list(EDITIONS)


def test_the_barometer_stays_apart_from_the_municipal_figures(
    files: Files, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Its deliveries change neither what the store is made from nor under which name it is kept."""
    other = "statbel_origin_2025.csv"
    municipal = {
        other: "year,nis,belgian_bg,neighbouring,eu27,non_eu27,total\n2025,11001,1,2,3,4,10\n"
    }
    alone = find_extracts(_folder(tmp_path / "alone", municipal), catalogue)
    both = find_extracts(_folder(tmp_path / "both", municipal | files), catalogue)
    assert both.fingerprint == alone.fingerprint
    assert [name for name, _ in municipal_extracts(both, catalogue).files] == ["statbel_origin"]
    assert len(barometer_extracts(both, catalogue).files) == len(files)
    taken = tmp_path / "taken"
    shutil.copytree(tmp_path / "both", tmp_path / "sent")
    sent = tuple(sorted((tmp_path / "sent").iterdir()))
    accept(assess((tmp_path / "sent" / other,), taken, catalogue, DAY), taken)
    before = choose_extracts(None, taken, catalogue)
    accept(assess(sent, taken, catalogue, DAY), taken)
    after = choose_extracts(None, taken, catalogue)
    assert before is not None
    assert after is not None
    assert (len(before.files), len(after.files)) == (1, 1 + len(files))
    assert before.fingerprint == after.fingerprint


def test_a_damaged_edition_is_refused(files: Files, catalogue: Catalogue, tmp_path: Path) -> None:
    write_bytes(tmp_path / EDITION, files[EDITION].replace(",yes,", ",yes,-", 1).encode())
    delivery = assess((tmp_path / EDITION,), tmp_path / "out", catalogue, DAY)
    assert [fault.kind for fault in delivery.faults] == ["negative"]

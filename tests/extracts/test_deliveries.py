from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, UsageError
from scan.extracts.chosen import MARKER
from scan.extracts.deliveries import accepted_folder, choose_extracts, find_extracts, load_extracts
from tests.extracts.support import HEADER, ORIGIN, ROWS, put

NATIONALITY = "year,nis,BEL,ETR,total\n2025,11001,90,10,100\n"


def test_files_are_found_in_every_folder_and_hidden_ones_are_not(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    origin = put(tmp_path, "a/b/statbel_origin_2000_2025.csv", ORIGIN)
    nationality = put(tmp_path, "STATBEL_nationality_2009.csv", NATIONALITY)
    put(tmp_path, ".tmp-1/statbel_origin_2001.csv", "half")
    put(tmp_path, "a/.tmp-statbel_origin_2001.csv", "half")
    readme = put(tmp_path, "README.md", "#")
    put(tmp_path, "boundaries_2019.geojson", "{}")
    newest = put(tmp_path, "boundaries_2025.geojson", "{}")
    put(tmp_path, "boundaries_2025_lambert72.geojson", "{}")
    found = find_extracts(tmp_path, catalogue)
    assert found.files == (("statbel_nationality", nationality), ("statbel_origin", origin))
    assert (found.made_up, found.boundaries, found.unclaimed) == (False, newest, (readme,))
    assert set(load_extracts(found, catalogue)) == {"statbel_nationality", "statbel_origin"}


def test_the_fingerprint_is_of_names_and_contents(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, "one/statbel_origin_2025.csv", ORIGIN)
    put(tmp_path, "two/statbel_origin_2025.csv", ORIGIN)
    put(tmp_path, "two/notes.txt", "nobody reads this")
    put(tmp_path, "three/statbel_origin_2025.csv", ORIGIN.replace("100", "100 "))
    put(tmp_path, "four/statbel_origin_2026.csv", ORIGIN)
    one, two, three, four = (
        find_extracts(tmp_path / name, catalogue).fingerprint
        for name in ("one", "two", "three", "four")
    )
    assert one == two
    assert len({one, three, four}) == 3


def test_made_up_extracts_are_known_by_their_marker(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, f"sample/{MARKER}", "{}")
    put(tmp_path, "sample/deep/statbel_origin_2025.csv", ORIGIN)
    for folder in (tmp_path / "sample", tmp_path / "sample" / "deep", tmp_path):
        found = find_extracts(folder, catalogue)
        assert found.made_up
        assert found.unclaimed == ()


def test_made_up_and_real_extracts_never_meet(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, f"sample/{MARKER}", "{}")
    put(tmp_path, "statbel_origin_2025.csv", ORIGIN)
    with pytest.raises(ExtractError, match="together with the made-up extracts in sample"):
        find_extracts(tmp_path, catalogue)


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="no folder"):
        find_extracts(tmp_path / "nowhere", catalogue)


def test_without_deliveries_the_choice_is_left_to_the_caller(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    assert accepted_folder(tmp_path) is None
    assert choose_extracts(None, tmp_path, catalogue) is None
    named = choose_extracts(put(tmp_path, "a/b.txt", "").parent, tmp_path, catalogue)
    assert named is not None
    assert named.files == ()


def test_equal_figures_in_two_files_count_once(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, "statbel_origin_2024.csv", f"{HEADER}\n{ROWS[0]}\n{ROWS[1]}\n")
    put(tmp_path, "statbel_origin_2025.csv", ORIGIN)
    frame = load_extracts(find_extracts(tmp_path, catalogue), catalogue)["statbel_origin"]
    assert frame.height == 3 * 5


def test_other_figures_in_two_files_are_a_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, "statbel_origin_2024.csv", f"{HEADER}\n2025,11001,11,20,30,40,101\n")
    put(tmp_path, "statbel_origin_2025.csv", ORIGIN)
    with pytest.raises(ExtractError) as caught:
        load_extracts(find_extracts(tmp_path, catalogue), catalogue)
    messages = [fault.message for fault in caught.value.faults]
    assert messages == [
        "inhabitants, 11001, 2025, belgian is another figure than in statbel_origin_2024.csv",
        "inhabitants, 11001, 2025 is another figure than in statbel_origin_2024.csv",
    ]


def test_the_faults_of_all_files_come_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, "statbel_origin_2025.csv", ORIGIN.replace(",100", ",101"))
    put(tmp_path, "statbel_nationality_2025.csv", NATIONALITY.replace("90", "negentig"))
    with pytest.raises(ExtractError) as caught:
        load_extracts(find_extracts(tmp_path, catalogue), catalogue)
    assert [fault.file for fault in caught.value.faults] == [
        "statbel_nationality_2025.csv",
        "statbel_origin_2025.csv",
    ]

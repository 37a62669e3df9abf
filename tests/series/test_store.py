"""The store on disk: what is damaged is made again."""

import shutil
from pathlib import Path

import pytest

from scan.series.store import FIGURES_FILE, POSITIONS_FILE, open_store
from scan.series.workspace import Workspace


@pytest.mark.parametrize("name", [FIGURES_FILE, POSITIONS_FILE])
@pytest.mark.parametrize("left", [None, 0, 100], ids=["gone", "empty", "cut off"])
def test_a_damaged_store_is_none(
    name: str, left: int | None, made_up: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(made_up.store_folder, folder)
    assert open_store(folder, ()) is not None
    path = folder / name
    data = path.read_bytes()
    path.unlink()
    if left is not None:
        path.write_bytes(data[:left])
    assert open_store(folder, ()) is None


def test_damaged_spreads_are_fixed_anew(made_up: Workspace, tmp_path: Path) -> None:
    output = tmp_path / "output"
    shutil.copytree(made_up.store_folder, output / "store")
    own = Workspace(output, made_up.extracts, made_up.catalogue, made_up.as_of, output / "store")
    own.keep_positions()
    whole = own.kept_positions.read_bytes()
    own.kept_positions.write_bytes(whole[:100])
    own.keep_positions()
    assert own.kept_positions.read_bytes() == whole

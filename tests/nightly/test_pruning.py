"""What earlier runs left goes; what somebody may still ask for stays."""

import os
from pathlib import Path

from scan.files import ASIDE, sweep_tree
from scan.nightly.pruning import STORES, prune_runs, prune_stores
from scan.nightly.runs import FINISHED, Run, read_runs


def _ran(shelf: Path, release: str = "") -> str:
    run = Run(shelf, "scan nightly")
    run.note(release=release)
    run.end(FINISHED, 0)
    return run.name


def test_the_newest_accounts_stay_and_those_of_releases(tmp_path: Path) -> None:
    old, made, quiet, gone, *newest = (
        _ran(tmp_path, release)
        for release in ("", "20250301T013000Z", "20250301T013000Z", "20250101T013000Z", "", "")
    )
    (tmp_path / "releases" / "20250301T013000Z").mkdir(parents=True)
    prune_runs(tmp_path, 2)
    assert {run.run for run in read_runs(tmp_path)} == {made, *newest}
    assert not {old, quiet, gone} & {path.name for path in (tmp_path / "runs").iterdir()}
    prune_runs(tmp_path, 2)
    assert len(read_runs(tmp_path)) == 3


def test_the_newest_stores_stay_and_the_one_in_use(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(STORES + 3)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        os.utime(folder, (number, number))
    prune_stores(folders[1])
    assert set(tmp_path.iterdir()) == {folders[1], *folders[-STORES:]}


def test_what_a_killed_removal_left_is_swept(tmp_path: Path) -> None:
    """Whole folders too; and a number that another process has got since vouches for nothing."""
    left = tmp_path / f"{ASIDE}0123456789abcdef"
    (left / "inside").mkdir(parents=True)
    (left / f"{ASIDE}1-x").touch()
    reborn = tmp_path / f"{ASIDE}{os.getpid()}-old"
    reborn.touch()
    os.utime(reborn, (1, 1))
    living = tmp_path / f"{ASIDE}{os.getpid()}-new"
    living.touch()
    sweep_tree(tmp_path)
    assert list(tmp_path.iterdir()) == [living]

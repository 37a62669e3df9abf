"""A release carries the counts of its store, and the night after needs no other store."""

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

from scan.nightly.products import PRODUCERS, remember
from scan.series.memory import COUNTS, remembered
from scan.series.store import store_key
from scan.series.workspace import Workspace, made_with, memory_of


def _released(workspace: Workspace, day: int) -> Path:
    folder = workspace.shelf / "releases" / f"202411{day:02}T000000Z"
    remember(workspace, folder)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {COUNTS}/{path.name}\n"
        for path in sorted((folder / COUNTS).iterdir())
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return folder


def test_a_release_carries_the_counts_of_its_store(made_up: Workspace, tmp_path: Path) -> None:
    assert remember in PRODUCERS
    workspace = replace(made_up, output=tmp_path)
    assert not workspace.memory.files
    folder = _released(workspace, 1)
    assert [path.stem for path in (folder / COUNTS).iterdir()] == [made_up.store_folder.name]
    assert list(remembered(workspace.shelf).files) == [made_up.store_folder.name]
    assert remembered(workspace.shelf).cells().height


def test_the_night_after_finds_the_store_of_the_release(made_up: Workspace, tmp_path: Path) -> None:
    workspace = replace(made_up, output=tmp_path)
    _released(workspace, 1)
    memory = memory_of(tmp_path, made_up.extracts, made_up.catalogue)
    parts = (made_up.extracts.fingerprint, made_with(), made_up.as_of)
    assert store_key(*parts, memory.files) == made_up.store_folder.name


def test_other_figures_get_a_store_that_remembers(made_up: Workspace, tmp_path: Path) -> None:
    workspace = replace(made_up, output=tmp_path)
    _released(workspace, 1)
    other = replace(made_up.extracts, fingerprint="other")
    memory = memory_of(tmp_path, other, made_up.catalogue)
    assert list(memory.files) == [made_up.store_folder.name]
    date = datetime.date(2025, 1, 1)
    assert store_key("other", made_with(), date, memory.files) != store_key(
        "other", made_with(), date
    )

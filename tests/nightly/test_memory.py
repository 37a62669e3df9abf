"""No more workers than memory holds, of the machine or of the group in which it runs."""

from pathlib import Path

import pytest

from scan.nightly import memory
from scan.nightly.memory import OWN, WORKER, fitting, free_memory

GB = 1024**3


def _group(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / name.replace("_", ".")).write_text(f"{value}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("free", "asked", "given"),
    [
        (4 * GB, 2, 2),
        (4 * GB, 16, 7),
        (OWN + WORKER, 2, 1),
        (GB // 4, 8, 1),
        (64 * GB, 64, 64),
    ],
)
def test_workers_are_as_many_as_fit(
    monkeypatch: pytest.MonkeyPatch, free: int, asked: int, given: int
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: free)
    said = list[str]()
    assert fitting(asked, said.append) == given
    assert bool(said) == (given < asked)


def test_the_group_with_the_least_left_decides(tmp_path: Path) -> None:
    groups, own = tmp_path / "groups", tmp_path / "own"
    own.write_text("0::/system.slice/scan.service\n", encoding="utf-8")
    assert free_memory(groups, own) > 0, "no such groups here"
    stat = "anon 5\ninactive_file 1000\n"
    inner = groups / "system.slice" / "scan.service"
    _group(inner, memory_max="max", memory_current=5, memory_stat=stat)
    assert free_memory(groups, own) > 10_000
    _group(inner.parent, memory_max=9_000, memory_current=4_000, memory_stat=stat)
    assert free_memory(groups, own) == 6_000
    _group(inner, memory_high=2_000, memory_current=1_500, memory_stat=stat)
    assert free_memory(groups, own) == 1_500
    _group(inner, memory_max=100, memory_current=1_500)
    assert free_memory(groups, own) == 0
    own.unlink()
    assert free_memory(groups, own) > 10_000

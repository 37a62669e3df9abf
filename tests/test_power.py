"""The power fails: what was not flushed is lost, or is there as zeros, in whatever order.

As SQLite's tests do it: every flush is watched, and after a fault at the n-th of them the disk is
made anew from what had to be on it.
"""

import itertools
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from scan import files
from scan.extracts.ledger import append, read_ledger
from tests.extracts.test_ledger import entry

Fate = Literal["lost", "zeros", "kept"]


class PowerError(BaseException):
    """The power fails here."""


@dataclass
class Disk:
    """What of a folder has been flushed: contents by inode, names by folder."""

    data: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    """Handles that keep numbers of inodes from being used again."""

    def flush(self, handle: int) -> None:
        """The file or folder is on the disk from now on."""
        found = os.fstat(handle)
        self.kept.append(os.dup(handle))
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if stat.S_ISDIR(found.st_mode):
            inside = {p.name: p.lstat().st_ino for p in path.iterdir()}
            self.names[found.st_ino] = inside
            for link in (p for p in path.iterdir() if p.is_symlink()):
                self.data[link.lstat().st_ino] = str(link.readlink()).encode()
        else:
            self.data[found.st_ino] = path.read_bytes()

    def flush_all(self, folder: Path) -> None:
        """All below ``folder`` is on the disk."""
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                handle = os.open(path, os.O_RDONLY)
                self.flush(handle)
                os.close(handle)

    def after(self, folder: Path, fate: Fate, target: Path) -> None:
        """The folder as it is found when the power is back."""
        target.mkdir()
        there = {p.name: p for p in folder.iterdir()}
        durable = self.names.get(folder.stat().st_ino, {})
        names = durable if fate == "lost" else {n: p.lstat().st_ino for n, p in there.items()}
        for name, inode in names.items():
            path = there.get(name)
            same = path is not None and path.lstat().st_ino == inode
            if same and path is not None and path.is_dir() and not path.is_symlink():
                self.after(path, fate, target / name)
            elif same and path is not None and path.is_symlink():
                (target / name).symlink_to(path.readlink())
            elif fate == "kept" and path is not None:
                shutil.copy(path, target / name)
            else:
                now = path.read_bytes() if same and path is not None else b""
                lacking = bytes(len(now)) if fate == "zeros" else b""
                (target / name).write_bytes(self.data.get(inode, lacking))


@contextmanager
def failing(at: int, disk: Disk, patch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The power fails at the ``at``-th flush, before it has done anything; gives the flushes."""
    done = 0

    def fsync(handle: int) -> None:
        nonlocal done
        done += 1
        if done == at:
            raise PowerError
        disk.flush(handle)

    with patch.context() as here:
        here.setattr(os, "fsync", fsync)
        yield lambda: done


def _power_cuts(
    folder: Path, action: Callable[[], None], patch: pytest.MonkeyPatch, spare: Path
) -> Iterator[Path]:
    """The folder after a cut at each flush of the action, with each fate."""
    before = spare / "before"
    shutil.copytree(folder, before, symlinks=True)
    for at in itertools.count(1):
        shutil.rmtree(folder)
        shutil.copytree(before, folder, symlinks=True)
        disk = Disk()
        disk.flush_all(folder)
        cut = False
        with failing(at, disk, patch) as flushes:
            try:
                action()
            except PowerError:
                cut = True
        for fate in ("lost", "zeros", "kept"):
            disk.after(folder, fate, spare / f"{at}-{fate}")
            yield spare / f"{at}-{fate}"
        for handle in disk.kept:
            os.close(handle)
        if not cut:
            assert flushes() == at - 1 >= 2
            return


def test_a_file_is_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in" / "a"
    files.write_text(path, "the old text")
    seen = set()
    cuts = _power_cuts(
        path.parent, lambda: files.write_text(path, "the new"), monkeypatch, tmp_path
    )
    for found in cuts:
        seen.add((found / "a").read_text(encoding="utf-8"))
    assert seen == {"the old text", "the new"}


def test_a_ledger_is_old_or_new_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (entry("1"),), (entry("2", count=2), entry("2", "b", count=2))
    folder = tmp_path / "in"
    append(folder, one)
    seen = set()
    for found in _power_cuts(folder, lambda: append(folder, two), monkeypatch, tmp_path):
        left = read_ledger(found)
        seen.add(left)
        append(found, (entry("3"),))
        assert read_ledger(found) == (*left, entry("3"))
    assert seen == {one, (*one, *two)}


def test_what_was_accepted_is_there_when_the_power_fails_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    append(folder, (entry("1"),))
    *_, last = _power_cuts(folder, lambda: append(folder, (entry("2"),)), monkeypatch, tmp_path)
    lost = last.with_name(last.name.replace("kept", "lost"))
    assert read_ledger(lost) == (entry("1"), entry("2"))


def test_a_link_points_at_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    for name in "ab":
        files.write_text(folder / name, name)
    files.point(folder / "site", Path("a"))

    def switch() -> None:
        files.write_text(folder / "note", "b")
        files.point(folder / "site", Path("b"))

    seen = {
        (found / "site").read_text(encoding="utf-8")
        for found in _power_cuts(folder, switch, monkeypatch, tmp_path)
        if (found / "site").is_symlink()
    }
    assert seen == {"a", "b"}

import hashlib
import os
from pathlib import Path

import pytest

from scan import files
from scan.errors import LockedError


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "ç.txt"
    files.write_text(path, "één\r\n")
    assert path.read_bytes() == "één\r\n".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["ç.txt"]


def test_a_file_can_be_read_by_others(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "a", b"1")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_write_leaves_the_old_file_and_no_leftover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a"
    files.write_bytes(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="No space"):
        files.write_bytes(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_copy_has_the_same_bytes_and_the_same_sum(tmp_path: Path) -> None:
    data = bytes(range(256)) * 5_000
    (tmp_path / "a").write_bytes(data)
    files.copy_file(tmp_path / "a", tmp_path / "b" / "c")
    assert files.sha256(tmp_path / "b" / "c") == hashlib.sha256(data).hexdigest()


def test_a_link_of_a_file_is_the_file(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "a", b"1")
    files.write_bytes(tmp_path / "b", b"2")
    files.link_file(tmp_path / "a", tmp_path / "b")
    files.link_file(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").samefile(tmp_path / "b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_switch_is_never_without_a_target(tmp_path: Path) -> None:
    files.point(tmp_path / "site", Path("releases/1"))
    files.point(tmp_path / "site", Path("releases/2"))
    assert (tmp_path / "site").readlink() == Path("releases/2")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_never_takes_the_place_of_another(tmp_path: Path) -> None:
    for name in ("a", "b"):
        files.write_bytes(tmp_path / name / "x", name.encode())
    with pytest.raises(FileExistsError):
        files.move_folder(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b" / "x").read_bytes() == b"b"
    files.remove_folder(tmp_path / "b")
    files.move_folder(tmp_path / "a", tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_sweeping_links_leaves_what_others_write(tmp_path: Path) -> None:
    (tmp_path / ".tmp-1").symlink_to("releases/1")
    files.write_bytes(tmp_path / ".tmp-folder" / "x", b"1")
    files.sweep_links(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".tmp-folder"]
    files.sweep(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    with files.alone(tmp_path, "is writing"):
        assert files.hold(tmp_path) is None
        with (
            pytest.raises(LockedError, match="Another process is writing"),
            files.alone(tmp_path, "is writing"),
        ):
            pass
    handle = files.hold(tmp_path)
    assert handle is not None
    os.close(handle)

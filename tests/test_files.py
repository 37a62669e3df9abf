import hashlib
import os
from pathlib import Path

import pytest

from scan import files


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

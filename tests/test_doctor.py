"""The doctor: what is needed and missing is named before work starts, and nothing is made."""

import json
from pathlib import Path

import pytest

from scan import doctor
from scan.cli import face
from scan.doctor import examined, unwritable

WHAT = {
    *("Python", "Pango", "fonts", "catalogue", "layouts", "output"),
    *("caches", "disk", "memory", "Java", "Chromium"),
}


def test_all_is_looked_at_and_nothing_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "not" / "there"
    face()(["doctor", "--output", str(output), "--json"], standalone_mode=False)
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {one["what"] for one in found} == WHAT
    assert not list(tmp_path.iterdir())


def test_a_missing_library_is_told_with_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scan.doctor.ctypes.util.find_library", lambda name: None)
    assert face()(["doctor", "--output", str(tmp_path)], standalone_mode=False) == 2
    assert "MISSING Pango" in capsys.readouterr().out


def test_a_folder_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unwritable(tmp_path / "a" / "b") == ""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert unwritable(tmp_path / "file" / "b") == f"{tmp_path / 'file'} is no folder"
    monkeypatch.setattr(doctor, "unwritable", lambda folder: "no")
    assert [one.what for one in examined(tmp_path) if one.needed and not one.fine] == ["output"]

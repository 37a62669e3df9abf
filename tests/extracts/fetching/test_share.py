"""What lies on a share elsewhere comes into the inbox once, and nothing is changed there."""

import datetime
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("httpx", reason="httpx (a dependency of scan fetch)")
pytest.importorskip("fsspec", reason="fsspec (the extra share)")

import fsspec

from scan import cli
from scan.errors import LockedError, UsageError
from scan.extracts.fetched import read_known
from scan.extracts.fetching import share
from scan.extracts.fetching.fetch import LATE, NEW, SAME, WOULD, Fetched
from scan.extracts.fetching.share import fetch_share
from scan.files import alone
from tests.extracts.fetching.server import CSV
from tests.nightly.disk import Dead, fault

NOW = datetime.datetime(2026, 11, 30, 3, 30, tzinfo=datetime.UTC)


@pytest.fixture(params=["file", "memory"])
def address(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A folder elsewhere: one that is mounted, and one that can be reached by fsspec only."""
    monkeypatch.setattr(share, "KINDS", ("file", "s3", "sftp", "memory"))
    yield f"{request.param}://{tmp_path}/share"
    memory = fsspec.filesystem("memory")
    for name in memory.find("/"):
        memory.rm(name)


def _put(address: str, name: str, data: bytes = CSV) -> None:
    with fsspec.open(f"{address}/{name}", "wb", auto_mkdir=True) as stream:
        stream.write(data)


def _run(address: str, output: Path, **options: Any) -> tuple[Fetched, ...]:
    return fetch_share(address, output, NOW, lambda _: None, **options)


def _inbox(output: Path) -> dict[str, bytes]:
    folder = output / "deliveries" / "inbox"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _states(found: tuple[Fetched, ...]) -> list[str]:
    return [one.state for one in found]


def test_what_is_new_comes_once_with_its_origin(address: str, tmp_path: Path) -> None:
    output = tmp_path / "output"
    _put(address, "a.csv")
    _put(address, ".b.csv")
    _put(address, "folder/c.csv")
    (found,) = _run(address, output)
    assert (found.state, found.file, found.address) == (NEW, "a.csv", f"{address}/a.csv")
    assert _inbox(output).keys() == {"a.csv", "a.csv.origin.json"}
    assert _inbox(output)["a.csv"] == CSV
    origin = json.loads(_inbox(output)["a.csv.origin.json"])
    assert (origin["address"], origin["size"]) == (f"{address}/a.csv", len(CSV))
    for path in (output / "deliveries" / "inbox").iterdir():
        path.unlink()
    assert _states(_run(address, output)) == [SAME]
    _put(address, "a.csv", CSV + b"2025,11001,900,100,1000\n")
    assert _states(_run(address, output)) == [NEW]
    with fsspec.open(f"{address}/a.csv", "rb") as stream:
        assert stream.read().startswith(CSV), "what lies there stays there"


def test_a_copy_with_another_time_is_nothing_new(tmp_path: Path) -> None:
    place = tmp_path / "share"
    address, output = f"file://{place}", tmp_path / "output"
    _put(address, "a.csv")
    assert _states(_run(address, output)) == [NEW]
    os.utime(place / "a.csv", (1, 1))
    assert _states(_run(address, output)) == [SAME]


def test_what_fails_is_late_and_the_next_comes(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share, "LARGEST", 100)
    _put(address, "a.csv", b"x" * 101)
    _put(address, "b.csv")
    found = _run(address, tmp_path)
    assert _states(found) == [LATE, NEW]
    assert "has more than 100 bytes" in found[0].message
    assert _inbox(tmp_path).keys() == {"b.csv", "b.csv.origin.json"}
    assert [one.failing for one in read_known(tmp_path).values() if one.failing]
    monkeypatch.setattr(share, "LARGEST", 1_000)
    assert _states(_run(address, tmp_path)) == [NEW, SAME]
    assert not any(one.failing for one in read_known(tmp_path).values())


def test_a_share_that_is_not_there_is_late(address: str, tmp_path: Path) -> None:
    (found,) = _run(address, tmp_path / "output")
    assert found.state == LATE
    assert "cannot be read (FileNotFoundError)" in found.message


def test_more_files_than_a_share_has(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share, "MOST", 1)
    _put(address, "a.csv")
    _put(address, "b.csv")
    (found,) = _run(address, tmp_path)
    assert "holds 2 files, more than 1" in found.message


def test_no_password_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(address: str) -> None:
        raise PermissionError(f"no: {address}")

    monkeypatch.setattr(fsspec.core, "url_to_fs", refused)
    (found,) = _run("sftp://an:secret@host.example/in", tmp_path)
    assert found.message == "sftp://host.example/in cannot be reached (PermissionError)"
    assert "secret" not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))


@pytest.mark.parametrize(
    "address", ["http://x/y", "/mnt/share", "simplecache::s3://a/b", "s3://a::file:///etc", ""]
)
def test_another_kind_of_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="begins with one of file://, s3://, sftp://, smb://"):
        _run(address, tmp_path)


def test_two_fetches_do_not_meet(tmp_path: Path) -> None:
    with alone(tmp_path / "deliveries" / "inbox", "is fetching"), pytest.raises(LockedError):
        _run(f"file://{tmp_path}/share", tmp_path)


def test_one_that_is_killed_is_done_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"file://{tmp_path}/share"
    _put(address, "a.csv")
    for at in range(1, 100):
        output = tmp_path / f"output-{at}"
        try:
            with fault(at, "kill", monkeypatch):
                _run(address, output)
        except Dead:
            _run(address, output)
            assert _inbox(output).keys() == {"a.csv", "a.csv.origin.json"}
            assert not list(output.rglob(".tmp-*"))
        else:
            assert at > 10
            return
    raise AssertionError("no clean run")


def test_the_command_asks_the_share_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCAN_SHARE", f"file://{tmp_path}/share")
    words = ["scan", "fetch", "--dry-run", "--json", "--output", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    said = json.loads(capsys.readouterr().out)["fetched"]
    assert said[-1]["sources"] == ["share"]
    assert {one["state"] for one in said} == {WOULD}

"""One run at a time; a lock that nobody can leave behind."""

import errno
import fcntl
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scan import files
from scan.errors import LockedError, UsageError
from scan.house import ROOT
from scan.nightly import lock
from scan.nightly.lock import LOCK, held, is_held

HOLD = (
    "import subprocess, sys, time; from pathlib import Path; from scan.nightly.lock import held\n"
    "with held(Path(sys.argv[1])):\n"
    "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
    " close_fds=False, stdout=subprocess.DEVNULL)\n"
    "    print(child.pid, flush=True)\n"
    "    time.sleep(600)\n"
)


def test_the_second_is_refused_and_told_who_is_first(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    with held(tmp_path):
        assert is_held(tmp_path)
        with (
            pytest.raises(LockedError, match=rf"process {os.getpid()} on .* since 2"),
            held(tmp_path),
        ):
            pass
        with pytest.raises(LockedError), held(tmp_path, shared=True):
            pass
    assert not is_held(tmp_path)
    with (
        held(tmp_path, shared=True),
        held(tmp_path, shared=True),
        pytest.raises(LockedError),
        held(tmp_path),
    ):
        pass


def test_a_killed_holder_leaves_no_lock_although_its_child_lives(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    try:
        assert is_held(tmp_path)
        holder.kill()
        holder.wait()
        os.kill(child, 0)
        assert not is_held(tmp_path)
        with held(tmp_path):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        holder.stdout.close()


MOUNTS = """\
22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/share rw - nfs4 server:/share rw
31 30 8:2 / /srv/share/own rw - ext4 /dev/sdb1 rw
32 22 0:41 / /mnt/windows rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ("/srv/share/scan", True),
        ("/srv/share/own/scan", False),
        ("/srv", False),
        ("/mnt/windows", True),
        ("/srv/shared", False),
    ],
)
def test_a_share_is_known_by_its_mount(tmp_path: Path, path: str, shared: bool) -> None:
    (tmp_path / "mounts").write_text(MOUNTS, encoding="utf-8")
    assert lock.is_shared(Path(path), tmp_path / "mounts") == shared
    assert not lock.is_shared(Path(path), tmp_path / "none")


def _answers(monkeypatch: pytest.MonkeyPatch, error: int, *, folders_only: bool) -> None:
    """A file system of which the kernel says ``error`` when something there is to be locked."""
    real = fcntl.flock

    def flock(handle: int, kind: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode) or not folders_only:
            raise OSError(error, os.strerror(error))
        real(handle, kind)

    monkeypatch.setattr(files.fcntl, "flock", flock)


def test_where_folders_cannot_be_locked_a_file_stands_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, errno.EBADF, folders_only=True)
    with files.alone(tmp_path / "releases", "is publishing"):
        with (
            pytest.raises(LockedError, match="is publishing"),
            files.alone(tmp_path / "releases", "is publishing"),
        ):
            pass
        assert not list((tmp_path / "releases").iterdir())
    with files.alone(tmp_path / "releases", "is publishing"):
        pass


def test_where_nothing_can_be_locked_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, errno.ENOLCK, folders_only=False)
    with pytest.raises(UsageError, match="the file system keeps no locks"), held(tmp_path):
        pass
    with pytest.raises(UsageError, match="keeps no locks"), files.alone(tmp_path, "is publishing"):
        pass


def test_a_lock_that_a_share_refuses_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, errno.EACCES, folders_only=False)
    with pytest.raises(LockedError), held(tmp_path):
        pass


def test_on_a_share_the_signature_of_another_machine_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock may not reach this one."""
    sign = tmp_path / LOCK
    sign.write_text("process 7 on elsewhere since 2026-01-01T02:30:00+01:00", encoding="utf-8")
    with held(tmp_path):
        pass
    assert sign.read_text(encoding="utf-8") == "", "on a disk of this machine it is of a killed run"
    monkeypatch.setattr(lock, "is_shared", lambda _: True)
    sign.write_text("process 7 on elsewhere since 2026-01-01T02:30:00+01:00", encoding="utf-8")
    with pytest.raises(LockedError, match="signed by process 7 on elsewhere"), held(tmp_path):
        pass
    old = time.time() - lock.LONGEST_RUN - 1
    os.utime(sign, (old, old))
    with held(tmp_path):
        pass
    sign.write_text(f"process 7 on {socket.gethostname()} since 2026", encoding="utf-8")
    with held(tmp_path):
        pass

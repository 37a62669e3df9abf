"""One run at a time; a lock that nobody can leave behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scan.errors import LockedError
from scan.house import ROOT
from scan.nightly.lock import held, is_held

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

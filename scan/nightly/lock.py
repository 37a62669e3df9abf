"""Nightly, lock: one run at a time in an output folder.

Input: an output folder. Output: a context in which no other run works there. The kernel holds the
lock and lets go of it when the process ends, however it ends: there are no stale locks. Workers
do not inherit it.
"""

import contextlib
import datetime
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scan.errors import LockedError
from scan.files import take_lock

LOCK = ".lock"
TRIES, PAUSE = 5, 0.1
LONGEST_RUN = 12 * 3600.0
"""Seconds after which a signature of another machine is of a run that was killed: the unit gives
a run half of that."""
_READABLE = 0o644
_MOUNTS = Path("/proc/self/mountinfo")
_POINT = 4
"""The field of a line there that says where a file system is mounted."""
_SHARES = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "fuse.sshfs",
    "fuse.gluster",
    "ceph",
    "lustre",
    "gpfs",
    "afs",
)
"""How the types of file systems start that several machines may have mounted."""


@contextmanager
def held(
    output: Path, *, shared: bool = False, wait: bool = False, name: str = ""
) -> Iterator[None]:
    """Holds the lock of ``output``; ``shared`` with others that share it.

    Raises LockedError that says who holds it, unless ``wait``; UsageError where the file system
    keeps no locks. ``name`` is for a lock of its own beside the main one.
    """
    handle = _open(output, name)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        if wait:
            take_lock(handle, kind, output)
        elif not _taken(handle, kind, output):
            raise LockedError(_refusal(output, handle))
        if not (shared or name):
            _refuse_far(output, handle)
        _sign(handle, _signature())
        try:
            yield
        finally:
            _sign(handle, "")
    finally:
        os.close(handle)


def is_held(output: Path) -> bool:
    """Whether a run works in ``output`` now."""
    if not (output / LOCK).is_file():
        return False
    handle = _open(output, "")
    try:
        return not take_lock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB, output)
    finally:
        os.close(handle)


def _open(output: Path, name: str) -> int:
    output.mkdir(parents=True, exist_ok=True)
    return os.open(output / f"{LOCK}{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _READABLE)


def _taken(handle: int, kind: int, output: Path) -> bool:
    """Tries for a moment: who only looks at the lock holds it for an instant."""
    for attempt in range(TRIES):
        if take_lock(handle, kind | fcntl.LOCK_NB, output):
            return True
        time.sleep(PAUSE if attempt < TRIES - 1 else 0)
    return False


def _refuse_far(output: Path, handle: int) -> None:
    """Raises LockedError on a network share that another machine has signed not long ago.

    Some shares keep a lock on each machine by itself; then what is written in the file is all
    that there is. A run that ends takes its signature away.
    """
    said = os.pread(handle, 1000, 0).decode(errors="replace")
    if not said or f" on {socket.gethostname()} since" in said or not is_shared(output):
        return
    if time.time() - os.fstat(handle).st_mtime > LONGEST_RUN:
        return
    message = f"{output}: signed by {said}, and locks of a share may not reach this machine"
    raise LockedError(f"{message}. Wait; if that run was killed, remove {output / LOCK}")


def _signature() -> str:
    started = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return f"process {os.getpid()} on {socket.gethostname()} since {started}"


def _sign(handle: int, text: str) -> None:
    """Says in the lock file who holds it, if there is room on the disk.

    It is only for people: the lock itself is the kernel's.
    """
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, text.encode(), 0)


def _refusal(output: Path, handle: int) -> str:
    holder = os.pread(handle, 1000, 0).decode(errors="replace") or "another run"
    return f"{output}: held by {holder}. Wait until it has ended, or end that process."


def is_shared(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether ``path`` lies on a network share, where a lock may hold on this machine only."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    place, best = path.resolve(), ("", "")
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) > _POINT and after and place.is_relative_to(fields[_POINT]):
            best = max(best, (fields[_POINT], after.split()[0]), key=lambda one: len(one[0]))
    return best[1].startswith(_SHARES)

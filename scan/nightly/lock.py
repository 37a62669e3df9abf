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

LOCK = ".lock"
TRIES, PAUSE = 5, 0.1
_READABLE = 0o644


@contextmanager
def held(
    output: Path, *, shared: bool = False, wait: bool = False, name: str = ""
) -> Iterator[None]:
    """Holds the lock of ``output``; ``shared`` with others that share it.

    Raises LockedError that says who holds it, unless ``wait``. ``name`` is for a lock of its own
    beside the main one.
    """
    handle = _open(output, name)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        if wait:
            fcntl.flock(handle, kind)
        elif not _taken(handle, kind):
            raise LockedError(_refusal(output, handle))
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
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _open(output: Path, name: str) -> int:
    output.mkdir(parents=True, exist_ok=True)
    return os.open(output / f"{LOCK}{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _READABLE)


def _taken(handle: int, kind: int) -> bool:
    """Tries for a moment: who only looks at the lock holds it for an instant."""
    for attempt in range(TRIES):
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE if attempt < TRIES - 1 else 0)
        else:
            return True
    return False


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

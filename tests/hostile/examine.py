"""A process of its own that takes in files, watched: what it says, needs and touches.

Run as ``python -m tests.hostile.examine``: paths as JSON on standard input, an account of each
as JSON on standard output. The process has so much memory and time, may write no more than the
first lines of a text, and that in its own temporary folder only; whatever else it changes, starts
or calls is noted.
"""

import datetime
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from scan.errors import ExtractError, Fault
from scan.extracts.intake import assess

MEMORY = 6 << 30
"""Bytes of address space: most of it is never touched, for libraries reserve it by the thread."""
SECONDS = 300
LARGEST = 2_000_000
"""Bytes of a file that the process may write: the first lines of a text, in a temporary folder."""
SCRATCH = tempfile.gettempdir()
"""Asked for once: the library takes a lock for it, and would wait for itself in a hook."""
_FORBIDDEN = ("subprocess.", "socket.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _is_temporary(details: tuple[object, ...]) -> bool:
    """Whether what is changed lies in the temporary folder, also when named from a folder in it."""
    name = str(details[0])
    opened = [str(Path(f"/proc/self/fd/{fd}").resolve()) for fd in details[1:] if fd_like(fd)]
    return any(place.startswith(SCRATCH) for place in (name, *opened))


def fd_like(value: object) -> bool:
    """Whether an audit event gave the number of an open folder."""
    return isinstance(value, int) and value > 2


class Watch:
    """Notes what the interpreter is asked to do with the world."""

    def __init__(self) -> None:
        self.on = False
        self.noted: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(details[0], int):
            return  # a file that was opened before, and heard then
        if event == "open":
            flags = details[2] if isinstance(details[2], int) else 0
            place = str(details[0])
            secret = any(name in place for name in ("secret", "passwd", "/dev/"))
            if secret or (flags & _WRITING and not place.startswith(SCRATCH)):
                self.noted.append(f"open {details[0]}")
        elif event.startswith(_FORBIDDEN):
            self.noted.append(event)
        elif event.startswith(_CHANGING) and not _is_temporary(details):
            self.noted.append(f"{event} {details[0]}")


def peak() -> int:
    """The most memory since :func:`forget_peak`, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def forget_peak() -> None:
    """Let the kernel count the most memory anew."""
    with Path("/proc/self/clear_refs").open("w", encoding="ascii") as stream:
        stream.write("5")


def faults_of(path: Path, catalogue: Catalogue) -> tuple[Fault, ...]:
    """What the intake says is wrong with a file."""
    try:
        return assess((path,), path.parent / "out", catalogue, datetime.date(2026, 7, 1)).faults
    except ExtractError as error:
        return error.faults


def main() -> None:
    paths = [Path(text) for text in json.load(sys.stdin)]
    catalogue = load_catalogue()
    watch = Watch()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for path in paths:
        forget_peak()
        began = time.process_time()
        watch.on, watch.noted = True, []
        faults = faults_of(path, catalogue)
        watch.on = False
        account = {
            "faults": [{**asdict(fault), "text": str(fault)} for fault in faults],
            "noted": watch.noted,
            "memory": peak(),
            "seconds": time.process_time() - began,
        }
        sys.stdout.write(json.dumps(account) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

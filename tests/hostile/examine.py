"""A process of its own that takes in files, watched: what it says, needs and touches.

Run as ``python -m tests.hostile.examine``: paths as JSON on standard input, an account of each
as JSON on standard output. The process may not write a byte to any file, and has so much memory
and time; whatever it opens for writing, starts or calls is noted.
"""

import datetime
import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path

from scan.catalogue.reading import load_catalogue
from scan.errors import ExtractError
from scan.extracts.intake import assess

MEMORY = 6 << 30
"""Bytes of address space: most of it is never touched, for libraries reserve it by the thread."""
SECONDS = 300
_FORBIDDEN = ("subprocess.", "socket.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Watch:
    """Notes what the interpreter is asked to do with the world."""

    def __init__(self) -> None:
        self.on = False
        self.noted: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            flags = details[2] if isinstance(details[2], int) else 0
            secret = any(name in str(details[0]) for name in ("secret", "passwd", "/dev/"))
            if flags & _WRITING or secret:
                self.noted.append(f"open {details[0]}")
        elif event.startswith((*_FORBIDDEN, *_CHANGING)):
            self.noted.append(event)


def peak() -> int:
    """The most memory since :func:`forget_peak`, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def forget_peak() -> None:
    """Let the kernel count the most memory anew."""
    with Path("/proc/self/clear_refs").open("w", encoding="ascii") as stream:
        stream.write("5")


def main() -> None:
    paths = [Path(text) for text in json.load(sys.stdin)]
    catalogue = load_catalogue()
    watch = Watch()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for path in paths:
        forget_peak()
        began, faults, code = time.process_time(), [], 0
        watch.on, watch.noted = True, []
        delivery = assess((path,), path.parent / "out", catalogue, datetime.date(2026, 7, 1))
        if delivery.faults:
            faults = [{**asdict(fault), "text": str(fault)} for fault in delivery.faults]
            code = ExtractError.exit_code
        watch.on = False
        account = {"faults": faults, "code": code, "noted": watch.noted, "memory": peak()}
        sys.stdout.write(json.dumps({**account, "seconds": time.process_time() - began}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

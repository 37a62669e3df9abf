"""The most memory that processes ever held.

Input: nothing. Output: kilobytes. Of this process: resident memory, never less than its share
(PSS), from the kernel's account of it, since that of ``getrusage`` begins with what its parent
held. Of the processes that it started: their shares, as somebody sees who looks often.
"""

import contextlib
import threading
from pathlib import Path
from typing import Self

import psutil

PAUSE = 0.1
"""Seconds between two looks."""


def peak_kb() -> int:
    """Peak of resident memory since this program started. Linux only."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


class Watch(threading.Thread):
    """Looks at the processes that this one started, for as long as its context lasts.

    What counts is the proportional share (PSS): what two of them both use, libraries above all,
    counts half for each.
    """

    def __init__(self, *, together: bool = False) -> None:
        super().__init__(daemon=True)
        self.together = together
        """Whether all of them and all that they start are added up, or only the largest counts."""
        self.peak_kb = 0
        self._done = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()

    def run(self) -> None:
        while not self._done.wait(PAUSE):
            held = [_share_kb(c.pid) for c in psutil.Process().children(recursive=self.together)]
            now = sum(held) if self.together else max(held, default=0)
            self.peak_kb = max(self.peak_kb, now)


def _share_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return 0

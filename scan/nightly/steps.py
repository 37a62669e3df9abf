"""Nightly, steps: what each part of a run takes, while it runs.

Input: the processes of this run, and what a step says that it made. Output: :class:`Step` values
for the account: time by the clock, work of the processor, highest memory, files and bytes.
"""

import datetime
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

LOOK = 1.0
"""Seconds between two looks at the memory of all processes."""
RUNNING, DONE, BROKEN = "running", "done", "broken"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a run, as it stands in the account."""

    name: str
    started: str
    """In UTC, ISO 8601."""
    state: str = RUNNING
    seconds: float = 0.0
    """By the clock."""
    cpu: float = 0.0
    """Seconds of work, of this process and of those it started and saw end."""
    memory: int = 0
    """Highest resident memory of all its processes together, in bytes: what they share counts
    for each."""
    files: int = 0
    bytes: int = 0
    """What it made."""


class Meter:
    """Measures one step, from when it is made until :meth:`end`."""

    def __init__(self, name: str) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.step = Step(name, now)
        self._began, self._cpu = time.monotonic(), _work()
        self._files = self._bytes = self._peak = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, name=f"meter {name}", daemon=True)
        self._watch.start()

    def made(self, files: int, size: int) -> None:
        """So many files and bytes more were made."""
        self._files += files
        self._bytes += size

    def end(self, state: str) -> Step:
        """The step as it came out."""
        self._over.set()
        self._watch.join()
        return Step(
            self.step.name,
            self.step.started,
            state,
            round(time.monotonic() - self._began, 2),
            round(_work() - self._cpu, 2),
            self._peak,
            self._files,
            self._bytes,
        )

    def _look(self) -> None:
        while True:
            self._peak = max(self._peak, _memory())
            if self._over.wait(LOOK):
                return


def _work() -> float:
    """Seconds of work of this process, and of its children that have ended."""
    return sum(os.times()[:4])


def _memory() -> int:
    """Resident memory of this process and all below it, in bytes."""
    total = 0
    with suppress(psutil.Error):
        own = psutil.Process()
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.Error):
                total += int(process.memory_info().rss)
    return total


def extent(folder: Path) -> tuple[int, int]:
    """Files below ``folder``, and their bytes; nothing where it is not there."""
    found = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(found), sum(found)

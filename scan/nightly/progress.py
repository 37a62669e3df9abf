"""Nightly, progress: what the operator sees while reports are made.

Input: outcomes as they come. Output on standard error: on a terminal a bar with rate and remaining
time, elsewhere a line per report.
"""

import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from scan.steps import expect

RATE = "{task.fields[rate]}"


class Bar:
    """The progress of the reports of one publication; a context."""

    def __init__(self, console: Console, title: str, total: int) -> None:
        self._console = console
        self._title = title
        self._total = total
        self._done = 0
        self._failed = 0
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> "Bar":
        if self._console.is_terminal and self._total:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Progress(*columns, TextColumn(RATE), console=self._console)
            self._task = self._bar.add_task(self._title, total=self._total, rate="")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, line: str, *, failed: bool) -> None:
        """One more report is done, or has failed."""
        self._done += 1
        self._failed += failed
        expect(self._left())
        if self._bar is None:
            text = f"[{self._done}/{self._total}] {line} ({self._pace()})"
            self._console.print(text, markup=False, style="bold" if failed else "dim")
            return
        if failed:
            self._console.print(line, markup=False, style="bold")
        self._bar.update(self._task, completed=self._done, rate=self._pace())

    def _pace(self) -> str:
        """Reports a minute, what remains, how many failed."""
        rate = self._done / max(time.monotonic() - self._began, 0.001)
        left = self._left()
        clock = f"{int(left // 3600)}:{int(left % 3600 // 60):02d}:{int(left % 60):02d}"
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{rate * 60:.0f} a minute, {clock} left{failed}"

    def _left(self) -> float:
        """Seconds, at the pace so far."""
        return (self._total - self._done) * (time.monotonic() - self._began) / self._done

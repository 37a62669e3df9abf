"""A way of making reports: a process that makes one for every line it gets.

Input: the arguments of a module. Output: a JSON object for each report.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Self

from scan.house import ROOT

Result = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """A process that makes reports on demand."""

    name: str
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, name: str, arguments: list[str]) -> Self:
        """Starts it, and waits until it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        way = cls(name, process)
        if way._line() != "ready":
            raise SystemExit(f"{name} did not start")
        return way

    def make(self, town: str) -> Result:
        """Makes one report."""
        assert self.process.stdin is not None
        self.process.stdin.write(town + "\n")
        self.process.stdin.flush()
        line = self._line()
        if not line:
            raise SystemExit(f"{self.name} made no report of {town}")
        made: Result = json.loads(line)
        return made

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Ends it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

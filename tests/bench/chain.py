"""The whole chain around single reports: two workers, a cold start.

Input: a workspace's output folder. Output: ratios. Each compares two things that were measured
one after the other on the same machine, in medians of several rounds.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scan.house import ROOT

ROUNDS = 3
LOOP = "x = 0\nfor i in range({n}): x += i * i"
WORK = "Mechelen\nGent\nLeuven\nBrugge\n"
"""The same for each of two workers, so that neither waits for the other at the end."""


def measure(
    output: Path, target: Path, warm: float, tell: Callable[[str], None]
) -> dict[str, float]:
    """All ratios of the chain; ``warm`` is the CPU of a warm report with its checks."""
    tell("two workers …")
    makers = [_maker(output, target, number) for number in (0, 1)]
    gains = [
        (_gain(_loops(1), _loops(2), ""), _gain(makers[:1], makers, WORK)) for _ in range(ROUNDS)
    ]
    loop, pair = (statistics.median(found) for found in zip(*gains, strict=True))
    tell("a single report from a cold start …")
    cold = statistics.median(_cold(output) for _ in range(ROUNDS))
    return {
        "gain of two CPU loops": round(loop, 2),
        "gain of two workers": round(pair, 2),
        "two workers / two CPU loops": round(statistics.median(b / a for a, b in gains), 3),
        "cold single report / warm": round(cold / warm, 2),
    }


Start = Callable[[], "subprocess.Popen[str]"]


def _loops(count: int) -> list[Start]:
    command = [sys.executable, "-c", LOOP.format(n=60_000_000)]
    return [lambda: subprocess.Popen(command, text=True, stdin=subprocess.PIPE)] * count


def _maker(output: Path, target: Path, which: int) -> Start:
    command = [sys.executable, "-m", "tests.bench.ours", str(output), str(target / str(which))]

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.write("Hasselt\n")
        process.stdin.flush()
        process.stdout.readline()
        return process

    return start


def _gain(alone: list[Start], together: list[Start], work: str) -> float:
    """How much more is done in the same time by several than by one."""
    return len(together) * _wall(alone, work) / _wall(together, work)


def _wall(starts: list[Start], work: str) -> float:
    """Wall seconds until all have done their work; what warms up first is not counted."""
    running = [start() for start in starts]
    begun = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write(work)
        process.stdin.close()
    for process in running:
        if process.wait():
            raise SystemExit(f"a process ended with {process.returncode}")
    return time.perf_counter() - begun


def _cold(output: Path) -> float:
    """CPU seconds of one command, from start to finished report."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "scan.cli", "report", "Mechelen", "--output", str(output)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=dict(os.environ))
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime

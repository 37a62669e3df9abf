"""Extracts, confined: what a process that reads delivered files may no longer do, and never again.

Input: limits. Output: a process with so much memory and so many open files, that writes no file,
starts no process, reaches no network and no other process; and what of that this system does not
offer. The kernel holds it to that, and to limits that cannot be raised.
"""

import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from scan.extracts.call_filter import filter_calls

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 2048 * MEGABYTE
    """Bytes beside those that the process holds when it is ready to read."""
    processor: float = 300.0
    """Seconds of all its threads together."""
    seconds: float = 600.0
    """By the clock, however busy the machine is."""
    files: int = 64
    """Open at a time."""
    answer: int = 1024 * MEGABYTE
    """Bytes of what comes back."""


LIMITS = Limits()
"""What is enough for every file that is known, five times over."""

_state = {"confined": False}


def is_confined() -> bool:
    """Whether this process is confined: what is read in it is read in a cage already."""
    return _state["confined"]


def confine(limits: Limits) -> str:
    """Confine this process; returns what this system does not offer, empty where it offers all."""
    _lower(resource.RLIMIT_NOFILE, limits.files)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    lacking = [_limit_memory(limits.memory), filter_calls()]
    _state["confined"] = True
    return "; ".join(filter(None, lacking))


def allow_time(seconds: float) -> None:
    """Let the kernel end this process after so many seconds of work from now."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def memory_held() -> int:
    """Bytes of private memory that this process asked for; 0 where the system does not tell."""
    return _status().get("VmData", 0)


def _status() -> dict[str, int]:
    path = Path("/proc/self/status")
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {words[0].rstrip(":"): int(words[1]) * 1024 for words in lines if words[2:] == ["kB"]}


def _limit_memory(more: int) -> str:
    """Hold the process to ``more`` memory than it has.

    Private memory is what counts: allocators reserve address space that nobody touches. Address
    space is held to twice as much, for memory that is shared with nobody counts in it alone.
    """
    held = _status()
    if not held:
        return "memory is not limited"
    _lower(resource.RLIMIT_DATA, held["VmData"] + more)
    _lower(resource.RLIMIT_AS, held["VmSize"] + 2 * more)
    return ""


def _lower(what: int, most: int) -> None:
    """Set a limit for good; one that is lower already stays."""
    hard = resource.getrlimit(what)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (allowed, allowed))

"""Nightly, memory: how many workers this machine, or the part of it that a run may use, can hold.

Input: the memory that is free and the limit of the control group. Output: a number of workers.
More workers than fit are ended by the kernel, one after the other, and each costs a report.
"""

from collections.abc import Callable
from pathlib import Path

import psutil

WORKER = 450 * 1024 * 1024
"""Bytes that a worker takes at most while it makes a report, as measured."""
OWN = 550 * 1024 * 1024
"""Bytes that the supervisor takes while it plans."""
_GROUPS = Path("/sys/fs/cgroup")
_SELF = Path("/proc/self/cgroup")


def fitting(asked: int, tell: Callable[[str], None]) -> int:
    """As many workers as were ``asked``, or fewer where memory does not hold them; at least one.

    ``tell`` says when it is fewer.
    """
    free = free_memory()
    most = max(1, (free - OWN) // WORKER)
    if asked > most:
        tell(f"{most} workers in place of {asked}: {free // 1_000_000} MB of memory are free")
    return min(asked, most)


def free_memory(groups: Path = _GROUPS, own: Path = _SELF) -> int:
    """Bytes that this process and its children may still take: of the machine, or of the control
    groups in which it runs (version 2), whichever is less."""
    found: int = psutil.virtual_memory().available
    for folder in _folders(groups, own):
        found = min((found, *_left(folder)))
    return max(found, 0)


def _folders(groups: Path, own: Path) -> list[Path]:
    """The control group of this process and those around it."""
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    paths = [line.removeprefix("0::").lstrip("/") for line in lines if line.startswith("0::")]
    return [
        folder
        for path in paths
        for folder in (groups / path, *(groups / path).parents)
        if folder.is_relative_to(groups)
    ]


def _left(folder: Path) -> list[int]:
    """What the limits of one group leave; caches of files give way, and count as free."""
    try:
        used = int((folder / "memory.current").read_text(encoding="utf-8"))
        stat = (folder / "memory.stat").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    cached = sum(int(line.split()[1]) for line in stat if line.startswith("inactive_file "))
    limits = (_number(folder / name) for name in ("memory.max", "memory.high"))
    return [limit - used + cached for limit in limits if limit is not None]


def _number(path: Path) -> int | None:
    """The limit in a file; ``None`` without one (``max``)."""
    try:
        return int(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

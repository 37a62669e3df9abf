"""A disk that fails, or a power cut, at the n-th step of an action on a shelf.

Every change to the file system is a step: opening for writing, flushing, renaming, linking,
making and removing. An audit hook sees them all, whichever code or library takes them.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

Mode = Literal["fail", "kill"]
Action = Callable[[Path], None]
CLEAN, FAILED, UNHARMED = 0, 5, 6

_CHANGES = frozenset(
    ("os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.chmod")
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def run_with_fault(action: Action, shelf: Path, at: int, mode: Mode) -> int | None:
    """Exit code of a process that runs ``action`` and meets a fault at its step ``at``.

    ``CLEAN`` when the action took fewer steps, ``FAILED`` when it ended in OSError, ``UNHARMED``
    when it got around the fault, negative when it was killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.publish.release_faults", action.__module__])
    process = context.Process(target=_child, args=(action, shelf, at, mode))
    process.start()
    process.join()
    return process.exitcode


def _child(action: Action, shelf: Path, at: int, mode: Mode) -> None:
    sys.dont_write_bytecode = True
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == at:
            if mode == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(5, "Input/output error")

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event in _CHANGES or (event == "open" and args[2] & _WRITING):
            step()

    flush = os.fsync

    def fsync(handle: int) -> None:
        step()
        flush(handle)

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(watch)
    try:
        action(shelf)
    except OSError:
        os._exit(FAILED)
    os._exit(CLEAN if steps < at else UNHARMED)

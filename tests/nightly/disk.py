"""A disk on which the n-th step fails, or at which the process dies, in this very process.

Every change to the file system is a step: opening for writing, flushing, renaming, linking,
making and removing. An audit hook sees them all, whichever code or library takes them.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest

from scan import files

Mode = Literal["full", "ill", "kill"]
_SAYS = {"full": errno.ENOSPC, "ill": errno.EIO}

_REMOVING = frozenset(("os.remove", "os.rmdir"))
_CHANGES = _REMOVING | {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.chmod"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_NOBODY = 2**22 + 1
"""More than the highest number that a process can have."""

_watching: list[Callable[[str], None]] = []


class Dead(BaseException):
    """Stands for SIGKILL: from then on no step on the disk is done, not even tidying up."""


@contextmanager
def fault(at: int, what: Mode, patch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The ``at``-th step fails for want of room or of a sound disk, or everything ends there; gives
    the steps."""
    done = 0

    def step(event: str) -> None:
        nonlocal done
        done += 1
        if what == "kill" and done >= at:
            raise Dead
        if what in _SAYS and done == at and (event not in _REMOVING or what == "ill"):
            raise OSError(_SAYS[what], os.strerror(_SAYS[what]))

    flush = os.fsync

    def fsync(handle: int) -> None:
        step("os.fsync")
        flush(handle)

    with patch.context() as only_here:
        only_here.setattr(os, "fsync", fsync)
        if what == "kill":
            only_here.setattr(files, "_number", lambda: _NOBODY)
        _watching.append(step)
        try:
            yield lambda: done
        finally:
            _watching.clear()


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and (event in _CHANGES or (event == "open" and _writes(arguments))):
        _watching[0](event)


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, _, flags = arguments
    return bool(flags & _WRITING) and path != os.devnull


sys.addaudithook(_watch)

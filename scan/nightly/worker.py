"""Nightly, worker: a process that does one piece of work after the other.

Input: a socket that the supervisor inherited to it; over it first a function, then its arguments
one by one. Output: over the same socket an :class:`Answer` to each. It dies with its supervisor.
"""

import contextlib
import ctypes
import faulthandler
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from scan.errors import ScanError
from scan.files import disk_full

READY = "ready"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a piece of work: a value, or the reason why there is none."""

    value: object
    reason: str = ""
    trace: str = ""
    """Where it broke, for a fault that nobody foresaw."""
    full_disk: bool = False


def main() -> None:
    """Works until the supervisor closes its end of the socket, or dies."""
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(int(sys.argv[2]))
    connection = Connection(int(sys.argv[1]))
    with contextlib.suppress(EOFError, ConnectionError):
        function = connection.recv()
        connection.send(READY)
        while True:
            connection.send(answer_to(function, connection.recv()))
            _tidy()


def answer_to(function: Callable[..., object], argument: object) -> Answer:
    """The boundary: whatever goes wrong in one piece of work must not end the worker."""
    try:
        return Answer(function(argument))
    except ScanError as error:
        return Answer(None, str(error))
    except OSError as error:
        full = disk_full(error)
        return Answer(None, f"{error}", "" if full else traceback.format_exc(), full)
    except Exception as error:
        return Answer(None, f"{type(error).__name__}: {error}", traceback.format_exc())


def _tidy() -> None:
    """Gives back memory before the next piece of work; glibc keeps what was freed otherwise."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _die_with(parent: int) -> None:
    """Have the kernel kill this process with its supervisor, where the kernel can.

    Elsewhere it ends when it next looks for work.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

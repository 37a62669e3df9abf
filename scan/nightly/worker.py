"""Nightly, worker: a process that does one piece of work after the other.

Input: a socket that the supervisor inherited to it; over it first a function, then its arguments
one by one. Output: over the same socket an :class:`Answer` to each. It dies with its supervisor.
"""

import contextlib
import faulthandler
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from scan.errors import ScanError
from scan.files import disk_full
from scan.processes import die_with, give_back_memory

READY = "ready"


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
    die_with(int(sys.argv[2]))
    connection = Connection(int(sys.argv[1]))
    with contextlib.suppress(EOFError, ConnectionError):
        function = connection.recv()
        connection.send(READY)
        while True:
            connection.send(answer_to(function, connection.recv()))
            give_back_memory()


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

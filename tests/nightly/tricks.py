"""Functions that a worker is given in the place of making a report: good, slow and deadly ones."""

import os
import signal
import sys
import time
from pathlib import Path


def trick(argument: tuple[str, str]) -> str:
    """Does what the first word says; the second is a folder to leave marks in."""
    what, folder = argument
    mark = Path(folder, f"{what}-{os.getpid()}-{time.monotonic_ns()}")
    mark.touch()
    if what == "crash" or (what == "crash-once" and len(list(Path(folder).glob(f"{what}-*"))) == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "abort":
        os.abort()
    if what == "hang":
        time.sleep(10_000)
    if what == "freeze":
        return _frozen()
    if what == "babble":
        os.write(_own_socket(), b"\x7f" * 100)
        time.sleep(10_000)
    if what == "large":
        return "x" * 3_000_000
    if what == "eat":
        eaten = bytearray(900 * 1024 * 1024)
        time.sleep(10_000)
        return str(len(eaten))
    if what == "raise":
        raise ValueError("no such figure")
    return f"{what} done"


def _own_socket() -> int:
    return int(sys.argv[1])


def _frozen() -> str:
    """Says the first half of an answer, and stops as a frozen process does."""
    message = (1_000).to_bytes(4, "big") + b"\x80" * 500
    os.write(_own_socket(), message)
    os.kill(os.getpid(), signal.SIGSTOP)
    return ""

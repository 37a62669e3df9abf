"""Functions that a worker is given in the place of making a report: good, slow and deadly ones."""

import os
import signal
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
    if what == "eat":
        eaten = bytearray(900 * 1024 * 1024)
        time.sleep(10_000)
        return str(len(eaten))
    if what == "raise":
        raise ValueError("no such figure")
    return f"{what} done"

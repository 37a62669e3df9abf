"""Ground, processes: what all processes that the program starts have in common.

Input: a line of Python, or the code with which a process ended. Output: its command and
environment; words for people. A process of ours takes no module from the folder somebody stands
in, and dies with whoever started it.
"""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Mapping

from scan.house import CODE

_PR_SET_PDEATHSIG = 1


def python_command(program: str, *words: str) -> list[str]:
    """The command that runs a line of Python with ``words`` as its arguments.

    Not ``-m``: what a process sends must be known by the name of its module. ``-P``: what lies
    in the folder somebody stands in must not pass for a module.
    """
    return [sys.executable, "-P", "-c", program, *words]


def python_environment(given: Mapping[str, str], **more: str) -> dict[str, str]:
    """``given`` with ``more``, for a process that finds this very package first."""
    paths = (str(CODE.parent), given.get("PYTHONPATH", ""))
    return {**given, **more, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def die_with(parent: int) -> None:
    """Have the kernel kill this process with its parent, where the kernel can.

    Elsewhere it ends when it next looks for work.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def give_back_memory() -> None:
    """Gives freed memory back to the system; glibc keeps it otherwise."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def how_it_ended(code: int) -> str:
    """How a process ended, for people."""
    if code >= 0:
        return f"its process ended with code {code}"
    return f"its process was ended by signal {-code} ({signal_name(-code)})"


def signal_name(number: int) -> str:
    """``SIGABRT`` for 6; the number where it has no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)

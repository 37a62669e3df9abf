"""Extracts, caged: the process in which delivered files are read, one after the other.

Input: over a pipe that its parent holds, functions with an argument and limits. Output: over
another one an answer to each, of which it first says that it begins. Between the two it reads
bytes that strangers made; before the first of them it is confined for good. After anything that
nobody foresaw, and when it has grown, it makes place for a fresh one.
"""

import contextlib
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

from scan.errors import ExtractError
from scan.extracts.answers import Answer, pack, promised
from scan.extracts.confined import Limits, allow_time, confine, memory_held
from scan.processes import die_with, give_back_memory

NO_MEMORY = "no memory"
"""The trouble of a call that met the limit of memory, and lived to tell."""
_GROWN = 4
"""A process that holds more than this part of the memory for one file makes place: the next file
must not be refused for what the ones before left behind."""
_SIZE = 8


def main() -> None:
    """Answers until the parent closes its end of the pipe, or dies."""
    requests, answers, parent = (int(word) for word in sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(parent)
    inward = Connection(requests, writable=False)
    with contextlib.suppress(EOFError):
        folder, function, argument, limits = inward.recv()
        gc.freeze()  # what was loaded stays: looking through it after each file takes longer
        lacking = confine(limits)
        start, sound = memory_held(), True
        while sound and memory_held() - start <= limits.memory // _GROWN:
            _say(answers, lacking.encode())
            with contextlib.suppress(OSError):
                os.chdir(folder)
            answer, sound = _answer_to(function, argument, limits)
            _say(answers, answer)
            del argument, answer
            give_back_memory()
            folder, function, argument, limits = inward.recv()


_kept: dict[int, object] = {}


def recall(name: int, packed: bytes) -> object:
    """What the parent sends once, and then by its name only: unpacked when it comes."""
    if packed:
        _kept[name] = ForkingPickler.loads(packed)
    return _kept[name]


def _answer_to(
    function: Callable[..., object], argument: object, limits: Limits
) -> tuple[bytes, bool]:
    """The boundary: what comes of a call, packed; and whether the process is as it was before.

    Decoders panic with what is no Exception, so everything is caught.
    """
    allow_time(limits.processor)
    kind = promised(function)
    try:
        return pack(Answer(function(argument)), kind), True
    except ExtractError as error:
        return pack(Answer(faults=error.faults), kind), True
    except MemoryError:
        return pack(Answer(trouble=NO_MEMORY), kind), False
    except BaseException as error:
        return pack(Answer(trouble=_told(error)), kind), False
    finally:
        allow_time(0)


def _told(error: BaseException) -> str:
    """What an error says, and where in the program it was met.

    A decoder that panics says something else each time, and nothing for people.
    """
    ours = Path(__file__).parent.parent
    first, *frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(ours)]
    last = (own or frames or [first])[-1]
    said = next(iter(str(error).splitlines()), "") if isinstance(error, Exception) else ""
    name = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"{name} in {Path(last.filename).name}, line {last.lineno}"


def _say(answers: int, message: bytes) -> None:
    """Writes a message, after its size."""
    left = memoryview(len(message).to_bytes(_SIZE, "big") + message)
    while left:
        left = left[os.write(answers, left) :]

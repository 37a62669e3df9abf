"""Extracts, cage: delivered files are read in a process that may break.

Input: a function, its argument, and the path of the file that it reads. Output: its value, or an
ExtractError that names the file. Whatever ends that process is a refusal here: a decoder that
aborts, an endless loop, too much memory, an answer that is none.

The process is a fresh Python, not a fork: Polars must not be forked once it is loaded. To load
what reads files takes most of a second, so one process reads file after file (:func:`warm`); after
any death, limit or oddity the next file gets a fresh one.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import NoReturn, TypeVar, cast

from scan.errors import ExtractError
from scan.extracts.answers import GarbledError, promised, unpack
from scan.extracts.caged import NO_MEMORY
from scan.extracts.confined import LIMITS, Limits, is_confined
from scan.extracts.faults import fault_at
from scan.extracts.inmates import Inmate, LostError, NotBegunError, TooMuchError, allowed, start

A = TypeVar("A")
V = TypeVar("V")

TRIES = 2
"""Processes that are started for a file before something is wrong with all of them."""


class Cage:
    """A process that reads file after file; a context that leaves none behind."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._inmate: Inmate | None = None

    def __enter__(self) -> "Cage":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; a call after that starts another one."""
        inmate, self._inmate = self._inmate, None
        if inmate is not None:
            inmate.end()

    def read(self, function: Callable[[A], V], argument: A, path: Path) -> V:
        """The value of ``function(argument)``, which reads the file at ``path``.

        The function stands in a module, and is annotated with what it returns: texts, numbers,
        frames, and dataclasses, lists, tuples and dicts of those. Raises the ExtractError that it
        raises, and one of its own for whatever else goes wrong with it; RuntimeError when no such
        process can be started.
        """
        try:
            data = self._asked((_here(), function, argument, self.limits))
            answer = unpack(data, promised(function))
        except LostError as error:
            self.close()
            _refuse(path, error)
        except GarbledError:
            self.close()
            _refuse(path, LostError("the process that read it gave an answer that is none"))
        except BaseException:  # an interrupt, most likely: the process is in the middle of a file
            self.close()
            raise
        if answer.trouble:
            self.close()
            _refuse(path, _troubled(answer.trouble, self.limits))
        if answer.faults:
            raise ExtractError(answer.faults)
        return cast("V", answer.value)

    def _asked(self, request: object) -> bytearray:
        """What the process says to a request; a process that is gone before it begins is replaced,
        for it is not the file that ended it."""
        for attempt in range(TRIES):
            if self._inmate is not None and not self._inmate.is_ready():
                self.close()
            if self._inmate is None:
                self._inmate = start()
            try:
                return self._inmate.ask(request, self.limits)
            except NotBegunError as error:
                self.close()
                if attempt + 1 == TRIES:
                    raise RuntimeError(f"no process can be started that reads: {error}") from error
        raise AssertionError


_open: ContextVar[Cage | None] = ContextVar("_open", default=None)


@contextlib.contextmanager
def warm() -> Iterator[None]:
    """Within this, all files are read by one process, which starts with the first of them.

    Works as a decorator too; within another one it changes nothing.
    """
    if _open.get() is not None:
        yield
        return
    with Cage() as cage:
        token = _open.set(cage)
        try:
            yield
        finally:
            _open.reset(token)


def in_cage(function: Callable[[A], V], argument: A, path: Path, limits: Limits = LIMITS) -> V:
    """The value of ``function(argument)``, computed in a cage; see :meth:`Cage.read`.

    In the process of :func:`warm` where there is one, else in one of its own. A process that is
    caged itself goes on as it is.
    """
    if is_confined():
        return function(argument)
    cage = _open.get()
    if cage is not None and cage.limits == limits:
        return cage.read(function, argument, path)
    with Cage(limits) as own:
        return own.read(function, argument, path)


def _here() -> str:
    """The folder that paths are relative to; empty where it is gone."""
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        return ""


def _troubled(trouble: str, limits: Limits) -> LostError:
    """What to say of a call that failed as nobody foresaw, in a process that lived to tell."""
    if trouble == NO_MEMORY:
        return TooMuchError(f"takes too much memory to read; {allowed(limits)}")
    return LostError(f"broke its reader ({trouble})")


def _refuse(path: Path, error: LostError) -> NoReturn:
    raise ExtractError((fault_at(path.name, "unreadable", str(error), error.remedy),)) from error

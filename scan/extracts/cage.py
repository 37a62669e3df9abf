"""Extracts, cage: delivered files are read in a process that may break.

Input: a function, its argument, and the path of the file that it reads. Output: its value, or an
ExtractError that names the file. Whatever ends that process is a refusal here: a decoder that
aborts, an endless loop, too much memory, an answer that is none.

The process is a fresh Python, not a fork: Polars must not be forked once it is loaded. To load
what reads files takes most of a second, so one process reads file after file (:func:`warm`); after
any death, limit or oddity the next file gets a fresh one.
"""

import contextlib
import logging
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import NoReturn, TypeVar, cast

from scan.catalogue.reading import ROOT
from scan.errors import ExtractError, visible
from scan.extracts.answers import GarbledError, promised, unpack
from scan.extracts.caged import NO_MEMORY
from scan.extracts.confined import LIMITS, MEGABYTE, Limits, is_confined
from scan.extracts.faults import fault_at
from scan.processes import how_it_ended, python_command, python_environment

A = TypeVar("A")
V = TypeVar("V")

START = 120.0
"""Seconds that a process may take to load what reads files."""
TRIES = 2
"""Processes that are started for a file before something is wrong with all of them."""
_PROGRAM = "from scan.extracts.caged import main; main()"
_SIZE = 8
_BLOCK = 1 << 20
_TAIL = 4_000
"""Bytes of what a process printed that are kept."""
_LINE = 200
"""Signs of such a line in a message."""
_GOES = 5.0
"""Seconds that a process may take to end once it closed its pipes."""
_SURROUNDINGS = ("PATH", "LANG", "LC_", "TZ", "LD_", "PYTHON", "POLARS_", "VIRTUAL_ENV", "HOME")
"""Starts of the names of variables that a caged process sees: no addresses of databases."""
_SPARE = {
    "POLARS_MAX_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "_RJEM_MALLOC_CONF": "retain:false,dirty_decay_ms:0,muzzy_decay_ms:0,background_thread:false",
    "RUST_BACKTRACE": "0",
}
"""Few threads, each of which holds memory; what Polars frees goes back to the system at once, so
that a limit counts what is used and not what was; and no pages of what a decoder was at."""


class Cage:
    """A process that reads file after file; a context that leaves none behind."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._child: _Child | None = None

    def __enter__(self) -> "Cage":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; a call after that starts another one."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def read(self, function: Callable[[A], V], argument: A, path: Path) -> V:
        """The value of ``function(argument)``, which reads the file at ``path``.

        The function stands in a module, and is annotated with what it returns: texts, numbers,
        frames, and dataclasses, lists, tuples and dicts of those. Raises the ExtractError that it
        raises, and one of its own for whatever else goes wrong with it; RuntimeError when no such
        process can be started.
        """
        # The parent is trusted, what comes back is not: only the request is pickled.
        request = bytes(ForkingPickler.dumps((_here(), function, argument, self.limits)))
        try:
            data = self._asked(len(request).to_bytes(4, "big") + request)
            answer = unpack(data, promised(function))
        except _LostError as error:
            self.close()
            _refuse(path, error)
        except GarbledError:
            self.close()
            _refuse(path, _LostError("the process that read it gave an answer that is none"))
        except BaseException:  # an interrupt, most likely: the process is in the middle of a file
            self.close()
            raise
        if answer.trouble:
            self.close()
            _refuse(path, _troubled(answer.trouble, self.limits))
        if answer.faults:
            raise ExtractError(answer.faults)
        return cast("V", answer.value)

    def _asked(self, request: bytes) -> bytearray:
        """What the process says to a request; a process that is gone before it begins is replaced,
        for it is not the file that ended it."""
        for attempt in range(TRIES):
            if self._child is not None and not self._child.is_ready():
                self.close()
            if self._child is None:
                self._child = _start()
            try:
                return self._child.ask(request, self.limits)
            except _NotBegunError as error:
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


# --- the process ----------------------------------------------------------------------------


class _LostError(Exception):
    """A process is lost for the file that it was at; the message says why."""

    remedy = "Deliver it again, as it comes from its program, or the same figures as CSV."


class _NotBegunError(Exception):
    """A process is lost before it was at any file."""


class _TooMuchError(_LostError):
    remedy = "Deliver a smaller file, or the same figures as CSV."


@dataclass
class _Child:
    """A process with its pipes."""

    process: subprocess.Popen[bytes]
    requests: int
    answers: int
    errors: int
    owner: int = field(default_factory=os.getpid)
    tail: bytes = b""

    def is_ready(self) -> bool:
        """Whether it lives, is ours, and said nothing unasked."""
        if self.owner != os.getpid() or self.process.poll() is not None:
            return False
        with selectors.DefaultSelector() as heard:
            heard.register(self.answers, selectors.EVENT_READ)
            return not heard.select(0)

    def end(self) -> None:
        """Ends it at once, unless it is that of a process of which this one is a copy."""
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
        for pipe in (self.requests, self.answers, self.errors):
            os.close(pipe)

    def ask(self, request: bytes, limits: Limits) -> bytearray:
        """What it answers to a request. Raises _LostError, and _NotBegunError."""
        self.tail = b""
        talk = _Talk(self, memoryview(request), limits)
        try:
            return talk.held()
        except _LostError as error:
            if talk.began:
                raise
            raise _NotBegunError(f"{error} {self.last_line()}".strip()) from error

    def last_line(self) -> str:
        """The last line that it printed, without advice to programmers."""
        lines = self.tail.decode("utf-8", errors="replace").splitlines()
        told = [line.strip() for line in lines if line.strip() and not line.startswith("note:")]
        return visible(told[-1], _LINE) if told else ""

    def hear(self) -> bool:
        """Keeps the end of what it printed; whether there may be more."""
        printed = os.read(self.errors, _BLOCK)
        self.tail = (self.tail + printed)[-_TAIL:]
        return bool(printed)


@dataclass
class _Talk:
    """A request, and the answer as far as it came."""

    child: _Child
    request: memoryview
    limits: Limits
    began: bool = False
    said: bytearray = field(default_factory=bytearray)
    until: float = field(default_factory=lambda: time.monotonic() + START)

    def held(self) -> bytearray:
        """The whole answer. Raises _LostError."""
        with selectors.DefaultSelector() as pipes:
            pipes.register(self.child.requests, selectors.EVENT_WRITE, self._send)
            pipes.register(self.child.answers, selectors.EVENT_READ, self._take)
            pipes.register(self.child.errors, selectors.EVENT_READ, self.child.hear)
            while True:
                stirred = pipes.select(max(0.0, self.until - time.monotonic()))
                if not stirred and time.monotonic() >= self.until:
                    allowed = self.limits.seconds if self.began else START
                    raise _TooMuchError(f"was not read within {allowed:g} seconds")
                for key, _ in stirred:
                    if not key.data():
                        pipes.unregister(key.fd)
                message = self._message()
                if message is not None:
                    return message

    def _send(self) -> bool:
        """Sends more of the request; whether there is more."""
        try:
            self.request = self.request[os.write(self.child.requests, self.request[:_BLOCK]) :]
        except BrokenPipeError:
            return False
        return bool(self.request)

    def _take(self) -> bool:
        """Takes more of the answer; whether there may be more."""
        more = os.read(self.child.answers, _BLOCK)
        if not more:
            raise self._gone()
        self.said += more
        return True

    def _message(self) -> bytearray | None:
        """The answer when it is whole. What comes first says only that the process begins."""
        if len(self.said) < _SIZE:
            return None
        size = int.from_bytes(self.said[:_SIZE], "big")
        if size > self.limits.answer or (len(self.said) > _SIZE + size and self.began):
            raise _LostError("the process that read it gave an answer that is none")
        if len(self.said) < _SIZE + size:
            return None
        message = self.said[_SIZE : _SIZE + size]
        if self.began:
            return message
        self.began, self.until = True, time.monotonic() + self.limits.seconds
        del self.said[: _SIZE + size]
        if message:
            _say_once(message.decode("utf-8", errors="replace"))
        return self._message()

    def _gone(self) -> _LostError:
        """Why a process is gone that closed its pipe."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.child.process.wait(_GOES)
        self.child.process.kill()
        code = self.child.process.wait()
        with contextlib.suppress(BlockingIOError):
            while self.child.hear():
                pass
        return _ended(code, self.child.last_line(), self.limits)


def _start() -> _Child:
    """A new process, which loads what reads files when it hears of the first."""
    asked, requests = os.pipe()
    answers, answered = os.pipe()
    errors, printed = os.pipe()
    theirs = (asked, answered, printed)
    own = {name: text for name, text in os.environ.items() if name.startswith(_SURROUNDINGS)}
    try:
        process = subprocess.Popen(
            python_command(_PROGRAM, str(asked), str(answered), str(os.getpid())),
            pass_fds=(asked, answered),
            env=python_environment(own, ROOT, **_SPARE),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            start_new_session=True,  # the terminal interrupts its parent, which then ends it
        )
    except BaseException:
        for pipe in (requests, answers, errors):
            os.close(pipe)
        raise
    finally:
        for pipe in theirs:
            os.close(pipe)
    for pipe in (requests, answers, errors):
        os.set_blocking(pipe, False)
    return _Child(process, requests, answers, errors)


def _here() -> str:
    """The folder that paths are relative to; empty where it is gone."""
    try:
        return str(Path.cwd())
    except FileNotFoundError:
        return ""


# --- words ----------------------------------------------------------------------------------


def _ended(code: int, line: str, limits: Limits) -> _LostError:
    """What to say of a process that ended by itself, or that the kernel ended."""
    if code == -signal.SIGPROF:
        return _TooMuchError(f"takes more than {limits.processor:g} seconds of work to read")
    if found := _ALLOCATION.search(line):
        asked = f"{int(found[1]) / MEGABYTE:,.0f} MB"
        return _TooMuchError(f"makes its reader ask for {asked} at once; {_allowed(limits)}")
    if code == -signal.SIGKILL:
        line = line or "the machine may be short of memory"
    said = f": {line}" if line else ""
    return _LostError(f"broke its reader ({how_it_ended(code)}{said})")


_ALLOCATION = re.compile(r"memory allocation of (\d+) bytes failed")


def _troubled(trouble: str, limits: Limits) -> _LostError:
    """What to say of a call that failed as nobody foresaw, in a process that lived to tell."""
    if trouble == NO_MEMORY:
        return _TooMuchError(f"takes too much memory to read; {_allowed(limits)}")
    return _LostError(f"broke its reader ({trouble})")


def _allowed(limits: Limits) -> str:
    return f"{limits.memory // MEGABYTE:,} MB are allowed"


def _refuse(path: Path, error: _LostError) -> NoReturn:
    raise ExtractError((fault_at(path.name, "unreadable", str(error), error.remedy),)) from error


@cache
def _say_once(lacking: str) -> None:
    logging.getLogger(__name__).warning("Files are read with less protection: %s.", lacking)

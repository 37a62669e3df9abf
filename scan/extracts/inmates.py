"""Extracts, inmates: the process that a cage holds, from its start to its end.

Input: a request and limits. Output: the bytes of the answer, or why the process is lost. Nothing
that comes from it is trusted, nor waited for longer than the limits say.
"""

import contextlib
import logging
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from multiprocessing.reduction import ForkingPickler
from typing import cast

from scan.catalogue.entries import Catalogue
from scan.errors import visible
from scan.extracts.caged import recall
from scan.extracts.confined import MEGABYTE, Limits
from scan.processes import how_it_ended, python_command, python_environment

START = 120.0
"""Seconds that a process may take to load what reads files."""
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
    "_RJEM_MALLOC_CONF": (
        "retain:false,dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:false"
    ),
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "RUST_BACKTRACE": "0",
}
"""Few threads, each of which holds memory. What Polars frees goes back to the system within a
second, and Arrow reserves no gigabyte, so that a limit counts what is used; at once costs a fifth
more, for the same pages are asked for again. No pages of what a decoder was at.
"""


class LostError(Exception):
    """A process is lost for the file that it was at; the message says why."""

    remedy = "Deliver it again, as it comes from its program, or the same figures as CSV."


class NotBegunError(Exception):
    """A process is lost before it was at any file."""


class TooMuchError(LostError):
    """A process took more than it may."""

    remedy = "Deliver a smaller file, or the same figures as CSV."


@dataclass
class Inmate:
    """A process with its pipes."""

    process: subprocess.Popen[bytes]
    requests: int
    answers: int
    errors: int
    told: dict[int, Catalogue] = field(default_factory=dict)
    """What it has of what every request needs."""
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

    def ask(self, request: object, limits: Limits) -> bytearray:
        """What it answers to a request. Raises LostError, and NotBegunError."""
        self.tail = b""
        talk = _Talk(self, memoryview(_packed(request, self.told)), limits)
        try:
            return talk.held()
        except LostError as error:
            if talk.began:
                raise
            raise NotBegunError(f"{error} {self.last_line()}".strip()) from error

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

    child: Inmate
    request: memoryview
    limits: Limits
    began: bool = False
    said: bytearray = field(default_factory=bytearray)
    until: float = field(default_factory=lambda: time.monotonic() + START)

    def held(self) -> bytearray:
        """The whole answer. Raises LostError."""
        with selectors.DefaultSelector() as pipes:
            pipes.register(self.child.requests, selectors.EVENT_WRITE, self._send)
            pipes.register(self.child.answers, selectors.EVENT_READ, self._take)
            pipes.register(self.child.errors, selectors.EVENT_READ, self.child.hear)
            while True:
                stirred = pipes.select(max(0.0, self.until - time.monotonic()))
                if not stirred and time.monotonic() >= self.until:
                    allowed = self.limits.seconds if self.began else START
                    raise TooMuchError(f"was not read within {allowed:g} seconds")
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
            raise LostError("the process that read it gave an answer that is none")
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

    def _gone(self) -> LostError:
        """Why a process is gone that closed its pipe."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.child.process.wait(_GOES)
        self.child.process.kill()
        code = self.child.process.wait()
        with contextlib.suppress(BlockingIOError):
            while self.child.hear():
                pass
        return _ended(code, self.child.last_line(), self.limits)


def start() -> Inmate:
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
            env=python_environment(own, **_SPARE),
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
    return Inmate(process, requests, answers, errors)


class _Packer(ForkingPickler):
    """Packs a request; a catalogue, which takes longer than most files, only once for a process.

    The parent is trusted, what comes back is not: only requests are pickled.
    """

    def __init__(self, out: BytesIO, told: dict[int, Catalogue]) -> None:
        super().__init__(out)
        self._told = told

    def reducer_override(self, value: object) -> tuple[Callable[..., object], tuple[object, ...]]:
        if not isinstance(value, Catalogue):
            return cast("tuple[Callable[..., object], tuple[object, ...]]", NotImplemented)
        known = id(value) in self._told
        self._told[id(value)] = value
        return recall, (id(value), b"" if known else bytes(ForkingPickler.dumps(value)))


def _packed(request: object, told: dict[int, Catalogue]) -> bytes:
    """A request as its process takes it, after its size in four bytes."""
    out = BytesIO()
    _Packer(out, told).dump(request)
    return len(out.getvalue()).to_bytes(4, "big") + out.getvalue()


def _ended(code: int, line: str, limits: Limits) -> LostError:
    """What to say of a process that ended by itself, or that the kernel ended."""
    if code == -signal.SIGPROF:
        return TooMuchError(f"takes more than {limits.processor:g} seconds of work to read")
    if found := _ALLOCATION.search(line):
        asked = f"{int(found[1]) / MEGABYTE:,.0f} MB"
        return TooMuchError(f"makes its reader ask for {asked} at once; {allowed(limits)}")
    if code == -signal.SIGKILL:
        line = line or "the machine may be short of memory"
    said = f": {line}" if line else ""
    return LostError(f"broke its reader ({how_it_ended(code)}{said})")


_ALLOCATION = re.compile(r"memory allocation of (\d+) bytes failed")


def allowed(limits: Limits) -> str:
    """How much memory a file may take, for people."""
    return f"{limits.memory // MEGABYTE:,} MB are allowed"


@cache
def _say_once(lacking: str) -> None:
    logging.getLogger(__name__).warning("Files are read with less protection: %s.", lacking)

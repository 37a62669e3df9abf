"""Nightly, workers: pieces of work done in parallel, whatever happens to the processes.

Input: a function, its arguments by name, limits. Output: an :class:`Outcome` for each, as they
come. Standard pools lose or hang the rest when a worker is killed; here a worker that dies, takes
too long or too much memory costs the one piece it was at, which is tried once more by a new one.
"""

import contextlib
import os
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

import psutil

from scan.nightly.hearing import Ear
from scan.nightly.worker import READY, Answer
from scan.processes import how_it_ended, python_command, python_environment

ATTEMPTS = 2
TICK = 0.2
"""Seconds between two looks at clocks and memory."""
START = 120.0
"""Seconds that a worker may take to start."""
FALSE_STARTS = 3
"""Workers in a row that may fail to start; one more, and something is wrong with all."""
MEGABYTE = 1024 * 1024
MOST_PIECES = 30
"""Pieces after which a worker makes place for a fresh one: what it remembers does not grow on."""

PARTING = 10.0
"""Seconds that a worker may take to end once it has closed its socket."""

_PROGRAM = "from scan.nightly.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take."""

    seconds: float = 600.0
    memory: int = 2048 * MEGABYTE
    """In bytes, resident."""


LIMITS = Limits()
"""What is enough for every report."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one piece of work."""

    name: str
    value: object
    """What the function returned; ``None`` with a reason."""
    reason: str = ""
    trace: str = ""
    full_disk: bool = False
    attempts: int = 1
    seconds: float = 0.0
    memory: int = 0
    """Highest resident memory of the worker that was seen meanwhile, in bytes."""


@dataclass
class _Piece:
    name: str
    argument: object
    attempts: int = 0


@dataclass
class _Worker:
    """A process with the piece it is at."""

    process: subprocess.Popen[bytes]
    connection: Connection
    log: Path
    began: float
    ready: bool = False
    piece: _Piece | None = None
    done: int = 0
    peak: int = 0
    seen: psutil.Process = field(init=False)
    ear: Ear = field(init=False)

    def __post_init__(self) -> None:
        self.seen = psutil.Process(self.process.pid)
        self.ear = Ear(self.connection)

    def give(self, piece: _Piece) -> None:
        """Hands it its next piece."""
        piece.attempts += 1
        self.piece, self.began, self.peak = piece, time.monotonic(), 0
        with contextlib.suppress(ConnectionError):  # one that just died is heard of soon enough
            self.connection.send(piece.argument)

    def look(self) -> int:
        """Its resident memory now, in bytes; 0 when it is gone."""
        try:
            memory = int(self.seen.memory_info().rss)
        except psutil.Error:
            return 0
        self.peak = max(self.peak, memory)
        return memory

    def kill(self) -> None:
        """Ends it at once."""
        self.process.kill()
        self.process.wait()
        self.connection.close()

    def outcome(self, answer: Answer) -> Outcome:
        """The outcome of its piece, which it then is done with."""
        piece, self.piece = self.piece, None
        assert piece is not None
        self.done += 1
        return Outcome(
            piece.name,
            answer.value,
            answer.reason,
            answer.trace,
            answer.full_disk,
            piece.attempts,
            round(time.monotonic() - self.began, 2),
            self.peak,
        )


class Supervisor:
    """Keeps workers busy; a context that leaves none behind."""

    def __init__(
        self, function: Callable[..., object], count: int, limits: Limits, logs: Path
    ) -> None:
        self._function = function
        self._count = count
        self._limits = limits
        self._logs = logs
        self._started = 0
        self._false_starts = 0
        self._workers: list[_Worker] = []

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()
            _tidy(worker.log)
        self._workers.clear()

    def work(self, pieces: Mapping[str, object]) -> Iterator[Outcome]:
        """Does all pieces; outcomes come in the order in which they are done."""
        queue = deque(_Piece(name, argument) for name, argument in pieces.items())
        while queue or any(worker.piece for worker in self._workers):
            self._retire()
            self._hire(min(self._count, len(queue) + self._busy()))
            for worker in self._workers:
                if worker.ready and worker.piece is None and queue:
                    worker.give(queue.popleft())
            for worker in self._stirred():
                outcome = self._hear(worker)
                if outcome is not None and self._again(outcome, worker, queue, pieces):
                    continue
                if outcome is not None:
                    yield outcome

    def _busy(self) -> int:
        return sum(worker.piece is not None for worker in self._workers)

    def _again(
        self,
        outcome: Outcome,
        worker: _Worker,
        queue: deque[_Piece],
        pieces: Mapping[str, object],
    ) -> bool:
        """Whether the piece is tried again: its worker broke down, and it has a try left."""
        if worker in self._workers or outcome.attempts >= ATTEMPTS:
            return False
        queue.append(_Piece(outcome.name, pieces[outcome.name], outcome.attempts))
        return True

    def _stirred(self) -> list[_Worker]:
        """The workers that say something, have died, or must be ended."""
        by_connection = {worker.connection: worker for worker in self._workers}
        more = [worker for worker in self._workers if worker.ear.waiting]
        heard = wait(list(by_connection), timeout=0 if more else TICK)
        stirred = [by_connection[c] for c in heard if isinstance(c, Connection)]
        stirred += [worker for worker in more if worker not in stirred]
        silent = [worker for worker in self._workers if worker not in stirred]
        return stirred + [worker for worker in silent if self._excess(worker)]

    def _excess(self, worker: _Worker) -> str:
        """What a worker takes too much of; empty when nothing."""
        memory, taken = worker.look(), time.monotonic() - worker.began
        if memory > self._limits.memory:
            return f"took more than {self._limits.memory // MEGABYTE} MB of memory"
        if worker.piece is None and worker.ready:
            return ""
        allowed = self._limits.seconds if worker.ready else START
        return f"not done within {allowed:g} s" if taken > allowed else ""

    def _hear(self, worker: _Worker) -> Outcome | None:
        """What a worker says; for one that broke down, the reason."""
        try:
            said = worker.ear.hear()
        except (EOFError, ConnectionError):
            return self._lost(worker, "")
        except ValueError as error:
            return self._lost(worker, f"said what is no message ({error})")
        if isinstance(said, Answer):
            worker.look()
            return worker.outcome(said)
        if said == READY:
            worker.ready, self._false_starts = True, 0
        excess = self._excess(worker)
        return self._lost(worker, excess) if excess else None

    def _lost(self, worker: _Worker, reason: str) -> Outcome | None:
        """Takes leave of a worker; the outcome of its piece when it had one."""
        if reason:
            worker.process.kill()
        code = _ended(worker.process)
        worker.connection.close()
        self._workers.remove(worker)
        said = _tidy(worker.log)
        if worker.piece is None:
            self._false_starts += not worker.ready
            if self._false_starts > FALSE_STARTS:
                raise RuntimeError(f"no worker can start ({reason or how_it_ended(code)})\n{said}")
            return None
        return worker.outcome(Answer(None, reason or how_it_ended(code), said))

    def _retire(self) -> None:
        """Lets go of workers that have done their share."""
        for worker in [w for w in self._workers if w.piece is None and w.done >= MOST_PIECES]:
            self._workers.remove(worker)
            worker.kill()
            _tidy(worker.log)

    def _hire(self, count: int) -> None:
        while len(self._workers) < count:
            self._started += 1
            log = self._logs / f"worker-{self._started}.log"
            self._workers.append(_start(self._function, log))


def _start(function: Callable[..., object], log: Path) -> _Worker:
    """A new process that is told its function. What it prints goes to ``log``."""
    ours, theirs = socket.socketpair()
    environment = python_environment(os.environ, POLARS_MAX_THREADS="1")
    command = python_command(_PROGRAM, str(theirs.fileno()), str(os.getpid()))
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as told, theirs:
        process = subprocess.Popen(
            command,
            pass_fds=(theirs.fileno(),),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
    connection = Connection(ours.detach())
    worker = _Worker(process, connection, log, time.monotonic())
    with contextlib.suppress(ConnectionError):
        connection.send(function)
    return worker


def _ended(process: subprocess.Popen[bytes]) -> int:
    """The code with which a process ends that has closed its socket, or was killed."""
    try:
        return process.wait(PARTING)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _tidy(log: Path) -> str:
    """The end of what a worker printed; the file goes when it said nothing."""
    said = log.read_text(encoding="utf-8", errors="replace")[-4000:] if log.is_file() else ""
    if not said:
        log.unlink(missing_ok=True)
    return said

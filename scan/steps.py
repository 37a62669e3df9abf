"""Ground, steps: what a command is doing, how far it is, and what is left.

Input: the steps of a command with the seconds that each usually takes. Output: a line every
four seconds for whoever waits; to who asked, the time of each. Whoever works names its step with
:func:`step`; where nobody listens (a worker, a test) that is nothing.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

SILENCE = 4.0
"""Seconds after which a line says that the step goes on: nobody should wait five without one."""
_SLOWEST, _FASTEST = 20.0, 0.2
"""Bounds on how much slower or faster than usual this machine is taken to be."""
_TELLING = 10.0
"""Expected seconds of finished steps from which their pace says something: a set-up of two mostly
waits for the disk, and would multiply all that follows."""


class Steps:
    """The steps of one command, of which one goes on."""

    def __init__(self, usual: Mapping[str, float], say: Callable[[str], None]) -> None:
        self._usual = usual
        """Name → seconds that it usually takes, in order."""
        self._say = say
        self._names = list(usual)
        self._took: dict[str, float] = {}
        self._now = ""
        self._began = time.monotonic()
        self._ends: float | None = None
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """End the step before, and say that this one begins. A name outside the plan is none.

        Nothing is said of the first, unless it lasts: a slip in a name should not stand below it.
        """
        if name not in self._usual or name == self._now:
            return
        with self._lock:
            self._end()
            self._now, self._began, self._ends = name, time.monotonic(), None
        if name != self._names[0]:
            self._say(self.line())

    def _end(self) -> None:
        if self._now:
            self._took[self._now] = time.monotonic() - self._began

    def expect(self, seconds: float) -> None:
        """How long the step that goes on still takes, as its own work tells."""
        with self._lock:
            self._ends = time.monotonic() + seconds

    def finish(self) -> list[str]:
        """The times of all steps, and of the whole."""
        with self._lock:
            self._end()
            self._now = ""
        lines = [f"{name}: {seconds:.1f} s" for name, seconds in self._took.items()]
        return [*lines, f"in all: {sum(self._took.values()):.1f} s"]

    def line(self) -> str:
        """Number, name, time and what is left of the step that goes on; empty without one."""
        with self._lock:
            name, took = self._now, time.monotonic() - self._began
        if not name:
            return ""
        number = f"[{self._names.index(name) + 1}/{len(self._names)}] {name}"
        spent = f": {took:.0f} s" if took >= 1 else ""
        return f"{number}{spent}, {_words(self._left(name, took))}"

    def _left(self, name: str, took: float) -> float:
        """Seconds: what is usual for the rest, at the pace of the steps that are done, and of the
        one that goes on where its end is known."""
        usual, spent = sum(self._usual[done] for done in self._took), sum(self._took.values())
        rest = max(self._ends - time.monotonic(), 0.0) if self._ends is not None else None
        if rest is not None:
            usual, spent = usual + self._usual[name], spent + took + rest
        pace = spent / usual if usual >= _TELLING else 1.0
        pace = min(max(pace, _FASTEST), _SLOWEST)
        later = self._names[self._names.index(name) + 1 :]
        if rest is None:
            rest = max(self._usual[name] * pace - took, 0.0)
        return rest + pace * sum(self._usual[one] for one in later)


def _words(seconds: float) -> str:
    if seconds < 1:
        return "nearly done"
    if seconds < 90:
        return f"about {seconds:.0f} s left"
    return f"about {seconds / 60:.0f} minutes left"


_listening: list[Steps] = []
"""The steps of the command that this process carries out; empty where nobody waits."""


def step(name: str) -> None:
    """Say that the step ``name`` begins, to whoever waits for it."""
    if _listening:
        _listening[-1].begin(name)


def expect(seconds: float) -> None:
    """Say how long the step that goes on still takes: four hours of reports are no usual night."""
    if _listening:
        _listening[-1].expect(seconds)


@contextmanager
def told(
    usual: Mapping[str, float], say: Callable[[str], None], *, verbose: bool = False
) -> Iterator[Steps]:
    """While it lasts, steps are said, and one that goes on is said again and again."""
    steps, done = Steps(usual, say), threading.Event()
    ticker = threading.Thread(target=_tick, args=(steps, say, done), daemon=True)
    _listening.append(steps)
    ticker.start()
    try:
        yield steps
    finally:
        _listening.remove(steps)
        done.set()
        ticker.join(SILENCE)
        if verbose:
            for line in steps.finish():
                say(line)


def _tick(steps: Steps, say: Callable[[str], None], done: threading.Event) -> None:
    while not done.wait(SILENCE):
        line = steps.line()
        if line:
            say(line)

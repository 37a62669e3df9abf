"""Readers in a cage, watched: what they say of a file, and what they touch.

Functions for :class:`scan.extracts.cage.Cage`. The process may not write a byte to any file, and
has so much memory and time; whatever it opens for writing, starts or calls is noted besides.
"""

import datetime
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.confined import MEGABYTE, Limits
from scan.extracts.contract import Checked
from scan.extracts.intake import assess
from tests.extracts.support import examine

LIMITS = Limits(memory=1_000 * MEGABYTE, processor=120.0)
"""What one bad file may cost."""
DAY = datetime.date(2026, 7, 1)
_FORBIDDEN = ("subprocess.", "socket.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Watch:
    """Notes what the interpreter is asked to do with the world."""

    def __init__(self) -> None:
        self.on = False
        self.noted: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[object, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            flags = details[2] if isinstance(details[2], int) else 0
            secret = any(name in str(details[0]) for name in ("secret", "passwd", "/dev/"))
            if flags & _WRITING or secret:
                self.noted.append(f"open {details[0]}")
        elif event.startswith((*_FORBIDDEN, *_CHANGING)):
            self.noted.append(event)


@dataclass(frozen=True)
class Account:
    """What came of a file."""

    faults: tuple[Fault, ...]
    noted: tuple[str, ...] = ()


def taken_in(asked: tuple[Path, Catalogue]) -> Account:
    """What an intake says of a file, all of which happens in this process."""
    path, catalogue = asked
    watch = _watch()
    watch.on, watch.noted = True, []
    faults = assess((path,), path.parent / "out", catalogue, DAY).faults
    watch.on = False
    return Account(faults, tuple(watch.noted))


def examined(asked: tuple[Source, Path, Catalogue]) -> Checked:
    """What the contract makes of a file."""
    return examine(*asked)


@cache
def _watch() -> Watch:
    return Watch()

"""Extracts, journal: who did what by hand, when and why. Input, output: ``journal.jsonl``.

What people decide is added here, one line each, and never changed: taking in, accepting and
undoing deliveries, going on after a damaged ledger, accepting and stepping back from releases,
restoring. The night adds nothing of its own: it has its accounts. It holds names of users, so
owner and group alone may read it; releases tell what was done and why, and no names.
"""

import datetime
import getpass
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from scan.files import append_line

JOURNAL = "journal.jsonl"
"""The file in the output folder."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did."""

    at: str
    """In UTC, ISO 8601."""
    what: str
    """``accept``, ``undo``, ``adopt ledger``, ``accept release``, ``rollback``, ``restore``."""
    of: str
    """The delivery, release or file."""
    who: str
    why: str = ""
    """The reason that was given."""

    def __str__(self) -> str:
        reason = f" ({self.why})" if self.why else ""
        return f"{self.at} {self.who or 'somebody'}: {self.what} {self.of}{reason}"


def enter(output: Path, what: str, of: str, why: str = "") -> None:
    """Add to the journal what was just done, by whoever runs the command."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    act = Act(now, what, of, operator(), why)
    append_line(output / JOURNAL, json.dumps(asdict(act), ensure_ascii=False), private=True)


def read_journal(output: Path) -> tuple[Act, ...]:
    """All that was done, oldest first; a line that a killed write left is passed over."""
    try:
        lines = (output / JOURNAL).read_bytes().splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        try:
            found.append(Act(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return tuple(found)


def operator() -> str:
    """Who runs the command, as the system knows: behind sudo too; empty where it does not."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
    behind = os.environ.get("SUDO_USER", "")
    return f"{behind} as {user}" if behind and behind != user else user

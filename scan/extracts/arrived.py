"""Extracts, arrived: what became of the deliveries in the inbox. Input: ``waiting.json``.

Apart from the inbox itself, so that whoever only tells of it need not load what opens workbooks.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from scan.extracts.chosen import DELIVERIES

INBOX = "inbox"
"""Folder inside that of the deliveries."""
WAITING = "waiting.json"
"""What lies in the inbox and waits for a decision, beside the ledger."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one delivery in the inbox."""

    files: tuple[str, ...]
    verdict: str
    """``accepted``, ``known`` (nothing new), ``asked`` (it waits) or ``refused``."""
    sources: tuple[str, ...] = ()
    delivery: str = ""
    """Its name in the ledger, or the folder in which what was refused is kept."""
    said: tuple[str, ...] = ()
    """Faults or questions, the first few."""
    since: str = ""
    """Day since which it waits."""


def waiting(output: Path) -> tuple[Arrived, ...]:
    """The deliveries that wait for a decision and still lie there."""
    try:
        entries = json.loads((output / DELIVERIES / WAITING).read_text(encoding="utf-8"))
        found = [arrived_of(entry) for entry in entries]
    except (OSError, ValueError, TypeError):
        return ()
    inbox = output / DELIVERIES / INBOX
    return tuple(one for one in found if all((inbox / name).exists() for name in one.files))


def arrived_of(entry: dict[str, object]) -> Arrived:
    """What became of a delivery, as it was written down. Raises TypeError for anything else."""
    lists = ("files", "sources", "said")
    known = {name: tuple(value) if name in lists else value for name, value in entry.items()}  # type: ignore[arg-type]
    return Arrived(**known)  # type: ignore[arg-type]

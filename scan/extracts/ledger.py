"""Extracts, ledger: what was delivered and accepted, and when. Input, output: ``ledger.jsonl``.

One line per event, in the order in which they happened; a line is never changed. Of the files
of one name, the delivery that was accepted last and not withdrawn is in use.
"""

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scan.errors import ExtractError, Fault
from scan.files import write_text

LEDGER = "ledger.jsonl"
ACCEPTED = "accepted"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    date: str
    """Of the delivery, as 2025-01-31."""
    source: str
    file: str
    """Its name as delivered."""
    sha256: str
    first: int | None
    """First year with figures; ``None`` for boundaries."""
    last: int | None
    rows: int
    supplier: str
    status: str

    @property
    def kept(self) -> Path:
        """Where the file lies, from the folder of the ledger."""
        return Path(self.source) / f"{self.sha256[:8]}-{self.file}"


def read_ledger(folder: Path) -> tuple[Entry, ...]:
    """Lines of the ledger in ``folder``; none without one; ExtractError for a damaged line."""
    path = folder / LEDGER
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_entry(line, number, path) for number, line in enumerate(lines, 1))


def _entry(line: str, number: int, path: Path) -> Entry:
    try:
        entry = Entry(**json.loads(line))
        datetime.date.fromisoformat(entry.date)
    except (ValueError, TypeError) as error:
        message = f"the line is damaged ({error})"
        fault = Fault(path.name, f"line {number}", message, "Put back the ledger from a backup.")
        raise ExtractError((fault,)) from error
    return entry


def append(folder: Path, entries: tuple[Entry, ...]) -> None:
    """Put lines at the end of the ledger in ``folder``, all or none."""
    lines = [json.dumps(asdict(entry), ensure_ascii=False) for entry in entries]
    path = folder / LEDGER
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    write_text(path, before + "".join(f"{line}\n" for line in lines))


def in_use(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The accepted deliveries that count, oldest first: one per source and file name."""
    accepted: list[Entry] = []
    for entry in entries:
        if entry.status == ACCEPTED:
            accepted.append(entry)
        else:
            accepted = [old for old in accepted if old.kept != entry.kept]
    newest = {(entry.source, entry.file): entry for entry in accepted}
    return tuple(entry for entry in accepted if newest[entry.source, entry.file] is entry)

"""Extracts, ledger: what was delivered and accepted, and when. Input, output: ``ledger.jsonl``.

One line per file, in the order in which things happened; a line is never changed, and a delivery
that is withdrawn gets lines that say so. Lines are only ever added at the end, and chained there
(``extracts.chain``). The lines of one delivery count together or not at all.
"""

import datetime
import re
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from scan.errors import ExtractError, Fault, UsageError, visible
from scan.extracts.chain import (
    HEAD,
    LEDGER,
    Record,
    append_records,
    chained,
    old_records,
    read_chain,
    sound_records,
    write_head,
)
from scan.files import copy_file, sha256, write_bytes

ACCEPTED = "accepted"
WITHDRAWN = "withdrawn"

_ODD = re.compile(r"[^A-Za-z0-9._()+ -]+")
_LONGEST = 120
_SELDOM = ("origin", "why", "replaces")
_SUM = re.compile(r"[0-9a-f]{64}")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What a source or folder is called: nothing that leads elsewhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a file of a delivery, accepted or withdrawn."""

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
    delivery: str = ""
    """Names the files that came together; a withdrawal bears the name of what it withdraws."""
    files: int = 1
    """How many lines the delivery has."""
    edition: str = ""
    """The years in it, as a person writes them: ``2000–2018, 2020``."""
    periods: tuple[int, ...] = ()
    """The years in it."""
    flags: tuple[str, ...] = ()
    """What was asked about it before it was accepted."""
    witnesses: str = ""
    """What its witnesses said: ``areas 44/44, rates 6622/6622``."""
    who: str = ""
    """Who took it in."""
    folder: str = ""
    """Where the file lies, when it feeds several sources; empty: under its source."""
    origin: str = ""
    """The address that it was fetched from; empty for what people brought."""
    why: str = ""
    """The reason that was given for taking it in, or back."""
    replaces: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Names of deliveries of its source that it corrects, with the years that go with that."""

    @property
    def name(self) -> str:
        """What the delivery is called; one of before deliveries had names by day and content."""
        return self.delivery or f"{self.date}-{self.sha256[:8]}"

    @property
    def kept(self) -> Path:
        """Where the file lies, from the folder of the ledger."""
        name = _ODD.sub("_", self.file)[-_LONGEST:]
        return Path(self.folder or self.source) / f"{self.sha256[:8]}-{name}"

    @property
    def years(self) -> frozenset[int]:
        """The years with figures; none for boundaries."""
        if self.periods or self.first is None or self.last is None:
            return frozenset(self.periods)
        return frozenset(range(self.first, self.last + 1))


def edition_of(periods: tuple[int, ...]) -> str:
    """Years as a person writes them: ``2000–2018, 2020``."""
    runs: list[list[int]] = []
    for year in sorted(periods):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def read_ledger(folder: Path) -> tuple[Entry, ...]:
    """Lines of the ledger in ``folder``; none without one; ExtractError for any damage.

    What a killed write left at its end does not count.
    """
    return entries_of(read_chain(folder))


def entries_of(records: tuple[Record, ...]) -> tuple[Entry, ...]:
    """The facts of lines as entries. Raises ExtractError for what no delivery can have written."""
    entries = tuple(_entry(record, number) for number, record in enumerate(records, 1))
    known: set[tuple[str, str, Path]] = set()
    for number, entry in enumerate(entries, 1):
        if entry.status == ACCEPTED:
            known.add(_named(entry))
        elif _named(entry) not in known:
            message = f"withdraws {visible(entry.name)}, which was never accepted"
            raise _damaged(number, message)
    _judge_whole(entries)
    return entries


def _judge_whole(entries: tuple[Entry, ...]) -> None:
    """Raises ExtractError for a delivery of which lines lack."""
    number = 0
    for _, group in groupby(entries, lambda entry: (_delivery(entry), entry.status)):
        lines = list(group)
        number += len(lines)
        if len(lines) % lines[-1].files:
            message = f"{visible(lines[-1].name)} has {len(lines)} of its {lines[-1].files} lines"
            raise _damaged(number, message)


def _entry(record: Record, number: int) -> Entry:
    try:
        raw: dict[str, Any] = dict(record)
        lists = {name: tuple(raw.get(name, ())) for name in ("periods", "flags")}
        replaces = tuple((str(name), tuple(years)) for name, years in raw.get("replaces", ()))
        entry = Entry(**{**raw, **lists, "replaces": replaces})
        _judge(entry)
    except (ValueError, TypeError, AttributeError) as error:
        raise _damaged(number, f"the line is damaged ({error})") from error
    return entry


def _judge(entry: Entry) -> None:
    """Raises ValueError or TypeError for a value that no entry can have."""
    datetime.date.fromisoformat(entry.date)
    texts = (entry.source, entry.file, entry.supplier, entry.delivery, entry.edition)
    notes = (entry.who, entry.origin, entry.why)
    if not all(isinstance(text, str) for text in (*texts, *notes)):
        raise ValueError("a number where a text belongs")
    if entry.status not in (ACCEPTED, WITHDRAWN):
        raise ValueError(f"status {entry.status!r}")
    if not _SUM.fullmatch(entry.sha256):
        raise ValueError("sha256 is not 64 hexadecimal digits")
    if type(entry.files) is not int or entry.files < 1:
        raise ValueError("files is not a positive number")
    if not (_PLAIN.fullmatch(entry.source) and _PLAIN.fullmatch(entry.folder or entry.source)):
        raise ValueError("source or folder is no plain name")
    years = [*entry.periods, *(year for _, gone in entry.replaces for year in gone)]
    if not all(type(year) is int for year in (*years, entry.first or 0, entry.last or 0)):
        raise ValueError("a year that is no number")


def _damaged(number: int, message: str) -> ExtractError:
    remedy = f"Put back {LEDGER} and {HEAD} from one backup."
    return ExtractError((Fault(LEDGER, f"line {number}", message, remedy, kind="ledger"),))


def append(folder: Path, entries: tuple[Entry, ...]) -> None:
    """Put the lines of one delivery at the end of the ledger in ``folder``, all or none.

    Call it under the lock of the folder.
    """
    append_records(folder, tuple(_written(entry) for entry in entries))


def adopt(folder: Path, lines: int) -> Path:
    """Let the first ``lines`` lines of a damaged ledger, or of one of format 1, be the ledger.

    What was there is kept under another name, which is returned. Call it under the lock of the
    folder. Raises UsageError when there are not so many sound lines, or when they do not make
    whole deliveries.
    """
    path = folder / LEDGER
    whole = path.read_bytes() if path.is_file() else b""
    records = sound_records(whole) or old_records(whole)
    if not 1 <= lines <= len(records):
        raise UsageError(f"There are {len(records)} sound lines in {path}: give at most so many.")
    try:
        entries_of(records[:lines])
    except ExtractError as error:
        raise UsageError(f"{error.faults[0]}; or give fewer lines") from error
    aside = folder / f"ledger-{sha256(path)[:8]}.jsonl"
    copy_file(path, aside)
    data, head = chained(records[:lines])
    write_bytes(path, data)
    write_head(folder, head)
    return aside


def _written(entry: Entry) -> Record:
    """The values of a line; what most lines have nothing to say about is left out."""
    line = asdict(entry)
    return {name: value for name, value in line.items() if value or name not in _SELDOM}


def accepted(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The files that were accepted and not withdrawn, oldest first."""
    there: list[Entry] = []
    for entry in entries:
        if entry.status == ACCEPTED:
            there.append(entry)
        else:
            there = [old for old in there if _named(old) != _named(entry)]
    return tuple(there)


def _named(entry: Entry) -> tuple[str, str, Path]:
    return entry.delivery, entry.source, entry.kept


@dataclass(frozen=True, slots=True)
class InUse:
    """A file that counts, and the years for which it does."""

    entry: Entry
    years: frozenset[int]
    """Those of which no later delivery of the same source has figures, and which no correction
    took away; none for boundaries."""


def in_use(entries: tuple[Entry, ...]) -> tuple[InUse, ...]:
    """The files that count, oldest first.

    The figures of a year are those of the last delivery of the source that has this year, and
    the boundaries those of the last delivery that has any: a figure that a supplier takes back
    is gone, and years that come one by one add up. Years that a correction takes away from a
    delivery are as if that delivery never had them.
    """
    there = accepted(entries)
    gone = _corrected(there)
    found: list[InUse] = []
    later: dict[str, set[int]] = {}
    groups = [list(group) for _, group in groupby(there, _delivery)]
    for group in reversed(groups):
        own = {entry: entry.years - gone.get((entry.source, entry.name), set()) for entry in group}
        for entry in reversed(group):
            years = own[entry] - later.get(entry.source, set())
            if years or entry.source not in later:
                found.append(InUse(entry, years))
        for entry in group:
            later.setdefault(entry.source, set()).update(own[entry])
    return tuple(reversed(found))


def _corrected(there: tuple[Entry, ...]) -> dict[tuple[str, str], set[int]]:
    """Source and delivery → years that later deliveries took away from it."""
    gone: dict[tuple[str, str], set[int]] = {}
    for entry in there:
        for name, years in entry.replaces:
            gone.setdefault((entry.source, name), set()).update(years)
    return gone


def years_in_use(entries: tuple[Entry, ...]) -> dict[str, dict[int, str]]:
    """Source → year → name of the delivery whose figures count."""
    found: dict[str, dict[int, str]] = {}
    for use in in_use(entries):
        years = found.setdefault(use.entry.source, {})
        years.update(dict.fromkeys(sorted(use.years), use.entry.name))
    return found


def taken_back(entries: tuple[Entry, ...]) -> dict[str, tuple[int, ...]]:
    """Source → years that once were accepted and are not in use any more."""
    use = years_in_use(entries)
    ever: dict[str, set[int]] = {}
    for entry in entries:
        ever.setdefault(entry.source, set()).update(entry.years)
    gone = {
        source: tuple(sorted(years - use.get(source, {}).keys())) for source, years in ever.items()
    }
    return {source: years for source, years in gone.items() if years}


def _delivery(entry: Entry) -> tuple[str, ...]:
    """What keeps deliveries apart; a line that names none is one by itself."""
    return (entry.delivery,) if entry.delivery else (entry.date, entry.source, entry.sha256)


def next_name(entries: tuple[Entry, ...], date: str) -> str:
    """The name of the next delivery, as ``2025-01-31-007``: no other has it."""
    before = {_delivery(entry) for entry in entries if entry.status == ACCEPTED}
    return f"{date}-{len(before) + 1:03}"


def last_delivery(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The files of the delivery that was accepted last and not withdrawn; none without one."""
    there = accepted(entries)
    return tuple(entry for entry in there if _delivery(entry) == _delivery(there[-1]))


def withdraw(
    folder: Path, date: str, who: str, name: str | None, why: str = ""
) -> tuple[Entry, ...]:
    """Withdraw the delivery ``name``, or the last one, in the ledger in ``folder``; its lines.

    Call it under the lock of the folder. Raises UsageError when there is no such delivery.
    """
    entries = read_ledger(folder)
    chosen = last_delivery(entries) if name is None else delivery_named(entries, name)
    if not chosen:
        raise UsageError("There is no accepted delivery to withdraw.")
    lines = tuple(
        replace(entry, date=date, status=WITHDRAWN, who=who, why=why, files=len(chosen))
        for entry in chosen
    )
    append(folder, lines)
    return chosen


def delivery_named(entries: tuple[Entry, ...], name: str) -> tuple[Entry, ...]:
    """The files of the delivery ``name``. Raises UsageError, with the names there are, when it
    never was accepted or is withdrawn."""
    there = accepted(entries)
    found = tuple(entry for entry in there if entry.name == name)
    if found:
        return found
    known = any(entry.name == name for entry in entries)
    wrong = "is withdrawn already" if known else "is no accepted delivery"
    names = ", ".join(dict.fromkeys(entry.name for entry in there)) or "none"
    raise UsageError(f"{visible(name)} {wrong}. There are: {names}")

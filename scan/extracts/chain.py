"""Extracts, chain: a journal of which nothing can be lost unseen. Input, output: two files.

``ledger.jsonl`` holds one line per fact. Each line says the format, its number and the hash of the
line before it. ``ledger.head`` says how many lines there are, how many bytes they take and the
hash of the last; a line counts once the head knows it. Before lines are added, the head says up to
where the file may grow: what lies there was left by a killed write and does not count. Anything
else that lies there, or lacks, is damage, which is named and never read over.
"""

import hashlib
import json
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NoReturn

from scan.errors import ExtractError, Fault
from scan.files import append_bytes, write_bytes

LEDGER = "ledger.jsonl"
HEAD = "ledger.head"
FORMAT = 2
"""1 were lines without a number, and no head."""
START = "0" * 64
"""Stands for the hash of the line before the first."""
LARGEST = 256 * 1024 * 1024
"""Bytes of a ledger: a million lines; more is no ledger."""
_TRIES = 20
"""Readings before a head that changes all the time is called damaged: writers need two."""
_OWN = ("format", "number", "before")
"""Fields of a line that make the chain."""
_MARK = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BACKUP = f"Put back {LEDGER} and {HEAD} from one backup"


@dataclass(frozen=True, slots=True)
class Head:
    """What ``ledger.head`` says."""

    format: int
    lines: int
    bytes: int
    last: str
    """SHA-256 of the last line, with its line end."""
    writing: int | None = None
    """Up to how many bytes a write under way may leave behind; ``None`` when there is none."""


EMPTY = Head(FORMAT, 0, 0, START)
"""The head before the first line."""
Record = dict[str, object]


def read_chain(folder: Path) -> tuple[Record, ...]:
    """The facts of all lines in ``folder``, without what makes the chain; none before the first.

    Raises ExtractError, which names the damage, its place and what to do.
    """
    return _read(folder)[0]


def head_of(folder: Path) -> Head:
    """The head of a chain that is whole; raises as :func:`read_chain` does."""
    return _read(folder)[1]


def append_records(folder: Path, records: tuple[Record, ...]) -> None:
    """Put lines at the end, all or none; raises as :func:`read_chain` does, and OSError.

    Call it under the lock of the folder.
    """
    _, head = _read(folder)
    data, after = _linked(records, head)
    write_head(folder, replace(head, writing=after.bytes))
    append_bytes(folder / LEDGER, data, head.bytes)
    write_head(folder, after)


def chained(records: tuple[Record, ...]) -> tuple[bytes, Head]:
    """The lines of a whole chain, and its head."""
    return _linked(records, EMPTY)


def write_head(folder: Path, head: Head) -> None:
    """Put down what the head says, with a hash of that."""
    facts = asdict(head)
    text = json.dumps({**facts, "check": _check(facts)}, indent=1)
    write_bytes(folder / HEAD, f"{text}\n".encode())


def _check(facts: Record) -> str:
    return _hash(json.dumps(facts, sort_keys=True).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _linked(records: tuple[Record, ...], head: Head) -> tuple[bytes, Head]:
    parts = []
    number, last = head.lines, head.last
    for record in records:
        number += 1
        own: Record = {"format": FORMAT, "number": number, "before": last}
        line = f"{json.dumps({**own, **record}, ensure_ascii=False)}\n".encode()
        parts.append(line)
        last = _hash(line)
    data = b"".join(parts)
    return data, Head(FORMAT, number, head.bytes + len(data), last)


# --- reading --------------------------------------------------------------------------------


def _read(folder: Path) -> tuple[tuple[Record, ...], Head]:
    """Facts and head, of one moment: a head that changes meanwhile is read again."""
    told = _contents(folder / HEAD)
    for _ in range(_TRIES):
        whole = _contents(folder / LEDGER)
        again = _contents(folder / HEAD)
        if again == told:
            break
        told = again
    return _judged(told, whole)


def _contents(path: Path) -> bytes | None:
    """The bytes of a file; ``None`` where there is nothing."""
    try:
        kind = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(kind.st_mode):
        _damaged(path.name, "", "is no plain file", f"Move it out of the way. {_BACKUP}.")
    if kind.st_size > LARGEST:
        message = f"is {kind.st_size:,} bytes long: no ledger is longer than {LARGEST:,}"
        _damaged(path.name, "", message, f"{_BACKUP}.")
    return path.read_bytes()


def _judged(told: bytes | None, whole: bytes | None) -> tuple[tuple[Record, ...], Head]:
    if told is None:
        if whole is None:
            return (), EMPTY
        _without_head(whole)
    head = _head(told, whole)
    if whole is None:
        if head.lines == 0:
            return (), head
        message = f"is gone; its head knows {_count(head.lines)}"
        _damaged(LEDGER, "", message, f"{_BACKUP}.")
    records = tuple(_links(whole, head))
    _judge_end(whole, head, len(records))
    return records, head


def _without_head(whole: bytes) -> NoReturn:
    """The ledger is there, its head is not."""
    sound = sound_lines(whole)
    if not whole:
        _damaged(LEDGER, "", "is empty and has no head", f"{_BACKUP}, or remove it.")
    if sound == 0 and old_lines(whole):
        message = "is of format 1, in which lines could be lost unseen"
        lines = old_lines(whole)
        remedy = f"Look whether all {_count(lines)} are there; then: scan ledger adopt {lines}"
        _damaged(LEDGER, "", message, remedy)
    _damaged(HEAD, "", "is gone; the ledger is not", _remedy(sound))


def _head(told: bytes, whole: bytes | None) -> Head:
    try:
        if not told.strip(b"\0"):
            raise ValueError("it holds nothing but zeros" if told else "it is empty")
        raw = parsed(told)
        number = raw.get("format")
        if type(number) is not int:
            raise ValueError("format is no number")
        _judge_format(HEAD, "", number)
        if raw.pop("check", None) != _check(raw):
            raise ValueError("something else than this program changed it")
        return Head(**raw)  # type: ignore[arg-type]
    except (ValueError, TypeError, RecursionError) as error:
        wrong = f"is damaged ({_short(error)})"
        _damaged(HEAD, "", wrong, _remedy(sound_lines(whole or b"")))


def _judge_format(file: str, place: str, number: int) -> None:
    if number > FORMAT:
        message = f"is of format {number}; this program knows {FORMAT}"
        _damaged(file, place, message, "Use the newer version of the program that wrote it.")
    if number != FORMAT:
        message = f"is of format {number}, older than the {FORMAT} that this program writes"
        _damaged(file, place, message, f"{_BACKUP}, or see: scan ledger verify")


def _links(whole: bytes, head: Head) -> Iterator[Record]:
    """The facts of the lines that the head knows."""
    _judge_text(whole, head)
    last, seen, number = START, 0, 0
    lines = whole.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if seen >= head.bytes:
            number -= 1
            break
        if not line.endswith(b"\n"):
            _cut(line, number, head)
        yield _link(line, number, last, lines)
        last, seen = _hash(line), seen + len(line)
    if number == head.lines and last != head.last:
        message = "was changed after it was written"
        _damaged(LEDGER, f"line {head.lines}", message, _remedy(head.lines - 1))


def _judge_text(whole: bytes, head: Head) -> None:
    """Damages that a whole file has: an editor saved it in its own way."""
    remedy = f"{_BACKUP}. Never save it from an editor."
    if whole.startswith(_MARK):
        _damaged(LEDGER, "line 1", "begins with a mark that an editor put there", remedy)
    if whole.startswith(_WIDE):
        _damaged(LEDGER, "line 1", "was saved as UTF-16", remedy)
    if whole[: head.bytes].count(b"\r\n") > 0:
        line = whole[: whole.index(b"\r\n")].count(b"\n") + 1
        _damaged(LEDGER, f"line {line}", "ends as lines of Windows do", remedy)


def _cut(line: bytes, number: int, head: Head) -> NoReturn:
    """A last line without its end."""
    remedy = _remedy(number - 1)
    if line.endswith(b"\0"):
        _damaged(LEDGER, f"line {number}", "holds zeros where text was: a disk lost it", remedy)
    rest = f" and {_count(head.lines - number)} after it" if head.lines > number else ""
    _damaged(LEDGER, f"line {number}", f"is cut off{rest}", remedy)


def _link(line: bytes, number: int, last: str, lines: list[bytes]) -> Record:
    """The facts of one line, which must continue the chain."""
    place, remedy = f"line {number}", _remedy(number - 1)
    if b"\0" in line:
        _damaged(LEDGER, place, "holds zeros where text was: a disk lost it", remedy)
    if not line.strip():
        _damaged(LEDGER, place, "is empty: somebody put it there", remedy)
    try:
        raw = parsed(line)
    except UnicodeDecodeError as error:
        _damaged(LEDGER, place, f"is no UTF-8 (byte {error.start + 1})", remedy)
    except (ValueError, RecursionError) as error:
        _damaged(LEDGER, place, f"the line is damaged ({_short(error)})", remedy)
    if "format" not in raw:
        message = "is of format 1, behind lines of a later one" if number > 1 else "is of format 1"
        _damaged(LEDGER, place, f"{message}: an older program wrote it", remedy)
    own = [raw.pop(name, None) for name in _OWN]
    if type(own[0]) is not int:
        _damaged(LEDGER, place, "the line is damaged (format is no number)", remedy)
    _judge_format(LEDGER, place, own[0])
    if own[1] != number:
        _damaged(LEDGER, place, _misplaced(own[1], number, lines), remedy)
    if own[2] != last:
        if number == 1:
            _damaged(LEDGER, place, "is not the first line of a ledger", remedy)
        message = "was changed after the next was written"
        _damaged(LEDGER, f"line {number - 1}", message, _remedy(max(number - 2, 0)))
    return raw


def _misplaced(found: object, number: int, lines: list[bytes]) -> str:
    """What is wrong with a line that has the number of another place."""
    if type(found) is not int or found < 1:
        return f"the line is damaged (number {found!r})"
    if found < number:
        if lines[number - 1] == lines[found - 1]:
            return f"stands there twice: it is line {found}"
        return f"says that it is line {found}, which is another"
    start = f'{{"format": {FORMAT}, "number": {number}, '.encode()
    if any(line.startswith(start) for line in lines[number:]):
        return f"stands out of its order: it is line {found}"
    gone = f"line {number} is" if found == number + 1 else f"lines {number} to {found - 1} are"
    return f"{gone} gone: line {found} stands there"


def parsed(line: bytes) -> Record:
    """A line as an object. Raises ValueError, also for a field that stands there twice."""
    raw = json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    if not isinstance(raw, dict):
        raise ValueError("it is no object")
    return raw


def _once(pairs: list[tuple[str, object]]) -> Record:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands there twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _judge_end(whole: bytes, head: Head, lines: int) -> None:
    """Whether the file ends where the head says, or where a write under way may end."""
    if lines < head.lines:
        message = f"the head knows {_count(head.lines - lines)} more, which stood at its end"
        _damaged(LEDGER, f"after line {lines}", message, _remedy(lines))
    if lines > head.lines:
        _damaged(HEAD, "", f"knows {_count(head.lines)} in the bytes of {lines}", _remedy(lines))
    tail = whole[head.bytes :]
    if not tail or (head.writing is not None and len(whole) <= head.writing):
        return
    place = f"after line {lines}"
    if not tail.strip(b"\0"):
        message = f"{len(tail):,} zeros stand at its end"
    elif (more := sound_lines(whole) - lines) > 0:
        message = f"{_count(more)} stand there that its head does not know"
    else:
        message = f"{len(tail):,} bytes stand there that no line is made of"
    _damaged(LEDGER, place, message, _remedy(max(lines, sound_lines(whole))))


# --- what can be saved ----------------------------------------------------------------------


def sound_lines(whole: bytes) -> int:
    """How many lines at the start of a ledger continue each other, whatever its head says."""
    return len(sound_records(whole))


def sound_records(whole: bytes) -> tuple[Record, ...]:
    """The facts of the lines at the start that continue each other."""
    found: list[Record] = []
    last = START
    lines = whole[: whole.rfind(b"\n") + 1].splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        try:
            found.append(_link(line, number, last, lines))
        except ExtractError as error:
            return tuple(found[: number - 2] if _before(error, number) else found)
        last = _hash(line)
    return tuple(found)


def _before(error: ExtractError, number: int) -> bool:
    """Whether the damage that shows in a line is one of the line before it."""
    return error.faults[0].place == f"line {number - 1}"


def old_records(whole: bytes) -> tuple[Record, ...]:
    """The facts of the whole lines of format 1 at the start of a ledger of before."""
    found: list[Record] = []
    for line in whole[: whole.rfind(b"\n") + 1].splitlines(keepends=True):
        try:
            raw = parsed(line)
        except (ValueError, RecursionError):
            break
        if "format" in raw:
            break
        found.append(raw)
    return tuple(found)


def old_lines(whole: bytes) -> int:
    """How many lines of format 1 stand at the start."""
    return len(old_records(whole))


def _remedy(sound: int) -> str:
    if not sound:
        return f"{_BACKUP}."
    these = f"the first {sound} lines" if sound > 1 else "line 1 alone"
    return f"{_BACKUP}, or go on with {these}: scan ledger adopt {sound}"


def _count(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines} lines"


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _damaged(file: str, place: str, message: str, remedy: str) -> NoReturn:
    raise ExtractError((Fault(file, place, message, remedy, kind="ledger"),))

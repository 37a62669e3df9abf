"""Extracts, inbox: deliveries that come by themselves. Input: ``deliveries/inbox/``. Output: the
ledger, what waits for a decision, what was refused.

Whatever lies still there, put by people, by SFTP or by the fetcher, is assessed as an intake does:
a file by itself is a delivery, a folder is one together. What only adds is accepted; what is
strange stays where it is, with its questions, until somebody accepts or removes it; what is wrong
is kept aside with its page for the supplier.
"""

import datetime
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.extracts.arrived import INBOX, WAITING, Arrived, waiting
from scan.extracts.assessed import ASKED, CLEAR, REFUSED, Delivery
from scan.extracts.chosen import DELIVERIES
from scan.extracts.intake import accept, assess
from scan.extracts.ledger import ACCEPTED
from scan.extracts.refusing import keep_aside
from scan.files import alone, copy_file, write_text

ORIGIN = ".origin.json"
"""How the name ends of the file that says where another comes from."""
STILL = datetime.timedelta(minutes=2)
"""How long nothing may have been written: an upload that stalls for less is not torn apart."""
WHO = "inbox"
_HALF = (".part", ".partial", ".filepart", ".crdownload", ".tmp")
"""How programs call what they are still writing."""
_MOST_QUESTIONS = 5


def take_in_inbox(
    output: Path, catalogue: Catalogue, day: datetime.date, now: datetime.datetime
) -> tuple[Arrived, ...]:
    """Assess all that lies still in the inbox, and do what can be done without a person.

    Raises LockedError while somebody takes in a delivery, ExtractError for a damaged ledger.
    """
    inbox = output / DELIVERIES / INBOX
    if not inbox.is_dir():
        return ()
    with alone(output / DELIVERIES, "takes in a delivery"):
        before = {one.files: one.since for one in waiting(output)}
        found = tuple(_taken(group, output, catalogue, day) for group in _groups(inbox, now))
        since = {one.files: before.get(one.files) or day.isoformat() for one in found}
        kept = [replace(one, since=since[one.files]) for one in found if one.verdict == ASKED]
        text = json.dumps([asdict(one) for one in kept], ensure_ascii=False, indent=1)
        write_text(output / DELIVERIES / WAITING, f"{text}\n")
    return found


def _groups(inbox: Path, now: datetime.datetime) -> Iterator[tuple[Path, ...]]:
    """The deliveries that lie still: files by themselves, folders as a whole."""
    for path in sorted(inbox.iterdir()):
        if path.name.startswith((".", "~")) or path.name.endswith(ORIGIN):
            continue
        inside = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]
        files = tuple(p for p in inside if not p.is_dir() and not p.name.endswith(ORIGIN))
        if files and all(_lies_still(file, now) for file in files):
            yield files


def _lies_still(path: Path, now: datetime.datetime) -> bool:
    changed = datetime.datetime.fromtimestamp(path.lstat().st_mtime, datetime.UTC)
    return now - changed >= STILL and not path.name.lower().endswith(_HALF)


def _taken(
    files: tuple[Path, ...], output: Path, catalogue: Catalogue, day: datetime.date
) -> Arrived:
    """Accept, leave or refuse one delivery."""
    inbox = output / DELIVERIES / INBOX
    delivery = _with_origin(assess(files, output, catalogue, day, WHO))
    names = tuple(path.relative_to(inbox).as_posix() for path in files)
    sources = tuple(dict.fromkeys(o.entry.source for o in delivery.files if o.entry.source))
    arrived = Arrived(names, delivery.verdict, sources)
    if delivery.verdict == ASKED:
        asked = tuple(str(question) for question in delivery.questions[:_MOST_QUESTIONS])
        return replace(arrived, said=asked)
    if delivery.verdict == REFUSED:
        kept = keep_aside(delivery, output, catalogue)
        arrived = replace(
            arrived,
            delivery=kept.name,
            said=tuple(str(fault) for fault in delivery.faults[:_MOST_QUESTIONS]),
        )
    elif delivery.verdict == CLEAR:
        lines = accept(delivery, output)
        for one, line in zip(delivery.fresh, lines, strict=True):
            _keep_origin(one.path, output / DELIVERIES / line.kept)
        arrived = replace(arrived, verdict=ACCEPTED, delivery=lines[0].delivery)
    _remove(files, inbox)
    return arrived


def _with_origin(delivery: Delivery) -> Delivery:
    """The delivery with the addresses that its files were fetched from."""
    return replace(
        delivery,
        files=tuple(
            replace(one, entry=replace(one.entry, origin=_address(one.path)))
            for one in delivery.files
        ),
    )


def _address(path: Path) -> str:
    try:
        facts = json.loads(origin_of(path).read_text(encoding="utf-8"))
        return str(facts["address"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def origin_of(path: Path) -> Path:
    """The file that says where ``path`` comes from."""
    return path.with_name(f"{path.name}{ORIGIN}")


def _keep_origin(path: Path, kept: Path) -> None:
    if origin_of(path).is_file():
        copy_file(origin_of(path), origin_of(kept), private=True)


def _remove(files: tuple[Path, ...], inbox: Path) -> None:
    """Take a delivery from the inbox that is kept elsewhere by now.

    The file last: what is left after a kill is then seen, known and removed by the next night.
    """
    for path in files:
        origin_of(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
    top = files[0].relative_to(inbox).parts
    if len(top) > 1:
        with suppress(OSError):  # somebody puts another file there: it is the next delivery
            shutil.rmtree(inbox / top[0])

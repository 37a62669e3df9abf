"""Nightly, upgrading: whether this version of the program can go on with what another one left.

Input: an output folder. Output: findings, one for each kind of file that carries a format. Nothing
is written: what has to be taken over says with which command.
"""

from collections.abc import Iterator
from pathlib import Path

from scan.errors import ExtractError, RefusedError, ScanError
from scan.extracts.chain import FORMAT as LEDGER_FORMAT
from scan.extracts.chosen import DELIVERIES
from scan.extracts.ledger import read_ledger
from scan.nightly.health import Finding
from scan.nightly.runs import RUNS, read_runs
from scan.publish.manifest import FORMAT as MANIFEST_FORMAT
from scan.publish.manifest import read_manifest
from scan.publish.receipts import RECEIPTS, read_receipts
from scan.publish.shelf import folder_of, refuse_lost_link, release_ids


def upgrade_findings(output: Path) -> tuple[Finding, ...]:
    """What this version makes of the ledger, the releases, the receipts and the accounts."""
    shelves = [shelf for shelf in (output, output / "sample") if shelf.is_dir()]
    return (_ledger(output), *(finding for shelf in shelves for finding in _shelf(shelf)))


def _ledger(output: Path) -> Finding:
    try:
        lines = len(read_ledger(output / DELIVERIES))
    except ScanError as error:
        code = ExtractError.exit_code
        return Finding("ledger", good=False, message=str(error), exit_code=code)
    return Finding("ledger", good=True, message=f"format {LEDGER_FORMAT}, {lines} lines")


def _shelf(shelf: Path) -> Iterator[Finding]:
    code = RefusedError.exit_code
    ids, faults = release_ids(shelf), list[str]()
    try:
        refuse_lost_link(shelf)
    except RefusedError as error:
        faults.append(str(error))
    for id_ in ids:
        try:
            read_manifest(folder_of(shelf, id_))
        except RefusedError as error:
            faults.append(str(error))
    message = "; ".join(faults) or f"{len(ids)} of format {MANIFEST_FORMAT} or before in {shelf}"
    yield Finding("releases", good=not faults, message=message, exit_code=code)
    for publication in sorted(path.name for path in (shelf / RECEIPTS).glob("*") if path.is_dir()):
        yield _receipts(shelf, publication)
    there, known = len(list((shelf / RUNS).glob("*/run.json"))), len(read_runs(shelf))
    unread = f"; {there - known} cannot be read, and are left alone" if there > known else ""
    yield Finding("accounts", good=True, message=f"{known} in {shelf}{unread}")


def _receipts(shelf: Path, publication: str) -> Finding:
    there = len(list((shelf / RECEIPTS / publication).glob("*.json")))
    try:
        known = len(read_receipts(shelf, publication))
    except RefusedError as error:
        return Finding("receipts", good=False, message=str(error), exit_code=error.exit_code)
    message = f"{known} of {publication}"
    if again := there - known:
        message += f"; {again} cannot be read: the next run makes their reports anew"
    return Finding("receipts", good=True, message=message)

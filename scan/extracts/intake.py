"""Extracts, intake: from files that arrived to accepted deliveries. Output: receipts.

A delivery is recognised, checked, compared with what is in use, copied and entered in the
ledger. If anything is wrong with any file, nothing changes at all.
"""

import datetime
import fnmatch
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Source
from scan.errors import ExtractError, Fault, UsageError
from scan.extracts.boundaries import read_boundaries
from scan.extracts.contract import Checked, examine
from scan.extracts.deliveries import (
    BOUNDARIES,
    DELIVERIES,
    contradictions,
    is_marked,
    key_of,
    recognise,
)
from scan.extracts.ledger import ACCEPTED, WITHDRAWN, Entry, append, in_use, read_ledger
from scan.extracts.readers.plain_files import unfit
from scan.extracts.readers.tables import some
from scan.files import copy_file, sha256

KNOWN = "known"
"""Status of a file that is in use already."""
CHECKED = "checked"
"""Status of a file that was checked and not taken in."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file."""

    source: str
    file: str
    sha256: str
    first: int | None
    last: int | None
    rows: int
    supplier: str
    status: str
    """``accepted``, ``checked`` or ``known``."""
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A file that was recognised and checked; ``source`` is ``None`` for boundaries."""

    path: Path
    source: Source | None
    checked: Checked
    entry: Entry


def intake(
    files: tuple[Path, ...],
    output: Path,
    catalogue: Catalogue,
    accept: bool,
    day: datetime.date,
) -> tuple[Receipt, ...]:
    """Check ``files`` and, when ``accept``, make them the accepted deliveries of ``day``.

    Without ``accept`` nothing is written. A file with the same bytes as one in use is noticed
    and not entered twice. Raises ExtractError with all faults of all files, and then nothing
    has changed; UsageError for a path that is no file.
    """
    folder = output / DELIVERIES
    before = in_use(read_ledger(folder))
    arrived = _checked(files, catalogue, day)
    known = {(entry.source, entry.sha256) for entry in before}
    fresh: dict[tuple[str, str], _Arrived] = {}
    for one in arrived:
        key = (one.entry.source, one.entry.sha256)
        if key not in known:
            fresh.setdefault(key, one)
    receipts = tuple(
        _receipt(one, one in fresh.values(), accept, before, folder, catalogue) for one in arrived
    )
    if accept and fresh:
        for one in fresh.values():
            copy_file(one.path, folder / one.entry.kept)
        append(folder, tuple(one.entry for one in fresh.values()))
    return receipts


def undo(output: Path, day: datetime.date) -> Entry:
    """Withdraw the delivery that was accepted last; the one before it is in use again.

    Returns the line that was withdrawn. Raises UsageError when there is none.
    """
    folder = output / DELIVERIES
    current = in_use(read_ledger(folder))
    if not current:
        raise UsageError("There is no accepted delivery to withdraw.")
    last = current[-1]
    withdrawn = Entry(
        date=day.isoformat(),
        source=last.source,
        file=last.file,
        sha256=last.sha256,
        first=last.first,
        last=last.last,
        rows=last.rows,
        supplier=last.supplier,
        status=WITHDRAWN,
    )
    append(folder, (withdrawn,))
    return last


def _checked(
    files: tuple[Path, ...], catalogue: Catalogue, day: datetime.date
) -> tuple[_Arrived, ...]:
    missing = [str(path) for path in files if not (path.exists() or path.is_symlink())]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}.")
    if odd := tuple(fault for path in files for fault in unfit(path)):
        raise ExtractError(odd)
    arrived = [_arrived(path, catalogue, day) for path in files]
    faults = [fault for one in arrived for fault in one.checked.faults]
    if not faults:
        by_source: dict[str, list[tuple[Path, Checked]]] = {}
        for one in arrived:
            if one.source:
                by_source.setdefault(one.source.id, []).append((one.path, one.checked))
        faults = list(contradictions(by_source, catalogue))
    if faults:
        raise ExtractError(tuple(faults))
    return tuple(arrived)


def _arrived(path: Path, catalogue: Catalogue, day: datetime.date) -> _Arrived:
    source = None
    if is_marked(path):
        checked = _refused(path, "is a made-up extract", "Take in real deliveries only.")
    elif fnmatch.fnmatchcase(path.name, f"{BOUNDARIES}*.geojson"):
        checked = Checked(pl.DataFrame(), tuple(_boundary_faults(path, catalogue)))
    elif (source := recognise(path, catalogue)) is None:
        patterns = tuple(name for known in catalogue.sources.values() for name in known.files)
        checked = _refused(
            path,
            "is a file that no source of the catalogue knows",
            f"Give it the name of its source: {some(patterns)}.",
        )
    else:
        checked = examine(source, path, catalogue)
    return _Arrived(path, source, checked, _entry(path, source, checked, day))


def _refused(path: Path, message: str, remedy: str) -> Checked:
    return Checked(pl.DataFrame(), (Fault(path.name, "", message, remedy),))


def _entry(path: Path, source: Source | None, checked: Checked, day: datetime.date) -> Entry:
    years = checked.periods if source else ()
    return Entry(
        date=day.isoformat(),
        source=source.id if source else BOUNDARIES,
        file=path.name,
        sha256=sha256(path),
        first=min(years, default=None),
        last=max(years, default=None),
        rows=checked.frame.height,
        supplier=source.supplier if source else "",
        status=ACCEPTED,
    )


def _boundary_faults(path: Path, catalogue: Catalogue) -> list[Fault]:
    """What is wrong with a file of boundaries: no GeoJSON, or a feature without a known code."""
    try:
        features = read_boundaries(path)["features"]
    except ExtractError as error:
        return list(error.faults)
    codes = [feature["properties"]["nis"] for feature in features]
    faults = []
    for number, code in enumerate(codes):
        try:
            catalogue.areas.get(str(code))
        except KeyError:
            place = f"feature {number}"
            faults.append(Fault(path.name, place, f"“{code}” is no NIS code", "Correct it."))
    return faults


# --- receipts -------------------------------------------------------------------------------


def _receipt(
    one: _Arrived,
    is_fresh: bool,
    accept: bool,
    before: tuple[Entry, ...],
    folder: Path,
    catalogue: Catalogue,
) -> Receipt:
    entry = one.entry
    notices = one.checked.notices
    if not is_fresh:
        notices = (*notices, "the same bytes are in use already")
    elif one.source:
        notices = (*notices, *_compared(one.checked, one.source, before, folder, catalogue))
    return Receipt(
        source=entry.source,
        file=entry.file,
        sha256=entry.sha256,
        first=entry.first,
        last=entry.last,
        rows=entry.rows,
        supplier=entry.supplier,
        status=KNOWN if not is_fresh else (ACCEPTED if accept else CHECKED),
        notices=notices,
    )


def _compared(
    checked: Checked,
    source: Source,
    before: tuple[Entry, ...],
    folder: Path,
    catalogue: Catalogue,
) -> tuple[str, ...]:
    """How a delivery differs from the last one of its source that is in use."""
    earlier = [entry for entry in before if entry.source == source.id]
    if not earlier:
        return ("the first delivery of this source",)
    old = examine(source, folder / earlier[-1].kept, catalogue).frame
    key = key_of(source)
    was = pl.col("value_old").ne_missing(pl.col("value"))
    now = pl.col("status_old").ne_missing(pl.col("status"))
    both = checked.frame.join(old, on=key, nulls_equal=True, suffix="_old")
    new = checked.frame.height - both.height
    gone = old.height - both.height
    changed = both.filter(was | now).height
    summary = f"against the delivery of {earlier[-1].date}: {new} figures are new, "
    summary += f"{changed} changed, {gone} are gone"
    lost = set(old.get_column("area")) - set(checked.frame.get_column("area"))
    lacking = f"areas that are gone: {some(tuple(sorted(lost)))}"
    return (summary, lacking) if lost else (summary,)

"""Publish, inspection: the audit of everything that a workspace releases.

Input: a workspace. Output: :class:`Verdict`, kept under ``audit/`` of the shelf as long as
neither figures nor reports nor the code that judges them change. Today's store, the stores of
former divisions of the same extracts that were made, and every report on the shelf are looked at
together: an outsider has them all. The Barometer is looked at beside them.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from scan.errors import RefusedError
from scan.extracts.chosen import barometer_extracts, municipal_extracts
from scan.extracts.deliveries import load_extracts
from scan.extracts.frames import told
from scan.files import sha256, write_text
from scan.house import CODE
from scan.publish.audit import Leak, audit, refusal
from scan.publish.barometer_audit import all_figures, barometer_leaks
from scan.publish.printed import Printed, Ways, printed, reports_on
from scan.series.barometer import barometer_frames
from scan.series.frames import Figures, Positions
from scan.series.memory import Memory, remembered
from scan.series.places import division_dates
from scan.series.store import Store, open_store, store_key
from scan.series.workspace import Tell, Workspace, made_with
from scan.status import Status
from scan.views.barometer.figures import barometer_of

VERDICTS = "audit"
"""Folder of the shelf that keeps verdicts."""
_CODE = (
    *("publish/audit.py", "publish/released.py", "publish/printed.py", "publish/inspection.py"),
    "publish/barometer_audit.py",
)
_HIDDEN = pl.col("status") == Status.HIDDEN.value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and what an outsider could work out from it."""

    dates: tuple[str, ...]
    """Of the divisions into municipalities whose figures are released."""
    reports: int
    figures: int
    hidden: int
    leaks: tuple[Leak, ...]


def inspect(workspace: Workspace, tell: Tell) -> Verdict:
    """The verdict on all that the workspace releases; from memory while nothing changed."""
    stores = dict(_stores(workspace))
    paths = reports_on(workspace.shelf)
    before = remembered(workspace.shelf)
    kept = workspace.shelf / VERDICTS / f"{_key(workspace, tuple(stores), paths, before)}.json"
    if kept.exists():
        return _read(kept)
    ways = _ways(stores[workspace.catalogue.areas.newest_division])
    tell(f"Reading {len(paths)} reports …")
    reports = [printed(path, workspace.catalogue, ways) for path in paths]
    tell("Working out what an outsider could work out …")
    municipal = municipal_extracts(workspace.extracts, workspace.catalogue)
    loaded = load_extracts(municipal, workspace.catalogue)
    frames = {source: told(frame) for source, frame in loaded.items()}
    apart = barometer_frames(workspace)
    shown = barometer_of(apart, workspace.catalogue, {}, made_up=workspace.made_up)
    beside = [figure.shown.status for figure in all_figures(shown)]
    released = [*stores.items(), *_as_stores(reports)]
    verdict = Verdict(
        dates=tuple(date.isoformat() for date in stores),
        reports=len(reports),
        figures=sum(store.figures.height for _, store in released) + len(beside),
        hidden=sum(store.figures.filter(_HIDDEN).height for _, store in released)
        + beside.count(Status.HIDDEN),
        leaks=audit(released, frames, workspace.catalogue, before=before.cells())
        + barometer_leaks(shown, apart, workspace.catalogue),
    )
    write_text(kept, json.dumps(asdict(verdict), ensure_ascii=False))
    return verdict


def audit_workspace(workspace: Workspace, tell: Tell) -> Verdict:
    """The verdict, where it is good. Raises RefusedError that names the leaks."""
    verdict = inspect(workspace, tell)
    if verdict.leaks:
        raise RefusedError(refusal(list(verdict.leaks)))
    return verdict


def _stores(workspace: Workspace) -> Iterator[tuple[datetime.date, Store]]:
    """The store of the workspace, and those of other divisions that were made of its extracts."""
    yield workspace.as_of, workspace.store()
    made, memory = made_with(), tuple(workspace.memory.files)
    for date in division_dates(workspace.catalogue.areas):
        key = store_key(workspace.extracts.fingerprint, made, date, memory)
        store = open_store(workspace.output / "series" / key)
        if date != workspace.as_of and store is not None:
            yield date, store


def _ways(store: Store) -> Ways:
    """Which of its ways fed each indicator."""
    rows = store.figures.group_by("indicator").agg(pl.col("alternative").first())
    return dict(rows.iter_rows())


def _as_stores(reports: list[Printed]) -> Iterator[tuple[datetime.date, Store]]:
    """The figures of all reports that speak of the same municipalities, as a store."""
    for date in dict.fromkeys(report.date for report in reports):
        figures = pl.concat([report.figures for report in reports if report.date == date])
        told = Figures.cast(figures.unique(maintain_order=True))
        yield date, Store(told, Positions.create_empty())


def _key(
    workspace: Workspace,
    dates: tuple[datetime.date, ...],
    reports: tuple[Path, ...],
    before: Memory,
) -> str:
    """Hash of everything that a verdict depends on."""
    digest = hashlib.sha256(workspace.store_folder.name.encode())
    digest.update(json.dumps([date.isoformat() for date in dates]).encode())
    digest.update(json.dumps(sorted(before.files)).encode())
    for path in sorted((CODE / name for name in _CODE), key=str):
        digest.update(path.read_bytes())
    for _, path in barometer_extracts(workspace.extracts, workspace.catalogue).files:
        digest.update(sha256(path).encode())
    for path in reports:
        digest.update(path.relative_to(workspace.shelf).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _read(path: Path) -> Verdict:
    kept = json.loads(path.read_text(encoding="utf-8"))
    leaks = tuple(
        Leak(**{**leak, "indicators": tuple(leak["indicators"])}) for leak in kept.pop("leaks")
    )
    return Verdict(**{**kept, "dates": tuple(kept["dates"])}, leaks=leaks)

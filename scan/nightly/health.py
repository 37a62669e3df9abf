"""Nightly, health: whether all is as it should be, so that silence is noticed.

Input: an output folder, the catalogue where it can be read, and the moment. Output: findings, each
good or bad with the exit code that it asks for. Nothing is written, and nothing here needs the
figures: it answers in seconds, also while a run is under way.
"""

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, RefusedError, ReportError, ScanError
from scan.extracts.arrived import waiting
from scan.extracts.chosen import DELIVERIES
from scan.extracts.fetched import read_known
from scan.extracts.ledger import Entry, in_use, read_ledger
from scan.extracts.real_figures import is_real, refuse_made_up
from scan.extracts.refusing import REFUSED
from scan.nightly.lock import is_held
from scan.nightly.runs import FINISHED, RUNNING, Account, read_runs
from scan.publish.calendar import late_sources
from scan.publish.manifest import read_manifest, read_sums
from scan.publish.shelf import folder_of, live_id, moment_of, refuse_lost_link, release_ids
from scan.publish.verification import verification_faults

NIGHTLY = "scan nightly"
GOOD = (0, ReportError.exit_code)
"""Exit codes of a night that has published what there was to publish."""
LONGEST_SILENCE = datetime.timedelta(hours=26)
"""A night each 24 hours, and two for it to take."""
LONGEST_RUN = datetime.timedelta(hours=6)
"""What the unit gives a run."""
LONGEST_FAILING = datetime.timedelta(days=3)
"""After which an address that fails is no passing trouble."""
LEAST_DISK = 2 * 1000**3
"""Free bytes that a night may need: a release of which all is new takes 3.2 GB, but what did not
change is shared, and all of it never changes at once but for the first."""
LEAST_NAMES = 0.02
"""Part of the names of files that must be free: a full table is a full disk."""
SLACK = datetime.timedelta(minutes=5)
"""By which clocks may disagree."""
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    good: bool
    message: str
    exit_code: int = ReportError.exit_code
    """What a bad one asks for."""


@dataclass(frozen=True, slots=True)
class Health:
    """All that was looked at."""

    output: Path
    shelf: Path
    moment: datetime.datetime
    findings: tuple[Finding, ...]
    last: Account | None
    """The last run."""
    good: Account | None
    """The last night that ended well."""
    lines: int
    """Of the ledger; 0 when it is damaged."""

    @property
    def bad(self) -> tuple[Finding, ...]:
        """What is not as it should be."""
        return tuple(finding for finding in self.findings if not finding.good)

    @property
    def exit_code(self) -> int:
        """0, or the highest that a bad finding asks for."""
        return max((finding.exit_code for finding in self.bad), default=0)


def health(
    output: Path,
    catalogue: Catalogue | None,
    now: datetime.datetime,
    *,
    real: bool = False,
    thorough: bool = False,
) -> Health:
    """Looks at everything. ``real``: this machine publishes real figures and no others;
    ``thorough``: also at the bytes of each file of the live release."""
    shelf = output if real or is_real(output) else output / "sample"
    runs = read_runs(shelf)
    nights = [run for run in runs if run.command.startswith(NIGHTLY)]
    good = [night for night in nights if night.state == FINISHED and night.exit_code in GOOD]
    ledger, entries = _ledger(output, real=real)
    findings = [
        _night(good[-1] if good else None, now),
        _last(nights[-1] if nights else None, output, now),
        _reports(good[-1] if good else None),
        ledger,
        _release(shelf, thorough=thorough),
        _disk(output),
        _clock(shelf, runs, now),
        _refused(output, now),
        _waiting(output),
        _fetching(output, now),
    ]
    if catalogue is not None:
        findings.append(_sources(entries, catalogue, now))
    last, best = (runs[-1] if runs else None), (good[-1] if good else None)
    return Health(output, shelf, now, tuple(findings), last, best, len(entries))


def _night(good: Account | None, now: datetime.datetime) -> Finding:
    if good is None:
        return Finding("night", good=False, message="No night has ended well yet: scan nightly")
    age = now - _moment(good.ended)
    message = f"The last good night ended {_hours(age)} ago ({good.ended})"
    if age > LONGEST_SILENCE:
        message += ". One was skipped or broken: systemctl list-timers scan-nightly; scan status"
    return Finding("night", age <= LONGEST_SILENCE, message)


def _last(night: Account | None, output: Path, now: datetime.datetime) -> Finding:
    """How the newest night ended, or goes."""
    if night is None:
        return Finding("run", good=True, message="There was no night yet")
    named = f"The night of {night.started}"
    if night.state == RUNNING:
        age = now - _moment(night.started)
        if not is_held(output):
            message = f"{named} ended without a word: killed, or the machine went down"
            return Finding("run", good=False, message=f"{message}. Run it again", exit_code=5)
        good = age <= LONGEST_RUN
        return Finding("run", good, f"{named} is under way for {_hours(age)}")
    if night.state == FINISHED:
        return Finding("run", good=True, message=f"{named} ended with exit code {night.exit_code}")
    reason = night.message.partition("\n")[0]
    code = night.exit_code or ReportError.exit_code
    return Finding("run", good=False, message=f"{named}: {night.state}. {reason}", exit_code=code)


def _reports(good: Account | None) -> Finding:
    failed = [one for done in good.publications for one in done.failed] if good else []
    if not failed:
        return Finding("reports", good=True, message="No report failed in the last good night")
    named = "; ".join(f"{one.name} ({one.reason})" for one in failed[:_MOST_NAMED])
    return Finding("reports", good=False, message=f"{len(failed)} reports failed: {named}")


def _ledger(output: Path, *, real: bool) -> tuple[Finding, tuple[Entry, ...]]:
    try:
        entries = read_ledger(output / DELIVERIES)
        if not in_use(entries):
            refuse_made_up(output)
            if real:
                message = f"{output} holds no real figures (SCAN_REAL). Is its disk mounted?"
                raise RefusedError(message)
    except ScanError as error:
        message, code = str(error), error.exit_code
        return Finding("ledger", good=False, message=message, exit_code=code), ()
    message = f"The ledger is whole: {len(entries)} lines"
    return Finding("ledger", good=True, message=message, exit_code=ExtractError.exit_code), entries


def _release(shelf: Path, *, thorough: bool) -> Finding:
    """Whether readers see a release, and all its files are there."""
    code = RefusedError.exit_code
    try:
        refuse_lost_link(shelf)
        live = live_id(shelf)
        if live is None:
            message = f"Nothing is published under {shelf}"
            return Finding("release", good=False, message=message, exit_code=code)
        folder = folder_of(shelf, live)
        read_manifest(folder)
        sums, torn = read_sums(folder)
        wrong = [str(fault) for fault in torn] or [
            path for path in sums if not (folder / path).is_file()
        ]
        if thorough and not wrong:
            wrong = [str(fault) for fault in verification_faults(folder)]
    except ScanError as error:
        return Finding("release", good=False, message=str(error), exit_code=code)
    if wrong:
        named = ", ".join(wrong[:_MOST_NAMED])
        message = f"The live release {live} is damaged: {named}. Step back: scan rollback"
        return Finding("release", good=False, message=message, exit_code=code)
    return Finding("release", good=True, message=f"{live} is live: {len(sums)} files")


def _disk(output: Path) -> Finding:
    place = next(path for path in (output, *output.absolute().parents) if path.exists())
    free = int(psutil.disk_usage(str(place)).free)
    names = os.statvfs(place)
    few = names.f_files and names.f_favail / names.f_files < LEAST_NAMES
    message = f"{free / 1e9:.1f} GB of the disk are free"
    if few:
        message += ", and hardly a name for another file"
    good = free >= LEAST_DISK and not few
    return Finding("disk", good, message if good else f"{message}. Make room")


def _clock(shelf: Path, runs: tuple[Account, ...], now: datetime.datetime) -> Finding:
    """A clock that was put back makes new accounts and releases look old."""
    told = [(run.run, _moment(text)) for run in runs for text in (run.started, run.ended) if text]
    if ids := release_ids(shelf):
        told.append((ids[-1], moment_of(ids[-1])))
    name, newest = max(told, key=lambda one: one[1], default=("", now))
    good = newest <= now + SLACK
    message = f"The clock says {now.isoformat(timespec='seconds')}"
    if not good:
        message += f", and {name} is of {newest.isoformat(timespec='seconds')}: set the clock"
    return Finding("clock", good, message)


def _refused(output: Path, now: datetime.datetime) -> Finding:
    """Deliveries that were refused since the night before: somebody waits for an answer."""
    folder = output / DELIVERIES / REFUSED
    since = (now - LONGEST_SILENCE).timestamp()
    found = sorted(p.name for p in folder.glob("*") if p.stat().st_mtime > since)
    if not found:
        return Finding("deliveries", good=True, message="No delivery was refused of late")
    message = f"{len(found)} deliveries were refused: {', '.join(found[:_MOST_NAMED])}"
    remedy = f"the reasons and a page for the supplier lie in {folder}"
    code = ExtractError.exit_code
    return Finding("deliveries", good=False, message=f"{message}; {remedy}", exit_code=code)


def _waiting(output: Path) -> Finding:
    """Deliveries in the inbox of which a person has to decide."""
    found = waiting(output)
    if not found:
        return Finding("decisions", good=True, message="No delivery waits for a decision")
    named = "; ".join(
        f"{', '.join(one.files)} since {one.since} ({'; '.join(one.said[:1])})"
        for one in found[:_MOST_NAMED]
    )
    message = f"{len(found)} deliveries wait for a decision: {named}. Look with: scan intake FILE…"
    return Finding("decisions", good=False, message=message, exit_code=ExtractError.exit_code)


def _fetching(output: Path, now: datetime.datetime) -> Finding:
    """Addresses that fail for days: they have moved, and nobody would notice."""
    failing = [
        known.failing
        for known in read_known(output).values()
        if known.failing and now - _moment(known.since) > LONGEST_FAILING
    ]
    if not failing:
        return Finding("fetch", good=True, message="No address fails for long")
    named = "; ".join(failing[:_MOST_NAMED])
    return Finding("fetch", good=False, message=f"{len(failing)} addresses fail: {named}")


def _sources(entries: tuple[Entry, ...], catalogue: Catalogue, now: datetime.datetime) -> Finding:
    dates = {
        use.entry.source: datetime.date.fromisoformat(use.entry.date) for use in in_use(entries)
    }
    late = late_sources(dates, catalogue, now.date())
    if not late:
        return Finding("sources", good=True, message="No source is late")
    named = ", ".join(late[:_MOST_NAMED])
    return Finding("sources", good=False, message=f"{len(late)} sources are late: {named}")


def _moment(text: str) -> datetime.datetime:
    """A time of an account; those of before had the hours of here."""
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)


def _hours(age: datetime.timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f} hours"


def lines_of(found: Health) -> Iterator[str]:
    """A line for each finding."""
    for finding in found.findings:
        yield f"{'ok ' if finding.good else 'BAD'} {finding.check}: {finding.message}"

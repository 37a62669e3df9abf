"""Nightly, runs: the account of every run, for people and programs.

Input: what happened to each report. Output: ``runs/<start time>/run.json``, the journal
``log.jsonl`` beside it, one line per event, and what workers said when they broke down.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from scan.files import append_line, write_text

RUNS = "runs"
RUNS_KEPT = 90
"""Accounts of runs that stay, unless the operator says otherwise: a season of nights."""
RUNNING, FINISHED, INTERRUPTED, BROKEN = "running", "finished", "interrupted", "broken"
TURNED_DOWN = "refused"
"""State of a run whose release was refused; what it built stands on the shelf."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A report that could not be made."""

    nis: str
    name: str
    reason: str
    stands: str
    """When the report was made that still stands; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the reports of one publication."""

    publication: str
    built: tuple[str, ...]
    kept: tuple[str, ...]
    failed: tuple[Failed, ...]
    stale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """NIS code → why its report was made anew."""

    def __str__(self) -> str:
        counts = len(self.built), len(self.kept), len(self.failed)
        return "{}: {} built, {} kept, {} failed".format(self.publication, *counts)


@dataclass(frozen=True, slots=True)
class Account:
    """A run, as it stands in ``run.json``."""

    run: str
    command: str
    state: str
    started: str
    ended: str = ""
    seconds: float = 0.0
    exit_code: int | None = None
    message: str = ""
    """Why it did not finish."""
    shard: str = ""
    release: str = ""
    """The release that it put before the public."""
    publications: tuple[Done, ...] = ()


class Run:
    """The account of a run under way. Everything is on the disk before the next step."""

    def __init__(self, shelf: Path, command: str, shard: str = "") -> None:
        self._start = datetime.datetime.now().astimezone()
        self.folder = _folder(shelf / RUNS, self._start, shard)
        started = self._start.isoformat(timespec="seconds")
        self.account = Account(self.folder.name, command, RUNNING, started, shard=shard)
        self._write()

    @property
    def name(self) -> str:
        """Its start time, which is the name of its folder."""
        return self.folder.name

    def log(self, event: str, **facts: object) -> None:
        """A line in the journal."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="milliseconds")
        line = json.dumps({"at": now, "event": event, **facts}, ensure_ascii=False, default=str)
        append_line(self.folder / "log.jsonl", line)

    def note(self, **facts: object) -> None:
        """Changes fields of the account."""
        self.account = replace(self.account, **facts)  # type: ignore[arg-type]
        self._write()

    def end(self, state: str, exit_code: int, message: str = "") -> None:
        """Closes the account."""
        now = datetime.datetime.now().astimezone()
        self.note(
            state=state,
            exit_code=exit_code,
            message=message,
            ended=now.isoformat(timespec="seconds"),
            seconds=round((now - self._start).total_seconds(), 1),
        )

    def _write(self) -> None:
        text = json.dumps(asdict(self.account), ensure_ascii=False, indent=1) + "\n"
        write_text(self.folder / "run.json", text)


def _folder(runs: Path, start: datetime.datetime, shard: str) -> Path:
    """A new folder named after the moment; numbered when there is one of the same second."""
    stem = start.strftime("%Y-%m-%dT%H-%M-%S") + (f"-{shard.replace('/', 'of')}" if shard else "")
    number = 1
    while True:
        folder = runs / (stem if number == 1 else f"{stem}.{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
            continue
        return folder


def read_runs(shelf: Path) -> tuple[Account, ...]:
    """The accounts of all runs, oldest first; those that cannot be read are left out."""
    found = (_read(path) for path in sorted((shelf / RUNS).glob("*/run.json")))
    return tuple(account for account in found if account is not None)


def _read(path: Path) -> Account | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        done = tuple(_done(entry) for entry in data.pop("publications"))
        return Account(**data, publications=done)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _done(entry: dict[str, Any]) -> Done:
    return Done(
        publication=entry["publication"],
        built=tuple(entry["built"]),
        kept=tuple(entry["kept"]),
        failed=tuple(Failed(**failed) for failed in entry["failed"]),
        stale={nis: tuple(reasons) for nis, reasons in entry["stale"].items()},
    )


def last_run(shelf: Path) -> Account | None:
    """The last run; the shards of one array count as one."""
    runs = read_runs(shelf)
    if not runs:
        return None
    newest = runs[-1]
    return merged(_array(runs, newest)) if newest.shard else newest


def _array(runs: tuple[Account, ...], newest: Account) -> tuple[Account, ...]:
    """The last run of every shard with as many shards as the newest has."""
    count = newest.shard.partition("/")[2]
    last = {run.shard: run for run in runs if run.shard.partition("/")[2] == count}
    return tuple(last[shard] for shard in sorted(last))


def merged(runs: tuple[Account, ...]) -> Account:
    """The accounts of shards as one."""
    worst = max(runs, key=lambda run: run.exit_code or 0)
    return Account(
        run=max(run.run for run in runs),
        command=runs[0].command,
        state=next((r.state for r in runs if r.state != FINISHED), FINISHED),
        started=min(run.started for run in runs),
        ended="" if any(not run.ended for run in runs) else max(run.ended for run in runs),
        seconds=max(run.seconds for run in runs),
        exit_code=None if any(run.exit_code is None for run in runs) else worst.exit_code,
        message=worst.message,
        shard=", ".join(run.shard for run in runs),
        publications=tuple(_joined(runs)),
    )


def _joined(runs: tuple[Account, ...]) -> Iterable[Done]:
    parts = [done for run in runs for done in run.publications]
    for name in dict.fromkeys(done.publication for done in parts):
        same = [done for done in parts if done.publication == name]
        yield Done(
            publication=name,
            built=tuple(sorted(nis for done in same for nis in done.built)),
            kept=tuple(sorted(nis for done in same for nis in done.kept)),
            failed=tuple(sorted((f for d in same for f in d.failed), key=lambda f: f.nis)),
            stale={nis: why for done in same for nis, why in done.stale.items()},
        )

"""Nightly, runs: the account of every run, for people and programs.

Input: what happened to each report and step. Output: ``runs/<number>-<start in UTC>/run.json``,
the journal ``log.jsonl`` beside it, one line per event, and what workers said when they broke
down. Accounts are in the order of their numbers, whatever clocks did. One that was cut off names
what its journal says was made.
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from scan.extracts.arrived import Arrived, arrived_of
from scan.files import append_line, write_text
from scan.nightly import steps
from scan.nightly.steps import Meter, Step

RUNS = "runs"
RUNS_KEPT = 90
"""Accounts of runs that stay, unless the operator says otherwise: a season of nights."""
RUNNING, FINISHED, INTERRUPTED, BROKEN = "running", "finished", "interrupted", "broken"
TURNED_DOWN = "refused"
"""State of a run whose release was refused; what it built stands on the shelf."""
JOURNAL = "log.jsonl"
_NAME = re.compile(r"(?P<number>\d{6,})-(?P<start>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)Z.*")
_START = "%Y-%m-%dT%H-%M-%S"


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
    """In UTC, ISO 8601."""
    ended: str = ""
    seconds: float = 0.0
    exit_code: int | None = None
    message: str = ""
    """Why it did not finish."""
    shard: str = ""
    release: str = ""
    """The release that it put before the public."""
    publications: tuple[Done, ...] = ()
    number: int = 0
    """Counts the runs of a shelf; 0 in accounts of before they were counted."""
    steps: tuple[Step, ...] = ()
    arrived: tuple[Arrived, ...] = ()
    """What became of the deliveries in the inbox."""
    turned: Mapping[str, int] = field(default_factory=dict)
    """How many counts are hidden now that releases before showed, or the other way round, by
    cause (``series.turning``)."""


class Run:
    """The account of a run under way. Everything is on the disk before the next step."""

    def __init__(self, shelf: Path, command: str, shard: str = "") -> None:
        self._start = datetime.datetime.now(datetime.UTC)
        self.folder = _folder(shelf / RUNS, self._start, shard)
        started = self._start.isoformat(timespec="seconds")
        number = number_of(self.folder.name)
        self.account = Account(
            self.folder.name, command, RUNNING, started, shard=shard, number=number
        )
        self._write()

    @property
    def name(self) -> str:
        """Its number and start, which name its folder."""
        return self.folder.name

    def log(self, event: str, **facts: object) -> None:
        """A line in the journal."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": now, "event": event, **facts}, ensure_ascii=False, default=str)
        append_line(self.folder / JOURNAL, line)

    def note(self, **facts: object) -> None:
        """Changes fields of the account."""
        self.account = replace(self.account, **facts)  # type: ignore[arg-type]
        self._write()

    @contextmanager
    def step(self, name: str) -> Iterator[Meter]:
        """A part of the run: it stands in the account from now on, measured when it is over."""
        before, meter = self.account.steps, Meter(name)
        state = steps.BROKEN
        try:
            self.note(steps=(*before, meter.step))
            yield meter
            state = steps.DONE
        finally:
            done = meter.end(state)
            self.note(steps=(*before, done))
            self.log("step", **asdict(done))

    def end(self, state: str, exit_code: int, message: str = "") -> None:
        """Closes the account; one that did not finish names what was made."""
        now = datetime.datetime.now(datetime.UTC)
        if state != FINISHED:
            told = {done.publication for done in self.account.publications}
            more = (done for done in made_so_far(self.folder) if done.publication not in told)
            self.note(publications=(*self.account.publications, *more))
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
    """A new folder with the next number."""
    suffix = f"Z-{shard.replace('/', 'of')}" if shard else "Z"
    while True:
        taken = (number_of(path.name) for path in runs.iterdir()) if runs.is_dir() else ()
        folder = runs / f"{max(taken, default=0) + 1:06}-{start.strftime(_START)}{suffix}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder


def number_of(name: str) -> int:
    """The number in the name of a run; 0 for those of before they were counted."""
    found = _NAME.fullmatch(name)
    return int(found["number"]) if found else 0


def order_of(name: str) -> tuple[int, str]:
    """By what the names of runs are put in order, the oldest first."""
    return number_of(name), name


def moment_of(name: str) -> datetime.datetime:
    """When a run began, from its name. Raises ValueError for what is no such name."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} is no run")
    return datetime.datetime.strptime(found["start"], _START).replace(tzinfo=datetime.UTC)


def read_runs(shelf: Path) -> tuple[Account, ...]:
    """The accounts of all runs, oldest first; those that cannot be read are left out."""
    paths = sorted((shelf / RUNS).glob("*/run.json"), key=lambda path: order_of(path.parent.name))
    found = (_read(path) for path in paths)
    return tuple(account for account in found if account is not None)


def _read(path: Path) -> Account | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        done = tuple(_done(entry) for entry in data.pop("publications"))
        parts = tuple(Step(**step) for step in data.pop("steps", ()))
        arrived = tuple(arrived_of(one) for one in data.pop("arrived", ()))
        if data["state"] == RUNNING:
            done = made_so_far(path.parent)
        return Account(**data, publications=done, steps=parts, arrived=arrived)
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


def made_so_far(folder: Path) -> tuple[Done, ...]:
    """What the journal of a run says was made, also when the run was cut off."""
    found: dict[str, Done] = {}
    for event in journal(folder):
        name = str(event.get("publication"))
        if event["event"] == "planned":
            found[name] = Done(name, (), tuple(event.get("kept", ())), ())
        elif name in found and event["event"] == "built":
            done = found[name]
            found[name] = replace(done, built=tuple(sorted((*done.built, event["nis"]))))
        elif name in found and event["event"] == "failed":
            done, nis = found[name], event["nis"]
            failed = Failed(nis, event.get("name", nis), event.get("reason", ""), "")
            found[name] = replace(done, failed=(*done.failed, failed))
    return tuple(found.values())


def journal(folder: Path) -> Iterator[dict[str, Any]]:
    """The events of a run; lines that were cut off or damaged are left out."""
    try:
        lines = (folder / JOURNAL).read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "event" in event:
            yield event


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
        run=max((run.run for run in runs), key=order_of),
        command=runs[0].command,
        state=next((r.state for r in runs if r.state != FINISHED), FINISHED),
        started=min(run.started for run in runs),
        ended="" if any(not run.ended for run in runs) else max(run.ended for run in runs),
        seconds=max(run.seconds for run in runs),
        exit_code=None if any(run.exit_code is None for run in runs) else worst.exit_code,
        message=worst.message,
        shard=", ".join(run.shard for run in runs),
        publications=tuple(_joined(runs)),
        number=max(run.number for run in runs),
        steps=tuple(step for run in runs for step in run.steps),
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

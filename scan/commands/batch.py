"""Command line, batch: ``scan batch``, ``scan nightly`` and ``scan status``.

Input: a publication and options. Output: reports, a release; the account of the run, as text or
as one JSON object.
"""

from __future__ import annotations

import importlib
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from scan import checking
from scan.catalogue import reading, records
from scan.commands import completing, workspaces
from scan.commands import health as watching
from scan.commands.shared import (
    OUTPUT,
    Extracts,
    Json,
    Metrics,
    Output,
    PublicationOption,
    Real,
    Verbose,
    Why,
    err,
    out,
    print_json,
    publication_named,
    tell,
)
from scan.errors import CatalogueError, UsageError
from scan.extracts import arrived as inboxes
from scan.extracts import assessed, chosen, journal
from scan.nightly import batch as batches
from scan.nightly import lock as locks
from scan.nightly import memory as memories
from scan.nightly import plan as plans
from scan.nightly import products
from scan.nightly import run as running
from scan.nightly import runs as accounts
from scan.nightly import steps as stepping
from scan.nightly import why as causes
from scan.nightly.runs import RUNS_KEPT
from scan.nightly.workers import LIMITS, MEGABYTE, Limits
from scan.steps import step, told

ACTS_SHOWN = 5
"""Acts of people that the status tells, the newest."""
INTERRUPTED_CODE = 130
USUAL = {
    "set-up": 2.0,
    "extracts": 20.0,
    "series": 30.0,
    "reports": 900.0,
    "address": 0.0,
    "remember": 1.0,
    "downloads": 90.0,
    "news": 10.0,
    "barometer": 60.0,
    "site": 240.0,
    "audit": 60.0,
    "release": 60.0,
}
"""The steps of a night that makes everything anew, with the seconds that each takes on two quiet
cores."""
MOST_SHOWN = 3
"""Changed figures of a report that a dry run prints; ``--json`` gives all."""
_CLUSTER = "scan.nightly.cluster"

Workers = Annotated[
    int | None,
    typer.Option(
        envvar="SCAN_WORKERS",
        min=1,
        help="Reports at a time. Default: one a core, as memory allows.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(envvar="SCAN_SCHEDULER", help="Dask scheduler, as tcp://host:8786."),
]
Deadline = Annotated[
    float, typer.Option(envvar="SCAN_DEADLINE", min=1, help="Seconds that one report may take.")
]
Memory = Annotated[
    int, typer.Option(envvar="SCAN_MEMORY", min=200, help="Megabytes that one report may take.")
]
Keep = Annotated[
    int, typer.Option("--keep-runs", envvar="SCAN_KEEP_RUNS", min=1, help="Accounts that stay.")
]
Key = Annotated[
    Path | None,
    typer.Option("--sign", envvar="SCAN_SIGN", help="Sign the release with this key of OpenSSH."),
]


def batch(
    publication: PublicationOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this municipality; may be repeated.",
            autocompletion=completing.municipalities,
        ),
    ] = None,
    extracts: Extracts = None,
    output: Output = OUTPUT,
    workers: Workers = None,
    scheduler: Scheduler = None,
    shard: Annotated[str | None, typer.Option(help="One part of many, as 2/8.")] = None,
    deadline: Deadline = LIMITS.seconds,
    memory: Memory = LIMITS.memory // MEGABYTE,
    keep_runs: Keep = RUNS_KEPT,
    force: Annotated[bool, typer.Option("--force", help="Also what is not stale.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is stale, and why.")] = False,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Make all reports of a publication that are stale."""
    catalogue = reading.load_catalogue()
    edition = publication_named(catalogue, publication)
    towns = _chosen(catalogue, edition, only or [])
    choice = batches.Choice(towns, batches.shard_of(shard) if shard else None, force)
    if dry_run:
        _explain(output, extracts, catalogue, edition, choice, as_json=as_json)
        return
    executor_of = workers_of(scheduler, workers, Limits(deadline, memory * MEGABYTE))
    setting = setting_of(output, extracts, catalogue, keep_runs)
    usual = {name: USUAL[name] for name in ("set-up", "extracts", "series", "reports")}
    with interruptible(), told(usual, tell, verbose=verbose):
        step("set-up")
        run, done = running.batch(setting, edition, choice, executor_of, command_line())
    if as_json:
        print_json(_reports(done) | {"run": run.name})
    else:
        out.print(_line(done), markup=False)
        tell(f"Account: {run.folder}")
    raise typer.Exit(run.account.exit_code or 0)


def nightly(
    extracts: Extracts = None,
    output: Output = OUTPUT,
    workers: Workers = None,
    scheduler: Scheduler = None,
    deadline: Deadline = LIMITS.seconds,
    memory: Memory = LIMITS.memory // MEGABYTE,
    keep_runs: Keep = RUNS_KEPT,
    real: Real = False,
    metrics: Metrics = None,
    key: Key = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Publish in spite of what the gate has found.")
    ] = False,
    why: Why = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Check, build, verify and publish everything, under a lock.

    However it ends, it leaves its metrics for Prometheus (SCAN_METRICS, or metrics.prom in the
    output folder).
    """
    try:
        catalogue = _sound()
    except CatalogueError as error:
        running.never_began(output, extracts, command_line(), error)
        watching.leave_metrics(output, metrics, real=real)
        raise
    executor_of = workers_of(scheduler, workers, Limits(deadline, memory * MEGABYTE))
    setting = setting_of(output, extracts, catalogue, keep_runs, real=real, key=key)
    if accept:
        journal.enter(output, "accept release", "the next", why)
    try:
        with interruptible(), told(USUAL, tell, verbose=verbose):
            step("set-up")
            run = running.nightly(
                setting, executor_of, products.PRODUCERS, accept=accept, command=command_line()
            )
    finally:
        watching.leave_metrics(output, metrics, real=real)
    _show(run.account, run.folder, as_json=as_json)
    raise typer.Exit(run.account.exit_code or 0)


def status(output: Output = OUTPUT, as_json: Json = False) -> None:
    """Say what the last run did; exits as that run did, with 130 when it was killed."""
    shelves = (output, output / "sample")
    found = [(last, shelf) for shelf in shelves if (last := accounts.last_run(shelf))]
    if not found:
        raise UsageError(f"No run yet in {output}. Start one with scan batch or scan nightly.")
    account, shelf = max(found, key=lambda last: last[0].started)
    killed = account.state == accounts.RUNNING and not locks.is_held(output)
    if killed:
        tell("It ended without a word: killed, or the machine went down. Run it again.")
    _show(account, shelf / accounts.RUNS / account.run, as_json=as_json)
    for one in () if as_json else inboxes.waiting(output):
        inbox = output / chosen.DELIVERIES / inboxes.INBOX
        names = " ".join(str(inbox / name) for name in one.files)
        out.print(f"Waits for a decision since {one.since}: scan intake {names}", markup=False)
    for act in () if as_json else journal.read_journal(output)[-ACTS_SHOWN:]:
        out.print(f"By hand: {act}", markup=False)
    raise typer.Exit(INTERRUPTED_CODE if killed else account.exit_code or 0)


# --- what to do -----------------------------------------------------------------------------


def _chosen(
    catalogue: reading.Catalogue, publication: records.Publication, names: list[str]
) -> tuple[str, ...]:
    """NIS codes of the municipalities that were named. Raises UsageError for another region's."""
    areas = catalogue.areas
    towns = [areas.find(name, areas.newest_division) for name in names]
    outside = ", ".join(town.name for town in towns if town.region_nis != publication.region)
    if outside:
        region = areas.get(publication.region).in_text
        raise UsageError(f"{publication.id} holds municipalities of {region}, not {outside}")
    return tuple(town.nis for town in towns)


def _sound() -> reading.Catalogue:
    """The catalogue. Raises CatalogueError with every fault of it and of the layouts."""
    checked = checking.check_all(None)
    if checked.faults:
        raise CatalogueError(checked.faults)
    return reading.load_catalogue()


def setting_of(
    output: Path,
    extracts: Path | None,
    catalogue: reading.Catalogue,
    keep_runs: int,
    *,
    real: bool = False,
    key: Path | None = None,
) -> running.Setting:
    """Where a run works, and how. Raises UsageError for folders or a key that cannot be used."""
    workspaces.refuse_folders(output, extracts)
    if key is not None and not key.is_file():
        raise UsageError(f"No key {key}: make one with ssh-keygen -t ed25519, or leave --sign out")
    return running.Setting(output, extracts, catalogue, err, tell, keep_runs, real, key)


def workers_of(
    scheduler: str | None, workers: int | None, limits: Limits
) -> Callable[[accounts.Run], batches.Executor]:
    """Who does the work: processes of this machine, or a cluster."""
    if scheduler is None:
        return lambda run: batches.on_this_machine(
            memories.fitting(workers or batches.workers_here(), tell), limits, run
        )
    try:
        cluster = importlib.import_module(_CLUSTER)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--scheduler needs {error.name}: install lokale-integratiescan[dask]"
        ) from error
    return lambda run: cluster.on_cluster(scheduler, limits, run, tell)


@contextmanager
def interruptible() -> Iterator[None]:
    """Says what an interruption leaves behind."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup means it to go on
        signal.signal(signal.SIGHUP, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        tell("Interrupted. What is made stays; the same command goes on from there.")
        raise


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A service manager that stops the program, or a terminal that closes, interrupts it like a
    person does."""
    raise KeyboardInterrupt


def command_line() -> str:
    """What was typed, for the account."""
    return shlex.join(["scan", *sys.argv[1:]])


# --- what is said ---------------------------------------------------------------------------


def _explain(
    output: Path,
    extracts: Path | None,
    catalogue: reading.Catalogue,
    publication: records.Publication,
    choice: batches.Choice,
    *,
    as_json: bool,
) -> None:
    """What a run would make anew, and why."""
    workspace = workspaces.workspace_at(output, extracts, catalogue, None)
    areas = choice.areas(workspace, publication)
    planned = plans.plan(workspace, publication, areas, force=choice.force)
    reasons = [(stale.area, because) for stale, because in causes.why(workspace, planned)]
    if as_json:
        stale = [
            {"nis": area.nis, "name": area.name, "reasons": [asdict(one) for one in because]}
            for area, because in reasons
        ]
        print_json({"publication": publication.id, "stale": stale, "kept": planned.kept})
        return
    for area, because in reasons:
        out.print(f"{area.nis} {area.name}: {_shortened(because)}", markup=False)
    out.print(f"{len(reasons)} stale, {len(planned.kept)} as they should be", markup=False)


def _shortened(because: tuple[causes.Because, ...]) -> str:
    more = len(because) - MOST_SHOWN
    shown = [str(one) for one in because[:MOST_SHOWN]]
    return "; ".join([*shown, *([f"and {more} more"] if more > 0 else [])])


def _reports(done: accounts.Done) -> dict[str, object]:
    return {
        "publication": done.publication,
        "built": done.built,
        "kept": done.kept,
        "failed": [asdict(failed) for failed in done.failed],
    }


def _line(done: accounts.Done) -> str:
    lines = [str(done)]
    for failed in done.failed:
        stands = (
            f"; that of {failed.stands} stays" if failed.stands else "; there is none of before"
        )
        lines.append(f"  {failed.nis} {failed.name}: {failed.reason}{stands}")
    return "\n".join(lines)


def _arrived_line(one: inboxes.Arrived) -> str:
    kept = f" ({one.delivery})" if one.delivery else ""
    verdict = "waits for a decision" if one.verdict == assessed.ASKED else one.verdict
    said = "".join(f"\n    {line}" for line in one.said)
    return f"  {', '.join(one.files)}: {verdict}{kept}{said}"


def _step_line(one: stepping.Step) -> str:
    made = f", {one.files} files, {one.bytes / 1e6:.1f} MB" if one.files else ""
    memory = f"{one.memory / MEGABYTE:.0f} MB of memory"
    return f"  {one.name}: {one.state}, {one.seconds} s ({one.cpu} s CPU), {memory}{made}"


def _show(account: accounts.Account, folder: Path, *, as_json: bool) -> None:
    """The account of a run, and where its journal lies."""
    if as_json:
        print_json(asdict(account))
        return
    ended = f"exit code {account.exit_code}" if account.exit_code is not None else "not ended"
    out.print(f"{account.command}: {account.state}, {ended}", markup=False)
    out.print(f"Started {account.started}, took {account.seconds} s", markup=False)
    for part in account.steps:
        out.print(_step_line(part), markup=False)
    for one in account.arrived:
        out.print(_arrived_line(one), markup=False)
    for turn, number in account.turned.items():
        out.print(f"Counts that earlier releases told otherwise, {turn}: {number}", markup=False)
    for done in account.publications:
        out.print(_line(done), markup=False)
    if account.release:
        out.print(f"Release {account.release}", markup=False)
    if account.message:
        out.print(account.message, markup=False)
    out.print(f"Account: {folder}", markup=False)

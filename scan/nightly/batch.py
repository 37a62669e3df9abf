"""Nightly, batch: the reports of one publication, made where they are stale.

Input: a workspace, a publication, an executor that does the tasks. Output: reports and receipts
on the shelf, :class:`Done` for the account. A report that fails leaves its last good version.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from rich.console import Console

from scan.catalogue.areas import Area
from scan.catalogue.records import Publication
from scan.errors import UsageError
from scan.nightly.plan import Plan, areas_of, plan
from scan.nightly.progress import Bar
from scan.nightly.runs import Done, Failed, Run
from scan.nightly.tasks import Job, Task, build, job_of, task_of
from scan.nightly.workers import MEGABYTE, Limits, Outcome, Supervisor
from scan.publish.receipts import (
    Receipt,
    read_receipt,
    read_receipts,
    receipt_path,
    stands,
    withdraw,
)
from scan.series.workspace import Workspace

NOT_TRIED = "not tried: the disk is full"

Executor = Callable[[Job, Mapping[str, Task]], Iterator[Outcome]]
"""Does the tasks of a job; outcomes carry the receipt, as they come."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` equal parts of a publication, from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def of(self, areas: tuple[Area, ...]) -> tuple[Area, ...]:
        """Every ``count``-th municipality, from the ``number``-th."""
        return areas[self.number - 1 :: self.count]


def shard_of(text: str) -> Shard:
    """``2/5`` as a shard. Raises UsageError for anything else."""
    number, slash, count = text.partition("/")
    if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
        return Shard(int(number), int(count))
    raise UsageError(f"--shard {text}: give which part of how many, as 1/4 to 4/4")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reports of a publication a run is about."""

    only: tuple[str, ...] = ()
    """NIS codes; all when empty."""
    shard: Shard | None = None
    force: bool = False

    @property
    def whole(self) -> bool:
        """Whether the run is about the whole publication."""
        return not self.only and self.shard is None

    def areas(self, workspace: Workspace, publication: Publication) -> tuple[Area, ...]:
        """The municipalities of the run."""
        areas = areas_of(workspace, publication)
        if self.only:
            areas = tuple(area for area in areas if area.nis in self.only)
        return self.shard.of(areas) if self.shard else areas


def on_this_machine(count: int, limits: Limits, run: Run) -> Executor:
    """An executor with ``count`` worker processes."""

    def execute(job: Job, tasks: Mapping[str, Task]) -> Iterator[Outcome]:
        with Supervisor(partial(build, job), count, limits, run.folder) as supervisor:
            yield from supervisor.work(tasks)

    return execute


def workers_here() -> int:
    """As many workers as this process may use cores."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_reports(
    workspace: Workspace,
    publication: Publication,
    choice: Choice,
    run: Run,
    executor: Executor,
    console: Console,
) -> Done:
    """Makes the stale reports of a publication, and says what became of each."""
    areas = choice.areas(workspace, publication)
    if choice.whole:
        _withdraw(workspace, publication, areas, run)
    with run.step(f"plan {publication.id}"):
        planned = plan(workspace, publication, areas, force=choice.force)
    run.log("planned", publication=publication.id, stale=len(planned.stale), kept=planned.kept)
    failed: dict[str, str] = {}
    built: list[str] = []
    if planned.stale:
        with (
            run.step(f"reports {publication.id}") as meter,
            Bar(console, publication.id, len(planned.stale)) as bar,
        ):
            for outcome in _outcomes(workspace, planned, run, executor):
                _enter(outcome, planned, run, bar)
                if isinstance(outcome.value, Receipt):
                    meter.made(1, outcome.value.size)
                if outcome.reason:
                    failed[outcome.name] = outcome.reason
                else:
                    built.append(outcome.name)
    return _done(workspace, planned, tuple(built), failed)


def _outcomes(
    workspace: Workspace, planned: Plan, run: Run, executor: Executor
) -> Iterator[Outcome]:
    """Outcomes until the disk is full: what is left then is not tried."""
    job = job_of(workspace, planned.publication.id, run.name, planned.stale[0].common)
    tasks = {stale.area.nis: task_of(stale) for stale in planned.stale}
    left = dict.fromkeys(tasks)
    outcomes = executor(job, tasks)
    for outcome in outcomes:
        left.pop(outcome.name)
        yield _checked(workspace, job, outcome)
        if outcome.full_disk:
            break
    getattr(outcomes, "close", lambda: None)()
    for name in left:
        yield Outcome(name, None, NOT_TRIED)


def _checked(workspace: Workspace, job: Job, outcome: Outcome) -> Outcome:
    """A worker that died between its receipt and its answer has done its work all the same."""
    if not outcome.reason:
        return outcome
    path = receipt_path(workspace.shelf, job.publication, outcome.name)
    receipt = read_receipt(path)
    if receipt is None or receipt.run != job.run:
        return outcome
    return Outcome(outcome.name, receipt, attempts=outcome.attempts, seconds=outcome.seconds)


def _enter(outcome: Outcome, planned: Plan, run: Run, bar: Bar) -> None:
    """An outcome goes into the journal and before the operator."""
    name = next(s.area.name for s in planned.stale if s.area.nis == outcome.name)
    facts: dict[str, object] = {
        "publication": planned.publication.id,
        "nis": outcome.name,
        "attempts": outcome.attempts,
        "seconds": outcome.seconds,
        "memory": round(outcome.memory / MEGABYTE),
    }
    receipt = outcome.value
    if isinstance(receipt, Receipt):
        run.log("built", **facts, pages=receipt.pages, size=receipt.size, sha256=receipt.sha256)
        size = f"{receipt.size / 1e6:.1f} MB"
        bar.advance(f"{name}: {receipt.pages} pages, {size}, {outcome.seconds} s", failed=False)
        return
    run.log("failed", **facts, name=name, reason=outcome.reason, trace=outcome.trace)
    bar.advance(f"{name}: {outcome.reason}", failed=True)


def _done(
    workspace: Workspace, planned: Plan, built: tuple[str, ...], failed: Mapping[str, str]
) -> Done:
    shelf, publication = workspace.shelf, planned.publication.id
    receipts = read_receipts(shelf, publication) if failed else ()
    standing = {r.nis: r.made for r in receipts if r.nis in failed and stands(shelf, r)}
    names = {stale.area.nis: stale.area.name for stale in planned.stale}
    return Done(
        publication=publication,
        built=tuple(sorted(built)),
        kept=planned.kept,
        failed=tuple(
            Failed(nis, names[nis], reason, standing.get(nis, ""))
            for nis, reason in sorted(failed.items())
        ),
        stale={stale.area.nis: stale.reasons for stale in planned.stale},
    )


def _withdraw(
    workspace: Workspace, publication: Publication, areas: tuple[Area, ...], run: Run
) -> None:
    """Takes reports of municipalities that no longer are from the shelf."""
    present = {area.nis for area in areas}
    for receipt in read_receipts(workspace.shelf, publication.id):
        if receipt.nis not in present:
            withdraw(workspace.shelf, receipt)
            run.log("withdrawn", publication=publication.id, nis=receipt.nis, name=receipt.name)

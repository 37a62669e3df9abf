"""Nightly, run: one or all publications under the lock, and the release that comes of it.

Input: an output folder, extracts, what to make. Output: reports and receipts, the account of the
run, a release. Whatever goes wrong, what stood before stands.
"""

import contextlib
import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from scan.audit.inspection import VERDICTS
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.errors import LockedError, RefusedError, ReportError, ScanError
from scan.extracts.arrived import INBOX
from scan.extracts.chosen import DELIVERIES, is_marked
from scan.extracts.inbox import take_in_inbox
from scan.extracts.periods import today
from scan.extracts.real_figures import is_real, mark_real
from scan.files import sweep_tree
from scan.nightly.batch import Choice, Executor, make_reports
from scan.nightly.lock import held
from scan.nightly.pruning import prune
from scan.nightly.runs import BROKEN, FINISHED, INTERRUPTED, RUNS, RUNS_KEPT, TURNED_DOWN, Done, Run
from scan.nightly.steps import extent
from scan.publish.facts import facts_of
from scan.publish.releases import abandon, publish, stage
from scan.series.opening import EXTRACTS, open_workspace
from scan.series.store import turns_of
from scan.series.workspace import Workspace
from scan.steps import step
from scan.troubles import translating

Producer = Callable[[Workspace, Path], None]
"""Fills a part of the folder of a release: downloads, site, audit. A ScanError refuses it."""
Tell = Callable[[str], None]

_MADE_HERE = ("reports", "receipts", "charts", "told", VERDICTS, RUNS)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a run works, and how."""

    output: Path
    extracts: Path | None
    catalogue: Catalogue
    console: Console
    tell: Tell
    keep_runs: int = RUNS_KEPT
    real: bool = False
    """Whether the operator says that this machine publishes real figures, and no others."""
    key: Path | None = None
    """With which releases are signed."""

    @property
    def shelf(self) -> Path:
        """Where the account goes, before the extracts are read."""
        return self.output if self.real else shelf_at(self.output, self.extracts)

    def open(self) -> Workspace:
        """The workspace; the spreads of its deliveries are fixed from now on.

        Raises RefusedError where real figures ought to be and are not: their disk is not there.
        """
        if self.real and self.extracts is None and not is_real(self.output):
            message = f"{self.output} holds no real figures, and this machine publishes no others"
            raise RefusedError(f"{message} (SCAN_REAL). Is its disk mounted?")
        if self.real and self.extracts is not None and is_marked(self.extracts):
            message = f"{self.extracts} holds made-up figures"
            raise RefusedError(f"{message}: this machine publishes no such (SCAN_REAL)")
        step(EXTRACTS)
        workspace = open_workspace(self.output, self.extracts, self.catalogue, None, self.tell)
        workspace.keep_positions()
        return workspace


def shelf_at(output: Path, extracts: Path | None) -> Path:
    """Where the account goes, also when the deliveries are damaged or gone."""
    made_up = is_marked(extracts) if extracts else not is_real(output)
    return output / "sample" if made_up else output


def never_began(output: Path, extracts: Path | None, command: str, error: ScanError) -> None:
    """The account of a run that was at fault before it could begin."""
    Run(shelf_at(output, extracts), command).end(BROKEN, error.exit_code, str(error))


def batch(
    setting: Setting,
    publication: Publication,
    choice: Choice,
    executor_of: Callable[[Run], Executor],
    command: str,
) -> tuple[Run, Done]:
    """Makes the stale reports of one publication. Raises LockedError beside another run."""
    shard = str(choice.shard or "")
    with (
        translating(setting.output),
        _alone(setting, choice),
        _recorded(setting, command, shard) as run,
    ):
        with held(setting.output, wait=True, name="-preparing"), run.step("series") as meter:
            workspace = setting.open()
            meter.made(*extent(workspace.store_folder))
            run.note(turned=turns_of(workspace.store_folder))
        if choice.shard is None:
            prune(workspace, setting.keep_runs)
        step("reports")
        done = make_reports(workspace, publication, choice, run, executor_of(run), setting.console)
        run.note(publications=(done,))
        run.end(FINISHED, ReportError.exit_code if done.failed else 0)
    return run, done


def nightly(
    setting: Setting,
    executor_of: Callable[[Run], Executor],
    producers: tuple[Producer, ...],
    *,
    accept: bool,
    command: str,
) -> Run:
    """Everything: all nightly publications, then a release of what stands on the shelf.

    A report that fails keeps its last good version, also in the release. Raises RefusedError
    when the gate, a producer or the verification refuses; LockedError beside another run.
    """
    choice = Choice()
    with _watched(setting, choice, command) as run:
        _take_in(setting, run)
        with run.step("series") as meter:
            workspace = setting.open()
            meter.made(*extent(workspace.store_folder))
            run.note(turned=turns_of(workspace.store_folder))
        prune(workspace, setting.keep_runs)
        executor = executor_of(run)
        step("reports")
        for publication in setting.catalogue.publications.values():
            if publication.nightly:
                setting.tell(f"{publication.id}: comparing reports with what they would show …")
                done = make_reports(workspace, publication, choice, run, executor, setting.console)
                run.note(publications=(*run.account.publications, done))
                setting.tell(str(done))
        run.note(release=_release(workspace, producers, run, setting, accept=accept))
        failed = any(done.failed for done in run.account.publications)
        run.end(FINISHED, ReportError.exit_code if failed else 0)
    return run


def _take_in(setting: Setting, run: Run) -> None:
    """Takes in what lies in the inbox, unless the run works on other extracts; a person who takes
    in a delivery at this moment goes first."""
    if setting.extracts is not None or not (setting.output / DELIVERIES / INBOX).is_dir():
        return
    now = datetime.datetime.now(datetime.UTC)
    with run.step("inbox") as meter:
        try:
            arrived = take_in_inbox(setting.output, setting.catalogue, today(), now)
        except LockedError as error:
            setting.tell(f"Inbox: {error}")
            return
        meter.made(sum(len(one.files) for one in arrived), 0)
    run.note(arrived=arrived)
    for one in arrived:
        setting.tell(f"Inbox: {', '.join(one.files)}: {one.verdict}")
        run.log("arrived", **asdict(one))


def _release(
    workspace: Workspace,
    producers: tuple[Producer, ...],
    run: Run,
    setting: Setting,
    *,
    accept: bool,
) -> str:
    """Fills a release and puts it before the public; its name."""
    staged, tell = stage(workspace.shelf), setting.tell
    if not workspace.made_up:
        mark_real(workspace.output, run.name, published=True)
    try:
        before = (0, 0)
        for producer in producers:
            name = producer.__name__.replace("_", " ")
            step(producer.__name__.removeprefix("write_"))
            tell(f"Release: {name} …")
            with run.step(name) as meter:
                producer(workspace, staged)
                now = extent(staged)
                meter.made(now[0] - before[0], now[1] - before[1])
                before = now
        step("release")
        with run.step("publish") as meter:
            facts = facts_of(workspace, datetime.datetime.now(datetime.UTC), setting.key)
            release = publish(workspace.shelf, staged, facts, force=accept, tell=tell)
            meter.made(*(extent(release.folder) if release.fresh else (0, 0)))
    except BaseException:
        with contextlib.suppress(OSError):  # what cannot be removed now is swept by the next run
            abandon(staged)
        raise
    run.log("released", **{name: str(value) for name, value in asdict(release).items()})
    return release.id


@contextmanager
def _alone(setting: Setting, choice: Choice) -> Iterator[None]:
    """The lock; shards of one publication share it, and leave sweeping to whole runs."""
    shard = choice.shard
    name = f"-shard-{shard.number}-of-{shard.count}" if shard else ""
    with held(setting.output, shared=shard is not None):
        if shard is None:
            for folder in (
                *(setting.shelf / made for made in _MADE_HERE),
                setting.output / "series",
            ):
                sweep_tree(folder)
            yield
            return
        with held(setting.output, name=name):
            yield


@contextmanager
def _watched(setting: Setting, choice: Choice, command: str, shard: str = "") -> Iterator[Run]:
    """A run under its lock, with its account; troubles of the machine end it in their own words."""
    with (
        translating(setting.output),
        _alone(setting, choice),
        _recorded(setting, command, shard) as run,
    ):
        yield run


@contextmanager
def _recorded(setting: Setting, command: str, shard: str = "") -> Iterator[Run]:
    """An account that says how the run ended."""
    run = Run(setting.shelf, command, shard)
    try:
        with translating(setting.output):
            yield run
    except KeyboardInterrupt:
        run.end(INTERRUPTED, 130, "interrupted")
        raise
    except ScanError as error:
        state = TURNED_DOWN if isinstance(error, RefusedError) else BROKEN
        run.end(state, error.exit_code, str(error))
        raise
    except BaseException as error:
        run.end(BROKEN, 1, repr(error))
        raise

"""Nightly, preview: the site of chosen municipalities, in a folder to look at.

Input: a setting, NIS codes, who makes the reports. Output: ``preview/site`` below the output
folder, with the pages that a release would have. Nothing is published: reports, receipts and
releases of the nights stay as they are, and what is made here is looked at by nobody else.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scan.errors import ReportError
from scan.house import LAYOUTS
from scan.nightly.batch import Choice, Executor, make_reports
from scan.nightly.lock import held
from scan.nightly.run import Setting
from scan.nightly.runs import FINISHED, Run
from scan.publish.barometer.make import write_barometer
from scan.publish.downloads import write_downloads
from scan.publish.news import write_news
from scan.publish.receipts import read_receipts, withdraw
from scan.publish.site.make import write_site
from scan.series.workspace import Workspace
from scan.steps import step
from scan.troubles import translating

PREVIEW = "preview"
"""Folder below the output folder: a shelf of its own."""
_BASE, _SITE = ".base", "site"
"""What the pages stand on (downloads, news, Barometer), made once; and the site itself."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A site to look at, that can be written anew when a layout has changed."""

    workspace: Workspace

    @property
    def folder(self) -> Path:
        """The site; another folder takes its place when it is written anew."""
        return self.workspace.shelf / _SITE

    def write(self) -> None:
        """Writes all pages anew, beside the old ones until they are whole."""
        fresh = self.folder.with_name(".fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(self.workspace.shelf / _BASE, fresh, copy_function=os.link)
        write_site(self.workspace, fresh)
        shutil.rmtree(self.folder, ignore_errors=True)
        fresh.rename(self.folder)


def preview(
    setting: Setting,
    towns: tuple[str, ...],
    executor_of: Callable[[Run], Executor],
    command: str,
) -> Preview:
    """Makes the reports of ``towns`` (all when empty), and the site with these alone.

    Raises ReportError for a report that cannot be made, LockedError beside another preview.
    """
    with translating(setting.output), held(setting.output, name=f"-{PREVIEW}"):
        workspace = setting.open()
        workspace = replace(workspace, output=workspace.output / PREVIEW)
        run = Run(workspace.shelf, command)
        step("reports")
        _make_reports(setting, workspace, towns, run, executor_of(run))
        run.end(FINISHED, 0)
        step("downloads")
        base = workspace.shelf / _BASE
        shutil.rmtree(base, ignore_errors=True)
        for producer in (write_downloads, write_news, write_barometer):
            producer(workspace, base)
        step("site")
        made = Preview(workspace)
        made.write()
    return made


def _make_reports(
    setting: Setting, workspace: Workspace, towns: tuple[str, ...], run: Run, executor: Executor
) -> None:
    """What is asked for and stale; what an earlier preview made of others goes."""
    for publication in setting.catalogue.publications.values():
        if not publication.nightly:
            continue
        for receipt in read_receipts(workspace.shelf, publication.id):
            if towns and receipt.nis not in towns:
                withdraw(workspace.shelf, receipt)
        choice = Choice(towns)
        if choice.areas(workspace, publication):
            done = make_reports(workspace, publication, choice, run, executor, setting.console)
            setting.tell(str(done))
            if done.failed:
                first = done.failed[0]
                raise ReportError(first.name, first.reason)


def layouts_at(layouts: Path = LAYOUTS) -> frozenset[tuple[str, int]]:
    """Names and times of all layouts: another set when one of them has changed."""
    return frozenset(_seen(layouts))


def _seen(layouts: Path) -> Iterator[tuple[str, int]]:
    for path in layouts.rglob("*.*"):
        try:
            yield str(path), path.stat().st_mtime_ns
        except FileNotFoundError:  # an editor puts a new file in its place at this moment
            continue

"""Nightly, tasks: one report of a run, made by whichever process gets it.

Input: a :class:`Job` and a :class:`Task`, small enough to send anywhere. Output: the receipt, on
the shelf and returned. A task may be done twice and by anybody that sees the shelf: a report that
this run finished already is not made again.
"""

import datetime
import gc
import time
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scan.catalogue.reading import Catalogue, load_catalogue
from scan.extracts.chosen import Extracts
from scan.files import write_if_changed
from scan.nightly import ingredients
from scan.nightly.ingredients import Parts
from scan.nightly.plan import Stale, figure_parts
from scan.nightly.runs import moment_of
from scan.publish.chart_sheets import write_charts
from scan.publish.receipts import (
    Receipt,
    charts_path,
    read_receipt,
    receipt_path,
    stands,
    told_path,
    write_receipt,
)
from scan.publish.told.keep import write_told
from scan.publish.told.make import told_report
from scan.report.gather import chapters_of
from scan.report.one import Composed, compose_report
from scan.report.style import Style
from scan.series.workspace import Workspace, workspace_of
from scan.views.displayed import displayed

OF_FIGURES = ("map", "made up")
"""Common parts that come with the extracts, not with the machine."""
_HERE = zoneinfo.ZoneInfo("Europe/Brussels")
VERDICT = "PDF/UA-1 and PDF/A-3a: passed"


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of one publication in one run share."""

    output: Path
    extracts: Extracts
    as_of: datetime.date
    store_folder: Path
    publication: str
    run: str
    common: Parts

    def workspace(self) -> Workspace:
        """The workspace, with the catalogue of the process that asks."""
        catalogue = _catalogue()
        return workspace_of(self.output, self.extracts, catalogue, self.as_of, self.store_folder)


@dataclass(frozen=True, slots=True)
class Task:
    """One report to make."""

    nis: str
    inputs: Parts


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return load_catalogue()


def job_of(workspace: Workspace, publication: str, run: str, common: Parts) -> Job:
    """The job for a publication on a workspace."""
    extracts, as_of, folder = workspace.extracts, workspace.as_of, workspace.store_folder
    return Job(workspace.output, extracts, as_of, folder, publication, run, common)


def task_of(stale: Stale) -> Task:
    """The task that makes a stale report anew."""
    return Task(stale.area.nis, stale.inputs)


def unlike(job: Job) -> tuple[str, ...]:
    """What this machine lacks, or has other than the one that planned the job.

    Reports made here would not have the same bytes.
    """
    publication = _catalogue().publications.get(job.publication)
    known = ingredients.of_publication(_catalogue(), publication) if publication else {}
    here = {**ingredients.of_machine(), **known}
    there = {name: value for name, value in job.common.items() if name not in OF_FIGURES}
    hidden = () if job.store_folder.is_dir() else (f"folder {job.store_folder}",)
    return (*hidden, *ingredients.differences(there, here))


def build(job: Job, task: Task) -> Receipt:
    """Makes a report, checks it and puts it on the shelf, its receipt last.

    Raises what ``compose_report`` raises; then the report of before stays, with its receipt.
    """
    workspace = job.workspace()
    path = receipt_path(workspace.shelf, job.publication, task.nis)
    before = read_receipt(path)
    if before is not None and _finished(job, before, workspace.shelf):
        return before
    began = time.monotonic()
    publication = workspace.catalogue.publications[job.publication]
    area = workspace.catalogue.areas.get(task.nis)
    composed = compose_report(workspace, publication, area)
    write_if_changed(composed.made.path, composed.pdf)
    gc.collect()  # the laid out pages, before the charts ask for their memory
    if publication.nightly:
        _write_charts(workspace, composed)
        told = told_report(composed.gathered, workspace, publication, area, _style())
        write_told(told_path(workspace.shelf, job.publication, task.nis), told)
    receipt = _receipt(job, task, composed, before, time.monotonic() - began)
    figures = displayed(job.publication, task.nis, composed.gathered.views)
    receipt = write_receipt(workspace.shelf, receipt, figures)
    if before is not None and before.file != receipt.file:
        (workspace.shelf / before.file).unlink(missing_ok=True)
    return receipt


def _write_charts(workspace: Workspace, composed: Composed) -> None:
    """The charts that the site offers, one archive per report."""
    words, made = workspace.catalogue.wording["furniture"], composed.made
    path = charts_path(workspace.shelf, made.publication, made.nis)
    said = words["report.made_up"] if made.made_up else ""
    write_charts(path, composed.gathered, _style(), said)


@lru_cache(maxsize=1)
def _style() -> Style:
    return Style.from_tokens()


def _finished(job: Job, receipt: Receipt, shelf: Path) -> bool:
    """Whether a process of this run made the report and died before it could say so."""
    return receipt.run == job.run and stands(shelf, receipt)


def _receipt(
    job: Job, task: Task, composed: Composed, before: Receipt | None, seconds: float
) -> Receipt:
    made, contents = composed.made, composed.gathered.contents
    workspace = job.workspace()
    parts = {**job.common, **_figures(workspace, composed, task)}
    same = before is not None and before.sha256 == made.sha256
    return Receipt(
        publication=job.publication,
        nis=task.nis,
        name=made.name,
        key=ingredients.key_of(parts),
        file=made.path.relative_to(workspace.shelf).as_posix(),
        sha256=made.sha256,
        size=made.size,
        pages=made.pages,
        indicators=tuple(view.indicator for view in composed.gathered.views),
        made=before.made if before is not None and same else _moment(job.run),
        data_date=contents.data_date.isoformat(),
        seconds=round(seconds, 2),
        verdict=VERDICT,
        run=job.run,
        parts=parts,
        inputs=task.inputs,
    )


def _moment(run: str) -> str:
    """The start of a run from its name, ISO 8601: readers are told the day of here."""
    return moment_of(run).astimezone(_HERE).isoformat(timespec="seconds")


def _figures(workspace: Workspace, composed: Composed, task: Task) -> Parts:
    """The parts that are of this municipality alone: its figures, and who is similar to it."""
    shown = {view.indicator: view for view in composed.gathered.views}
    publication = workspace.catalogue.publications[composed.made.publication]
    area = workspace.catalogue.areas.get(task.nis)
    chapters = chapters_of(publication, area, None, workspace.catalogue)
    codes = (code for chapter in chapters for code in chapter.indicators)
    told = figure_parts(workspace.catalogue, {code: shown.get(code) for code in codes})
    return {**dict(told), **ingredients.of_similar(workspace, publication, area)}

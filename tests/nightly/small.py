"""The small publication in this very process: a catalogue with it, and an executor without workers.

For tests that make a hundred runs, or that must have a hand in every write.
"""

import functools
import io
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.files import write_text
from scan.nightly import run, tasks
from scan.nightly.batch import Choice
from scan.nightly.run import Setting
from scan.nightly.runs import Done, Run
from scan.nightly.tasks import Job, Task, build
from scan.nightly.worker import answer_to
from scan.nightly.workers import Outcome
from scan.series.workspace import Workspace
from tests.nightly.house import FILES, MARKER, PUBLICATION


def small_catalogue(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the small publication in it."""
    klein = Publication.model_validate(tomllib.loads(PUBLICATION))
    return replace(catalogue, publications={**catalogue.publications, klein.id: klein})


def brussels(small: Catalogue) -> Catalogue:
    """The catalogue with a nightly publication of three indicators for Brussels municipalities."""
    klein = small.publications["klein"]
    codes = {"demografie": ("DE_42",), "wonen": ("AR_14",)}
    chapters = tuple(
        chapter.model_copy(update={"indicators": codes[chapter.theme]})
        for chapter in klein.chapters
    )
    facts = {
        "region": "04000",
        "nightly": True,
        "chapters": chapters,
        "profile": ("DE_42", "AR_14"),
    }
    other = small.publications["integratiescan-beschikbaar"]
    assert not other.nightly
    publications = {klein.id: klein.model_copy(update=facts), other.id: other}
    return replace(small, publications=publications)


def small_extracts(made_up: Path, folder: Path) -> Path:
    """The made-up extracts that the small publication needs."""
    folder.mkdir(parents=True)
    for path in made_up.iterdir():
        if path.name.startswith(FILES) or path.name == MARKER:
            shutil.copy(path, folder)
    return folder


def here(_: Run) -> Callable[[Job, Mapping[str, Task]], Iterator[Outcome]]:
    """An executor that makes the reports in this process."""

    def execute(job: Job, given: Mapping[str, Task]) -> Iterator[Outcome]:
        for name, task in given.items():
            answer = answer_to(functools.partial(build, job), task)
            yield Outcome(name, answer.value, answer.reason, answer.trace, answer.full_disk)

    return execute


def small_batch(
    monkeypatch: pytest.MonkeyPatch,
    catalogue: Catalogue,
    output: Path,
    extracts: Path,
    only: tuple[str, ...],
) -> Done:
    """``scan batch`` of the small publication for some municipalities."""
    monkeypatch.setattr(tasks, "_catalogue", lambda: catalogue)
    setting = small_setting(catalogue, output, extracts)
    klein = catalogue.publications["klein"]
    return run.batch(setting, klein, Choice(only), here, "scan batch")[1]


def small_night(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue, output: Path, extracts: Path
) -> Run:
    """``scan nightly --accept`` with a site of one page."""
    monkeypatch.setattr(tasks, "_catalogue", lambda: catalogue)
    setting = small_setting(catalogue, output, extracts)
    return run.nightly(setting, here, (page,), accept=True, command="scan nightly")


def small_setting(catalogue: Catalogue, output: Path, extracts: Path) -> Setting:
    """Where a run works that says nothing."""
    return Setting(output, extracts, catalogue, Console(file=io.StringIO()), lambda _: None)


def page(workspace: Workspace, folder: Path) -> None:
    """Stands for the producer of a site."""
    write_text(folder / "index.html", f"<!doctype html><title>{workspace.as_of}</title>")

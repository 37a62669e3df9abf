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
from scan.extracts.intake import accept, assess
from scan.extracts.periods import today
from scan.files import write_text
from scan.nightly import batch, run, tasks
from scan.nightly.batch import Choice
from scan.nightly.run import Setting
from scan.nightly.runs import Done, Run
from scan.nightly.tasks import Job, Task, build
from scan.nightly.worker import answer_to
from scan.nightly.workers import Outcome
from scan.publish import facts
from scan.series.workspace import Workspace
from tests.nightly.house import FILES, MARKER, PUBLICATION

TWO = ("21004", "21009")
"""The municipalities of Brussels that :func:`two_of_brussels` has reports of."""
SOURCE = "statbel_nationality"
NEWEST = "statbel_nationality_2025.csv"
"""What comes after that which :func:`take_in` takes in."""
HEADER = "year,nis,BEL,ETR,total"


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


def two_of_brussels(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> Catalogue:
    """A catalogue of which the nights make two reports of three indicators, and publish them."""
    small = brussels(small_catalogue(catalogue))
    monkeypatch.setattr(tasks, "_catalogue", lambda: small)
    two, edition = tuple(small.areas.get(nis) for nis in TWO), facts._edition
    monkeypatch.setattr(batch, "areas_of", lambda *_: two)
    monkeypatch.setattr(
        facts, "_edition", lambda *asked: edition(*asked).model_copy(update={"areas": TWO})
    )
    return small


def take_in(made_up: Path, brought: Path, output: Path, small: Catalogue) -> None:
    """Deliveries without the year 2025 are in use, as those of a supplier are."""
    accept(assess(bring(made_up, brought), output, small, today()), output)


def bring(made_up: Path, brought: Path) -> tuple[Path, ...]:
    """Files without the year 2025, in a folder that is not marked as made up."""
    brought.mkdir()
    path = brought / "statbel_nationality_2009_2024.csv"
    path.write_text(nationalities(made_up, last="2024"), encoding="utf-8")
    shutil.copy(made_up / "GSM_register_Armoede.xlsx", brought)
    return tuple(sorted(brought.iterdir()))


def nationalities(made_up: Path, first: str = "0", last: str = "9999") -> str:
    """Some years of a delivery, with the names that its supplier gives the columns."""
    (path,) = made_up.glob("statbel_nationality_2*.csv")
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return "\n".join([HEADER, *(line for line in lines if first <= line[:4] <= last)]) + "\n"

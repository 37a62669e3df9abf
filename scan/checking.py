"""Command line, the check: everything that can be at fault before a run, at once.

Input: the catalogue, the layouts and, optionally, a folder of extracts. Output: faults and
notices; nothing is written.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from scan.catalogue.similarity import read_similarity
from scan.errors import CatalogueError, ExtractError, Fault, visible
from scan.extracts.cage import warm
from scan.extracts.chosen import Extracts
from scan.extracts.database import connected, with_databases
from scan.extracts.deliveries import examine_extracts, find_extracts
from scan.extracts.recognising import identify
from scan.extracts.witnesses.words import finding_texts
from scan.house import LAYOUTS
from scan.publish.thresholds import read_thresholds
from scan.report.style import Style
from scan.templates import template_faults


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``exit_code`` is that of the worst family of faults."""

    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    exit_code: int


@warm()
def check_all(extracts: Path | None) -> Checked:
    """Checks catalogue, layouts and gate, then the extracts in a folder."""
    faults = [*_layout_faults(), *_gate_faults()]
    try:
        catalogue = load_catalogue()
    except CatalogueError as error:
        return Checked((*error.faults, *faults), (), CatalogueError.exit_code)
    faults += _colour_faults(catalogue)
    if faults:
        return Checked(tuple(faults), (), CatalogueError.exit_code)
    if extracts is None:
        return Checked((), (), 0)
    try:
        found = find_extracts(extracts, catalogue)
        witnesses = tuple(_heard(found, catalogue))
    except ExtractError as error:
        return Checked(error.faults, (), ExtractError.exit_code)
    unclaimed = tuple(_unclaimed(path, catalogue) for path in found.unclaimed)
    return Checked((), (*unclaimed, *witnesses), 0)


def _heard(found: Extracts, catalogue: Catalogue) -> Iterator[str]:
    """What was tolerated in the extracts and what their witnesses contradict, those of tables in
    databases among them."""
    if not connected(catalogue, os.environ):
        yield from _told(found, catalogue)
        return
    with TemporaryDirectory() as folder:
        every = with_databases(found, catalogue, os.environ, Path(folder))
        yield from _told(every, catalogue)


def _told(extracts: Extracts, catalogue: Catalogue) -> Iterator[str]:
    for source, parts in examine_extracts(extracts, catalogue).items():
        for path, checked in parts:
            for notice in checked.notices:
                yield visible(f"{path.name}: {source}: {notice}")
            for text in finding_texts(checked.witnesses, catalogue):
                yield visible(f"{path.name}: witness of {source}: {text}")


def _unclaimed(path: Path, catalogue: Catalogue) -> str:
    """What to say of a file whose name no source knows; its columns may be those of one."""
    sources = identify(path, catalogue).sources
    name = visible(path.name)
    if not sources:
        return f"{name}: feeds no indicator"
    others = " or ".join(sources[0].files)
    owner = sources[0].id
    return f"{name}: not used under this name; it has the columns of {owner}: name it {others}"


def _layout_faults() -> tuple[Fault, ...]:
    """Faults of the tokens and the templates."""
    tokens = LAYOUTS / "tokens.toml"
    try:
        Style.from_tokens(tokens)
    except CatalogueError as error:
        return error.faults
    return template_faults()


def _colour_faults(catalogue: Catalogue) -> Iterator[Fault]:
    """Themes and covers of the catalogue for which the layouts have no colours."""
    try:
        style = Style.from_tokens()
    except CatalogueError:
        return
    asked: list[Callable[[], object]] = [partial(style.theme, theme) for theme in catalogue.themes]
    asked += [partial(style.with_cover, p.cover) for p in catalogue.publications.values()]
    for ask in asked:
        try:
            ask()
        except CatalogueError as error:
            yield from error.faults


def _gate_faults() -> tuple[Fault, ...]:
    """Faults of the bounds of the gate and of the traits that make municipalities similar."""
    faults: tuple[Fault, ...] = ()
    for read in (read_thresholds, read_similarity):
        try:
            read()
        except CatalogueError as error:
            faults += error.faults
    return faults

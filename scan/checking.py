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
from scan.catalogue.reading import ROOT, load_catalogue
from scan.errors import CatalogueError, ExtractError, Fault, visible
from scan.extracts.chosen import Extracts
from scan.extracts.database import connected, with_databases
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.extracts.recognising import identify
from scan.publish.thresholds import read_thresholds
from scan.report.style import Style
from scan.templates import template_faults


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``exit_code`` is that of the worst family of faults."""

    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    exit_code: int


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
        _load_all(found, catalogue)
    except ExtractError as error:
        return Checked(error.faults, (), ExtractError.exit_code)
    return Checked((), tuple(_unclaimed(path, catalogue) for path in found.unclaimed), 0)


def _load_all(found: Extracts, catalogue: Catalogue) -> None:
    """Read the extracts, and the tables to which the environment gives access."""
    if not connected(catalogue, os.environ):
        load_extracts(found, catalogue)
        return
    with TemporaryDirectory() as folder:
        load_extracts(with_databases(found, catalogue, os.environ, Path(folder)), catalogue)


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
    tokens = ROOT / "layouts" / "tokens.toml"
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
    """Faults of the bounds of the gate."""
    try:
        read_thresholds()
    except CatalogueError as error:
        return error.faults
    return ()

"""Command line, the check: everything that can be at fault before a run, at once.

Input: the catalogue, the layouts and, optionally, a folder of extracts. Output: faults and
notices; nothing is written.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.reading import ROOT, load_catalogue
from scan.errors import CatalogueError, ExtractError, Fault, visible
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.report.pages.templates import template_faults
from scan.report.style import Style


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``exit_code`` is that of the worst family of faults."""

    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    exit_code: int


def check_all(extracts: Path | None) -> Checked:
    """Checks catalogue and layouts, then the extracts in a folder."""
    faults = list(_layout_faults())
    try:
        catalogue = load_catalogue()
    except CatalogueError as error:
        return Checked((*error.faults, *faults), (), CatalogueError.exit_code)
    if faults:
        return Checked(tuple(faults), (), CatalogueError.exit_code)
    if extracts is None:
        return Checked((), (), 0)
    try:
        found = find_extracts(extracts, catalogue)
        load_extracts(found, catalogue)
    except ExtractError as error:
        return Checked(error.faults, (), ExtractError.exit_code)
    notices = tuple(f"{visible(path.name)}: feeds no indicator" for path in found.unclaimed)
    return Checked((), notices, 0)


def _layout_faults() -> tuple[Fault, ...]:
    """Faults of the tokens and the templates."""
    tokens = ROOT / "layouts" / "tokens.toml"
    try:
        Style.from_tokens(tokens)
    except (KeyError, ValueError, tomllib.TOMLDecodeError) as error:
        return (Fault("layouts/tokens.toml", "", f"cannot be used: {error}", "mend the file"),)
    return template_faults()

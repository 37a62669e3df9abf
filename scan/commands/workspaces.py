"""Command line, workspaces: the one that the options ask for, with the options that say so.

Input: what Typer parsed. Output: a :class:`~scan.series.workspace.Workspace`. Apart from
:mod:`~scan.commands.shared`, since what reads extracts and computes series takes long to load.
"""

import datetime
from pathlib import Path

from scan.catalogue.reading import Catalogue
from scan.commands.shared import tell
from scan.doctor import unwritable
from scan.errors import UsageError
from scan.series.opening import EXTRACTS, open_workspace
from scan.series.workspace import Workspace
from scan.steps import step


def workspace_at(
    output: Path, extracts: Path | None, catalogue: Catalogue, as_of: datetime.datetime | None
) -> Workspace:
    """The workspace that the options ask for. Raises UsageError as ``refuse_folders`` does."""
    refuse_folders(output, extracts)
    step(EXTRACTS)
    return open_workspace(output, extracts, catalogue, as_of.date() if as_of else None, tell)


def refuse_folders(output: Path, extracts: Path | None) -> None:
    """Before anything is made. Raises UsageError for a folder that is not there, or in which this
    user may not write."""
    if extracts is not None and not extracts.is_dir():
        raise UsageError(f"No folder {extracts}: give a folder with extracts")
    fault = unwritable(output)
    if fault:
        raise UsageError(f"{fault}: give another folder with --output")

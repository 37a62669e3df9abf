"""Command line, workspaces: the one that the options ask for, with the options that say so.

Input: what Typer parsed. Output: a :class:`~scan.series.workspace.Workspace`. Apart from
:mod:`~scan.commands.shared`, since what reads extracts and computes series takes long to load.
"""

import datetime
from pathlib import Path

from scan.catalogue.reading import Catalogue
from scan.commands.shared import tell
from scan.errors import UsageError
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace


def workspace_at(
    output: Path, extracts: Path | None, catalogue: Catalogue, as_of: datetime.datetime | None
) -> Workspace:
    """The workspace that the options ask for. Raises UsageError for a folder that is not there."""
    if extracts is not None and not extracts.is_dir():
        raise UsageError(f"No folder {extracts}: give a folder with extracts")
    return open_workspace(output, extracts, catalogue, as_of.date() if as_of else None, tell)

"""Series, opening: the workspace of a command, with its store made when it is not there yet.

Input: an output folder and, optionally, a folder of extracts. Output: a
:class:`~scan.series.workspace.Workspace`. Extracts are those asked for, else the accepted
deliveries, else made-up ones, written once.
"""

import datetime
import os
import shutil
from pathlib import Path

from scan.catalogue.reading import Catalogue
from scan.extracts.cage import warm
from scan.extracts.chosen import municipal_extracts
from scan.extracts.database import FOLDER, with_databases
from scan.extracts.deliveries import choose_extracts, find_extracts, load_extracts
from scan.extracts.made_up import write_made_up
from scan.extracts.real_figures import mark_real
from scan.files import write_text
from scan.series.building import build_store
from scan.series.store import open_store, save_store, store_key
from scan.series.workspace import Tell, Workspace, made_with, memory_of, workspace_of
from scan.steps import step

SAMPLE = "sample-extracts"
EXTRACTS, SERIES = "extracts", "series"
"""Steps of a command: files are found and read; figures are computed from them."""
_STAMP = "made-with.txt"


def open_workspace(
    output: Path,
    folder: Path | None,
    catalogue: Catalogue,
    as_of: datetime.date | None,
    tell: Tell,
) -> Workspace:
    """Finds the extracts and makes the store where it is missing.

    ``tell`` gets a line before each step that takes time. Raises ``ExtractError`` with every
    fault of the extracts, RefusedError where real ones were and none are left, or where what
    releases showed and hid before is no longer known.
    """
    with warm():
        chosen = choose_extracts(folder, output, catalogue)
        if chosen is None:
            chosen = find_extracts(_sample(output, catalogue, tell), catalogue)
        if chosen.accepted:
            mark_real(output, "accepted deliveries")
        extracts = with_databases(chosen, catalogue, os.environ, output / FOLDER)
        date = as_of or catalogue.areas.newest_division
        memory = memory_of(output, extracts, catalogue)
        key = store_key(extracts.fingerprint, made_with(), date, memory.files)
        kept = output / "series" / key
        if open_store(kept, ()) is not None:
            return workspace_of(output, extracts, catalogue, date, kept)
        tell(f"Reading extracts from {extracts.folder} …")
        frames = load_extracts(municipal_extracts(extracts, catalogue), catalogue)
    step(SERIES)
    tell("Computing series …")
    save_store(build_store(frames, catalogue, date, memory.cells()), kept)
    return workspace_of(output, extracts, catalogue, date, kept)


def _sample(output: Path, catalogue: Catalogue, tell: Tell) -> Path:
    """The made-up extracts under ``output``, written again when code or catalogue changed."""
    folder = output / SAMPLE
    stamp = folder / _STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == made_with():
        return folder
    tell(f"Writing made-up extracts to {folder} …")
    aside = output / f".tmp-{SAMPLE}"
    shutil.rmtree(aside, ignore_errors=True)
    write_made_up(aside, catalogue)
    write_text(aside / _STAMP, made_with())
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)
    return folder

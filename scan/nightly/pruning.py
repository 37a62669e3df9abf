"""Nightly, pruning: what earlier runs left that nobody needs any more.

Input: a workspace, under the lock of a run. Output: room on the disk. What the public sees, what
it can be taken back to, and the accounts of how that was made stay.
"""

import datetime
from collections.abc import Iterable
from pathlib import Path

from scan.audit.inspection import VERDICTS
from scan.extracts.refusing import prune_refused
from scan.files import ASIDE, remove_folder
from scan.nightly.runs import RUNS, order_of, read_runs
from scan.publish.shelf import release_ids
from scan.series.workspace import Workspace

STORES = 3
"""Stores of figures that stay, the newest first."""
VERDICTS_KEPT = 3
"""Verdicts of the audit that stay, the newest first."""


def prune(workspace: Workspace, keep_runs: int) -> None:
    """Removes old accounts but ``keep_runs``, old stores, verdicts and refused deliveries."""
    prune_refused(workspace.output, datetime.datetime.now(datetime.UTC))
    prune_runs(workspace.shelf, keep_runs)
    prune_stores(workspace.store_folder)
    for path in _newest_first((workspace.shelf / VERDICTS).glob("*.json"))[VERDICTS_KEPT:]:
        path.unlink()


def prune_runs(shelf: Path, keep: int) -> None:
    """Removes accounts of runs but the newest, and those that made a release that is kept."""
    makers = {account.release: account.run for account in reversed(read_runs(shelf))}
    needed = {makers.get(release) for release in release_ids(shelf)}
    present = (path for path in (shelf / RUNS).iterdir() if path.is_dir())
    folders = sorted(
        (path for path in present if not path.name.startswith(ASIDE)),
        key=lambda path: order_of(path.name),
    )
    for folder in folders[:-keep]:
        if folder.name not in needed:
            remove_folder(folder)


def prune_stores(used: Path) -> None:
    """Removes the figures of deliveries long gone, never those in use."""
    folders = _newest_first(path for path in used.parent.iterdir() if path.is_dir())
    for folder in folders[STORES:]:
        if folder != used:
            remove_folder(folder)


def _newest_first(paths: Iterable[Path]) -> list[Path]:
    """Without those that are being written."""
    seen = [path for path in paths if not path.name.startswith(ASIDE)]
    return sorted(seen, key=lambda path: path.stat().st_mtime, reverse=True)

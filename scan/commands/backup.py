"""Command line, backup: ``scan backup`` and ``scan restore``.

Input: an output folder, and a folder of backups. Output: a backup, or the output folder again.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scan.commands.shared import OUTPUT, Json, Output, Why, out, print_json, tell
from scan.errors import RefusedError, UsageError
from scan.extracts import journal
from scan.nightly import backups


def backup(
    target: Annotated[Path, typer.Argument(help="Folder for backups, on another disk.")],
    output: Output = OUTPUT,
    as_json: Json = False,
) -> None:
    """Keep all that cannot be made again in a folder of its own; safe while a run writes.

    Deliveries, reports, releases and accounts, with a list of hashes. What the backup before
    holds already is stored once for both.
    """
    now = datetime.datetime.now(datetime.UTC)
    found, shared = backups.back_up(output, target, now, tell)
    if as_json:
        facts = {"backup": found.id, "files": len(found.files), "bytes": found.size}
        print_json({**facts, "shared": shared})
    else:
        size = f"{found.size / 1e6:.1f} MB"
        out.print(f"{found.id}: {len(found.files)} files, {size}, {shared} shared", markup=False)


def restore(
    source: Annotated[Path, typer.Argument(help="A backup, or the folder of backups: the newest.")],
    output: Output = OUTPUT,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only check the backup; restore nothing.")
    ] = False,
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Put a backup back into an empty output folder, after checking every file of it."""
    names = backups.backups(source)
    folder = source / names[-1] if names else source
    if not folder.is_dir():
        raise UsageError(f"There is no backup {folder}")
    if verify:
        faults = backups.backup_faults(folder)
        if as_json:
            print_json({"backup": folder.name, "faults": [asdict(fault) for fault in faults]})
        else:
            for fault in faults:
                out.print(str(fault), markup=False)
            whole = "is whole" if not faults else f"has {len(faults)} faults"
            out.print(
                f"{folder.name} {whole}: {len(backups.read_backup(folder).files)} files",
                markup=False,
            )
        if faults:
            raise typer.Exit(RefusedError.exit_code)
        return
    found = backups.restore(folder, output, tell)
    journal.enter(output, "restore", found.id, why)
    if as_json:
        print_json({"backup": found.id, "files": len(found.files)})
    else:
        out.print(f"Restored {found.id}: {len(found.files)} files in {output}", markup=False)

"""Command line, deliveries: ``scan check``, ``scan sample`` and ``scan intake``.

Input: files and folders of extracts. Output: faults and notices; made-up extracts; a delivery
taken in or refused.
"""

import datetime
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scan.catalogue.reading import load_catalogue
from scan.checking import check_all
from scan.commands.shared import OUTPUT, Extracts, Json, Output, out, print_json, tell
from scan.errors import Fault, UsageError
from scan.extracts.intake import Receipt
from scan.extracts.intake import intake as take_in
from scan.extracts.intake import undo as withdraw
from scan.extracts.made_up import write_made_up


def check(extracts: Extracts = None, as_json: Json = False) -> None:
    """Check catalogue, layouts and extracts; every fault at once; writes nothing."""
    result = check_all(extracts)
    if as_json:
        print_json({"faults": [asdict(f) for f in result.faults], "notices": result.notices})
    else:
        _print_faults(result.faults, result.notices)
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _print_faults(faults: tuple[Fault, ...], notices: tuple[str, ...]) -> None:
    for notice in notices:
        out.print(f"notice: {notice}", markup=False)
    for fault in faults:
        out.print(str(fault), markup=False)
    out.print(f"{len(faults)} faults" if faults else "No faults.", markup=False)


def sample(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder.")], as_json: Json = False
) -> None:
    """Write a complete set of made-up extracts."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: give a new folder")
    tell(f"Writing made-up extracts to {folder} …")
    write_made_up(folder, load_catalogue())
    count = sum(path.is_file() for path in folder.rglob("*"))
    if as_json:
        print_json({"folder": str(folder), "files": count})
    else:
        typer.echo(folder)


def intake(
    files: Annotated[list[Path] | None, typer.Argument(help="Files of a delivery.")] = None,
    output: Output = OUTPUT,
    accept: Annotated[bool, typer.Option("--accept", help="Take them in without asking.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Withdraw the delivery that was accepted last.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take in a delivery: check, keep and enter it in the ledger; refuses with exit code 4."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    if undo:
        entry = withdraw(output, today)
        tell(f"Withdrawn: {entry.file} of {entry.source}, accepted on {entry.date}")
        return
    if not files:
        raise UsageError("Name the files of the delivery, or give --undo")
    catalogue = load_catalogue()
    receipts = take_in(tuple(files), output, catalogue, accept=False, day=today)
    if not as_json:
        _print_receipts(receipts)
    if accept or (not as_json and typer.confirm("Take in?")):
        receipts = take_in(tuple(files), output, catalogue, accept=True, day=today)
    if as_json:
        print_json([asdict(receipt) for receipt in receipts])
    else:
        tell(", ".join(f"{receipt.file}: {receipt.status}" for receipt in receipts))


def _print_receipts(receipts: tuple[Receipt, ...]) -> None:
    for receipt in receipts:
        periods = f"{receipt.first}–{receipt.last}" if receipt.first else "no periods"
        line = f"{receipt.file}: {receipt.source}, {periods}, {receipt.rows} rows"
        out.print(line, markup=False)
        for notice in receipt.notices:
            out.print(f"  {notice}", markup=False)

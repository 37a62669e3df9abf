"""Command line, deliveries: ``scan check``, ``scan sample`` and ``scan intake``.

Input: files and folders of extracts. Output: faults and notices; made-up extracts; a delivery
taken in or refused.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn

import typer

from scan import checking
from scan.catalogue import entries, reading
from scan.commands import published
from scan.commands.shared import (
    OUTPUT,
    Extracts,
    Json,
    Output,
    Why,
    err,
    out,
    print_json,
    tell,
)
from scan.errors import ExtractError, UsageError, fault_lines
from scan.extracts import account as telling
from scan.extracts import assessed, chosen, journal, made_up, periods, refusing
from scan.extracts import database as databases
from scan.extracts import intake as taking
from scan.extracts import ledger as ledgers
from scan.files import alone


def check(extracts: Extracts = None, as_json: Json = False) -> None:
    """Check catalogue, layouts and extracts; every fault at once; writes nothing."""
    result = checking.check_all(extracts)
    if as_json:
        print_json({**telling.fault_records(result.faults), "notices": result.notices})
    else:
        _print_findings(result)
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _print_findings(result: checking.Checked) -> None:
    for notice in result.notices:
        out.print(f"notice: {notice}", markup=False)
    for line in fault_lines(result.faults):
        out.print(line, markup=False)
    count = sum(fault.count for fault in result.faults)
    out.print(f"{count:,} faults" if count else "No faults.", markup=False)


def sample(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder.")], as_json: Json = False
) -> None:
    """Write a complete set of made-up extracts."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: give a new folder")
    tell(f"Writing made-up extracts to {folder} …")
    made_up.write_made_up(folder, reading.load_catalogue())
    count = sum(path.is_file() for path in folder.rglob("*"))
    if as_json:
        print_json({"folder": str(folder), "files": count})
    else:
        typer.echo(folder)


def intake(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files of a delivery; with --undo the name of the delivery."),
    ] = None,
    output: Output = OUTPUT,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take it in, whatever there is to ask about it.")
    ] = False,
    database: Annotated[
        bool,
        typer.Option("--database", help="Also the tables to which the environment gives access."),
    ] = False,
    corrects: Annotated[
        list[str] | None,
        typer.Option("--corrects", help="A delivery that this one corrects, whatever its name."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Withdraw a delivery; without its name the last one.")
    ] = False,
    check_only: Annotated[
        bool, typer.Option("--as-check", help="Only compare rates that a supplier publishes.")
    ] = False,
    extracts: Extracts = None,
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Take in a delivery: check, compare, keep and enter it in the ledger.

    A delivery with a fault is refused with exit code 4 and kept aside with its report. One that
    only adds to what is in use is taken in; of another one you decide, at the terminal or with
    --accept. A file with the name of an earlier one takes its place: years that only the earlier
    one has go, after a question. --undo takes back any delivery: what it replaced is in use
    again, and those after it stay. --as-check says how many published rates agree with ours.
    """
    other = accept or database or corrects
    if check_only:
        if not files or other or undo:
            raise UsageError("Give --as-check with files, and with nothing else but --extracts")
        published.as_check(files, output, extracts, as_json=as_json)
        return
    if undo and (other or len(files or ()) > 1):
        raise UsageError("Give --undo alone, or with the name of one delivery")
    if not (undo or files or database):
        raise UsageError("Name the files of the delivery, or give --database or --undo")
    with alone(output / chosen.DELIVERIES, "takes in a delivery"), TemporaryDirectory() as folder:
        if undo:
            _withdraw(output, *map(str, files or ()), why=why, as_json=as_json)
            return
        catalogue = reading.load_catalogue()
        tables = _tables(catalogue, Path(folder)) if database else {}
        day, named = periods.today(), tuple(corrects or ())
        paths = (*(files or ()), *tables)
        delivery = taking.assess(
            paths, output, catalogue, day, journal.operator(), tables, named, why
        )
        _decide(delivery, output, catalogue, accept=accept, why=why, as_json=as_json)


def _tables(catalogue: entries.Catalogue, folder: Path) -> dict[Path, str]:
    """The tables to which the environment gives access, as files in ``folder``."""
    sources = databases.connected(catalogue, os.environ)
    if not sources:
        names = sorted({s.connection for s in catalogue.sources.values() if s.connection})
        raise UsageError(f"The environment names no database. Set one of: {', '.join(names)}")
    return databases.fetch(sources, os.environ, folder)


def _withdraw(output: Path, name: str | None = None, *, why: str, as_json: bool) -> None:
    before = ledgers.read_ledger(output / chosen.DELIVERIES)
    entries = taking.undo(output, periods.today(), journal.operator(), name, why)
    journal.enter(output, "undo", entries[0].name, why)
    if as_json:
        files = [asdict(entry) for entry in entries]
        print_json({"verdict": "withdrawn", "delivery": entries[0].name, "files": files})
        return
    for entry in entries:
        accepted = f"accepted on {entry.date} in delivery {entry.name}"
        out.print(f"{entry.file}: withdrawn ({accepted})", markup=False)
    for line in telling.change_lines(before, ledgers.read_ledger(output / chosen.DELIVERIES)):
        out.print(line, markup=False)


def _decide(
    delivery: assessed.Delivery,
    output: Path,
    catalogue: entries.Catalogue,
    *,
    accept: bool,
    why: str,
    as_json: bool,
) -> None:
    """Take a delivery in or refuse it, as it deserves and as somebody answers."""
    if not as_json:
        for line in telling.content_lines(delivery, catalogue):
            out.print(line, markup=False)
        for line in telling.finding_lines(delivery):
            err.print(line, markup=False)
    allowed = accept or delivery.verdict == assessed.CLEAR
    if delivery.verdict == assessed.ASKED and not allowed and _can_ask(as_json=as_json):
        allowed = typer.confirm("Take it in all the same?", err=True)
    account = telling.account_of(delivery, catalogue)
    if delivery.verdict == assessed.REFUSED or (delivery.verdict == assessed.ASKED and not allowed):
        _refuse(delivery, output, catalogue, account, as_json=as_json)
    entries = taking.accept(delivery, output)
    if entries:
        asked = delivery.verdict == assessed.ASKED
        journal.enter(output, "accept" if asked else "intake", entries[0].delivery, why)
    account["verdict"] = "accepted" if entries else delivery.verdict
    account["delivery"] = entries[0].delivery if entries else ""
    if as_json:
        print_json(account)
    elif entries:
        out.print(f"Accepted as delivery {entries[0].delivery}.", markup=False)
    else:
        out.print("Nothing new: everything is in use already.", markup=False)


def _refuse(
    delivery: assessed.Delivery,
    output: Path,
    catalogue: entries.Catalogue,
    account: dict[str, object],
    *,
    as_json: bool,
) -> NoReturn:
    """Say what to do and leave with exit code 4; what is bad or doubtful is kept aside."""
    kept = ""
    if delivery.faults or delivery.is_doubtful:
        kept = str(refusing.keep_aside(delivery, output, catalogue))
    account["verdict"], account["kept"] = assessed.REFUSED, kept
    if as_json:
        print_json(account)
    else:
        where = f" Kept with its report in {kept}" if kept else ""
        tell(f"Not taken in: nothing changed.{where}")
        if not delivery.faults:
            tell("To take it in, run the command at a terminal and answer, or give --accept.")
    raise typer.Exit(ExtractError.exit_code)


def _can_ask(*, as_json: bool) -> bool:
    return not as_json and sys.stdin.isatty()

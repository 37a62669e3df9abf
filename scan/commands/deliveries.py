"""Command line, deliveries: ``scan check``, ``scan sample`` and ``scan intake``.

Input: files and folders of extracts. Output: faults and notices; made-up extracts; a delivery
taken in or refused.
"""

import getpass
import os
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn

import typer

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from scan.checking import Checked, check_all
from scan.commands.shared import OUTPUT, Extracts, Json, Output, err, out, print_json, tell
from scan.errors import ExtractError, UsageError, fault_lines
from scan.extracts.account import (
    account_of,
    change_lines,
    content_lines,
    fault_records,
    finding_lines,
)
from scan.extracts.assessed import ASKED, CLEAR, REFUSED, Delivery
from scan.extracts.chosen import DELIVERIES
from scan.extracts.database import connected, fetch
from scan.extracts.intake import accept as take_in
from scan.extracts.intake import assess
from scan.extracts.intake import undo as withdraw
from scan.extracts.ledger import read_ledger
from scan.extracts.made_up import write_made_up
from scan.extracts.periods import today
from scan.extracts.refusing import keep_aside
from scan.files import alone


def check(extracts: Extracts = None, as_json: Json = False) -> None:
    """Check catalogue, layouts and extracts; every fault at once; writes nothing."""
    result = check_all(extracts)
    if as_json:
        print_json({**fault_records(result.faults), "notices": result.notices})
    else:
        _print_findings(result)
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _print_findings(result: Checked) -> None:
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
    write_made_up(folder, load_catalogue())
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
    as_json: Json = False,
) -> None:
    """Take in a delivery: check, compare, keep and enter it in the ledger.

    A delivery with a fault is refused with exit code 4 and kept aside with its report. One that
    only adds to what is in use is taken in; of another one you decide, at the terminal or with
    --accept. A file with the name of an earlier one takes its place: years that only the earlier
    one has go, after a question. --undo takes back any delivery: what it replaced is in use
    again, and those after it stay.
    """
    if undo and (accept or database or corrects or len(files or ()) > 1):
        raise UsageError("Give --undo alone, or with the name of one delivery")
    if not (undo or files or database):
        raise UsageError("Name the files of the delivery, or give --database or --undo")
    with alone(output / DELIVERIES, "takes in a delivery"), TemporaryDirectory() as folder:
        if undo:
            _withdraw(output, *map(str, files or ()), as_json=as_json)
            return
        catalogue = load_catalogue()
        tables = _tables(catalogue, Path(folder)) if database else {}
        paths = (*(files or ()), *tables)
        named = tuple(corrects or ())
        delivery = assess(paths, output, catalogue, today(), _operator(), tables, named)
        _decide(delivery, output, catalogue, accept=accept, as_json=as_json)


def _tables(catalogue: Catalogue, folder: Path) -> dict[Path, str]:
    """The tables to which the environment gives access, as files in ``folder``."""
    sources = connected(catalogue, os.environ)
    if not sources:
        names = sorted({s.connection for s in catalogue.sources.values() if s.connection})
        raise UsageError(f"The environment names no database. Set one of: {', '.join(names)}")
    return fetch(sources, os.environ, folder)


def _withdraw(output: Path, name: str | None = None, *, as_json: bool) -> None:
    before = read_ledger(output / DELIVERIES)
    entries = withdraw(output, today(), _operator(), name)
    if as_json:
        files = [asdict(entry) for entry in entries]
        print_json({"verdict": "withdrawn", "delivery": entries[0].name, "files": files})
        return
    for entry in entries:
        accepted = f"accepted on {entry.date} in delivery {entry.name}"
        out.print(f"{entry.file}: withdrawn ({accepted})", markup=False)
    for line in change_lines(before, read_ledger(output / DELIVERIES)):
        out.print(line, markup=False)


def _decide(
    delivery: Delivery, output: Path, catalogue: Catalogue, *, accept: bool, as_json: bool
) -> None:
    """Take a delivery in or refuse it, as it deserves and as somebody answers."""
    if not as_json:
        for line in content_lines(delivery, catalogue):
            out.print(line, markup=False)
        for line in finding_lines(delivery):
            err.print(line, markup=False)
    allowed = accept or delivery.verdict == CLEAR
    if delivery.verdict == ASKED and not allowed and _can_ask(as_json=as_json):
        allowed = typer.confirm("Take it in all the same?", err=True)
    account = account_of(delivery, catalogue)
    if delivery.verdict == REFUSED or (delivery.verdict == ASKED and not allowed):
        _refuse(delivery, output, catalogue, account, as_json=as_json)
    entries = take_in(delivery, output)
    account["verdict"] = "accepted" if entries else delivery.verdict
    account["delivery"] = entries[0].delivery if entries else ""
    if as_json:
        print_json(account)
    elif entries:
        out.print(f"Accepted as delivery {entries[0].delivery}.", markup=False)
    else:
        out.print("Nothing new: everything is in use already.", markup=False)


def _refuse(
    delivery: Delivery,
    output: Path,
    catalogue: Catalogue,
    account: dict[str, object],
    *,
    as_json: bool,
) -> NoReturn:
    """Say what to do and leave with exit code 4; what is bad or doubtful is kept aside."""
    kept = ""
    if delivery.faults or delivery.is_doubtful:
        kept = str(keep_aside(delivery, output, catalogue))
    account["verdict"], account["kept"] = REFUSED, kept
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


def _operator() -> str:
    """Who runs the command, as the system knows; empty where it does not."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""

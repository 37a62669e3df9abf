"""Command line, ledger: ``scan ledger verify`` and ``scan ledger adopt``.

Input: the folder of deliveries. Output: its chain, or what is wrong with it and what to do.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Annotated

import typer

from scan.commands.shared import OUTPUT, Json, Output, Why, out, print_json
from scan.errors import ExtractError, UsageError
from scan.extracts import account as telling
from scan.extracts import chain, chosen, journal, real_figures
from scan.extracts import ledger as ledgers
from scan.files import alone

ledger_app = typer.Typer(
    help="The ledger of deliveries: whether it is whole; go on after a damage.",
    no_args_is_help=True,
    add_completion=False,
)
_DIGITS = 16
"""Digits of the hash of the last line that are shown: to compare by eye with a note."""


@ledger_app.command("verify")
def verify(output: Output = OUTPUT, as_json: Json = False) -> None:
    """Show the chain of the ledger; exits with 4, and says what to do, when it is damaged.

    With 6 when there is none where real figures were. Note the number of lines and the last hash
    somewhere else, and an older copy put in its place will show.
    """
    folder = output / chosen.DELIVERIES
    try:
        entries, head = ledgers.read_ledger(folder), chain.head_of(folder)
    except ExtractError as error:
        if as_json:
            print_json({"whole": False, **telling.fault_records(error.faults)})
            raise typer.Exit(ExtractError.exit_code) from error
        raise
    if not entries:
        real_figures.refuse_made_up(output)
    if as_json:
        lines = [asdict(entry) for entry in entries]
        print_json({"whole": True, "head": asdict(head), "lines": lines})
        return
    for (name, status), group in groupby(entries, lambda entry: (entry.name, entry.status)):
        files = list(group)
        sources = ", ".join(dict.fromkeys(entry.source for entry in files))
        by = f" by {files[0].who}" if files[0].who else ""
        line = f"{files[0].date} {name} {status}{by}: {len(files)} files of {sources}"
        out.print(line, markup=False)
    last = head.last[:_DIGITS]
    out.print(f"Whole: {head.lines} lines, {head.bytes} bytes, last hash {last}", markup=False)


@ledger_app.command("adopt")
def adopt(
    lines: Annotated[int, typer.Argument(min=1, help="How many lines, from the first.")],
    output: Output = OUTPUT,
    why: Why = "",
) -> None:
    """Let the first so many lines of a damaged ledger, or of one of an older format, be the ledger.

    What was there is kept beside it. Look at the lines first: what comes after them is forgotten,
    and the figures of those deliveries with it.
    """
    folder = output / chosen.DELIVERIES
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}")
    with alone(folder, "takes in a delivery"):
        aside = ledgers.adopt(folder, lines)
        real_figures.mark_real(output, "an adopted ledger")
        journal.enter(output, "adopt ledger", f"{lines} lines", why)
    out.print(f"The ledger has {lines} lines, and a new {chain.HEAD}.", markup=False)
    out.print(f"What was there is kept as {aside}", markup=False)

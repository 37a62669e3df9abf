"""Command line, fetching: ``scan fetch``, new public files into the inbox.

Input: the sources of the catalogue that say where they lie. Output: what is new, what is not, what
failed and why. The only command, besides ``scan notify``, that asks anything of the net.
"""

from __future__ import annotations

import datetime
import importlib
import os
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from scan.catalogue import reading
from scan.commands.shared import OUTPUT, Json, Output, out, print_json, tell
from scan.errors import ReportError, UsageError
from scan.extracts.fetching import fetch as fetches

_SHARE = "scan.extracts.fetching.share"


def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Only these; all that can be fetched without.")
    ] = None,
    output: Output = OUTPUT,
    share: Annotated[
        str, typer.Option(envvar="SCAN_SHARE", help="A folder elsewhere: s3://, sftp://, smb://.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be asked, and ask nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch new public files into the inbox, from which the nightly job takes them in.

    What did not change is not sent again. Without names, also what is new on the share. Exits
    with 5 when an address failed: its sources are late, and nothing else is.
    """
    chosen = fetches.wanted(reading.load_catalogue().sources, sources or ())
    now = datetime.datetime.now(datetime.UTC)
    found = fetches.fetch_all(chosen, output, os.environ, now, tell, dry_run=dry_run)
    if share and not sources:
        found += _of_share()(share, output, now, tell, dry_run=dry_run)
    if as_json:
        print_json({"fetched": [asdict(one) for one in found]})
    else:
        for one in found:
            names = ", ".join(one.sources)
            said = f": {one.message}" if one.message else ""
            where = f" → {one.file}" if one.file else ""
            out.print(f"{one.state} {names}: {one.address}{where}{said}", markup=False)
        if not found:
            out.print("No source has [fetch] in the catalogue.", markup=False)
    if any(one.state == fetches.LATE for one in found):
        raise typer.Exit(ReportError.exit_code)


def _of_share() -> Callable[..., tuple[fetches.Fetched, ...]]:
    """What brings files from a share. Raises UsageError where its package is not installed."""
    try:
        found: Callable[..., tuple[fetches.Fetched, ...]] = importlib.import_module(
            _SHARE
        ).fetch_share
    except ModuleNotFoundError as error:
        message = f"--share needs {error.name}: install lokale-integratiescan[share]"
        raise UsageError(message) from error
    return found

"""Command line, series: ``scan series`` and ``scan calendar``.

Input: codes of indicators and options. Output: files with the series of all municipalities, or
all downloads; the publication calendar as a table or as JSON.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from scan import dutch
from scan.catalogue import reading
from scan.commands import completing, workspaces
from scan.commands.shared import (
    OUTPUT,
    AsOf,
    Extracts,
    Json,
    Output,
    Verbose,
    out,
    print_json,
    print_rows,
    tell,
)
from scan.extracts import arrived
from scan.publish import calendar as calendars
from scan.publish import calendar_files, downloads, offer, series_tables
from scan.steps import step, told

Kind = Literal["csv", "xlsx", "parquet"]
Sort = Literal["theme", "indicator", "title", "source", "updated", "expected", "state"]
"""The orders of :data:`scan.publish.calendar.SORTS`, which is not loaded for a help text."""


USUAL = {"set-up": 2.0, "extracts": 20.0, "series": 30.0, "downloads": 60.0}
"""The steps of the downloads, with the seconds that each takes on two quiet cores."""


def series(
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE]...", help="Indicators. Default: all.", autocompletion=completing.codes
        ),
    ] = None,
    kind: Annotated[Kind | None, typer.Option("--format", help="One format only.")] = None,
    extracts: Extracts = None,
    output: Output = OUTPUT,
    as_of: AsOf = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Data series of indicators, all municipalities, under data/ in the output folder.

    Without codes and format: every download, with workbooks per municipality and metadata.
    """
    with told(USUAL, tell, verbose=verbose):
        step("set-up")
        catalogue = reading.load_catalogue()
        chosen = [code.upper() for code in codes or ()]
        downloads.known(chosen, catalogue)
        workspace = workspaces.workspace_at(output, extracts, catalogue, as_of)
        step("downloads")
        if not chosen and kind is None:
            tell("Writing all downloads …")
            downloads.write_downloads(workspace, workspace.shelf)
            paths: tuple[Path, ...] = (workspace.shelf / offer.FOLDER,)
        else:
            delivered = workspace.store().figures.get_column("indicator").unique()
            wanted = chosen or [code for code in catalogue.indicators if code in delivered]
            kinds = (kind,) if kind else ("csv",)
            paths = downloads.write_series(workspace, workspace.shelf / offer.FOLDER, wanted, kinds)
    if as_json:
        print_json({"files": paths})
    else:
        typer.echo("\n".join(str(path) for path in paths))


def calendar(
    sort: Annotated[Sort, typer.Option(help="Order of the rows.")] = "theme",
    on: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The calendar of this day. Default: today."),
    ] = None,
    extracts: Extracts = None,
    output: Output = OUTPUT,
    as_json: Json = False,
) -> None:
    """Per indicator the last delivery, when new figures are due, and whether they are late."""
    catalogue = reading.load_catalogue()
    stock = series_tables.Stock(workspaces.workspace_at(output, extracts, catalogue, None))
    day = on.date() if on else calendar_files.today_in_flanders()
    entries = calendars.sort_entries(calendars.calendar(stock, day), sort)
    if as_json:
        print_json([_facts(entry) for entry in entries])
        return
    rows = [
        {
            "indicator": entry.indicator,
            "title": entry.title,
            "year": str(entry.last_year or "–"),
            "updated": dutch.date_text(entry.updated) if entry.updated else "–",
            "expected": entry.expected,
            "state": entry.state.value,
            "source": entry.source,
        }
        for entry in entries
    ]
    print_rows(rows, as_json=False)
    for one in arrived.waiting(output):
        files = ", ".join(one.files)
        out.print(f"Waits for a decision since {one.since}: {files}", markup=False)


def _facts(entry: calendars.Entry) -> dict[str, object]:
    first, last = entry.window.first, entry.window.last
    return {
        "indicator": entry.indicator,
        "title": entry.title,
        "theme": entry.theme,
        "source": entry.source,
        "supplier": entry.supplier,
        "last_year": entry.last_year,
        "updated": entry.updated,
        "expected": entry.expected,
        "expected_from": f"{first[0]}-{first[1]:02}" if first else None,
        "expected_until": f"{last[0]}-{last[1]:02}" if last else None,
        "promise": entry.promise,
        "state": entry.state.value,
    }

"""Command line, reports: ``scan report``.

Input: a municipality and options. Output: one PDF; its path on standard output.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scan.catalogue import reading
from scan.catalogue.addresses import NO_ADDRESS, site_address
from scan.commands import completing, workspaces
from scan.commands.shared import (
    OUTPUT,
    AsOf,
    Extracts,
    Json,
    Output,
    PublicationOption,
    Verbose,
    print_json,
    publication_named,
    tell,
)
from scan.report import gather as gathering
from scan.report import one as making
from scan.steps import step, told

USUAL = {"set-up": 2.0, "extracts": 20.0, "series": 30.0, "report": 8.0}
"""The steps of a report, with the seconds that each takes at the first run on two quiet cores."""


def report(
    gemeente: Annotated[
        str,
        typer.Argument(
            help="Name, alias or NIS code of a municipality.",
            autocompletion=completing.municipalities,
        ),
    ],
    publication: PublicationOption = None,
    extracts: Extracts = None,
    output: Output = OUTPUT,
    theme: Annotated[str | None, typer.Option(help="Only the chapter of this theme.")] = None,
    as_of: AsOf = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="GeoJSON with the boundaries of municipalities.")
    ] = None,
    compare: Annotated[
        str,
        typer.Option(
            help="What else to compare with: comparators of the catalogue and municipalities, with "
            "commas between them: province,similar,Genk. Pages have room for one beside the "
            "region, first those of the publication; the attached table has all."
        ),
    ] = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Make the report of one municipality; prints the path of the PDF last."""
    with told(USUAL, tell, verbose=verbose):
        made = _made(gemeente, publication, extracts, output, theme, as_of, boundaries, compare)
    if as_json:
        print_json(asdict(made))
        return
    tell(f"{made.name}: {made.pages} pages, {made.size / 1e6:.1f} MB")
    typer.echo(made.path)


def _made(
    gemeente: str,
    publication: str | None,
    extracts: Path | None,
    output: Path,
    theme: str | None,
    as_of: datetime.datetime | None,
    boundaries: Path | None,
    compare: str,
) -> making.Made:
    """The report, step by step."""
    step("set-up")
    catalogue = reading.load_catalogue()
    edition = publication_named(catalogue, publication)
    date = as_of.date() if as_of else catalogue.areas.newest_division
    area = catalogue.areas.find(gemeente, date)
    gathering.chapters_of(edition, area, theme, catalogue)
    workspace = workspaces.workspace_at(output, extracts, catalogue, as_of)
    others = [name.strip() for name in compare.split(",") if name.strip()]
    if not workspace.made_up and not site_address(catalogue.wording["downloads"]):
        tell(f"Warning: {NO_ADDRESS}")
    step("report")
    return making.make_report(workspace, edition, area, theme, boundaries, others)

"""Command line, shared: options that several commands take, and how they print.

Input: what Typer parsed. Output: a publication; text on standard output, progress on standard
error. Nothing here takes long to load.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from scan.commands import completing
from scan.errors import UsageError

if TYPE_CHECKING:  # heavy, and no more than a name here
    from scan.catalogue.reading import Catalogue
    from scan.catalogue.records import Publication

OUTPUT = Path("output")


class Progress(Console):
    """A console that falls silent when nobody reads it any more: the work goes on."""

    def on_broken_pipe(self) -> None:
        """Says nothing from now on."""
        self.quiet = True


out = Console(highlight=False, soft_wrap=True)
err = Progress(stderr=True, highlight=False, soft_wrap=True)

Extracts = Annotated[
    Path | None,
    typer.Option(
        envvar="SCAN_EXTRACTS",
        help="Folder with extracts. Default: accepted deliveries, else made-up ones.",
    ),
]
Output = Annotated[
    Path, typer.Option(envvar="SCAN_OUTPUT", help="Folder for everything that is made.")
]
Why = Annotated[str, typer.Option("--why", help="The reason; the next release tells it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Real = Annotated[
    bool,
    typer.Option("--real", envvar="SCAN_REAL", help="This machine publishes real figures only."),
]
Metrics = Annotated[
    Path | None,
    typer.Option("--metrics", envvar="SCAN_METRICS", help="File for Prometheus to write."),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Say at the end how long each step took.")]
AsOf = Annotated[
    datetime.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The municipalities of this date. Default: today's."),
]
PublicationOption = Annotated[
    str | None,
    typer.Option(
        "--publication",
        envvar="SCAN_PUBLICATION",
        autocompletion=completing.publications,
        help="Which publication. Default: the one that the catalogue marks as such.",
    ),
]


def tell(line: str) -> None:
    """A line about the progress of a command, on standard error."""
    err.print(line, markup=False, style="dim")


def print_json(value: object) -> None:
    """The one object that ``--json`` promises."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(rows: list[dict[str, str]], *, as_json: bool) -> None:
    """Rows with the same keys, as a table or as JSON; nothing is cut off, and neither what stands
    first nor a name is broken."""
    if as_json or not rows:
        print_json(rows)
        return
    first = next(iter(rows[0]))
    heads = (Column(h, no_wrap=h in (first, "name"), overflow="fold") for h in rows[0])
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row.values())
    out.print(table)


def publication_named(catalogue: Catalogue, name: str | None) -> Publication:
    """A publication of the catalogue, the default one without a name. Raises UsageError that
    lists those there are."""
    if name is None:
        return catalogue.default_publication
    if name not in catalogue.publications:
        known = ", ".join(catalogue.publications)
        raise UsageError(f"Unknown publication {name!r}. There are: {known}")
    return catalogue.publications[name]

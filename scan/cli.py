"""Command line, the face: parse, call one function, print, exit with a code.

Input: arguments and the environment (``SCAN_…``). Output: text, or with ``--json`` one object
and nothing else on standard output. Steps that take time are told on standard error.
"""

import datetime
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from scan import __version__
from scan.catalogue.reading import Catalogue, load_catalogue
from scan.catalogue.records import Publication
from scan.checking import check_all
from scan.errors import Fault, ScanError, UsageError
from scan.extracts.intake import Receipt
from scan.extracts.intake import intake as take_in
from scan.extracts.intake import undo as withdraw
from scan.extracts.made_up import write_made_up
from scan.report.gather import chapters_of
from scan.report.one import make_report
from scan.series.workspace import Workspace, open_workspace

DEFAULT_PUBLICATION = "integratiescan"

app = typer.Typer(
    name="scan",
    help="Makes Jouw Lokale Integratiescan: an accessible PDF for every municipality.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

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
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
AsOf = Annotated[
    datetime.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The municipalities of this date. Default: today's."),
]
PublicationOption = Annotated[
    str, typer.Option("--publication", envvar="SCAN_PUBLICATION", help="Which publication.")
]
OUTPUT = Path("output")


def main() -> None:
    """Entry point: turns errors of the project into their message and exit code."""
    try:
        code = app(standalone_mode=False)
    except ScanError as error:
        _fail(str(error), error.exit_code)
    except typer.Abort:
        _fail("Interrupted.", 130)
    except KeyboardInterrupt:
        _fail("Interrupted.", 130)
    except typer.TyperException as error:
        _fail(error.format_message(), 2)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    err.print(message, markup=False)
    sys.exit(code)


def _tell(line: str) -> None:
    err.print(line, markup=False, style="dim")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _publication(catalogue: Catalogue, name: str) -> Publication:
    if name not in catalogue.publications:
        known = ", ".join(catalogue.publications)
        raise UsageError(f"Unknown publication {name!r}. There are: {known}")
    return catalogue.publications[name]


def _workspace(
    output: Path, extracts: Path | None, catalogue: Catalogue, as_of: datetime.datetime | None
) -> Workspace:
    if extracts is not None and not extracts.is_dir():
        raise UsageError(f"No folder {extracts}: give a folder with extracts")
    return open_workspace(output, extracts, catalogue, as_of.date() if as_of else None, _tell)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Makes Jouw Lokale Integratiescan."""
    if show:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def report(
    gemeente: Annotated[str, typer.Argument(help="Name, alias or NIS code of a municipality.")],
    publication: PublicationOption = DEFAULT_PUBLICATION,
    extracts: Extracts = None,
    output: Output = OUTPUT,
    theme: Annotated[str | None, typer.Option(help="Only the chapter of this theme.")] = None,
    as_of: AsOf = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="GeoJSON with the boundaries of municipalities.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the report of one municipality; prints the path of the PDF last."""
    catalogue = load_catalogue()
    edition = _publication(catalogue, publication)
    date = as_of.date() if as_of else catalogue.areas.newest_division
    area = catalogue.areas.find(gemeente, date)
    chapters_of(edition, area, theme, catalogue)
    workspace = _workspace(output, extracts, catalogue, as_of)
    made = make_report(workspace, edition, area, theme=theme, boundaries=boundaries)
    if as_json:
        _print_json(asdict(made))
        return
    _tell(f"{made.name}: {made.pages} pages, {made.size / 1e6:.1f} MB")
    typer.echo(made.path)


@app.command()
def check(extracts: Extracts = None, as_json: Json = False) -> None:
    """Check catalogue, layouts and extracts; every fault at once; writes nothing."""
    result = check_all(extracts)
    if as_json:
        _print_json({"faults": [asdict(f) for f in result.faults], "notices": result.notices})
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


list_app = typer.Typer(help="List what there is.", no_args_is_help=True)
app.add_typer(list_app, name="list")


def _print_rows(rows: list[dict[str, str]], *, as_json: bool) -> None:
    """Rows with the same keys, as a table or as JSON."""
    if as_json:
        _print_json(rows)
        return
    table = Table(*rows[0], box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row.values())
    out.print(table)


@list_app.command("indicators")
def list_indicators(
    publication: Annotated[str | None, typer.Option(help="Only those of a publication.")] = None,
    as_json: Json = False,
) -> None:
    """Indicators of the catalogue, or of one publication."""
    catalogue = load_catalogue()
    codes = list(catalogue.indicators)
    if publication is not None:
        chapters = _publication(catalogue, publication).chapters
        codes = [code for chapter in chapters for code in chapter.indicators]
    known = catalogue.indicators
    rows = [{"id": code, "title": known[code].title, "unit": known[code].unit} for code in codes]
    _print_rows(rows, as_json=as_json)


@list_app.command("municipalities")
def list_municipalities(as_of: AsOf = None, as_json: Json = False) -> None:
    """Municipalities of Flanders and Brussels, today's or those of a date."""
    areas = load_catalogue().areas
    date = as_of.date() if as_of else areas.newest_division
    rows = [
        {"nis": area.nis, "name": area.name, "region": areas.get(area.region_nis).name}
        for area in areas.municipalities(None, date)
    ]
    _print_rows(rows, as_json=as_json)


@list_app.command("themes")
def list_themes(as_json: Json = False) -> None:
    """Themes."""
    themes = load_catalogue().themes.values()
    _print_rows([{"id": t.id, "title": t.title} for t in themes], as_json=as_json)


@list_app.command("sources")
def list_sources(as_json: Json = False) -> None:
    """Sources, with their layout and the file names they match."""
    sources = load_catalogue().sources.values()
    rows = [
        {"id": s.id, "supplier": s.supplier, "layout": s.layout, "files": ", ".join(s.files)}
        for s in sources
    ]
    _print_rows(rows, as_json=as_json)


@list_app.command("publications")
def list_publications(as_json: Json = False) -> None:
    """Publications, with their number of indicators."""
    publications = load_catalogue().publications.values()
    rows = [
        {
            "id": p.id,
            "title": p.title,
            "edition": p.edition,
            "indicators": str(sum(len(c.indicators) for c in p.chapters)),
        }
        for p in publications
    ]
    _print_rows(rows, as_json=as_json)


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder.")], as_json: Json = False
) -> None:
    """Write a complete set of made-up extracts."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: give a new folder")
    _tell(f"Writing made-up extracts to {folder} …")
    write_made_up(folder, load_catalogue())
    count = sum(path.is_file() for path in folder.rglob("*"))
    if as_json:
        _print_json({"folder": str(folder), "files": count})
    else:
        typer.echo(folder)


@app.command()
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
        _tell(f"Withdrawn: {entry.file} of {entry.source}, accepted on {entry.date}")
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
        _print_json([asdict(receipt) for receipt in receipts])
    else:
        _tell(", ".join(f"{receipt.file}: {receipt.status}" for receipt in receipts))


def _print_receipts(receipts: tuple[Receipt, ...]) -> None:
    for receipt in receipts:
        periods = f"{receipt.first}–{receipt.last}" if receipt.first else "no periods"
        line = f"{receipt.file}: {receipt.source}, {periods}, {receipt.rows} rows"
        out.print(line, markup=False)
        for notice in receipt.notices:
            out.print(f"  {notice}", markup=False)


if __name__ == "__main__":
    main()

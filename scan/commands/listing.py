"""Command line, listing: ``scan list``, what there is.

Input: the catalogue. Output: rows as a table or as JSON.
"""

from __future__ import annotations

from typing import Annotated

import typer

from scan.catalogue import reading
from scan.commands import completing
from scan.commands.shared import AsOf, Json, print_rows, publication_named

list_app = typer.Typer(
    help="List what there is.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@list_app.command("indicators")
def list_indicators(
    publication: Annotated[
        str | None,
        typer.Option(help="Only those of a publication.", autocompletion=completing.publications),
    ] = None,
    as_json: Json = False,
) -> None:
    """Indicators of the catalogue, or of one publication."""
    catalogue = reading.load_catalogue()
    codes = list(catalogue.indicators)
    if publication is not None:
        chapters = publication_named(catalogue, publication).chapters
        codes = [code for chapter in chapters for code in chapter.indicators]
    known = catalogue.indicators
    rows = [{"id": code, "title": known[code].title, "unit": known[code].unit} for code in codes]
    print_rows(rows, as_json=as_json)


@list_app.command("municipalities")
def list_municipalities(as_of: AsOf = None, as_json: Json = False) -> None:
    """Municipalities of Flanders and Brussels, today's or those of a date."""
    areas = reading.load_catalogue().areas
    date = as_of.date() if as_of else areas.newest_division
    rows = [
        {"nis": area.nis, "name": area.name, "region": areas.get(area.region_nis).name}
        for area in areas.municipalities(None, date)
    ]
    print_rows(rows, as_json=as_json)


@list_app.command("themes")
def list_themes(as_json: Json = False) -> None:
    """Themes."""
    themes = reading.load_catalogue().themes.values()
    print_rows([{"id": t.id, "title": t.title} for t in themes], as_json=as_json)


@list_app.command("sources")
def list_sources(as_json: Json = False) -> None:
    """Sources, with their layout and the file names they match."""
    sources = reading.load_catalogue().sources.values()
    rows = [
        {"id": s.id, "supplier": s.supplier, "layout": s.layout, "files": ", ".join(s.files)}
        for s in sources
    ]
    print_rows(rows, as_json=as_json)


@list_app.command("publications")
def list_publications(as_json: Json = False) -> None:
    """Publications and the Barometer: indicators, municipalities, whether made every night."""
    catalogue = reading.load_catalogue()
    areas = catalogue.areas
    rows = [
        {
            "id": p.id,
            "title": p.title,
            "edition": p.edition,
            "indicators": str(sum(len(c.indicators) for c in p.chapters)),
            "areas": str(len(areas.municipalities(p.region, areas.newest_division))),
            "nightly": "yes" if p.nightly else "no",
        }
        for p in catalogue.publications.values()
    ]
    rows += [
        {
            "id": barometer.id,
            "title": barometer.title,
            "edition": max(e.id for e in catalogue.editions.values() if e.evidence != "example"),
            "indicators": str(len(catalogue.barometer_indicators)),
            "areas": "0",
            "nightly": "yes",
        }
        for barometer in catalogue.barometers.values()
    ]
    print_rows(rows, as_json=as_json)

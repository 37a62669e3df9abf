"""Publish, site, choosing: the figures that the script sets beside one another.

Input: what reports display. Output: for the page of a figure the places that can be chosen, and
for each indicator a script with the displayed figures of all municipalities through the years.
Every text is one that a report shows: the script draws and fills in, it works nothing out.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scan.files import write_text
from scan.publish.site.desk import INDICATORS, Desk
from scan.publish.site.records import Site, Town
from scan.publish.told.records import ToldFigure
from scan.status import Status

SERIES = "reeks.js"
"""Beside the page of an indicator; a script, for a page opened from disk may not read JSON."""


def chart_data(town: Town, figure: ToldFigure) -> dict[str, object]:
    """The municipality and the places of its report and of the choices, through the years."""
    places = [
        {"id": one.id, "name": one.name, "text": one.text, "years": dict(one.years)}
        for one in figure.beside
    ]
    own = {"id": town.nis, "name": town.name, "text": figure.text, "years": dict(figure.years)}
    return {"code": figure.code, "unit": figure.unit, "own": own, "places": places}


def write_series(desk: Desk, site: Site, folder: Path) -> None:
    """The script of each indicator: code → municipality → name, newest figure and years."""
    for measure in site.measures:
        towns: dict[str, list[object]] = {}
        for publication in desk.publications:
            for nis, by_code in desk.figures[publication.id].items():
                if measure.code in by_code and nis not in towns:
                    towns[nis] = _town(nis, by_code[measure.code].rows, desk)
        told = {"code": measure.code, "unit": measure.unit, "short": measure.short, "towns": towns}
        write_text(folder / INDICATORS / measure.code / SERIES, _script(told))


def _town(nis: str, rows: Iterable[Mapping[str, Any]], desk: Desk) -> list[object]:
    """Name, folder of its pages, newest figure with its unit, its year, and year → figure, all as
    displayed."""
    area = desk.catalogue.areas.get(nis)
    own = [r for r in rows if (r["part"], r["area"]) == ("main", nis)]
    years = {r["period"]: r["text"] for r in own if Status(r["status"]).has_value}
    newest = own[0]
    return [area.name, area.slug, newest["text"], newest["period"], dict(sorted(years.items()))]


def _script(told: Mapping[str, object]) -> str:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"(window.SERIES ??= {{}})[{json.dumps(told['code'])}] = {text};\n"

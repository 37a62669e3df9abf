"""Command line, similar: ``scan similar``, the municipalities that are most like one.

Input: a municipality and options. Output: names, distances and traits as a table or as JSON.
"""

from __future__ import annotations

from typing import Annotated

import typer

from scan import dutch
from scan.catalogue import reading, similarity
from scan.commands import workspaces
from scan.commands.shared import OUTPUT, AsOf, Extracts, Json, Output, print_json, print_rows, tell
from scan.series import similar as likeness


def similar(
    municipality: Annotated[str, typer.Argument(help="A name, an alias or a NIS code.")],
    extracts: Extracts = None,
    output: Output = OUTPUT,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """The municipalities that are most like one, with their distance and traits."""
    catalogue, rules = reading.load_catalogue(), similarity.similarity()
    workspace = workspaces.workspace_at(output, extracts, catalogue, as_of)
    areas = catalogue.areas
    area = areas.find(municipality, workspace.as_of)
    found = likeness.likeness_of(workspace, area.region_nis)
    rows: list[dict[str, object]] = [
        {"nis": nis, "name": areas.get(nis).name, "distance": distance, **found.values[nis]}
        for nis, distance in ((area.nis, 0.0), *found.nearest.get(area.nis, ()))
    ]
    equal = area.nis not in found.without_equal
    if as_json:
        own, *others = rows
        traits = {trait.id: trait.title for trait in rules.traits}
        print_json({**own, "has_equal": equal, "traits": traits, "similar": others})
        return
    if len(rows) == 1:
        tell(f"Too little is known of {area.name} to compare it")
    elif not equal:
        tell(f"{area.name} has no equal: these differ least, but they differ much")
    decimals = {"distance": similarity.DISTANCE_DECIMALS} | {t.id: t.decimals for t in rules.traits}
    heads = {"nis": "nis", "name": "name", "distance": "distance"}
    heads |= {trait.id: trait.title for trait in rules.traits}
    shown = [
        {head: _text(row.get(key), decimals.get(key, 0)) for key, head in heads.items()}
        for row in rows
    ]
    print_rows(shown, as_json=False)


def _text(value: object, decimals: int) -> str:
    """As it stands in a report."""
    if isinstance(value, float):
        return dutch.number(value, decimals)
    return "–" if value is None else str(value)

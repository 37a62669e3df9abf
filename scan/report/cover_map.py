"""Report, the map on the cover: the municipality among all.

Input: a workspace, an edition, a municipality, and boundaries where there are some. Output: the
:class:`~scan.report.pages.contents.Chart` of the cover.
"""

from functools import lru_cache
from pathlib import Path

from scan.catalogue.areas import Area, Areas
from scan.catalogue.records import Publication
from scan.errors import UsageError
from scan.extracts.boundaries import read_boundaries
from scan.report.figures import boundary_map, name_map, tile_map
from scan.report.figures.drawing import Drawing, Figure
from scan.report.pages.contents import Chart
from scan.report.pages.furniture import Wording
from scan.report.pages.layout import MAP
from scan.report.style import Style
from scan.series.workspace import Workspace


def cover_map(
    workspace: Workspace,
    publication: Publication,
    area: Area,
    boundaries: Path | None,
    wording: Wording,
    style: Style,
) -> Chart:
    """The municipality among all: true boundaries where there are some, else tiles."""
    areas = workspace.catalogue.areas
    alt = wording["alternatives"]["map.shown"].format(
        place=area.in_text, region=areas.get(area.region_nis).in_text
    )
    style = style.with_cover(publication.cover)
    tone = tile_map.on_cover(style)
    path = boundaries or workspace.extracts.boundaries
    towns = areas.municipalities(None, workspace.as_of)
    among = frozenset(town.nis for town in towns if town.region_nis == area.region_nis)
    alone = publication.map == "region"
    outlines = _outlines(path, among if alone else None) if path else None
    if outlines and area.nis in {shape.nis for shape in outlines.shapes}:
        drawing = boundary_map.draw(outlines, area.nis, tone, MAP.width, MAP.height, among)
    else:
        drawing = _tiles(areas, area, style, among, alone=alone)
    title = wording["figures"]["tile_map.title"].format(place=area.in_text)
    return Chart("map", Figure(drawing, title, "", alt))


def _tiles(
    areas: Areas, area: Area, style: Style, among: frozenset[str], *, alone: bool
) -> Drawing:
    """A square for each municipality; for those of one region alone, with names where they fit."""
    tone, today = tile_map.on_cover(style), areas.newest_division
    own = areas.current(area.nis, today)
    towns = areas.municipalities(area.region_nis if alone else None, today)
    if alone and len(towns) <= name_map.MOST:
        named = tuple(
            name_map.NamedTile(
                t.nis, *areas.tile(t.nis), tuple(filter(None, (t.name, t.second_name)))
            )
            for t in towns
        )
        return name_map.draw(named, own, style, tone, MAP.width, MAP.height)
    tiles = tuple(tile_map.Tile(town.nis, *areas.tile(town.nis)) for town in towns)
    return tile_map.draw(tiles, own, style, tone, MAP.width, MAP.height, among=among)


@lru_cache(maxsize=4)
def _outlines(path: Path, among: frozenset[str] | None) -> boundary_map.Outlines | None:
    """Outlines of a GeoJSON file, of some areas or of all; ``None`` where it has none of them.

    Raises ExtractError when it is no such file, UsageError without it.
    """
    if not path.exists():
        raise UsageError(f"There is no file {path}. Give a GeoJSON file with boundaries.")
    collection = read_boundaries(path)
    if among is None:
        return boundary_map.outlines(collection)
    chosen = [f for f in collection["features"] if f["properties"]["nis"] in among]
    return boundary_map.outlines({**collection, "features": chosen}) if chosen else None

"""Report, the page on similar municipalities: who they are, where they lie, and why they are alike.

Input: a workspace, a municipality and the places that it is compared with. Output:
:class:`~scan.report.pages.contents.SimilarPage`, or nothing where it is compared with none.
"""

from collections.abc import Iterator, Mapping

from scan.catalogue.areas import Area, Areas
from scan.catalogue.comparators import SIMILAR
from scan.catalogue.reading import Catalogue
from scan.catalogue.similarity import DISTANCE_DECIMALS, Similarity, Trait, similarity
from scan.dutch import number
from scan.report.figures import tile_map
from scan.report.figures.drawing import Drawing, Figure
from scan.report.pages.contents import Box, Chart, SimilarPage
from scan.report.pages.furniture import furniture_of
from scan.report.pages.tables import Band, Entry, FigureTable, Row
from scan.report.style import Style
from scan.series.similar import Likeness, likeness_of
from scan.series.workspace import Workspace

MAP = Box(470.0, 206.0)
"""The map of the page, in points."""
WIDTHS = (120.5, 50.0, 64.0, 56.0, 60.0, 60.0, 60.0)
"""Of the table: name, distance, and the traits in the order of the catalogue."""


def similar_page(
    workspace: Workspace, area: Area, wording: Mapping[str, Mapping[str, str]], style: Style
) -> SimilarPage | None:
    """The page of one municipality; ``None`` where too little is known to compare it."""
    catalogue, rules = workspace.catalogue, similarity()
    found = likeness_of(workspace, area.region_nis)
    near = found.nearest.get(area.nis, ())
    if not near:
        return None
    say, region = furniture_of(wording), catalogue.areas.get(area.region_nis)
    fields = {"place": area.in_text, "region": region.in_text, "count": len(near)}
    alike = "similar.lead_without_equal" if area.nis in found.without_equal else "similar.lead"
    alt = wording["alternatives"]["map.similar"].format(place=area.in_text, count=len(near))
    ranks = {nis: str(rank) for rank, (nis, _) in enumerate(near, start=1)}
    drawing = _map(catalogue.areas, area, ranks, style)
    table = FigureTable(
        title=say.say("similar.table"),
        unit="",
        corner=say.say("similar.place"),
        heads=(Entry(say.say("similar.distance")), *(Entry(t.title) for t in rules.traits)),
        bands=(
            Band("", tuple(_rows(catalogue, area, found, rules))),
            Band("", (_weights(rules, say.say("similar.weight")),)),
        ),
        widths=WIDTHS,
    )
    chart = Chart(SIMILAR, Figure(drawing, say.say("similar.map"), "", alt))
    return SimilarPage(say.say(alike, **fields), chart, table)


def _rows(catalogue: Catalogue, area: Area, found: Likeness, rules: Similarity) -> Iterator[Row]:
    """The municipality itself, then the others by distance."""
    yield Row(area.name, _cells("", found.values[area.nis], rules, "own"))
    for rank, (nis, distance) in enumerate(found.nearest[area.nis], start=1):
        name = f"{rank} {catalogue.areas.get(nis).name}"
        yield Row(name, _cells(number(distance, DISTANCE_DECIMALS), found.values[nis], rules))


def _cells(
    distance: str, values: Mapping[str, float], rules: Similarity, kind: str = ""
) -> tuple[Entry, ...]:
    return (Entry(distance), *(_trait(trait, values.get(trait.id), kind) for trait in rules.traits))


def _trait(trait: Trait, value: float | None, kind: str) -> Entry:
    return Entry("–") if value is None else Entry(number(value, trait.decimals), kind)


def _weights(rules: Similarity, head: str) -> Row:
    return Row(head, (Entry(""), *(Entry(number(t.weight, 2)) for t in rules.traits)))


def _map(areas: Areas, area: Area, ranks: Mapping[str, str], style: Style) -> Drawing:
    """All municipalities of the region, with the rank of the similar ones in their tiles."""
    today = areas.newest_division
    towns = areas.municipalities(area.region_nis, today)
    tiles = tuple(tile_map.Tile(town.nis, *areas.tile(town.nis)) for town in towns)
    ranked = {areas.current(nis, today): rank for nis, rank in ranks.items()}
    own, tone = areas.current(area.nis, today), tile_map.with_ranks(style)
    return tile_map.draw_ranked(tiles, own, style, tone, MAP.width, MAP.height, ranked)

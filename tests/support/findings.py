"""What the findings of a municipality are made of, as its report has it."""

from scan.catalogue.areas import Area
from scan.catalogue.records import Publication
from scan.series.workspace import Workspace
from scan.views.comparators import others_of
from scan.views.core import Told
from scan.views.desk import open_desk
from scan.views.values import views_of

EDITIONS = {"02000": "integratiescan-beschikbaar", "04000": "integratiescan-brussel"}


def told_of(workspace: Workspace, area: Area) -> Told | None:
    """What the report of a municipality is made of; ``None`` where nothing is delivered."""
    catalogue = workspace.catalogue
    publication: Publication = catalogue.publications[EDITIONS[area.region_nis]]
    others = others_of(workspace, area, publication.comparators)
    wanted = {area.nis, area.region_nis, *(nis for other in others for nis in other.areas)}
    desk = open_desk(workspace.store(wanted), catalogue, area, workspace.extracts.dates, others)
    views = views_of(desk, publication)
    known = {view.indicator for view in views}
    missing = {c.theme: len(set(c.indicators) - known) for c in publication.chapters}
    themes = {c.theme: catalogue.themes[c.theme].title for c in publication.chapters}
    words = catalogue.wording["sentences"]
    told = Told(views, catalogue.indicators, themes, missing, catalogue.core, words)
    return told if views else None

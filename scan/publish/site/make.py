"""Publish, site, make: the whole site, as a producer of a release.

Input: a workspace with reports on its shelf, and the folder of a release in which the downloads
stand. Output: pages, style, script, fonts and reports below that folder.
"""

from pathlib import Path

from scan.publish.calendar_files import today_in_flanders
from scan.publish.receipts import read_receipts
from scan.publish.sharing import link_or_copy
from scan.publish.site.assets import write_assets
from scan.publish.site.gathering import gather_site, report_address
from scan.publish.site.pages import Frame, write_pages
from scan.publish.site.search import names_of, script
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace


def write_site(workspace: Workspace, folder: Path) -> None:
    """Fills ``folder`` with the site; the downloads are there already."""
    areas, wording = workspace.catalogue.areas, workspace.catalogue.wording
    for id_, publication in workspace.catalogue.publications.items():
        for receipt in read_receipts(workspace.shelf, id_) if publication.nightly else ():
            target = folder / report_address(receipt)
            if not target.exists():
                link_or_copy(workspace.shelf / receipt.file, target)
    site = gather_site(workspace, folder, today_in_flanders())
    known = {town.nis for town in site.towns}
    today = areas.municipalities(None, areas.newest_division)
    names = names_of(areas, [area for area in today if area.nis in known])
    say = Furniture({**wording["values"], **wording["site"]})
    frame = Frame(site, write_assets(folder, script(names)), names, say, (), ())
    write_pages(frame, folder)

"""Nightly, products: what fills a release, in this order.

Input: a workspace with the reports of a run on its shelf. Output: the producers that
``nightly.run`` calls with the folder of the release. The address comes first, for real figures
need one. The audit comes last and sees all that the others wrote: nothing is published from which
a hidden count can be worked out.
"""

from pathlib import Path

from scan.audit.inspection import inspect
from scan.catalogue.addresses import NO_ADDRESS, site_address
from scan.errors import RefusedError
from scan.publish.barometer.make import write_barometer
from scan.publish.downloads import write_downloads
from scan.publish.news import write_news
from scan.publish.site.make import write_site
from scan.series.memory import remembered
from scan.series.workspace import Workspace


def address(workspace: Workspace, folder: Path) -> None:
    """Raises RefusedError where real figures would be published at no address."""
    del folder
    if not workspace.made_up and not site_address(workspace.catalogue.wording["downloads"]):
        raise RefusedError(f"Real figures are not published: {NO_ADDRESS}")


def audit(workspace: Workspace, folder: Path) -> None:
    """Raises RefusedError that names the cells that an outsider could work out from the release
    and those before it."""
    inspect(workspace.shelf, workspace.catalogue, _silent, folder).refuse()


def remember(workspace: Workspace, folder: Path) -> None:
    """What this release and those before it show and hide, for those after it."""
    remembered(workspace.shelf).write(folder, workspace.store_folder)


def _silent(line: str) -> None:
    """The run has its own account."""
    del line


PRODUCERS = (
    *(address, remember, write_downloads, write_news, write_barometer, write_site),
    audit,
)

"""Publish, barometer, make: the PDF and the files of the Barometer, on the shelf or in a release.

Input: a workspace. Output: the PDF and the figures; nothing where no figure was delivered, for a
site without the Barometer is whole too. Its pages are made with the site, which they stand in.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from scan.errors import UsageError
from scan.files import write_bytes, write_if_changed
from scan.publish.barometer.document import compose
from scan.publish.barometer.files import Offer, words_of
from scan.series.workspace import Workspace
from scan.views.barometer.figures import barometer as barometer_of


@dataclass(frozen=True, slots=True)
class Made:
    """The PDF of the Barometer on the shelf."""

    path: Path
    pages: int
    size: int
    sha256: str
    period: int
    """The newest period of any figure."""
    made_up: bool


def write_barometer(workspace: Workspace, folder: Path) -> None:
    """Fills ``folder`` with the PDF and the figures: a producer of a release, before the site.

    Raises ReportError when the PDF does not pass its checks.
    """
    barometer, say = barometer_of(workspace), words_of(workspace.catalogue)
    if barometer.period is None:
        return
    offer = Offer(barometer, say)
    write_bytes(folder / offer.pdf(), compose(barometer, say).pdf)
    for objective in (None, *barometer.objectives):
        write_bytes(folder / offer.file(objective, "csv"), offer.csv(objective))
        write_bytes(folder / offer.file(objective, "xlsx"), offer.workbook(objective, workspace))


def make_barometer(workspace: Workspace) -> Made:
    """Makes the PDF and puts it on the shelf.

    Raises UsageError where no figure was delivered, ReportError when it does not pass its checks.
    """
    barometer = barometer_of(workspace)
    if barometer.period is None:
        raise UsageError(
            "No figures of the Barometer were delivered (nog niet geleverd): take in an extract "
            "of its survey or of its administrative counts; see scan list sources"
        )
    say = words_of(workspace.catalogue)
    composed, path = compose(barometer, say), workspace.shelf / Offer(barometer, say).pdf()
    write_if_changed(path, composed.pdf)
    digest, size = hashlib.sha256(composed.pdf).hexdigest(), len(composed.pdf)
    return Made(path, composed.pages, size, digest, barometer.period, barometer.made_up)

"""Publish, site, the desk: what pages are made from, and how they are addressed.

Input: a workspace, receipts, displayed figures and the calendar. Output: :class:`Desk`, paths of
pages, texts that several pages print.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.dutch import number
from scan.publish.calendar import Entry
from scan.publish.receipts import Receipt, told_path
from scan.publish.series_tables import Stock
from scan.publish.site.records import (
    Download,
)
from scan.publish.told.keep import told_codes
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.records import TOLD

TOWNS, INDICATORS, CHARTS = "gemeente", "indicator", "grafieken"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one report displays of one indicator: its rows of main figures and comparisons."""

    rows: tuple[Mapping[str, Any], ...]

    @property
    def main(self) -> Mapping[str, Any]:
        """The newest main figure of the municipality, which stands first."""
        return self.rows[0]

    def text(self, part: str, area: str) -> str:
        """What is displayed of the newest period; empty where nothing is that applies."""
        found = (r for r in self.rows if r["newest"] and (r["part"], r["area"]) == (part, area))
        row = next(found, None)
        return row["text"] if row and row["status"] != Status.NOT_APPLICABLE.value else ""

    def difference(self, area: str) -> str:
        """How much the municipality differs from an area; empty where that may be chance or was
        not tested."""
        rows = (r for r in self.rows if (r["part"], r["area"]) == ("difference", area))
        return next((str(row["text"]) for row in rows if row["state"] in TOLD), "")

    def number(self, amount: str) -> str:
        """A count of the newest main figure; its words where that is not shown."""
        value = self.main[amount]
        if value is not None:
            return number(value, 0)
        return "" if Status(self.main["status"]).has_value else str(self.main["text"])

    def series(self, area: str) -> list[tuple[int, float]]:
        """The main figures of an area through the years, as far as they are shown."""
        shown = (r for r in self.rows if (r["part"], r["area"]) == ("main", area))
        return [(r["period"], r["value"]) for r in shown if r["value"] is not None]


@dataclass(frozen=True)
class Desk:
    """What everything on the site is looked up in."""

    workspace: Workspace
    stock: Stock
    folder: Path
    say: Furniture
    receipts: Mapping[str, Mapping[str, Receipt]]
    """Publication → municipality → receipt."""
    figures: Mapping[str, Mapping[str, Mapping[str, Figures]]]
    """Publication → municipality → indicator → figures."""
    calendar: Mapping[str, Entry]

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the workspace."""
        return self.workspace.catalogue

    @property
    def publications(self) -> list[Publication]:
        """Those that have reports, the one of most municipalities first."""
        ordered = sorted(self.receipts, key=lambda id_: (-len(self.receipts[id_]), id_))
        return [self.catalogue.publications[id_] for id_ in ordered]


def offered(folder: Path, path: str, label: str, say: Furniture) -> Iterator[Download]:
    """A download, where the file is there."""
    file = folder / path
    if file.is_file():
        yield Download(label, path, size_text(file.stat().st_size, say))


def size_text(size: int, say: Furniture) -> str:
    """``12 kB``; ``1,4 MB``."""
    if size < 1e6:
        return say.say("size.kb", size=number(max(size / 1e3, 1), 0))
    return say.say("size.mb", size=number(size / 1e6, 1))


def town_path(area: Area) -> str:
    """The page of a municipality, from the root of the site."""
    return f"{TOWNS}/{area.slug}/index.html"


def figure_page(area: Area, code: str, publication: Publication, desk: Desk) -> str:
    """The page of one figure of a municipality, from the root of the site; nothing where its report
    does not tell the figure."""
    told = told_codes(told_path(desk.workspace.shelf, publication.id, area.nis))
    return f"{TOWNS}/{area.slug}/{code}/index.html" if code in told else ""


def measure_path(code: str) -> str:
    """The page of an indicator, from the root of the site."""
    return f"{INDICATORS}/{code}/index.html"

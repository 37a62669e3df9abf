"""Second opinion, the report: the only place that asks the project for anything.

Input: a workspace and a municipality. Output: texts that a reader gets (the attached table, the
pages), and which municipalities show a main figure, which is all that is believed of the report.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pikepdf

from scan.publish.downloads import write_series
from scan.report.one import make_report
from scan.series.workspace import Workspace
from scan.views.comparators import others_of
from scan.views.desk import open_desk
from scan.views.table import figures_csv
from scan.views.values import views_of
from tests.second_opinion.attached import displayed
from tests.second_opinion.counts import Codes, Ledger
from tests.second_opinion.figures import Opinion
from tests.second_opinion.pages import Spread
from tests.second_opinion.papers import REGIONS
from tests.second_opinion.spelling import median, rounded

FEWEST_AREAS = 10


def table_of(workspace: Workspace, publication: str, name: str, more: tuple[str, ...] = ()) -> str:
    """The table that would be attached to a report, without making the report; ``more`` is what
    else it is compared with."""
    catalogue = workspace.catalogue
    area = catalogue.areas.find(name, workspace.as_of)
    edition = catalogue.publications[publication]
    others = others_of(workspace, area, (*edition.comparators, *more))
    store = workspace.store((area.nis, *(nis for other in others for nis in other.areas)))
    desk = open_desk(store, catalogue, area, workspace.extracts.dates, others)
    views = views_of(desk, edition)
    return figures_csv(views, {**catalogue.wording["values"], **catalogue.wording["downloads"]})


def report_of(workspace: Workspace, publication: str, name: str) -> Path:
    """A whole report."""
    catalogue = workspace.catalogue
    area = catalogue.areas.find(name, workspace.as_of)
    return make_report(workspace, catalogue.publications[publication], area).path


def series_of(workspace: Workspace, code: str, folder: Path) -> str:
    """The series of an indicator as it is downloaded."""
    path, _ = write_series(workspace, folder, (code,), ("csv",))
    return path.read_text(encoding="utf-8-sig")


def attached_to(path: Path) -> str:
    """The table inside a report."""
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        (attachment,) = pdf.attachments.values()
        return attachment.get_file().read_bytes().decode("utf-8-sig")


def shown_in(workspace: Workspace) -> dict[tuple[str, int], list[str]]:
    """The municipalities that show their main figure, by indicator and year."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    figures = workspace.store().figures
    for row in figures.select("indicator", "period", "area", "into", "part", "value").iter_rows():
        indicator, period, area, into, part, value = row
        if part == "main" and not into and value is not None and area not in REGIONS.values():
            found[indicator, period].append(area)
    return found


def cells_shown_in(workspace: Workspace) -> dict[tuple[str, int], frozenset[tuple[str, Codes]]]:
    """Which figures municipalities show, by indicator and year: all that groups are made of."""
    found: dict[tuple[str, int], set[tuple[str, Codes]]] = defaultdict(set)
    figures = workspace.store().figures.filter(into="").drop_nulls("value")
    for row in figures.select("indicator", "period", "area", "part", "b1", "b2").iter_rows():
        indicator, period, area, part, *codes = row
        told = () if part == "main" else tuple(code for code in codes if code)
        if part == "gap":
            continue  # worked out of the two that it lies between
        found[indicator, period].add((area, told))
    return {key: frozenset(shown) for key, shown in found.items()}


def spreads_of(
    shown: Mapping[tuple[str, int], list[str]],
    ledger: Ledger,
    newest: Mapping[str, int],
    region: str,
) -> dict[str, Spread]:
    """Median and number of municipalities of a region, of the figures as displayed."""
    spreads = {}
    for code, year in newest.items():
        opinion = Opinion(ledger, code, region)
        towns = set(ledger.papers.municipalities(region, ledger.today))
        areas = [nis for nis in shown[code, year] if nis in towns]
        figures = (displayed(opinion, opinion.figure(nis, year)) for nis in areas)
        values = [value for value in figures if value is not None]
        if len(values) >= FEWEST_AREAS:
            middle = rounded(median(values), opinion.decimals)
            spreads[code] = Spread(middle, len(areas))
    return spreads


def newest_of(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The newest year of each indicator."""
    newest: dict[str, int] = {}
    for code, year in lines:
        newest[code] = max(year, newest.get(code, year))
    return newest

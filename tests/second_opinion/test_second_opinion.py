"""Every number of reports, worked out again from the extracts in plain Python.

The table that is attached to a report and the text of its pages must hold what the files give;
what is hidden is hidden by a rule, and what is shown is allowed. A cell that changes after the
report was made is found.
"""

import csv
import datetime
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from scan.house import CATALOGUE
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from tests.second_opinion.attached import MAIN, chapter_codes, check_table, lines_of
from tests.second_opinion.counts import Ledger
from tests.second_opinion.groups import Group, Shows, check_groups, groups_of, nearest
from tests.second_opinion.pages import Spread, check_pages, page_texts
from tests.second_opinion.papers import Papers
from tests.second_opinion.series import check_series
from tests.second_opinion.tally import Tally
from tests.second_opinion.the_report import (
    attached_to,
    cells_shown_in,
    newest_of,
    report_of,
    series_of,
    shown_in,
    spreads_of,
    table_of,
)

FLANDERS, SIMILAR = "02000", "Vergelijkbare gemeenten"
LAUNCH, ALL, BRUSSELS = "integratiescan", "integratiescan-alle", "integratiescan-brussel"
FREE = "integratiescan-beschikbaar"
FLEMISH = (
    *("Mechelen", "Antwerpen", "Gent", "Herstappe", "Hasselt", "Beveren-Kruibeke-Zwijndrecht"),
    *("De Haan", "Baarle-Hertog", "Puurs-Sint-Amands", "Sint-Genesius-Rode"),
    *("Tongeren-Borgloon", "Oostende"),
)
SERIES = ("DE_36", "DE_48", "DE_49", "WE_03", "WE_09", "SA_S_27", "WO_12")
REAL_SERIES = ("DE_36", "DE_42", "DE_49", "DE_52", "ON_21", "SA_S_11")
"""Indicators of every kind: shares, counts, rates, groups, estimates."""
BEFORE_2025 = datetime.date(2024, 12, 31)
THEN = ("Melle", "Merelbeke", "Beveren", "Hasselt", "Kortessem", "Antwerpen", "Borsbeek", "Gent")
IN_BRUSSELS = ("Schaarbeek", "Sint-Jans-Molenbeek", "Elsene")
OF_ALL_KINDS = (
    *("Mechelen", "Antwerpen", "Gent", "Genk", "Herstappe", "Hasselt", "Wingene", "Deinze"),
    *("Puurs-Sint-Amands", "Beveren-Kruibeke-Zwijndrecht", "Bilzen-Hoeselt", "Baarle-Hertog"),
)
"""Large and small, those that merged in 2019 and in 2025 among them."""
BESIDE = ("Leuven", "Turnhout")
"""Municipalities that others are compared with one by one."""


@dataclass
class Desk:
    """One set of extracts with its ledger, and what reports of it show."""

    workspace: Workspace
    ledger: Ledger

    @cached_property
    def shown(self) -> dict[tuple[str, int], list[str]]:
        return shown_in(self.workspace)

    @cached_property
    def cells(self) -> Shows:
        return cells_shown_in(self.workspace)

    @cached_property
    def spreads(self) -> dict[tuple[str, str, int], Spread | None]:
        return {}

    def spread(self, newest: dict[str, int], region: str) -> dict[str, Spread]:
        """Medians, each worked out once."""
        missing = {c: y for c, y in newest.items() if (region, c, y) not in self.spreads}
        found = spreads_of(self.shown, self.ledger, missing, region)
        self.spreads.update({(region, c, y): found.get(c) for c, y in missing.items()})
        known = {code: self.spreads[region, code, year] for code, year in newest.items()}
        return {code: spread for code, spread in known.items() if spread}

    def place(self, name: str) -> tuple[str, str]:
        """The code of a municipality and of its region."""
        area = self.workspace.catalogue.areas.find(name, self.workspace.as_of)
        return area.nis, area.region_nis

    def table(self, name: str, publication: str, ledger: Ledger | None = None) -> Tally:
        """The table of a report that is not made."""
        return self._table(table_of(self.workspace, publication, name), name, publication, ledger)

    def _table(self, text: str, name: str, publication: str, ledger: Ledger | None) -> Tally:
        codes, (nis, region) = chapter_codes(self.ledger.papers, publication), self.place(name)
        lines, files = lines_of(text), ledger or self.ledger
        tally = check_table(lines, files, codes, nis, region)
        if "similar" in self.ledger.papers.publications[publication].get("comparators", ()):
            group = Group(SIMILAR, nearest(files, nis, region))
            tally.add(check_groups(lines, files, region, group, self.cells))
            assert tally.compared["group: waarde"] > 20
        return tally

    def every_comparator(self, name: str) -> Tally:
        """The table with all comparators of the catalogue, and with two municipalities."""
        papers, (nis, region) = self.ledger.papers, self.place(name)
        text = table_of(self.workspace, LAUNCH, name, (*papers.comparators, *BESIDE))
        lines = lines_of(text)
        tally = check_table(lines, self.ledger, chapter_codes(papers, LAUNCH), nis, region)
        for group in groups_of(self.ledger, nis, region):
            found = check_groups(lines, self.ledger, region, group, self.cells)
            assert found.compared["group: waarde"] > 20, group.name
            tally.add(found)
        return tally

    def series(self, code: str, folder: Path) -> Tally:
        """A download: the rows of the twelve municipalities and of their region."""
        areas = {self.place(name)[0] for name in FLEMISH} | {FLANDERS}
        text = series_of(self.workspace, code, folder)
        return check_series(text, self.ledger, areas, FLANDERS)

    def report(self, name: str, publication: str) -> Tally:
        """A whole report: the table inside it and all its pages."""
        path = report_of(self.workspace, publication, name)
        text = attached_to(path)
        tally = self._table(text, name, publication, None)
        lines = lines_of(text)
        newest = newest_of((line.indicator, line.year) for line in lines if line.part == MAIN)
        nis, region = self.place(name)
        spreads = self.spread(newest, region)
        tally.add(check_pages(page_texts(path), lines, self.ledger, nis, region, spreads))
        return tally


Tell = Callable[[str, Tally], None]


@pytest.fixture(scope="module")
def sample(made_up: Workspace) -> Desk:
    return Desk(made_up, Ledger(Papers(CATALOGUE), made_up.extracts.folder))


@pytest.fixture(scope="module")
def actual(real: Workspace) -> Desk:
    return Desk(real, Ledger(Papers(CATALOGUE), real.extracts.folder))


def _then(workspace: Workspace) -> Desk:
    """The 300 municipalities of before the mergers of 2025."""
    folder, catalogue = workspace.extracts.folder, workspace.catalogue
    then = open_workspace(workspace.output, folder, catalogue, BEFORE_2025, lambda _: None)
    return Desk(then, Ledger(Papers(CATALOGUE), folder, BEFORE_2025))


@pytest.fixture
def agree(record_property: Callable[[str, object], None]) -> Tell:
    """Asks for no difference, and keeps the numbers for the record."""

    def check(name: str, tally: Tally) -> None:
        record_property(name, f"{tally.figures} compared, hidden: {dict(tally.hidden)}")
        print(name, tally.figures, dict(tally.compared), dict(tally.hidden))  # noqa: T201
        assert not tally.differences, tally.summary()

    return check


@pytest.mark.parametrize("name", ["Hasselt", "Herstappe"])
def test_the_table_says_what_made_up_extracts_say(sample: Desk, name: str, agree: Tell) -> None:
    tally = sample.table(name, LAUNCH)
    assert tally.figures > 1_000
    agree(name, tally)


@pytest.mark.parametrize("name", ["Hasselt", "Herstappe"])
def test_the_table_says_what_real_extracts_say(actual: Desk, name: str, agree: Tell) -> None:
    tally = actual.table(name, LAUNCH)
    assert tally.figures > 250
    agree(name, tally)


def test_a_wrong_gap_is_found(sample: Desk) -> None:
    """A planted one: the gap of a group with a larger figure than the other's, turned round."""
    text = table_of(sample.workspace, LAUNCH, "Hasselt")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    head = rows[0]
    part, value, status = (head.index(name) for name in ("onderdeel", "waarde", "status"))
    row = next(r for r in rows if r[part] == "kloof met" and r[status] == "getoond" and r[value])
    row[value] = row[value].removeprefix("-") if row[value].startswith("-") else f"-{row[value]}"
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    tally = sample._table(out.getvalue(), "Hasselt", LAUNCH, None)
    assert [wrong.what for wrong in tally.differences] == ["kloof met"]


@pytest.mark.parametrize("code", REAL_SERIES)
def test_downloads_of_real_extracts(actual: Desk, code: str, agree: Tell, tmp_path: Path) -> None:
    tally = actual.series(code, tmp_path)
    assert tally.figures > 50
    agree(code, tally)


def test_the_table_of_another_date(actual: Desk, agree: Tell) -> None:
    """Merged municipalities have their own figures again, on their own territory."""
    then = _then(actual.workspace)
    for name in THEN:
        tally = then.table(name, LAUNCH)
        assert tally.figures > 250
        agree(name, tally)


def test_a_cell_that_changed_since_is_found(actual: Desk, tmp_path: Path) -> None:
    """The municipality itself, and the region that it is part of, no longer agree."""
    folder = tmp_path / "changed"
    shutil.copytree(actual.workspace.extracts.folder, folder)
    (path,) = folder.rglob("statbel_origin_2000_2025.csv")
    before = path.read_text(encoding="utf-8")
    (row,) = (line for line in before.splitlines() if line.startswith("2025,12025,"))
    year, nis, belgian, *parts, total = row.split(",")
    moved = ",".join([year, nis, str(int(belgian) - 5_000), *parts, str(int(total) - 5_000)])
    path.write_text(before.replace(row, moved), encoding="utf-8")
    changed = Ledger(Papers(CATALOGUE), folder)
    found = actual.table("Mechelen", LAUNCH, changed).differences
    # With other numbers of inhabitants other municipalities are similar: that is found too.
    assert any(d.what == "group: waarde" for d in found)
    found = [d for d in found if not d.what.startswith("group: ")]
    assert {d.indicator for d in found} == {"DE_36", "DE_40"}
    assert any(d.place == "2025 / hoofdcijfer / Mechelen" for d in found)
    assert any(d.what == "noemer" for d in found)
    assert not actual.table("Oostende", LAUNCH).differences


@pytest.mark.slow
@pytest.mark.parametrize("name", FLEMISH)
def test_whole_reports_of_made_up_extracts(sample: Desk, name: str, agree: Tell) -> None:
    tally = sample.report(name, LAUNCH)
    assert tally.compared["page: main"] == 58
    agree(name, tally)


@pytest.mark.slow
@pytest.mark.parametrize("name", FLEMISH)
def test_whole_reports_of_real_extracts(actual: Desk, name: str, agree: Tell) -> None:
    tally = actual.report(name, FREE)
    assert tally.compared["page: main"] == 62
    assert tally.compared["hoofdcijfer"] >= 20
    agree(name, tally)


@pytest.mark.slow
def test_a_cell_that_changed_since_is_found_on_the_pages(actual: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(actual.workspace.extracts.folder, folder)
    (path,) = folder.rglob("statbel_origin_2000_2025.csv")
    before = path.read_text(encoding="utf-8")
    (row,) = (line for line in before.splitlines() if line.startswith("2025,12025,"))
    *others, outside, total = row.split(",")
    moved = ",".join([*others, str(int(outside) + 5_000), total])
    path.write_text(before.replace(row, moved), encoding="utf-8")
    changed = Desk(actual.workspace, Ledger(Papers(CATALOGUE), folder))
    found = {d.what for d in changed.report("Mechelen", LAUNCH).differences}
    assert {"page: main", "page: region", "page: table", "page: sentence change"} <= found


@pytest.mark.slow
@pytest.mark.parametrize("code", SERIES)
def test_downloads_of_made_up_extracts(
    sample: Desk, code: str, agree: Tell, tmp_path: Path
) -> None:
    tally = sample.series(code, tmp_path)
    assert tally.figures > 150
    agree(code, tally)


@pytest.mark.slow
def test_tables_of_another_date_on_made_up_extracts(sample: Desk, agree: Tell) -> None:
    then = _then(sample.workspace)
    for name in THEN:
        agree(name, then.table(name, LAUNCH))


@pytest.mark.slow
@pytest.mark.parametrize("name", IN_BRUSSELS)
def test_whole_reports_of_brussels(sample: Desk, actual: Desk, name: str, agree: Tell) -> None:
    agree(name, sample.report(name, BRUSSELS))
    agree(f"{name}, real", actual.report(name, BRUSSELS))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Mechelen", "Beveren-Kruibeke-Zwijndrecht"])
def test_every_indicator_of_made_up_extracts(sample: Desk, name: str, agree: Tell) -> None:
    agree(name, sample.table(name, ALL))


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_ALL_KINDS)
def test_every_comparator(sample: Desk, actual: Desk, name: str, agree: Tell) -> None:
    """Province and arrondissement as sums of their municipalities, groups by their middle."""
    agree(name, sample.every_comparator(name))
    agree(f"{name}, real", actual.every_comparator(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_ALL_KINDS)
def test_every_indicator_of_real_extracts(actual: Desk, name: str, agree: Tell) -> None:
    tally = actual.table(name, ALL)
    assert tally.figures > 4_000
    agree(name, tally)

"""No figure of the real KSZ tabs stands on a part of its municipalities.

Everything is worked out again here from the cells of the workbooks, in plain Python and with the
area tables alone: a figure that is shown is the sum over all former municipalities, or both ends
between which it can lie round alike.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import CATALOGUE
from scan.extracts.absent import completed
from scan.extracts.contract import examine
from scan.extracts.readers.delivered import Delivered
from scan.series.building import build_store
from tests.extracts import ksz
from tests.second_opinion.papers import Papers
from tests.second_opinion.reading import sheets
from tests.second_opinion.spelling import rounded

VINTAGE = datetime.date(2019, 1, 1)
TODAY, BEFORE_2025 = datetime.date(2025, 1, 1), datetime.date(2024, 12, 31)
FLANDERS, WINGENE, ANTWERPEN = "02000", "37021", "10000"
YEARS = range(2009, 2021)
HIDDEN = (0, ksz.MINIMUM - 1)
UNKNOWN = (0, math.inf)
Cell = tuple[str, ...]
"""Texts of the category columns."""
Ends = tuple[float, float]
Way = tuple[float | None, float | None, Fraction]


@dataclass(frozen=True)
class Tab:
    """Cells of a sheet: (area, year, categories) → what stands above and below the line."""

    columns: tuple[str, ...]
    cells: dict[tuple[str, int, Cell], tuple[int, int]]
    above: Ends
    """What a count above the line can be when its row was left out."""

    def ends(self, parts: tuple[str, ...], year: int, cells: list[Cell]) -> tuple[Ends, Ends]:
        """Between what a numerator and its denominator lie, over all parts and cells."""
        above, below = [], []
        for key in product(parts, [year], cells):
            found = self.cells.get(key)
            assert found or key[0] != FLANDERS, "the row of the region leaves nothing out"
            above.append((found[0], found[0]) if found else self.above)
            below.append((found[1], found[1]) if found else UNKNOWN)
        return _sum(above), _sum(below)


def _sum(ends: list[Ends]) -> Ends:
    return sum(low for low, _ in ends), sum(high for _, high in ends)


@pytest.fixture(scope="module")
def workbooks(real_extracts: Path) -> Path:
    folder = real_extracts / "gsm_register"
    if not folder.is_dir():
        pytest.skip(f"no register workbooks at {folder}")
    return folder


@pytest.fixture(scope="module")
def tabs(workbooks: Path) -> dict[str, Tab]:
    """The tabs as plain cells, by the name of their source."""
    names = {
        "WE10": ("we_10", ksz.UNEMPLOYED, ksz.LABOUR_FORCE, ("Herkomst", "Geslacht")),
        "WE11": ("we_11", ksz.UNEMPLOYED, ksz.LABOUR_FORCE, ("Herkomst", "Leeftijd")),
        "WE26": ("we_26", ksz.EMPLOYEES, ksz.ALL_EMPLOYEES, ("Herkomst", "Sector")),
        "AR_07": ("ar_07", ksz.LOW_INTENSITY, ksz.UP_TO_59, ("Herkomst",)),
        "AR_14": ("ar_14", ksz.LIVING_WAGE, ksz.RESIDENTS, ("Herkomst",)),
    }
    found = {}
    for file in (ksz.WORK, ksz.POVERTY):
        for sheet, rows in sheets(workbooks / file, set(names)):
            source, above, below, columns = names[sheet]
            heads = {i: " ".join(text.split()) for i, text in rows[0].items()}
            cells = {}
            for row in rows[1:]:
                by = {heads[i]: text.strip() for i, text in row.items()}
                nis = by.get("Nis-code") or by["NIS-code"]
                key = (nis.zfill(5), int(by["Jaar"]), tuple(by[name] for name in columns))
                assert key not in cells
                cells[key] = (int(by[above]), int(by[below]))
            found[source] = Tab(columns, cells, UNKNOWN if source == "we_26" else HIDDEN)
    return found


@pytest.fixture(scope="module")
def fed(catalogue: Catalogue) -> Catalogue:
    """The catalogue of nothing but these tabs."""
    return ksz.fed(catalogue, ksz.TABS, {code: (use,) for code, use in ksz.FED_BY.items()})


@pytest.fixture(scope="module")
def frames(workbooks: Path, fed: Catalogue) -> dict[str, pl.DataFrame]:
    files = {name: Delivered(workbooks / name) for name in (ksz.WORK, ksz.POVERTY)}
    found = {}
    for source in ksz.TABS:
        checked = examine(source, files[source.files[0]], fed)
        assert not checked.faults
        found[source.id] = completed(checked.frame, source, fed)
    return found


@pytest.fixture(scope="module")
def shown(frames: dict[str, pl.DataFrame], fed: Catalogue) -> dict[datetime.date, pl.DataFrame]:
    """The figures on the municipalities of each date."""
    return {date: build_store(frames, fed, date).figures for date in (TODAY, BEFORE_2025)}


def _areas(date: datetime.date) -> dict[str, tuple[str, ...]]:
    """Every area of a date → the municipalities of the workbooks that make it up."""
    papers = Papers(CATALOGUE)
    lies_in = {row["nis"]: row for row in papers._table("municipalities.csv")}
    above = {row["nis"]: row for row in papers._table("divisions.csv")}
    parts: dict[str, list[str]] = defaultdict(list)
    for nis in papers.municipalities(FLANDERS, VINTAGE):
        now = papers.successor(nis, VINTAGE, date)
        arrondissement = lies_in[now]["arrondissement_nis"]
        for area in (now, arrondissement, above[arrondissement]["province_nis"]):
            parts[area].append(nis)
    return {area: tuple(found) for area, found in parts.items()} | {FLANDERS: (FLANDERS,)}


_TEXTS = {
    name: {code: text for text, code in codes.items()}
    for name, codes in (
        ("Herkomst", ksz.GROUPS),
        ("Geslacht", ksz.SEXES),
        ("Leeftijd", ksz.AGES),
        ("Sector", ksz.SECTORS),
    )
}


def _cells(tab: Tab, row: dict[str, Any], main: tuple[str, ...]) -> list[Cell]:
    """The cells of a tab that a figure counts above the line."""
    codes = main if row["main"] else tuple(row[b] for b in ("b1", "b2") if row[b])
    fixed = [_TEXTS[name][code] for name, code in zip(tab.columns, codes, strict=False)]
    open_ = [list(_TEXTS[name].values()) for name in tab.columns[len(fixed) :]]
    return list(product(*([text] for text in fixed), *open_))


def _figures(
    shown: pl.DataFrame, fed: Catalogue, tabs: dict[str, Tab], date: datetime.date
) -> Iterator[tuple[dict[str, Any], list[tuple[Ends, Ends]]]]:
    """Every figure, and the ends of its counts by each tab that feeds it."""
    areas = _areas(date)
    for row in shown.iter_rows(named=True):
        indicator = fed.indicators[row["indicator"]]
        main = tuple(codes[0] for codes in indicator.main.values())
        own = [tabs[name] for name in ksz.FED_BY[indicator.id]]
        yield (
            row,
            [tab.ends(areas[row["area"]], row["period"], _cells(tab, row, main)) for tab in own],
        )


def _ways(by_tab: list[tuple[Ends, Ends]], scale: int, decimals: int) -> Iterator[Way]:
    """Every figure that is sure: numerator, denominator (``None`` where a part of it was left
    out) and what is displayed. Tabs that count the same persons may each give one of the two."""
    for (low, high), (least, most) in product((a for a, _ in by_tab), (b for _, b in by_tab)):
        if low and least and most < math.inf and high < math.inf:
            ends = [Fraction(int(a) * scale, int(b)) for a, b in ((low, most), (high, least))]
            first, last = (rounded(end, decimals) for end in ends)
            if first == last:
                yield low if low == high else None, least if least == most else None, first


@pytest.mark.parametrize("date", [TODAY, BEFORE_2025])
def test_no_figure_stands_on_a_part_of_its_municipalities(
    shown: dict[datetime.date, pl.DataFrame],
    fed: Catalogue,
    tabs: dict[str, Tab],
    date: datetime.date,
) -> None:
    looked_at: dict[str, int] = defaultdict(int)
    for row, by_tab in _figures(shown[date], fed, tabs, date):
        code, area = row["indicator"], row["area"]
        decimals = fed.indicators[code].decimals
        sure = set(_ways(by_tab, 100, decimals))
        if row["status"] == "shown":
            value = rounded(Fraction(f"{row['value']:.12g}"), decimals)
            assert (row["numerator"], row["denominator"], value) in sure, row
            looked_at[code] += 1
        else:
            assert not sure, row
            wider = fed.areas.get(area).kind != "municipality"
            assert row["status"] == ("not_available" if wider else "hidden"), row
    assert set(looked_at) == set(ksz.FED_BY)
    assert min(looked_at.values()) > 5_000


def test_every_area_has_a_figure_or_is_told_that_it_is_hidden(
    shown: dict[datetime.date, pl.DataFrame],
) -> None:
    for date, figures in shown.items():
        areas = set(_areas(date))
        for code, years in {"WE_10": YEARS, "WE_26": YEARS, "AR_07": YEARS}.items():
            main = figures.filter(pl.col("indicator") == code, pl.col("main"))
            there = set(main.select("area", "period").iter_rows())
            assert there == set(product(areas, years))


def _status(shown: pl.DataFrame, code: str, area: str, *codes: str) -> str:
    (found,) = shown.filter(
        pl.col("indicator") == code,
        pl.col("area") == area,
        pl.col("period") == 2020,
        ~pl.col("main"),
        pl.concat_str("b1", "b2", separator="|") == "|".join(codes),
    ).get_column("status")
    return str(found)


def test_wingene_and_the_province_of_antwerpen(
    shown: dict[datetime.date, pl.DataFrame], tabs: dict[str, Tab]
) -> None:
    assert tabs["we_10"].cells["37018", 2020, ("België", "Vrouwen")] == (33, 3179)
    assert ("37012", 2020, ("België", "Vrouwen")) not in tabs["we_10"].cells
    assert _status(shown[TODAY], "WE_10", WINGENE, "belgian", "female") == "hidden"
    assert _status(shown[BEFORE_2025], "WE_10", "37018", "belgian", "female") == "shown"
    assert _status(shown[BEFORE_2025], "WE_10", "37012", "belgian", "female") == "hidden"
    assert _status(shown[TODAY], "WE_10", ANTWERPEN, "eu", "male") == "not_available"
    assert _status(shown[TODAY], "AR_07", ANTWERPEN, "non_eu", "") == "shown"

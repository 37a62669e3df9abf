"""No figure of the real KSZ tables stands on a part of its municipalities.

Everything is worked out again here from the cells of the workbooks, in plain Python and with the
area tables alone: a figure that is shown is the sum over all former municipalities, or both ends
between which it can lie round alike. The row of a municipality that merged in 2019 adds up, for
earlier years, what the supplier shows of its parts, and so says nothing.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.house import CATALOGUE
from scan.series.building import build_store
from tests.second_opinion.papers import Papers
from tests.second_opinion.reading import sheets
from tests.second_opinion.spelling import rounded

VINTAGE = datetime.date(2019, 1, 1)
TODAY, BEFORE_2025 = datetime.date(2025, 1, 1), datetime.date(2024, 12, 31)
FLANDERS, WINGENE, ANTWERPEN = "02000", "37021", "10000"
YEARS = range(2009, 2021)
UNKNOWN = (0, math.inf)
TABS = {
    "gsm_we_10": ("Herkomst", "Geslacht"),
    "gsm_we_11": ("Herkomst", "Leeftijd"),
    "gsm_we_26": ("Herkomst", "Sector"),
    "gsm_ar_07": ("Herkomst",),
    "gsm_ar_07_older": ("Herkomst",),
    "gsm_ar_14": ("Herkomst",),
    "gsm_ar_14_older": ("Herkomst",),
}
"""Source → the columns of its categories."""
CODES = {"WE_09", "WE_10", "WE_11", "WE_26", "WE_33", "AR_07", "AR_14"}
"""Indicators that these tables feed."""
Cell = tuple[str, ...]
"""Categories of a row, one for each of these columns."""
Ends = tuple[float, float]
Way = tuple[float | None, float | None, Fraction]


@dataclass(frozen=True)
class Tab:
    """Cells of a sheet: (area, year, categories) → what stands above and below the line."""

    dimensions: tuple[tuple[str, ...], ...]
    """The dimensions of each column; its rows mix their categories."""
    cells: dict[tuple[str, int, Cell], tuple[int, int]]
    above: Ends
    """What a count above the line can be when its row was left out."""
    merged: dict[str, int]
    """Municipality that merged → the first year in which its row is its own."""

    @cached_property
    def years(self) -> set[int]:
        """The years of which it speaks."""
        return {year for _, year, _ in self.cells}

    def ends(self, parts: tuple[str, ...], year: int, cells: list[Cell]) -> tuple[Ends, Ends]:
        """Between what a numerator and its denominator lie, over all parts and cells."""
        above, below = [], []
        for key in product(parts, [year], cells):
            found = self.cells.get(key)
            assert found or key[0] != FLANDERS, "the row of the region leaves nothing out"
            if year < self.merged.get(key[0], year):
                above.append(UNKNOWN)
                below.append(UNKNOWN)
                continue
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
    """The sheets as plain cells, by source."""
    records = {name: Papers(CATALOGUE).sources[name] for name in TABS}
    names = {record["sheet"]: name for name, record in records.items()}
    found = {}
    for file in sorted(workbooks.glob("GSM_register_*.xlsx")):
        for sheet, rows in sheets(file, set(names)):
            name = names[sheet]
            found[name] = _tab(rows, TABS[name], records[name])
    assert set(found) == set(TABS)
    return found


def _tab(rows: list[dict[int, str]], columns: tuple[str, ...], record: dict[str, Any]) -> Tab:
    above, below = (value["column"] for value in record["values"])
    unknown = "absent" in record["values"][0]
    texts: dict[str, dict[str, str]] = {column: {} for column in columns}
    for trait in record["traits"]:
        texts[trait["column"]] |= trait["codes"]
    heads = {i: " ".join(text.split()) for i, text in rows[0].items()}
    cells: dict[tuple[str, int, Cell], tuple[int, int]] = {}
    for row in rows[1:]:
        by = {heads[i]: text.strip() for i, text in row.items()}
        nis = by.get("Nis-code") or by["NIS-code"]
        codes = tuple(texts[column][by[column]] for column in columns)
        key = (nis.zfill(5), int(by["Jaar"]), codes)
        assert key not in cells
        cells[key] = (int(by[above]), int(by[below]))
    dimensions = tuple(
        tuple(t["dimension"] for t in record["traits"] if t["column"] == column)
        for column in columns
    )
    return Tab(dimensions, cells, UNKNOWN if unknown else (0, record["minimum"] - 1), _merged())


@cache
def _merged() -> dict[str, int]:
    return {
        row["new_nis"]: int(row["date"][:4])
        for row in Papers(CATALOGUE)._table("mergers.csv")
        if row["date"] <= VINTAGE.isoformat()
    }


@pytest.fixture(scope="module")
def shown(workbooks: Path, catalogue: Catalogue) -> dict[datetime.date, pl.DataFrame]:
    """The figures on the municipalities of each date."""
    frames = load_extracts(find_extracts(workbooks, catalogue), catalogue)
    found = {}
    for date in (TODAY, BEFORE_2025):
        figures = build_store(frames, catalogue, date).figures
        found[date] = figures.filter(pl.col("indicator").is_in(CODES), pl.col("part") != "gap")
    return found


@cache
def _areas(date: datetime.date) -> dict[str, list[tuple[str, ...]]]:
    """Every area of a date → its municipalities, each as those of the workbooks that it was."""
    papers = Papers(CATALOGUE)
    lies_in = {row["nis"]: row for row in papers._table("municipalities.csv")}
    above = {row["nis"]: row for row in papers._table("divisions.csv")}
    towns: dict[str, list[str]] = defaultdict(list)
    for nis in papers.municipalities(FLANDERS, VINTAGE):
        towns[papers.successor(nis, VINTAGE, date)].append(nis)
    areas: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for now, parts in towns.items():
        arrondissement = lies_in[now]["arrondissement_nis"]
        for area in (now, arrondissement, above[arrondissement]["province_nis"]):
            areas[area].append(tuple(parts))
    return areas | {FLANDERS: [(FLANDERS,)]}


def _cells(tab: Tab, fixed: dict[str, str], papers: Papers) -> list[Cell]:
    """The cells of a tab that a figure counts: those categories, and all of any other column."""
    columns = []
    for dimensions in tab.dimensions:
        named = [fixed[name] for name in dimensions if name in fixed]
        columns.append(named or list(papers.codes(dimensions[0])))
    return list(product(*columns))


def _figures(
    shown: pl.DataFrame, tabs: dict[str, Tab], date: datetime.date
) -> Iterator[tuple[dict[str, Any], list[tuple[Ends, Ends]]]]:
    """Every figure, and the ends of its counts by each tab that counts its persons, and last by
    the best tab of each municipality."""
    areas, papers = _areas(date), Papers(CATALOGUE)
    for row in shown.iter_rows(named=True):
        indicator = papers.indicators[row["indicator"]]
        if row["part"] == "main":
            fixed = {name: codes[0] for name, codes in indicator["main"].items()}
        else:
            fixed = dict(zip(indicator["breakdown"], (row["b1"], row["b2"]), strict=False))
        towns, period = areas[row["area"]], row["period"]
        (use, *_) = (way["use"] for way in indicator["sources"])
        own = [tabs[name] for name in use if period in tabs[name].years]
        every = [(tab, _cells(tab, fixed, papers)) for tab in own]
        parts = tuple(part for town in towns for part in town)
        whole = [tab.ends(parts, period, cells) for tab, cells in every]
        by_town = [[tab.ends(town, period, cells) for tab, cells in every] for town in towns]
        yield row, [*whole, (_best(by_town, 0), _best(by_town, 1))]


def _best(by_town: list[list[tuple[Ends, Ends]]], side: int) -> Ends:
    """The sum of the counts of municipalities, each by the first tab that gives it."""
    counts = [[ends[side] for ends in by_tab] for by_tab in by_town]
    return _sum([next((e for e in c if e[0] == e[1]), c[0]) for c in counts])


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
    catalogue: Catalogue,
    tabs: dict[str, Tab],
    date: datetime.date,
) -> None:
    looked_at: dict[str, int] = defaultdict(int)
    for row, by_tab in _figures(shown[date], tabs, date):
        code, area = row["indicator"], row["area"]
        decimals = catalogue.indicators[code].decimals
        sure = set(_ways(by_tab, 100, decimals))
        if row["status"] == "shown":
            value = rounded(Fraction(f"{row['value']:.12g}"), decimals)
            assert (row["numerator"], row["denominator"], value) in sure, row
            looked_at[code] += 1
        else:
            assert not sure, row
            wider = catalogue.areas.get(area).kind != "municipality"
            (parts, *_) = _areas(date)[area]
            open_ended = any(row["period"] < _merged().get(part, 0) for part in parts)
            assert row["status"] == ("not_available" if wider or open_ended else "hidden"), row
    assert set(looked_at) == CODES
    assert min(looked_at.values()) > 5_000


def test_every_area_has_a_figure_or_is_told_that_it_is_hidden(
    shown: dict[datetime.date, pl.DataFrame],
) -> None:
    for date, figures in shown.items():
        areas = set(_areas(date))
        for code, years in {"WE_10": YEARS, "WE_26": YEARS, "AR_07": YEARS}.items():
            main = figures.filter(pl.col("indicator") == code, pl.col("part") == "main")
            there = set(main.select("area", "period").iter_rows())
            assert there == set(product(areas, years))


def _status(shown: pl.DataFrame, code: str, area: str, *codes: str) -> str:
    (found,) = shown.filter(
        pl.col("indicator") == code,
        pl.col("area") == area,
        pl.col("period") == 2020,
        pl.col("part") == "cell",
        pl.concat_str("b1", "b2", separator="|") == "|".join(codes),
    ).get_column("status")
    return str(found)


def test_wingene_and_the_province_of_antwerpen(
    shown: dict[datetime.date, pl.DataFrame], tabs: dict[str, Tab]
) -> None:
    assert tabs["gsm_we_10"].cells["37018", 2020, ("belgian", "female")] == (33, 3179)
    assert ("37012", 2020, ("belgian", "female")) not in tabs["gsm_we_10"].cells
    assert _status(shown[TODAY], "WE_10", WINGENE, "belgian", "female") == "hidden"
    assert _status(shown[BEFORE_2025], "WE_10", "37018", "belgian", "female") == "shown"
    assert _status(shown[BEFORE_2025], "WE_10", "37012", "belgian", "female") == "hidden"
    assert _status(shown[TODAY], "WE_10", ANTWERPEN, "eu", "male") == "not_available"
    assert _status(shown[TODAY], "AR_07", ANTWERPEN, "non_eu", "") == "shown"

"""Rows that a supplier leaves out to hide a count become hidden counts; nothing else does."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.absent import completed
from scan.extracts.contract import read_extract
from scan.extracts.deliveries import delivered_figures, find_extracts, load_extracts
from scan.extracts.frames import MOST
from tests.extracts.support import put, source

AALST, HERSTAPPE, FLANDERS, PLACELESS = "41002", "73028", "02000", "99991"
HEADER = "nis,jaar,geslacht,aantal,totaal\n"
ROWS = (
    "02000,2020,m,900,9000",
    "02000,2020,v,700,8000",
    "41002,2020,m,12,120",
    "41002,2020,v,15,150",
    "11001,2020,m,10,100",
    "02000,2021,m,950,9500",
    "02000,2021,v,750,8500",
    "11001,2021,m,11,110",
)
"""Of women of Aartselaar there is no row; in 2021 there is none of any woman but the region's."""


def _source(**changes: Any) -> Source:
    record: dict[str, Any] = {
        "id": "kbi_newcomers",
        "layout": "table",
        "files": ["deel*.csv"],
        "vintage": "2019",
        "regions": "own",
        "public": True,
        "absent": "hidden",
        "minimum": 10,
        "traits": [
            {"column": "geslacht", "dimension": "sex", "codes": {"m": "male", "v": "female"}}
        ],
        "values": [
            {"column": "aantal", "population": "newcomers"},
            {"column": "totaal", "population": "inhabitants", "absent": "unknown"},
        ],
    }
    return source(**{**record, **changes})


def _read(
    folder: Path, catalogue: Catalogue, rows: tuple[str, ...] = ROWS, **changes: Any
) -> pl.DataFrame:
    path = put(folder, "deel.csv", HEADER + "\n".join(rows) + "\n")
    return read_extract(_source(**changes), path, catalogue)


def _cell(frame: pl.DataFrame, area: str, period: int, population: str, sex: str) -> Any:
    found = frame.filter(
        pl.col("area") == area,
        pl.col("period") == period,
        pl.col("population") == population,
        pl.col("sex") == sex,
    )
    return found.select("status", "value", MOST).row(0) if found.height == 1 else None


def test_what_adds_up_shown_parts_is_not_known(tmp_path: Path, catalogue: Catalogue) -> None:
    """Aalter and Knesselare merged in 2019; the figure of 2018 may stand on one of them, and where
    there is none, one of them was too small to be shown: the other may be any size."""
    aalter, deinze = "44084", "44083"
    rows = (f"{aalter},2018,m,12,120", f"{aalter},2019,m,13,130", "11001,2018,m,10,100")
    unknown = ("not_available", None, None)
    frame = _read(tmp_path, catalogue, rows, adds_shown_parts=True)
    assert _cell(frame, aalter, 2018, "newcomers", "male") == unknown
    assert _cell(frame, aalter, 2018, "inhabitants", "male") == unknown
    for population in ("newcomers", "inhabitants"):
        assert _cell(frame, deinze, 2018, population, "male") == unknown
    assert _cell(frame, deinze, 2019, "newcomers", "male") == ("hidden", None, 9.0)
    assert _cell(frame, aalter, 2019, "newcomers", "male") == ("shown", 13.0, None)
    assert _cell(frame, "11001", 2018, "newcomers", "male") == ("shown", 10.0, None)
    plain = _read(tmp_path, catalogue, rows)
    assert _cell(plain, aalter, 2018, "newcomers", "male") == ("shown", 12.0, None)


def test_every_combination_stands_for_every_municipality_once(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    frame = _read(tmp_path, catalogue)
    municipal = frame.filter(pl.col("area") != FLANDERS)
    for _, cells in municipal.group_by("population", "period", "sex"):
        assert cells.height == cells.get_column("area").n_unique() == 300
    assert not municipal.get_column("area").str.starts_with("21").any(), "no row is of Brussels"
    assert frame.filter(pl.col("area") == FLANDERS).height == 8
    assert municipal.get_column("source").unique().to_list() == ["kbi_newcomers"]


@pytest.mark.parametrize(
    ("area", "period", "sex"),
    [("11001", 2020, "female"), (AALST, 2021, "male"), (HERSTAPPE, 2020, "male")],
)
def test_what_has_no_row_is_hidden_between_nothing_and_what_may_be_left_out(
    tmp_path: Path, catalogue: Catalogue, area: str, period: int, sex: str
) -> None:
    frame = _read(tmp_path, catalogue)
    assert _cell(frame, area, period, "newcomers", sex) == ("hidden", None, 9.0)
    assert _cell(frame, area, period, "inhabitants", sex) == ("hidden", None, math.inf)


def test_what_came_stays_as_it_came(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = (*ROWS, "11002,2020,v,x,?", "11002,2020,m,99,999")
    frame = _read(tmp_path, catalogue, rows)
    assert _cell(frame, AALST, 2020, "newcomers", "male") == ("shown", 12.0, None)
    assert _cell(frame, "11002", 2020, "newcomers", "female") == ("hidden", None, None)
    assert _cell(frame, "11002", 2020, "inhabitants", "female") == ("not_available", None, None)
    assert _cell(frame, FLANDERS, 2021, "newcomers", "female") == ("shown", 750.0, None)


def test_the_row_of_a_region_gets_nothing_added(tmp_path: Path, catalogue: Catalogue) -> None:
    frame = _read(tmp_path, catalogue, ROWS[1:])
    assert _cell(frame, FLANDERS, 2020, "newcomers", "male") is None
    assert _cell(frame, AALST, 2021, "newcomers", "female") == ("hidden", None, 9.0)


def test_persons_without_a_place_are_an_area_of_their_own(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    frame = _read(tmp_path, catalogue, (*ROWS, f"{PLACELESS},2020,m,30,300"))
    assert _cell(frame, PLACELESS, 2020, "newcomers", "female") == ("hidden", None, 9.0)
    assert _cell(frame, PLACELESS, 2021, "newcomers", "female") is None


def test_a_total_that_is_repeated_is_left_out_with_all_its_rows(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    values = [
        {"column": "aantal", "population": "newcomers"},
        {"column": "totaal", "population": "newcomers", "over": ["sex"], "absent": "unknown"},
    ]
    rows = tuple(row.rsplit(",", 1)[0] + ",9999" for row in ROWS)
    frame = _read(tmp_path, catalogue, rows, values=values)
    assert _cell(frame, HERSTAPPE, 2020, "newcomers", "male") == ("hidden", None, 9.0)
    whole = frame.filter(pl.col("sex").is_null(), pl.col("area") == HERSTAPPE)
    assert whole.get_column(MOST).to_list() == [math.inf, math.inf]


def test_finished_figures_and_sparse_tables_are_left_alone(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    finished = [{"column": "aantal", "indicator": "SA_S_07"}]
    frame = _read(tmp_path, catalogue, ROWS[2:5], values=finished)
    assert frame.filter(pl.col("area") == HERSTAPPE).is_empty()
    sparse = _read(tmp_path, catalogue, absent="zero")
    assert sparse.height == 2 * len(ROWS)
    assert MOST not in sparse.columns


def test_an_empty_delivery_stays_empty(catalogue: Catalogue, tmp_path: Path) -> None:
    record = _source()
    empty = _read(tmp_path, catalogue, absent="zero").clear()
    assert completed(empty, record, catalogue).is_empty()


def test_a_delivery_in_parts_is_completed_as_a_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    """A part does not hide what stands in another, and intake sees what came."""
    here = replace(catalogue, sources={"kbi_newcomers": _source()})
    for number, rows in enumerate((ROWS[:4], ROWS[4:])):
        put(tmp_path, f"deel{number}.csv", HEADER + "\n".join(rows) + "\n")
    found = find_extracts(tmp_path, here)
    whole = load_extracts(found, here)["kbi_newcomers"]
    together = _read(tmp_path / "one", catalogue)
    order = ["area", "period", "population", "sex"]
    assert whole.sort(order).equals(together.sort(order))
    assert delivered_figures(found, here)["kbi_newcomers"].height == 2 * len(ROWS)

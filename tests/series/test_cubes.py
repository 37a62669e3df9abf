"""Merged municipalities, regions and traits, on small tables made for the purpose."""

import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Quantity
from scan.series.cubes import Cube, build_cubes, select
from scan.status import RANK, Status

TODAY = datetime.date(2025, 1, 1)
HASSELT, OLD_HASSELT, KORTESSEM = "71072", "71022", "73040"


def _clean(source: str, rows: list[tuple[str, int, str | None, float | None, str]]) -> pl.DataFrame:
    """Rows of (area, period, nationality, value, status) of inhabitants."""
    return pl.DataFrame(
        [(source, a, p, "inhabitants", "", v, s, n) for a, p, n, v, s in rows],
        schema={
            "source": pl.String,
            "area": pl.String,
            "period": pl.Int32,
            "population": pl.String,
            "indicator": pl.String,
            "value": pl.Float64,
            "status": pl.String,
            "nationality": pl.String,
        },
        orient="row",
    )


def _cube(catalogue: Catalogue, rows: list[tuple[str, int, str | None, float | None, str]]) -> Cube:
    frames = {"statbel_nationality": _clean("statbel_nationality", rows)}
    (cube,) = build_cubes(frames, catalogue, TODAY)
    return cube


def _value(cube: Cube, area: str, period: int) -> tuple[float | None, float | None, int]:
    row = cube.frame.filter(pl.col("area") == area, pl.col("period") == period)
    return row.select("low", "high", "rank").row(0)


SHOWN, HIDDEN = Status.SHOWN.value, Status.HIDDEN.value


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_merged_parts_add_up_in_every_year(catalogue: Catalogue, first: int, second: int) -> None:
    cube = _cube(
        catalogue,
        [
            (OLD_HASSELT, 2024, "foreign", float(first), SHOWN),
            (KORTESSEM, 2024, "foreign", float(second), SHOWN),
            (HASSELT, 2025, "foreign", float(first + second), SHOWN),
        ],
    )
    assert _value(cube, HASSELT, 2024)[0] == first + second == _value(cube, HASSELT, 2025)[0]


def test_a_part_that_is_missing_leaves_no_sum(catalogue: Catalogue) -> None:
    cube = _cube(catalogue, [(OLD_HASSELT, 2024, "foreign", 10.0, SHOWN)])
    low, high, rank = _value(cube, HASSELT, 2024)
    assert (low, high) == (None, None)
    assert rank == RANK[Status.NOT_AVAILABLE]


def test_a_hidden_part_bounds_the_sum(catalogue: Catalogue) -> None:
    cube = _cube(
        catalogue,
        [
            (OLD_HASSELT, 2024, "foreign", 10.0, SHOWN),
            (KORTESSEM, 2024, "foreign", None, HIDDEN),
        ],
    )
    assert _value(cube, HASSELT, 2024) == (11.0, 14.0, RANK[Status.HIDDEN])


def test_named_categories_of_parts_are_none_of_the_whole(catalogue: Catalogue) -> None:
    """Of each part five countries are named: how many the whole has of any, nobody knows."""
    rows = [
        (OLD_HASSELT, 2022, None, 10.0, SHOWN),
        (KORTESSEM, 2022, None, 4.0, SHOWN),
        ("12025", 2022, None, 3.0, SHOWN),
    ]
    named = _clean("gsm_de_46", rows).with_columns(country=pl.lit("nl")).drop("nationality")
    (cube,) = build_cubes({"gsm_de_46": named}, catalogue, TODAY)
    assert _value(cube, HASSELT, 2022) == (None, None, RANK[Status.NOT_AVAILABLE])
    assert _value(cube, "12025", 2022)[0] == 3.0


def test_antwerpen_is_one_series_over_its_growth(catalogue: Catalogue) -> None:
    cube = _cube(
        catalogue,
        [
            ("11002", 2024, "foreign", 100.0, SHOWN),
            ("11007", 2024, "foreign", 7.0, SHOWN),
            ("11002", 2025, "foreign", 108.0, SHOWN),
        ],
    )
    assert _value(cube, "11002", 2024)[0] == 107.0
    assert _value(cube, "11002", 2025)[0] == 108.0


def test_a_region_is_the_sum_of_all_its_municipalities(catalogue: Catalogue) -> None:
    towns = catalogue.areas.municipalities("02000", TODAY)
    rows: list[tuple[str, int, str | None, float | None, str]] = [
        (town.nis, 2025, "foreign", float(i), SHOWN) for i, town in enumerate(towns)
    ]
    cube = _cube(catalogue, rows)
    assert _value(cube, "02000", 2025)[0] == sum(range(len(towns)))
    without_one = _cube(catalogue, rows[1:])
    assert without_one.frame.filter(pl.col("area") == "02000").is_empty()


def test_a_quantity_is_taken_by_traits(catalogue: Catalogue) -> None:
    cube = _cube(
        catalogue,
        [(HASSELT, 2025, "foreign", 3.0, SHOWN), (HASSELT, 2025, "belgian", 5.0, SHOWN)],
    )
    whole = select([cube], Quantity(population="inhabitants"), (), catalogue)
    assert whole is not None
    assert whole[0].select("low").row(0) == (8.0,)
    foreign = Quantity(population="inhabitants", where={"nationality": ("foreign",)})
    part = select([cube], foreign, (), catalogue)
    assert part is not None
    assert part[0].select("low").row(0) == (3.0,)
    assert select([cube], Quantity(population="inhabitants"), ("sex",), catalogue) is None

"""Whole columns are rounded exactly as one number is."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from scan.dutch import number, round_half_up
from scan.publish.rounding import fixed, half_up
from scan.series.workspace import Workspace

NUMBERS = st.floats(-1e9, 1e9) | st.integers(-(10**7), 10**7).map(lambda n: n / 2000)


@given(st.lists(st.none() | NUMBERS, min_size=1), st.integers(0, 2))
def test_a_column_is_rounded_as_each_of_its_numbers(
    values: list[float | None], places: int
) -> None:
    rounded = half_up(pl.Series("v", values, dtype=pl.Float64), places).to_list()
    assert rounded == [None if v is None else round_half_up(v, places) for v in values]


@given(st.lists(NUMBERS, min_size=1), st.integers(0, 2))
def test_the_text_is_that_of_the_reports(values: list[float], places: int) -> None:
    frame = pl.DataFrame({"v": half_up(pl.Series(values, dtype=pl.Float64), places)})
    texts = frame.select(fixed("v", places)).to_series().to_list()
    said = [number(v, places).replace(".", "").replace("\u2212", "-") for v in values]
    assert texts == said


def test_every_stored_figure_is_rounded_as_the_reports_do(made_up: Workspace) -> None:
    figures = made_up.store().figures
    for (places,), part in _by_decimals(figures, made_up).group_by("places"):
        distinct = part.get_column("value").drop_nulls().unique()
        expected = [round_half_up(value, int(str(places))) for value in distinct]
        assert half_up(distinct, int(str(places))).to_list() == expected


def _by_decimals(figures: pl.DataFrame, workspace: Workspace) -> pl.DataFrame:
    places = {i.id: i.decimals for i in workspace.catalogue.indicators.values()}
    return figures.with_columns(pl.col("indicator").replace_strict(places).alias("places"))

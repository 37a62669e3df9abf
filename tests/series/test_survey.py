"""Estimates get the limits of their answers, and fall where these are few."""

import polars as pl
import pytest

from scan.series.survey import surveyed
from scan.statistics.intervals import share
from scan.status import Status
from tests.support.bounds import BOUNDS

KINDS = {
    99.0: Status.HIDDEN,
    100.0: Status.WEAK,
    199.0: Status.WEAK,
    200.0: Status.SHOWN,
    None: Status.SHOWN,
}


def _frame(status: Status = Status.SHOWN) -> pl.DataFrame:
    return pl.DataFrame(
        {"value": 30.0, "answers": list(KINDS), "status": status.value},
        schema_overrides={"answers": pl.Float64},
    )


def test_few_answers_are_hidden_and_not_many_are_marked() -> None:
    found = surveyed(_frame(), BOUNDS)
    assert found.get_column("answers").to_list() == list(KINDS)
    assert found.get_column("status").to_list() == [status.value for status in KINDS.values()]
    for row in found.iter_rows(named=True):
        if row["answers"] is None:
            assert (row["low"], row["high"]) == (None, None)
            continue
        limits = share(0.3 * row["answers"], row["answers"], BOUNDS.level)[1:]
        assert (row["low"], row["high"]) == pytest.approx(tuple(100 * v for v in limits))


def test_what_has_a_reason_keeps_it() -> None:
    found = surveyed(_frame(Status.NOT_ASKED), BOUNDS)
    assert set(found.get_column("status")) == {Status.NOT_ASKED.value}


def test_weighting_widens_the_limits() -> None:
    plain, less = surveyed(_frame(), BOUNDS), surveyed(_frame(), BOUNDS, pl.col("answers") / 1.5)
    assert (less.get_column("high") > plain.get_column("high")).drop_nulls().all()
    assert less.columns == plain.columns

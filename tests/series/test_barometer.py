"""Figures of the Barometer: what may be shown, and that nothing unsafe leaves this stage."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.series.barometer import barometer_figures
from scan.series.frames import Figures
from scan.statistics.intervals import share
from scan.status import Status
from tests.support.barometer import COST, GROUPS, LEEFLOON, USUAL, Pair, clean, everybody

NUMBERS = ("value", "numerator", "denominator", "low", "high")
FAMILIES = (("eu_1", "eu_2"), ("non_eu_1", "non_eu_2"))


def _pairs(most: int) -> st.SearchStrategy[dict[str, Pair]]:
    one = st.integers(0, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.fixed_dictionaries(dict.fromkeys(GROUPS, one))


def _rows(
    catalogue: Catalogue, indicator: str, pairs: Mapping[str, Pair]
) -> dict[str, dict[str, object]]:
    frame = barometer_figures(clean(catalogue, indicator, {2022: pairs}), catalogue)
    assert Figures.is_valid(frame)
    return {row["b1"]: row for row in frame.iter_rows(named=True)}


@settings(max_examples=50)
@given(pairs=_pairs(400))
def test_few_answers_are_hidden_or_weak(pairs: dict[str, Pair], catalogue: Catalogue) -> None:
    for group, row in _rows(catalogue, COST, pairs).items():
        counted, answers = pairs[group]
        if answers < 100:
            assert row["status"] == Status.HIDDEN
            assert [row[name] for name in NUMBERS] == [None] * len(NUMBERS)
            continue
        assert row["status"] == (Status.WEAK if answers < 200 else Status.SHOWN)
        assert row["value"] == pytest.approx(100 * counted / answers)
        assert (row["low"], row["high"]) == pytest.approx(
            tuple(100 * limit for limit in share(counted, answers, 0.99)[1:])
        )


@settings(max_examples=25)
@given(pairs=_pairs(60))
def test_small_counts_fall_with_their_origin(pairs: dict[str, Pair], catalogue: Catalogue) -> None:
    rows = _rows(catalogue, LEEFLOON, pairs)
    hidden = {group for group, row in rows.items() if row["status"] == Status.HIDDEN}
    small = {
        group
        for group, (counted, persons) in pairs.items()
        if 0 < counted < 5 or 0 < persons - counted < 5 or 0 < persons < 20
    }
    assert small <= hidden
    assert bool(small) == bool(hidden)
    for others in (*FAMILIES, tuple(GROUPS)):
        for group in hidden.intersection(others):
            rest = [other for other in others if other != group]
            # None and all are shown, and protect nobody.
            some = [other for other in rest if 0 < pairs[other][0] < pairs[other][1]]
            assert hidden.intersection(rest) or not some
    for row in rows.values():
        if row["status"] != Status.SHOWN:
            assert [row[name] for name in NUMBERS] == [None] * len(NUMBERS)


def test_one_generation_of_its_origin_is_hidden_with_a_small_one(catalogue: Catalogue) -> None:
    counts = {"eu_1": 3, "eu_2": 40, "non_eu_1": 60, "non_eu_2": 80, "belgian": 900}
    rows = _rows(catalogue, LEEFLOON, {group: (n, 5_000) for group, n in counts.items()})
    hidden = {group for group, row in rows.items() if row["status"] == Status.HIDDEN}
    assert hidden == {"eu_1", "eu_2"}


def test_what_a_supplier_hid_stays_hidden(catalogue: Catalogue) -> None:
    frames = clean(catalogue, LEEFLOON, {2022: everybody((900, 50_000))})
    own = (pl.col("barometer_group") == "non_eu_2") & (pl.col("barometer_answer") == "leefloon")
    for mark in (Status.HIDDEN, Status.NOT_AVAILABLE):
        marked = {
            source: frame.with_columns(
                value=pl.when(~own).then("value"),
                status=pl.when(own).then(pl.lit(mark.value)).otherwise("status"),
            )
            for source, frame in frames.items()
        }
        figures = barometer_figures(marked, catalogue)
        row = figures.row(by_predicate=pl.col("b1") == "non_eu_2", named=True)
        assert row["status"] == mark
        assert [row[name] for name in NUMBERS] == [None] * len(NUMBERS)


def test_a_design_effect_widens_the_interval(catalogue: Catalogue) -> None:
    edition = catalogue.editions["2022"].model_copy(update={"design_effect": 1.5})
    weighed = replace(catalogue, editions={**catalogue.editions, "2022": edition})
    row = _rows(weighed, COST, everybody(USUAL))["eu_1"]
    assert (row["low"], row["high"]) == pytest.approx(
        tuple(100 * v for v in share(144, 480, 0.99)[1:])
    )


def test_without_a_delivery_there_are_no_figures(catalogue: Catalogue) -> None:
    assert barometer_figures({}, catalogue).is_empty()

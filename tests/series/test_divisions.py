"""Provinces and arrondissements tell no more than their municipalities do."""

import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.series.divisions import Divisions
from scan.status import RANK, Status

TODAY = datetime.date(2025, 1, 1)
MAASEIK = "72000"
SHOWN, HIDDEN, NOT_AVAILABLE = (
    RANK[status] for status in (Status.SHOWN, Status.HIDDEN, Status.NOT_AVAILABLE)
)
Town = tuple[int, int]
"""Count and rank; a count that a supplier hid is 1 to 4."""

towns = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from((SHOWN, HIDDEN))), min_size=30, max_size=30
)


def _joined(
    catalogue: Catalogue, counts: list[Town], left_out: int, *, ours: bool, public: bool = True
) -> pl.DataFrame:
    """The arrondissement of Maaseik with these counts, one town without rows if ``left_out``."""
    divisions = Divisions(catalogue.areas, TODAY)
    names = divisions.towns()[MAASEIK]
    rows = [
        (nis, 2024, *((1.0, 4.0) if rank and not ours else (float(count), float(count))), rank)
        for nis, (count, rank) in list(zip(names, counts, strict=False))[left_out:]
    ]
    schema = {"area": pl.String, "period": pl.Int32, "low": pl.Float64, "high": pl.Float64}
    frame = pl.DataFrame(rows, schema={**schema, "rank": pl.Int8}, orient="row")
    return divisions.joined(frame, (), public=public).filter(pl.col("area") == MAASEIK)


@given(towns)
def test_a_sum_over_a_count_that_we_hid_is_not_available(
    catalogue: Catalogue, counts: list[Town]
) -> None:
    size = len(Divisions(catalogue.areas, TODAY).towns()[MAASEIK])
    (row,) = _joined(catalogue, counts, 0, ours=True).iter_rows(named=True)
    if any(rank for _, rank in counts[:size]):
        assert (row["rank"], row["low"], row["high"]) == (NOT_AVAILABLE, None, None)
    else:
        whole = sum(count for count, _ in counts[:size])
        assert (row["rank"], row["low"], row["high"]) == (SHOWN, whole, whole)


@given(towns)
def test_what_is_not_public_has_no_bounds(catalogue: Catalogue, counts: list[Town]) -> None:
    size = len(Divisions(catalogue.areas, TODAY).towns()[MAASEIK])
    (row,) = _joined(catalogue, counts, 0, ours=False, public=False).iter_rows(named=True)
    hidden = any(rank for _, rank in counts[:size])
    assert row["rank"] == (NOT_AVAILABLE if hidden else SHOWN)


@given(towns)
def test_what_a_supplier_hid_bounds_the_sum(catalogue: Catalogue, counts: list[Town]) -> None:
    size = len(Divisions(catalogue.areas, TODAY).towns()[MAASEIK])
    (row,) = _joined(catalogue, counts, 0, ours=False).iter_rows(named=True)
    known = sum(count for count, rank in counts[:size] if not rank)
    number = sum(1 for _, rank in counts[:size] if rank)
    assert (row["low"], row["high"]) == (known + number, known + 4 * number)
    assert row["rank"] == (HIDDEN if number else SHOWN)


def test_a_sum_without_one_of_its_municipalities_is_none(catalogue: Catalogue) -> None:
    assert _joined(catalogue, [(10, SHOWN)] * 30, 1, ours=True).is_empty()


def test_every_flemish_municipality_lies_in_a_province_and_an_arrondissement(
    catalogue: Catalogue,
) -> None:
    lies_in = Divisions(catalogue.areas, TODAY).towns()
    kinds = [catalogue.areas.get(nis).kind for nis in lies_in]
    assert (kinds.count("province"), kinds.count("arrondissement")) == (5, 22)
    provinces = [n for n in lies_in if catalogue.areas.get(n).kind == "province"]
    assert sum(len(lies_in[nis]) for nis in provinces) == 285

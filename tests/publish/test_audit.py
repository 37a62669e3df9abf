"""A leak that is planted makes the audit fail and names the count; what is protected passes."""

import datetime
from collections.abc import Mapping

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.publish.audit import Leak, audit, refusal
from scan.publish.released import Count, Statement
from scan.series.building import build_store
from scan.series.identities import Query
from scan.series.store import Store
from tests.series.tables import SOURCE, Person, confidential, frame

NEWEST, EARLIER = datetime.date(2025, 1, 1), datetime.date(2024, 12, 31)
HASSELT, OLD_HASSELT, KORTESSEM, GENK = "71072", "71022", "73040", "71016"
MALE: Person = ("male", "obliged", "family")


def _people(reasons: Mapping[str, int]) -> dict[Person, int]:
    """Newcomers by reason of residence, half of them women."""
    people: dict[Person, int] = {}
    for reason, count in reasons.items():
        people["male", "obliged", reason] = count // 2
        people["female", "entitled", reason] = count - count // 2
    return people


def _frames(people: Mapping[tuple[str, int], Mapping[Person, int]]) -> dict[str, pl.DataFrame]:
    return {SOURCE: frame(people, {})}


@pytest.fixture(scope="module")
def catalogue(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    some = {"family": 60, "asylum": 3, "labour": 20, "student": 40, "other": 30}
    return _frames({(GENK, 2024): _people(some)})


@pytest.fixture(scope="module")
def store(catalogue: Catalogue, frames: dict[str, pl.DataFrame]) -> Store:
    return build_store(frames, catalogue, NEWEST)


def _reason(store: Store, code: str, area: str) -> pl.DataFrame:
    return store.figures.filter(
        pl.col("indicator") == "DE_54", pl.col("b1") == code, pl.col("area") == area
    )


def _told(store: Store, code: str, numerator: float, denominator: float) -> Store:
    """The store with one hidden figure of Genk shown."""
    here = (
        (pl.col("indicator") == "DE_54")
        & (pl.col("b1") == code)
        & (pl.col("area") == GENK)
        & ~pl.col("main")
    )
    figures = store.figures.with_columns(
        pl.when(here).then(pl.lit("shown")).otherwise(pl.col("status")).alias("status"),
        pl.when(here).then(100 * numerator / denominator).otherwise(pl.col("value")).alias("value"),
        pl.when(here).then(numerator).otherwise(pl.col("numerator")).alias("numerator"),
        pl.when(here).then(denominator).otherwise(pl.col("denominator")).alias("denominator"),
    )
    return Store(figures, store.positions)


def test_what_is_protected_passes(
    catalogue: Catalogue, store: Store, frames: dict[str, pl.DataFrame]
) -> None:
    assert audit([(NEWEST, store)], frames, catalogue) == ()


def test_hidden_figures_hold_no_number(store: Store) -> None:
    hidden = store.figures.filter(pl.col("status") == "hidden")
    assert hidden.height
    for name in ("value", "numerator", "denominator", "low", "high"):
        assert hidden.get_column(name).is_null().all()


def test_a_total_beside_all_but_one_of_its_parts_is_named(
    catalogue: Catalogue, store: Store, frames: dict[str, pl.DataFrame]
) -> None:
    assert set(_reason(store, "labour", GENK).get_column("status")) == {"hidden"}
    (leak,) = audit([(NEWEST, _told(store, "labour", 20.0, 153.0))], frames, catalogue)
    assert (leak.population, leak.area, leak.period) == ("newcomers", GENK, 2024)
    assert leak.categories == "residence_reason=asylum"
    assert (round(leak.low), round(leak.high), leak.minimum) == (3, 3, 5)
    assert leak.name == "Genk"
    assert "DE_54" in leak.indicators
    assert str(leak).startswith("Genk (71016), ")
    assert "residence_reason=asylum" in refusal([leak])


def test_other_statements_count_too(
    catalogue: Catalogue, store: Store, frames: dict[str, pl.DataFrame]
) -> None:
    labour = Count(Query("newcomers", (("residence_reason", ("labour",)),)), GENK, 2024)
    exact = Statement(((labour, 1.0),), 20.0, 20.0)
    assert audit([(NEWEST, store)], frames, catalogue, (exact,))
    rounded = Statement(((labour, 1.0),), 19.0, 21.0)
    (leak, *_) = audit([(NEWEST, store)], frames, catalogue, (rounded,))
    assert leak.high - leak.low <= 2.0 + 1e-6
    vague = Statement(((labour, 1.0),), 0.0, 60.0)
    assert not audit([(NEWEST, store)], frames, catalogue, (vague,))


def test_a_merger_at_two_dates_is_looked_at_together(catalogue: Catalogue) -> None:
    both = {"family": 60, "asylum": 30, "labour": 20, "student": 40, "other": 30}
    frames = _frames(
        {
            (OLD_HASSELT, 2024): _people(both),
            (KORTESSEM, 2024): _people(both | {"asylum": 3}),
        }
    )
    stores = {date: build_store(frames, catalogue, date) for date in (NEWEST, EARLIER)}
    both_dates = list(stores.items())
    assert audit(both_dates, frames, catalogue) == ()
    now = _reason(stores[NEWEST], "asylum", HASSELT)
    before = [_reason(stores[EARLIER], "asylum", nis) for nis in (OLD_HASSELT, KORTESSEM)]
    hidden = ["hidden" in rows.get_column("status").to_list() for rows in before]
    assert hidden[1]
    assert hidden[0] or "hidden" in now.get_column("status").to_list()


def test_a_refusal_names_some_and_counts_the_rest() -> None:
    leaks = [
        Leak("newcomers", "", GENK, 2000 + i, "Genk", ("DE_49",), 1.0, 2.0, 5) for i in range(25)
    ]
    text = refusal(leaks)
    assert "25 hidden counts" in text
    assert "and 5 more" in text

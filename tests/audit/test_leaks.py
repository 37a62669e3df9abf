"""A leak that is planted in figures is named, with its count; what is protected passes."""

import datetime
from collections.abc import Mapping

import polars as pl
import pytest

from scan.audit.leaks import Leak, leaks_in, refusal
from scan.audit.statements import told
from scan.audit.tables import FIGURES
from scan.catalogue.entries import Catalogue
from scan.series.building import build_store
from scan.series.store import Store
from tests.series.tables import SOURCE, Person, confidential, frame
from tests.support.released import as_memory, as_released

TODAY = datetime.date(2025, 1, 1)
HASSELT, OLD_HASSELT, KORTESSEM, GENK = "71072", "71022", "73040", "71016"
SOME = {"family": 60, "asylum": 3, "labour": 20, "student": 40, "other": 30}


def _people(reasons: Mapping[str, int]) -> dict[Person, int]:
    """Newcomers by reason of residence, half of them women."""
    people: dict[Person, int] = {}
    for reason, count in reasons.items():
        people["male", "obliged", reason] = count // 2
        people["female", "entitled", reason] = count - count // 2
    return people


def _built(catalogue: Catalogue, people: Mapping[str, Mapping[str, int]]) -> Store:
    counts = {(nis, 2024): _people(reasons) for nis, reasons in people.items()}
    return build_store({SOURCE: frame(counts, {})}, catalogue, TODAY)


@pytest.fixture(scope="module")
def catalogue(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


@pytest.fixture(scope="module")
def store(catalogue: Catalogue) -> Store:
    return _built(catalogue, {GENK: SOME})


@pytest.fixture(scope="module")
def figures(store: Store) -> pl.DataFrame:
    return as_released(store)


def _found(figures: pl.DataFrame, catalogue: Catalogue) -> tuple[Leak, ...]:
    return leaks_in(figures, as_memory([]), catalogue)


def _with(figures: pl.DataFrame, reason: str, **told: object) -> pl.DataFrame:
    """The figures of Genk with another row of one reason."""
    here = (pl.col("indicator") == "DE_54") & (pl.col("category_1") == reason)
    names = {name: pl.lit(value) for name, value in told.items()}
    return figures.with_columns(
        pl.when(here).then(value).otherwise(name).alias(name) for name, value in names.items()
    )


def test_what_is_protected_passes(catalogue: Catalogue, figures: pl.DataFrame) -> None:
    hidden = figures.filter(pl.col("status") == "hidden")
    assert {"asylum", "labour"} <= set(hidden.get_column("category_1"))
    assert _found(figures, catalogue) == ()


def test_a_total_beside_all_but_one_of_its_parts_is_named(
    catalogue: Catalogue, figures: pl.DataFrame
) -> None:
    told = _with(figures, "labour", status="shown", numerator=20.0, denominator=153.0, value=13.1)
    (leak,) = _found(told, catalogue)
    assert (leak.count, leak.area, leak.period) == ("newcomers residence_reason=asylum", GENK, 2024)
    assert (round(leak.low), round(leak.high), leak.minimum) == (3, 3, 5)
    assert (leak.name, leak.indicators) == ("Genk", ("DE_54",))
    assert str(leak).startswith("Genk (71016), DE_54, 2024, newcomers residence_reason=asylum: ")
    assert "residence_reason=asylum" in refusal((leak,))


def test_what_one_file_shows_and_another_hides_is_told(
    catalogue: Catalogue, figures: pl.DataFrame
) -> None:
    other = _with(figures, "asylum", status="shown", numerator=3.0, denominator=153.0, value=2.0)
    both = pl.concat([figures, other]).unique(maintain_order=True)
    assert {leak.count for leak in _found(both, catalogue)} >= {"newcomers residence_reason=asylum"}


def test_a_rounded_share_tells_a_count_as_well(catalogue: Catalogue, figures: pl.DataFrame) -> None:
    told = _with(figures, "labour", status="shown", value=13.1, denominator=153.0)
    leaks = _found(told, catalogue)
    assert "newcomers residence_reason=asylum" in {leak.count for leak in leaks}
    assert all(leak.high - leak.low < 1 for leak in leaks)


def test_a_merged_municipality_is_looked_at_with_those_before(catalogue: Catalogue) -> None:
    large = {"family": 60, "asylum": 30, "labour": 20, "student": 40, "other": 30}
    store = _built(catalogue, {OLD_HASSELT: large, KORTESSEM: large | {"asylum": 3}})
    figures = as_released(store)
    assert leaks_in(figures, as_memory([store]), catalogue) == ()
    assert store.counts is not None
    asylum = pl.col("count") == "newcomers[residence_reason=asylum]"
    hidden = store.counts.filter(asylum, pl.col("shown").is_null()).get_column("place")
    assert f"{KORTESSEM}@2024-12-31" in hidden
    # Who is told of the whole and of the other one has the third.
    counted = {HASSELT: 33.0, f"{OLD_HASSELT}@2024-12-31": 30.0}
    told = pl.when(asylum).then(pl.col("place").replace_strict(counted, default=None))
    counts = store.counts.with_columns(pl.coalesce(told, "shown").alias("shown"))
    leaks = leaks_in(figures, as_memory([Store(store.figures, store.positions, counts)]), catalogue)
    placed = {leak.area: (leak.low, leak.high) for leak in leaks if "asylum" in leak.count}
    assert placed[f"{KORTESSEM}@2024-12-31"] == (3.0, 3.0)


def test_what_was_shown_before_is_known(catalogue: Catalogue, store: Store) -> None:
    before = store.counts
    assert before is not None
    labour = pl.col("count") == "newcomers[residence_reason=labour]"
    told = pl.when(labour).then(20.0).otherwise("shown").alias("shown")
    earlier = Store(store.figures, store.positions, before.with_columns(told))
    (leak,) = leaks_in(as_released(store), as_memory([earlier]), catalogue)
    assert (leak.count, leak.low, leak.high) == ("newcomers residence_reason=asylum", 3.0, 3.0)
    # Where it cannot be what it was, nobody takes it for that.
    other = pl.when(labour).then(40.0).otherwise("shown").alias("shown")
    changed = Store(store.figures, store.positions, before.with_columns(other))
    assert leaks_in(as_released(store), as_memory([changed]), catalogue) == ()


def test_a_hidden_count_is_at_least_one(catalogue: Catalogue, figures: pl.DataFrame) -> None:
    """Three hidden counts of 7 in all are 1 to 5, too narrow; of 8 they are wide enough."""
    for rest, narrow in ((7, True), (8, False)):
        told = figures
        shown = float(153 - SOME["family"] - rest)
        told = _with(told, "labour", status="shown", numerator=shown, denominator=153.0)
        for reason in ("asylum", "student", "other"):
            told = _with(told, reason, status="hidden", numerator=None, value=None)
        assert bool(_found(told, catalogue)) == narrow, rest


def test_a_small_count_that_a_public_source_tells_is_no_leak(catalogue: Catalogue) -> None:
    ours = ("DE_49", GENK, "", 2024, True, "", "", 0.4, 2.0, 5000.0, "shown", SOURCE)
    theirs = ("DE_53", GENK, "", 2024, False, "obliged", "", None, 1.0, 2.0, "small_base")
    for rows, leaks in (([ours], 1), ([ours, (*theirs, "gsm_de_53")], 0)):
        figures = pl.DataFrame(rows, schema=FIGURES, orient="row")
        assert len(leaks_in(figures, as_memory([]), catalogue)) == leaks


def test_the_most_frequent_nationality_is_not_taken_for_all(catalogue: Catalogue) -> None:
    """The table inside a report gives it as the main figure, with its name beside."""
    base = (GENK, "", 2024)
    named = ("DE_46", *base, True, "nl", "", 8.2, 5401.0, None, "shown", "gsm_de_46")
    whole = ("DE_36", *base, True, "", "", 28.0, 18512.0, 66114.0, "shown", "statbel_origin")
    figures = pl.DataFrame([named, whole], schema=FIGURES, orient="row")
    assert told(figures, as_memory([]), catalogue).differing == ()


def test_two_sources_may_differ_and_one_may_not(catalogue: Catalogue) -> None:
    head, tail = (GENK, "", 2024, True, "", ""), ("shown", "statbel_origin")
    one = ("DE_36", *head, 28.0, 18512.0, 66114.0, *tail)
    other = ("DE_42", *head, 21.5, 14215.0, 66113.0, "shown", "statbel_nationality")
    two = ("DE_36", *head, 28.0, 18512.0, 66113.0, *tail)
    for rows, differing in (([one, other], 0), ([one, other, two], 1)):
        figures = pl.DataFrame(rows, schema=FIGURES, orient="row")
        assert len(told(figures, as_memory([]), catalogue).differing) == differing


def test_a_refusal_names_some_and_counts_the_rest() -> None:
    leaks = tuple(
        Leak("newcomers (all)", GENK, "Genk", 2000 + i, ("DE_49",), 1.0, 2.0, 5) for i in range(25)
    )
    text = refusal(leaks)
    assert "25 hidden counts" in text
    assert "and 5 more" in text


def test_what_was_shown_as_none_and_is_hidden_now_is_a_secret(
    catalogue: Catalogue, figures: pl.DataFrame, store: Store
) -> None:
    """Zeros are shown: it is another count than it was, and its total beside all else has it."""
    before = store.counts
    assert before is not None
    asylum = pl.col("count") == "newcomers[residence_reason=asylum]"
    told = pl.when(asylum).then(0.0).otherwise("shown").alias("shown")
    earlier = Store(store.figures, store.positions, before.with_columns(told))
    now = _with(figures, "labour", status="shown", numerator=20.0, denominator=153.0, value=13.1)
    (leak,) = leaks_in(now, as_memory([earlier]), catalogue)
    assert (leak.count, leak.low) == ("newcomers residence_reason=asylum", 3.0)

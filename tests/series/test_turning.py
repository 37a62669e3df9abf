"""What is shown stays shown and what is hidden stays hidden, or the account says why not."""

import datetime
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.extracts.chosen import municipal_extracts
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.series.building import build_store
from scan.series.store import Store, save_store, turns_of
from tests.series.tables import SOURCE, Person, confidential, frame

TODAY = datetime.date(2025, 1, 1)
GENK = "71016"
FIRST = {"family": 60, "asylum": 12, "labour": 20, "student": 40}
KEY = ("indicator", "area", "into", "period", "part", "b1", "b2")


@pytest.fixture(scope="module")
def newcomers(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


def _store(catalogue: Catalogue, reasons: dict[str, int], before: Store | None = None) -> Store:
    people: dict[Person, int] = {("male", "obliged", reason): n for reason, n in reasons.items()}
    rows = frame({(GENK, 2024): people}, {})
    return build_store({SOURCE: rows}, catalogue, TODAY, before.counts if before else None)


def _turns(store: Store) -> list[tuple[str, bool, str]]:
    assert store.turns is not None
    return store.turns.select("count", "hidden", "cause").rows()


def test_nothing_turns_where_nothing_changes(newcomers: Catalogue) -> None:
    first = _store(newcomers, FIRST)
    assert _turns(first) == []
    assert _turns(_store(newcomers, FIRST, first)) == []
    assert _turns(_store(newcomers, FIRST | {"family": 70}, first)) == []


def test_a_count_that_becomes_small_turns_and_so_does_one_beside_it(
    newcomers: Catalogue, tmp_path: Path
) -> None:
    then = _store(newcomers, FIRST | {"asylum": 3, "family": 69}, _store(newcomers, FIRST))
    assert _turns(then) == [
        ("newcomers[residence_reason=asylum]", True, "small"),
        ("newcomers[residence_reason=family]", True, "beside"),
    ]
    save_store(then, tmp_path)
    assert turns_of(tmp_path) == {"hidden: beside": 1, "hidden: small": 1}


def test_what_a_public_source_gives_is_shown_again(
    catalogue: Catalogue, newcomers: Catalogue
) -> None:
    first = _store(newcomers, FIRST | {"asylum": 3})
    assert first.counts is not None
    hidden = first.counts.filter(pl.col("shown").is_null()).get_column("count").to_list()
    sources = dict(newcomers.sources)
    sources[SOURCE] = sources[SOURCE].model_copy(update={"public": True})
    told = _store(replace(newcomers, sources=sources), FIRST, first)
    assert hidden
    assert _turns(told) == [(count, False, "public") for count in hidden]


@pytest.mark.slow
def test_a_new_year_turns_nothing_but_what_the_account_names(
    catalogue: Catalogue, made_up_extracts: Path
) -> None:
    found = find_extracts(made_up_extracts, catalogue)
    frames = load_extracts(municipal_extracts(found, catalogue), catalogue)
    newest = {source: rows.get_column("period").max() for source, rows in frames.items()}
    older = {s: rows.filter(pl.col("period") < newest[s]) for s, rows in frames.items()}
    first = build_store(older, catalogue, TODAY)
    second = build_store(frames, catalogue, TODAY, first.counts)
    assert second.turns is not None
    hidden = (pl.col("status") == "hidden").alias("hidden")
    before, after = (store.figures.select(*KEY, hidden) for store in (first, second))
    both = before.join(after, on=list(KEY), suffix="_now")
    assert both.height > 500_000
    turned = both.filter(pl.col("hidden") != pl.col("hidden_now"))
    named = second.turns.select(
        "period", area=pl.col("place").str.split("@").list.first(), hidden_now="hidden"
    )
    unnamed = turned.join(named, on=["area", "period", "hidden_now"], how="anti")
    assert unnamed.is_empty(), unnamed
    assert turned.height < both.height / 10_000

"""Five releases in a row, of deliveries that change as deliveries do, give no hidden count away.

Between two of them one to three persons are moved between two groups, a late year or a new one
comes, municipalities are merged, or the source hides more or less than before, by its minimum or
by leaving counts out. What the audit refuses is no release. Whoever has all of them, and knows
besides which counts did not change, can place no hidden count more exactly than promised, but for
what a correction takes.
"""

import dataclasses
import datetime

import numpy as np
import polars as pl
import pytest

from scan.audit.leaks import leaks_in
from scan.catalogue.entries import Catalogue
from scan.series.building import build_store
from scan.series.store import STORE, Store
from scan.status import Status
from tests.series.tables import SOURCE, TRAITS, Person, confidential, frame
from tests.support.attacker import width
from tests.support.bounds import BOUNDS
from tests.support.released import as_memory, as_released

TODAY = datetime.date(2025, 1, 1)
REASONS = TRAITS["residence_reason"][:6]
MERGED = (("71022", "73040"), "71072")
"""Hasselt and Kortessem, and the Hasselt of today."""
TOWNS = 8
RELEASES = 5
YEARS = (2022, 2023, 2024)
MINIMUMS = (5, 8)
"""Of the source: it hides more, and less again."""
LEFT_OUT = (0, 5)
"""Counts below this come hidden: the supplier hides none himself, or what he thinks small."""
MOST_CORRECTED = 3
SEQUENCES = 200
Cell = tuple[str, int]
Delivery = dict[Cell, dict[str, int]]


@pytest.fixture(scope="module")
def catalogue(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


def _with_minimum(catalogue: Catalogue, minimum: int) -> Catalogue:
    source = catalogue.sources[SOURCE].model_copy(update={"minimum": minimum})
    return dataclasses.replace(catalogue, sources={**catalogue.sources, SOURCE: source})


def _counts(chance: np.random.Generator) -> dict[str, int]:
    return {reason: int(chance.choice([0, 2, 4, 9, 25, 60])) for reason in REASONS}


def _corrected(delivery: Delivery, chance: np.random.Generator) -> Delivery:
    found = dict(delivery)
    for cell, own in delivery.items():
        if chance.random() < 0.5:
            one, other = chance.choice(sorted(own), 2, replace=False).tolist()
            moved = min(int(chance.integers(1, MOST_CORRECTED + 1)), own[one])
            found[cell] = own | {one: own[one] - moved, other: own[other] + moved}
    return found


def _merged(delivery: Delivery) -> Delivery:
    """Deliveries of after a merger speak of the new municipality, in all years."""
    olds, new = MERGED
    found = {cell: own for cell, own in delivery.items() if cell[0] not in olds}
    for year in {year for nis, year in delivery if nis in olds}:
        parts = [delivery[old, year] for old in olds]
        found[new, year] = {reason: sum(part[reason] for part in parts) for reason in REASONS}
    return found


def _frames(delivery: Delivery, left_out: int) -> dict[str, pl.DataFrame]:
    """A delivery as it is read, in which the supplier hides counts below ``left_out`` himself."""
    people: dict[Cell, dict[Person, int]] = {
        cell: {("male", "obliged", reason): n for reason, n in own.items()}
        for cell, own in delivery.items()
    }
    small = pl.col("value").is_between(1, left_out - 1) & pl.col("residence_reason").is_not_null()
    rows = frame(people, {}).with_columns(
        value=pl.when(~small).then("value"),
        status=pl.when(small).then(pl.lit(Status.HIDDEN.value)).otherwise("status"),
    )
    return {SOURCE: rows}


def _sequence(catalogue: Catalogue, seed: int) -> tuple[list[tuple[Delivery, Store]], int]:
    """The releases, and how many were refused."""
    chance = np.random.default_rng(seed)
    every = [a.nis for a in catalogue.areas.municipalities(None, TODAY) if a.nis != MERGED[1]]
    towns = [*chance.choice(every, TOWNS, replace=False).tolist(), *MERGED[0]]
    years, minimum, left_out, is_merged = [2023], MINIMUMS[0], 0, False
    whole = {(nis, year): _counts(chance) for nis in towns for year in YEARS}
    releases: list[tuple[Delivery, Store]] = []
    refused = 0
    for _ in range(RELEASES):
        delivery = {cell: own for cell, own in whole.items() if cell[1] in years}
        delivery = _merged(delivery) if is_merged else delivery
        here = _with_minimum(catalogue, minimum)
        told = [
            store.counts.with_columns(pl.lit(str(number)).alias(STORE))
            for number, (_, store) in enumerate(releases)
            if store.counts is not None
        ]
        store = build_store(
            _frames(delivery, left_out), here, TODAY, pl.concat(told) if told else None
        )
        memory = as_memory(one for _, one in releases)
        if leaks_in(as_released(store), memory, here):
            refused += 1
        else:
            releases.append((delivery, store))
        whole = _corrected(whole, chance)
        years = sorted({*years, *chance.choice(YEARS, 1).tolist()})
        minimum, left_out = int(chance.choice(MINIMUMS)), int(chance.choice(LEFT_OUT))
        is_merged |= bool(chance.random() < 0.4)
    return releases, refused


def _hidden(store: Store, nis: str, year: int) -> set[str]:
    rows = store.figures.filter(
        pl.col("indicator") == "DE_54",
        pl.col("area") == nis,
        pl.col("period") == year,
        pl.col("status") == "hidden",
        pl.col("part") == "cell",
    )
    return set(rows.get_column("b1")) & set(REASONS)


def _narrow(releases: list[tuple[Delivery, Store]]) -> list[tuple[str, int, int, str, float]]:
    """Hidden counts that can be placed more exactly than promised."""
    found = []
    for nis, year in sorted({cell for delivery, _ in releases for cell in delivery}):
        own = [(d[nis, year], _hidden(s, nis, year)) for d, s in releases if (nis, year) in d]
        for number, (counts, hidden) in enumerate(own):
            for reason in hidden if sum(counts.values()) >= BOUNDS.base.no_share_below else ():
                size = counts[reason]
                # What was shown until a minimum was raised is hidden again, and no secret.
                shown = any(c[reason] == size for c, unseen in own[:number] if reason not in unseen)
                room = width(own, number, reason) if size and not shown else np.inf
                if room < MINIMUMS[0] - MOST_CORRECTED - 1e-6:
                    found.append((nis, year, number, reason, room))
    return found


@pytest.mark.parametrize("seed", [1, 6, 59])
def test_releases_of_deliveries_that_change_give_nothing_away(
    catalogue: Catalogue, seed: int
) -> None:
    releases, _ = _sequence(catalogue, seed)
    assert releases
    assert _narrow(releases) == []


@pytest.mark.slow
def test_many_sequences_of_releases_give_nothing_away(catalogue: Catalogue) -> None:
    released = 0
    for seed in range(SEQUENCES):
        releases, _ = _sequence(catalogue, seed)
        released += len(releases)
        assert _narrow(releases) == [], seed
    assert released > SEQUENCES * RELEASES / 2

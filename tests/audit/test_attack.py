"""Two persons are moved between two groups, as a corrected date of birth would: the files of both
releases together give no hidden count away, in no municipality and no indicator.

Municipalities and indicators are drawn at random. Without memory the same gives many away.
"""

import datetime

import numpy as np
import polars as pl
import pytest

from scan.audit.leaks import leaks_in
from scan.catalogue.entries import Catalogue
from scan.series.building import build_store
from scan.series.cubes import territory_unchanged
from scan.series.store import Store
from tests.series.tables import SOURCE, TRAITS, Person, confidential, frame
from tests.support.attacker import width
from tests.support.released import as_memory, as_released

TODAY = datetime.date(2025, 1, 1)
YEAR = 2024
LEVEL = 5.0
ATTACKS = 40
MOVED = 2
ORIGIN = "statbel_origin_detail"
OF_TRAIT = {"DE_53": "target_group", "DE_54": "residence_reason"}
"""Indicators on newcomers, by the trait that splits them; sex is one of two, and so the rest of
the other."""
OF_ORIGIN = "DE_71"
GROUPS = ("south_eu15", "eu13", "europe_non_eu", "maghreb_turkey", "other")
Counts = dict[str, int]
Draws = dict[str, tuple[str, Counts]]
"""Municipality → indicator and the counts of its groups."""


@pytest.fixture(scope="module")
def catalogue(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


@pytest.fixture(scope="module")
def draws(catalogue: Catalogue) -> Draws:
    """One small group each, and others that are nearly as cheap to hide beside it."""
    chance = np.random.default_rng(40)
    every = sorted(territory_unchanged(catalogue.areas, datetime.date(YEAR, 1, 1), TODAY))
    found: Draws = {}
    for nis in chance.choice(every, ATTACKS, replace=False).tolist():
        code = str(chance.choice([*OF_TRAIT, OF_ORIGIN]))
        groups = TRAITS[OF_TRAIT[code]] if code in OF_TRAIT else GROUPS
        small, *others = chance.permutation(groups).tolist()
        counts = {small: int(chance.integers(1, 4))}
        found[nis] = code, counts | {group: int(chance.integers(20, 30)) for group in others}
    return found


def _moved(draws: Draws) -> Draws:
    """Two persons go from the largest group to the one that was hidden beside the small one, so
    that another is the cheapest now."""
    found: Draws = {}
    for nis, (code, counts) in draws.items():
        ordered = sorted(counts, key=counts.__getitem__)
        second, last = ordered[1], ordered[-1]
        moved = {second: counts[second] + MOVED, last: counts[last] - MOVED}
        found[nis] = code, counts | moved
    return found


def _person(trait: str, group: str) -> Person:
    traits = {"sex": "male", "target_group": "obliged", "residence_reason": "family", trait: group}
    return traits["sex"], traits["target_group"], traits["residence_reason"]


def _frames(draws: Draws) -> dict[str, pl.DataFrame]:
    newcomers: dict[tuple[str, int], dict[Person, int]] = {}
    origins: list[tuple[str, float, str]] = []
    for nis, (code, counts) in draws.items():
        if code == OF_ORIGIN:
            rows = {"belgian": 5_000, "dutch": 0, "west_north_other": 0, **counts}
            origins += [(nis, float(count), group) for group, count in rows.items()]
        else:
            own = {_person(OF_TRAIT[code], group): count for group, count in counts.items()}
            newcomers[nis, YEAR] = own
    schema = {"area": pl.String, "value": pl.Float64, "origin_detail_dutch": pl.String}
    constant = {
        "period": pl.lit(YEAR, pl.Int32),
        "source": pl.lit(ORIGIN),
        "population": pl.lit("inhabitants"),
        "indicator": pl.lit(""),
        "status": pl.lit("shown"),
    }
    origin = pl.DataFrame(origins, schema=schema, orient="row").with_columns(**constant)
    return {SOURCE: frame(newcomers, {}), ORIGIN: origin}


def _hidden(store: Store, nis: str, code: str, groups: Counts) -> set[str]:
    cells = store.figures.filter(
        pl.col("indicator") == code, pl.col("area") == nis, pl.col("part") == "cell"
    )
    return set(cells.filter(pl.col("status") == "hidden").get_column("b1")) & set(groups)


def _given_away(before: Draws, first: Store, after: Draws, second: Store) -> list[str]:
    """Municipalities in which the two releases place a hidden count too exactly."""
    found = []
    for nis, (code, counts) in before.items():
        releases = [
            (own[nis][1], _hidden(store, nis, code, counts))
            for own, store in ((before, first), (after, second))
        ]
        assert all(hidden for _, hidden in releases), (nis, code)
        narrow = [
            width(releases, number, group) < LEVEL - 1e-6
            for number, (_, hidden) in enumerate(releases)
            for group in hidden
        ]
        found += [nis] * any(narrow)
    return found


def test_no_attack_at_random_succeeds(catalogue: Catalogue, draws: Draws) -> None:
    after = _moved(draws)
    assert len({code for code, _ in draws.values()}) == len(OF_TRAIT) + 1
    first = build_store(_frames(draws), catalogue, TODAY)
    second = build_store(_frames(after), catalogue, TODAY, first.counts)
    assert _given_away(draws, first, after, second) == []
    assert leaks_in(as_released(second), as_memory([first]), catalogue) == ()


def test_without_memory_many_succeed_and_the_audit_says_so(
    catalogue: Catalogue, draws: Draws
) -> None:
    after = _moved(draws)
    first = build_store(_frames(draws), catalogue, TODAY)
    second = build_store(_frames(after), catalogue, TODAY)
    away = _given_away(draws, first, after, second)
    assert len(away) > ATTACKS / 8
    leaks = leaks_in(as_released(second), as_memory([first]), catalogue)
    assert set(away) <= {leak.area for leak in leaks}

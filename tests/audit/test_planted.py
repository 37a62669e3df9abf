"""An error that is planted in the protector is found in what it lets out, and in nothing else.

Each error is one that could be made: a relation forgotten, a bound swapped, a merger left out. The
figures are built with it, and the audit, which knows nothing of how they are protected, looks at
what is shown.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scan.audit.leaks import Leak, leaks_in
from scan.catalogue.entries import Catalogue
from scan.disclosure import intervals
from scan.series import protection, small
from scan.series.building import build_store
from scan.series.identities import Equation, Share, equations
from scan.series.linking import tables_of
from scan.series.places import all_places
from scan.series.store import Store
from tests.series.tables import SOURCE, TRAITS, Person, confidential, frame
from tests.support.released import as_memory, as_released

TODAY = datetime.date(2025, 1, 1)
TOWNS = 40
Plant = Callable[[pytest.MonkeyPatch], None]
People = dict[tuple[str, int], dict[Person, int]]


@pytest.fixture(scope="module")
def catalogue(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


@pytest.fixture(scope="module")
def people(catalogue: Catalogue) -> People:
    """Newcomers of some municipalities and of all that were merged, around the minimum."""
    chance = np.random.default_rng(3)
    before = [merger.old_nis for merger in catalogue.areas.mergers if merger.date.year > 2024]
    now = [area.nis for area in catalogue.areas.municipalities(None, datetime.date(2024, 1, 1))]
    towns = [*dict.fromkeys([*before, *chance.permutation(now).tolist()])][: len(before) + TOWNS]
    found: People = {}
    for nis in towns:
        counts: dict[Person, int] = {}
        for reason in TRAITS["residence_reason"][:5]:
            for sex in TRAITS["sex"]:
                counts[sex, "obliged", reason] = int(chance.choice([0, 1, 2, 8, 20, 60]))
        found[nis, 2024] = counts
    return found


def _store(catalogue: Catalogue, people: People, *before: Store) -> Store:
    told = before[0].counts if before else None
    return build_store({SOURCE: frame(people, {})}, catalogue, TODAY, told)


def _leaks(catalogue: Catalogue, *stores: Store) -> tuple[Leak, ...]:
    """What the last of some releases gives away, which carries what all tell of counts."""
    return leaks_in(as_released(stores[-1]), as_memory(stores), catalogue)


def _forgotten_splits(patch: pytest.MonkeyPatch) -> None:
    def rests(queries: Any, shares: Iterable[Share], book: Any) -> tuple[Equation, ...]:
        every = equations(queries, shares, book)
        return tuple(e for e in every if any(term.query.less for term in e))

    patch.setattr(protection, "equations", rests)


def _wrong_split(patch: pytest.MonkeyPatch) -> None:
    """One part of every total is taken for part of nothing."""

    def short(*asked: Any) -> tuple[Equation, ...]:
        return tuple((*e[:1], *e[2:]) if len(e) > 3 else e for e in equations(*asked))

    patch.setattr(protection, "equations", short)


def _forgotten_mergers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(protection, "all_places", lambda areas: replace(all_places(areas), mergers=()))


def _swapped_bound(patch: pytest.MonkeyPatch) -> None:
    """Hidden counts may be anything below, in place of at least 1."""

    def loose(*asked: Any, **more: Any) -> Any:
        tables = tables_of(*asked, **more)
        return replace(
            tables,
            least=np.full_like(tables.least, -100.0),
            floor=np.full_like(tables.floor, -100.0),
        )

    patch.setattr(protection, "tables_of", loose)


def _nothing_narrow(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(intervals.Attacker, "placed", lambda *_: [])
    patch.setattr(protection, "hide", lambda _, secret: secret)


def _lower_threshold(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(small, "under_threshold", lambda low, minimum: (low >= 1) & (low < minimum - 3))


PLANTS = {
    "forgotten splits": _forgotten_splits,
    "wrong split": _wrong_split,
    "forgotten mergers": _forgotten_mergers,
    "swapped bound": _swapped_bound,
    "nothing narrow": _nothing_narrow,
    "lower threshold": _lower_threshold,
}


def test_without_an_error_nothing_is_found(catalogue: Catalogue, people: People) -> None:
    store = _store(catalogue, people)
    assert (store.figures.get_column("status") == "hidden").sum() > TOWNS
    assert _leaks(catalogue, store) == ()


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_an_error_of_the_protector_is_found(
    catalogue: Catalogue, people: People, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    plant(monkeypatch)
    assert _leaks(catalogue, _store(catalogue, people))


def _moved(counts: dict[Person, int]) -> dict[Person, int]:
    """Two persons go from the largest group to one that was hidden for the sake of others."""
    groups = sorted((person for person in counts if counts[person] >= 8), key=counts.__getitem__)
    if len(groups) < 2:
        return counts
    first, last = groups[0], groups[-1]
    return counts | {first: counts[first] + 2, last: counts[last] - 2}


def test_a_protector_that_forgets_is_found(catalogue: Catalogue, people: People) -> None:
    first = _store(catalogue, people)
    moved = {key: _moved(counts) for key, counts in people.items()}
    assert _leaks(catalogue, first, _store(catalogue, moved, first)) == ()
    assert _leaks(catalogue, first, _store(catalogue, moved))

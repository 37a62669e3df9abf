"""What releases showed and hid goes with them, and what comes next gives none of it away.

The attacker of these tests is that of ``support.attacker``, who knows what did not change.
"""

import datetime
import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from scan.audit.leaks import Leak, leaks_in
from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.series.building import build_store
from scan.series.frames import Cells, Figures, Positions, Remembered
from scan.series.memory import COUNTS, Memory, remembered
from scan.series.store import COUNTS_FILE, STORE, Store, parquet, save_store
from tests.series.tables import SOURCE, TRAITS, Person, confidential, frame
from tests.support.attacker import width
from tests.support.bounds import BOUNDS
from tests.support.released import as_memory, as_released

TODAY = datetime.date(2025, 1, 1)
REASONS = TRAITS["residence_reason"][:6]
LEVEL = 5.0
MUNICIPALITIES = 40
CORRECTED, MOST_CORRECTED = 0.5, 3
"""Part of the municipalities in which persons move between two groups, and how many at most."""
SEQUENCES = 20
Counts = dict[str, int]


@pytest.fixture(scope="module")
def catalogue(catalogue: Catalogue) -> Catalogue:
    return confidential(catalogue)


@pytest.fixture(scope="module")
def towns(catalogue: Catalogue) -> tuple[str, ...]:
    chance = np.random.default_rng(18)
    every = [area.nis for area in catalogue.areas.municipalities(None, TODAY)]
    return tuple(chance.choice(every, MUNICIPALITIES, replace=False).tolist())


def _people(reasons: Counts) -> dict[Person, int]:
    return {("male", "obliged", reason): count for reason, count in reasons.items()}


def _frames(counts: dict[str, Counts]) -> dict[str, pl.DataFrame]:
    return {SOURCE: frame({(nis, 2024): _people(own) for nis, own in counts.items()}, {})}


def _before(towns: tuple[str, ...]) -> dict[str, Counts]:
    """Counts with one small one in each municipality, and others that are nearly as cheap."""
    chance = np.random.default_rng(7)
    found = {}
    for nis in towns:
        small, *others = chance.permutation(REASONS).tolist()
        found[nis] = {small: int(chance.integers(1, 4))}
        found[nis] |= {reason: int(chance.integers(20, 30)) for reason in others}
    return found


def _after(counts: dict[str, Counts]) -> dict[str, Counts]:
    """Two persons are moved from the group that was hidden beside the small one to the largest:
    another one is the cheapest now."""
    moved = {}
    for nis, own in counts.items():
        ordered = sorted(own, key=lambda reason: own[reason])
        second, last = ordered[1], ordered[-1]
        moved[nis] = own | {second: own[second] + 2, last: own[last] - 2}
    return moved


def _hidden(store: Store, nis: str) -> set[str]:
    rows = store.figures.filter(
        pl.col("indicator") == "DE_54", pl.col("area") == nis, pl.col("part") == "cell"
    )
    return set(rows.filter(pl.col("status") == "hidden").get_column("b1").to_list()) & set(REASONS)


def _given_away(releases: list[tuple[Counts, set[str]]]) -> int:
    return sum(
        width(releases, number, reason) < LEVEL - 1e-6
        for number, (_, hidden) in enumerate(releases)
        for reason in hidden
    )


def _attacked(
    catalogue: Catalogue, towns: tuple[str, ...], *, remembering: bool
) -> tuple[int, tuple[Store, Store]]:
    """Municipalities in which two releases give a hidden count away."""
    before = _before(towns)
    after = _after(before)
    first = build_store(_frames(before), catalogue, TODAY)
    told = first.counts if remembering else None
    second = build_store(_frames(after), catalogue, TODAY, told)
    found = [
        _given_away([(before[nis], _hidden(first, nis)), (after[nis], _hidden(second, nis))])
        for nis in towns
    ]
    return sum(count > 0 for count in found), (first, second)


def _leaks(catalogue: Catalogue, store: Store, *before: Store) -> tuple[Leak, ...]:
    return leaks_in(as_released(store), as_memory(before), catalogue)


def test_a_count_that_came_back_is_no_longer_known(
    catalogue: Catalogue, towns: tuple[str, ...]
) -> None:
    """Of a count that went up and down again, the last release says another: it may be hidden.

    Two persons come into a group of none, out of one that is shown. What the three others count
    together was told; so the group follows unless the one that is shown is hidden with it.
    """
    first = dict(zip(REASONS, (4, 9, 0, 9, 9, 2), strict=True))
    moved = {REASONS[0]: 2, REASONS[3]: 11}
    back = {REASONS[0]: 2, REASONS[2]: 2}
    stores: list[Store] = []
    for counts in (first, first | moved, first | back):
        told = [
            store.counts.with_columns(pl.lit(str(number)).alias(STORE))
            for number, store in enumerate(stores)
            if store.counts is not None
        ]
        before = pl.concat(told) if told else None
        stores.append(build_store(_frames({towns[0]: counts}), catalogue, TODAY, before))
    own = [
        (counts, _hidden(store, towns[0]))
        for counts, store in zip((first, first | moved, first | back), stores, strict=True)
    ]
    assert REASONS[2] in own[-1][1]
    assert width(own, 2, REASONS[2]) >= LEVEL


def test_two_releases_give_nothing_away_that_neither_does(
    catalogue: Catalogue, towns: tuple[str, ...]
) -> None:
    forgetful, (first, second) = _attacked(catalogue, towns, remembering=False)
    assert forgetful > MUNICIPALITIES / 5
    leaks = _leaks(catalogue, second, first)
    assert len({leak.area for leak in leaks}) >= forgetful
    assert _leaks(catalogue, second) == ()

    mindful, (first, second) = _attacked(catalogue, towns, remembering=True)
    assert mindful == 0
    assert _leaks(catalogue, second, first) == ()
    for nis in towns:
        assert _hidden(first, nis) <= _hidden(second, nis)


def test_the_same_figures_are_hidden_in_the_same_way(
    catalogue: Catalogue, towns: tuple[str, ...]
) -> None:
    frames = _frames(_before(towns))
    first = build_store(frames, catalogue, TODAY)
    again = build_store(frames, catalogue, TODAY, first.counts)
    assert again.figures.equals(first.figures)


def test_what_was_shown_protects_nobody(catalogue: Catalogue, towns: tuple[str, ...]) -> None:
    own = {"family": 40, "asylum": 12, "labour": 20, "student": 40, "means": 30}
    nis = towns[0]
    first = build_store(_frames({nis: own}), catalogue, TODAY)
    assert not _hidden(first, nis) & set(own)
    then = own | {"asylum": 3, "family": 49}
    second = build_store(_frames({nis: then}), catalogue, TODAY, first.counts)
    # Without memory labour, the cheapest, is hidden beside it.
    assert "labour" in _hidden(build_store(_frames({nis: then}), catalogue, TODAY), nis)
    assert {"asylum", "family"} <= _hidden(second, nis)
    assert not {"labour", "student", "means"} & _hidden(second, nis)


def _release(shelf: Path, day: int, stores: dict[str, Store], memory: Memory) -> Path:
    """A release of the last of ``stores``, with its list of checksums."""
    folder = shelf / "releases" / f"202411{day:02}T000000Z"
    for name, store in stores.items():
        save_store(store, shelf / "series" / name)
        memory.write(folder, shelf / "series" / name)
    files = sorted((folder / COUNTS).glob("*.parquet"))
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {COUNTS}/{path.name}\n" for path in files
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return folder


def _store(shown: float | None) -> Store:
    kinds = Cells.create_empty().schema
    counts = pl.DataFrame([("newcomers", 2024, "71016", shown)], schema=kinds, orient="row")
    return Store(Figures.create_empty(), Positions.create_empty(), Cells.cast(counts))


def test_a_first_release_remembers_nothing_and_is_remembered(tmp_path: Path) -> None:
    assert remembered(tmp_path).cells().is_empty()
    _release(tmp_path, 1, {"aa": _store(12.0)}, remembered(tmp_path))
    assert remembered(tmp_path).cells().get_column("shown").to_list() == [12.0]


def test_memory_outlives_the_releases_that_made_it(tmp_path: Path) -> None:
    old = _release(tmp_path, 1, {"aa": _store(12.0)}, remembered(tmp_path))
    _release(tmp_path, 2, {"bb": _store(None)}, remembered(tmp_path))
    for path in sorted(old.rglob("*.parquet")):
        path.unlink()
    (old / "SHA256SUMS").unlink()
    assert sorted(remembered(tmp_path).files) == ["aa", "bb"]
    assert remembered(tmp_path).cells().get_column("shown").to_list() == [12.0, None]


def test_lost_memory_is_refused_until_it_is_restored(tmp_path: Path) -> None:
    folder = _release(tmp_path, 1, {"aa": _store(12.0)}, remembered(tmp_path))
    path = folder / COUNTS / "aa.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(RefusedError, match=r"aa\.parquet missing or damaged"):
        remembered(tmp_path)
    path.unlink()
    with pytest.raises(RefusedError, match="scan restore"):
        remembered(tmp_path)
    path.write_bytes(whole)
    assert sorted(remembered(tmp_path).files) == ["aa"]


def test_a_release_tells_its_own_store_nothing(tmp_path: Path) -> None:
    def key(names: tuple[str, ...]) -> str:
        return hashlib.sha256(",".join(names).encode()).hexdigest()[:16]

    first = key(())
    _release(tmp_path, 1, {first: _store(12.0)}, remembered(tmp_path))
    assert not remembered(tmp_path).without_own(key).files
    _release(tmp_path, 2, {"bb": _store(12.0)}, remembered(tmp_path))
    assert sorted(remembered(tmp_path).without_own(key).files) == sorted([first, "bb"])


def test_counts_hold_no_number_of_what_is_hidden(
    catalogue: Catalogue, towns: tuple[str, ...], tmp_path: Path
) -> None:
    store = build_store(_frames(_before(towns)), catalogue, TODAY)
    save_store(store, tmp_path)
    kept = pl.read_parquet(tmp_path / COUNTS_FILE)
    assert parquet(kept) == (tmp_path / COUNTS_FILE).read_bytes()
    assert Cells.is_valid(kept)
    small = kept.filter(pl.col("shown").is_between(1, LEVEL - 1))
    assert small.is_empty()
    assert kept.get_column("shown").null_count() > MUNICIPALITIES


def _corrected(counts: dict[str, Counts], chance: np.random.Generator) -> dict[str, Counts]:
    """One to three persons of some municipalities are moved between two groups."""
    found = dict(counts)
    for nis, own in counts.items():
        if chance.random() < CORRECTED:
            one, other = chance.choice(sorted(own), 2, replace=False).tolist()
            moved = min(int(chance.integers(1, MOST_CORRECTED + 1)), own[one])
            found[nis] = own | {one: own[one] - moved, other: own[other] + moved}
    return found


def _sequence(
    catalogue: Catalogue, towns: tuple[str, ...], seed: int
) -> list[tuple[dict[str, Counts], Store]]:
    """Five deliveries, each with corrections of the one before, as releases that remember all
    before them; what the audit refuses is none."""
    chance = np.random.default_rng(seed)
    counts = {
        nis: {reason: int(chance.choice([0, 2, 4, 9, 25, 60])) for reason in REASONS}
        for nis in towns
    }
    told = Remembered.create_empty()
    releases: list[tuple[dict[str, Counts], Store]] = []
    for number in range(5):
        frames = _frames(counts)
        store = build_store(frames, catalogue, TODAY, told)
        assert store.counts is not None
        if not _leaks(catalogue, store, *(one for _, one in releases)):
            releases.append((counts, store))
            told = pl.concat([told, store.counts.with_columns(pl.lit(str(number)).alias(STORE))])
        counts = _corrected(counts, chance)
    return releases


def _is_safe(catalogue: Catalogue, towns: tuple[str, ...], seed: int) -> None:
    """No hidden count is narrower than the rule by more than a correction, by all releases."""
    releases = _sequence(catalogue, towns, seed)
    assert releases
    for nis in towns:
        told = [(counts[nis], _hidden(store, nis)) for counts, store in releases]
        for number, (counts, hidden) in enumerate(told):
            for reason in hidden:
                if sum(counts.values()) >= BOUNDS.base.no_share_below and counts[reason]:
                    room = width(told, number, reason)
                    assert room >= LEVEL - MOST_CORRECTED - 1e-6, (seed, nis, number, reason)


def test_five_releases_with_corrections_give_nothing_away(
    catalogue: Catalogue, towns: tuple[str, ...]
) -> None:
    _is_safe(catalogue, towns[:12], 1)


@pytest.mark.slow
def test_sequences_of_releases_give_nothing_away(
    catalogue: Catalogue, towns: tuple[str, ...]
) -> None:
    for seed in range(SEQUENCES):
        _is_safe(catalogue, towns, seed)

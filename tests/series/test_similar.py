"""Who is like whom: by hand-made traits, whatever is missing, whichever way it is asked."""

import math
import random
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.similarity import Similarity, Trait, read_similarity
from scan.errors import CatalogueError
from scan.series.frames import Figures
from scan.series.similar import likeness
from scan.series.workspace import Workspace

SIZE = Trait(id="size", title="Inwoners", counts=("DE_36",), logarithm=True, weight=1.0)
OLD = Trait(
    id="old", title="65+", counts=("DE_45",), categories=("65_plus",), per="all", weight=1.0
)
RULES = Similarity(nearest=3, least_known=0.6, no_equal_beyond=1.0, traits=(SIZE, OLD))


def _figures(people: dict[str, float], old: dict[str, float]) -> pl.DataFrame:
    """Inhabitants, and the share of the old among 1000."""
    blank = {"into": "", "period": 2025, "b2": "", "status": "shown", "source": "s"}
    rows = [
        blank | {"indicator": "DE_36", "area": a, "part": "main", "b1": "", "denominator": n}
        for a, n in people.items()
    ]
    for area, part in old.items():
        for code, count in (("65_plus", part), ("0_17", 1000 - part)):
            cell = {"indicator": "DE_45", "area": area, "part": "cell", "b1": code}
            rows.append(blank | cell | {"denominator": count})
    return pl.DataFrame(rows, schema=Figures.create_empty().schema)


PEOPLE = {"a": 1000.0, "b": 1100.0, "c": 9000.0, "d": 10_000.0, "e": 500_000.0}
SHARES = {"a": 200.0, "b": 201.0, "c": 200.0, "d": 190.0, "e": 205.0}


def test_the_nearest_stand_first_with_their_distance() -> None:
    found = likeness(_figures(PEOPLE, SHARES), PEOPLE, RULES)
    assert found.nearest["a"][0][0] == "b"
    assert "e" not in dict(found.nearest["a"])
    distances = [distance for _, distance in found.nearest["c"]]
    assert distances == sorted(distances)
    assert found.values["a"] == {"size": 1000.0, "old": 20.0}


def test_the_distance_is_the_root_of_the_mean_of_squared_differences() -> None:
    found = likeness(_figures({"a": 1.0, "b": math.e}, {"a": 100.0, "b": 300.0}), "ab", RULES)
    # Of two, each lies one standard deviation from the mean, two from one another.
    assert found.nearest == {"a": (("b", 2.0),), "b": (("a", 2.0),)}
    assert found.without_equal == {"a", "b"}


def test_fewer_than_three_that_are_near_are_no_equals() -> None:
    people = dict.fromkeys("abcd", 1000.0) | {"e": 500_000.0}
    shares = dict.fromkeys("abcde", 200.0) | {"e": 300.0}
    assert likeness(_figures(people, shares), people, RULES).without_equal == {"e"}
    wide = RULES.model_copy(update={"no_equal_beyond": 3.0})
    assert not likeness(_figures(people, shares), people, wide).without_equal


def test_the_weight_of_a_trait_counts() -> None:
    rules = RULES.model_copy(update={"traits": (SIZE, OLD.model_copy(update={"weight": 100.0}))})
    shares = {"a": 200.0, "b": 300.0, "c": 200.0, "d": 300.0, "e": 250.0}
    found = likeness(_figures(PEOPLE, shares), PEOPLE, rules)
    assert found.nearest["a"][0][0] == "c"
    assert likeness(_figures(PEOPLE, shares), PEOPLE, RULES).nearest["a"][0][0] != "d"


def test_what_is_not_known_does_not_count_and_too_little_is_nothing() -> None:
    shares = {area: share for area, share in SHARES.items() if area != "a"}
    assert "a" not in likeness(_figures(PEOPLE, shares), PEOPLE, RULES).nearest
    lenient = RULES.model_copy(update={"least_known": 0.5})
    found = likeness(_figures(PEOPLE, shares), PEOPLE, lenient)
    assert found.nearest["a"][0][0] == "b"
    assert "old" not in found.values["a"]


def test_one_part_that_is_hidden_hides_the_share() -> None:
    figures = _figures(PEOPLE, SHARES)
    hidden = (pl.col("area") == "b") & (pl.col("b1") == "0_17")
    found = likeness(figures.filter(~hidden), PEOPLE, RULES)
    assert found.values["b"] == {"size": 1100.0}


def test_ties_and_the_order_of_rows_make_no_difference() -> None:
    people = dict.fromkeys("abcdef", 1000.0) | {"g": 2000.0}
    figures = _figures(people, dict.fromkeys("abcdefg", 200.0) | {"g": 300.0})
    found = likeness(figures, people, RULES)
    assert [area for area, _ in found.nearest["d"]] == ["a", "b", "c"]
    for seed in range(5):
        order = random.Random(seed).sample(range(figures.height), figures.height)
        assert likeness(figures[order], reversed(people), RULES) == found


def test_traits_are_not_what_reports_compare(made_up: Workspace) -> None:
    rules = read_similarity()
    areas = made_up.catalogue.areas
    for region, nearest in (("02000", 8), ("04000", 8)):
        among = [town.nis for town in areas.municipalities(region, made_up.as_of)]
        found = likeness(made_up.store().figures, among, rules)
        assert set(found.nearest) == set(among)
        assert {len(near) for near in found.nearest.values()} == {nearest}
        assert all(set(dict(near)) < set(among) for near in found.nearest.values())
    words = ("origin", "nationality", "herkomst", "nationaliteit", "taal")
    told = " ".join(f"{t.id} {t.title} {t.categories}" for t in rules.traits).lower()
    assert not [word for word in words if word in told]


def test_today_each_municipality_has_a_surface(made_up: Workspace) -> None:
    areas = made_up.catalogue.areas
    surfaces = read_similarity().surfaces
    assert set(surfaces) == {t.nis for t in areas.municipalities(None, areas.newest_division)}
    # The Flemish Region has 13,626 square kilometres, that of Brussels 162.
    assert sum(surfaces.values()) == pytest.approx(13_626 + 162, rel=0.005)


def test_faults_of_the_traits_are_named(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "surfaces.csv").write_text("nis,km2\n11001,11.0\n", encoding="utf-8")
    (folder / "similar.toml").write_text("nearest = 1\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        read_similarity(folder)
    places = {fault.place for fault in found.value.faults}
    assert places == {"nearest", "least_known", "no_equal_beyond", "traits"}

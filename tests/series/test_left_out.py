"""Whatever rows a supplier leaves out: what is shown is true of the full counts.

Random countries: a true count for every municipality, of which the rows under the minimum are
dropped as the supplier does. Truth is added up here with the area tables alone.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scan.audit.leaks import leaks_in
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.dutch import round_half_up
from scan.extracts.absent import completed
from scan.house import CATALOGUE
from scan.series.building import build_store
from scan.series.counted import _alike
from scan.series.cubes import build_cubes
from scan.series.demands import delivered_plans, demand_of
from scan.series.identities import Book, Query
from scan.series.places import ended
from scan.series.protection import sheet_of
from scan.series.sheet import Sheet
from scan.series.store import Store
from tests.second_opinion.papers import Papers
from tests.second_opinion.spelling import rounded
from tests.series.hiding import MINIMUM, fed, hiding
from tests.support.released import as_memory, as_released

COUNTED = pl.col("part") != "gap"
"""Figures with counts of their own."""
VINTAGE, TODAY = datetime.date(2019, 1, 1), datetime.date(2025, 1, 1)
FLANDERS, YEAR = "02000", 2020
GROUPS, SEXES = ("belgian", "eu", "non_eu"), ("male", "female")
CELLS = tuple(itertools.product(GROUPS, SEXES))
HASSELT, OLD_HASSELT, KORTESSEM = "71072", "71022", "73040"
Counts = dict[tuple[str, str, str], tuple[int, int]]
"""Municipality, group and sex → unemployed, labour force."""


@dataclass(frozen=True)
class Way:
    """How a country is delivered: ``known`` bases come from a source that leaves nothing out."""

    public: bool = True
    known: bool = True
    regions: str = "own"

    @property
    def sources(self) -> tuple[Source, ...]:
        more = {"public": self.public, "regions": self.regions}
        part = {"column": "a", "population": "unemployed_15_64"}
        base = {"column": "b", "population": "labour_force_15_64"}
        if not self.known:
            return (hiding("counts", [part, {**base, "absent": "unknown"}], **more),)
        sparse = {**more, "absent": "zero"}
        return hiding("counts", [part], **more), hiding("bases", [base], **sparse)


def _papers() -> Papers:
    return Papers(CATALOGUE)


def _country(seed: int, *, large: float) -> Counts:
    """Counts around the minimum; ``large`` is the part of municipalities with many more."""
    chance = np.random.default_rng(seed)
    counts: Counts = {}
    for nis in _papers().municipalities(FLANDERS, VINTAGE):
        size = 60.0 if chance.random() < large else 5.0
        for group, sex in CELLS:
            part = int(chance.poisson(size * chance.uniform(0.3, 2.0)))
            counts[nis, group, sex] = part, part + int(chance.integers(1, 1000) * size)
    return counts


def _frames(counts: Counts, way: Way, catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    """What the supplier sends of a country, read."""
    regional: dict[tuple[str, str, str], tuple[int, int]] = {}
    for group, sex in CELLS:
        here = [both for (_, *cell), both in counts.items() if cell == [group, sex]]
        regional[FLANDERS, group, sex] = sum(a for a, _ in here), sum(b for _, b in here)
    sent = counts | (regional if way.regions == "own" else {})
    rows: dict[str, list[tuple[str, int, str, float, str, str]]] = defaultdict(list)
    for (nis, *cell), (part, base) in sent.items():
        left_out = part < MINIMUM and nis != FLANDERS
        one = (nis, YEAR, "unemployed_15_64", float(part), *cell)
        two = (nis, YEAR, "labour_force_15_64", float(base), *cell)
        rows["counts"] += [] if left_out else [one] if way.known else [one, two]
        rows["bases"] += [two] if way.known else []
    return {
        source.id: completed(_clean(rows[source.id], source.id), source, catalogue)
        for source in way.sources
    }


def _clean(rows: list[tuple[str, int, str, float, str, str]], source: str) -> pl.DataFrame:
    named = ("area", "period", "population", "value", "origin_group", "sex")
    kinds = (pl.String, pl.Int32, pl.String, pl.Float64, pl.String, pl.String)
    frame = pl.DataFrame(rows, dict(zip(named, kinds, strict=True)), orient="row")
    nothing = pl.lit(None, pl.String)
    return frame.with_columns(
        source=pl.lit(source),
        indicator=pl.lit(""),
        status=pl.lit("shown"),
        origin_detail=nothing,
    )


def _fed(catalogue: Catalogue, way: Way) -> Catalogue:
    use = tuple(source.id for source in way.sources)
    return fed(catalogue, way.sources, {"WE_09": use, "WE_10": use})


def _built(counts: Counts, way: Way, catalogue: Catalogue, date: datetime.date = TODAY) -> Store:
    here = _fed(catalogue, way)
    return build_store(_frames(counts, way, here), here, date)


def _areas(date: datetime.date) -> dict[str, list[str]]:
    """Every area of a date → the municipalities that make it up."""
    papers = _papers()
    towns = {row["nis"]: row for row in papers._table("municipalities.csv")}
    above = {row["nis"]: row for row in papers._table("divisions.csv")}
    found: dict[str, list[str]] = defaultdict(list)
    for nis in papers.municipalities(FLANDERS, VINTAGE):
        now = papers.successor(nis, VINTAGE, date)
        lies_in = above[towns[now]["arrondissement_nis"]]
        for area in (now, lies_in["nis"], lies_in["province_nis"], FLANDERS):
            found[area].append(nis)
    return found


def _truths(counts: Counts, parts: list[str], row: Mapping[str, str]) -> list[tuple[int, int]]:
    """Both counts of every part of a figure, over all that the suppliers' rows would hold."""
    group, sex = row["b1"] or "non_eu", row["b2"] or ("female" if row["part"] == "main" else "")
    sexes = (sex,) if sex and row["indicator"] == "WE_10" else SEXES
    return [counts[nis, group, one] for nis in parts for one in sexes]


WAYS = [Way(*each) for each in itertools.product((True, False), (True, False), ("own", "sum"))]


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_shown_is_true_of_the_full_counts(
    catalogue: Catalogue, way: Way, seed: int
) -> None:
    counts = _country(seed, large=0.85)
    store = _built(counts, way, catalogue)
    areas, kinds = _areas(TODAY), catalogue.areas
    ranged: set[str] = set()
    seen: set[str] = set()
    for row in store.figures.filter(COUNTED, pl.col("status") == "shown").iter_rows(named=True):
        truths = _truths(counts, areas[row["area"]], row)
        part, base = sum(a for a, _ in truths), sum(b for _, b in truths)
        assert row["numerator"] in (None, part), row
        assert row["denominator"] in (None, base), row
        true = rounded(Fraction(100 * part, base), 1)
        assert Fraction(str(round_half_up(row["value"], 1))) == true, row
        kind = kinds.get(row["area"]).kind
        seen.add(kind)
        whole = row["area"] == FLANDERS and way.regions == "own"
        if not whole and any(a < MINIMUM for a, _ in truths):
            assert row["numerator"] is None, row
            assert way.known
            assert way.public or kind == "region", row
            ranged.add(kind)
    assert seen >= {"municipality", "arrondissement"}
    assert ("municipality" in ranged) == (way.public and way.known)


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("known", [True, False])
def test_what_is_not_shown_of_a_municipality_is_hidden(
    catalogue: Catalogue, public: bool, known: bool
) -> None:
    counts = _country(3, large=0.4)
    store = _built(counts, Way(public, known), catalogue)
    towns = {nis for nis in _areas(TODAY) if catalogue.areas.get(nis).kind == "municipality"}
    own = store.figures.filter(COUNTED, pl.col("area").is_in(towns))
    assert set(own.get_column("status")) == {"shown", "hidden"}
    assert own.height == len(towns) * (len(GROUPS) + 1 + len(CELLS) + 1)
    others = store.figures.filter(~pl.col("area").is_in(towns))
    assert set(others.get_column("status")) <= {"shown", "not_available"}
    for name in ("value", "numerator", "denominator"):
        gone = store.figures.filter(pl.col("status") != "shown").get_column(name)
        assert gone.is_null().all()
        assert store.figures.get_column(name).drop_nulls().is_finite().all()


@pytest.mark.parametrize("way", WAYS[:1] + WAYS[5:7], ids=str)
def test_nothing_that_we_hid_can_be_worked_out(catalogue: Catalogue, way: Way) -> None:
    counts = _country(4, large=0.7)
    here = _fed(catalogue, way)
    frames = _frames(counts, way, here)
    store = build_store(frames, here, TODAY)
    assert leaks_in(as_released(store), as_memory([]), here) == ()


# --- one municipality at a time ---------------------------------------------------------------


def _hasselt(
    catalogue: Catalogue, way: Way, one: tuple[int, int], two: tuple[int, int]
) -> tuple[Any, ...]:
    """The figure of Belgian women of Hasselt, of its parts' counts."""
    counts = dict.fromkeys(_country(1, large=1.0), (400, 8000))
    counts[OLD_HASSELT, "belgian", "female"] = one
    counts[KORTESSEM, "belgian", "female"] = two
    row = _built(counts, way, catalogue).figures.filter(
        pl.col("area") == HASSELT,
        pl.col("indicator") == "WE_10",
        pl.col("b1") == "belgian",
        pl.col("b2") == "female",
    )
    return row.select("status", "value", "numerator", "denominator").row(0)


def test_a_merged_municipality_is_shown_where_both_ends_round_alike(catalogue: Catalogue) -> None:
    status, value, numerator, base = _hasselt(catalogue, Way(), (40_005, 800_000), (3, 60))
    assert (status, numerator, base) == ("shown", None, 800_060)
    assert round_half_up(value, 1) == 5.0
    # From 2,4492 to 2,4503 per cent.
    assert _hasselt(catalogue, Way(), (19_595, 800_000), (3, 60))[0] == "hidden"


def test_a_range_is_never_shown_of_what_is_not_public(catalogue: Catalogue) -> None:
    assert _hasselt(catalogue, Way(public=False), (40_005, 800_000), (3, 60))[0] == "hidden"


def test_nothing_is_known_of_a_base_that_was_left_out(catalogue: Catalogue) -> None:
    assert _hasselt(catalogue, Way(known=False), (40_005, 800_000), (3, 60))[0] == "hidden"
    shown = _hasselt(catalogue, Way(known=False), (400, 8000), (10, 100))
    assert shown == ("shown", pytest.approx(100 * 410 / 8100), 410.0, 8100.0)


def test_of_a_count_that_is_hidden_as_a_whole_nothing_is_shown_not_even_nought(
    catalogue: Catalogue,
) -> None:
    """Neither where its row was left out nor where it is marked, from 1 to 9."""
    assert _hasselt(catalogue, Way(), (2, 800_000), (3, 600_000))[0] == "hidden"
    counts = dict.fromkeys(_country(1, large=1.0), (400, 8_000_000))
    here = _fed(catalogue, Way())
    frames = _frames(counts, Way(), here)
    marked = (pl.col("area") == "11001") & (pl.col("origin_group") == "eu")
    frames["counts"] = frames["counts"].with_columns(
        value=pl.when(~marked).then("value"),
        status=pl.when(marked).then(pl.lit("hidden")).otherwise("status"),
    )
    figures = build_store(frames, here, TODAY).figures.filter(COUNTED, pl.col("b1") == "eu")
    assert set(figures.filter(pl.col("area") == "11001").get_column("status")) == {"hidden"}
    assert "11000" in figures.filter(pl.col("status") == "shown").get_column("area").to_list()


def _two_releases(
    catalogue: Catalogue,
) -> tuple[dict[str, pl.DataFrame], Catalogue]:
    """A newer release with a minimum of 10 and an older one with 4; of Kortessem, 6 women of
    Belgian origin and 2 of EU origin are unemployed."""
    newer, bases = Way().sources
    older = newer.model_copy(update={"id": "older", "minimum": 4})
    here = fed(catalogue, (newer, older, bases), {"WE_10": ("counts", "older", "bases")})
    counts = dict.fromkeys(_country(1, large=1.0), (400, 8000))
    counts[KORTESSEM, "belgian", "female"] = (6, 60)
    counts[KORTESSEM, "eu", "female"] = (2, 60)
    rows = [
        (nis, YEAR, "unemployed_15_64", float(part), group, sex)
        for (nis, group, sex), (part, _) in counts.items()
        if part >= older.minimum
    ]
    frames = _frames(counts, Way(), here)
    return {**frames, "older": completed(_clean(rows, "older"), older, here)}, here


def _sheet(frames: dict[str, pl.DataFrame], here: Catalogue) -> Sheet:
    book = Book(here)
    demand = demand_of(delivered_plans(here, frames.keys()), book)
    return sheet_of(build_cubes(frames, here, TODAY, ended(here.areas)), demand, book)[0]


def _bounds(sheet: Sheet, group: str, place: str) -> tuple[float, float]:
    """Between what unemployed women of an origin lie."""
    query = Query("unemployed_15_64", (("origin_group", (group,)), ("sex", ("female",))))
    at = sheet.index[query], 0, sheet.places.index[place]
    return float(sheet.low[at]), float(sheet.high[at])


def test_a_count_that_is_given_elsewhere_is_known(catalogue: Catalogue) -> None:
    """An older release with a lower minimum shows what the newer one hides; so it wins."""
    frames, here = _two_releases(catalogue)
    store = build_store(frames, here, TODAY)
    figures = store.figures.filter(COUNTED, pl.col("status") == "shown")
    found = {
        (row["b1"], row["b2"]): row["numerator"]
        for row in figures.filter(pl.col("area") == HASSELT).iter_rows(named=True)
    }
    assert found["belgian", "female"] == 406.0
    assert ("eu", "female") not in found


def test_of_two_ranges_the_narrower_holds(catalogue: Catalogue) -> None:
    sheet = _sheet(*_two_releases(catalogue))
    assert _bounds(sheet, "eu", HASSELT) == (400.0, 403.0)
    assert _bounds(sheet, "eu", f"{KORTESSEM}@2024-12-31") == (0.0, 3.0)


def test_what_the_row_of_a_region_lacks_is_not_nought(catalogue: Catalogue) -> None:
    here = _fed(catalogue, Way())
    frames = _frames(_country(1, large=0.0), Way(), here)
    gone = (pl.col("area") == FLANDERS) & (pl.col("origin_group") == "eu")
    frames["counts"] = frames["counts"].filter(~gone)
    own = build_store(frames, here, TODAY).figures.filter(pl.col("area") == FLANDERS)
    assert "eu" not in own.get_column("b1").to_list()
    assert np.isnan(_bounds(_sheet(frames, here), "eu", FLANDERS)).all()


def test_a_share_that_follows_from_public_rules_gives_nothing_away(catalogue: Catalogue) -> None:
    counts = dict.fromkeys(_country(1, large=1.0), (40_005, 800_000))
    counts[KORTESSEM, "belgian", "female"] = (3, 60)
    for public in (True, False):
        here = _fed(catalogue, Way(public, regions="sum"))
        frames = _frames(counts, Way(public, regions="sum"), here)
        store = build_store(frames, here, TODAY)
        bare = store.figures.filter(
            COUNTED, pl.col("status") == "shown", pl.col("numerator").is_null()
        )
        assert (HASSELT in bare.get_column("area").to_list()) == public
        assert FLANDERS in bare.get_column("area").to_list()
        assert leaks_in(as_released(store), as_memory([]), here) == ()


def test_a_group_that_is_given_is_better_than_the_sum_of_its_parts(catalogue: Catalogue) -> None:
    """Whichever of the two the file has first."""
    way = Way(known=False)
    here = _fed(catalogue, way)
    counts = dict.fromkeys(_country(1, large=1.0), (400, 8000))
    frame = _frames(counts, way, here)["counts"]
    code = {"belgian": "belgian", "eu": "eu13", "non_eu": "other"}
    detail = frame.with_columns(
        origin_detail=pl.col("origin_group").replace_strict(code, return_dtype=pl.String),
        origin_group=pl.lit(None, pl.String),
    )
    without = detail.filter(pl.col("area") != OLD_HASSELT)
    both = completed(pl.concat([without, frame]).drop("most"), way.sources[0], here)
    store = build_store({"counts": both}, here, TODAY)
    own = store.figures.filter(COUNTED, pl.col("area") == HASSELT, pl.col("indicator") == "WE_10")
    assert set(own.get_column("status")) == {"shown"}
    cubes = build_cubes({"counts": both}, here, TODAY)
    assert (
        sorted(cube.dimensions[0] for cube in cubes) == ["origin_detail"] * 2 + ["origin_group"] * 2
    )


_numbers = st.floats(0, 100, allow_nan=False)


@given(_numbers, _numbers, st.integers(0, 2))
@example(1.15, 1.25, 1)
@example(0.95, 1.05, 1)
@example(2.5, 3.5, 0)
def test_ends_are_alike_only_where_all_between_them_is_displayed_alike(
    one: float, other: float, decimals: int
) -> None:
    least, most = min(one, other), max(one, other)
    ends = pl.DataFrame({"least": [least], "most": [most]})
    (alike,) = ends.select(_alike(pl.col("least"), pl.col("most"), decimals)).to_series()
    if alike:
        assert round_half_up(least, decimals) == round_half_up(most, decimals)
        assert least > 0


@pytest.mark.parametrize("most", [float("inf"), float("nan")])
def test_an_open_end_is_like_no_other(most: float) -> None:
    ends = pl.DataFrame({"least": [most], "most": [most]})
    assert ends.select(_alike(pl.col("least"), pl.col("most"), 1)).to_series().to_list() == [False]

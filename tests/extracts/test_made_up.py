"""The made-up extracts: complete, faultless, consistent, plausible, and the same every time."""

import datetime
import time
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.catalogue.reading import Catalogue
from scan.extracts import made_up
from scan.extracts.chosen import MARKER, Extracts
from scan.extracts.contract import read_extract
from scan.extracts.deliveries import find_extracts
from scan.extracts.made_up import MADE_UP, file_name, is_current, write_made_up
from scan.files import write_bytes, write_text
from scan.status import Status

Frames = dict[str, pl.DataFrame]

REAL_ONLY = {
    *("statbel_population_structure", "statbel_census2021", "pinc_newcomers"),
    *("pinc_newcomers_non_eu", "pinc_youth", "swing_jobseekers", "gsm_survey_2023"),
}
HIDING = tuple(name for name in MADE_UP if name.startswith(("kbi_", "ksz_", "vdab_")))
AT = ["area", "period"]
HERSTAPPE = "73028"
REGIONS = (FLANDERS, BRUSSELS)
NOT_TRAITS = {"source", "area", "period", "population", "indicator", "value", "status"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    made = tmp_path_factory.mktemp("made-up")
    write_made_up(made, catalogue)
    return made


@pytest.fixture(scope="module")
def extracts(folder: Path, catalogue: Catalogue) -> Extracts:
    return find_extracts(folder, catalogue)


@pytest.fixture(scope="module")
def frames(extracts: Extracts, catalogue: Catalogue) -> Frames:
    """The clean frames; a fault in any file ends here with its message."""
    return {
        source: read_extract(catalogue.sources[source], path, catalogue)
        for source, path in extracts.files
    }


def totals(
    frame: pl.DataFrame, by: Iterable[str] = (), population: str = "inhabitants"
) -> pl.DataFrame:
    """Sums of the parts of a population by area, period and ``by``, in one order."""
    counted = frame.filter(pl.col("population") == population)
    traits = [name for name in counted.columns if name not in NOT_TRAITS]
    parts = counted.filter(pl.any_horizontal(pl.col(traits).is_not_null())) if traits else counted
    keys = [*AT, *by]
    return parts.group_by(keys).agg(pl.col("value").sum()).sort(keys)


def same_where_both(left: pl.DataFrame, right: pl.DataFrame) -> int:
    """How many keys two sums share; they must be equal in all of them."""
    keys = [name for name in left.columns if name != "value"]
    joined = left.join(right, on=keys, suffix="_2")
    unequal = joined.filter(pl.col("value") != pl.col("value_2"))
    assert unequal.is_empty(), unequal.head()
    return joined.height


def only(frame: pl.DataFrame, **traits: str) -> pl.DataFrame:
    return frame.filter(*(pl.col(name) == code for name, code in traits.items()))


def region_share(part: pl.DataFrame, whole: pl.DataFrame, nis: str, year: int) -> float:
    def count(frame: pl.DataFrame) -> float:
        codes = pl.col("area").str.starts_with("21")
        inside = codes if nis == BRUSSELS else ~codes
        own = frame.filter(pl.col("period") == year)
        row = own.filter(pl.col("area") == nis)
        return float((row if row.height else own.filter(inside)).get_column("value").sum())

    return count(part) / count(whole)


# --- a whole set ----------------------------------------------------------------------------


def test_every_source_but_the_real_ones_has_a_file(
    extracts: Extracts, catalogue: Catalogue
) -> None:
    assert {source for source, _ in extracts.files} == set(MADE_UP)
    assert set(MADE_UP) == set(catalogue.sources) - REAL_ONLY
    assert extracts.unclaimed == ()
    assert extracts.made_up


def test_every_indicator_is_fed(catalogue: Catalogue) -> None:
    fed = {
        indicator.id
        for indicator in catalogue.indicators.values()
        if any(set(way.use) <= set(MADE_UP) for way in indicator.sources)
    }
    assert fed == set(catalogue.indicators)


def test_file_names_tell_the_years(catalogue: Catalogue) -> None:
    name = file_name(catalogue.sources["statbel_origin"], (2000, 2001, 2025))
    assert name == "statbel_origin_2000_2025.csv"
    assert file_name(catalogue.sources["gsm_on_03"], (2012,)) == "gemeentestadsmonitor_ON_03.csv"


def test_twice_the_same_bytes_in_little_time(
    folder: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    started = time.process_time()
    write_made_up(tmp_path, catalogue)
    assert time.process_time() - started < 60
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert first == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sum(map(len, first.values())) < 60_000_000


def test_an_interrupted_set_is_known_as_made_up_and_as_unfinished(
    folder: Path, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        if len(list(tmp_path.iterdir())) > 2:
            raise OSError(28, "No space left on device")
        write_bytes(path, data)

    monkeypatch.setattr(made_up, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_made_up(tmp_path, catalogue)
    assert find_extracts(tmp_path, catalogue).made_up
    assert not is_current(tmp_path)
    assert is_current(folder)


def test_a_set_of_another_version_is_not_current(tmp_path: Path) -> None:
    assert not is_current(tmp_path)
    write_text(tmp_path / MARKER, '{"made_up": true, "version": 0, "complete": true}')
    assert not is_current(tmp_path)


# --- figures that hang together -------------------------------------------------------------


def test_municipalities_are_those_of_their_time(frames: Frames, catalogue: Catalogue) -> None:
    for name in ("statbel_origin", "ksz_jobs", "kbi_steps", "ibz_voters"):
        for (year,), rows in frames[name].group_by("period"):
            day = datetime.date(int(str(year)), 1, 1)
            expected = {area.nis for area in catalogue.areas.municipalities(None, day)}
            assert set(rows["area"]) - set(REGIONS) == expected


@pytest.mark.parametrize(
    "source",
    [
        "statbel_nationality",
        "statbel_nationality_detail",
        "statbel_nationality_sex_age",
        "statbel_origin_detail",
        "statbel_origin_history",
        "statbel_origin_sex_age",
    ],
)
def test_all_tables_have_the_same_inhabitants(frames: Frames, source: str) -> None:
    shared = same_where_both(totals(frames["statbel_origin"]), totals(frames[source]))
    assert shared == totals(frames[source]).height


def test_totals_are_the_sums_of_their_parts(frames: Frames) -> None:
    for name in ("statbel_origin", "statbel_nationality"):
        trait = "origin_statbel" if name == "statbel_origin" else "nationality"
        stated = frames[name].filter(pl.col(trait).is_null()).select(*AT, "value")
        assert same_where_both(totals(frames[name]), stated) == stated.height


def test_foreigners_are_the_same_everywhere(frames: Frames) -> None:
    foreigners = totals(only(frames["statbel_nationality"], nationality="foreign"))
    detail = frames["statbel_nationality_detail"]
    for other in (
        only(frames["statbel_nationality_sex_age"], nationality="foreign"),
        only(frames["statbel_origin_history"], origin_history="foreign_now"),
        detail.filter(pl.col("nationality_detail") != "belgian"),
        frames["statbel_country"],
    ):
        assert same_where_both(totals(other), foreigners) == totals(other).height


def test_countries_add_up_to_their_groups(frames: Frames, catalogue: Catalogue) -> None:
    groups = catalogue.rollup("country", "nationality_detail")
    countries = frames["statbel_country"].with_columns(
        nationality_detail=pl.col("country").replace_strict(groups)
    )
    by_group = totals(countries, ["nationality_detail"])
    detail = totals(frames["statbel_nationality_detail"], ["nationality_detail"])
    assert same_where_both(by_group, detail) == by_group.height


def test_nationalities_are_the_countries_that_occur(frames: Frames) -> None:
    there = frames["statbel_country"].filter(pl.col("value") > 0)
    number = there.group_by(AT).agg(pl.len().cast(pl.Float64).alias("value"))
    stated = frames["statbel_nationalities"].select(*AT, "value")
    assert same_where_both(number, stated) >= number.height
    region = stated.filter(pl.col("area") == FLANDERS)["value"].min()
    largest = number.filter(~pl.col("area").str.starts_with("21"))["value"].max()
    assert isinstance(region, float)
    assert isinstance(largest, float)
    assert region >= largest


def test_origin_tables_agree(frames: Frames, catalogue: Catalogue) -> None:
    statbel = totals(
        frames["statbel_origin"].with_columns(
            group=pl.col("origin_statbel").replace(
                catalogue.rollup("origin_statbel", "origin_group")
            )
        ),
        ["group"],
    )
    detail = totals(
        frames["statbel_origin_detail"].with_columns(
            group=pl.col("origin_detail_dutch").replace(
                catalogue.rollup("origin_detail_dutch", "origin_group")
            )
        ),
        ["group"],
    )
    assert same_where_both(detail, statbel) == detail.height
    aged = totals(frames["statbel_origin_sex_age"], ["origin"]).rename({"origin": "group"})
    assert same_where_both(only(aged, group="belgian"), statbel) == aged.height / 2


def test_foreign_nationality_is_within_foreign_origin(frames: Frames, catalogue: Catalogue) -> None:
    group = catalogue.rollup("origin_detail_dutch", "origin_detail")
    origin = totals(
        frames["statbel_origin_detail"].with_columns(
            group=pl.col("origin_detail_dutch").replace(group)
        ),
        ["group"],
    )
    now = totals(frames["statbel_nationality_detail"], ["nationality_detail"])
    joined = origin.join(
        now.rename({"nationality_detail": "group"}), on=[*AT, "group"], suffix="_now"
    ).filter(pl.col("group") != "belgian")
    assert joined.height
    assert joined.filter(pl.col("value_now") > pl.col("value")).is_empty()


def test_moves_balance(frames: Frames) -> None:
    moves = frames["statbel_migration"].pivot(on="population", index=AT, values="value")
    came = pl.col("moves_internal_in") + pl.col("moves_external_in")
    left = pl.col("moves_internal_out") + pl.col("moves_external_out")
    assert moves.filter(pl.col("moves_net") != came - left).is_empty()
    assert moves.filter(pl.col("moves_net") < 0).height


def test_tenants_live_among_next_years_inhabitants_of_merged_territory(
    frames: Frames, catalogue: Catalogue
) -> None:
    """Housing is on today's municipalities: their base is what the former ones add up to."""
    today = datetime.date(2025, 1, 1)
    groups = catalogue.rollup("nationality_detail", "nationality_group")
    people = frames["statbel_nationality_detail"].with_columns(
        area=pl.col("area").map_elements(
            lambda nis: catalogue.areas.current(nis, today), return_dtype=pl.String
        ),
        period=pl.col("period") - 1,
        nationality_group=pl.col("nationality_detail").replace(groups),
    )
    base = totals(frames["gsm_wo_12"], ["nationality_group"], "tenant_base")
    towns = base.filter(pl.col("area") != FLANDERS)
    assert same_where_both(towns, totals(people, ["nationality_group"])) == towns.height


def test_mergers_do_not_jump(frames: Frames, catalogue: Catalogue) -> None:
    people = totals(frames["statbel_origin"])
    counts = {(a, p): v for a, p, v in people.iter_rows()}
    for merger in catalogue.areas.mergers:
        year = merger.date.year
        parts = [m.old_nis for m in catalogue.areas.mergers if m.new_nis == merger.new_nis]
        before = sum(counts[nis, year - 1] for nis in parts)
        assert 0.97 < counts[merger.new_nis, year] / before < 1.03


def test_stocks_change_smoothly(frames: Frames) -> None:
    people = totals(frames["statbel_origin"]).sort(AT)
    change = people.with_columns(
        was=pl.col("value").shift(1).over("area"), gap=pl.col("period").diff().over("area")
    ).filter((pl.col("was") > 2000) & (pl.col("gap") == 1) & (pl.col("area") != "11002"))
    ratio = change["value"] / change["was"]
    assert ratio.is_between(0.96, 1.04).all()


# --- work: one count behind all tables ------------------------------------------------------


def bounds(frame: pl.DataFrame, population: str, by: list[str]) -> pl.DataFrame:
    """The least and the most that sums can be, hidden cells being 1 to 4."""
    rows = frame.filter(pl.col("population") == population)
    hidden = pl.col("status") == Status.HIDDEN.value
    return rows.group_by(*AT, *by).agg(
        low=pl.when(hidden).then(1.0).otherwise("value").sum(),
        high=pl.when(hidden).then(4.0).otherwise("value").sum(),
    )


@pytest.mark.parametrize(
    ("population", "first", "second"),
    [
        ("ksz_residents_20_64", "ksz_activity_sex", "ksz_employment_age"),
        ("employed_20_64", "ksz_activity_sex", "ksz_employment_age"),
        ("employed_20_64", "ksz_activity_sex", "ksz_jobs"),
        ("labour_force_15_64", "ksz_activity_sex", "ksz_unemployment_age"),
        ("unemployed_15_64", "ksz_activity_sex", "ksz_unemployment_age"),
        ("ksz_residents_20_64", "ksz_activity_sex", "ksz_activity_detail"),
        ("unemployed_15_64", "ksz_activity_detail", "ksz_unemployment_age"),
    ],
)
def test_tables_on_work_agree(
    frames: Frames, catalogue: Catalogue, population: str, first: str, second: str
) -> None:
    groups = catalogue.rollup("origin_detail", "origin_group")
    sides = []
    for name in (first, second):
        frame = frames[name]
        if "origin_detail" in frame.columns:
            frame = frame.with_columns(origin_group=pl.col("origin_detail").replace(groups))
        sides.append(bounds(frame, population, ["origin_group"]))
    joined = sides[0].join(sides[1], on=[*AT, "origin_group"], suffix="_2")
    assert joined.height == sides[0].height
    apart = (pl.col("low") > pl.col("high_2")) | (pl.col("low_2") > pl.col("high"))
    assert joined.filter(apart).is_empty()
    region = joined.filter(pl.col("area").is_in(REGIONS))
    assert region.filter(pl.col("low") != pl.col("low_2")).is_empty()


def test_the_labour_force_is_who_works_and_who_does_not(frames: Frames) -> None:
    """Of 25–49 and 50–64, which both tables on age have."""
    work, jobless = frames["ksz_employment_age"], frames["ksz_unemployment_age"]
    for age in ("25_49", "50_64"):
        employed = totals(only(work, work_age_20=age), ["origin_group"], "employed_20_64")
        mine = only(jobless, work_age_15=age)
        force = totals(mine, ["origin_group"], "labour_force_15_64")
        unemployed = totals(mine, ["origin_group"], "unemployed_15_64")
        joined = force.join(unemployed, on=[*AT, "origin_group"], suffix="_without")
        left = joined.select(*AT, "origin_group", value=pl.col("value") - pl.col("value_without"))
        regions = pl.col("area").is_in(REGIONS)
        assert same_where_both(left.filter(regions), employed.filter(regions)) == 2 * 3 * 12


def test_regions_hold_what_the_supplier_hides(frames: Frames, catalogue: Catalogue) -> None:
    for name in HIDING:
        frame = frames[name]
        traits = [column for column in frame.columns if column not in NOT_TRAITS]
        keys = ["period", "population", *traits]
        inside = {FLANDERS: ~pl.col("area").str.starts_with("21")}
        if BRUSSELS in catalogue.sources[name].coverage:
            inside[BRUSSELS] = pl.col("area").str.starts_with("21")
        for nis, within in inside.items():
            own = frame.filter(pl.col("area") == nis).select(*keys, "value")
            towns = frame.filter(within & ~pl.col("area").is_in(REGIONS))
            hidden = pl.col("status") == Status.HIDDEN.value
            gone = pl.col("status") == Status.NOT_AVAILABLE.value
            sums = towns.group_by(keys).agg(
                low=pl.when(hidden).then(1.0).otherwise("value").sum(),
                high=pl.when(hidden).then(4.0).otherwise("value").sum(),
                gaps=gone.any(),
            )
            joined = own.join(sums, on=keys, nulls_equal=True).filter(~pl.col("gaps"))
            assert joined.height
            within_bounds = pl.col("value").is_between(pl.col("low"), pl.col("high"))
            assert joined.filter(~within_bounds).is_empty(), name


# --- trouble on purpose ---------------------------------------------------------------------


def test_small_counts_are_hidden_where_the_supplier_hides(frames: Frames) -> None:
    for name, frame in frames.items():
        hidden = frame.filter(pl.col("status") == Status.HIDDEN.value)
        assert bool(hidden.height) == (name in HIDING), name
        if name in HIDING:
            towns = frame.filter(~pl.col("area").is_in(REGIONS))
            assert towns.filter(pl.col("value").is_between(1, 4)).is_empty()
            assert towns.filter(pl.col("value") == 0).height


def test_a_few_figures_are_missing(frames: Frames) -> None:
    gone = {
        name: frame.filter(pl.col("status") == Status.NOT_AVAILABLE.value)
        for name, frame in frames.items()
    }
    lacking = {name: rows for name, rows in gone.items() if rows.height}
    assert set(lacking) == {"ksz_staff", "gsm_ar_04"}
    staff = lacking["ksz_staff"]
    assert staff.filter(pl.col("period") == 2017)["area"].n_unique() == 5
    assert not set(staff["area"]) & set(REGIONS)


def test_tiny_groups_reach_zero_and_all(frames: Frames) -> None:
    arrived = frames["gsm_on_39"].pivot(on="home_language", index=AT, values="value")
    assert arrived.filter((pl.col("dutch") == 0) & (pl.col("other") > 0)).height
    leavers = frames["gsm_on_32"]
    without = leavers.filter(pl.col("qualification") == "unqualified")
    every = leavers.filter(pl.col("qualification").is_null())
    joined = without.join(every, on=[*AT, "home_language"], suffix="_all")
    assert joined.filter((pl.col("value") == 0) & (pl.col("value_all") > 0)).height


def test_herstappe_is_tiny_and_never_surveyed(frames: Frames) -> None:
    people = totals(frames["statbel_origin"]).filter(pl.col("area") == HERSTAPPE)
    assert people["value"].is_between(60, 100).all()
    assert HERSTAPPE not in set(frames["gsm_survey"]["area"])
    assert HERSTAPPE not in set(frames["gsm_survey_answers"]["area"])


# --- plausible ------------------------------------------------------------------------------


def test_flanders_and_brussels_are_plausible(frames: Frames) -> None:
    people = totals(frames["statbel_origin"])
    foreign = totals(frames["statbel_origin"].filter(pl.col("origin_statbel") != "belgian"))
    foreigners = totals(only(frames["statbel_nationality"], nationality="foreign"))
    now = people.filter(pl.col("period") == 2025)
    flemish = now.filter(~pl.col("area").str.starts_with("21"))
    assert 6_700_000 < flemish["value"].sum() < 6_900_000
    assert 15_000 < float(flemish["value"].quantile(0.5) or 0) < 19_000
    assert 0.13 < region_share(foreign, people, FLANDERS, 2000) < 0.17
    assert 0.26 < region_share(foreign, people, FLANDERS, 2025) < 0.30
    assert 0.72 < region_share(foreign, people, BRUSSELS, 2025) < 0.79
    assert 0.10 < region_share(foreigners, people, FLANDERS, 2025) < 0.12
    antwerp = now.filter(pl.col("area") == "11002")["value"].item()
    mechelen = now.filter(pl.col("area") == "12025")["value"].item()
    assert 540_000 < antwerp < 590_000
    assert 85_000 < mechelen < 95_000


@pytest.mark.parametrize(
    ("group", "employment", "unemployment"),
    [
        ("belgian", (0.76, 0.80), (0.02, 0.04)),
        ("eu", (0.68, 0.75), (0.05, 0.08)),
        ("non_eu", (0.58, 0.66), (0.10, 0.14)),
    ],
)
def test_work_is_plausible(
    frames: Frames,
    group: str,
    employment: tuple[float, float],
    unemployment: tuple[float, float],
) -> None:
    work = only(frames["ksz_activity_sex"], origin_group=group)

    def rate(part: str, whole: str, year: int) -> float:
        sums = [totals(work, population=population) for population in (part, whole)]
        return region_share(sums[0], sums[1], FLANDERS, year)

    at_work = rate("employed_20_64", "ksz_residents_20_64", 2023)
    assert employment[0] < at_work < employment[1]
    assert at_work > rate("employed_20_64", "ksz_residents_20_64", 2012) + 0.03
    jobless = rate("unemployed_15_64", "labour_force_15_64", 2023)
    assert unemployment[0] < jobless < unemployment[1]


def test_home_language_goes_with_origin(frames: Frames) -> None:
    pupils = totals(frames["gsm_on_03"], population="pupils_nursery")
    other = only(frames["gsm_on_03"], home_language="other")
    share = region_share(other, pupils, FLANDERS, 2024)
    assert 0.23 < share < 0.29
    people = totals(frames["statbel_origin"]).filter(pl.col("period") == 2025)
    foreign = totals(frames["statbel_origin"].filter(pl.col("origin_statbel") != "belgian"))
    both = (
        pupils.filter(pl.col("period") == 2024)
        .join(other.filter(pl.col("period") == 2024), on="area", suffix="_other")
        .join(people, on="area", suffix="_people")
        .join(foreign.filter(pl.col("period") == 2025), on="area", suffix="_foreign")
        .select(
            language=pl.col("value_other") / pl.col("value"),
            origin=pl.col("value_foreign") / pl.col("value_people"),
        )
    )
    assert both.select(pl.corr("language", "origin")).item() > 0.85


# --- survey ---------------------------------------------------------------------------------


def test_survey_answers_add_up_to_a_hundred(frames: Frames, catalogue: Catalogue) -> None:
    survey = frames["gsm_survey"]
    assert survey.filter(pl.col("value") != pl.col("value").floor()).is_empty()
    items = [
        dimension
        for indicator in catalogue.indicators.values()
        if indicator.survey
        for dimension in indicator.within
    ]
    keys = [*AT, "indicator", *dict.fromkeys(items)]
    whole = survey.filter(pl.col("indicator") != "SA_S_07")
    sums = whole.group_by(keys).agg(pl.col("value").sum())
    assert sums["value"].is_between(99, 101).all()


def test_survey_editions(frames: Frames, catalogue: Catalogue) -> None:
    asked = frames["gsm_survey"].group_by("indicator").agg(pl.col("period").unique().sort())
    editions = {code: tuple(years) for code, years in asked.iter_rows()}
    surveys = [indicator for indicator in catalogue.indicators.values() if indicator.survey]
    assert editions == {i.id: i.survey.editions for i in surveys if i.survey}
    likeable = only(frames["gsm_survey"], statement="likeable")
    assert set(likeable["period"]) == {2017, 2020}
    assert frames["gsm_survey"].filter(pl.col("period") == 2023)["area"].n_unique() == 300


def test_numbers_of_answers(frames: Frames) -> None:
    answers = frames["gsm_survey_answers"]
    towns = answers.filter(pl.col("area") != FLANDERS)
    newest = towns.filter(pl.col("period") == 2023)["value"]
    assert newest.len() == 299
    assert newest.is_between(60, 3000).all()
    assert 400 < float(newest.quantile(0.5) or 0) < 500
    assert 1 <= newest.filter(newest < 100).len() <= 6
    assert 5 <= newest.filter((newest >= 100) & (newest < 200)).len() <= 25
    region = answers.filter((pl.col("area") == FLANDERS) & (pl.col("period") == 2023))
    assert region["value"].item() == newest.sum()


@pytest.mark.parametrize(
    ("traits", "low", "median", "high"),
    [
        ({"indicator": "SA_S_27", "attitude": "positive"}, 24, 30, 40),
        ({"statement": "live_together", "agreement": "agree"}, 46, 56, 66),
        ({"statement": "enrichment", "agreement": "agree"}, 35, 41, 52),
        ({"statement": "activities", "agreement": "agree"}, 48, 55, 62),
        ({"statement": "neighbours", "agreement": "agree"}, 16, 21, 26),
        ({"statement": "too_many", "agreement": "agree"}, 12, 23, 42),
        ({"friend_item": "non_belgian", "friend_count": "gt_10"}, 8, 14, 26),
    ],
)
def test_opinions_spread_as_they_do(
    frames: Frames, traits: dict[str, str], low: int, median: int, high: int
) -> None:
    """Deciles and median of published editions, give or take a few per cents."""
    found = only(frames["gsm_survey"], **traits).filter(
        (pl.col("period") == 2023) & (pl.col("area") != FLANDERS)
    )["value"]
    for level, expected, slack in ((0.1, low, 5), (0.5, median, 4), (0.9, high, 6)):
        assert abs(float(found.quantile(level) or 0) - expected) <= slack

"""The made-up extracts: complete, faultless, consistent, plausible, and the same every time."""

import datetime
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.areas import BRUSSELS, FLANDERS, Area
from scan.catalogue.reading import Catalogue
from scan.extracts import made_up
from scan.extracts.chosen import MARKER, Extracts
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.extracts.made_up import MADE_UP, REGISTER, file_name, is_current, write_made_up
from scan.files import write_bytes, write_text
from scan.status import Status

Frames = dict[str, pl.DataFrame]

REAL_ONLY = {
    *("statbel_population_structure", "statbel_census2021", "pinc_newcomers"),
    *("pinc_newcomers_non_eu", "pinc_youth", "swing_jobseekers", "gsm_survey_2023"),
}
HIDING = ("kbi_newcomers",)
"""The sources with a sign in place of a small count."""
FEWER_TOWNS = ("gsm_lo_28", "gsm_lo_29")
"""The sources without the municipalities that merged in 2019."""
AT = ["area", "period"]
HERSTAPPE = "73028"
REGIONS = (FLANDERS, BRUSSELS)
SEXES = ("male", "female")
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
    return load_extracts(extracts, catalogue)


def totals(
    frame: pl.DataFrame, by: Iterable[str] = (), population: str = "inhabitants"
) -> pl.DataFrame:
    """Sums of the parts of a population by area, period and ``by``, in one order."""
    counted = frame.filter(pl.col("population") == population)
    traits = [name for name in counted.columns if name not in NOT_TRAITS]
    parts = counted.filter(pl.any_horizontal(pl.col(traits).is_not_null())) if traits else counted
    keys = [*AT, *by]
    return parts.group_by(keys).agg(pl.col("value").sum()).sort(keys)


def stated(frame: pl.DataFrame, population: str, *kept: str) -> pl.DataFrame:
    """Counts that say nothing of any trait but those that are kept."""
    traits = [name for name in frame.columns if name not in NOT_TRAITS]
    others = [pl.col(name).is_null() for name in traits if name not in kept]
    mine = [pl.col(name).is_not_null() for name in kept]
    rows = frame.filter(pl.col("population") == population, *others, *mine)
    return rows.select(*AT, *kept, pl.col("value")).sort(*AT, *kept)


def summed(counts: pl.DataFrame, *kept: str) -> pl.DataFrame:
    """Counts added up over the traits that are not kept."""
    return counts.group_by(*AT, *kept).agg(pl.col("value").sum()).sort(*AT, *kept)


def same_where_both(left: pl.DataFrame, right: pl.DataFrame) -> int:
    """How many keys two sums share; they must be equal in all of them."""
    keys = [name for name in left.columns if name != "value"]
    joined = left.join(right, on=keys, suffix="_2")
    unequal = joined.filter(pl.col("value") != pl.col("value_2"))
    assert unequal.is_empty(), unequal.head()
    return joined.height


def the_same(left: pl.DataFrame, right: pl.DataFrame) -> None:
    """Two sums are equal, and one of them has no key that the other lacks."""
    assert left.height
    assert same_where_both(left, right) == left.height == right.height


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
    assert file_name(catalogue.sources["gsm_survey"], (2017, 2023)) == (
        "gemeentestadsmonitor_survey_2017_2023.xlsx"
    )


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


@pytest.fixture(scope="module")
def on_2019(catalogue: Catalogue) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """What turns counts on the municipalities of their time into those of 2019, with regions."""
    day = datetime.date(2019, 1, 1)

    def turned(counts: pl.DataFrame) -> pl.DataFrame:
        before = counts.filter(pl.col("period") < 2025)
        codes = {nis: catalogue.areas.current(nis, day) for nis in before["area"].unique()}
        towns = before.with_columns(pl.col("area").replace_strict(codes))
        inside = pl.col("area").str.starts_with("21")
        regions = towns.with_columns(
            area=pl.when(inside).then(pl.lit(BRUSSELS)).otherwise(pl.lit(FLANDERS))
        )
        kept = [name for name in counts.columns if name not in (*AT, "value")]
        return summed(pl.concat([towns, regions]), *kept)

    return turned


Turn = Callable[[pl.DataFrame], pl.DataFrame]


def test_municipalities_are_those_of_their_time(frames: Frames, catalogue: Catalogue) -> None:
    for name in ("statbel_origin", "kbi_newcomers"):
        for (year,), rows in frames[name].group_by("period"):
            day = datetime.date(int(str(year)), 1, 1)
            expected = {area.nis for area in catalogue.areas.municipalities(None, day)}
            assert set(rows["area"]) - set(REGIONS) == expected


def test_tabs_are_on_the_municipalities_of_2019(frames: Frames, catalogue: Catalogue) -> None:
    day = datetime.date(2019, 1, 1)
    for name in REGISTER:
        source, frame = catalogue.sources[name], frames[name]
        inside = {area.nis for region in source.coverage for area in _towns(catalogue, region, day)}
        assert set(frame["area"]) <= inside | set(source.coverage), name
        assert set(source.coverage) <= set(frame["area"]), name
    everywhere = {area.nis for area in catalogue.areas.municipalities(None, day)} | set(REGIONS)
    for _, rows in frames["gsm_de_37"].group_by("period"):
        assert set(rows["area"]) == everywhere


def _towns(catalogue: Catalogue, region: str, day: datetime.date) -> tuple[Area, ...]:
    return catalogue.areas.municipalities(region, day)


@pytest.mark.parametrize(
    "source", ["statbel_nationality", "statbel_nationality_sex_age", "statbel_origin_detail"]
)
def test_open_tables_have_the_same_inhabitants(frames: Frames, source: str) -> None:
    shared = same_where_both(totals(frames["statbel_origin"]), totals(frames[source]))
    assert shared == totals(frames[source]).height


@pytest.mark.parametrize(
    ("source", "by"),
    [
        *((f"gsm_de_{number}", "") for number in (23, 29, 37, 43, 46, 47, 55, 58, 61, 73)),
        *(("gsm_de_38", "sex"), ("gsm_de_44", "sex")),
        *(("gsm_de_39", "age_group"), ("gsm_de_45", "age_group")),
    ],
)
def test_tabs_have_the_same_inhabitants(
    frames: Frames, on_2019: Turn, source: str, by: str
) -> None:
    whole = stated(frames[source], "inhabitants", *filter(None, [by]))
    people = on_2019(totals(frames["statbel_origin"]))
    counted = summed(whole)
    assert same_where_both(counted, people) == counted.height


def test_totals_are_the_sums_of_their_parts(frames: Frames) -> None:
    for name in ("statbel_origin", "statbel_nationality"):
        trait = "origin_statbel" if name == "statbel_origin" else "nationality"
        told = frames[name].filter(pl.col(trait).is_null()).select(*AT, "value")
        assert same_where_both(totals(frames[name]), told) == told.height


def test_foreigners_are_the_same_everywhere(frames: Frames, on_2019: Turn) -> None:
    foreign = totals(only(frames["statbel_nationality"], nationality="foreign"))
    aged = totals(only(frames["statbel_nationality_sex_age"], nationality="foreign"))
    assert same_where_both(aged, foreign) == aged.height
    register = on_2019(foreign)
    for counts in (
        summed(stated(frames["gsm_de_44"], "inhabitants", "nationality", "sex")),
        summed(stated(frames["gsm_de_45"], "inhabitants", "nationality", "age_group")),
        summed(stated(frames["gsm_de_47"], "inhabitants", "nationality_group")),
        summed(stated(frames["gsm_de_47"], "inhabitants", "nationality_detail")),
        summed(only(frames["gsm_de_41"], origin_history="foreign_now")),
    ):
        assert same_where_both(counts, register) == counts.height > 3000


def test_groups_of_nationalities_are_the_six_added_up(frames: Frames, catalogue: Catalogue) -> None:
    until = {"gsm_de_47": 2022, "gsm_on_37": 2020}
    for name, population in (("gsm_de_47", "inhabitants"), ("gsm_on_37", "adult_learners")):
        groups = catalogue.rollup("nationality_detail", "nationality_group")
        fine = stated(frames[name], population, "nationality_detail").with_columns(
            nationality_group=pl.col("nationality_detail").replace_strict(groups)
        )
        three = stated(frames[name], population, "nationality_group")
        right = pl.col("period") <= until[name]
        added = summed(fine.filter(pl.col("nationality_detail") != "belgian"), "nationality_group")
        foreign = three.filter(pl.col("nationality_group") != "belgian")
        the_same(added.filter(right), foreign.filter(right))


def test_the_largest_nationalities_are_named(frames: Frames) -> None:
    """Five, or more where the last ones are as large; nobody when there are no foreigners."""
    named = stated(frames["gsm_de_46"], "inhabitants", "country")
    number = named.group_by(AT).agg(n=pl.len(), least=pl.col("value").min())
    assert number["least"].min() == 1
    assert int(number["n"].max() or 0) > 5
    assert number.filter(pl.col("area").is_in(REGIONS))["n"].unique().to_list() == [5]
    dutch = only(named, country="nl").group_by("period").len()
    assert dutch["len"].min() or 0 > 300
    different = stated(frames["gsm_de_48"], "nationalities")
    joined = number.join(different, on=AT)
    assert joined.filter(pl.col("n") > pl.col("value")).is_empty()


def test_origin_is_the_same_everywhere(frames: Frames, catalogue: Catalogue, on_2019: Turn) -> None:
    group = catalogue.rollup("origin_statbel", "origin_group")
    detail = catalogue.rollup("origin_detail_dutch", "origin_group")
    statbel = totals(
        frames["statbel_origin"].with_columns(group=pl.col("origin_statbel").replace(group)),
        ["group"],
    )
    fine = totals(
        frames["statbel_origin_detail"].with_columns(
            group=pl.col("origin_detail_dutch").replace(detail)
        ),
        ["group"],
    )
    assert same_where_both(fine, statbel) == fine.height
    foreign = on_2019(summed(statbel.filter(pl.col("group") != "belgian")))
    for counts in (
        stated(frames["gsm_de_41"], "inhabitants", "origin").drop("origin"),
        summed(stated(frames["gsm_de_41"], "inhabitants", "origin_history")),
        summed(stated(frames["gsm_de_38"], "inhabitants", "origin", "sex")),
        summed(stated(frames["gsm_de_39"], "inhabitants", "origin", "age_group")),
    ):
        assert same_where_both(counts, foreign) == counts.height > 3000
    named = only(frames["statbel_origin_detail"], origin_detail_dutch="dutch")
    dutch = on_2019(named.select(*AT, "value"))
    without = stated(frames["gsm_de_37"], "inhabitants", "origin_dutch").drop("origin_dutch")
    joined = without.join(dutch, on=AT, suffix="_dutch").join(foreign, on=AT, suffix="_all")
    gone = pl.col("value") + pl.col("value_dutch") != pl.col("value_all")
    assert joined.height == without.height
    assert joined.filter(gone).is_empty()


def test_moves_balance(frames: Frames) -> None:
    def moves(*kinds: tuple[int, str]) -> pl.DataFrame:
        counts = [stated(frames[f"gsm_de_{number}"], f"moves_{kind}") for number, kind in kinds]
        return summed(pl.concat(counts))

    came = moves((23, "internal_in"), (28, "external_in"))
    left = moves((24, "internal_out"), (29, "external_out"))
    net = moves((73, "net"))
    joined = came.join(left, on=AT, suffix="_left").join(net, on=AT, suffix="_net")
    assert joined.height == net.height
    balance = pl.col("value") - pl.col("value_left")
    assert joined.filter(pl.col("value_net") != balance).is_empty()
    assert net.filter(pl.col("value") < 0).height


def test_newcomers_are_the_same_everywhere(frames: Frames, on_2019: Turn) -> None:
    fine = frames["gsm_de_51"].with_columns(
        newcomer_age=pl.coalesce("newcomer_age", "newcomer_age_coarse"), newcomer_age_coarse=None
    )
    splits = {
        "sex": frames["gsm_de_50"],
        "newcomer_age": fine,
        "newcomer_nationality": frames["gsm_de_52"],
        "target_group": frames["gsm_de_53"],
        "residence_reason": frames["gsm_de_54"],
    }
    whole = stated(frames["gsm_de_50"], "newcomers")
    for trait, frame in splits.items():
        the_same(stated(frame, "newcomers"), whole)
        the_same(summed(stated(frame, "newcomers", trait)), whole)
    own = frames["kbi_newcomers"].filter(pl.col("value").is_not_null())
    shown = on_2019(own.filter(~pl.col("area").is_in(REGIONS)).select(*AT, "value"))
    towns = whole.filter(~pl.col("area").is_in(REGIONS))
    joined = towns.join(shown, on=AT, suffix="_own")
    assert joined.height > 3000
    assert joined.filter(pl.col("value") < pl.col("value_own")).is_empty()
    regions = whole.filter(pl.col("area").is_in(REGIONS))
    assert same_where_both(regions, own.select(*AT, "value")) == regions.height


def test_steps_are_parts_of_the_step_before(frames: Frames) -> None:
    steps = {61: "signups", 58: "contracts", 55: "certificates"}
    before = stated(frames["gsm_de_50"], "newcomers")
    for number, name in steps.items():
        whole = stated(frames[f"gsm_de_{number}"], name)
        joined = whole.join(before, on=AT, suffix="_before")
        assert joined.filter(pl.col("value") > pl.col("value_before")).is_empty()
        there = whole.filter(pl.col("value") > 0)
        the_same(stated(frames[f"gsm_de_{number + 1}"], name), there)
        the_same(summed(stated(frames[f"gsm_de_{number + 1}"], name, "target_group")), there)
        by_nationality = frames[f"gsm_de_{number + 2}"]
        if "nationality_eu_plus" in by_nationality.columns:
            by_nationality = by_nationality.with_columns(
                newcomer_nationality=pl.coalesce("newcomer_nationality", "nationality_eu_plus"),
                nationality_eu_plus=None,
            )
        the_same(summed(stated(by_nationality, name, "newcomer_nationality")), there)
        before = whole


def test_tenants_live_among_the_inhabitants_of_the_same_year(frames: Frames) -> None:
    base = stated(frames["gsm_wo_12"], "tenant_base", "nationality_group")
    people = stated(frames["gsm_de_47"], "inhabitants", "nationality_group")
    foreign = base.filter(pl.col("nationality_group") != "belgian")
    assert same_where_both(foreign, people) == foreign.height
    everyone = stated(frames["gsm_de_47"], "inhabitants")
    counted = summed(base)
    assert same_where_both(counted, everyone) == counted.height


def test_jobseekers_are_the_same_everywhere(frames: Frames) -> None:
    whole = stated(frames["gsm_we_21"], "jobseekers", "origin_vdab")
    for name, trait in (("gsm_we_17", "schooling"), ("gsm_we_18", "jobseeker_age")):
        the_same(
            summed(stated(frames[name], "jobseekers", "origin_vdab", trait), "origin_vdab"), whole
        )
    the_same(stated(frames["gsm_we_22"], "jobseekers", "origin_vdab"), whole)
    long = stated(frames["gsm_we_21"], "jobseekers", "origin_vdab", "duration_group")
    longer = stated(frames["gsm_we_22"], "jobseekers", "origin_vdab", "duration")
    joined = long.join(longer, on=[*AT, "origin_vdab"], suffix="_2")
    assert joined.height == whole.height
    assert joined.filter(pl.col("value_2") > pl.col("value")).is_empty()


def test_regions_are_the_sums_of_what_is_shown_or_more(
    frames: Frames, catalogue: Catalogue
) -> None:
    for name in REGISTER:
        source, frame = catalogue.sources[name], frames[name]
        if name == "gsm_de_48" or any(value.indicator for value in source.values):
            continue
        traits = [column for column in frame.columns if column not in NOT_TRAITS]
        keys = ["area", "period", "population", *traits]
        inside = pl.col("area").str.starts_with("21")
        towns = frame.filter(~pl.col("area").is_in(REGIONS)).with_columns(
            area=pl.when(inside).then(pl.lit(BRUSSELS)).otherwise(pl.lit(FLANDERS))
        )
        sums = towns.group_by(keys).agg(pl.col("value").sum())
        own = frame.filter(pl.col("area").is_in(REGIONS))
        joined = own.join(sums, on=keys, nulls_equal=True, suffix="_sum")
        more = pl.col("value") > pl.col("value_sum")
        assert joined.filter(pl.col("value") < pl.col("value_sum")).is_empty(), name
        if name == "gsm_de_46":
            continue
        assert bool(joined.filter(more).height) == (source.absent == "hidden"), name


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


WORK = {
    "unemployed_15_64": (("gsm_we_10", "sex"), ("gsm_we_11", "work_age_15")),
    "labour_force_15_64": (("gsm_we_10", "sex"), ("gsm_we_11", "work_age_15")),
    "ksz_residents_20_64": (("gsm_we_03", "sex"), ("gsm_we_04", "work_age_20")),
    "employed_20_64": (
        *(("gsm_we_03", "sex"), ("gsm_we_04", "work_age_20")),
        ("gsm_we_23", "work_status"),
    ),
    "employees_20_64": (
        *(("gsm_we_24", "regime"), ("gsm_we_25", "wage_class")),
        ("gsm_we_26", "sector"),
    ),
}


@pytest.mark.parametrize("population", sorted(WORK))
@pytest.mark.parametrize("origin", ["origin_group", "origin_detail"])
def test_tables_on_work_agree(frames: Frames, population: str, origin: str) -> None:
    """In the regions, of which nothing is left out."""
    sides = [
        summed(stated(frames[name], population, origin, trait), origin).filter(
            pl.col("area").is_in(REGIONS)
        )
        for name, trait in WORK[population]
    ]
    for other in sides[1:]:
        the_same(sides[0], other)


def test_groups_of_origin_are_the_six_added_up(frames: Frames, catalogue: Catalogue) -> None:
    groups = catalogue.rollup("origin_detail", "origin_group")
    for population, ((name, trait), *_) in WORK.items():
        fine = stated(frames[name], population, "origin_detail", trait).with_columns(
            origin_group=pl.col("origin_detail").replace_strict(groups)
        )
        three = stated(frames[name], population, "origin_group", trait)
        here = pl.col("area").is_in(REGIONS)
        the_same(summed(fine.filter(here), "origin_group", trait), three.filter(here))


def test_employees_are_workers(frames: Frames) -> None:
    workers = only(frames["gsm_we_23"], work_status="employee").select(*AT, "origin_group", "value")
    all_of_them = stated(frames["gsm_we_26"], "employees_20_64", "origin_group")
    shared = workers.filter(pl.col("origin_group").is_not_null())
    assert same_where_both(shared, all_of_them) > 1000


# --- trouble on purpose ---------------------------------------------------------------------


def test_small_counts_are_hidden_where_the_supplier_hides(
    frames: Frames, catalogue: Catalogue
) -> None:
    for name, frame in frames.items():
        hidden = frame.filter(pl.col("status") == Status.HIDDEN.value)
        left_out = catalogue.sources[name].absent == "hidden"
        assert bool(hidden.height) == (left_out or name in HIDING), name
        if name in HIDING:
            towns = frame.filter(~pl.col("area").is_in(REGIONS))
            assert towns.filter(pl.col("value").is_between(1, 4)).is_empty()


def test_rows_with_small_counts_are_left_out(frames: Frames, catalogue: Catalogue) -> None:
    for name in REGISTER:
        source = catalogue.sources[name]
        if source.absent != "hidden":
            continue
        counted = source.values[0].population
        towns = frames[name].filter(~pl.col("area").is_in(REGIONS), pl.col("population") == counted)
        assert towns["value"].min() == source.minimum, name


def test_a_divided_group_is_shown_with_all_its_parts_or_not_at_all(frames: Frames) -> None:
    for name, trait, parts in (
        *(("gsm_we_23", "work_status", 2), ("gsm_we_24", "regime", 3)),
        *(("gsm_we_25", "wage_class", 4), ("gsm_we_26", "sector", 4)),
    ):
        rows = frames[name].filter(pl.col(trait).is_not_null(), pl.col("value").is_not_null())
        groups = rows.group_by(*AT, "origin_group", "origin_detail").len()
        assert groups["len"].unique().to_list() == [parts], name
        assert groups["area"].n_unique() < 321


def test_a_few_figures_are_missing(frames: Frames, catalogue: Catalogue) -> None:
    gone = {
        name: frame.filter(pl.col("status") == Status.NOT_AVAILABLE.value)
        for name, frame in frames.items()
        if name not in catalogue.sources or not catalogue.sources[name].adds_shown_parts
    }
    lacking = {name: rows for name, rows in gone.items() if rows.height}
    assert set(lacking) == {"gsm_lo_23", "gsm_ar_04"}
    staff = lacking["gsm_lo_23"]
    assert set(staff["period"]) == {2017}
    assert 5 <= staff["area"].n_unique() <= 10
    assert not set(staff["area"]) & set(REGIONS)


def test_voters_lack_the_municipalities_that_merged(frames: Frames, catalogue: Catalogue) -> None:
    merged = {m.new_nis for m in catalogue.areas.mergers if m.date.year == 2019}
    for name in FEWER_TOWNS:
        there = set(frames[name]["area"])
        assert not there & merged
        assert len(there) == 300 - len(merged) + 19 + len(REGIONS)


def test_tiny_groups_reach_zero_and_all(frames: Frames) -> None:
    arrived = frames["gsm_on_39"].pivot(on="home_language_unknown", index=AT, values="value")
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
    there = frames["gsm_de_50"].filter(pl.col("area") == HERSTAPPE)
    assert there["period"].n_unique() < frames["gsm_de_50"]["period"].n_unique()


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


def flemish(frame: pl.DataFrame, population: str, year: int, **traits: str) -> float:
    """A count in the Flemish row."""
    rows = stated(frame, population, *traits).filter(
        pl.col("area") == FLANDERS, pl.col("period") == year
    )
    return float(only(rows, **traits)["value"].sum())


@pytest.mark.parametrize(
    ("group", "employment", "unemployment"),
    [
        ("belgian", (0.74, 0.80), (0.02, 0.03)),
        ("eu", (0.66, 0.75), (0.04, 0.055)),
        ("non_eu", (0.58, 0.67), (0.075, 0.095)),
    ],
)
def test_work_is_plausible(
    frames: Frames,
    group: str,
    employment: tuple[float, float],
    unemployment: tuple[float, float],
) -> None:
    def rate(name: str, part: str, whole: str, year: int) -> float:
        parts, wholes = (
            sum(flemish(frames[name], each, year, origin_group=group, sex=sex) for sex in SEXES)
            for each in (part, whole)
        )
        return parts / wholes

    at_work = rate("gsm_we_03", "employed_20_64", "ksz_residents_20_64", 2020)
    assert employment[0] < at_work < employment[1]
    assert at_work > rate("gsm_we_03", "employed_20_64", "ksz_residents_20_64", 2014) + 0.01
    jobless = rate("gsm_we_10", "unemployed_15_64", "labour_force_15_64", 2020)
    assert unemployment[0] < jobless < unemployment[1]


@pytest.mark.parametrize(
    ("source", "part", "whole", "year", "traits", "real"),
    [
        ("gsm_on_15", "pupils_primary", "", 2021, {"home_language": "other"}, 0.203),
        (
            "gsm_wo_12",
            "social_tenants",
            "tenant_base",
            2020,
            {"nationality_group": "non_eu"},
            0.054,
        ),
        ("gsm_lo_29", "voters_registered", "voters_potential", 2018, {}, 0.112),
        ("gsm_de_41", "inhabitants", "", 2022, {"origin_history": "became_belgian"}, 0.311),
        ("gsm_de_53", "newcomers", "", 2021, {"target_group": "entitled"}, 0.763),
        ("gsm_de_59", "contracts", "", 2021, {"target_group": "obliged"}, 0.484),
        ("gsm_ar_14", "living_wage", "ksz_residents", 2020, {"origin_group": "non_eu"}, 0.0335),
        ("gsm_we_26", "employees_20_64", "", 2020, {"sector": "tertiary"}, 0.45),
    ],
)
def test_levels_are_near_the_real_ones(
    frames: Frames,
    source: str,
    part: str,
    whole: str,
    year: int,
    traits: dict[str, str],
    real: float,
) -> None:
    """The Flemish figures of the supplier, give or take a third."""
    frame = frames[source]
    if whole:
        share = flemish(frame, part, year, **traits) / flemish(frame, whole, year, **traits)
    else:
        (trait, code) = next(iter(traits.items()))
        rows = frame.filter(
            pl.col("area") == FLANDERS,
            pl.col("period") == year,
            pl.col("population") == part,
            pl.col(trait).is_not_null(),
        )
        share = float(only(rows, **{trait: code})["value"].sum() / rows["value"].sum())
    assert 0.67 * real < share < 1.4 * real


def test_home_language_goes_with_origin(frames: Frames, on_2019: Turn) -> None:
    pupils = stated(frames["gsm_on_03"], "pupils_nursery")
    other = only(frames["gsm_on_03"], home_language="other").select(*AT, "value")
    people = on_2019(totals(frames["statbel_origin"]))
    foreign = stated(frames["gsm_de_41"], "inhabitants", "origin").drop("origin")
    both = (
        pupils.join(other, on=AT, suffix="_other")
        .join(people, on=AT, suffix="_people")
        .join(foreign, on=AT, suffix="_foreign")
        .filter(pl.col("period") == 2021)
        .select(
            "area",
            language=pl.col("value_other") / pl.col("value"),
            origin=pl.col("value_foreign") / pl.col("value_people"),
        )
    )
    region = both.filter(pl.col("area") == FLANDERS)["language"].item()
    assert 0.20 < region < 0.27
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

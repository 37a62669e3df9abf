"""The supplier's register workbooks as they are delivered: every sheet that feeds an indicator.

Years, municipalities and categories are those that were counted in the workbooks by other means.
"""

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.absent import completed
from scan.extracts.contract import Checked, examine_all
from scan.extracts.deliveries import find_extracts
from scan.extracts.figures import dimensions_of
from scan.extracts.frames import MOST
from scan.extracts.recognising import identify
from scan.status import Status
from tests.extracts.support import REAL

FOLDER = REAL / "gsm_register"
WORKBOOKS = ("GSM_register_Integratie.xlsx", "GSM_register_Armoede.xlsx")
FLANDERS, MECHELEN = "02000", "12025"

pytestmark = pytest.mark.skipif(
    not all((FOLDER / name).is_file() for name in WORKBOOKS),
    reason=f"no register workbooks in {FOLDER}; set SCAN_REAL_EXTRACTS",
)

TABS: dict[str, tuple[int, int, int]] = {
    **dict.fromkeys(("de_23", "de_24", "de_28", "de_29", "de_73"), (2000, 2021, 300)),
    **dict.fromkeys(("de_37", "de_41", "de_43", "de_44", "de_45"), (2000, 2022, 300)),
    **dict.fromkeys(("de_46", "de_48"), (2000, 2022, 300)),
    "de_47": (2011, 2022, 300),
    **dict.fromkeys(("de_50", "de_51", "de_52", "de_54"), (2010, 2021, 299)),
    "de_53": (2011, 2021, 299),
    **dict.fromkeys(("de_55", "de_58", "de_61"), (2010, 2021, 300)),
    **dict.fromkeys(("de_56", "de_57", "de_59", "de_60", "de_62", "de_63"), (2010, 2021, 299)),
    **dict.fromkeys(("we_10", "we_11"), (2009, 2020, 299)),
    "we_15": (2009, 2022, 300),
    **dict.fromkeys(("we_19", "we_21", "we_22"), (2009, 2021, 300)),
    "we_26": (2009, 2020, 226),
    **dict.fromkeys(("on_15", "on_27"), (2014, 2021, 299)),
    "on_22": (2012, 2021, 283),
    "on_32": (2010, 2020, 300),
    "on_37": (2014, 2021, 300),
    "on_39": (2011, 2019, 287),
    "ar_04": (2012, 2021, 299),
    "ar_07": (2009, 2020, 300),
    "ar_07_older": (2009, 2018, 300),
    "ar_14": (2009, 2020, 278),
    "ar_14_older": (2009, 2018, 297),
    "wo_12": (2013, 2020, 300),
    **dict.fromkeys(("lo_28", "lo_29"), (2012, 2018, 293)),
}
"""First year, newest year, municipalities with a figure; AR04 has none for Herstappe."""
GAPS = {"on_39": {2014}, "lo_28": set(range(2013, 2018)), "lo_29": set(range(2013, 2018))}
"""Years between the first and the newest that are not there."""
UNEQUAL = {
    ("gsm_on_15", "pupils_primary_delayed"): set(range(2014, 2019)),
    ("gsm_de_53", "newcomers"): {2018, 2019},
}
"""Where the supplier's region is not the sum: up to 8 delayed pupils in no municipality, and of
*Nader te bepalen* the second of two rows that are the same."""
GROUPS = {
    **dict.fromkeys(("west_north_eu15", "south_eu15", "eu13"), "eu"),
    **dict.fromkeys(("europe_non_eu", "maghreb_turkey", "other"), "non_eu"),
}
"""The group of each group in detail."""
UNFED = {
    *("DE_38", "DE_39", "DE_71", "LO_23", "ON_03", "WE_02", "WE_03", "WE_04", "WE_06", "WE_17"),
    *("WE_18", "WE_23", "WE_24", "WE_25", "WE_32"),
    *("SA_S_07", "SA_S_08", "SA_S_10", "SA_S_29", "SA_S_30"),
}


@pytest.fixture(scope="module")
def read(catalogue: Catalogue) -> dict[str, Checked]:
    """What the contract makes of every sheet that feeds a source."""
    found: dict[str, Checked] = {}
    for name in WORKBOOKS:
        path = FOLDER / name
        found |= examine_all(path, identify(path, catalogue).sources, catalogue)
    return found


def _shown(checked: Checked) -> pl.DataFrame:
    return checked.frame.filter(pl.col("status") == Status.SHOWN.value)


def _share(frame: pl.DataFrame, area: str, part: pl.Expr, whole: pl.Expr) -> float:
    """A share of the newest year in per cent, with one decimal."""
    own = frame.filter(pl.col("area") == area)
    newest = own.filter(pl.col("period") == pl.col("period").max())
    above, below = (newest.filter(mask).get_column("value").sum() for mask in (part, whole))
    return round(100 * above / below, 1)


def test_every_sheet_is_read_without_a_fault(read: dict[str, Checked]) -> None:
    assert set(read) == {f"gsm_{name}" for name in TABS}
    assert {name: checked.faults for name, checked in read.items() if checked.faults} == {}


@pytest.mark.parametrize("name", TABS)
def test_years_and_municipalities(read: dict[str, Checked], name: str) -> None:
    shown = _shown(read[f"gsm_{name}"])
    first, newest, count = TABS[name]
    years = set(range(first, newest + 1)) - GAPS.get(name, set())
    assert set(shown.get_column("period")) == years
    towns = shown.filter(pl.col("area") != FLANDERS)
    assert towns.get_column("area").n_unique() == count
    region = shown.filter(pl.col("area") == FLANDERS)
    assert set(region.get_column("period")) == years


@pytest.mark.parametrize("name", [name for name in TABS if name != "de_46"])
def test_every_category_of_the_source_is_there(
    read: dict[str, Checked], catalogue: Catalogue, name: str
) -> None:
    """And no other, which would be a fault."""
    frame = read[f"gsm_{name}"].frame
    for trait in catalogue.sources[f"gsm_{name}"].traits:
        found = set(frame.get_column(trait.dimension).drop_nulls())
        assert found == set(trait.codes.values()), trait.dimension


def _adding_up(catalogue: Catalogue) -> list[Source]:
    """Sources of counts of which no row is left out."""
    sources = [catalogue.sources[f"gsm_{name}"] for name in TABS]
    return [
        source
        for source in sources
        if source.absent == "zero"
        and not any(trait.most_frequent for trait in source.traits)
        and all(value.population not in (None, "nationalities") for value in source.values)
    ]


def test_municipalities_add_up_to_the_region(
    read: dict[str, Checked], catalogue: Catalogue
) -> None:
    compared = 0
    for source in _adding_up(catalogue):
        key = ["population", "period", *dimensions_of(source)]
        frame = read[source.id].frame.filter(pl.col("value").is_not_null())
        region = frame.filter(pl.col("area") == FLANDERS).select(*key, whole="value")
        sums = frame.filter(pl.col("area") != FLANDERS).group_by(key).agg(pl.col("value").sum())
        pairs = region.join(sums, on=key, nulls_equal=True)
        compared += pairs.height
        assert pairs.height == region.height, source.id
        unequal = pairs.filter(pl.col("value") != pl.col("whole"))
        for (population,), rows in unequal.group_by("population"):
            known = UNEQUAL.get((source.id, str(population)), set())
            assert set(rows.get_column("period")) <= known, source.id
            assert (rows["whole"] - rows["value"]).is_between(1, 24).all()
    assert compared > 1_500


def test_check_figures(read: dict[str, Checked]) -> None:
    """Of the newest year, for the region and for Mechelen."""
    pupils = read["gsm_on_15"].frame.filter(pl.col("population") == "pupils_primary")
    other = pl.col("home_language") == "other"
    tenants, voters = read["gsm_wo_12"].frame, read["gsm_lo_29"].frame
    non_eu = pl.col("nationality_group") == "non_eu"
    population = pl.col("population")
    for area, language, renting, voting in (
        (FLANDERS, 20.3, 5.4, 11.2),
        (MECHELEN, 24.5, 8.1, 13.0),
    ):
        assert _share(pupils, area, other, pl.lit(value=True)) == language
        above, below = population == "social_tenants", population == "tenant_base"
        assert _share(tenants, area, above & non_eu, below & non_eu) == renting
        above, below = population == "voters_registered", population == "voters_potential"
        assert _share(voters, area, above, below) == voting


def test_inhabitants_are_the_same_wherever_they_are_counted(
    read: dict[str, Checked], catalogue: Catalogue
) -> None:
    """Totals of one population agree over all sheets that have them."""
    counted = pl.concat(
        _shown(read[f"gsm_{name}"])
        .filter(pl.col("population") == "inhabitants")
        .filter(
            pl.all_horizontal(
                pl.col(d).is_null() for d in dimensions_of(catalogue.sources[f"gsm_{name}"])
            )
            if dimensions_of(catalogue.sources[f"gsm_{name}"])
            else pl.lit(value=True)
        )
        .select("area", "period", "value")
        for name in ("de_23", "de_28", "de_37", "de_43", "de_47", "de_55", "de_61", "de_73")
    )
    several = counted.group_by("area", "period").agg(pl.col("value").n_unique().alias("ways"))
    assert several.height == 23 * 301
    assert several.get_column("ways").max() == 1


def test_what_the_supplier_has_odd_is_put_right(read: dict[str, Checked]) -> None:
    """Heads over each other's column, letters turned into UTF-8 twice, parts of one group."""
    sexes = _shown(read["gsm_de_50"]).filter(pl.col("sex").is_not_null())
    assert set(sexes.get_column("sex")) == {"male", "female"}
    countries = _shown(read["gsm_de_46"]).filter(pl.col("country") == "ro")
    assert countries.filter(pl.col("area") != FLANDERS).height > 2_000
    groups = _shown(read["gsm_de_53"]).filter(
        pl.col("area") == FLANDERS,
        pl.col("period") == 2019,
        pl.col("target_group") == "undetermined",
    )
    assert groups.get_column("value").to_list() == [434.0 + 2923.0]
    okan = read["gsm_on_39"].frame.filter(pl.col("area") == FLANDERS, pl.col("period") == 2019)
    parts = okan.filter(pl.col("home_language_unknown").is_not_null()).get_column("value")
    whole = okan.filter(pl.col("home_language_unknown").is_null()).get_column("value")
    assert parts.sum() == whole.item() == 3761


def test_a_known_mistake_stays_out(read: dict[str, Checked]) -> None:
    """Of 2021 niet-EU and the total are wrong; the finer groups tell what they are."""
    region = _shown(read["gsm_on_37"]).filter(pl.col("area") == FLANDERS, pl.col("period") == 2021)
    assert set(region.get_column("nationality_group").drop_nulls()) == {"belgian", "eu"}
    whole = region.filter(
        pl.col("nationality_group").is_null(), pl.col("nationality_detail").is_null()
    )
    assert whole.height == 0
    outside = pl.col("nationality_detail").is_in(["europe_non_eu", "maghreb_turkey", "other"])
    assert region.filter(outside).get_column("value").sum() == 48_758


@pytest.mark.parametrize("name", ["we_10", "we_11", "ar_07", "ar_07_older", "ar_14", "ar_14_older"])
def test_no_count_that_was_left_out_is_more_than_it_may_be(
    read: dict[str, Checked], catalogue: Catalogue, name: str
) -> None:
    """A group that is shown tells what the parts of it have together that were left out."""
    source = catalogue.sources[f"gsm_{name}"]
    figures = completed(read[source.id].frame, source, catalogue)
    known = figures.filter(pl.col("status") != Status.NOT_AVAILABLE.value)
    others = [d for d in dimensions_of(source) if d not in ("origin_group", "origin_detail")]
    key = ["area", "period", "population", "group", *others]
    groups = known.filter(pl.col("origin_group").is_not_null() & pl.col("value").is_not_null())
    group = pl.col("origin_detail").replace_strict(GROUPS, default=None)
    parts = known.filter(pl.col(MOST).is_not_null() | pl.col("value").is_not_null())
    sums = (
        parts.with_columns(group=group)
        .filter(pl.col("group").is_not_null(), pl.col("area") != FLANDERS)
        .group_by(key)
        .agg(pl.col("value").sum().alias("shown"), pl.col(MOST).sum(), pl.len())
    )
    rest = (
        groups.select(pl.col("value").alias("whole"), *key[:3], *others, group="origin_group")
        .join(sums, on=key)
        .with_columns(left=pl.col("whole") - pl.col("shown"))
    )
    assert rest.get_column("len").unique().to_list() == [3]
    lacking = rest.filter(pl.col(MOST) > 0)
    assert lacking.height > 2_000
    assert lacking.filter(~pl.col("left").is_between(0, pl.col(MOST))).is_empty()


def test_shares_make_up_the_whole(read: dict[str, Checked]) -> None:
    """An empty share beside others that make up the whole is nought; with none it stays unknown."""
    shares = read["gsm_ar_04"].frame
    sums = shares.group_by("area", "period").agg(
        pl.col("value").sum(), unknown=pl.col("value").is_null().sum()
    )
    assert sums.group_by("unknown").len().sort("unknown").rows() == [(0, 2_986), (4, 24)]
    whole = sums.filter(pl.col("unknown") == 0).get_column("value")
    assert whole.is_between(99.99, 100.01).all()


def test_what_the_real_extracts_feed(catalogue: Catalogue) -> None:
    """44 of the 58 indicators of the launch edition, and 62 of the 82."""
    delivered = {source for source, _ in find_extracts(REAL, catalogue).files}
    fed = {
        code
        for code, indicator in catalogue.indicators.items()
        if any(set(way.use) <= delivered for way in indicator.sources)
    }
    assert set(catalogue.indicators) - fed == UNFED
    edition = catalogue.publications["integratiescan"]
    listed = [code for chapter in edition.chapters for code in chapter.indicators]
    assert (len(listed), len(fed.intersection(listed))) == (58, 44)
    offered = catalogue.publications["integratiescan-beschikbaar"]
    assert {code for chapter in offered.chapters for code in chapter.indicators} == fed

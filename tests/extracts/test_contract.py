"""Good files give what stands in them; each way in which a file can be bad gives its fault."""

import datetime
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts import deliveries
from scan.extracts.contract import Checked, examine_all, read_extract
from scan.extracts.deliveries import (
    examine_extracts,
    find_extracts,
    load_extracts,
    recognise,
)
from scan.extracts.figures import dimensions_of
from scan.extracts.frames import CLEAN_COLUMNS
from scan.status import Status
from tests.extracts.support import HEADER, ORIGIN, REAL, ROWS, examine, put, source

LENIENT = settings(
    deadline=None,
    database=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TODAY = datetime.date(2025, 1, 1)
SHARES: dict[str, Any] = {
    "decimal": ",",
    "values": [{"column": "pct", "indicator": "ON_21", "traits": {"home_language": "other"}}],
}


def _examined(tmp_path: Path, catalogue: Catalogue, text: str, record: Source) -> Checked:
    return examine(record, put(tmp_path, "sample.csv", text), catalogue)


def test_what_nobody_reads_changes_no_figure_and_no_fault(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    """Notices and witnesses cost more than all figures, and only intake and a check tell them."""
    origin = catalogue.sources["statbel_origin"]
    sound = put(tmp_path / "sound", "statbel_origin_2025.csv", ORIGIN)
    faulty = put(tmp_path / "faulty", "statbel_origin_2025.csv", ORIGIN.replace("11002", "1100x"))
    for path in (sound, faulty):
        told = examine_all(path, (origin,), catalogue)[origin.id]
        plain = examine_all(path, (origin,), catalogue, telling=False)[origin.id]
        assert plain.frame.equals(told.frame)
        assert plain.faults == told.faults
        assert (plain.notices, plain.witnesses) == ((), ())
        assert told.notices
        assert bool(told.faults) == (path is faulty) == (not told.witnesses)


def test_figures_for_the_series_come_without_what_nobody_reads(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def examined(*words: Any, telling: bool = True) -> dict[str, Checked]:
        asked.append(telling)
        return examine_all(*words, telling=telling)

    monkeypatch.setattr(deliveries, "examine_all", examined)
    put(tmp_path, "statbel_origin_2025.csv", ORIGIN)
    extracts = find_extracts(tmp_path, catalogue)
    assert set(load_extracts(extracts, catalogue)) == {"statbel_origin"}
    assert examine_extracts(extracts, catalogue)
    assert asked == [False, True]


def _values(checked: Checked) -> list[object]:
    assert checked.faults == ()
    return checked.frame.get_column("value").to_list()


# --- good files -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "statbel/statbel_origin_2000_2025.csv",
        "statbel/statbel_nationality_2009_2025.csv",
        "statbel/statbel_nationality_sex_age_2009_2015.csv",
        "statbel/statbel_census2021_nationality.csv",
        "statbel/TF_SOC_POP_STRUCT_2014_rebuilt_VL_BR.zip",
        "gsm/gsm_survey_2023.csv",
        "pinc/flanders_youth.csv",
        "pinc/nieuwkomers - gemeenten.csv",
        "pinc/nieuwkomers niet-EU - gemeenten.csv",
        "pinc/unemployment_jobseekers_data.xlsx",
    ],
)
def test_real_files_keep_the_contract(
    name: str, real: Callable[[str], Path], catalogue: Catalogue
) -> None:
    path = real(name)
    (record,) = recognise(path, catalogue)
    frame = read_extract(record, path, catalogue)
    dimensions = dimensions_of(record)
    assert frame.columns == [*CLEAN_COLUMNS, *dimensions]
    assert frame.schema == pl.Schema({**CLEAN_COLUMNS, **dict.fromkeys(dimensions, pl.String())})
    assert (frame.get_column("area").str.len_chars() == 5).all()
    shown = pl.col("status") == Status.SHOWN.value
    assert frame.filter(shown != pl.col("value").is_not_null()).is_empty()


def test_real_figures_come_through_unchanged(
    real: Callable[[str], Path], catalogue: Catalogue
) -> None:
    origin = read_extract(
        catalogue.sources["statbel_origin"], real("statbel/statbel_origin_2000_2025.csv"), catalogue
    ).filter(pl.col("period") == 2025)
    flemish = [area.nis for area in catalogue.areas.municipalities("02000", TODAY)]
    sums = origin.filter(pl.col("area").is_in(flemish)).group_by("origin_statbel")
    by_category = dict(sums.agg(pl.col("value").sum()).iter_rows())
    assert by_category[None] == 6_864_766
    assert by_category["belgian"] == 4_936_877
    seekers = read_extract(
        catalogue.sources["swing_jobseekers"],
        real("pinc/unemployment_jobseekers_data.xlsx"),
        catalogue,
    ).filter((pl.col("period") == 2023) & pl.col("register_origin").is_null())
    assert seekers.get_column("value").sum() == 174_627


def test_real_markers_become_statuses(real: Callable[[str], Path], catalogue: Catalogue) -> None:
    youth = read_extract(
        catalogue.sources["pinc_youth"], real("pinc/flanders_youth.csv"), catalogue
    )
    assert set(youth.get_column("status")) == {"shown", "hidden", "not_available"}
    assert {"99991", "99993", "99999", "21004"} <= set(youth.get_column("area"))


def test_every_cell_gets_its_meaning(tmp_path: Path, catalogue: Catalogue) -> None:
    text = "nis,jaar,man,vrouw\n11001,2025,3,x\n2000,2025,nvt,\n99991,2025,0,12.0\n"
    checked = _examined(tmp_path, catalogue, text, source())
    found = checked.frame.sort("sex", "area").select("area", "value", "status", "sex").rows()
    assert checked.faults == ()
    assert found == [
        ("02000", None, "not_available", "female"),
        ("11001", None, "hidden", "female"),
        ("99991", 12.0, "shown", "female"),
        ("02000", None, "not_applicable", "male"),
        ("11001", 3.0, "shown", "male"),
        ("99991", 0.0, "shown", "male"),
    ]
    assert set(checked.frame.get_column("population")) == {"newcomers"}


@LENIENT
@given(seed=st.integers(0, 9_999), end=st.sampled_from(["\n", "\r\n"]), mark=st.booleans())
def test_order_of_rows_and_columns_makes_no_difference(
    tmp_path: Path, catalogue: Catalogue, seed: int, end: str, mark: bool
) -> None:
    table = [line.split(",") for line in (HEADER, *ROWS)]
    draw = random.Random(seed)
    order = draw.sample(range(7), 7)
    rows = [table[0], *draw.sample(table[1:], 3)]
    text = "".join(";".join(row[at] for at in order) + end for row in rows)
    record = catalogue.sources["statbel_origin"]
    sound = read_extract(record, put(tmp_path, "a.csv", ORIGIN), catalogue)
    data = text.encode("utf-8-sig" if mark else "utf-8")
    shuffled = read_extract(record, put(tmp_path, "b.csv", data), catalogue)
    key = ["area", "period", "origin_statbel"]
    assert shuffled.sort(key).equals(sound.sort(key))


@pytest.mark.parametrize(
    ("kind", "text", "year"),
    [
        ("year", "2024", 2024),
        ("date", "2024-12-31", 2024),
        ("date", "1/1/2024", 2024),
        ("school_year", "2024-2025", 2024),
        ("school_year", "2024/25", 2024),
    ],
)
def test_periods_are_read_by_kind(
    tmp_path: Path, catalogue: Catalogue, kind: str, text: str, year: int
) -> None:
    record = source(period={"column": "jaar", "kind": kind}, vintage="2019")
    checked = _examined(tmp_path, catalogue, f"nis,jaar,man,vrouw\n11001,{text},1,2\n", record)
    assert checked.faults == ()
    assert checked.periods == (year,)


def test_names_are_those_of_the_vintage(tmp_path: Path, catalogue: Catalogue) -> None:
    text = "nis,jaar,man,vrouw\nHasselt,2024,1,2\nNiet te lokaliseren - Vlaanderen,2024,0,0\n"
    for vintage, code in (("2019", "71022"), ("2025", "71072"), ("period", "71022")):
        record = source(area={"column": "nis", "kind": "name"}, vintage=vintage)
        frame = _examined(tmp_path, catalogue, text, record).frame
        assert set(frame.get_column("area")) == {code, "99991"}


def test_rows_are_picked_by_when_and_the_rest_is_left(tmp_path: Path, catalogue: Catalogue) -> None:
    values = [
        {"column": "n", "population": "newcomers", "when": {"wat": "a"}},
        {"column": "n", "population": "signups", "when": {"wat": "z"}},
    ]
    text = "nis,jaar,wat,n\n11001,2025,a,1\n11001,2025,b,onzin\n"
    checked = _examined(tmp_path, catalogue, text, source(values=values))
    assert _values(checked) == [1.0]
    assert "no row has wat = z: n gives no figures there" in checked.notices


def test_fractions_become_per_cents(tmp_path: Path, catalogue: Catalogue) -> None:
    record = source(**SHARES, scale="fraction")
    assert _values(_examined(tmp_path, catalogue, "nis;jaar;pct\n11001;2025;0,096\n", record)) == [
        9.6
    ]


def test_an_empty_share_is_nought_where_the_others_are_the_whole(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    """Beside a rest that is unknown, or alone, it stays unknown."""
    rows = ["jaar,nis,taal,pct"]
    for nis, shares in (
        ("11001", (60.004, 40.0, "")),
        ("11002", (60, "", "")),
        ("11004", ("",) * 3),
    ):
        rows += [
            f"2024,{nis},{language},{share}" for language, share in zip("abc", shares, strict=True)
        ]
    codes = {"a": "dutch", "b": "other", "c": "unknown"}
    record = source(
        values=[{"column": "pct", "indicator": "ON_22"}],
        traits=[{"column": "taal", "dimension": "home_language_unknown", "codes": codes}],
    )
    values = _values(_examined(tmp_path, catalogue, "\n".join(rows) + "\n", record))
    assert values == [60.004, 40.0, 0.0, 60.0, None, None, None, None, None]


def test_what_the_source_does_not_cover_is_left_out(tmp_path: Path, catalogue: Catalogue) -> None:
    text = "nis,jaar,man,vrouw\n11001,2025,1,2\n21001,2025,1,2\n21002,2025,?,?\n"
    checked = _examined(tmp_path, catalogue, text, source(coverage=["02000"]))
    assert set(checked.frame.get_column("area")) == {"11001"}
    assert "1 areas that the source does not cover are left out" in checked.notices
    assert "2025: 284 municipalities are missing" in checked.notices[-1]


def test_a_balance_may_be_negative(tmp_path: Path, catalogue: Catalogue) -> None:
    record = source(values=[{"column": "saldo", "population": "moves_net"}])
    assert _values(_examined(tmp_path, catalogue, "nis,jaar,saldo\n11001,2025,-7\n", record)) == [
        -7
    ]


def test_hidden_parts_only_bound_their_total(tmp_path: Path, catalogue: Catalogue) -> None:
    record = source(checks=[{"whole": "totaal", "parts": ["man", "vrouw"]}])
    good = "nis,jaar,man,vrouw,totaal\n11001,2025,3,x,7\n11002,2025,x,x,x\n"
    assert not _examined(tmp_path, catalogue, good, record).faults
    bad = "nis,jaar,man,vrouw,totaal\n11001,2025,9,x,7\n"
    assert "is not the sum" in _examined(tmp_path, catalogue, bad, record).faults[0].message


# --- bad files ------------------------------------------------------------------------------

COUNTS = "nis,jaar,man,vrouw\n"
TRAIT: dict[str, Any] = {
    "traits": [{"column": "taal", "dimension": "home_language", "codes": {"ndl": "dutch"}}],
    "values": [{"column": "n", "population": "pupils_nursery"}],
}
BAD: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("no rows", {}, COUNTS, "", "no rows of figures"),
    (
        "unknown code",
        {},
        f"{COUNTS}12345,2025,1,2\n",
        "row 2, column nis",
        "“12345” is no NIS code",
    ),
    ("text for a code", {}, f"{COUNTS}Aalst,2025,1,2\n", "row 2, column nis", "is no NIS code"),
    ("no code", {}, f"{COUNTS},2025,1,2\n", "row 2, column nis", "no municipality stands here"),
    (
        "a code of an older division",
        {},
        f"{COUNTS}11007,2025,1,2\n",
        "row 2, column nis",
        "“11007” is Borsbeek until 2024-12-31, not a municipality of 2025",
    ),
    (
        "a code of a newer division",
        {"vintage": "period"},
        f"{COUNTS}44084,2018,1,2\n",
        "row 2, column nis",
        "“44084” is Aalter from 2019-01-01, not a municipality of 2018",
    ),
    (
        "a name of another division",
        {"area": {"column": "nis", "kind": "name"}},
        f"{COUNTS}Borsbeek,2025,1,2\n",
        "row 2, column nis",
        "“Borsbeek” is the name of no municipality of 2025",
    ),
    ("no year", {}, f"{COUNTS}11001,,1,2\n", "row 2, column jaar", "no year stands here"),
    ("a month", {}, f"{COUNTS}11001,2025-01,1,2\n", "row 2, column jaar", "is no year like 2025"),
    ("a far year", {}, f"{COUNTS}11001,9999,1,2\n", "row 2, column jaar", "is no year like 2025"),
    (
        "a wide school year",
        {"period": {"column": "jaar", "kind": "school_year"}},
        f"{COUNTS}11001,2023-2025,1,2\n",
        "row 2, column jaar",
        "is no school year",
    ),
    ("text in a number", {}, f"{COUNTS}11001,2025,drie,2\n", "row 2, column man", "“drie” is text"),
    (
        "a wrong decimal sign",
        SHARES,
        "nis;jaar;pct\n11001;2025;12.5\n",
        "row 2, column pct",
        "“12.5” has a wrong decimal sign",
    ),
    (
        "a decimal comma",
        {**SHARES, "decimal": "."},
        "nis;jaar;pct\n11001;2025;12,5\n",
        "row 2, column pct",
        "“12,5” has a wrong decimal sign",
    ),
    (
        "a thousands sign",
        {},
        f"{COUNTS}11001,2025,1 234,2\n",
        "row 2, column man",
        "thousands sign",
    ),
    ("half a person", {}, f"{COUNTS}11001,2025,1.5,2\n", "row 2, column man", "no whole number"),
    ("a negative count", {}, f"{COUNTS}11001,2025,-3,2\n", "row 2, column man", "“-3” is negative"),
    (
        "a share above 100",
        SHARES,
        "nis;jaar;pct\n11001;2025;100,1\n",
        "row 2, column pct",
        "“100,1” is a share above 100",
    ),
    (
        "per cents where fractions belong",
        {**SHARES, "scale": "fraction"},
        "nis;jaar;pct\n11001;2025;9,6\n",
        "row 2, column pct",
        "share above 100",
    ),
    (
        "a key twice",
        {"values": [{"column": "man", "population": "newcomers", "traits": {"sex": "male"}}]},
        f"{COUNTS}11001,2025,1,2\n11002,2025,1,2\n11001,2025,1,2\n",
        "row 4, column man",
        "11001, 2025, male occurs 2 times, in rows 2 and 4",
    ),
    (
        "an unknown category",
        TRAIT,
        "nis,jaar,taal,n\n11001,2025,ndl,1\n11001,2025,frans,1\n11002,2025,frans,1\n",
        "row 3, column taal",
        "“frans” is no category of home_language (in 2 rows)",
    ),
    (
        "no category",
        TRAIT,
        "nis,jaar,taal,n\n11001,2025,,1\n",
        "row 2, column taal",
        "“” is no category of home_language",
    ),
    (
        "a marker that is not declared",
        {"markers": {"missing": ["?"]}},
        f"{COUNTS}11001,2025,,2\n",
        "row 2, column man",
        "the cell is empty",
    ),
    (
        "a total that is not the sum",
        {"checks": [{"whole": "totaal", "parts": ["man", "vrouw"]}]},
        "nis,jaar,man,vrouw,totaal\n11001,2025,1,2,4\n",
        "row 2, column totaal",
        "4 is not the sum of man, vrouw (3)",
    ),
    (
        "a total below its parts",
        {"checks": [{"whole": "totaal", "parts": ["man", "vrouw"], "exact": False}]},
        "nis,jaar,man,vrouw,totaal\n11001,2025,1,2,4\n11002,2025,1,2,2\n",
        "row 3, column totaal",
        "2 is below the sum of man, vrouw (3)",
    ),
    (
        "a total of the population below its parts",
        {
            "values": [
                {"column": "man", "population": "newcomers", "traits": {"sex": "male"}},
                {"column": "totaal", "population": "newcomers"},
            ]
        },
        "nis,jaar,man,totaal\n11001,2025,8,5\n",
        "11001, 2025",
        "the total of newcomers (5) is below the sum of its parts by sex (8)",
    ),
    (
        "more above the line than below",
        {
            "values": [
                {"column": "leefloon", "population": "living_wage"},
                {"column": "inwoners", "population": "ksz_residents"},
            ]
        },
        "nis,jaar,leefloon,inwoners\n11001,2025,8,5\n",
        "11001, 2025",
        "living_wage (8) is more than ksz_residents (5)",
    ),
    (
        "only areas that are not covered",
        {"coverage": ["02000"]},
        f"{COUNTS}21001,2025,1,2\n",
        "",
        "no figure of a municipality that the source covers",
    ),
]


@pytest.mark.parametrize(
    ("changes", "text", "place", "message"),
    [case[1:] for case in BAD],
    ids=[case[0] for case in BAD],
)
def test_bad_files_are_faulted_where_they_are_bad(
    tmp_path: Path,
    catalogue: Catalogue,
    changes: dict[str, Any],
    text: str,
    place: str,
    message: str,
) -> None:
    checked = _examined(tmp_path, catalogue, text, source(**changes))
    (fault,) = checked.faults
    assert (fault.file, fault.place) == ("sample.csv", place)
    assert message in fault.message
    assert fault.remedy


def test_all_faults_come_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    text = f"{COUNTS}11001,2025,a,-1\n99,x,1,2\n12345,2025,1.5,2\n"
    faults = _examined(tmp_path, catalogue, text, source()).faults
    assert [fault.place for fault in faults] == [
        "row 4, column nis",
        "row 3, column jaar",
        "row 2, column man",
        "row 4, column man",
        "row 2, column vrouw",
    ]


def test_many_equal_faults_are_named_and_counted(tmp_path: Path, catalogue: Catalogue) -> None:
    text = COUNTS + "".join(f"11001,{year},a,1\n" for year in range(1900, 2100))
    faults = _examined(tmp_path, catalogue, text, source()).faults
    first, *_, last = faults
    assert (first.kind, first.row, first.column, first.value) == ("not_a_number", 2, "man", "a")
    assert first.expected == "a number such as 1234.5"
    assert len(faults) == 101
    assert (last.place, last.message) == ("column man", "100 more rows have the same fault")
    assert (last.kind, last.count, last.row) == ("not_a_number", 100, None)


def test_shares_that_are_all_fractions_are_a_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = "".join(f"11001;{year};0,{year % 90 + 10}\n" for year in range(1990, 2025))
    checked = _examined(tmp_path, catalogue, f"nis;jaar;pct\n{rows}", source(**SHARES))
    assert "these are fractions, not per cents" in checked.faults[0].message


def test_a_file_cut_off_between_two_rows_is_a_fault(tmp_path: Path, catalogue: Catalogue) -> None:
    codes = [area.nis for area in catalogue.areas.municipalities(None, TODAY)]
    rows = [f"{code},{year},1,2\n" for year in (2024, 2025) for code in codes]
    whole = _examined(tmp_path, catalogue, COUNTS + "".join(rows), source())
    assert whole.faults == ()
    cut = _examined(tmp_path, catalogue, COUNTS + "".join(rows[:-100]), source())
    assert "the file seems cut off: 2025 has 67% of the municipalities" in cut.faults[0].message


@pytest.mark.skipif(not REAL.is_dir(), reason="no real extracts; set SCAN_REAL_EXTRACTS")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_real_files_cut_off_are_never_taken(
    tmp_path: Path, catalogue: Catalogue, share: float
) -> None:
    for name in (
        "statbel/statbel_origin_2000_2025.csv",
        "statbel/statbel_nationality_sex_age_2009_2015.csv",
        "pinc/unemployment_jobseekers_data.xlsx",
        "statbel/TF_SOC_POP_STRUCT_2014_rebuilt_VL_BR.zip",
    ):
        data = (REAL / name).read_bytes()
        path = put(tmp_path, Path(name).name, data[: int(len(data) * share)])
        (record,) = recognise(path, catalogue)
        assert examine(record, path, catalogue).faults, name

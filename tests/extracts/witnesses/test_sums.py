"""Rows of regions with their municipalities, groups with their parts: true ones agree, planted
errors are found, what is hidden raises no alarm."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.extracts.places import VINTAGE_DAYS
from scan.extracts.witnesses.records import (
    AGREES,
    AREAS,
    DIFFERS,
    GROUPS,
    SAME,
    WRONG,
    Difference,
    Witness,
)
from tests.extracts.witnesses.tables import (
    ARRONDISSEMENT,
    COUNT,
    DETAILS,
    PROVINCE,
    REGION,
    TOWNS,
    WHOLE,
    Cell,
    Figures,
    by_kind,
    checked,
    complete,
    known,
    learners,
    texts,
    towns,
    with_totals,
    with_wholes,
)

FEW = settings(max_examples=15, deadline=None)
YEARS = (2020, 2021)
MINIMUM = 5
_DAY = VINTAGE_DAYS["2019"]


@st.composite
def details(draw: st.DrawFn) -> dict[Cell, int]:
    """Counts by detail group in the municipalities that have any."""
    count = st.integers(0, 40)
    return {(nis, year, text): draw(count) for nis in TOWNS for year in YEARS for text in DETAILS}


def _table(counts: dict[Cell, int], catalogue: Catalogue) -> dict[Cell, int]:
    return with_totals(with_wholes(complete(counts, catalogue)), catalogue)


def _hidden(counts: dict[Cell, int], catalogue: Catalogue, *, by_absence: bool) -> Figures:
    """The table of a supplier who hides small counts of municipalities, and no totals."""
    municipal = set(towns(catalogue))
    figures = texts(_table(counts, catalogue))
    small = {
        cell
        for cell, text in figures.items()
        if cell[0] in municipal and int(text) < MINIMUM and (by_absence or int(text) > 0)
    }
    if by_absence:
        return {cell: text for cell, text in figures.items() if cell not in small}
    return {cell: "x" if cell in small else text for cell, text in figures.items()}


@given(counts=details())
@FEW
def test_true_sums_agree(counts: dict[Cell, int]) -> None:
    found = checked(texts(_table(counts, known())), known())
    areas, groups = by_kind(found, AREAS), by_kind(found, GROUPS)
    assert areas.verdict == groups.verdict == AGREES
    # Region, five provinces and 22 arrondissements; two groups and six details; two years.
    assert areas.compared == (1 + 5 + 22) * 8 * 2
    assert groups.compared == (300 + 1 + 5 + 22) * 2 * 2
    assert not areas.within
    assert not groups.within


@given(counts=details(), by_absence=st.booleans())
@FEW
def test_what_is_hidden_raises_no_alarm(counts: dict[Cell, int], by_absence: bool) -> None:
    own = learners(minimum=MINIMUM, absent="hidden" if by_absence else "zero")
    found = checked(_hidden(counts, known(), by_absence=by_absence), known(), own)
    assert {one.verdict for one in found.witnesses} == {AGREES}


@given(
    counts=details(),
    area=st.sampled_from((REGION, PROVINCE, ARRONDISSEMENT)),
    group=st.sampled_from(tuple(DETAILS)),
    off=st.integers(500, 900) | st.integers(-900, -500),
    by_absence=st.booleans(),
)
@FEW
def test_a_planted_error_in_a_total_is_found(
    counts: dict[Cell, int], area: str, group: str, off: int, by_absence: bool
) -> None:
    counts = {cell: count + 1000 for cell, count in counts.items()}
    figures = texts(_table(counts, known()))
    cell = (area, 2021, group)
    figures[cell] = str(int(figures[cell]) + off)
    own = learners(minimum=2, absent="hidden" if by_absence else "zero")
    if by_absence:
        figures = {c: text for c, text in figures.items() if text != "0"}
    found = by_kind(checked(figures, known(), own), AREAS)
    assert (found.differ, found.periods) == (1, (2021,))
    assert (found.largest[0].area, found.largest[0].given) == (area, float(figures[cell]))
    # What is hidden can be the cause of too much, never of too little.
    assert found.verdict == (DIFFERS if by_absence and off > 0 else WRONG)


@given(counts=details(), wrong=st.sampled_from(("eu", "niet-eu")))
@FEW
def test_a_group_that_is_not_the_sum_of_its_parts_is_found(
    counts: dict[Cell, int], wrong: str
) -> None:
    figures = texts(_table(counts, known()))
    for area in towns(known())[:60]:
        figures[area, 2021, wrong] = str(int(figures[area, 2021, wrong]) + 50)
    found = by_kind(checked(figures, known()), GROUPS)
    assert (found.verdict, found.periods, found.differ) == (WRONG, (2021,), 60)
    assert {found.largest[0].size} == {50.0}


COUNTS = {(nis, year, text): 10 for nis in TOWNS for year in YEARS for text in DETAILS}


def _areas(figures: Figures, catalogue: Catalogue, **changes: Any) -> Witness:
    return by_kind(checked(figures, catalogue, learners(**changes)), AREAS)


def test_a_small_difference_is_told_and_not_asked(catalogue: Catalogue) -> None:
    figures = texts(_table({cell: 100 * n for cell, n in COUNTS.items()}, catalogue))
    figures[REGION, 2021, "oost"] = "4039"
    found = _areas(figures, catalogue)
    assert (found.verdict, found.differ, found.agree) == (DIFFERS, 1, found.compared - 1)
    assert found.largest == (
        Difference(
            area=REGION,
            period=2021,
            categories=(("population", "adult_learners"), ("nationality_detail", "eu13")),
            given=4039.0,
            low=4000.0,
            high=4000.0,
        ),
    )


def test_a_row_that_the_source_leaves_out_is_heard(catalogue: Catalogue) -> None:
    figures = texts(_table(COUNTS, catalogue))
    figures[REGION, 2021, "oost"] = "400"
    left_out = _areas(figures, catalogue, area={"column": "nis", "leave_out": ["02*"]})
    assert (left_out.verdict, left_out.largest[0].area) == (WRONG, REGION)


def test_six_digits_of_a_large_number_are_its_rounding(catalogue: Catalogue) -> None:
    counts = dict.fromkeys(COUNTS, 1234567)
    figures = texts(_table(counts, catalogue))
    figures[REGION, 2021, "oost"] = "4938270"  # of 4,938,268
    assert _areas(figures, catalogue).verdict == AGREES
    figures[REGION, 2021, "oost"] = "4938271"
    assert _areas(figures, catalogue).verdict == DIFFERS


def test_a_municipality_without_a_year_leaves_room_for_what_it_usually_has(
    catalogue: Catalogue,
) -> None:
    figures = texts(_table(COUNTS, catalogue))
    gone = {cell: text for cell, text in figures.items() if cell[:2] != (TOWNS[0], 2021)}
    found = _areas(gone, catalogue)
    assert (found.verdict, found.differ) == (AGREES, 0)
    assert found.within
    gone[REGION, 2021, "oost"] = "51"  # 30 are there, and twice 10 may be missing
    assert _areas(gone, catalogue).verdict == DIFFERS


def test_a_region_of_which_half_is_missing_is_no_contradiction(catalogue: Catalogue) -> None:
    figures = texts(_table(COUNTS, catalogue))
    half = set(towns(catalogue)[-150:])
    kept = {cell: text for cell, text in figures.items() if cell[0] not in half}
    found = _areas(kept, catalogue)
    assert found.verdict == AGREES
    kept[REGION, 2021, "oost"] = "5"
    assert _areas(kept, catalogue).verdict == WRONG


@pytest.mark.parametrize(("row", "verdict"), [("45", AGREES), ("70", WRONG)])
def test_the_country_is_heard_when_all_of_it_is_in_the_file(
    row: str, verdict: str, catalogue: Catalogue
) -> None:
    brussels = [a.nis for a in catalogue.areas.municipalities("04000", _DAY)]
    walloon = [f"62{number:03}" for number in range(1, 263)]
    figures = {(nis, 2021, "belg"): "0" for nis in (*towns(catalogue), *brussels, *walloon)}
    figures |= {(TOWNS[0], 2021, "belg"): "40", (walloon[0], 2021, "belg"): "5"}
    figures["01000", 2021, "belg"] = row
    whole = _areas(figures, catalogue)
    assert whole.verdict == verdict
    partly = {cell: text for cell, text in figures.items() if cell[0] != walloon[7]}
    partly = {cell: text for cell, text in partly.items() if cell[0] != walloon[8]}
    assert not [w for w in checked(partly, catalogue).witnesses if w.kind == AREAS]


def test_a_repeated_total_is_heard_with_its_parts(catalogue: Catalogue) -> None:
    own = learners(
        values=[
            {"column": COUNT, "population": "adult_learners"},
            {
                "column": WHOLE,
                "population": "adult_learners",
                "over": ["nationality_group", "nationality_detail"],
            },
        ]
    )
    counts = {(nis, 2021, text): 10 for nis in towns(catalogue) for text in ("belg", *DETAILS)}
    figures = texts(with_wholes(counts))
    total = dict.fromkeys(figures, "70")
    found = checked(figures, catalogue, own, {WHOLE: total})
    groups = {one.subject: one for one in found.witnesses if one.kind == GROUPS}
    assert {subject: one.agree for subject, one in groups.items()} == {
        "nationality_group by nationality_detail": 600,
        "totals by nationality_group": 300,
        "totals by nationality_detail": 300,
    }
    more = {cell: "75" if cell[0] in towns(catalogue)[:20] else "70" for cell in figures}
    found = checked(figures, catalogue, own, {WHOLE: more})
    groups = {one.subject: one for one in found.witnesses if one.kind == GROUPS}
    whole = groups["totals by nationality_group"]
    assert (whole.verdict, whole.differ) == (WRONG, 20)


def test_parts_that_nobody_was_asked_about_make_up_no_whole(catalogue: Catalogue) -> None:
    figures = texts(_table(COUNTS, catalogue))
    early = {c: text for c, text in figures.items() if c[1] == 2021 or c[2] in ("eu", "oost")}
    found = by_kind(checked(early, catalogue), GROUPS)
    assert (found.verdict, found.compared) == (AGREES, (300 + 28) * 2)


def test_lists_of_the_most_frequent_add_up_to_nothing(catalogue: Catalogue) -> None:
    own = learners(
        traits=[
            {"column": "groep", "dimension": "country", "codes": {"fr": "fr", "nl": "nl"}}
            | {"most_frequent": True}
        ]
    )
    figures = {(nis, 2021, text): "5" for nis in towns(catalogue) for text in ("fr", "nl")}
    figures |= {(REGION, 2021, "fr"): "9000", (REGION, 2021, "nl"): "1500"}
    found = [one for one in checked(figures, catalogue, own).witnesses if one.kind == AREAS]
    assert [(one.verdict, one.compared) for one in found] == [(AGREES, 1)]


def test_figures_that_are_known_to_be_wrong_are_heard_by_nobody(catalogue: Catalogue) -> None:
    counts = {(nis, y, t): 10 + n for n, t in enumerate(DETAILS) for nis in TOWNS for y in YEARS}
    figures = texts(_table(counts, catalogue))
    for cell in [cell for cell in figures if cell[1:] == (2021, "niet-eu")]:
        figures[cell] = figures[(*cell[:2], "eu")]
    mistake = {"period": 2021, "column": COUNT, "where": {"groep": ["niet-eu"]}, "reason": "wrong"}
    found = checked(figures, catalogue, learners(mistakes=[mistake]))
    assert {one.verdict for one in found.witnesses} == {AGREES}
    assert "2021: 328 figures are left out: wrong" in found.notices
    assert not any("mended" in notice for notice in found.notices)
    assert {one.kind for one in checked(figures, catalogue).witnesses} == {AREAS, GROUPS}
    mended = checked(texts(_table(counts, catalogue)), catalogue, learners(mistakes=[mistake]))
    assert any("are they mended?" in notice for notice in mended.notices)
    assert SAME not in {one.kind for one in mended.witnesses}


def test_a_whole_keeps_its_other_parts_when_one_is_known_to_be_wrong(catalogue: Catalogue) -> None:
    figures = texts(_table(COUNTS, catalogue))
    figures |= {(nis, 2021, "oost"): "999" for nis in towns(catalogue)}
    mistake = {"period": 2021, "column": COUNT, "where": {"groep": ["oost"]}, "reason": "wrong"}
    found = checked(figures, catalogue, learners(mistakes=[mistake]))
    assert by_kind(found, GROUPS).verdict == AGREES

"""The supplier's register workbooks: what their witnesses say, tab by tab, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.extracts.contract import Checked, examine
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.tables import matches
from scan.extracts.witnesses.records import AREAS, GROUPS, RATES, SAME, WRONG

WORKBOOKS = ("GSM_register_Integratie.xlsx", "GSM_register_Armoede.xlsx")
DIFFERING = {
    # The supplier made the region's groups from more than the details that he shows; rows of
    # municipalities that merged in 2019 are hidden when one of their parts was small.
    ("gsm_ar_07_older", GROUPS): 58,
    ("gsm_ar_14_older", GROUPS): 94,
    # In 2019 the bases of 34 municipalities do not add up.
    ("gsm_ar_07", GROUPS): 38,
    ("gsm_ar_14", GROUPS): 8,
    # Two rows of "Nader te bepalen" that happened to be the same became one.
    ("gsm_de_53", AREAS): 2,
    ("gsm_de_53", GROUPS): 32,
    ("gsm_we_10", GROUPS): 18,
    ("gsm_we_11", GROUPS): 24,
}
"""Source and kind → how many figures its witnesses contradict."""
HIDES = {"gsm_ar_07", "gsm_ar_07_older", "gsm_ar_14", "gsm_ar_14_older"}
HIDES |= {"gsm_we_10", "gsm_we_11", "gsm_we_26"}
"""Sources of which rows are left out."""


@pytest.fixture(scope="module")
def heard(real: Callable[[str], Path], catalogue: Catalogue) -> dict[str, Checked]:
    """What the contract makes of every tab that feeds a source."""
    found = {}
    for name in WORKBOOKS:
        file = Delivered(real(f"gsm_register/{name}"))
        sheets = file.sheet_names()
        for source in catalogue.sources.values():
            if source.sheet in sheets and matches(name, source.files):
                found[source.id] = examine(source, file, catalogue)
    return found


@pytest.mark.slow
def test_only_known_differences_are_found(heard: dict[str, Checked]) -> None:
    assert len(heard) == 48
    assert not [fault for found in heard.values() for fault in found.faults]
    differing = {
        (source, one.kind): one.differ
        for source, found in heard.items()
        for one in found.witnesses
        if one.differ
    }
    assert differing == DIFFERING
    assert not [one for f in heard.values() for one in f.witnesses if one.verdict == WRONG]


@pytest.mark.slow
def test_every_rate_agrees_with_its_counts(heard: dict[str, Checked]) -> None:
    rates = [one for found in heard.values() for one in found.witnesses if one.kind == RATES]
    assert len(rates) >= 44
    assert sum(one.compared for one in rates) > 540_000
    assert not sum(one.differ for one in rates)


@pytest.mark.slow
def test_region_rows_agree_to_the_person_where_nothing_is_hidden(
    heard: dict[str, Checked],
) -> None:
    # Pelt has no rows before 2019 in ON_15, and is counted in the region; Herstappe none in DE_46.
    open_ones = {"gsm_on_15", "gsm_de_46"}
    for source, found in heard.items():
        areas = [one for one in found.witnesses if one.kind == AREAS]
        if source in HIDES or not areas:
            continue
        (one,) = areas
        assert (not one.within) == (source not in open_ones), source


@pytest.mark.slow
def test_the_copied_group_of_2021_is_found(
    real: Callable[[str], Path], catalogue: Catalogue
) -> None:
    known = catalogue.sources["gsm_on_37"]
    assert known.mistakes
    blind = known.model_copy(update={"mistakes": ()})
    file = Delivered(real("gsm_register/GSM_register_Integratie.xlsx"))
    found = examine(blind, file, catalogue)
    wrong = {one.subject: one for one in found.witnesses if one.verdict == WRONG}
    assert set(wrong) == {
        "nationality_group: eu = non_eu",
        "nationality_group by nationality_detail",
        "totals by nationality_detail",
    }
    assert {one.periods for one in wrong.values()} == {(2021,)}
    same = wrong["nationality_group: eu = non_eu"]
    assert (same.kind, same.differ) == (SAME, 299)
    now, before = same.largest
    assert (now.area, now.given, now.low) == ("02000", 18_581.0, 18_581.0)
    assert (before.period, before.given, before.low) == (2020, 21_698.0, 51_769.0)
    groups = wrong["nationality_group by nationality_detail"].largest[0]
    assert (groups.given, groups.low) == (18_581.0, 48_758.0)

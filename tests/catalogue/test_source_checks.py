"""Rows that are left out, and the weight of answers: what a source may say of them, and what
contradicts it."""

from dataclasses import fields
from typing import Any

import pytest

from scan.catalogue.entries import Catalogue, Entries
from scan.catalogue.findings import Findings
from scan.catalogue.source_checks import check_sources
from scan.catalogue.sources import Design
from tests.extracts.support import source

HIDES = {"layout": "table", "absent": "hidden", "minimum": 10}
COLUMN = {"column": "man", "population": "newcomers"}


def _faults(catalogue: Catalogue, **changes: Any) -> list[tuple[str, str]]:
    """Place and message of what is wrong with a source."""
    names = [one.name for one in fields(Entries)]
    entries = Entries(
        **{name: getattr(catalogue, name) for name in names if name != "sources"},
        sources={"sample": source(**changes)},
    )
    files = {(name, key): f"{name}/{key}" for name in names for key in getattr(entries, name)}
    found = Findings(entries, files)
    check_sources(found)
    return [(fault.place, fault.message) for fault in found.faults]


def test_a_source_that_leaves_rows_out_is_sound(catalogue: Catalogue) -> None:
    assert not _faults(catalogue, layout="table")
    assert not _faults(catalogue, **HIDES)
    assert not _faults(catalogue, **HIDES, values=[{**COLUMN, "absent": "unknown"}])


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({**HIDES, "aggregate": True}, "absent", "nobody sees that one is missing"),
        ({**HIDES, "repeats": "sum"}, "absent", "nobody sees that one is missing"),
        (
            {**HIDES, "mistakes": [{"period": 2020, "column": "man", "reason": "twice"}]},
            "absent",
            "would look like hidden ones",
        ),
        ({**HIDES, "minimum": 1}, "absent", "nothing is below the minimum"),
        (
            {"layout": "table", "adds_shown_parts": True},
            "adds_shown_parts",
            "the source hides none",
        ),
        (
            {"layout": "table", "values": [{**COLUMN, "absent": "unknown"}]},
            "values[0]",
            "speaks of rows that are left out",
        ),
    ],
)
def test_what_contradicts_rows_that_are_left_out(
    catalogue: Catalogue, changes: dict[str, Any], place: str, message: str
) -> None:
    ((where, said),) = _faults(catalogue, **changes)
    assert where == place
    assert message in said


ESTIMATES = [{"column": "man", "indicator": "SA_S_27", "traits": {"attitude": "positive"}}]


def test_estimates_and_nothing_else_say_how_answers_weigh(catalogue: Catalogue) -> None:
    design = {"weighted": "yes", "effect": 1.4}
    assert not _faults(catalogue, layout="table", values=ESTIMATES, design=design)
    unknown = {"weighted": "unknown", "effect": "unknown"}
    assert not _faults(catalogue, layout="table", values=ESTIMATES, design=unknown)
    for changes in ({"values": ESTIMATES}, {"design": design}):
        ((where, said),) = _faults(catalogue, layout="table", **changes)
        assert where == "design"
        assert "they alone, say how answers weigh" in said


def test_a_design_effect_lowers_what_an_answer_is_worth() -> None:
    assert Design(weighted="yes", effect=1.25).worth == 0.8
    assert Design(weighted="unknown", effect="unknown").worth == 1.0

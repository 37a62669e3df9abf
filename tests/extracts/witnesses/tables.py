"""Small tables of learners by nationality, as a supplier would deliver them with his totals.

A table counts learners in Flanders: three municipalities in one arrondissement and one elsewhere
stand for all others, which are in the file with nobody, so that every region is complete.
"""

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from scan.catalogue.sources import Source
from scan.extracts.contract import Checked, check
from scan.extracts.frames import RAW_COLUMNS, trait_column
from scan.extracts.places import VINTAGE_DAYS
from scan.extracts.readers.delivered import TEXT, Delivered
from scan.extracts.witnesses.records import Witness
from tests.extracts.support import source

COUNT, WHOLE, RATE, GROUP = "cursisten", "alle cursisten", "aandeel", "groep"
DETAILS = {
    "west": ("west_north_eu15", "eu"),
    "zuid": ("south_eu15", "eu"),
    "oost": ("eu13", "eu"),
    "europa": ("europe_non_eu", "non_eu"),
    "maghreb": ("maghreb_turkey", "non_eu"),
    "rest": ("other", "non_eu"),
}
"""Text of a detail group → its category and the group in which it lies."""
GROUPS = {"belg": "belgian", "eu": "eu", "niet-eu": "non_eu"}
WRITTEN = Delivered(Path("sample.csv"))
"""The file of which the cells are said to be; it is a text, and nobody reads it."""
WRITTEN.__dict__["kind"] = TEXT

REGION, PROVINCE, ARRONDISSEMENT = "02000", "10000", "11000"
TOWNS = ("11001", "11002", "11004", "44021")
"""The last of them lies in another province."""

Cell = tuple[str, int, str]
"""Area, year and text of the group."""
Figures = dict[Cell, str]
"""Text of each cell of the column of counts."""


@cache
def known() -> Catalogue:
    """The catalogue, for tests whose arguments are printed when they fail."""
    return load_catalogue()


def learners(**changes: Any) -> Source:
    """A source of learners by two kinds of groups in one column, with changes."""
    details = {text: code for text, (code, _) in DETAILS.items()}
    record: dict[str, Any] = {
        "vintage": "2019",
        "coverage": ["02000"],
        "traits": [
            {"column": GROUP, "dimension": "nationality_group", "codes": GROUPS},
            {
                "column": GROUP,
                "dimension": "nationality_detail",
                "codes": {"belg": "belgian", **details},
            },
        ],
        "values": [{"column": COUNT, "population": "adult_learners"}],
        "markers": {"hidden": ["x"]},
    }
    return source(**{**record, **changes})


def towns(catalogue: Catalogue) -> tuple[str, ...]:
    """Codes of the municipalities of Flanders in 2019."""
    there = catalogue.areas.municipalities(REGION, VINTAGE_DAYS["2019"])
    return tuple(area.nis for area in there)


def raw(figures: Figures, others: dict[str, Figures] | None = None) -> pl.DataFrame:
    """The raw frame of a table with a row for each cell; ``others`` are further columns."""
    rows = [
        (number, "", area, str(year), column, texts[area, year, group], group)
        for number, (area, year, group) in enumerate(figures, 2)
        for column, texts in {COUNT: figures, **(others or {})}.items()
        if (area, year, group) in texts
    ]
    schema = {**RAW_COLUMNS, trait_column(GROUP): pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def complete(counts: dict[Cell, int], catalogue: Catalogue) -> dict[Cell, int]:
    """The same with nobody in all other municipalities, for each year and group."""
    kinds = dict.fromkeys((year, group) for _, year, group in counts)
    nobody = {(nis, *kind): 0 for kind in kinds for nis in towns(catalogue)}
    return {**nobody, **counts}


def with_wholes(details: dict[Cell, int]) -> dict[Cell, int]:
    """Counts by detail group, with the groups in which they lie."""
    whole = dict(details)
    names = {code: text for text, code in GROUPS.items()}
    for (area, year, text), count in details.items():
        if text in DETAILS:
            cell = (area, year, names[DETAILS[text][1]])
            whole[cell] = whole.get(cell, 0) + count
    return whole


def with_totals(counts: dict[Cell, int], catalogue: Catalogue) -> dict[Cell, int]:
    """Counts of municipalities, with the rows of region, province and arrondissement."""
    totals: dict[Cell, int] = {}
    for (nis, year, group), count in counts.items():
        area = catalogue.areas.get(nis)
        for above in (area.region_nis, area.province_nis, area.arrondissement_nis):
            totals[above, year, group] = totals.get((above, year, group), 0) + count
    return {**totals, **counts}


def texts(counts: dict[Cell, int]) -> Figures:
    return {cell: str(count) for cell, count in counts.items()}


def checked(
    figures: Figures,
    catalogue: Catalogue,
    own: Source | None = None,
    others: dict[str, Figures] | None = None,
) -> Checked:
    """What the contract makes of a table; it must be sound."""
    found = check(raw(figures, others), own or learners(), WRITTEN, catalogue)
    assert not found.faults, found.faults[0]
    return found


def by_kind(found: Checked, kind: str) -> Witness:
    """The only witness of a kind."""
    (one,) = (witness for witness in found.witnesses if witness.kind == kind)
    return one

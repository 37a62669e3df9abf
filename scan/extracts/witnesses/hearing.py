"""Extracts, hearing: every witness that a delivery brings along. Part of the contract.

Input: cells and figures of the contract. Output: a :class:`Witness` for each thing that the
delivery says twice, and for each that says the same where it ought to differ.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.figures import dimensions_of
from scan.extracts.places import Gazetteer
from scan.extracts.witnesses.bounded import bounded
from scan.extracts.witnesses.groups import group_totals
from scan.extracts.witnesses.rates import rate_checks
from scan.extracts.witnesses.records import AREAS, GROUPS, RATES, Witness, witness
from scan.extracts.witnesses.sameness import copied_years, same_categories, same_columns
from scan.extracts.witnesses.totals import area_totals


def heard(
    cells: pl.DataFrame,
    figures: pl.DataFrame,
    source: Source,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
) -> tuple[Witness, ...]:
    """All witnesses of a sound table; those that had nothing to compare are left out."""
    if source.scope == "region":
        return ()
    dimensions = dimensions_of(source)
    every = [
        *_sums(figures, source, catalogue, gazetteer, dimensions),
        *(witness(RATES, rate.column, rate_checks(cells, rate, source)) for rate in source.rates),
    ]
    placed = figures.filter(
        pl.col("area").is_not_null(), pl.col("year").is_not_null()
    ).with_columns(period=pl.col("year"))
    if not source.aggregate:
        every += [
            *same_categories(placed, catalogue, dimensions),
            *same_columns(cells, source),
            *copied_years(placed, dimensions),
        ]
    return tuple(one for one in every if one.compared)


def _sums(
    figures: pl.DataFrame,
    source: Source,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
    dimensions: tuple[str, ...],
) -> Iterator[Witness]:
    counts = bounded(figures, source, catalogue, gazetteer)
    if not counts.height:
        return
    areas = area_totals(counts, source, gazetteer, dimensions)
    yield witness(AREAS, "rows of areas", areas, each=True)
    for subject, compared in group_totals(counts, source, catalogue, dimensions):
        yield witness(GROUPS, subject, compared)

"""Extracts, coverage: which municipalities a file speaks of, year by year. Part of the contract.

Input: figures with codes and years. Output: a fault where a file was cut off between two rows,
and notices on municipalities that are missing, as Herstappe is from surveys.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.faults import fault_at
from scan.extracts.places import Gazetteer
from scan.extracts.readers.tables import some

WHOLE = 0.98
"""Share of the expected municipalities from which a year counts as complete."""
CUT = 0.95
"""Share below which the last year of a file is taken as cut off, when all others are complete."""


def coverage_faults(
    figures: pl.DataFrame, source: Source, gazetteer: Gazetteer, file: str
) -> Iterator[Fault]:
    """A fault when rows come year by year and only the last year lacks municipalities."""
    if source.period.kind in ("header", "fixed") or source.aggregate or source.scope == "region":
        return
    rows = figures.select("sheet", "row", "year").unique(maintain_order=True)
    years = rows.get_column("year")
    if rows.get_column("sheet").n_unique() > 1 or years.n_unique() < 2 or not years.is_sorted():
        return
    shares = {year: _share(present, year, gazetteer) for year, present in _present(figures, "year")}
    last = max(shares)
    others = [share for year, share in shares.items() if year != last]
    if shares[last] < CUT and min(others) >= WHOLE:
        yield fault_at(
            file,
            "cut_off",
            f"the file seems cut off: {last} has {shares[last]:.0%} of the municipalities, every"
            " year before it all of them",
            "Deliver the whole file again.",
            row=rows.get_column("row")[-1],
            expected="rows for every municipality",
        )


def coverage_notices(clean: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[str]:
    """Which municipalities are missing, for runs of years with the same ones missing."""
    lacking: dict[frozenset[str], list[int]] = {}
    for year, present in _present(clean, "period"):
        missing = gazetteer.expected(year) - present
        if missing:
            lacking.setdefault(missing, []).append(year)
    for missing, years in lacking.items():
        names = some(tuple(gazetteer.areas.get(nis).name for nis in sorted(missing)))
        when = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        yield f"{when}: {len(missing)} municipalities are missing ({names})"


def _present(figures: pl.DataFrame, column: str) -> list[tuple[int, frozenset[str]]]:
    grouped = figures.group_by(column).agg(pl.col("area").unique()).sort(column)
    return [(year, frozenset(areas)) for year, areas in grouped.iter_rows()]


def _share(present: frozenset[str], year: int, gazetteer: Gazetteer) -> float:
    expected = gazetteer.expected(year)
    return len(present & expected) / len(expected)

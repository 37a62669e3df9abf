"""Extracts, coverage: which municipalities a file speaks of, year by year. Part of the contract.

Input: figures with codes and years. Output: a fault where a file was cut off between two rows,
and notices on municipalities that are missing, as Herstappe is from surveys.
"""

from collections import Counter
from collections.abc import Iterator

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.faults import fault_at
from scan.extracts.ledger import edition_of
from scan.extracts.places import Gazetteer
from scan.extracts.readers.tables import some

WHOLE = 0.98
"""Share of the expected municipalities from which a year counts as complete."""
MISSING = "municipalities are missing"
"""What stands in every notice on them."""
_VARIED = 3
"""More different groups of missing municipalities are told together …"""
_NAMED = 4
"""… with so many of those that are missing most often."""
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
    """Which municipalities are missing; where they are others each year, how many and who most."""
    years_of = _present(clean, "period")
    absent = _regions_of_nothing(years_of, gazetteer)
    if absent:
        yield f"no municipality of {', '.join(area.name for area in absent)}"
    codes = {area.nis for area in absent}
    lacking: dict[frozenset[str], list[int]] = {}
    for year, present in years_of:
        expected = gazetteer.expected(year) - present
        missing = frozenset(n for n in expected if gazetteer.areas.get(n).region_nis not in codes)
        if missing:
            lacking.setdefault(missing, []).append(year)
    if len(lacking) > _VARIED:
        yield _varying(lacking, gazetteer)
        return
    for missing, years in lacking.items():
        names = _named(tuple(sorted(missing)), gazetteer)
        when = edition_of(tuple(years))
        yield f"{when}: {len(missing)} {MISSING} ({names})"


def _regions_of_nothing(
    years: list[tuple[int, frozenset[str]]], gazetteer: Gazetteer
) -> list[Area]:
    """The regions that the source covers and of which no municipality is in the file."""
    areas = gazetteer.areas
    expected = {areas.get(nis).region_nis for year, _ in years for nis in gazetteer.expected(year)}
    there = {
        areas.get(nis).region_nis
        for year, present in years
        for nis in present & gazetteer.expected(year)
    }
    return [areas.get(code) for code in sorted(expected - there)] if there else []


def _varying(lacking: dict[frozenset[str], list[int]], gazetteer: Gazetteer) -> str:
    """A notice on municipalities of which others are missing from one year to the next."""
    counts = [len(missing) for missing in lacking]
    often: Counter[str] = Counter()
    for missing, years in lacking.items():
        often.update(dict.fromkeys(sorted(missing), len(years)))
    when = edition_of(tuple(year for years in lacking.values() for year in years))
    most = _named(tuple(nis for nis, _ in often.most_common(_NAMED)), gazetteer)
    many = f"{min(counts)} to {max(counts)} {MISSING}, not the same each year"
    return f"{when}: {many} (most often {most})"


def _named(codes: tuple[str, ...], gazetteer: Gazetteer) -> str:
    return some(tuple(gazetteer.areas.get(nis).name for nis in codes))


def _present(figures: pl.DataFrame, column: str) -> list[tuple[int, frozenset[str]]]:
    grouped = figures.group_by(column).agg(pl.col("area").unique()).sort(column)
    return [(year, frozenset(areas)) for year, areas in grouped.iter_rows()]


def _share(present: frozenset[str], year: int, gazetteer: Gazetteer) -> float:
    expected = gazetteer.expected(year)
    return len(present & expected) / len(expected)

"""Extracts, absent rows: what a supplier hides by leaving its row out becomes a row again.

Input: the figures of all files of a source. Output: the same, and for a source with
``absent = "hidden"`` a hidden count for every municipality and combination of categories of which
no row came, with the most that it can be (:data:`scan.extracts.frames.MOST`).

What such a supplier adds up of the shown parts of a municipality that merged later
(``adds_shown_parts``) is not known.

A combination that occurs anywhere is expected everywhere: in every period in which the population
is split in that way, of every municipality of the regions that have a row then. A municipality of
which nothing came at all is hidden too. The row of a region is whole and gets nothing added to it;
neither do figures that the supplier finished.
"""

import math

import polars as pl

from scan.catalogue.areas import Areas
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source, ValueColumn
from scan.extracts.figures import dimensions_of
from scan.extracts.frames import CLEAN_COLUMNS, MOST
from scan.extracts.places import VINTAGE_DAYS, Gazetteer
from scan.status import Status


def completed(figures: pl.DataFrame, source: Source, catalogue: Catalogue) -> pl.DataFrame:
    """The clean frame of all files of ``source``, with the counts that it hides by absence."""
    if source.absent != "hidden":
        return figures
    dimensions = dimensions_of(source)
    nothing = pl.lit(None, pl.Float64).alias(MOST)
    delivered = figures.with_columns(nothing).select(*CLEAN_COLUMNS, *dimensions, MOST)
    counts = figures.filter(pl.col("population") != "")
    if not counts.height:
        return delivered
    key = ["population", *dimensions, "area", "period"]
    left_out = (
        _grid(counts, dimensions, Gazetteer(source, catalogue.areas))
        .join(counts.select(key), on=key, how="anti", nulls_equal=True)
        .join(_most(counts, dimensions, source), on=key[:-2], nulls_equal=True)
        .with_columns(
            source=pl.lit(source.id),
            indicator=pl.lit(""),
            value=pl.lit(None, pl.Float64),
            status=pl.lit(Status.HIDDEN.value),
        )
    )
    whole = pl.concat([delivered, left_out.select(delivered.columns)])
    return _without_sums_of_shown_parts(whole, source, catalogue.areas)


def _without_sums_of_shown_parts(
    figures: pl.DataFrame, source: Source, areas: Areas
) -> pl.DataFrame:
    """Figures, those of municipalities that merged after their period without what they say."""
    if not source.adds_shown_parts:
        return figures
    day = VINTAGE_DAYS[source.vintage]
    merged = {m.new_nis: m.date.year for m in areas.mergers if m.date <= day}
    since = pl.col("area").replace_strict(merged, default=None, return_dtype=pl.Int32)
    earlier = (pl.col("period") < since).fill_null(value=False)
    return figures.with_columns(
        pl.when(~earlier).then("value").alias("value"),
        pl.when(~earlier).then(MOST).alias(MOST),
        status=pl.when(earlier).then(pl.lit(Status.NOT_AVAILABLE.value)).otherwise("status"),
    )


def _grid(counts: pl.DataFrame, dimensions: tuple[str, ...], gazetteer: Gazetteer) -> pl.DataFrame:
    """Every combination that occurs × every period of its kind × every municipality expected."""
    kind = [pl.col(name).is_null().alias(f"null:{name}") for name in dimensions]
    on = ["population", *(f"null:{name}" for name in dimensions)]
    kinds = counts.with_columns(kind)
    combinations = kinds.select(*on, *dimensions).unique(maintain_order=True)
    regions = _regions(counts, gazetteer.areas)
    there = kinds.with_columns(
        pl.col("area").replace_strict(regions, return_dtype=pl.String).alias("region")
    ).select(*on, "period", "region")
    places = there.unique(maintain_order=True).join(
        _expected(counts, gazetteer), on=["period", "region"], maintain_order="left_right"
    )
    return combinations.join(places, on=on, maintain_order="left_right").select(
        "population", *dimensions, "area", "period"
    )


def _regions(counts: pl.DataFrame, areas: Areas) -> dict[str, str]:
    """Region of every area with a row; persons without a place are by themselves."""
    outside = set(areas.unplaced.values())
    found = counts.get_column("area").unique().to_list()
    return {nis: nis if nis in outside else areas.get(nis).region_nis for nis in found}


def _expected(counts: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Columns period, region and area: of whom there must be a count."""
    rows = [
        (period, gazetteer.areas.get(nis).region_nis, nis)
        for period in counts.get_column("period").unique().sort()
        for nis in sorted(gazetteer.expected(period))
    ]
    schema = {"period": pl.Int32, "region": pl.String, "area": pl.String}
    outside = sorted(gazetteer.areas.unplaced.values())
    placeless = counts.filter(pl.col("area").is_in(outside)).select(
        "period", pl.col("area").alias("region"), "area"
    )
    return pl.concat([pl.DataFrame(rows, schema=schema, orient="row"), placeless.unique()])


def _most(counts: pl.DataFrame, dimensions: tuple[str, ...], source: Source) -> pl.DataFrame:
    """The most that a count of each combination can be when its row is left out."""
    bound = float(max(source.minimum - 1, 0))
    open_ended = [value for value in source.values if value.absent == "unknown"]
    combinations = counts.select("population", *dimensions).unique(maintain_order=True)
    most = [
        math.inf if any(_counts(value, row) for value in open_ended) else bound
        for row in combinations.iter_rows(named=True)
    ]
    return combinations.with_columns(pl.Series(MOST, most, dtype=pl.Float64))


def _counts(value: ValueColumn, combination: dict[str, str | None]) -> bool:
    """Whether a column of figures counts this combination of categories."""
    return (
        value.population == combination["population"]
        and all(combination[name] == code for name, code in value.traits.items())
        and all(combination[name] is None for name in value.over)
    )

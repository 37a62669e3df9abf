"""Extracts, bounded counts: what a delivery says of each count, whatever it leaves out.

Input: figures of the contract, those of areas that the source leaves out among them. Output: a
row per count with the least and the most that it can be.
"""

import math

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.figures import dimensions_of
from scan.extracts.places import Gazetteer
from scan.status import Status

SIGNIFICANT = 6
"""Digits that some programs write of a number: 5.213.940 then stands for 5.213.937."""


def bounded(
    figures: pl.DataFrame, source: Source, catalogue: Catalogue, gazetteer: Gazetteer
) -> pl.DataFrame:
    """Counts that add up, with their bounds.

    Columns: ``area``, ``period``, ``population``, the dimensions, ``low``, ``high`` (infinite
    where nothing is known), ``shown`` (whether the file has a number), ``unknown`` (whether
    nothing is known of such a count when its row is left out).
    """
    additive = [p.id for p in catalogue.populations.values() if p.additive]
    counts = figures.filter(
        pl.col("population").is_in(additive),
        pl.col("year").is_not_null(),
        pl.col("unknown").is_null(),
    )
    kept = counts.filter(pl.col("area").is_not_null())
    coded = pl.concat([kept, _left_out(counts, gazetteer)])
    key = ["area", "period", "population", *dimensions_of(source)]
    columns = [n for n, value in enumerate(source.values) if value.absent == "unknown"]
    return (
        _with_bounds(coded, source)
        .with_columns(period=pl.col("year"), unknown=pl.col("number").is_in(columns))
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("low").sum(),
            pl.col("high").sum(),
            pl.col("shown").all(),
            pl.col("unknown").any(),
        )
    )


def room_of(absent: str, unknown: str, source: Source) -> pl.Expr:
    """The most that so many counts add up to whose rows are left out.

    ``absent`` and ``unknown`` name columns: how many, and whether nothing is known of them.
    """
    each = pl.when(unknown).then(math.inf).otherwise(float(max(source.minimum - 1, 0)))
    return pl.when(is_open(absent, source)).then(pl.col(absent) * each).otherwise(0.0)


def is_open(absent: str, source: Source) -> pl.Expr:
    """Whether any of them may be more than nothing."""
    return (pl.col(absent) > 0) & pl.lit(source.absent == "hidden")


def _left_out(counts: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """The counts of areas that the source leaves out, under their codes."""
    out = counts.filter("left_out")
    pairs = out.select("place", "year").unique(maintain_order=True)
    codes = [gazetteer.left_out(place, year) for place, year in pairs.iter_rows()]
    named = pairs.with_columns(code=pl.Series(codes, dtype=pl.String))
    joined = out.join(named, on=["place", "year"], how="left", maintain_order="left")
    coded = joined.with_columns(area=pl.col("code")).filter(pl.col("area").is_not_null())
    return coded.select(counts.columns)


def _with_bounds(counts: pl.DataFrame, source: Source) -> pl.DataFrame:
    value, shown = pl.col("value"), pl.col("value").is_not_null()
    hidden = (pl.col("status") == Status.HIDDEN.value) & (pl.col("kind") == "count")
    least = pl.when(pl.col("kind") == "count").then(0.0).otherwise(-math.inf)
    most = pl.when(hidden).then(float(max(source.minimum - 1, 1))).otherwise(math.inf)
    return counts.with_columns(
        low=pl.when(shown).then(value - rounded(value)).otherwise(least),
        high=pl.when(shown).then(value + rounded(value)).otherwise(most),
        shown=shown,
    )


def rounded(value: pl.Expr) -> pl.Expr:
    """By how much a large number can be off that may be written in SIGNIFICANT digits only."""
    unit = pl.lit(10.0).pow(value.abs().log10().floor() - (SIGNIFICANT - 1))
    short = (value.abs() >= 10.0**SIGNIFICANT) & (value % unit == 0)
    return pl.when(short).then(unit / 2).otherwise(0.0)

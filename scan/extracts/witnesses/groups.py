"""Extracts, witnesses of groups: wholes with their parts, within one table.

Input: bounded counts. Output: comparisons, for each pair of a finer and a coarser dimension and
for each dimension over which the table also has totals.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.witnesses.bounded import is_open, room_of
from scan.extracts.witnesses.records import COMPARED


def group_totals(
    counts: pl.DataFrame, source: Source, catalogue: Catalogue, dimensions: tuple[str, ...]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """What is compared in words, and its comparisons (COMPARED, ``population``, dimensions)."""
    chosen = {trait.dimension for trait in source.traits if trait.most_frequent}
    for fine in (name for name in dimensions if name not in chosen):
        delivered = set(counts.get_column(fine).unique().drop_nulls())
        for coarse in dimensions:
            if coarse != fine and coarse in catalogue.ancestors(fine):
                parts_of = _complete(catalogue.rollup(fine, coarse), delivered)
                pairs = _rolled_up(counts, fine, coarse, parts_of)
                needed = {whole: len(parts) for whole, parts in parts_of.items()}
                needs = pl.col(coarse).replace_strict(needed, default=0, return_dtype=pl.Int64)
                yield f"{coarse} by {fine}", _compared(*pairs, needs, source, dimensions)
        every = {category.code for category in catalogue.dimensions[fine].categories}
        if every <= delivered:
            wholes = counts.filter(pl.col(fine).is_null())
            parts = counts.filter(pl.col(fine).is_not_null())
            parts = parts.with_columns(pl.lit(None, pl.String).alias(fine), part=pl.col(fine))
            yield (
                f"totals by {fine}",
                _compared(wholes, parts, pl.lit(len(every)), source, dimensions),
            )


def _complete(into: dict[str, str], delivered: set[str]) -> dict[str, tuple[str, ...]]:
    """From whole to parts, for the wholes of which there are several, all of them here."""
    parts: dict[str, list[str]] = {}
    for part, whole in into.items():
        parts.setdefault(whole, []).append(part)
    return {w: tuple(own) for w, own in parts.items() if len(own) > 1 and set(own) <= delivered}


def _rolled_up(
    counts: pl.DataFrame, fine: str, coarse: str, parts_of: dict[str, tuple[str, ...]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The wholes, and the parts under the whole to which they belong."""
    into = {part: whole for whole, parts in parts_of.items() for part in parts}
    wholes = counts.filter(pl.col(fine).is_null(), pl.col(coarse).is_in(list(parts_of)))
    parts = counts.filter(pl.col(coarse).is_null(), pl.col(fine).is_in(list(into)))
    return wholes, parts.with_columns(
        pl.col(fine).replace_strict(into, default=None, return_dtype=pl.String).alias(coarse),
        pl.lit(None, pl.String).alias(fine),
        part=pl.col(fine),
    )


def _compared(
    wholes: pl.DataFrame,
    parts: pl.DataFrame,
    needs: pl.Expr,
    source: Source,
    dimensions: tuple[str, ...],
) -> pl.DataFrame:
    """A row for each whole of which the file has all parts in that period.

    A part that no area has in a period was not asked about then, unless absence hides.
    """
    key = ["area", "period", "population", *dimensions]
    split = [name for name in key if name != "area"]
    sums = parts.group_by(key).agg(
        pl.col("low").sum().alias("low_sum"),
        pl.col("high").sum().alias("high_sum"),
        there=pl.len(),
        hidden=(~pl.col("shown")).any(),
    )
    of = parts.group_by(split).agg(
        parts_unknown=pl.col("unknown").any(), asked=pl.col("part").n_unique()
    )
    if source.absent == "zero":
        of = of.filter(pl.col("asked") >= needs)
    joined = (
        wholes.filter("shown")
        .join(of, on=split, nulls_equal=True)
        .join(sums, on=key, how="left", nulls_equal=True)
        .with_columns(
            pl.col("low_sum", "high_sum").fill_null(0.0),
            pl.col("hidden").fill_null(value=False),
            absent=needs - pl.col("there").fill_null(0),
        )
    )
    slack = (pl.col("high") - pl.col("low")) / 2
    return joined.select(
        "period",
        "area",
        ((pl.col("low") + pl.col("high")) / 2).alias("given"),
        (pl.col("low_sum") - slack).alias("low"),
        (pl.col("high_sum") + slack + room_of("absent", "parts_unknown", source)).alias("high"),
        (pl.col("hidden") | is_open("absent", source)).alias("open"),
        "population",
        *dimensions,
    ).cast(dict(COMPARED))  # type: ignore[arg-type]

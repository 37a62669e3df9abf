"""Extracts, mistakes: figures that the supplier is known to have wrong. Part of the contract.

Input: cells or figures, and what the source says of them (``mistakes``). Output: the same without
them, or with nothing known of them.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_

import polars as pl

from scan.catalogue.sources import Mistake, Source
from scan.extracts.frames import trait_column
from scan.status import Status


def without_mistakes(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Cells or figures (``column``, ``year``, the texts of traits) without those that are wrong."""
    return rows.filter(~_any(source)) if source.mistakes else rows


def unknown_mistakes(figures: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Figures, those that are wrong without their values: they are there, and nobody knows them."""
    if not source.mistakes:
        return figures
    wrong = _any(source)
    return figures.with_columns(
        value=pl.when(~wrong).then("value"),
        status=pl.when(wrong).then(pl.lit(Status.NOT_AVAILABLE.value)).otherwise("status"),
    )


def of_their_periods(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Cells or figures of the periods in which any are wrong."""
    return rows.filter(pl.col("year").is_in([mistake.period for mistake in source.mistakes]))


def mistake_notices(figures: pl.DataFrame, source: Source) -> Iterator[str]:
    """How many figures of areas are left out for each mistake."""
    for mistake in source.mistakes:
        wrong = figures.filter(_is_meant(mistake), pl.col("area").is_not_null())
        if wrong.height:
            yield f"{mistake.period}: {wrong.height} figures are left out: {mistake.reason}"


def _any(source: Source) -> pl.Expr:
    return reduce(or_, map(_is_meant, source.mistakes))


def _is_meant(mistake: Mistake) -> pl.Expr:
    meant = (pl.col("column") == mistake.column) & (pl.col("year") == mistake.period)
    for header, texts in mistake.where.items():
        text = pl.col(trait_column(header)).str.replace_all(r"\s+", " ")
        meant &= text.is_in(list(texts))
    return meant.fill_null(value=False)

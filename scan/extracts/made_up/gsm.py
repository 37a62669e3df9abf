"""Extracts, made up: indicator downloads of the Gemeente-Stadsmonitor. Output: CSV.

Semicolons, a decimal comma with one decimal, regions first with their code in four digits, then
the municipalities of today by code, each with all its years.
"""

import polars as pl

from scan.catalogue.areas import Areas
from scan.catalogue.sources import Source
from scan.extracts.made_up.tables import AREA, KNOWN, PERIOD, REGION

SHARE = "Procent (%)"
"""The column with the finished figure, which comes last."""
_ROW = "row"


def gsm_csv(table: pl.DataFrame, source: Source, title: str, areas: Areas) -> bytes:
    """The table as the monitor lays it out; ``title`` is the name of its indicator.

    Numerator and denominator stand under their own heads; a denominator that the source does
    not use is the sum over the categories of a municipality and year.
    """
    numerator, denominator = heads(source)
    whole = (
        pl.col(denominator)
        if denominator in table.columns
        else pl.col(numerator).sum().over(AREA, PERIOD)
    )
    place, code, indicator = KNOWN
    filled = table.with_row_index(_ROW).with_columns(
        whole.alias(denominator), (100 * pl.col(numerator) / whole).alias(SHARE)
    )
    named = filled.with_columns(
        pl.col(AREA).replace_strict(_names(table, areas)).alias(place),
        pl.col(AREA).str.strip_prefix("0").alias(code),
        pl.lit(title).alias(indicator),
        pl.col(PERIOD).alias(source.period.column),
        *(_decimal(name) for name in (numerator, denominator, SHARE)),
    )
    traits = [trait.column for trait in source.traits]
    ordered = named.sort(pl.col(REGION).not_(), AREA, PERIOD, _ROW)
    kept = (place, code, indicator, source.period.column, *traits, numerator, denominator, SHARE)
    return ordered.select(kept).write_csv(separator=";").encode("utf-8")


def heads(source: Source) -> tuple[str, str]:
    """The heads of numerator and denominator of a source."""
    named = [value.column for value in source.values]
    unused = [text for text in source.ignore if text not in (*KNOWN, SHARE)]
    numerator, denominator = (*named, *unused)
    return numerator, denominator


def _names(table: pl.DataFrame, areas: Areas) -> dict[str, str]:
    return {nis: areas.get(nis).name for nis in table.get_column(AREA).unique()}


def _decimal(name: str) -> pl.Expr:
    """A number with a decimal comma; empty where there is none."""
    finite = pl.when(pl.col(name).cast(pl.Float64).is_finite()).then(pl.col(name))
    rounded = finite.cast(pl.Float64).round(1).cast(pl.String)
    return rounded.str.replace(".", ",", literal=True).alias(name)

"""Extracts, made up: the tidy layout. Input: a table. Output: CSV as its reader expects it."""

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.made_up.tables import AREA, PERIOD, hidden_as_text


def tidy_csv(table: pl.DataFrame, source: Source) -> bytes:
    """The table as comma-separated text: year, code, traits and figures, in this order."""
    traits = [trait.column for trait in source.traits]
    figures = list(dict.fromkeys(value.column for value in source.values))
    texts = hidden_as_text(table, source)
    renamed = texts.rename({AREA: source.area.column, PERIOD: source.period.column})
    named = renamed.select(source.period.column, source.area.column, *traits, *figures)
    return named.write_csv().encode("utf-8")

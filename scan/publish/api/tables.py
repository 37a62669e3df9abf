"""Publish, api, tables: what programs read, taken from the series as they are downloaded.

Input: the series table of one indicator (``series_tables.TABLE``). Output: the same figures as
tidy text, and the newest figure of every area. Nothing is calculated and nothing is shown
that the series do not show: a figure that is hidden has none here, under the same code.
"""

import io

import polars as pl

from scan.publish.rounding import fixed
from scan.publish.series_tables import FIGURES, MADE_UP, Stock
from scan.views.numbers import LIMIT_DECIMALS

TIDY = (
    *("indicator", "nis", "area", "kind", "today", "period", "part", "category_1", "category_2"),
    *("value", "numerator", "denominator", "answers", "low", "high", "state", "status", "source"),
)
"""Columns of the tidy text: all that differs between rows, without labels but that of the area."""
NEWEST = (
    *("nis", "area", "kind", "today", "period", "category_1", "label_1", "category_2", "label_2"),
    *("value", "numerator", "denominator", "state", "status", "source", "delivered"),
)
"""Columns of the newest figures."""
KEY = ("nis", "today")
"""What tells areas apart: a former municipality has a code that may be in use today."""
MAIN = "hoofd"
"""Stands in place of a category for the main figure of an indicator."""


def tidy(table: pl.DataFrame, decimals: int, stock: Stock) -> bytes:
    """The table as CSV after RFC 4180: UTF-8 without a mark, commas, decimal points. An empty
    cell is a figure that is not there; the status says why."""
    names = [*TIDY, *([MADE_UP] if stock.made_up else [])]
    places = {"value": decimals, "low": LIMIT_DECIMALS, "high": LIMIT_DECIMALS}
    texts = table.select(names).with_columns(
        fixed(name, places.get(name, 0), ".").alias(name) for name in FIGURES
    )
    empty = texts.with_columns(pl.col(pl.String).replace("", None))
    out = io.BytesIO()
    empty.rename({name: stock.words[f"series.{name}"] for name in names}).write_csv(
        out, line_terminator="\r\n"
    )
    return out.getvalue()


def main_figures(table: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """The main figures of all years."""
    return table.filter(pl.col("part") == stock.words["part.main"])


def newest_figures(table: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Of every area the main figure of its newest period, in the order of the table; of an
    indicator that has none, as the most frequent nationalities, the parts in its place."""
    main = pl.col("part") == stock.words["part.main"]
    newest = table.filter(pl.col("period") == pl.col("period").max().over(KEY))
    return newest.filter(main | ~main.any().over(KEY))

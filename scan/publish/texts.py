"""Publish, texts: a series table as CSV and Parquet.

Input: a frame with the columns of ``series_tables.TABLE``. Output: bytes of a file, the same
for the same table.

The conventions: CSV is for spreadsheets as Flemish users have them, like the table inside the
reports: semicolon, decimal comma, UTF-8 with a byte order mark, CRLF. The metadata beside it
say so to machines, and Parquet has typed columns. In CSV a code stands in place of every figure
that is not there; in Parquet it is null, and the column of the status says why.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping

import polars as pl

from scan.moulds import EPOCH
from scan.publish.rounding import fixed
from scan.publish.series_tables import FIGURES, Stock
from scan.status import Status
from scan.views.numbers import LIMIT_DECIMALS

SEPARATOR = ";"
DECIMAL_MARK = ","
LINE_END = "\r\n"


def headed(table: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """The table with the heads that readers see."""
    return table.rename({name: stock.words[f"series.{name}"] for name in table.columns})


def worded(table: pl.DataFrame, decimals: int, stock: Stock) -> pl.DataFrame:
    """The table with every figure as text, or the code for why there is none."""
    places = {"value": decimals, "low": LIMIT_DECIMALS, "high": LIMIT_DECIMALS}
    absent = absence(stock)
    return table.with_columns(
        pl.when(pl.col(name).is_null())
        .then(absent)
        .otherwise(fixed(name, places.get(name, 0), DECIMAL_MARK))
        .alias(name)
        for name in FIGURES
    )


def absence(stock: Stock) -> pl.Expr:
    """The code in place of a figure: its status; *not applicable* where the status is shown."""
    shown = [stock.codes[status.value] for status in Status if status.has_number]
    nothing = pl.lit(stock.codes[Status.NOT_APPLICABLE.value])
    return pl.when(pl.col("status").is_in(shown)).then(nothing).otherwise(pl.col("status"))


def csv_of(table: pl.DataFrame, decimals: int, stock: Stock) -> bytes:
    """The table as a CSV file."""
    return written(worded(table, decimals, stock), stock)


def written(texts: pl.DataFrame, stock: Stock) -> bytes:
    """A table of texts as a CSV file, under the heads that readers see."""
    out = io.BytesIO()
    told = texts.with_columns(pl.col(pl.String).replace("", None))
    headed(told, stock).write_csv(
        out, include_bom=True, separator=SEPARATOR, line_terminator=LINE_END
    )
    return out.getvalue()


def parquet_of(table: pl.DataFrame, stock: Stock) -> bytes:
    """The table as a Parquet file, with title and licence in its metadata."""
    out = io.BytesIO()
    headed(table, stock).write_parquet(
        out, compression_level=6, row_group_size=250_000, metadata=facts(stock)
    )
    return out.getvalue()


def facts(stock: Stock) -> dict[str, str]:
    """What a file says of itself."""
    words = stock.words
    said = {
        "title": words["package.title"],
        "publisher": words["package.publisher"],
        "license": words["package.licence_address"],
        "rounding": words["readme.rounding_text"],
    }
    return said | ({"made_up": words["readme.made_up"]} if stock.made_up else {})


def code_list(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A list of codes as a CSV file; the heads are the keys of its rows."""
    out = io.BytesIO()
    pl.DataFrame(list(rows)).with_columns(pl.all().replace("", None)).write_csv(
        out, include_bom=True, separator=SEPARATOR, line_terminator=LINE_END
    )
    return out.getvalue()


class ZippedText:
    """An archive with one text file, written piece by piece."""

    def __init__(self, name: str) -> None:
        self._out = io.BytesIO()
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._archive = zipfile.ZipFile(self._out, "w")
        self._stream = self._archive.open(entry, "w", force_zip64=True)

    def add(self, text: bytes) -> None:
        """Adds a piece."""
        self._stream.write(text)

    def done(self) -> bytes:
        """The archive."""
        self._stream.close()
        self._archive.close()
        return self._out.getvalue()

"""Extracts, reader of tidy tables: CSV or Parquet, a column per trait or value. Output: raw frame.

The separator, a comma or a semicolon, is read from the header.
"""

from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import damaged, open_text
from scan.extracts.readers.tables import Table, to_raw


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the tidy table at ``path``; ExtractError when it is damaged."""
    table = _parquet(path) if path.suffix == ".parquet" else read_table(open_text(path), path, ",;")
    return to_raw(source, table, path)


def _parquet(path: Path) -> Table:
    try:
        frame = pl.read_parquet(path)
        texts = frame.select(pl.all().cast(pl.String))
    except pl.exceptions.PolarsError as error:
        raise damaged(
            path, f"the table cannot be read ({error})", "Deliver the whole file again."
        ) from error
    header = tuple(" ".join(name.split()) for name in frame.columns)
    texts.columns = [f"c{at}" for at in range(len(header))]
    return Table(header, texts.with_row_index("row", offset=2))

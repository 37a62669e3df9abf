"""Extracts, reader of tidy tables: CSV or Parquet, a column per trait or value. Output: raw frame.

The separator, a comma or a semicolon, is read from the header.
"""

import io
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, read_table
from scan.extracts.readers.opening import open_text
from scan.extracts.readers.plain_files import damaged, first_line, read_bytes
from scan.extracts.readers.tables import (
    Table,
    refuse_long_cells,
    refuse_long_headers,
    refuse_steering_cells,
    to_raw,
)


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the tidy table at ``path``; ExtractError when it is damaged."""
    table = _parquet(path) if path.suffix == ".parquet" else read_table(open_text(path), path, ",;")
    return to_raw(source, table, path)


def _parquet(path: Path) -> Table:
    data = io.BytesIO(read_bytes(path))
    try:
        columns = len(pl.read_parquet_schema(data))
        rows = int(pl.scan_parquet(data).select(pl.len()).collect().item())
        if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            message = f"the table has {rows} rows and {columns} columns, more than the limits"
            raise damaged(path, message, "Split it by year.")
        frame = pl.read_parquet(data)
        texts = frame.select(pl.all().cast(pl.String))
    except (pl.exceptions.PolarsError, OSError) as error:
        message = f"the table cannot be read ({first_line(error)})"
        raise damaged(path, message, "Deliver the whole file again.") from error
    header = tuple(" ".join(name.split()) for name in frame.columns)
    refuse_long_headers(header, path)
    texts.columns = [f"c{at}" for at in range(len(header))]
    cells = texts.with_row_index("row", offset=2)
    refuse_long_cells(cells, path)
    refuse_steering_cells(cells, path)
    return Table(header, cells)

"""Extracts, layouts: the reader of each layout. Input: the name of a layout. Output: a function."""

from collections.abc import Callable

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.readers import sql, swing_csv, swing_xlsx, table
from scan.extracts.readers.delivered import Delivered

Reader = Callable[[Source, Delivered], pl.DataFrame]

READERS: dict[str, Reader] = {
    "table": table.read,
    "swing_csv": swing_csv.read,
    "swing_xlsx": swing_xlsx.read,
    "sql": sql.read,
}
"""The reader of each layout: a source and an opened file in, a raw frame out."""

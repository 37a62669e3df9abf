"""Extracts, layouts: the reader of each layout. Input: the name of a layout. Output: a function."""

from typing import Protocol

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.readers import sql, swing_csv, swing_xlsx, table
from scan.extracts.readers.delivered import Delivered


class Reader(Protocol):
    """Reads files of one layout."""

    def __call__(self, source: Source, file: Delivered) -> pl.DataFrame:
        """The raw frame of ``scan.extracts.frames``: its columns, a row per figure, all as text.

        Raises ExtractError with every fault of the file at once.
        """


READERS: dict[str, Reader] = {
    "table": table.read,
    "swing_csv": swing_csv.read,
    "swing_xlsx": swing_xlsx.read,
    "sql": sql.read,
}
"""The reader of each layout: a source and an opened file in, a raw frame out."""

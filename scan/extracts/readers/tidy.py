"""Extracts, reader of tidy tables: CSV, a column per trait or value. Output: raw frame.

The separator, a comma or a semicolon, is read from the header. Parquet is not read: no supplier
delivers it, and what decodes it ends the program on a damaged file in place of raising.
"""

from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import open_text
from scan.extracts.readers.tables import to_raw


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the tidy table at ``path``; ExtractError when it is damaged."""
    return to_raw(source, read_table(open_text(path), path, ",;"), path)

"""Extracts, reader of tidy tables: CSV, a column per trait or value. Output: raw frame.

The separator, a comma or a semicolon, is read from the header. Parquet is not read: no supplier
delivers it, and what decodes it ends the program on a damaged file in place of raising.
"""

from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import Opened, open_text
from scan.extracts.readers.tables import to_raw


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the tidy table at ``path``; ExtractError when it is damaged."""
    return parse(source, open_text(path), path)


def parse(source: Source, opened: Opened, path: Path) -> pl.DataFrame:
    """Raw frame of the text of a tidy table."""
    return to_raw(source, read_table(opened, path, ",;"), path)

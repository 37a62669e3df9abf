"""Extracts, layouts: the reader of each layout. Input: the name of a layout. Output: a function."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers import (
    gsm_csv,
    gsm_workbook,
    gsm_workbook_2017,
    sql,
    statbel_pipe,
    swing_csv,
    swing_upload,
    swing_xlsx,
    tidy,
)
from scan.extracts.readers.opening import Opened

Reader = Callable[[Source, Path], pl.DataFrame]

READERS: dict[str, Reader] = {
    "tidy": tidy.read,
    "swing_csv": swing_csv.read,
    "swing_xlsx": swing_xlsx.read,
    "swing_upload": swing_upload.read,
    "gsm_csv": gsm_csv.read,
    "gsm_workbook": gsm_workbook.read,
    "gsm_workbook_2017": gsm_workbook_2017.read,
    "statbel_pipe": statbel_pipe.read,
    "sql": sql.read,
}
"""The reader of each layout."""

TEXTS: dict[str, Callable[[Source, Opened, Path], pl.DataFrame]] = {
    "tidy": tidy.parse,
    "swing_csv": swing_csv.parse,
    "swing_upload": swing_upload.parse,
    "gsm_csv": gsm_csv.parse,
    "statbel_pipe": statbel_pipe.parse,
}
"""The same for layouts that are text, of text that was opened before; it may be cut short."""

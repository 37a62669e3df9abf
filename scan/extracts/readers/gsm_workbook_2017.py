"""Extracts, reader of survey workbooks of the Gemeente-Stadsmonitor up to 2017. Output: raw frame.

Municipalities by name; the year stands as a date (1 January) under a blank header; answers are
floats in full precision; after an empty row come the texts of the selection.
"""

from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.gsm_csv import without_parentheses, without_unit
from scan.extracts.readers.plain_files import damaged
from scan.extracts.readers.tables import Table, needs, to_raw
from scan.extracts.readers.workbooks import headed, open_workbook

KNOWN = ("Gemeente", "Indicator", "Item")
_DATE = r"^\d{4}-\d{2}-\d{2}"


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the first sheet of ``path``; ExtractError when it is damaged."""
    workbook = open_workbook(path)
    sheet = workbook.sheet(workbook.names[0])
    empty = sheet.filter(pl.col("c0").is_null()).get_column("row")
    end = int(empty[0]) - 1 if len(empty) else sheet.height
    workbook.refuse_merged(workbook.names[0], 2, end)
    table = headed(sheet.head(end), workbook.names[0], path)
    named = bool(needs(source).period)
    period = None if named else pl.col(_dates(table, path)).str.slice(0, 10)
    return to_raw(source, table, path, (without_unit, without_parentheses), KNOWN, period)


def _dates(table: Table, path: Path) -> str:
    """The column under a blank header that holds dates."""
    for at, header in enumerate(table.header):
        column = f"c{at}"
        texts = table.frame.get_column(column).drop_nulls()
        if not header and len(texts) and texts.str.contains(_DATE).all():
            return column
    raise damaged(
        path,
        "no column with a blank header holds dates",
        "Deliver the download as it comes.",
        "row 1",
    )

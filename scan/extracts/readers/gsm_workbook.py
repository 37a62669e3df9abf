"""Extracts, reader of the survey workbook of the Gemeente-Stadsmonitor. Output: raw frame.

The first sheet is an index; every other one is named after its indicator and starts with a
header row. Answers are headed ``Eens`` or ``Eens (%)``; cells may have stray spaces; there are
rows for regions. Only the sheets that the source names are read.
"""

from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.errors import ExtractError, Fault
from scan.extracts.faults import fault_at
from scan.extracts.readers.gsm_csv import KNOWN, without_parentheses, without_unit
from scan.extracts.readers.tables import some, to_raw
from scan.extracts.readers.workbook_xml import MAX_ROWS
from scan.extracts.readers.workbooks import Workbook, headed, open_workbook


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the sheets of ``source``; ExtractError with the faults of all of them."""
    workbook = open_workbook(path)
    frames: list[pl.DataFrame] = []
    faults: list[Fault] = []
    for name in _sheets(source, workbook):
        try:
            frames.append(_sheet(source, workbook, name))
        except ExtractError as error:
            faults.extend(error.faults)
    if faults:
        raise ExtractError(tuple(faults))
    return pl.concat(frames, how="diagonal")


def _sheets(source: Source, workbook: Workbook) -> tuple[str, ...]:
    """Names that the source gives to its sheets; without any, every sheet but the index."""
    named = tuple(dict.fromkeys(value.sheet for value in source.values if value.sheet))
    return named or workbook.names[1:] or workbook.names


def _sheet(source: Source, workbook: Workbook, name: str) -> pl.DataFrame:
    there = {text.strip().casefold(): text for text in workbook.names}
    actual = there.get(name.casefold())
    if actual is None:
        raise ExtractError(
            (
                fault_at(
                    workbook.path.name,
                    "sheet_missing",
                    f"the sheet is missing; the workbook has {some(workbook.names)}",
                    "Deliver the workbook with all indicators.",
                    sheet=name,
                ),
            )
        )
    workbook.refuse_merged(actual, 2, MAX_ROWS)
    table = headed(workbook.sheet(actual), name, workbook.path)
    raw = to_raw(source, table, workbook.path, (without_unit, without_parentheses), KNOWN)
    traits = [column for column in raw.columns if column.startswith("trait:")]
    return raw.with_columns(pl.col(traits).str.replace_all(r"\s+", " "))

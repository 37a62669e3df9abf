"""Extracts, reader of Statbel's pipe files, also inside a zip. Output: raw frame.

Nothing is quoted. Two editions go under other names: up to 2017 ``CD_MUNTY_REFNIS`` with
``CD_YEAR`` in the last column, afterwards ``CD_REFNIS`` with the year in the file's name only.
"""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.errors import ExtractError
from scan.extracts.faults import fault_at
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import Opened, open_text
from scan.extracts.readers.plain_files import damaged
from scan.extracts.readers.tables import Table, needs, to_raw

RENAMED = {
    "CD_REFNIS": "CD_MUNTY_REFNIS",
    "TX_DESCR_NL": "TX_MUNTY_DESCR_NL",
    "TX_DESCR_FR": "TX_MUNTY_DESCR_FR",
}
"""Headers of the newer edition and what they were before."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the pipe file at ``path``; ExtractError when it is damaged.

    Labels (``TX_…``) are not read. In files that are summed, a line that occurs twice is a fault.
    """
    return parse(source, open_text(path), path)


def parse(source: Source, opened: Opened, path: Path) -> pl.DataFrame:
    """Raw frame of the text of a pipe file."""
    codes = tuple(name for name in opened.first.split("|") if not name.strip().startswith("TX_"))
    table = read_table(opened, path, "|", quoted=False, only=codes)
    if source.aggregate:
        _no_repeated_lines(table, path)
    table, period = _as_named(source, table, path)
    return to_raw(source, table, path, period=period)


def _no_repeated_lines(table: Table, path: Path) -> None:
    cells = [column for column in table.frame.columns if column != "row"]
    repeated = table.frame.filter(table.frame.select(cells).is_duplicated())
    if repeated.height:
        rows = ", ".join(map(str, repeated.get_column("row").head(4)))
        raise damaged(
            path,
            f"{repeated.height} lines occur more than once and would be counted double",
            "Deliver the file with every line once.",
            f"rows {rows}",
            "lines_twice",
        )


def _as_named(source: Source, table: Table, path: Path) -> tuple[Table, pl.Expr | None]:
    """The table under the headers of the source's own edition, and its year if no column has it."""
    wanted = needs(source)
    other = {**RENAMED, **{old: new for new, old in RENAMED.items()}}
    header = tuple(
        other[name] if name not in wanted.headers and other.get(name) in wanted.headers else name
        for name in table.header
    )
    renamed = replace(table, header=header)
    if not wanted.period or wanted.period in header:
        return renamed, None
    years = _YEAR.findall(path.stem)
    if not years:
        missing = f"the column is missing, and no year stands in the name {path.name}"
        column = wanted.period
        fault = fault_at(
            path.name, "column_missing", missing, "Add the year.", row=1, column=column, has=""
        )
        raise ExtractError((fault,))
    remark = f"the year {years[-1]} is taken from the file's name"
    return replace(renamed, remarks=(*table.remarks, remark)), pl.lit(years[-1])

"""Extracts, findings: from bad rows to faults that a supplier understands. Part of the contract.

Input: frames of rows that break a rule. Output: faults that name file, row, column, value and
remedy. Of one rule and column the first rows are named and the others counted.
"""

from collections.abc import Callable, Iterator

import polars as pl

from scan.errors import Fault, visible
from scan.extracts.readers.tables import place_text

NAMED = 25
"""How many rows of one rule and column are named."""

_SHOWN = 80
"""Signs of a cell that a message shows."""


def per_row(
    bad: pl.DataFrame, file: str, column: str, message: Callable[[str], str], remedy: str
) -> Iterator[Fault]:
    """A fault for each row of ``bad`` (columns ``row``, ``sheet``, ``text``).

    ``message`` makes the sentence from the text of the cell.
    """
    for row, sheet, text in bad.select("row", "sheet", "text").head(NAMED).iter_rows():
        yield Fault(
            file, place_text(sheet, row, column), message(visible(text or "", _SHOWN)), remedy
        )
    if bad.height > NAMED:
        more = f"{bad.height - NAMED} more rows have the same fault"
        yield Fault(file, place_text("", None, column), more, remedy)


def per_text(
    bad: pl.DataFrame, by: str, file: str, column: str, message: Callable[[str], str], remedy: str
) -> Iterator[Fault]:
    """A fault for each different text in the column ``by`` of ``bad``, at its first row."""
    grouped = (
        bad.group_by(by, maintain_order=True)
        .agg(pl.col("row").min(), pl.col("sheet").first(), rows=pl.col("row").n_unique())
        .sort("row", maintain_order=True)
    )
    for text, row, sheet, rows in (
        grouped.head(NAMED).select(by, "row", "sheet", "rows").iter_rows()
    ):
        often = f" (in {rows} rows)" if rows > 1 else ""
        yield Fault(file, place_text(sheet, row, column), f"{message(text or '')}{often}", remedy)
    if grouped.height > NAMED:
        more = f"{grouped.height - NAMED} more texts have the same fault"
        yield Fault(file, place_text("", None, column), more, remedy)

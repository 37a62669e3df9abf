"""Extracts, findings: from bad rows to faults that a supplier understands. Part of the contract.

Input: frames of rows that break a rule. Output: faults that name file, sheet, row, column, value,
what was expected and the remedy. Of one rule and column the first rows are named and the others
counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from scan.errors import SHOWN_IN_FULL, Fault, visible
from scan.extracts.faults import fault_at, more_of

NAMED = SHOWN_IN_FULL
"""How many rows of one rule and column are named."""

_SHOWN = 80
"""Signs of a cell that a message shows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What every fault of one kind says."""

    kind: str
    message: Callable[[str], str]
    """From the text of the cell to the sentence."""
    remedy: str
    expected: str = ""


def per_row(bad: pl.DataFrame, file: str, column: str, rule: Rule) -> Iterator[Fault]:
    """A fault for each row of ``bad`` (columns ``row``, ``sheet``, ``text``)."""
    for row, sheet, text in bad.select("row", "sheet", "text").head(NAMED).iter_rows():
        yield fault_at(
            file,
            rule.kind,
            rule.message(visible(text or "", _SHOWN)),
            rule.remedy,
            sheet=sheet,
            row=row,
            column=column,
            value=text or "",
            expected=rule.expected,
        )
    if bad.height > NAMED:
        what = "rows have the same fault"
        yield more_of(file, rule.kind, bad.height - NAMED, what, rule.remedy, column)


def per_text(bad: pl.DataFrame, by: str, file: str, column: str, rule: Rule) -> Iterator[Fault]:
    """A fault for each different text in the column ``by`` of ``bad``, at its first row.

    The message is made from that text; the value is what stands in the column ``value_of`` of
    ``bad``, or the text itself where there is no such column.
    """
    value_of = pl.col("value_of" if "value_of" in bad.columns else by)
    grouped = (
        bad.group_by(pl.col(by).alias("said"), maintain_order=True)
        .agg(
            pl.col("row").min(),
            pl.col("sheet").first(),
            value_of.first().alias("value"),
            rows=pl.struct("sheet", "row").n_unique(),
        )
        .sort("row", maintain_order=True)
    )
    columns = ("said", "row", "sheet", "value", "rows")
    for said, row, sheet, value, rows in grouped.head(NAMED).select(columns).iter_rows():
        often = f" (in {rows} rows)" if rows > 1 else ""
        yield fault_at(
            file,
            rule.kind,
            rule.message(visible(said or "", _SHOWN)) + often,
            rule.remedy,
            sheet=sheet,
            row=row,
            column=column,
            value=value or "",
            expected=rule.expected,
            rows=rows,
        )
    if grouped.height > NAMED:
        what = "texts have the same fault"
        yield more_of(file, rule.kind, grouped.height - NAMED, what, rule.remedy, column)

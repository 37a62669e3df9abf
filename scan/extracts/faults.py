"""Extracts, faults: how anything that is wrong with a delivery is put. Output: faults.

Beside the sentence for the operator a fault holds its kind and its place in parts, from which
the page for the supplier is worded.
"""

from scan.errors import Fault


def place_text(sheet: str, row: int | None, column: str) -> str:
    """Where a fault is: ``sheet SA_S_11, row 12, column nis``; what is empty is left out."""
    parts = (
        f"sheet {sheet}" if sheet else "",
        f"row {row}" if row is not None else "",
        f"column {column}" if column else "",
    )
    return ", ".join(part for part in parts if part)


def fault_at(
    file: str,
    kind: str,
    message: str,
    remedy: str,
    *,
    sheet: str = "",
    row: int | None = None,
    column: str = "",
    value: str | None = None,
    expected: str = "",
    where: str = "",
    **facts: object,
) -> Fault:
    """A fault whose place is a sheet, a row and a column, as far as they are given.

    ``where`` is the place of what is in no single cell: ``11002, 2025``.
    """
    return Fault(
        file,
        where or place_text(sheet, row, column),
        message,
        remedy,
        kind=kind,
        sheet=sheet,
        row=row,
        column=column,
        value=value,
        expected=expected,
        facts=tuple((name, str(fact)) for name, fact in facts.items()),
    )


def more_of(file: str, kind: str, count: int, what: str, remedy: str, column: str = "") -> Fault:
    """A fault that stands for ``count`` others of its kind, which are not named."""
    place = place_text("", None, column)
    return Fault(
        file, place, f"{count:,} more {what}", remedy, kind=kind, column=column, count=count
    )

"""Extracts, look, swapping: headers that a supplier wrote over each other's column.

Input: the look of a table. Output: pairs of headers, as a source names them.
"""

import re

from scan.extracts.look.records import TRAIT, TableLook

_TIMELY = re.compile(r"jaar|year|period", re.IGNORECASE)


def swapped_period(table: TableLook) -> tuple[str, str]:
    """Headers of period and categories that stand over each other's column: as they should be."""
    periods = table.periods
    if periods is None or not periods.column or table.layout != "table":
        return "", ""
    if _TIMELY.search(periods.column):
        return "", ""
    other = next((c.name for c in table.of_role(TRAIT) if _TIMELY.search(c.name)), "")
    return (other, periods.column) if other else ("", "")


def swapped_figures(table: TableLook) -> tuple[str, str]:
    """Headers of numerator and denominator that stand over each other's column.

    The one that is repeated over the categories is called by them, the other is not.
    """
    for rate in (r for r in table.relations if r.kind == "rate"):
        above, below = rate.parts
        repeats = any(r.kind == "repeated" and r.column == below for r in table.relations)
        if repeats and " naar " in f" {below} " and " naar " not in f" {above} ":
            return below, above
    return "", ""


def right_header(name: str, table: TableLook) -> str:
    """The header that should stand over the column of this name."""
    below, above = swapped_figures(table)
    return {above: below, below: above}.get(name, name) if below else name

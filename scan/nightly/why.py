"""Nightly, why: what is stale, in words and figures.

Input: a plan. Output: :class:`Because` for each reason: which layout, library or indicator, and
for an indicator which displayed figures, old and new. Nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from scan.nightly.plan import FIGURES, FILE, FORCED, NEW, Plan, Seen, Stale
from scan.publish.difference import KEY, amounts, figure_name
from scan.publish.receipts import Receipt, displayed_path, read_receipt, receipt_path
from scan.series.workspace import Workspace
from scan.views.displayed import Displayed, displayed

_SAID = {
    NEW: "never made",
    FORCED: "asked for",
    FILE: "the report on the shelf is gone or is another file than its receipt says",
}


@dataclass(frozen=True, slots=True)
class Because:
    """One reason why a report is stale."""

    what: str
    """``never made``; ``layout report/base.css``; ``DE_36 main 2024``."""
    before: str = ""
    """The displayed text, or the version, of before; empty where there was none."""
    after: str = ""

    def __str__(self) -> str:
        if not self.before and not self.after:
            return self.what
        return f"{self.what}: {self.before or '(nothing)'} → {self.after or '(nothing)'}"


def why(workspace: Workspace, plan: Plan) -> Iterator[tuple[Stale, tuple[Because, ...]]]:
    """Every stale report with its reasons."""
    seen = Seen(workspace, plan.publication, tuple(stale.area for stale in plan.stale))
    for stale in plan.stale:
        shelf, publication = workspace.shelf, plan.publication.id
        receipt = read_receipt(receipt_path(shelf, publication, stale.area.nis))
        yield stale, tuple(_because(seen, stale, receipt))


def _because(seen: Seen, stale: Stale, receipt: Receipt | None) -> Iterator[Because]:
    for reason in stale.reasons:
        if reason.startswith(f"{FIGURES} ") and receipt is not None:
            yield from _figures(seen, stale, reason.removeprefix(f"{FIGURES} "))
        elif reason in _SAID:
            yield Because(_SAID[reason])
        elif reason.startswith("library ") and receipt is not None:
            before, after = receipt.parts.get(reason, ""), stale.common.get(reason, "")
            yield Because(reason, before, after)
        else:
            yield Because(f"{reason} changed")


def _figures(seen: Seen, stale: Stale, code: str) -> Iterator[Because]:
    """The figures of one indicator that are displayed otherwise; else its text or its chart."""
    nis, publication = stale.area.nis, seen.publication.id
    path = displayed_path(seen.workspace.shelf, publication, nis)
    old = pl.read_parquet(path) if path.is_file() else Displayed.create_empty()
    view = seen.views(stale.area, (code,))[code]
    new = displayed(publication, nis, (view,) if view else ())
    changed = changes(old.filter(pl.col("indicator") == code), new)
    for row in changed.iter_rows(named=True):
        name = f"{figure_name(row)} {row['period']}"
        yield Because(f"{code} {name}", row["before"] or "", row["after"] or "")
    if changed.is_empty():
        yield Because(f"{code}: its text or its chart changed")


def changes(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Numbers whose displayed text differs: the columns of ``KEY``, ``before``, ``after``."""
    before = amounts(old).select(*KEY, before="text")
    after = amounts(new).select(*KEY, after="text")
    both = before.join(after, on=KEY, how="full", coalesce=True, maintain_order="right_left")
    return both.filter(pl.col("before").ne_missing(pl.col("after")))

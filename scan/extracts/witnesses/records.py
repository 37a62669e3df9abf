"""Extracts, the records of witnesses: what was compared and what came of it.

Input: frames of comparisons (:data:`COMPARED`). Output: :class:`Witness`, one for each thing that
a delivery says twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

AREAS, GROUPS, RATES = "areas", "groups", "rates"
"""Rows of a region with its municipalities, wholes with their parts, rates with their counts."""
SAME, COPIED = "same", "copied"
"""Figures that ought to differ: of two categories or columns, of two years."""

AGREES, DIFFERS, WRONG = "agrees", "differs", "wrong"
"""All agree; some differ, which is told; surely wrong, which somebody must decide about."""

SHARE = 0.01
"""A difference of at most so much of the figure is small: suppliers correct a municipality and
forget its region …"""
FEW = 5.0
"""… and so is one of fewer than so many."""
OFTEN = 0.05
"""Wrong is a year in which more than this share of the comparisons differ by more than that; a
copied or exchanged column spoils nearly all, a supplier's corrections spoil some."""
NAMED = 3
"""So many of the largest differences of one witness are told."""

COMPARED: dict[str, pl.DataType] = {
    "period": pl.Int32(),
    "area": pl.String(),
    "given": pl.Float64(),  # what the supplier wrote
    "low": pl.Float64(),  # the least that the other figures leave room for
    "high": pl.Float64(),  # and the most
    "open": pl.Boolean(),  # whether that is a range, for something is hidden or missing
}
"""Columns of a frame of comparisons; all others name the categories."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that its witness contradicts."""

    area: str
    """Its code."""
    period: int
    categories: tuple[tuple[str, str], ...]
    """Dimension and category, or column and text."""
    given: float
    low: float
    high: float
    """What it should be: from the least to the most."""

    @property
    def size(self) -> float:
        """How far off it is."""
        return max(self.low - self.given, self.given - self.high, 0.0)


@dataclass(frozen=True, slots=True)
class Witness:
    """What was compared with what, and what came of it."""

    kind: str
    """AREAS, GROUPS, RATES, SAME or COPIED."""
    subject: str
    """What bears witness: ``rows of areas``, ``nationality_group by nationality_detail``."""
    agree: int
    within: int = 0
    """How many of those are more than what is there, and agree with what is hidden or missing."""
    differ: int = 0
    periods: tuple[int, ...] = ()
    """Those in which it is wrong, or else differs."""
    largest: tuple[Difference, ...] = ()
    """The largest differences, those of the wrong periods first."""
    verdict: str = AGREES

    @property
    def compared(self) -> int:
        """How many figures were compared."""
        return self.agree + self.differ


def witness(kind: str, subject: str, compared: pl.DataFrame, *, each: bool = False) -> Witness:
    """What came of comparisons (COMPARED and columns of categories).

    A period is wrong when more than OFTEN of its comparisons are off by more than a little, and
    nothing that is hidden or missing can be the cause; with ``each``, when a single one is.
    """
    size = pl.max_horizontal(
        pl.col("low") - pl.col("given"), pl.col("given") - pl.col("high"), pl.lit(0.0)
    )
    small = pl.max_horizontal(SHARE * pl.col("given").abs(), pl.lit(FEW))
    grave = (pl.col("size") >= small) if kind != RATES else pl.lit(value=True)
    sure = ~pl.col("open") | (pl.col("given") < pl.col("low"))
    sized = compared.with_columns(size=size).with_columns(
        differs=pl.col("size") > 0, grave=(pl.col("size") > 0) & sure & grave
    )
    least = 0.0 if each else OFTEN
    wrong = (
        sized.group_by("period")
        .agg(pl.col("differs").any(), wrong=pl.col("grave").mean() > least)
        .sort("period")
    )
    bad = sized.filter("differs").join(wrong.select("period", "wrong"), on="period")
    years = wrong.filter("wrong") if wrong.get_column("wrong").any() else wrong.filter("differs")
    return Witness(
        kind=kind,
        subject=subject,
        agree=sized.height - bad.height,
        within=sized.filter("open", ~pl.col("differs"), pl.col("given") > pl.col("low")).height,
        differ=bad.height,
        periods=tuple(years.get_column("period")),
        largest=_largest(bad),
        verdict=WRONG if wrong.get_column("wrong").any() else DIFFERS if bad.height else AGREES,
    )


def _largest(bad: pl.DataFrame) -> tuple[Difference, ...]:
    named = [name for name in bad.columns if name not in _NOT_CATEGORIES]
    ordered = bad.sort("wrong", "size", "period", "area", descending=[True, True, True, False])
    return tuple(_difference(row, named) for row in ordered.head(NAMED).iter_rows(named=True))


_NOT_CATEGORIES = {*COMPARED, "size", "differs", "grave", "wrong"}


def _difference(row: Mapping[str, Any], named: list[str]) -> Difference:
    return Difference(
        area=row["area"],
        period=row["period"],
        categories=tuple((name, row[name]) for name in named if row[name] is not None),
        given=row["given"],
        low=row["low"],
        high=row["high"],
    )

"""Series, divisions: provinces and arrondissements, as sums of protected municipal counts.

Input: a quantity by municipality (columns of ``cubes.select``) after protection. Output: the same
with rows of the Flemish provinces and arrondissements.

Such a sum tells nobody more than its municipalities do: where one of them is hidden to protect
another count, the sum is not available. Where a supplier hid a count of data that are public in
the same detail, everybody knows the bounds of what he hid, and the sum keeps them, so that a
figure is only shown where both ends round alike.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from scan.catalogue.areas import FLANDERS, Areas
from scan.series.cubes import KEYS
from scan.status import RANK, Status

_HIDDEN, _NOT_AVAILABLE = RANK[Status.HIDDEN], RANK[Status.NOT_AVAILABLE]


@dataclass(frozen=True)
class Divisions:
    """The divisions above the municipalities of one date."""

    areas: Areas
    as_of: datetime.date
    table: pl.DataFrame = field(init=False)
    """Columns area (municipality), division, expected (how many municipalities it has)."""

    def __post_init__(self) -> None:
        rows = [
            (town.nis, division)
            for town in self.areas.municipalities(FLANDERS, self.as_of)
            for division in (town.province_nis, town.arrondissement_nis)
        ]
        table = pl.DataFrame(rows, schema=["area", "division"], orient="row")
        counted = table.with_columns(pl.len().over("division").alias("expected"))
        object.__setattr__(self, "table", counted)

    @property
    def codes(self) -> tuple[str, ...]:
        """NIS codes of the divisions."""
        return tuple(self.table.get_column("division").unique(maintain_order=True))

    def towns(self) -> dict[str, list[str]]:
        """Division → its municipalities."""
        grouped = self.table.group_by("division", maintain_order=True).agg("area")
        return dict(grouped.iter_rows())

    def joined(
        self, frame: pl.DataFrame, dimensions: Iterable[str], *, public: bool
    ) -> pl.DataFrame:
        """``frame`` with rows of divisions, where every municipality has rows in that period.

        ``public``: whether the source is public in the same detail.
        """
        own = pl.col("rank") == _HIDDEN
        if public:
            own &= pl.col("low") == pl.col("high")
        rank = pl.when(own).then(_NOT_AVAILABLE).otherwise(pl.col("rank")).cast(pl.Int8)
        located = frame.with_columns(rank.alias("rank")).join(self.table, on="area")
        spot = ["division", "period"]
        complete = (
            located.group_by(spot)
            .agg(pl.col("area").n_unique().alias("present"), pl.col("expected").first())
            .filter(pl.col("present") == pl.col("expected"))
        )
        summed = (
            located.join(complete, on=spot, how="semi")
            .group_by(*spot, *dimensions)
            .agg(pl.col("low").sum(), pl.col("high").sum(), pl.col("rank").max())
            .rename({"division": "area"})
        )
        gone = pl.col("rank") > _HIDDEN
        blank = [pl.when(~gone).then(pl.col(name)).alias(name) for name in ("low", "high")]
        kept = (*KEYS, *dimensions, "low", "high", "rank")
        whole = summed.with_columns(blank).select(kept).sort(*KEYS, *dimensions)
        return pl.concat([frame.select(kept), whole.cast(frame.select(kept).schema)])

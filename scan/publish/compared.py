"""Publish, compared: what each figure of a series is beside that of its region.

Input: the stored figures of one indicator (``series.frames.Figures`` and more) with their displayed
values. Output: a column of states, tested by the very code that a report is tested by.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Indicator
from scan.series.cubes import REGIONS
from scan.views.measured import Measured, beside
from scan.views.rows import unit_of

_PLACE = ("period", "part", "b1", "b2")
"""What tells the figures of one area apart."""
_BEHIND = ("shown", "value", "numerator", "denominator", "low", "high")


def states(
    figures: pl.DataFrame, indicator: Indicator, regions: Mapping[str, str], catalogue: Catalogue
) -> pl.Series:
    """A word for each row (``views.records.State``), in their order; empty where nothing is
    compared: numbers of things, regions, former municipalities.

    ``figures`` has the displayed value as ``shown``; ``regions`` is the region of every area.
    """
    located = figures.with_columns(
        region=pl.when(pl.col("into") == "", ~pl.col("area").is_in(REGIONS)).then(
            pl.col("area").replace_strict(regions, default=None, return_dtype=pl.String)
        )
    )
    of_region = located.filter(pl.col("area").is_in(REGIONS)).select(
        pl.col("area").alias("region"), *_PLACE, *_BEHIND
    )
    pairs = located.join(
        of_region, on=["region", *_PLACE], how="left", suffix="_region", maintain_order="left"
    )
    own, other = (_measured(pairs, end) for end in ("", "_region"))
    if catalogue.is_balance(indicator):
        own, other = own.uncounted(), other.uncounted()
    other = other.certain() if indicator.survey is not None else other
    bounds = catalogue.bounds
    of_shares = pl.Series(beside(own, other, indicator.unit, bounds, whole=True))
    of_gaps = pl.Series(beside(own, other, unit_of(indicator, "gap"), bounds, whole=True))
    found = of_gaps.zip_with(pairs["part"] == "gap", of_shares)
    return found.alias("state").replace("none", "")


def _measured(frame: pl.DataFrame, end: str) -> Measured:
    columns = (frame[f"{name}{end}"].cast(pl.Float64) for name in _BEHIND)
    return Measured(*(column.fill_null(np.nan).to_numpy() for column in columns))

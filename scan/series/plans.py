"""Series, plans: how an indicator is fed, and the columns that it is stored in.

Input: catalogue records. Output: :class:`Plan`, an indicator with one of its alternatives
resolved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scan.catalogue.records import Alternative, Indicator, Quantity

FIGURES: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "area": pl.String(),  # NIS code
    "into": pl.String(),  # today's municipality, for figures of a former one; else ""
    "period": pl.Int32(),
    "part": pl.String(),  # the main figure, a cell of the breakdown, or a gap between two
    "b1": pl.String(),  # category of the first breakdown; "" without
    "b2": pl.String(),
    "value": pl.Float64(),  # in the unit, not rounded; null unless shown
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "answers": pl.Float64(),
    "low": pl.Float64(),  # limits of the 99 % interval, in the unit
    "high": pl.Float64(),
    "status": pl.String(),
    "source": pl.String(),
    "alternative": pl.Int8(),  # which of the indicator's ways fed it
}


@dataclass(frozen=True, slots=True)
class Plan:
    """An indicator as one of its alternatives feeds it."""

    indicator: Indicator
    alternative: Alternative
    number: int
    numerator: Quantity | None
    denominator: Quantity | None
    breakdown: tuple[str, ...]
    within: tuple[str, ...]
    main: Mapping[str, tuple[str, ...]]


def plan_of(indicator: Indicator, number: int) -> Plan:
    """The indicator as its alternative ``number`` feeds it."""
    fed, way = indicator.fed_by(number), indicator.sources[number]
    return Plan(
        fed, way, number, fed.numerator, fed.denominator, fed.breakdown, fed.within, fed.main
    )

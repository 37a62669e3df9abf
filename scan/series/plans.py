"""Series, plans: how an indicator is fed.

Input: catalogue records. Output: :class:`Plan`, an indicator with one of its alternatives
resolved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scan.catalogue.records import Alternative, Indicator, Quantity


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

"""Views, directions of the Barometer: which way a figure moves, and what is a gap.

Input: stored figures of groups. Output: directions and states. A survey figure moves when
Newcombe's 99 % interval of the difference leaves zero out; an administrative one, which counts
everybody, when the displayed figures differ as much as the catalogue asks. In both cases the
displayed figures must differ too, in that direction: a reader can check what is said.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from scan.catalogue.barometer import LeastChange
from scan.dutch import round_half_up
from scan.statistics.differences import difference
from scan.statistics.intervals import Estimate, share
from scan.status import Status
from scan.views.barometer.records import Direction, GapState

_EPS = 1e-9
ENOUGH = 2
"""So many groups must move before an indicator does."""


class Row(NamedTuple):
    """A stored figure: the columns of ``series.barometer.FIGURES``."""

    indicator: str
    group: str
    period: int
    value: float | None
    numerator: float | None
    denominator: float | None
    effective: float | None
    low: float | None
    high: float | None
    status: str
    source: str

    @property
    def shown(self) -> bool:
        """Whether there is a figure."""
        return Status(self.status).has_value


Way = Literal["up", "down", "unclear"]


def difference_of(now: Row, before: Row, decimals: int, least: LeastChange) -> Way:
    """Which way ``now`` differs from ``before``, of another period or group; both are shown.

    Raises ValueError for figures that are not.
    """
    if now.value is None or before.value is None:
        raise ValueError(now, before)
    new, old = (round_half_up(value, decimals) for value in (now.value, before.value))
    clear = _differs(now, before) if now.effective is not None else is_large(new, old, least)
    if new == old or not clear:
        return "unclear"
    return "up" if new > old else "down"


def is_large(first: float, second: float, least: LeastChange) -> bool:
    """Whether two displayed administrative figures differ enough to say so."""
    gap = abs(first - second)
    large = gap >= least.points - _EPS
    return large or gap >= least.part * max(abs(first), abs(second)) - _EPS


def _differs(now: Row, before: Row) -> bool:
    """The interval of the difference of two independent estimates leaves zero out."""
    return bool(difference(_level(now), _level(before)).clear)


def _level(row: Row) -> Estimate:
    answers = row.effective or 0.0
    return share((row.numerator or 0.0) / (row.denominator or 1.0) * answers, answers)


def group_direction(
    rows: Sequence[Row], comparable_since: int, decimals: int, least: LeastChange
) -> tuple[Direction, Row | None]:
    """Which way the newest of ``rows`` moved, and the row that it is compared with.

    ``rows`` are all periods of one group, oldest first, at least one. The period before is never
    skipped: where it is hidden, so is the movement.
    """
    *earlier, now = rows
    if not earlier:
        return ("first_edition" if now.shown else "not_shown"), None
    before = earlier[-1]
    if now.period >= comparable_since > before.period:
        return ("wording_changed" if now.shown else "not_shown"), None
    if not (now.shown and before.shown):
        return "not_shown", before
    return difference_of(now, before, decimals, least), before


def together(directions: Sequence[Direction]) -> Direction:
    """Which way an indicator moves, from its groups: at least one, in any order.

    An indicator moves when at least two groups do and none goes the other way; of five tests at
    99 %, one may be chance.
    """
    ups, downs = directions.count("up"), directions.count("down")
    if ups and downs:
        return "mixed"
    if ups:
        return "up" if ups >= ENOUGH else "partly_up"
    if downs:
        return "down" if downs >= ENOUGH else "partly_down"
    for kind in ("unclear", "wording_changed", "first_edition"):
        if kind in directions:
            return kind
    return "not_shown"


def gap_state(
    group: Row, reference: Row, decimals: int, least: LeastChange
) -> tuple[GapState, Way | None]:
    """The newest figure of a group beside that of Belgian origin, of the same period."""
    if group.group == reference.group:
        return "reference", None
    if not (group.shown and reference.shown):
        return "not_shown", None
    way = difference_of(group, reference, decimals, least)
    states: dict[Way, GapState] = {"up": "higher", "down": "lower", "unclear": "unclear"}
    return states[way], way

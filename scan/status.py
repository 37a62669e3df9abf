"""Ground: the status that travels with every number, from the series to the last sentence."""

from enum import StrEnum


class Status(StrEnum):
    """Why a figure is shown as it is. Only the first four come with a number."""

    SHOWN = "shown"
    PROVISIONAL = "provisional"
    WEAK = "weak"
    """A survey estimate on few answers (``bounds.toml`` says how few): shown, and marked."""
    PROJECTION = "projection"
    """What a supplier expects and nobody counted: it stands in the series with its word, and
    nowhere beside what was counted."""
    HIDDEN = "hidden"
    """The one public code for every figure that is not shown to protect persons."""
    SMALL_BASE = "small_base"
    """A share of too few persons: its two counts are shown, as far as they may be."""
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    NOT_DELIVERED = "not_delivered"
    NOT_ASKED = "not_asked"
    FORMER = "former"
    """Only known for the former municipalities, which are shown side by side."""

    @property
    def has_value(self) -> bool:
        """Whether there is a figure that may be the newest, stand in a trend and be compared."""
        return self in (Status.SHOWN, Status.PROVISIONAL, Status.WEAK)

    @property
    def has_counts(self) -> bool:
        """Whether the counts above and below the line are shown, where there are any."""
        return self.has_value or self is Status.SMALL_BASE

    @property
    def has_number(self) -> bool:
        """Whether the series hold a number with it: every figure, and what is expected."""
        return self.has_value or self is Status.PROJECTION


SEVERITY: tuple[Status, ...] = (
    Status.SHOWN,
    Status.PROVISIONAL,
    Status.PROJECTION,
    Status.HIDDEN,
    Status.NOT_APPLICABLE,
    Status.NOT_AVAILABLE,
)
"""Statuses of counts, the worst last: a sum is as its worst part."""
RANK: dict[str, int] = {status.value: rank for rank, status in enumerate(SEVERITY)}
"""The place of a status in SEVERITY."""

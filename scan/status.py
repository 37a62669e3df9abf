"""Ground: the status that travels with every number, from the series to the last sentence."""

from enum import StrEnum


class Status(StrEnum):
    """Why a figure is shown as it is. Only the first three come with a value."""

    SHOWN = "shown"
    PROVISIONAL = "provisional"
    WEAK = "weak"
    """A survey estimate from 100 to 199 answers: shown, and marked."""
    HIDDEN = "hidden"
    """The one public code for every figure that is not shown to protect persons."""
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    NOT_DELIVERED = "not_delivered"
    NOT_ASKED = "not_asked"
    FORMER = "former"
    """Only known for the former municipalities, which are shown side by side."""

    @property
    def has_value(self) -> bool:
        """Whether a number goes with this status."""
        return self in (Status.SHOWN, Status.PROVISIONAL, Status.WEAK)


SEVERITY: tuple[Status, ...] = (
    Status.SHOWN,
    Status.PROVISIONAL,
    Status.HIDDEN,
    Status.NOT_APPLICABLE,
    Status.NOT_AVAILABLE,
)
"""Statuses of counts, the worst last: a sum is as its worst part."""

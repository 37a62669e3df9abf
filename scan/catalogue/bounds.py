"""Catalogue, bounds: what a figure needs before something is said of it.

Input: ``catalogue/bounds.toml``, where each number stands with its reason. Output: :class:`Bounds`.
"""

from pydantic import Field

from scan.catalogue.fields import Record

FILE = "bounds.toml"


class Base(Record):
    """Of how many persons below the line a share is made, and judged."""

    no_share_below: int = Field(ge=1)
    no_verdict_below: int = Field(ge=1)


class Answers(Record):
    """From how many answers on an estimate of a survey is shown, and shown without a mark."""

    hidden_below: int = Field(ge=1)
    weak_below: int = Field(ge=1)


class AboutEqual(Record):
    """Below which a difference of displayed figures matters to nobody."""

    points: float = Field(ge=0)
    """Percentage points; shares must differ less than ``share`` of the larger too."""
    share: float = Field(ge=0, le=1)
    ratio: float = Field(ge=0, le=1)
    """Of the larger, for other figures than shares."""


class Bounds(Record):
    """All bounds."""

    level: float = Field(gt=0.5, lt=1)
    """Of every interval, two-sided."""
    old_years: int = Field(ge=1)
    """A figure more years than this behind the newest of all is an old one."""
    base: Base
    answers: Answers
    about_equal: AboutEqual

    def is_old(self, period: int, newest: int) -> bool:
        """Whether figures of ``period`` are old beside those of the year ``newest``."""
        return period < newest - self.old_years

"""Catalogue, bounds: what a figure needs before something is said of it.

Input: ``catalogue/bounds.toml``, where each number stands with its reason. Output: :class:`Bounds`.
"""

from pydantic import Field

from scan.catalogue.fields import Record
from scan.dutch import number

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
    least_shown: float = Field(ge=0, le=1)
    """In a report with figures of fewer than this part of its indicators only recent ones have a
    page."""
    base: Base
    answers: Answers
    about_equal: AboutEqual

    @property
    def texts(self) -> dict[str, str]:
        """The bounds as Dutch texts, by the names that patterns have for them."""
        whole = {
            "level": self.level * 100,
            "old_years": self.old_years,
            "no_share": self.base.no_share_below,
            "no_verdict": self.base.no_verdict_below,
            "unjudged_most": self.base.no_verdict_below - 1,
            "answers_hidden": self.answers.hidden_below,
            "answers_weak": self.answers.weak_below,
            "weak_most": self.answers.weak_below - 1,
            "share": self.about_equal.share * 100,
            "ratio": self.about_equal.ratio * 100,
        }
        texts = {name: number(value, int(value != round(value))) for name, value in whole.items()}
        return texts | {"points": number(self.about_equal.points, 1)}

    def is_old(self, period: int, newest: int) -> bool:
        """Whether figures of ``period`` are old beside those of the year ``newest``."""
        return period < newest - self.old_years

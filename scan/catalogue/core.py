"""Catalogue, core: by which rules the findings are chosen that open a report.

Input: ``catalogue/core.toml``, where each choice stands with its reason. Output: a strictly
checked :class:`Core`.
"""

from collections.abc import Mapping

from pydantic import Field

from scan.catalogue.fields import Code, IndicatorId, Many, Record

FILE = "core.toml"


class Core(Record):
    """The rules of *de kern*."""

    composition: Many[IndicatorId] = Field(min_length=1)
    """The first of these with a figure of today tells size and composition."""
    group: Code
    """The comparator of which a municipality may differ most."""
    least_gap: float = Field(ge=0)
    """Percentage points from which on a gap is a finding."""
    terms: Many[int] = Field(min_length=1)
    """Years whose first day is the beginning of a council's term, the oldest first."""
    least_years: int = Field(ge=1)
    """Of a term that change is told of."""
    subjects: Mapping[Code, Many[IndicatorId]]
    """Indicators that tell of one subject."""

    def subject_of(self, indicator: str) -> str:
        """What an indicator is about; its own code where it stands alone."""
        named = (name for name, codes in self.subjects.items() if indicator in codes)
        return next(named, indicator)

    def since(self, period: int) -> int | None:
        """The beginning of the term of which a figure of ``period`` tells; ``None`` before all."""
        begun = [year for year in self.terms if year <= period - self.least_years]
        return max(begun, default=None)

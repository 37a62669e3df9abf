"""Catalogue, the records of the Barometer Samenleven: what may stand in ``catalogue/barometer/``.

Input: parsed TOML. Output: frozen records. References go one way: Barometer → objective →
indicator. An indicator is one like all others, of groups in place of municipalities: it counts
answers or persons of a population, by dimensions, from sources.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scan.catalogue.fields import Code, Many, Record, Slug, Text
from scan.catalogue.records import Indicator, Phrases

BAROMETER = "barometer"
"""The one Barometer that there is."""
GROUP, QUESTION, ANSWER = "barometer_group", "barometer_question", "barometer_answer"
"""The dimensions by which its sources split, and no others."""
ORIGIN = "origin_group"
"""The dimension above the groups: its categories hold the generations of an origin."""
TOO_FINE = (
    "the Barometer splits by five groups of origin and generation and by nothing finer: by "
    "country of origin, age or sex the numbers are too small for reliable statements"
)
"""Why a finer split is refused; the maker's own reason."""


class Barometer(Record):
    """The dashboard: what it is called."""

    id: Code
    title: Text
    subtitle: Text
    intro: Text


class Objective(Record):
    """One of the eight objectives."""

    id: Slug
    number: int = Field(ge=1)
    title: Text
    text: Text
    indicators: Many[Code] = Field(min_length=1)
    """The core indicator first: the objective moves as it does."""


class Subject(Phrases):
    """What sentences about groups call an indicator."""

    clause: str = "{value}"
    """Nothing is said of everybody together."""


class BarometerIndicator(Indicator):
    """An indicator of groups: the share of each that gave an answer, or that a register finds so.

    It has a name where others have the code of the Monitor.
    """

    id: Code
    numerator_text: str = ""
    unit: Literal["percent"] = "percent"
    breakdown: Many[Code] = (GROUP,)
    within: Many[Code] = (GROUP,)
    frequency: str = ""
    phrases: Subject
    evidence_note: Text

    @property
    def counted(self) -> tuple[str, ...]:
        """The answers that are added up."""
        return self.numerator.where.get(ANSWER, ()) if self.numerator else ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that could be given, or the states in which a register finds somebody."""
        return self.denominator.where.get(ANSWER, ()) if self.denominator else ()


class Edition(Record):
    """One edition of the survey."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
    """The year in which it was held."""
    title: Text
    field: Text
    """When it was held: ``begin 2022``."""
    invited: int | None = Field(default=None, ge=1)
    """Persons written to, where that is known."""
    module: str = ""
    """Title of the additional part."""
    text: Text
    evidence: Literal["attested", "reconstructed", "example"]
    """``example``: an edition of the made-up extracts, of which nothing real is known."""
    evidence_note: Text
    design_effect: float = Field(default=1.0, ge=1.0)
    """By how much weighting lowers the worth of an answer: answers over it are what intervals
    reckon with. 1 where it is not known: intervals are then a lower bound."""

    @property
    def year(self) -> int:
        """The period of its figures."""
        return int(self.id)

"""Catalogue, the records of the Barometer Samenleven: what may stand in ``catalogue/barometer/``.

Input: parsed TOML. Output: frozen records. References go one way: Barometer → objective →
indicator → source and scale. The dimensions of its sources (group, question, answer) follow from
these records, so that a new indicator is one file.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scan.catalogue.fields import Code, Many, Record, Slug, Text
from scan.catalogue.records import Category, Dimension

BAROMETER = "barometer"
"""The one Barometer that there is."""
GROUP, QUESTION, ANSWER = "barometer_group", "barometer_question", "barometer_answer"
"""The dimensions by which its sources split, and no others."""
TOO_FINE = (
    "the Barometer splits by five groups of origin and generation and by nothing finer: by "
    "country of origin, age or sex the numbers are too small for reliable statements"
)
"""Why a finer split is refused; the maker's own reason."""

UNIT = "percent"
"""Every figure is a share of a group."""

Year = Annotated[int, Field(ge=1990, le=2100)]


class BarometerGroup(Record):
    """One of the five groups: an origin and, but for Belgian origin, a generation."""

    code: Code
    name: Text
    """``niet-EU-herkomst, eerste generatie``."""
    short: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    """For narrow places: ``niet-EU, 1e generatie``."""
    in_text: Text
    """Inside a sentence: ``personen van niet-EU-herkomst, eerste generatie``."""
    origin: Literal["belgian", "eu", "non_eu"]
    generation: Literal[0, 1, 2] = 0
    """1: born abroad; 2: born here; 0 for Belgian origin."""


class Scale(Record):
    """The answers from which one is given, or the states in which a register finds somebody."""

    code: Code
    answers: Many[Category] = Field(min_length=2)


class Paragraph(Record):
    """A heading and its text, for the page on method."""

    heading: Text
    text: Text


class Barometer(Record):
    """The dashboard: its words, its groups, and the answers."""

    id: Code
    title: Text
    subtitle: Text
    intro: Text
    groups: Many[BarometerGroup] = Field(min_length=1)
    """In display order; the first is the one that the others are compared with."""
    scales: Many[Scale] = Field(min_length=1)
    method: Many[Paragraph] = Field(min_length=1)

    def answers(self, scale: str) -> dict[str, str]:
        """The answers of a scale, with their labels."""
        return {a.code: a.label for one in self.scales if one.code == scale for a in one.answers}


class Objective(Record):
    """One of the eight objectives."""

    id: Slug
    number: int = Field(ge=1)
    title: Text
    text: Text
    indicators: Many[Code] = Field(min_length=1)
    """The core indicator first: the objective moves as it does."""


class AskedAs(Record):
    """The words of a question, and the edition that first used them."""

    since: Year
    text: Text


class BarometerIndicator(Record):
    """One indicator: the share of a group that gave an answer, or that a register finds so."""

    id: Code
    title: Text
    short: Annotated[str, StringConstraints(min_length=1, max_length=52)]
    kind: Literal["administrative", "survey"]
    question: Text
    """What it tells, as a question; how it was asked stands in ``wordings``."""
    wordings: Many[AskedAs] = ()
    """Oldest first. Figures are only compared within the newest wording."""
    definition: Text
    base: Text
    """Of whom it is a share: ``personen van 18 tot 85 jaar``."""
    source: Code
    scale: Code
    counted: Many[Code] = Field(min_length=1)
    """The answers that are added up."""
    decimals: int = Field(ge=0, le=2)
    rise_is_good: bool | None = None
    """Only where nobody disputes what is good."""
    part: Literal["fixed", "additional"] = "fixed"
    editions: Many[Year] = ()
    """The editions that asked it, for the additional part; empty: all since the first wording."""
    years_back: int = Field(default=0, ge=0)
    """Also compared with so many years before; 0: only with the year before."""
    split: Many[Text] = ()
    """Nothing may stand here: a finer split than the groups is refused with the reason."""
    evidence: Literal["attested", "reconstructed"]
    evidence_note: Text
    """Where it is attested, or what was reconstructed."""
    subject: Text
    """A singular noun phrase with its article: ``het aandeel dat werkt``."""
    notes: Many[Text] = ()

    @property
    def is_survey(self) -> bool:
        """Whether it rests on answers."""
        return self.kind == "survey"

    @property
    def asked(self) -> str:
        """The question as asked in the newest edition; of a register what is shown."""
        return self.wordings[-1].text if self.wordings else self.question


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


def dimensions_of_barometer(
    barometer: Barometer, indicators: Iterable[BarometerIndicator]
) -> dict[str, Dimension]:
    """The dimensions of the Barometer's sources, by identifier.

    An answer that several scales have is one category. Entries too few for a dimension (two) are
    faults of the entries, and that dimension is left out.
    """
    found = {
        (GROUP, "groep"): {g.code: g.name for g in barometer.groups},
        (QUESTION, "indicator"): {i.id: i.title for i in indicators},
        (ANSWER, "antwoord"): {a.code: a.label for s in barometer.scales for a in s.answers},
    }
    return {
        name: Dimension(
            id=name,
            title=title,
            categories=tuple(Category(code=code, label=label) for code, label in labels.items()),
        )
        for (name, title), labels in found.items()
        if len(labels) > 1
    }

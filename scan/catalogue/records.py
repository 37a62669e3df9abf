"""Catalogue, the records: what may stand in ``catalogue/``, strictly checked.

Input: parsed TOML. Output: frozen records. Unknown keys are errors; nothing here is an
expression or a template. References go one way: publication → theme → indicator → source,
dimension, population, wording.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scan.catalogue.fields import Code, IndicatorId, Many, Record, Region, Slug, Text
from scan.catalogue.moments import Moment

Unit = Literal["percent", "per_1000", "per_10000", "count", "points"]
SCALE: dict[str, float] = {
    "percent": 100.0,
    "per_1000": 1_000.0,
    "per_10000": 10_000.0,
    "count": 1.0,
    "points": 1.0,
}
"""What numerator over denominator is multiplied by."""


# --- dimensions and populations -------------------------------------------------------------


class Category(Record):
    """One value of a dimension."""

    code: Code
    label: Text
    """As in tables and charts: ``niet-EU``."""
    short: str = ""
    """For narrow places; empty means the label."""
    in_text: str = ""
    """Inside a sentence: ``personen van EU-herkomst``; empty where none speaks of it."""
    within: Code | None = None
    """The category of the coarser dimension that holds this one."""
    people: str = ""
    """What its persons are called: ``vrouwen``."""
    of: str = ""
    """What tells its persons apart, after a noun: ``van Belgische herkomst``."""


class Dimension(Record):
    """A trait by which persons or things are split, with its categories in display order."""

    id: Code
    title: Text
    """As a column head: ``herkomst``."""
    coarser: Code | None = None
    """The dimension that ``within`` of the categories refers to."""
    ordered: bool = False
    """Whether the order means something (ages, frequencies): decides colours and charts."""
    reference: Code | None = None
    """The category that others are compared with when a gap is told; ``None``: none is."""
    people: str = ""
    """What persons are called who are split this way, where ``mensen`` says too little."""
    open: bool = False
    """Too many categories to show; only the most frequent are (countries)."""
    categories: Many[Category] = Field(min_length=2)


class Population(Record):
    """What is counted: one cube of area × period × traits, whichever source delivers it.

    Figures of one population hang together: its totals agree over all breakdowns.
    """

    id: Code
    singular: Text
    plural: Text
    """As after a number: ``inwoners``; ``werkenden van 20 tot 64 jaar``."""
    moment: Moment
    persons: bool = True
    """Whether small counts could point at someone; minimums hold for persons only."""
    additive: bool = True
    """Whether counts of two areas add up; different nationalities, met in both, do not."""
    balance: bool = False
    """Whether it is what came in minus what went out: it may be below zero, and does not tell how
    many came and went, by which it could be tested."""


class Term(Record):
    """A signed count inside an identity."""

    population: Code
    where: dict[Code, Many[Code]] = {}
    factor: int = 1


class Identity(Record):
    """A linear identity between counts of one area and period: the terms add up to zero.

    Totals of one population over its dimensions, regions and mergers need no entry: they
    follow from the records.
    """

    id: Code
    title: Text
    terms: Many[Term] = Field(min_length=2)


# --- indicators -----------------------------------------------------------------------------


class Quantity(Record):
    """A count taken from a cube: a population, restricted to categories."""

    population: Code
    where: dict[Code, Many[Code]] = {}
    plural: str = ""
    """What it is called where the plural of the population says too little: ``inwoners van
    buitenlandse herkomst``."""


class Difference(Record):
    """An indicator that is the difference of two figures of another one."""

    of: IndicatorId
    minuend: dict[Code, Code]
    subtrahend: dict[Code, Code]


class Remainder(Record):
    """A category that is the total minus the others, where a source lacks it."""

    population: Code
    dimension: Code
    code: Code


class Phrases(Record):
    """The words from which sentences about an indicator are built."""

    clause: Text
    """What follows *In Mechelen …*, verb first, with ``{value}``: ``is {value} van de inwoners
    van buitenlandse herkomst``. Speaks of the main figure."""
    zero: str = ""
    """The clause when the main figure is 0; empty: ``clause`` with 0."""
    one: str = ""
    """The clause when a number of things is 1: ``is er één vreemde nationaliteit``; empty:
    ``clause`` with 1."""
    subject: Text
    """The main figure as a noun phrase with its article: ``het aandeel inwoners van
    buitenlandse herkomst``; singular."""
    compare: Literal["more", "higher", "none"] = "more"
    """*meer dan / minder dan*, *hoger dan / lager dan*, or only *tegenover*."""


Notion = Literal["with_parents", "own_nationalities", "present_nationality", "none"]
"""The three notions of origin."""


class Wording(Record):
    """What an indicator says of itself where a way of feeding it counts something else; what is
    left empty stays as the indicator says it."""

    same: bool = False
    """Whether the way counts the same as the indicator, by other categories: all words hold."""
    short: Annotated[str, StringConstraints(max_length=52)] = ""
    question: str = ""
    definition: str = ""
    numerator_text: str = ""
    denominator_text: str = ""
    frequency: str = ""
    phrases: Phrases | None = None
    origin_notion: Notion | None = None
    concepts: Many[Code] | None = None
    """What the chapter on concepts explains, in place of the indicator's own list."""
    untrue: Many[Code] = ()
    """Caveats of the indicator that do not hold for this way."""


_SAID = tuple(name for name in Wording.model_fields if name not in ("same", "untrue", "concepts"))
"""The words of a way that go before the indicator's own of the same name."""


class Alternative(Record):
    """One way to feed an indicator; the first whose sources are delivered is taken.

    Counts of a population come from the first source in ``use`` that delivers it.
    """

    use: Many[Code] = Field(min_length=1)
    numerator: Quantity | None = None
    """Where this way counts another population than the indicator does (a census)."""
    denominator: Quantity | None = None
    """Likewise for what is counted below the line."""
    breakdown: Many[Code] | None = None
    """Where it can feed another breakdown (two groups in place of three)."""
    main: dict[Code, Many[Code]] | None = None
    remainder: Remainder | None = None
    caveats: Many[Code] = ()
    if_newest: bool = False
    """Whether it is only taken where no later way reaches a later period."""
    words: Wording = Wording()
    """Of what this way counts, where the indicator's own would say something else."""


class AskedAs(Record):
    """The words of a question, and the edition that first used them."""

    since: int
    text: Text


class SurveyQuestion(Record):
    """How a survey indicator was asked, and since when in the same words."""

    text: Text
    comparable_since: int
    """First edition with the wording of the newest; changes are only called within it."""
    editions: Many[int] = Field(min_length=1)
    """Editions in which it was asked."""
    every: bool = False
    """Whether every edition after the first of them asks it."""
    before: Many[AskedAs] = ()
    """How it was asked in earlier editions, the oldest first."""

    @property
    def part(self) -> Literal["fixed", "additional"]:
        """The part of the survey in which it stands."""
        return "fixed" if self.every else "additional"

    def asked(self, edition: int) -> str:
        """The question in the words of an edition; empty where that did not ask it."""
        if edition not in self.editions and not (self.every and edition > self.editions[0]):
            return ""
        known = [(one.since, one.text) for one in self.before]
        told = [
            text for since, text in (*known, (self.comparable_since, self.text)) if since <= edition
        ]
        return told[-1] if told else self.text


class Membership(Record):
    """Since and until which edition an indicator stands in a publication, and why."""

    publication: Slug
    since: Text
    until: str = ""
    reason: Text


class Indicator(Record):
    """One indicator of the catalogue. It does not know on which page it stands."""

    id: IndicatorId
    title: Text
    """The official name, of the Gemeente-Stadsmonitor: for downloads and machines."""
    short: Annotated[str, StringConstraints(min_length=1, max_length=52)]
    """The name in reports and on the site: names the main figure, with its category."""
    question: Text
    definition: Text
    numerator_text: Text
    denominator_text: str = ""
    unit: Unit
    decimals: int = Field(ge=0, le=2)
    numerator: Quantity | None = None
    """Counted above the line; ``None`` where sources deliver finished figures only."""
    denominator: Quantity | None = None
    """Counted below the line. ``None`` with a numerator: the unit is ``count``."""
    breakdown: Many[Code] = ()
    """Dimensions that are displayed, at most two."""
    within: Many[Code] = ()
    """Those of them that split the denominator too: empty for parts of one whole."""
    people: str = ""
    """Whom its groups consist of, where the word of the dimension does not fit."""
    main: dict[Code, Many[Code]] = {}
    """The categories that the main figure adds up or picks; empty: the total."""
    difference: Difference | None = None
    survey: SurveyQuestion | None = None
    origin_notion: Notion = "none"
    direction: Literal["neutral", "higher_is_better", "lower_is_better"] = "neutral"
    frequency: Text
    evidence: Literal["attested", "reconstructed"]
    evidence_note: str = ""
    """Where it is attested, or what was reconstructed."""
    years_back: int = Field(default=0, ge=0)
    """Over how many years groups are compared too; 0: only with the year before."""
    memberships: Many[Membership] = ()
    sources: Many[Alternative] = Field(min_length=1)
    caveats: Many[Code] = ()
    concepts: Many[Code] = ()
    """What the chapter on concepts explains for it."""
    phrases: Phrases

    @property
    def kind(self) -> Literal["administrative", "survey"]:
        """Whether it rests on answers."""
        return "survey" if self.survey else "administrative"

    @property
    def asked(self) -> str:
        """The question as asked in the newest edition; of a register what is shown."""
        return self.survey.text if self.survey else self.question

    def fed_by(self, way: int) -> "Indicator":
        """The indicator as its alternative ``way`` feeds it: what it counts and what it says."""
        alternative = self.sources[way]
        words = alternative.words
        names = ("numerator", "denominator", "breakdown", "main")
        update = {name: getattr(alternative, name) for name in names}
        update |= {name: getattr(words, name) or None for name in _SAID}
        update["concepts"] = words.concepts  # where it is empty, nothing is explained
        update["caveats"] = tuple(code for code in self.caveats if code not in words.untrue)
        update = {name: value for name, value in update.items() if value is not None}
        update["within"] = tuple(
            name for name in self.within if name in update.get("breakdown", self.breakdown)
        )
        return self.model_copy(update=update)


# --- publications ---------------------------------------------------------------------------


class Theme(Record):
    """A theme: its name and its opening sentence. ``layouts/tokens.toml`` has its colours."""

    id: Slug
    title: Text
    intro: Text
    sheet: Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\]{0,31}$")] = ""
    """Its sheet in workbooks, where the title is too long for one."""
    data_themes: Many[Literal["SOCI", "ECON", "EDUC"]] = ("SOCI",)
    """Codes of the European vocabulary of data themes, for the data catalogue."""


class Chapter(Record):
    """A theme in a publication, with its indicators in order."""

    theme: Slug
    indicators: Many[IndicatorId] = Field(min_length=1)
    intro: str = ""
    """The opening sentence where this edition holds less than the theme's own one says."""


class Absence(Record):
    """Indicators that an edition leaves out on purpose, and why."""

    indicators: Many[IndicatorId] = Field(min_length=1)
    reason: Text


class Publication(Record):
    """An edition: which indicators, for which municipalities, beside which region."""

    id: Slug
    title: Text
    subtitle: Text
    """With ``{count}`` for the number of indicators that have figures, ``{all}`` for all."""
    edition: Text
    region: Region
    """Whose municipalities get a report, and the first comparator."""
    comparators: Many[Code] = ("region",)
    """With what its municipalities are compared: the region first, then others."""
    choices: Many[Code] = ()
    """With what readers of the site may compare them besides."""
    pages: tuple[int, int] = Field(strict=False)
    """Fewest and most pages of a report with every indicator delivered."""
    chapters: Many[Chapter] = Field(min_length=1)
    key_figures: Many[IndicatorId] = Field(min_length=1)
    """Large figures of *in één oogopslag*."""
    profile: Many[IndicatorId] = Field(min_length=1)
    """Rows of the profile of the municipality against the region."""
    nightly: bool = False
    """Whether the nightly job makes its reports and puts them before the public."""
    default: bool = False
    """Whether commands mean this one where none is named; true for one publication."""
    cover: str = ""
    """The colour of the cover, a name under ``covers`` in the tokens; empty: the usual one."""
    map: Literal["all", "region"] = "all"
    """The map on the cover: all municipalities, or those of the region alone, with their names."""
    words: dict[str, Text] = {}
    """Furniture of its own, by the keys of ``wording/furniture.toml``, with the same places."""
    absent: Many[Absence] = ()
    """What stands in other editions and not in this one."""

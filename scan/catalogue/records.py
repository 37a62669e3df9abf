"""Catalogue, the records: what may stand in ``catalogue/``, strictly checked.

Input: parsed TOML. Output: frozen records. Unknown keys are errors; nothing here is an
expression or a template. References go one way: publication → theme → indicator → source,
dimension, population, wording.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scan.catalogue.fields import Code, IndicatorId, Layout, Many, Slug, Text, Vintage

Region = Literal["02000", "04000"]
"""The Flemish Region and the Brussels-Capital Region."""
Unit = Literal["percent", "per_1000", "per_10000", "count", "points"]
SCALE: dict[str, float] = {
    "percent": 100.0,
    "per_1000": 1_000.0,
    "per_10000": 10_000.0,
    "count": 1.0,
    "points": 1.0,
}
"""What numerator over denominator is multiplied by."""


class Record(BaseModel):
    """Base of all records: frozen, strict types, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


# --- dimensions and populations -------------------------------------------------------------


class Category(Record):
    """One value of a dimension."""

    code: Code
    label: Text
    """As in tables and charts: ``niet-EU``."""
    short: str = ""
    """For narrow places; empty means the label."""
    within: Code | None = None
    """The category of the coarser dimension that holds this one."""


class Dimension(Record):
    """A trait by which persons or things are split, with its categories in display order."""

    id: Code
    title: Text
    """As a column head: ``herkomst``."""
    coarser: Code | None = None
    """The dimension that ``within`` of the categories refers to."""
    ordered: bool = False
    """Whether the order means something (ages, frequencies): decides colours and charts."""
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
    moment: Literal[
        "1 januari", "31 december", "jaar", "jaargemiddelde", "schooljaar", "verkiezing"
    ]
    persons: bool = True
    """Whether small counts could point at someone; minimums hold for persons only."""
    additive: bool = True
    """Whether counts of two areas add up; different nationalities, met in both, do not."""


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
    next_period: bool = False
    """Whether terms with a negative factor are those of the following period (stocks and flows)."""


# --- sources --------------------------------------------------------------------------------


class AreaColumn(Record):
    """Where the municipality stands, as a NIS code or as a name."""

    column: Text
    kind: Literal["code", "name"] = "code"


class PeriodColumn(Record):
    """Where the year stands: in a column, in the headers of wide files, or fixed per source."""

    column: str = ""
    kind: Literal["year", "date", "school_year", "header", "fixed"] = "year"
    fixed: int | None = None


class TraitColumn(Record):
    """A column that holds categories of a dimension."""

    column: Text
    dimension: Code
    codes: dict[str, Code] = {}
    """From the text in the file to the category; empty: the text is the category's code."""
    bands: dict[Code, Annotated[tuple[int, int], Field(strict=False)]] = {}
    """From a category to the lowest and highest whole number in it (single ages)."""


class ValueColumn(Record):
    """A column of figures: counts of a population, or finished figures of an indicator."""

    column: Text
    population: Code | None = None
    indicator: IndicatorId | None = None
    traits: dict[Code, Code] = {}
    """Categories that hold for the whole column."""
    when: dict[str, str] = {}
    """Only rows with these texts in these columns."""
    sheet: str = ""
    """The sheet of a workbook; empty: any."""


class Markers(Record):
    """Texts that stand in place of a figure."""

    hidden: Many[str] = ()
    missing: Many[str] = ("",)
    not_applicable: Many[str] = ()


class SumCheck(Record):
    """A column that must equal the sum of others, row by row."""

    whole: Text
    parts: Many[Text] = Field(min_length=2)
    exact: bool = True
    """``false``: the whole may be larger, never smaller."""


class Source(Record):
    """One kind of delivery: who sends it, how it is laid out, what it holds."""

    id: Code
    title: Text
    supplier: Text
    """As in the source line: ``Statbel (Rijksregister)``."""
    layout: Layout
    files: Many[Text] = Field(min_length=1)
    """Patterns of file names (``*`` and ``?``), without folders."""
    area: AreaColumn
    period: PeriodColumn
    traits: Many[TraitColumn] = ()
    values: Many[ValueColumn] = Field(min_length=1)
    checks: Many[SumCheck] = ()
    markers: Markers = Markers()
    ignore: Many[str] = ()
    """Columns that are known and not used; a trailing ``*`` stands for any ending."""
    scope: Literal["municipalities", "region"] = "municipalities"
    """``region``: figures of the region only, which feed the Barometer and no municipal series."""
    sample: bool = False
    """Whether it counts answers of a sample, which move by chance: leaps are not asked about."""
    aggregate: bool = False
    """Whether rows are finer than the traits used and are summed."""
    decimal: Literal[",", "."] = "."
    vintage: Vintage
    scale: Literal["percent", "fraction"] = "percent"
    """Of finished figures in per cent: 9,6 or 0,096."""
    coverage: Many[Region] = Field(default=("02000", "04000"), min_length=1)
    """Regions whose municipalities the source covers: Flemish, Brussels-Capital."""
    caveats: Many[Code] = ()
    """Warnings about every figure that it feeds."""
    regions: Literal["sum", "own", "none"] = "sum"
    """Regional figures: summed from municipalities, the supplier's own row, or none."""
    public: bool = False
    """Already public in the same detail: only the supplier's own markers hide figures."""
    minimum: int = Field(default=5, ge=0)
    """Counts of persons from 1 to below this are hidden."""
    expected: Many[int] = ()
    """Months (1–12) in which new figures usually come."""
    every: int = Field(default=1, ge=1)
    """Years between two deliveries."""
    promise: str = ""
    """When the supplier says that new figures will come, in his own words: ``voorjaar 2026``,
    ``te bepalen``. Goes before ``expected`` until it is kept."""
    download: str = ""
    """Where anyone can get the file."""
    sql: str = ""
    """Table or view in the database, as ``schema.table``."""
    connection: Annotated[str, StringConstraints(pattern=r"^(SCAN_DB_[A-Z0-9_]+)?$")] = ""
    """Environment variable with the address of a database that holds the table, for a source
    with the layout ``tidy`` or ``sql``. A file that is handed over wins."""


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


class SurveyQuestion(Record):
    """How a survey indicator was asked, and since when in the same words."""

    text: Text
    comparable_since: int
    """First edition with the wording of the newest; changes are only called within it."""
    editions: Many[int]
    """Editions in which it was asked."""


class Membership(Record):
    """Since and until which edition an indicator stands in a publication, and why."""

    publication: Slug
    since: Text
    until: str = ""
    reason: Text


class Phrases(Record):
    """The words from which sentences about an indicator are built."""

    clause: Text
    """What follows *In Mechelen …*, verb first, with ``{value}``: ``is {value} van de inwoners
    van buitenlandse herkomst``. Speaks of the main figure."""
    zero: str = ""
    """The clause when the main figure is 0; empty: ``clause`` with 0."""
    subject: Text
    """The main figure as a noun phrase with its article: ``het aandeel inwoners van
    buitenlandse herkomst``; singular."""
    compare: Literal["more", "higher", "none"] = "more"
    """*meer dan / minder dan*, *hoger dan / lager dan*, or only *tegenover*."""


class Indicator(Record):
    """One indicator of the catalogue. It does not know on which page it stands."""

    id: IndicatorId
    title: Text
    short: Annotated[str, StringConstraints(min_length=1, max_length=52)]
    """For summarising tables: names the main figure, with its category."""
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
    main: dict[Code, Many[Code]] = {}
    """The categories that the main figure adds up or picks; empty: the total."""
    difference: Difference | None = None
    survey: SurveyQuestion | None = None
    origin_notion: Literal["with_parents", "own_nationalities", "present_nationality", "none"] = (
        "none"
    )
    """Which of the three notions of origin it uses."""
    direction: Literal["neutral", "higher_is_better", "lower_is_better"] = "neutral"
    frequency: Text
    evidence: Literal["attested", "reconstructed"]
    memberships: Many[Membership] = ()
    sources: Many[Alternative] = Field(min_length=1)
    caveats: Many[Code] = ()
    concepts: Many[Code] = ()
    """What the chapter on concepts explains for it."""
    phrases: Phrases


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
    """With ``{count}`` for the number of indicators."""
    edition: Text
    region: Region
    """Whose municipalities get a report, and the first comparator."""
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

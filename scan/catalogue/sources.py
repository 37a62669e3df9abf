"""Catalogue, the records of sources: who sends a file, what it looks like, what it counts.

Input: parsed TOML. Output: frozen records. A source is one table of a kind of file; several
sources may read the same file, each its own sheet of a workbook.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scan.catalogue.fetching import Fetch
from scan.catalogue.fields import (
    Code,
    IndicatorId,
    Layout,
    Many,
    Record,
    Region,
    Text,
    Vintage,
)

FlagMeaning = Literal["shown", "provisional", "projection"]
"""What a flag glued to a figure, or a column, says of figures: counted, provisional, or only
expected."""


class AreaColumn(Record):
    """Where the municipality stands, as a NIS code or as a name."""

    column: Text
    kind: Literal["code", "name"] = "code"
    leave_out: Many[Text] = ()
    """Areas that come along and are not wanted: their texts, with ``*`` and ``?``. Codes of
    Wallonia and of Belgium as a whole need no mention."""


class PeriodColumn(Record):
    """Where the period stands: in a column, in the headers of wide files, in the name of the
    file, or fixed per source. What counts is a year."""

    column: str = ""
    kind: Literal["year", "date", "school_year", "month", "quarter", "header", "fixed"] = "year"
    fixed: int | None = None
    counts: int | None = Field(default=None, ge=1, le=12)
    """Of months and quarters: which one stands for its year; the others are left out."""
    in_name: bool = False
    """Whether the year stands in the name of the file where no column has it."""


class TraitColumn(Record):
    """A column that holds categories of a dimension.

    Where one column mixes two kinds of groups, it is named twice, once for each dimension; a
    text that both know gives a figure for each.
    """

    column: Text
    dimension: Code
    codes: dict[str, Code] = {}
    """From the text in the file to the category; empty: the text is the category's code."""
    bands: dict[Code, Annotated[tuple[int, int], Field(strict=False)]] = {}
    """From a category to the lowest and highest whole number in it (single ages)."""
    most_frequent: bool = False
    """Whether the rows of an area name its most frequent categories only: of the others nothing
    is known, so that nothing adds up over areas or categories."""


class ValueColumn(Record):
    """A column of figures: counts of a population, or finished figures of an indicator."""

    column: Text
    """Its header. In a wide table ``*`` stands for the year in it: ``aantal *``, or ``*`` alone."""
    population: Code | None = None
    indicator: IndicatorId | None = None
    traits: dict[Code, Code] = {}
    """Categories that hold for the whole column."""
    over: Many[Code] = ()
    """Dimensions over which the column is a total, repeated on the row of each category."""
    when: dict[str, str] = {}
    """Only rows with these texts in these columns."""
    means: FlagMeaning = "shown"
    """What all its figures are; with ``when``, those of the rows that say so in a column."""
    sheet: str = ""
    """The sheet of a workbook; empty: that of the source."""
    absent: Literal["", "unknown"] = ""
    """``unknown``: of a figure whose row the supplier left out nothing is known, not even the
    bounds that ``absent`` of the source gives."""


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


class Rate(Record):
    """A rate that the supplier worked out himself: a witness, never a figure of ours."""

    column: Text
    numerator: Text
    """Header of what is counted above the line."""
    denominator: Text
    per: Literal[1, 100, 1000, 10000] = 1
    """What the rate is multiplied by: 1 for a fraction, 100 for a per cent."""


class Mistake(Record):
    """Figures that the supplier is known to have wrong, which are left out until he mends them."""

    period: int
    column: Text
    """The value column that is wrong."""
    where: dict[str, Many[Text]] = {}
    """Only rows with one of these texts in this trait column, for each that is named."""
    reason: Text
    """What is wrong, for operators."""


class Shape(Record):
    """What the table of a file looks like, where a plain one does not do.

    The header is found by its columns, and the table ends where notes begin; neither needs a
    word here.
    """

    quoted: bool = True
    """Whether a text may stand in double quotes, and so hold the separator."""
    separator: Literal["", ",", ";", "\t", "|"] = ""
    """Empty: the one that the header has most of."""
    encoding: Literal["", "windows-1252", "utf-16"] = ""
    """Of a text that is neither UTF-8 nor ISO-8859-1."""
    keep: dict[str, Many[str]] = {}
    """Only rows with one of these texts in this column, for each column that is named."""
    spellings: dict[str, Many[Text]] = {}
    """From a header that the source names to what other editions call it."""
    swapped: Many[Annotated[tuple[Text, Text], Field(strict=False)]] = ()
    """Pairs of headers of which a supplier writes each over the column of the other. Two columns
    of figures: the first must nowhere be more than the second. Period and trait: years tell."""
    thousands: Literal["", ".", ",", " ", "'"] = ""
    """Sign between thousands; a space stands for every kind of space."""
    flags: dict[str, FlagMeaning] = {}
    """Signs glued to a figure (``12*``, ``34 (p)``) and what they say."""


class Design(Record):
    """How the answers of a survey weigh. What is not known is said to be so."""

    weighted: Literal["yes", "no", "unknown"]
    effect: Annotated[float, Field(ge=1)] | Literal["unknown"]
    """By how much weighting lowers the worth of an answer: answers over it are what intervals
    reckon with. Unknown: they reckon with all answers, and the real margin is at least theirs."""

    @property
    def worth(self) -> float:
        """What an answer is worth, as far as it is known."""
        return 1.0 if self.effect == "unknown" else 1.0 / self.effect


class Source(Record):
    """One kind of table: who sends it, how it is laid out, what it holds."""

    id: Code
    title: Text
    supplier: Text
    """As in the source line: ``Statbel (Rijksregister)``."""
    layout: Layout = "table"
    files: Many[Text] = Field(min_length=1)
    """Patterns of file names (``*`` and ``?``), without folders. Sources with a sheet may share
    a file."""
    sheet: str = ""
    """Its sheet in a workbook; empty: the sheets that ``values`` name, else the first one with
    its columns."""
    draft: bool = False
    """Whether somebody still works on it: it is checked, need not be used, and feeds nothing."""
    published: Many[Code] | None = None
    """Of a table of rates that a supplier publishes of an indicator: it bears witness of our
    figures and never feeds one. The caveats that explain a difference, where the way that feeds
    the indicator has them."""
    seen: bool = True
    """Whether a real file of it was seen; ``false``: laid out by analogy with its sisters."""
    shape: Shape = Shape()
    area: AreaColumn
    period: PeriodColumn
    traits: Many[TraitColumn] = ()
    values: Many[ValueColumn] = Field(min_length=1)
    checks: Many[SumCheck] = ()
    rates: Many[Rate] = ()
    """The supplier's own rates, which must agree with the counts beside them."""
    mistakes: Many[Mistake] = ()
    markers: Markers = Markers()
    ignore: Many[str] = ()
    """Columns that are known and not used; a trailing ``*`` stands for any ending."""
    absent: Literal["zero", "hidden", "fault"] = "zero"
    """What a row that is not there means: nobody, a count that the supplier hides by leaving its
    row out (from 0 to ``minimum`` − 1), or a fault: of all that an indicator counts in a period of
    the file there must be one."""
    adds_shown_parts: bool = False
    """Whether the supplier gives merged municipalities figures of before the merger that add up
    what he shows of their parts: how much more there was, nobody knows."""
    repeats: Literal["fault", "sum"] = "fault"
    """What two rows about the same thing are: a fault, or parts to be added up."""
    scope: Literal["municipalities", "region"] = "municipalities"
    """``region``: figures of the region only, which feed the Barometer and no municipal series."""
    sample: bool = False
    """Whether it counts answers of a sample, which move by chance: leaps are not asked about."""
    design: Design | None = None
    """Of a source with estimates of a survey, and only of one."""
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
    fetch: Fetch | None = None
    """Where the program fetches it by itself; without it somebody brings the file. One of the
    sources that take the same files says it for all."""
    download: str = ""
    """Where anyone can get the file."""
    sql: str = ""
    """Table or view in the database, as ``schema.table``."""
    connection: Annotated[str, StringConstraints(pattern=r"^(SCAN_DB_[A-Z0-9_]+)?$")] = ""
    """Environment variable with the address of a database that holds the table, for a source
    with the layout ``table`` or ``sql``. A file that is handed over wins."""

    @property
    def feeds(self) -> bool:
        """Whether figures may come from it: of a draft, and of what is only compared, never."""
        return not self.draft and self.published is None

    def sheet_of(self, value: ValueColumn) -> str:
        """The sheet on which a column of figures stands; empty: the first that fits."""
        return value.sheet or self.sheet

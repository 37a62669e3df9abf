"""Extracts, the records of a look: what was seen in a file. Input and output: none.

Plain values only (texts, numbers, tuples), so that a look can come from another process and be
printed as JSON. Texts are as they stand in the file, without stray spaces.
"""

from dataclasses import dataclass

AREA, PERIOD, TRAIT, FIGURES = "area", "period", "trait", "figures"
FOLLOWS, CONSTANT, EMPTY, NUMBER, OTHER = "follows", "constant", "empty", "number", "text"
"""What a column is for. FOLLOWS: another column tells it; NUMBER: it counts the rows."""

WHOLE, DECIMALS, FRACTIONS, PER_CENTS = "whole numbers", "decimals", "fractions", "per cents"
CODES, NAMES, CATEGORIES, MARKED = "NIS codes", "names of areas", "categories", "only markers"
"""Kinds of what stands in a column, beside the kinds of periods."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A text, and how many cells hold it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """One column of a table."""

    name: str
    """As a source names it: ``#4`` for the fourth column where no header tells it apart."""
    role: str
    kind: str
    empty: int
    distinct: int
    texts: tuple[Tally, ...] = ()
    """Its texts, the most frequent first: all of a category, some of any other column."""
    follows: str = ""
    """The column that tells what stands in this one."""
    low: float | None = None
    high: float | None = None
    least: float | None = None
    """The smallest figure above zero."""
    zeros: int = 0
    markers: tuple[Tally, ...] = ()
    """Texts that are no figures, in a column of figures."""
    flags: tuple[Tally, ...] = ()
    """Signs glued to figures."""


@dataclass(frozen=True, slots=True)
class OtherArea:
    """An area that comes along and is no municipality."""

    text: str
    what: str
    """``region``, ``province``, ``arrondissement``, ``elsewhere in Belgium``, ``no place`` (a
    group outside all municipalities), ``unknown``."""
    rows: int
    code: str = ""
    closest: str = ""
    """The municipality whose name or code is most like one that is unknown."""
    called: str = ""
    """What a column of names beside the codes calls it."""


@dataclass(frozen=True, slots=True)
class AreasLook:
    """The areas of a table."""

    column: str
    by: str
    """``code`` or ``name``."""
    vintage: str
    """``2018``, ``2019``, ``2025``, ``period``; empty when the areas fit none."""
    fits: tuple[str, ...]
    """Every vintage that they fit, the chosen one among them."""
    flemish: int
    of_flemish: int
    brussels: int
    of_brussels: int
    missing: tuple[str, ...]
    """Flemish municipalities of the vintage that are nowhere in the table."""
    strange: tuple[str, ...]
    """Municipalities that do not exist in the vintage, with their days."""
    others: tuple[OtherArea, ...]
    by_year: tuple[str, ...] = ()
    """How many there are, for runs of years with as many of them."""
    respelled: tuple[str, ...] = ()
    """Names that were found though they are written in another way."""
    figures_in_brussels: bool = False


@dataclass(frozen=True, slots=True)
class PeriodsLook:
    """The periods of a table."""

    column: str
    """Empty where no column holds them."""
    kind: str
    """``year``, ``date``, ``school_year``, ``month``, ``quarter``; ``header`` for wide files,
    ``name`` where only the name of the file holds a year, ``none``."""
    years: tuple[int, ...]
    gaps: tuple[int, ...]
    """Years between the first and the last that are not there."""
    first: str = ""
    last: str = ""
    """As written."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Something that holds between figures, in so many cases of all that were compared.

    ``kind``: ``area sum`` (``whole``, an area, is the sum of its municipalities in ``column``),
    ``column sum`` (column ``whole`` is the sum of the columns ``parts``), ``category sum``
    (category ``whole`` of ``trait`` is the sum of its ``parts`` in ``column``), ``repeated``
    (``column`` repeats one total over ``trait``), ``whole`` (``column`` adds up over ``trait`` to
    the column ``whole``), ``rate`` (``column`` is ``parts[0]`` / ``parts[1]`` × ``per``),
    ``shares`` (the columns ``parts`` add up to ``whole``, 1 or 100),
    ``twins`` (categories ``parts`` of ``trait`` are the same in ``column`` in all of a period).
    """

    kind: str
    column: str
    whole: str = ""
    parts: tuple[str, ...] = ()
    trait: str = ""
    per: int = 1
    holds: int = 0
    of: int = 0
    more: int = 0
    """Cases in which the whole is more than its parts."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Rows that are not there: combinations of categories that an area lacks in a period."""

    cells: int
    of: int
    per_category: tuple[Tally, ...] = ()
    """``column: category`` and how many of its cells are absent."""
    least: float | None = None
    """The smallest count above zero."""
    zeros: int = 0

    @property
    def hides(self) -> bool:
        """Whether it looks as if small counts are hidden by leaving their rows out."""
        return bool(self.cells) and not self.zeros and 3 <= (self.least or 0) <= 50


@dataclass(frozen=True, slots=True)
class TableLook:
    """One table of a file: a text, a sheet of a workbook."""

    sheet: str
    layout: str
    """``table``, ``swing_csv`` or ``swing_xlsx``."""
    header_row: int
    rows: int
    last_row: int
    above: tuple[str, ...]
    below: tuple[str, ...]
    columns: tuple[ColumnLook, ...]
    areas: AreasLook | None = None
    periods: PeriodsLook | None = None
    decimal: str = ""
    thousands: str = ""
    markers: tuple[Tally, ...] = ()
    flags: tuple[Tally, ...] = ()
    relations: tuple[Relation, ...] = ()
    doubles: int = 0
    """Keys (area, period, categories) that occur more than once."""
    double_example: str = ""
    add_up: bool = False
    """Whether rows with the same key are parts that add up."""
    absence: Absence | None = None
    remarks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    """Why it cannot be read as a table."""

    def of_role(self, role: str) -> tuple[ColumnLook, ...]:
        """Its columns for one purpose."""
        return tuple(column for column in self.columns if column.role == role)


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is."""

    file: str
    size: int
    kind: str
    """``text``, ``workbook``, ``Parquet table``, ``database``."""
    packed: str
    """Name of the file in an archive; empty where it is none."""
    encoding: str
    separator: str
    quoted: bool
    sheets: tuple[str, ...]
    """All sheets of a workbook."""
    tables: tuple[TableLook, ...]
    remarks: tuple[str, ...] = ()

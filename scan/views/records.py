"""Views, the records: everything that one reader sees of one indicator, already rounded.

Input: none. Output: frozen dataclasses that cross process borders, hash alike and hold
nothing that is not displayed. After this stage nothing is calculated.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from scan.status import Status

State = Literal["higher", "about_equal", "equal", "lower", "unclear", "not_tested", "none"]
"""The municipality beside the region. ``unclear``: a survey difference within the noise;
``not_tested``: a survey figure without a number of answers; ``none``: nothing to compare."""

Direction = Literal["rising", "falling", "stable", "unclear", "not_tested"]

Shape = Literal[
    "total",  # one figure per year
    "parts",  # parts of one whole
    "groups",  # a figure for each group
    "ages",  # a figure for each of many ordered groups
    "groups_by_groups",  # a figure for each pair of groups
    "parts_by_groups",  # parts of a whole within each group
    "top",  # the most frequent of many categories
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is displayed: rounded once, half up, with its Dutch text.

    ``value`` is ``None`` unless ``status.has_value``. ``text`` is never empty: a figure with
    its unit (``28,1 %``) or the words for its status (``niet getoond``). ``bare`` is the figure
    without unit (``28,1``), for axes and tables with the unit in the head.
    """

    value: float | None
    text: str
    bare: str
    status: Status


@dataclass(frozen=True, slots=True)
class Place:
    """An area as a reader meets it."""

    nis: str
    name: str
    """``Mechelen``; ``Vlaams Gewest``."""
    in_text: str
    """Inside a sentence: ``Mechelen``; ``het Vlaams Gewest``."""
    kind: Literal["municipality", "province", "arrondissement", "region"]
    second_name: str = ""
    """The official name in the second language of a bilingual place: ``Ixelles``."""
    second_language: str = ""
    """Code of that language: ``fr``."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the municipality beside that of the region, for one combination of categories."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    """Dutch labels of the categories, in the order of the breakdown; empty for the total."""
    own: Shown
    count: Shown
    """The numerator in whole numbers; status not_applicable where there is none."""
    base: Shown
    """The denominator in whole numbers."""
    region: Shown
    low: float | None = None
    high: float | None = None
    """Limits of the 99 % interval of a survey estimate, in the unit; else ``None``."""


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a series."""

    period: int
    own: Shown
    region: Shown
    count: Shown
    break_before: bool = False
    """Whether another source or wording starts here: the line is interrupted."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A series through time, of the main figure (no codes) or of a category."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between the newest displayed figure and an earlier displayed one."""

    since: int
    own: Shown
    """With sign; in percentage points for shares."""
    region: Shown
    direction: Direction


@dataclass(frozen=True, slots=True)
class Position:
    """Where the municipality stands among all that have a figure.

    ``edges`` has one more entry than ``counts``; both are fixed per delivery, so that the
    correction of one municipality leaves the charts of the others alone. ``tenth`` counts from
    1 (lowest tenth of municipalities) to 10.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    median: Shown
    low_quarter: float
    high_quarter: float
    lowest: float
    highest: float
    own_bin: int
    tenth: int
    areas: int
    """How many municipalities have a figure."""


@dataclass(frozen=True, slots=True)
class Former:
    """The figure of a former municipality that now is part of this one."""

    name: str
    """``Kortessem``; ``Antwerpen (grondgebied van vóór 2025)``."""
    period: int
    cells: tuple[Cell, ...]
    """The total or main figure first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from and when new ones are expected."""

    source: str
    """Identifier of the source that the numerator came from."""
    line: str
    """``Statbel (Rijksregister), toestand op 1 januari 2025``."""
    delivered: str
    """Dutch date of the delivery; empty where the file has none."""
    expected: str
    """Dutch month of the next figures: ``juli 2026``; ``onbekend``."""
    download: str
    day: datetime.date | None = None
    """The day of the delivery, for machines."""


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator for one area: what tables, charts, sentences and downloads show."""

    indicator: str
    title: str
    short: str
    question: str
    theme: str
    place: Place
    comparators: tuple[Place, ...]
    """The region first; empty where the sources have no regional figure."""
    shape: Shape
    unit: str
    """``percent``, ``per_1000``, ``per_10000``, ``count`` or ``points``."""
    decimals: int
    unit_label: str
    """What the figures are, for the head of a chart: ``% van de inwoners``."""
    breakdown: tuple[str, ...]
    """Titles of the displayed dimensions, in order."""
    counted: str
    """Plural of what the numerator counts: ``inwoners``."""
    base_counted: str
    """Plural of what the denominator counts."""
    status: Status
    """Of the main figure; ``not_delivered`` means that the indicator has no page."""
    period: int
    period_text: str
    """``1 januari 2025``; ``2024``; ``schooljaar 2023-2024``."""
    main: Cell
    state: State
    difference: Shown
    """Main figure minus region, of the displayed figures, with sign."""
    cells: tuple[Cell, ...]
    """The breakdown of the newest period, in display order; empty without one."""
    trend: Trend
    """The main figure through time, oldest first; one point where there is no history."""
    trends: tuple[Trend, ...]
    """Each category through time, for breakdowns of one dimension."""
    change: Change | None
    position: Position | None
    former: tuple[Former, ...]
    origin: Origin
    caveats: tuple[str, ...]
    """Dutch sentences."""
    survey: bool
    answers: Shown | None
    """Number of answers behind a survey figure, where it is delivered."""
    counted_one: str = ""
    """Singular of what the numerator counts: ``inwoner``."""
    marks: tuple[str, ...] = ()
    """What tables say of every figure: ``alleen Nederlandstalige scholen``."""
    group: str = ""
    """The categories that the denominator of the main figure is restricted to:
    ``niet-EU-herkomst, vrouwen``; empty where it is everybody."""

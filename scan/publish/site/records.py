"""Publish, site, the records: what the pages of the site print, ready as Dutch text.

Input: none. Output: frozen dataclasses that ``gathering`` fills and ``pages`` prints.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Download:
    """A file that can be downloaded; ``path`` from the root of the site."""

    label: str
    path: str
    about: str
    """Size and what else is good to know: ``0,6 MB, 75 pagina's``."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line through time, in a box of 100 × 30."""

    points: str
    """Points of an SVG polyline; pieces are apart where a year is missing."""
    beside: str
    """Those of what it is compared with; empty without."""
    end: tuple[float, float]
    text: str
    """What it shows, in words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one municipality, as its report displays it."""

    code: str
    theme: str
    short: str
    period: str
    text: str
    """The main figure."""
    beside: tuple[str, ...]
    """Those of what it is compared with, the region first; empty texts where it has none."""
    count: str
    difference: str
    """With the region; empty where it may be chance."""
    shown: bool
    spark: Spark | None
    charts: tuple[Download, ...]
    path: str
    """The page of this figure; where the report was made without one, that of the indicator."""
    marks: str = ""
    """What holds for every figure of this line; mostly empty."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The lines of one theme."""

    theme: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a municipality. ``path`` never changes."""

    title: str
    path: str
    about: str
    made: str


@dataclass(frozen=True, slots=True)
class Link:
    """A name and the page it leads to, from the root of the site."""

    name: str
    path: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """The page of a municipality."""

    nis: str
    name: str
    path: str
    parts: str
    """Arrondissement, province and region, in one line."""
    beside: tuple[str, ...]
    """Names of what it is compared with, the region first."""
    reports: tuple[Report, ...]
    downloads: tuple[Download, ...]
    key: tuple[Line, ...]
    chapters: tuple[Chapter, ...]
    neighbours: tuple[Link, ...]
    former: tuple[str, ...]
    """Municipalities of before that are part of it."""
    told: Path | None
    """Where stands what the report tells; ``None`` of one that an earlier program made."""
    second_name: str
    """The official name in the second language of a bilingual municipality; else empty."""
    second_language: str


@dataclass(frozen=True, slots=True)
class Row:
    """A municipality in the table of an indicator."""

    nis: str
    name: str
    path: str
    """Its page of this indicator, or its own."""
    text: str
    sort: str
    """What the figure is sorted by; empty where there is none."""
    count: str
    base: str
    column: int
    row: int
    level: int
    """Quarter of the municipalities it is in, 1 to 4; 0 without a figure."""


@dataclass(frozen=True, slots=True)
class Group:
    """The municipalities of one region in an indicator."""

    region: str
    figure: str
    period: str
    rows: tuple[Row, ...]
    bounds: tuple[str, ...]
    """The ranges of the four levels, as text; empty when too few have a figure."""
    limits: tuple[float, ...]
    """The limits between the levels, for the script that recolours the map."""
    dots: tuple[tuple[str, float, float, str], ...]
    """Code and place of each municipality in the distribution, with its name."""
    ticks: tuple[tuple[float, str], ...]
    height: float


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept, explained."""

    id: str
    """Its anchor on the page of concepts."""
    term: str
    text: str
    only: str
    """The regions for whose readers it is; empty: for all."""
    used: tuple[Link, ...]
    """The indicators that it explains."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The page of an indicator."""

    code: str
    path: str
    title: str
    short: str
    question: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    theme: str
    theme_title: str
    notion: str
    terms: tuple[str, ...]
    """Of the concepts that explain it."""
    caveats: tuple[str, ...]
    supplier: str
    updated: str
    expected: str
    state: str
    state_text: str
    sort: tuple[str, str, str]
    """What the calendar is sorted by: day of the update, month expected, urgency."""
    groups: tuple[Group, ...]
    downloads: tuple[Download, ...]
    publications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """The page of a theme."""

    theme: str
    path: str
    title: str
    intro: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class News:
    """Something that is new."""

    day: str
    date: str
    title: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """Something wrong that stood in a release."""

    id: str
    day: str
    since: str
    text: str
    where: str
    indicators: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A release of before."""

    id: str
    made: str
    reports: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """Whose site it is, and where it stands."""

    address: str
    """With a slash at the end; empty where it is not known."""
    publisher: str
    contact: str
    """Address of where questions go."""
    licence: str
    licence_address: str


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that the pages of one release print."""

    made_up: bool
    made: str
    towns: tuple[Town, ...]
    measures: tuple[Measure, ...]
    themes: tuple[ThemePage, ...]
    concepts: tuple[Concept, ...]
    corrections: tuple[Corrected, ...]
    """The newest first."""
    whole: tuple[Download, ...]
    """Files that hold everything."""
    machines: tuple[Download, ...]
    """What people who write programs begin with."""
    listed: int
    """How many indicators the editions list, those without figures among them."""
    imprint: Imprint

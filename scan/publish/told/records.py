"""Publish, told, the records: all that the site tells of one report, ready as Dutch text.

Input: none. Output: frozen dataclasses that ``make`` fills from the views and words of the report
and ``keep`` writes and reads. Nothing is calculated after the views, and no sentence is another
one than in the PDF.
"""

from dataclasses import dataclass

from scan.report.pages.contents import MissingIndicator
from scan.report.pages.keys import Key, Note
from scan.report.pages.tables import FigureTable


@dataclass(frozen=True, slots=True)
class ToldChart:
    """A chart: the words above it, and the drawing with real text and its alternative text."""

    kind: str
    title: str
    note: str
    svg: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What the municipality is compared with, in one indicator."""

    id: str
    """NIS code; of a group its identifier in the catalogue."""
    name: str
    text: str
    """Its main figure."""
    difference: str
    """The municipality minus this one; empty where that may be chance or was not tested."""
    verdict: str
    """``hoger``; empty where nothing is compared."""
    years: tuple[tuple[int, str], ...]
    """Its main figure through time, as far as it is shown, oldest first."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A municipality of the group that charts name."""

    nis: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """One indicator of one municipality: everything on its page of the report, and more years."""

    code: str
    theme: str
    short: str
    question: str
    """With the date of the figure."""
    headline: str
    lead: str
    text: str
    """The main figure with its unit."""
    unit: str
    marks: tuple[str, ...]
    shown: bool
    old: bool
    keys: tuple[Key, ...]
    charts: tuple[ToldChart, ...]
    why: str
    """Why there is no chart; else empty."""
    tables: tuple[FigureTable, ...]
    years: tuple[tuple[int, str], ...]
    """The main figure through time, as far as it is shown, oldest first."""
    beside: tuple[Beside, ...]
    """The region first."""
    group: str
    """The name of the group whose members follow."""
    alike: tuple[Alike, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """One of the sentences that open the report, and the indicator that it is of."""

    sentence: str
    code: str


@dataclass(frozen=True, slots=True)
class ToldChapter:
    """The opening of a chapter."""

    theme: str
    title: str
    intro: str
    finding: str
    foremost: str
    """Code of the indicator that opens it; empty where none has a figure."""
    codes: tuple[str, ...]
    missing: tuple[MissingIndicator, ...]


@dataclass(frozen=True, slots=True)
class ToldReport:
    """A report of one municipality."""

    core: tuple[ToldFinding, ...]
    chapters: tuple[ToldChapter, ...]
    figures: tuple[ToldFigure, ...]

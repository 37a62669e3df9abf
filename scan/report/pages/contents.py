"""Report, pages: what a report is made of, before it is laid out.

Input: none. Output: frozen dataclasses that ``report.one`` fills from views, words, figures
and catalogue, and that the other modules of this package turn into pages. All texts are
Dutch and ready to print; nothing here is HTML.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from scan.report.figures.drawing import Figure
from scan.report.pages.tables import FigureTable
from scan.status import Status
from scan.views.records import IndicatorView, Place
from scan.views.stories import Line

Notion = Literal["with_parents", "own_nationalities", "present_nationality", "none"]
"""Which of the three notions of origin an indicator uses."""


class PageWords(Protocol):
    """The sentences of a view, as ``views.sentences`` makes them."""

    @property
    def headline(self) -> str:
        """The finding, in one sentence."""

    @property
    def lead(self) -> str:
        """One to three sentences: absolute numbers, change, position."""

    @property
    def verdict(self) -> str:
        """The municipality beside the region: ``hoger dan in het gewest``; may be empty."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words above a chart; known before it is drawn."""

    title: str
    note: str
    best: float = 0.0
    """The height in points at which the chart looks best, from its kind; 0: unknown."""


@dataclass(frozen=True, slots=True)
class Box:
    """The room for a chart, in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and the key under which the PDF writer finds its drawing (``chart:KEY``).

    ``key`` holds letters, digits, ``-`` and ``_`` only.
    """

    key: str
    figure: Figure
    best: float = 0.0
    """As in the :class:`Caption` it was planned with."""

    @property
    def caption(self) -> Caption:
        """The words above it, as it was planned."""
        return Caption(self.figure.title, self.figure.note, self.best)

    @property
    def box(self) -> Box:
        """The room it was drawn for."""
        return Box(self.figure.drawing.width, self.figure.drawing.height)


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator: always exactly one page. ``charts`` stand in order of size."""

    view: IndicatorView
    words: PageWords
    definition: str
    numerator_text: str
    denominator_text: str
    """Empty where there is none."""
    notion: Notion
    survey_question: str
    """As it was put to people; empty for register figures."""
    address: str
    """Where the data series stands, as printed; without the site where that has no address."""
    link: str
    """The same for a click; seen from the report where the site has no address."""
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingIndicator:
    """An indicator whose source has not been delivered: one line, no page."""

    indicator: str
    short: str
    expected: str
    """Dutch month of the first figures; ``onbekend``."""


@dataclass(frozen=True, slots=True)
class BriefIndicator:
    """An indicator of a small municipality with an old figure or none: one line, no page."""

    indicator: str
    name: str
    """Its short name; of a rate with the unit."""
    year: str
    own: str
    """The figure of the municipality, or why there is none."""
    region: str
    """The figure of the region; empty where it has none."""


@dataclass(frozen=True, slots=True)
class ChapterContents:
    """A theme: its opening page and its indicators."""

    theme: str
    """Identifier, also of its colours in ``tokens.toml``."""
    title: str
    intro: str
    pages: tuple[IndicatorPage, ...]
    missing: tuple[MissingIndicator, ...] = ()
    brief: tuple[BriefIndicator, ...] = ()
    finding: str = ""
    """How often the municipality is higher or lower than the region; may be empty."""
    foremost: IndicatorPage | None = None
    """The indicator that tells where the municipality stands."""
    story: tuple[Line, ...] = ()
    """What opens the chapter."""


@dataclass(frozen=True, slots=True)
class CoreFinding:
    """A finding of *de kern* with its chart."""

    kind: str
    sentence: str
    theme: str
    """Of its colours; empty where it is about all themes."""
    chart: Chart
    see: str
    """The id of the page to go to."""
    see_name: str
    """What that page is called; empty: as its section."""


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The profile: what it says, the chart, and the indicator of each row, to lead to its page."""

    said: str
    """May be empty."""
    chart: Chart
    """Drawn for :func:`layout.profile_box`."""
    codes: tuple[str, ...]
    head: float
    """Over the first row of the chart, in points."""
    row: float
    """Height of a row, in points."""
    legend: str
    """What the signs in it mean; empty where there are none."""


@dataclass(frozen=True, slots=True)
class SimilarPage:
    """The page on similar municipalities: what they are, where they lie, and their traits."""

    lead: str
    map: Chart
    table: FigureTable


@dataclass(frozen=True, slots=True)
class ConceptText:
    """An entry of the chapter on concepts."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where the figures of one indicator come from and when new ones are expected."""

    indicator: str
    short: str
    source: str
    year: str
    delivered: str
    """Dutch date; empty where the delivery has none."""
    expected: str


@dataclass(frozen=True, slots=True)
class InForce:
    """What guide and method page say of the rules."""

    numbers: Mapping[str, str]
    """What fills the patterns: the bounds in Dutch."""
    privacy: tuple[str, ...]
    """Sentences on what is hidden."""
    least_margin: bool
    """Whether the margin of any estimate leaves out how answers were weighted."""


@dataclass(frozen=True, slots=True)
class ReportContents:
    """A whole report; ``count`` is the number of indicators of the publication."""

    place: Place
    beside: tuple[Place, ...]
    """The places of which tables have a column: the region, present even where an indicator has
    no figure of it, and one other."""
    title: str
    """``Jouw Lokale Integratiescan``."""
    subtitle: str
    """With the number of indicators filled in."""
    edition: str
    count: int
    made_up: bool
    data_date: datetime.date
    """The newest delivery; for made-up figures a fixed date."""
    chapters: tuple[ChapterContents, ...]
    core: tuple[CoreFinding, ...]
    """What opens the report; may be empty."""
    profile: ProfilePage | None
    map: Chart | None
    """Drawn for :data:`layout.MAP`."""
    similar: SimilarPage | None
    concepts: tuple[ConceptText, ...]
    sources: tuple[SourceRow, ...]
    rules: InForce
    """By which figures are shown, hidden and compared."""
    territory: str = ""
    """Of which date the municipalities are, where they are not those of today."""
    cover: str = ""
    """The colour of the cover, by its name in ``tokens.toml``; empty: the usual one."""
    merged: bool = True
    """Whether municipalities of the region ever merged."""

    @property
    def told(self) -> tuple[ChapterContents, ...]:
        """The chapters with pages; the others share one page."""
        return tuple(chapter for chapter in self.chapters if chapter.pages)

    @property
    def untold(self) -> tuple[ChapterContents, ...]:
        """The chapters without a page: nothing is delivered yet, or nothing shown."""
        return tuple(chapter for chapter in self.chapters if not chapter.pages)

    @property
    def brief(self) -> tuple[BriefIndicator, ...]:
        """Those that have a line and no page."""
        return tuple(one for chapter in self.chapters for one in chapter.brief)

    @property
    def shown(self) -> int:
        """How many indicators show a figure of the municipality."""
        return sum(page.view.has_figures for page in self.indicator_pages)

    @property
    def dated(self) -> bool:
        """Whether the day of any delivery is known."""
        return any(row.delivered for row in self.sources)

    @property
    def region(self) -> Place:
        """The first that the municipality is compared with."""
        return self.beside[0]

    @property
    def full_name(self) -> str:
        """The municipality with both its names: ``Elsene / Ixelles``."""
        return " / ".join(filter(None, (self.place.name, self.place.second_name)))

    @property
    def surveyed(self) -> bool:
        """Whether any figure comes from a survey."""
        return any(page.view.survey for page in self.indicator_pages)

    @property
    def aged(self) -> bool:
        """Whether any figure is an old one."""
        return any(page.view.old for page in self.indicator_pages)

    @property
    def expecting(self) -> bool:
        """Whether a figure that is only expected stands in place of one that was counted."""
        views = [page.view for page in self.indicator_pages]
        shown = (f for view in views for f in (*view.trend, *view.cells))
        return any(figure.shown.status is Status.PROJECTION for figure in shown)

    @property
    def indicator_pages(self) -> tuple[IndicatorPage, ...]:
        """All indicator pages in order."""
        return tuple(page for chapter in self.chapters for page in chapter.pages)


@dataclass(frozen=True, slots=True)
class Laid:
    """A report as HTML, with what the PDF must turn out to be.

    ``html`` refers to charts as ``chart:KEY``; ``css`` is the same for every municipality.
    ``planned`` maps the id of each section to its page, counted from 1; ``pages`` is the
    length of the document.
    """

    html: str
    css: str
    planned: dict[str, int]
    pages: int

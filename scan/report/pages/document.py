"""Report, pages: the whole report as one HTML document.

Input: :class:`ReportContents` with its charts drawn, the furniture and a page plan. Output:
:class:`Laid`: HTML in which every page number is plain text, and the style sheet. Templates
escape everything and refuse unknown names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from scan.dutch import date_text, list_text
from scan.errors import ReportError
from scan.house import LAYOUTS
from scan.report.pages.contents import (
    BriefIndicator,
    ChapterContents,
    Chart,
    IndicatorPage,
    Laid,
    MissingIndicator,
    Notion,
    PageWords,
    ReportContents,
)
from scan.report.pages.core import core_layout
from scan.report.pages.furniture import Furniture, Wording, furniture_of
from scan.report.pages.heights import caption_height, dated
from scan.report.pages.keys import key_height, key_width, value_size
from scan.report.pages.layout import IndicatorLayout, lay_out
from scan.report.pages.openings import Opening, opening, summary_columns
from scan.report.pages.plan import (
    COLOPHON,
    CONCEPTS,
    CORE,
    GUIDE,
    METHOD,
    MISSING,
    PROFILE,
    SIMILAR,
    SOURCES,
    Plan,
    calendar,
    chapter_id,
    concept_size,
    plan_pages,
    source_columns,
    source_groups,
    source_link,
    toc_class,
)
from scan.report.pages.sizes import FULL, LINES
from scan.report.pages.stylesheet import stylesheet
from scan.report.pages.tables import own_head
from scan.report.pages.typesetting import kept_whole, line_count, longest_piece, text_width
from scan.status import Status
from scan.templates import environment
from scan.views.records import IndicatorView
from scan.views.stories import Line

NOTIONS: tuple[Notion, ...] = ("with_parents", "own_nationalities", "present_nationality")
STATUSES = (
    Status.HIDDEN,
    Status.SMALL_BASE,
    Status.NOT_AVAILABLE,
    Status.NOT_ASKED,
    Status.FORMER,
    Status.WEAK,
    Status.PROVISIONAL,
    Status.PROJECTION,
    Status.NOT_DELIVERED,
)
OF_SURVEYS = (Status.NOT_ASKED, Status.WEAK)
OF_MERGERS = (Status.FORMER,)
OF_FORECASTS = (Status.PROJECTION,)
TITLE = 24.0
NAME_SIZES = (78.0, 70.0, 62.0, 54.0, 48.0, 44.0)
"""Of the municipality on the cover; the largest at which it takes two lines or one."""


@dataclass(frozen=True, slots=True)
class LaidPage:
    """An indicator page with everything its template prints."""

    id: str
    number: int
    view: IndicatorView
    words: PageWords
    charts: tuple[Chart, ...]
    layout: IndicatorLayout
    keys_height: float
    key_width: float
    value_size: float
    half_caption: float
    pad: int
    dated: str


@dataclass(frozen=True, slots=True)
class LaidChapter:
    """A chapter with everything its template prints."""

    id: str
    theme: str
    ordinal: int
    title: str
    intro: str
    story: tuple[Line, ...]
    opening: Opening
    numbers: Mapping[str, int]
    pages: tuple[LaidPage, ...]
    missing: tuple[MissingIndicator, ...]
    brief: tuple[BriefIndicator, ...]


@dataclass(frozen=True, slots=True)
class LaidNotion:
    """One of the three notions of origin, with the pages that use it."""

    title: str
    text: str
    used: str


def report_html(
    contents: ReportContents,
    wording: Wording,
    measured: Mapping[str, int] | None = None,
    layouts: Path = LAYOUTS,
) -> Laid:
    """Lay a report out as HTML.

    ``wording`` is the catalogue's: its tables ``furniture`` and ``values`` are used. ``measured``
    holds the pages of a first layout, when its plan was wrong. Raises ReportError (with the
    indicator's code) when a
    chart was drawn for another box than its page has, CatalogueError for missing words.
    """
    say = furniture_of(wording)
    plan = plan_pages(contents, say, measured)
    template = environment(layouts / "report").get_template("report.html.j2")
    columns = summary_columns(1 + len(contents.beside))
    html = template.render(
        contents=contents,
        say=say.say,
        page_of=plan.starts.__getitem__,
        date=date_text(contents.data_date),
        chapters=_chapters(contents, say, plan),
        front=_front(contents, say),
        back=[(id_, say.say(f"{key}.title")) for id_, key in _back(contents)],
        core=core_layout(contents.core),
        summary_columns=columns,
        summary_own=own_head(contents.place.name, columns[1] + 3, say),
        statuses=_statuses(contents),
        notions=_notions(contents, say, plan),
        term_size=concept_size(contents.concepts),
        source_groups=source_groups(contents.sources),
        source_columns=source_columns(contents.sources),
        source_table=calendar(contents.sources, say),
        source_link=lambda row: source_link(row, plan.starts[row.indicator], say),
        toc_class=toc_class(contents),
        numbers=_numbers(contents, say),
        title_size=title_size,
        name_size=name_size(contents.place.name, alone=not contents.place.second_name),
    )
    return Laid(kept_whole(html), stylesheet(layouts), dict(plan.starts), plan.pages)


_BACK = ((CONCEPTS, "concepts"), (SOURCES, "sources"), (METHOD, "method"))


def _back(contents: ReportContents) -> tuple[tuple[str, str], ...]:
    return ((MISSING, "missing"), *_BACK) if contents.untold else _BACK


def _front(contents: ReportContents, say: Furniture) -> list[tuple[str, str]]:
    place = contents.place.name
    front = [
        (COLOPHON, say.say("colophon.title")),
        (GUIDE, say.say("guide.title")),
    ]
    if contents.core:
        front.append((CORE, say.say("core.title", place=place)))
    if contents.profile is not None:
        front.append((PROFILE, say.say("profile.title", place=place)))
    if contents.similar is not None:
        front.append((SIMILAR, say.say("similar.title")))
    return front


def _numbers(contents: ReportContents, say: Furniture) -> list[tuple[int, str]]:
    """The report in numbers, for the colophon."""
    told = [
        (contents.shown, "indicators"),
        (len(contents.indicator_pages) + len(contents.brief) - contents.shown, "hidden"),
        (sum(len(chapter.missing) for chapter in contents.chapters), "missing"),
        (len(contents.told), "themes"),
        (len({row.source for row in contents.sources}), "sources"),
    ]
    return [
        (number, say.say(f"colophon.{key}{'_one' if number == 1 else ''}"))
        for number, key in told
        if number
    ]


def title_size(text: str) -> float:
    """The size of a head that must stay on one line, in points."""
    width = text_width(text, "serif_semibold", TITLE)
    return min(TITLE, int(TITLE * 465 / width * 10) / 10)


def name_size(name: str, *, alone: bool = True) -> float:
    """The size of the municipality on the cover, in points; smaller where another name follows."""
    for size in NAME_SIZES if alone else NAME_SIZES[1:]:
        fits = longest_piece(name, "serif_semibold", size) <= 470
        if fits and line_count(name, "serif_semibold", size, FULL) <= 2:
            return size
    return NAME_SIZES[-1]


def _statuses(contents: ReportContents) -> list[str]:
    """What the guide explains: nothing that cannot happen in this report."""
    never = (() if contents.surveyed else OF_SURVEYS) + (() if contents.merged else OF_MERGERS)
    never += () if contents.expecting else OF_FORECASTS
    return [str(status) for status in STATUSES if status not in never]


def _chapters(contents: ReportContents, say: Furniture, plan: Plan) -> list[LaidChapter]:
    return [
        LaidChapter(
            id=chapter_id(chapter.theme),
            theme=chapter.theme,
            ordinal=ordinal,
            title=chapter.title,
            intro=chapter.intro,
            story=chapter.story,
            opening=opening(chapter, contents.place, contents.beside, say),
            numbers=plan.starts,
            pages=_pages(chapter, say, plan),
            missing=chapter.missing,
            brief=chapter.brief,
        )
        for ordinal, chapter in enumerate(contents.told, start=1)
    ]


def _pages(chapter: ChapterContents, say: Furniture, plan: Plan) -> tuple[LaidPage, ...]:
    return tuple(laid_page(page, say, plan.starts[page.view.indicator]) for page in chapter.pages)


def laid_page(page: IndicatorPage, say: Furniture, number: int) -> LaidPage:
    """An indicator page ready for its template; refuses charts of another size than planned."""
    layout = lay_out(page, tuple(chart.caption for chart in page.charts), say)
    if tuple(chart.box for chart in page.charts) != layout.boxes:
        drawn = [chart.box for chart in page.charts]
        raise ReportError(
            page.view.indicator, f"charts drawn for {drawn}, the page has {list(layout.boxes)}"
        )
    captions = [caption_height(chart.caption, 225.0) for chart in page.charts[1:]]
    return LaidPage(
        id=page.view.indicator,
        number=number,
        view=page.view,
        words=page.words,
        charts=page.charts,
        layout=layout,
        keys_height=key_height(layout.keys),
        key_width=key_width(layout.keys),
        value_size=round(value_size(layout.keys), 1),
        half_caption=max(captions, default=LINES["caption"] + 3.0) - 3.0,
        pad=int(layout.row_extra * 2),
        dated=dated(page.view),
    )


def _notions(contents: ReportContents, say: Furniture, plan: Plan) -> list[LaidNotion]:
    """The notions that the report uses; all where it uses none."""
    pages: dict[Notion, list[int]] = {notion: [] for notion in NOTIONS}
    for page in contents.indicator_pages:
        if page.notion in pages:
            pages[page.notion].append(plan.starts[page.view.indicator])
    laid = []
    for notion, numbers in pages.items():
        if not numbers and any(pages.values()):
            continue
        used = say.say("concepts.unused")
        if numbers:
            used = say.say("concepts.used", pages=list_text(page_ranges(numbers)))
        title, text = say.say(f"notion.{notion}.title"), say.say(f"notion.{notion}.text")
        laid.append(LaidNotion(title, text, used))
    return laid


def page_ranges(numbers: list[int]) -> list[str]:
    """Page numbers with runs drawn together: ``12``; ``14–16``."""
    ranges = []
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        pages = [number for _, number in run]
        ranges.append(str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}")
    return ranges

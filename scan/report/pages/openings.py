"""Report, pages: the opening of a chapter, to measure.

Input: contents and furniture. Output: an :class:`Opening` per chapter (questions with
their answers in columns, the rows of the summarising table, and how the page is filled).
All lengths are in points and agree with ``chapter.css``.
"""

from dataclasses import dataclass, replace

from scan.dutch import NBSP
from scan.report.pages.contents import ChapterContents, IndicatorPage
from scan.report.pages.furniture import Furniture
from scan.report.pages.sizes import FULL, HALF, PAGE
from scan.report.pages.tables import Entry, entry
from scan.report.pages.typesetting import line_count
from scan.views.marking import Marking, marking_of
from scan.views.records import TOLD, Place, Shown

TOP = 73.7
"""The top margin of the page, over which the coloured band runs."""
NUMBER, TITLE_LINE, INTRO_LINE, BAND_EDGES = 20.0, 40.0, 15.0, 22.0
TITLE, INTRO, INTRO_WIDTH = 34.0, 11.0, 466.0
HEAD = 33.0
"""A small head with the space around it."""
QUESTION, QUESTION_LINE, AFTER_QUESTION, INDENT = 9.2, 11.8, 3.4, 10.0
FEW = 5
"""Up to so many questions stand in one column."""
SHORT, ROW_LINE, ROW_PADDING = 8.3, 10.6, 3.6
LOWEST_ROW = 11.6
"""Of a place among the municipalities, with its strip."""
TABLE_HEAD, TABLE_NOTE, MISSING_LINE = 26.0, 16.0, 14.0
BRIEF_LINES = 2
"""Of an indicator with a line and no page, at most: its name, both places, both figures."""
NAME_LINE = 10.0
WORDS, WORDS_LINE = 7.2, 8.6
"""Type of words in place of a figure."""
LEGEND, LEGEND_LINE = 8.0, 10.4
ROW_GROWS, BAND_GROWS = 11.0, 120.0
FIGURE, DIFFERENCE, LAST = 48.0, 40.0, (56.0, 53.0, 26.0, 19.0)
"""Widths in the summarising table: of a figure; of the difference; of the change, the place among
all municipalities, the year, the page."""
WIDEST_PAGE = 99
"""A page number as wide as any."""
ALONE = 2
"""The municipality and one other place."""
INSIDE = 3.0
"""By how much the text of a cell is narrower than its column."""
TOLD_SIZE, TOLD_LINE, TOLD_WIDTH = 12.5, 16.0, 466.0
"""The sentences that open a chapter."""
STORY_EDGES, AFTER_TOLD = 18.0, 5.0
_UNTOLD = ("unclear", "small_base", "not_tested")
"""Changes that may be chance, or are not tested, are not told."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of the summarising table: the indicator, its cells, its place among all
    municipalities (a class and words, both empty where there is none), its year."""

    id: str
    short: str
    cells: tuple[Entry, ...]
    standing: str
    place: str
    year: str


@dataclass(frozen=True, slots=True)
class Opening:
    """How the opening of a chapter is filled. ``broken``: the table has its own page."""

    columns: tuple[tuple[IndicatorPage, ...], ...]
    questions_height: float
    rows: tuple[SummaryRow, ...]
    legend: str
    """What the signs behind the names of indicators mean; empty where there are none."""
    pad: int
    """Half points added to each row of the table."""
    band: float
    """Height of the coloured band, top margin included."""
    band_top: float
    """White space above its text."""
    broken: bool


def summary_columns(places: int) -> tuple[float, ...]:
    """Widths of the columns of the summarising table with the figures of so many places; what is
    left is for the names of indicators. Beside a single place stands the difference with it: with
    more there would be no room for the names."""
    differences = (DIFFERENCE,) if places == ALONE else ()
    others = (FIGURE + 1, *(FIGURE,) * (places - 1), *differences, *LAST)
    return (FULL - sum(others), *others)


def summary_row(
    page: IndicatorPage, beside: tuple[Place, ...], say: Furniture, marking: Marking
) -> SummaryRow:
    """The municipality, the places ``beside`` it, the difference with a single one, the change and
    the year of an indicator."""
    view = page.view
    change = Entry("–")
    if view.change is not None and view.change.direction not in _UNTOLD:
        text = say.say(
            "chapter.change_since", change=view.change.shown.bare, year=view.change.since
        )
        change = Entry(text)
    others = (
        _figure(view.beside(view.main, place), "region")
        if place in view.comparators
        else Entry("–")
        for place in beside
    )
    told = view.comparators[:1] == beside and view.state in TOLD
    step = entry(view.comparisons[0].difference) if told else Entry("–")
    differences = (step,) if len(beside) == 1 else ()
    cells = (_figure(view.main.shown, "own"), *others, *differences, change)
    group = (view.position.standing if view.position else None) or ""
    place = say.say(f"standing.{group}") if group else "–"
    return SummaryRow(view.indicator, marking.short(view), cells, group, place, str(view.period))


def _figure(shown: Shown, kind: str) -> Entry:
    """A figure with its unit, which goes to a line of its own where it is a word."""
    told = entry(shown, kind, bare=False)
    return replace(told, text=told.text.replace(NBSP, " ")) if told.kind == kind else told


def opening(
    chapter: ChapterContents, place: Place, beside: tuple[Place, ...], say: Furniture
) -> Opening:
    """Fill the opening page of a chapter; the table, with the figures of ``place`` and of those
    ``beside`` it, moves to a second page if it must."""
    pages = chapter.pages
    half = (len(pages) + 1) // 2
    columns = (pages,) if len(pages) <= FEW else (pages[:half], pages[half:])
    questions = max(_questions(column, len(columns), say) for column in columns)
    marking = marking_of([page.view for page in pages])
    rows = tuple(summary_row(page, beside, say, marking) for page in pages)
    text = _band_text(chapter) + _story(chapter, say)
    table = _table(rows, (place, *beside)) if rows else 0.0
    table += LEGEND_LINE * line_count(marking.legend, "sans", LEGEND, FULL)
    missing = HEAD + MISSING_LINE * len(chapter.missing) if chapter.missing else 0.0
    above = text - TOP + (HEAD + questions if rows else 0.0)
    missing += _brief(chapter)
    slack = PAGE - 4 - above - table - missing
    broken = slack < 0
    room = PAGE - 4 - table - missing if broken else slack
    extra = min(max(room, 0.0) / (len(rows) + 1), ROW_GROWS)
    left = PAGE - 4 - above if broken else room - extra * len(rows)
    grown = min(max(left, 0.0), BAND_GROWS)
    band = text + grown
    return Opening(
        columns, questions, rows, marking.legend, int(extra * 2), band, TOP + grown, broken
    )


def _brief(chapter: ChapterContents) -> float:
    """Height of the indicators that have a line and no page."""
    return HEAD + BRIEF_LINES * MISSING_LINE * len(chapter.brief) if chapter.brief else 0.0


def _story(chapter: ChapterContents, say: Furniture) -> float:
    """Height of the sentences in the band."""
    texts = (f"{one.sentence} {leading(one.see, WIDEST_PAGE, say)}" for one in chapter.story)
    lines = [line_count(text, "serif", TOLD_SIZE, TOLD_WIDTH) for text in texts]
    return STORY_EDGES + sum(lines) * TOLD_LINE + AFTER_TOLD * len(lines)


def leading(see: str, page: int, say: Furniture) -> str:
    """Where a sentence leads; empty where it leads nowhere."""
    return say.say("report.page", page=page) if see else ""


def answer(page: IndicatorPage) -> str:
    """What a question is answered with, before its page is told."""
    return page.view.main.shown.text


def _questions(pages: tuple[IndicatorPage, ...], columns: int, say: Furniture) -> float:
    width = (FULL if columns == 1 else HALF) - INDENT
    texts = (
        f"{page.view.question} {answer(page)} {leading(page.view.indicator, WIDEST_PAGE, say)}"
        for page in pages
    )
    lines = sum(line_count(text, "semibold", QUESTION, width) for text in texts)
    return lines * QUESTION_LINE + AFTER_QUESTION * len(pages)


def _band_text(chapter: ChapterContents) -> float:
    """Height of the band at its lowest, top margin included."""
    title = line_count(chapter.title, "serif_semibold", TITLE, FULL) * TITLE_LINE
    intro = line_count(chapter.intro, "sans", INTRO, INTRO_WIDTH) * INTRO_LINE
    return TOP + NUMBER + title + intro + BAND_EDGES


def _table(rows: tuple[SummaryRow, ...], places: tuple[Place, ...]) -> float:
    width = FIGURE - INSIDE
    heads = max(line_count(place.name, "semibold", WORDS, width) for place in places)
    first = summary_columns(len(places))[0] - 5
    body = sum(_row_height(row, first) for row in rows)
    return HEAD + max(TABLE_HEAD, heads * NAME_LINE + 6) + body + TABLE_NOTE


def _row_height(row: SummaryRow, first: float) -> float:
    """As high as the name of the indicator in ``first`` points, as a figure, or as the words in
    place of one."""
    name, width = line_count(row.short, "semibold", SHORT, first) * ROW_LINE, FIGURE - INSIDE
    words = max(line_count(c.text, "sans", WORDS, width) for c in row.cells) * WORDS_LINE
    told = [c.text for c in row.cells if c.kind in ("own", "region")]
    figure = max((line_count(t, "semibold", SHORT, width) for t in told), default=0)
    return max(name, words, figure * ROW_LINE, LOWEST_ROW) + ROW_PADDING

"""Report, pages: the opening of a chapter and the cards of *in één oogopslag*, to measure.

Input: contents and furniture. Output: an :class:`Opening` per chapter (questions in columns,
the rows of the summarising table, and how the page is filled) and the :class:`Cards` grid. All
lengths are in points and agree with ``chapter.css`` and ``front.css``.
"""

from dataclasses import dataclass

from scan.report.pages.contents import Box, ChapterContents, IndicatorPage, KeyFigure
from scan.report.pages.furniture import Furniture
from scan.report.pages.layout import FULL, GLANCE_HEAD, HALF, PAGE
from scan.report.pages.tables import Entry, entry
from scan.report.pages.typesetting import line_count

TOP = 73.7
"""The top margin of the page, over which the coloured band runs."""
NUMBER, TITLE_LINE, INTRO_LINE, BAND_EDGES = 20.0, 40.0, 18.0, 42.0
TITLE, INTRO, INTRO_WIDTH = 34.0, 12.5, 400.0
HEAD = 33.0
"""A small head with the space around it."""
QUESTION, QUESTION_LINE, AFTER_QUESTION, INDENT = 9.4, 12.2, 4.0, 22.0
FEW = 5
"""Up to so many questions stand in one column."""
SHORT, SHORT_WIDTH, ROW_LINE, ROW_PADDING = 8.6, 205.0, 11.0, 3.6
TABLE_HEAD, TABLE_NOTE, MISSING_LINE = 26.0, 26.0, 14.0
NAME_WIDTH, NAME_LINE = 54.0, 10.0
WORDS, WORDS_LINE = 7.2, 8.6
"""Type of words in place of a figure."""
ROW_GROWS, BAND_GROWS = 11.0, 330.0
CARD_GUTTER, CARD_BASE = 20.0, 102.0
TALL = 190.0
"""A card from this height on has larger type."""
SENTENCES = ((11.0, 14.4), (10.2, 13.4), (9.6, 12.6), (9.0, 11.8))
_UNTOLD = ("unclear", "not_tested")
"""Differences of survey figures that may be chance are not told."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of the summarising table: the indicator and its five cells."""

    id: str
    short: str
    cells: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """How the opening of a chapter is filled. ``broken``: the table has its own page."""

    columns: tuple[tuple[IndicatorPage, ...], ...]
    questions_height: float
    rows: tuple[SummaryRow, ...]
    pad: int
    """Half points added to each row of the table."""
    band: float
    """Height of the coloured band, top margin included."""
    band_top: float
    """White space above its text."""
    broken: bool


@dataclass(frozen=True, slots=True)
class Cards:
    """The grid of key figures."""

    columns: int
    width: float
    row: float
    height: float
    gutter: float
    size: float
    line: float
    """Size and line height of the finding under each figure."""
    sentences: tuple[bool, ...]
    """For each card, whether there is room for the finding."""


def summary_row(page: IndicatorPage, say: Furniture) -> SummaryRow:
    """The municipality, the region, the difference, the change and the year of an indicator."""
    view = page.view
    change = difference = Entry("–")
    if view.change is not None and view.change.direction not in _UNTOLD:
        text = say.say("chapter.change_since", change=view.change.own.bare, year=view.change.since)
        change = Entry(text)
    if view.difference.status.has_value and view.state not in (*_UNTOLD, "none"):
        difference = entry(view.difference)
    region = entry(view.main.region, "region", bare=False) if view.comparators else Entry("–")
    cells = (
        entry(view.main.own, "own", bare=False),
        region,
        difference,
        change,
        Entry(str(view.period)),
    )
    return SummaryRow(view.indicator, view.short, cells)


def opening(chapter: ChapterContents, place: str, region: str, say: Furniture) -> Opening:
    """Fill the opening page of a chapter; the table moves to a second page if it must."""
    pages = chapter.pages
    half = (len(pages) + 1) // 2
    columns = (pages,) if len(pages) <= FEW else (pages[:half], pages[half:])
    questions = max(_questions(column, len(columns)) for column in columns)
    rows = tuple(summary_row(page, say) for page in pages)
    text = _band_text(chapter)
    table = _table(rows, place, region) if rows else 0.0
    missing = HEAD + MISSING_LINE * len(chapter.missing) if chapter.missing else 0.0
    above = text - TOP + (HEAD + questions if rows else 0.0)
    slack = PAGE - 4 - above - table - missing
    broken = slack < 0
    room = PAGE - 4 - table - missing if broken else slack
    extra = min(max(room, 0.0) / (len(rows) + 1), ROW_GROWS)
    left = PAGE - 4 - above if broken else slack - extra * len(rows)
    grown = min(max(left, 0.0), BAND_GROWS)
    return Opening(
        columns, questions, rows, int(extra * 2), text + grown, TOP + grown + 10.0, broken
    )


def _questions(pages: tuple[IndicatorPage, ...], columns: int) -> float:
    width = (FULL if columns == 1 else HALF) - INDENT
    lines = sum(line_count(page.view.question, "sans", QUESTION, width) for page in pages)
    return lines * QUESTION_LINE + AFTER_QUESTION * len(pages)


def _band_text(chapter: ChapterContents) -> float:
    """Height of the band at its lowest, top margin included."""
    title = line_count(chapter.title, "serif_semibold", TITLE, FULL) * TITLE_LINE
    intro = line_count(chapter.intro, "sans", INTRO, INTRO_WIDTH) * INTRO_LINE
    return TOP + NUMBER + title + intro + BAND_EDGES


def _table(rows: tuple[SummaryRow, ...], place: str, region: str) -> float:
    heads = max(line_count(name, "semibold", 7.2, NAME_WIDTH) for name in (place, region))
    body = sum(_row_height(row) for row in rows)
    return HEAD + max(TABLE_HEAD, heads * NAME_LINE + 6) + body + TABLE_NOTE


def _row_height(row: SummaryRow) -> float:
    """As high as the name of the indicator, or as the words in place of a figure."""
    name = line_count(row.short, "semibold", SHORT, SHORT_WIDTH) * ROW_LINE
    words = max(line_count(c.text, "sans", WORDS, NAME_WIDTH) for c in row.cells) * WORDS_LINE
    return max(name, words, ROW_LINE) + ROW_PADDING


def _grid(count: int) -> tuple[int, float, float]:
    """Columns, width and height of a card."""
    columns = 2 if count <= 8 and count != 3 else 3
    rows = -(-count // columns)
    width = (FULL - CARD_GUTTER * (columns - 1)) / columns
    return columns, width, (PAGE - GLANCE_HEAD - 4) / rows


def spark_box(count: int) -> Box:
    """The room for the small line of a key figure, when there are ``count`` of them."""
    _, width, row = _grid(max(count, 1))
    return Box(float(int(width) - 3), 40.0 if row > TALL else 30.0)


def _fits(figure: KeyFigure, size: float, line: float, width: float, row: float) -> bool:
    """Whether the sentence of a card has room under its figures."""
    spark = figure.spark.box.height + 6 if figure.spark else 0.0
    return (
        line_count(figure.words.headline, "serif", size, width - 6) * line
        <= row - CARD_BASE - spark
    )


def cards(figures: tuple[KeyFigure, ...]) -> Cards:
    """The grid that fills the page with these key figures."""
    columns, width, row = _grid(max(len(figures), 1))
    height = row * -(-len(figures) // columns)
    for size, line in SENTENCES:
        fits = tuple(_fits(figure, size, line, width, row) for figure in figures)
        if all(fits):
            break
    return Cards(columns, width, row, height, CARD_GUTTER, size, line, fits)

"""Report, pages: how high the texts of an indicator page are, before it is laid out.

Input: texts, captions and tables; sizes, line heights and margins from ``layouts/tokens.toml``.
Output: sizes and heights in points, which agree with ``indicator.css``.
"""

from scan.dutch import NBSP
from scan.report.pages.contents import Caption, IndicatorPage
from scan.report.pages.sizes import FULL, LINES, SIZES
from scan.report.pages.tables import FigureTable
from scan.report.pages.typesetting import line_count
from scan.views.records import IndicatorView

HEADLINES = ((20.5, 25.5, 2), (18.0, 22.5, 3), (16.0, 20.0, 9))
"""Size, line height and most lines of the headline; the first that fits is taken."""
AFTER_TITLE, BEFORE_LEAD, BEFORE_KEYS = 9.0, 6.0, 12.0
AFTER_CAPTION = 3.0
CONTINUED = 7.0
"""Between a table and its continuation."""
LEAST_MEASURE, MEASURE_STEP = 0.7, 6.0
"""The narrowest headline, as a part of the page, and the step in which it is sought."""


def text_height(page: IndicatorPage, headline: tuple[float, float]) -> float:
    """Height of title, question, headline (size and line height) and lead."""
    title = line_count(coded(page.view), "semibold", SIZES["name"], FULL) * LINES["name"]
    question = line_count(dated(page.view), "sans", SIZES["question"], FULL) * LINES["question"]
    found = line_count(page.words.headline, "serif_semibold", headline[0], FULL) * headline[1]
    lead = line_count(page.words.lead, "sans", SIZES["lead"], FULL)
    said = BEFORE_LEAD + lead * LINES["lead"] if lead else 0.0
    return title + question + AFTER_TITLE + found + said


def headline_size(text: str) -> tuple[float, float]:
    """The largest size at which the headline stays within its lines, with its line height."""
    for size, line, most in HEADLINES:
        if line_count(text, "serif_semibold", size, FULL) <= most:
            return size, line
    return HEADLINES[-1][:2]


def balanced(text: str, size: float) -> float:
    """The least width at which the text takes no more lines than across the page."""
    lines = line_count(text, "serif_semibold", size, FULL)
    width = FULL
    while width > FULL * LEAST_MEASURE:
        if line_count(text, "serif_semibold", size, width - MEASURE_STEP) > lines:
            break
        width -= MEASURE_STEP
    return min(width + MEASURE_STEP, FULL)


def dated(view: IndicatorView) -> str:
    """The question with the date of the figure, which stays on one line."""
    return f"{view.question} · {view.period_text.replace(' ', NBSP)}"


def coded(view: IndicatorView) -> str:
    """The name of an indicator with its code, as in heads and contents."""
    return f"{view.short} {view.indicator}"


def caption_height(caption: Caption, width: float) -> float:
    """Height of the words above a chart, with the space under them."""
    text = f"{caption.title}  {caption.note}"
    return line_count(text, "semibold", SIZES["caption"], width) * LINES["caption"] + AFTER_CAPTION


def title_height(table: FigureTable) -> float:
    """Height of the head of a table; one that continues another has none."""
    if not table.title:
        return 0.0
    return caption_height(Caption(table.title, table.unit), table.width)


def tables_height(tables: tuple[FigureTable, ...]) -> float:
    """Height of tables under each other, heads and the space between them included."""
    heights = sum(title_height(table) + table.height() for table in tables)
    return heights + CONTINUED * (len(tables) - 1)

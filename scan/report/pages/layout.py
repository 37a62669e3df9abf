"""Report, pages: where everything stands on an indicator page.

Input: an :class:`IndicatorPage`, the captions of its charts and the furniture. Output: an
:class:`IndicatorLayout` with the room for each chart, so that figures are drawn to measure and
every page ends on the same line. All lengths are in points and agree with ``indicator.css``.

Three arrangements: ``beside`` (main chart; table beside the second chart, or two of them),
``tiers`` (main chart; two charts; table across the page) and ``single`` (main chart; table).
A chart for which there is no decent room is left out.
"""

from dataclasses import dataclass
from typing import Literal

from scan.report.pages.contents import Box, Caption, IndicatorPage
from scan.report.pages.furniture import Furniture
from scan.report.pages.keys import (
    Key,
    Note,
    column_height,
    columns,
    key_height,
    key_row,
    small_print,
)
from scan.report.pages.tables import FigureTable, former_table, full_table, half_table
from scan.report.pages.typesetting import line_count

Arrangement = Literal["single", "beside", "tiers"]

PAGE = 705.5
FULL, HALF, GUTTER = 470.5, 225.0, 20.5
CHART = 470.0
SPARK = Box(140.0, 30.0)
"""The small line of a key figure."""
MAP = Box(470.0, 330.0)
"""The map on the cover."""
GLANCE_HEAD, PROFILE_FOOT = 78.0, 6.0
HEADLINES = ((21.0, 26.0, 3), (18.0, 22.5, 3), (16.0, 20.0, 9))
"""Size, line height and most lines of the headline; the first that fits is taken."""
LEAD, LEAD_LINE = 10.3, 14.6
TITLE_LINE, QUESTION, QUESTION_LINE = 14.0, 9.5, 13.0
AFTER_TITLE, BEFORE_LEAD, BEFORE_KEYS = 9.0, 6.0, 12.0
CAPTION, CAPTION_LINE, AFTER_CAPTION = 9.5, 12.5, 3.0
GAP = 13.0
"""Between blocks, at its smallest."""
MOST_GAP = 24.0
ABOUT = 9.5
"""Rule and padding above the small print."""
MAIN_MOST, HALF_LEAST, HALF_MOST = 290.0, 92.0, 250.0
ROW_MOST = 7.0
"""Most points that a row of the table grows."""
STEP = 4.0
"""Heights of charts are whole steps."""
SPARE = 3.0
"""Kept in hand at the foot of the page, for rounding."""


@dataclass(frozen=True, slots=True)
class IndicatorLayout:
    """A page with every height decided. ``row_extra`` is added to each row of the table,
    ``gap`` stands between blocks, ``foot`` above the small print."""

    arrangement: Arrangement
    headline: tuple[float, float]
    """Size and line height."""
    keys: tuple[Key, ...]
    boxes: tuple[Box, ...]
    table: FigureTable
    former: FigureTable | None
    notes: tuple[tuple[Note, ...], tuple[Note, ...]]
    row_height: float
    """Of the row of half columns; 0 where there is none."""
    row_extra: float
    gap: float
    foot: float


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above and below the charts whatever the arrangement."""

    page: IndicatorPage
    captions: tuple[Caption, ...]
    headline: tuple[float, float]
    keys: tuple[Key, ...]
    notes: tuple[tuple[Note, ...], tuple[Note, ...]]
    former: FigureTable | None
    room: float
    """Left for charts and table, gaps included."""


def indicator_boxes(
    page: IndicatorPage, captions: tuple[Caption, ...], say: Furniture
) -> tuple[Box, ...]:
    """The room for the charts of a page, largest first; may be fewer than asked for.

    ``captions`` are those of the charts that the page would like to show. The chart that has
    no room is the last one; draw the others for these boxes and put them in ``page.charts``.
    """
    return lay_out(page, captions, say).boxes


def lay_out(page: IndicatorPage, captions: tuple[Caption, ...], say: Furniture) -> IndicatorLayout:
    """Decide all heights of a page."""
    head = _head(page, captions[:3], say)
    while True:
        layout = _arranged(head, say)
        if layout is not None:
            return layout
        if not head.captions:
            return _single(head, full_table(page.view, say))
        head = _head(page, head.captions[:-1], say)


def _arranged(head: _Head, say: Furniture) -> IndicatorLayout | None:
    """The best arrangement for this number of charts; ``None`` if there is no room."""
    view = head.page.view
    if len(head.captions) < 2:
        layout = _single(head, full_table(view, say))
        return layout if layout.foot >= 0 else None
    beside = _beside(head, half_table(view, say)) if not _only_former(head) else None
    if len(head.captions) == 3 or beside is None:
        tiers = _tiers(head, full_table(view, say))
        return tiers or beside
    return beside


def _only_former(head: _Head) -> bool:
    return bool(head.page.view.former)


def _head(page: IndicatorPage, captions: tuple[Caption, ...], say: Furniture) -> _Head:
    headline = headline_size(page.words.headline)
    keys = key_row(page, say)
    notes = columns(small_print(page, say))
    view = page.view
    both = view.former and view.main.own.status.has_value
    former = former_table(view, say) if both else None
    above = (
        line_count(view.title, "semibold", 10.5, FULL) * TITLE_LINE
        + line_count(f"{view.question} · {view.period_text}", "sans", QUESTION, FULL)
        * QUESTION_LINE
        + AFTER_TITLE
        + line_count(page.words.headline, "serif_semibold", headline[0], FULL) * headline[1]
    )
    lead = line_count(page.words.lead, "sans", LEAD, FULL)
    above += BEFORE_LEAD + lead * LEAD_LINE if lead else 0.0
    above += BEFORE_KEYS + key_height(keys)
    below = ABOUT + max(column_height(notes[0]), column_height(notes[1]))
    return _Head(page, captions, headline, keys, notes, former, PAGE - SPARE - above - below)


def headline_size(text: str) -> tuple[float, float]:
    """The largest size at which the headline stays within its lines, with its line height."""
    for size, line, most in HEADLINES:
        if line_count(text, "serif_semibold", size, FULL) <= most:
            return size, line
    return HEADLINES[-1][:2]


def caption_height(caption: Caption, width: float) -> float:
    """Height of the words above a chart, with the space under them."""
    text = f"{caption.title}  {caption.note}"
    return line_count(text, "semibold", CAPTION, width) * CAPTION_LINE + AFTER_CAPTION


def title_height(table: FigureTable) -> float:
    """Height of the head of a table."""
    return caption_height(Caption(table.title, table.unit), table.width)


def main_least(page: IndicatorPage) -> float:
    """The lowest that a main chart may be, by what it must hold."""
    view = page.view
    count = len(view.cells)
    if view.shape == "groups_by_groups":
        return max(130.0, 34.0 + 14.0 * count)
    if view.shape == "parts_by_groups":
        groups = len({cell.codes[0] for cell in view.cells})
        return max(130.0, 36.0 + 27.0 * groups)
    if view.shape in ("groups", "top", "parts"):
        return max(120.0, 24.0 + 17.0 * count)
    return 125.0


def _single(head: _Head, table: FigureTable) -> IndicatorLayout:
    """Main chart over the table; without a chart the table takes the whole page."""
    gaps = GAP * (2 + bool(head.captions))
    fixed = gaps + title_height(table) + table.height() + _former_height(head)
    fixed += sum(caption_height(caption, CHART) for caption in head.captions)
    least = main_least(head.page) if head.captions else 0.0
    slack = head.room - fixed - least
    grown = min(max(slack, 0.0), 390.0 - least) if head.captions else 0.0
    boxes = (Box(CHART, _floor(least + grown)),) if head.captions else ()
    return _settled(head, "single", boxes, table, 0.0, slack - grown)


def _beside(head: _Head, table: FigureTable) -> IndicatorLayout | None:
    """Main chart; under it the table beside one chart, or two above each other."""
    halves = len(head.captions) - 1
    titles = sum(caption_height(caption, HALF) for caption in head.captions[1:])
    between = GAP * (halves - 1)
    row = max(
        title_height(table) + table.height(),
        titles + between + HALF_LEAST * halves,
    )
    least = main_least(head.page)
    fixed = 3 * GAP + caption_height(head.captions[0], CHART) + _former_height(head)
    slack = head.room - fixed - least - row
    if slack < 0:
        return None
    most = titles + between + HALF_MOST * halves
    main = min(slack * 0.62, MAIN_MOST - least)
    taller = min(slack - main, max(most - row, 0.0))
    main = min(slack - taller, MAIN_MOST - least)
    row = _floor(row + taller)
    half = _floor((row - titles - between) / halves)
    boxes = (Box(CHART, _floor(least + main)), *[Box(HALF, half)] * halves)
    return _settled(head, "beside", boxes, table, row, slack - main - taller)


def _tiers(head: _Head, table: FigureTable) -> IndicatorLayout | None:
    """Main chart, two charts side by side, table across the page."""
    titles = max(caption_height(caption, HALF) for caption in head.captions[1:])
    least = main_least(head.page)
    fixed = 4 * GAP + caption_height(head.captions[0], CHART) + titles + _former_height(head)
    fixed += title_height(table) + table.height()
    slack = head.room - fixed - least - HALF_LEAST
    if slack < 0:
        return None
    main = min(slack * 0.55, MAIN_MOST - least)
    half = _floor(HALF_LEAST + min(slack - main, HALF_MOST - HALF_LEAST))
    boxes = (Box(CHART, _floor(least + main)), *[Box(HALF, half)] * (len(head.captions) - 1))
    rest = slack - main - (half - HALF_LEAST)
    return _settled(head, "tiers", boxes, table, titles + half, rest)


def _settled(
    head: _Head,
    arrangement: Arrangement,
    boxes: tuple[Box, ...],
    table: FigureTable,
    row: float,
    rest: float,
) -> IndicatorLayout:
    """Give what is left to the rows of the table, then to the gaps, then above the foot."""
    growing = table.rows + 1
    if arrangement == "beside":
        own = row - title_height(table) - table.height()
        extra = min(max(own, 0.0) / growing, ROW_MOST)
        left = max(rest, 0.0)
    else:
        extra = min(max(rest, 0.0) / growing, ROW_MOST)
        left = max(rest, 0.0) - extra * growing
    gaps = 1 + len(boxes[:1]) + (arrangement == "tiers")
    wider = min(left / (gaps + 1), MOST_GAP - GAP)
    foot = rest if rest < 0 else GAP + left - wider * gaps
    extra = int(extra * 100) / 100
    return IndicatorLayout(
        arrangement,
        head.headline,
        head.keys,
        boxes,
        table,
        head.former,
        head.notes,
        row,
        extra,
        GAP + wider,
        foot,
    )


def _former_height(head: _Head) -> float:
    table = head.former
    return GAP + title_height(table) + table.height() if table is not None else 0.0


def _floor(points: float) -> float:
    """Down to a whole step, so that few sizes occur and frames of charts are reused."""
    return float(int(points / STEP) * STEP)


def profile_box() -> Box:
    """The room for the profile of *in één oogopslag*: a page under its head."""
    return Box(CHART, _floor(PAGE - GLANCE_HEAD - PROFILE_FOOT))

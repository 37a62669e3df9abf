"""Report, pages: where everything stands on an indicator page.

Input: an :class:`IndicatorPage`, the captions of its charts and the furniture. Output: an
:class:`IndicatorLayout` with the room for each chart, so that figures are drawn to measure and
every page ends on the same line. All lengths are in points and agree with ``indicator.css``.

Four arrangements: ``beside`` (main chart; table beside the second chart, or two of them),
``under`` (the same with the third chart under the table), ``tiers`` (main chart; two charts;
table across the page) and ``single`` (main chart; table). A chart for which there is no decent
room is left out.
"""

from dataclasses import dataclass
from typing import Literal

from scan.errors import ReportError
from scan.report.figures.dot_rows import least_height
from scan.report.pages.contents import Box, Caption, IndicatorPage
from scan.report.pages.furniture import Furniture
from scan.report.pages.heights import (
    AFTER_CAPTION,
    BEFORE_KEYS,
    CONTINUED,
    HEADLINES,
    balanced,
    caption_height,
    headline_size,
    tables_height,
    text_height,
    title_height,
)
from scan.report.pages.keys import (
    Key,
    Note,
    column_height,
    columns,
    key_height,
    key_row,
    small_print,
)
from scan.report.pages.sizes import FULL, HALF, LINES, PAGE
from scan.report.pages.tables import (
    MOST_YEARS,
    FigureTable,
    former_table,
    full_tables,
    half_table,
    years_table,
)
from scan.report.pages.typesetting import line_count
from scan.views.records import IndicatorView

Arrangement = Literal["single", "beside", "under", "tiers"]

CHART = 470.0
MAP = Box(470.0, 296.0)
"""The map on the cover."""
PROFILE_HEAD, PROFILE_FOOT, LEGEND_LINE = 92.0, 6.0, 20.0
PROFILE_WIDTH, SAID, SAID_LINE = 438.0, 14.0, 19.0
"""Of the chart of the profile, beside the numbers of pages; of the sentence over it."""
GAP, TIGHT_GAP = 13.0, 7.0
"""Between blocks, at its smallest; on a page that would lose its chart, smaller still."""
MOST_GAP = 24.0
WHY = 92.0
"""The panel that says why there is no chart."""
ABOUT = 9.5
"""Rule and padding above the small print."""
MAIN_LEAST, MAIN_MOST, HALF_LEAST, HALF_MOST = 120.0, 290.0, 92.0, 250.0
ROW_MOST = 7.0
"""Most points that a row of the table grows."""
LONE_ROW_MOST = 12.0
"""The same on a page without a chart."""
FLEXIBLE = ("total", "ages", "groups_by_groups")
"""Shapes whose main chart can be much lower than its best."""
SQUEEZE, HALF_SQUEEZE, STRETCH = 0.9, 0.64, 1.25
"""The parts of its best height between which a chart stays; one in a half column and one
through time can do with less."""
LAST_SQUEEZE, LAST_LEAST = 0.5, 96.0
"""The same for a chart that would be left out, where it can be much lower than its best."""
UNDER_LEAST, UNDER_MOST, UNDER_MAIN = 80.0, 150.0, 92.0
"""Height of a chart under a table, and the lowest of the main chart over it."""
MOST_CHARTS = 3
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
    measure: float
    """Width of the headline, so that its lines are of like length."""
    keys: tuple[Key, ...]
    boxes: tuple[Box, ...]
    tables: tuple[FigureTable, ...]
    """The first one is *De cijfers*; the others continue it."""
    former: FigureTable | None
    why: str
    """What the status of the main figure means, on a page without a chart; else empty."""
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
    why: str
    gap: float
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
    """Decide all heights of a page. Raises ReportError when it cannot hold its table."""
    for count in range(min(len(captions), MOST_CHARTS), 0, -1):
        for tight in (False, True):
            layout = _arranged(_head(page, captions[:count], say, tight), say)
            if layout is not None:
                return layout
    across, over = full_tables(page.view, say), 0.0
    for tight in (False, True) if captions else ():
        lone = _single(_head(page, captions[:1], say, tight), across, last=True)
        if lone.foot >= 0:
            return lone
    for tight in (False, True):
        bare = _single(_head(page, (), say, tight), across)
        if bare.foot >= 0:
            return bare
        over = -bare.foot
    message = f"the page is {over:.0f} pt too short for its table; shorten a text or the table"
    raise ReportError(page.view.indicator, message)


def _arranged(head: _Head, say: Furniture) -> IndicatorLayout | None:
    """The best arrangement for this number of charts; ``None`` if there is no room."""
    view = head.page.view
    across = full_tables(view, say)
    if len(head.captions) < 2:
        layout = _single(head, across)
        return layout if layout.foot >= 0 else None
    if len(head.captions) == 3:
        return _tiers(head, across) or _under(head, half_table(view, say))
    if view.former:
        return _tiers(head, across)
    for years in (MOST_YEARS, 7, 5):
        beside = _beside(head, half_table(view, say, years), say)
        if beside is not None:
            return beside
    return None


def _head(
    page: IndicatorPage, captions: tuple[Caption, ...], say: Furniture, tight: bool = False
) -> _Head:
    headline = HEADLINES[-1][:2] if tight else headline_size(page.words.headline)
    keys = key_row(page, say)
    notes = columns(small_print(page, say))
    view = page.view
    both = view.former and view.main.shown.status.has_value
    former = former_table(view, say) if both else None
    above = text_height(page, headline)
    above += BEFORE_KEYS + key_height(keys)
    below = ABOUT + max(column_height(notes[0]), column_height(notes[1]))
    why = why_no_chart(page.view, say)
    gap = TIGHT_GAP if tight else GAP
    return _Head(
        page, captions, headline, keys, notes, former, why, gap, PAGE - SPARE - above - below
    )


def why_no_chart(view: IndicatorView, say: Furniture) -> str:
    """What the status of the main figure means; empty when there is a figure, or when the former
    municipalities tell it."""
    status = view.main.shown.status
    return "" if status.has_value or view.former else say.say(f"status_meaning.{status}")


def main_least(page: IndicatorPage, caption: Caption, *, last: bool = False) -> float:
    """The lowest that a main chart may be, by what it must hold; ``last``: before the page goes
    without a chart."""
    view = page.view
    if caption.best:
        flexible = view.shape in FLEXIBLE or (view.survey and view.shape != "parts_by_groups")
        clear = _clear(view)
        if last and flexible:
            return max(caption.best * LAST_SQUEEZE, LAST_LEAST, clear)
        part = HALF_SQUEEZE if flexible or last else SQUEEZE
        return max(caption.best * part, MAIN_LEAST, clear)
    count = len(view.cells)
    if view.shape == "groups_by_groups":
        return max(130.0, 34.0 + 14.0 * count)
    if view.shape == "parts_by_groups":
        groups = len({cell.codes[0] for cell in view.cells})
        return max(130.0, 36.0 + 27.0 * groups)
    if view.shape in ("groups", "top", "parts"):
        return max(120.0, 24.0 + 17.0 * count)
    return 125.0


def _clear(view: IndicatorView) -> float:
    """The lowest main chart in which no row runs into the next, where it is one of rows."""
    if view.shape != "groups_by_groups":
        return 0.0
    return least_height(len(view.cells), len({cell.codes[0] for cell in view.cells}))


def main_most(caption: Caption) -> float:
    """The highest that a main chart should be."""
    return max(caption.best * STRETCH, MAIN_LEAST) if caption.best else MAIN_MOST


def _single(head: _Head, tables: tuple[FigureTable, ...], *, last: bool = False) -> IndicatorLayout:
    """Main chart over the table; without a chart, the table and why there is none."""
    fixed = head.gap * (2 + bool(head.captions)) + tables_height(tables) + _former_height(head)
    if not head.captions:
        rest = head.room - fixed - (head.gap + WHY if head.why else 0.0)
        return _settled(head, "single", (), tables, 0.0, rest)
    main = head.captions[0]
    least = main_least(head.page, main, last=last)
    slack = head.room - fixed - caption_height(main, CHART) - least
    grown = min(max(slack, 0.0), max(main_most(main) * 1.5 - least, 0.0))
    boxes = (Box(CHART, _floor(least + grown)),)
    return _settled(head, "single", boxes, tables, 0.0, slack - grown)


def _beside(head: _Head, table: FigureTable, say: Furniture) -> IndicatorLayout | None:
    """Main chart; under it the table beside one chart, or two above each other."""
    main, *others = head.captions
    titles = sum(caption_height(caption, HALF) for caption in others)
    between = GAP * (len(others) - 1)
    row = max(tables_height((table,)), titles + between + _half_least(head) * len(others))
    least = main_least(head.page, main)
    fixed = 3 * head.gap + caption_height(main, CHART) + _former_height(head)
    slack = head.room - fixed - least - row
    if slack < 0:
        return None
    most = titles + between + HALF_MOST * len(others)
    grown = min(slack * 0.6, max(main_most(main) - least, 0.0))
    taller = min(slack - grown, max(most - row, 0.0))
    grown = min(slack - taller, max(main_most(main) - least, 0.0))
    row = _floor(row + taller)
    half = _floor((row - titles - between) / len(others))
    boxes = (Box(CHART, _floor(least + grown)), *[Box(HALF, half)] * len(others))
    below = row - tables_height((table,)) - 2.0 * (table.rows + 1)
    more = years_table(head.page.view, say, below - GAP - LINES["caption"] - AFTER_CAPTION)
    tables = (table, more) if more is not None else (table,)
    return _settled(head, "beside", boxes, tables, row, slack - grown - taller)


def _under(head: _Head, table: FigureTable) -> IndicatorLayout | None:
    """Main chart; the table with the third chart under it beside the second chart."""
    main, second, third = head.captions
    left = tables_height((table,)) + GAP + caption_height(third, HALF)
    right = caption_height(second, HALF)
    least = min(main_least(head.page, main), max(main.best * SQUEEZE, UNDER_MAIN))
    row = max(left + UNDER_LEAST, right + HALF_LEAST)
    fixed = 3 * head.gap + caption_height(main, CHART) + _former_height(head)
    slack = head.room - fixed - least - row
    if slack < 0:
        return None
    taller = min(slack * 0.4, max(UNDER_MOST - (row - left), 0.0))
    grown = min(slack - taller, max(main_most(main) - least, 0.0))
    row = _floor(row + taller)
    below = Box(HALF, _floor(min(row - left, UNDER_MOST)))
    beside = Box(HALF, _floor(min(row - right, HALF_MOST)))
    boxes = (Box(CHART, _floor(least + grown)), beside, below)
    return _settled(head, "under", boxes, (table,), row, slack - grown - taller)


def _tiers(head: _Head, tables: tuple[FigureTable, ...]) -> IndicatorLayout | None:
    """Main chart, two charts side by side, table across the page."""
    main, *others = head.captions
    titles = max(caption_height(caption, HALF) for caption in others)
    least, low = main_least(head.page, main), _half_least(head)
    fixed = 4 * head.gap + caption_height(main, CHART) + titles + _former_height(head)
    slack = head.room - fixed - tables_height(tables) - least - low
    if slack < 0:
        return None
    grown = min(slack * 0.55, max(main_most(main) - least, 0.0))
    half = _floor(low + min(slack - grown, max(HALF_MOST - low, 0.0)))
    grown = min(slack - (half - low), max(main_most(main) - least, 0.0))
    boxes = (Box(CHART, _floor(least + grown)), *[Box(HALF, half)] * len(others))
    rest = slack - grown - (half - low)
    return _settled(head, "tiers", boxes, tables, titles + half, rest)


def _settled(
    head: _Head,
    arrangement: Arrangement,
    boxes: tuple[Box, ...],
    tables: tuple[FigureTable, ...],
    row: float,
    rest: float,
) -> IndicatorLayout:
    """Give what is left to the rows of the table, then to the gaps, then above the foot."""
    growing = sum(table.rows for table in tables) + 1
    inside = arrangement in ("beside", "under")
    spare = max(row - _stacked(tables) if inside else rest, 0.0)
    if arrangement == "under":
        third = head.captions[-1]
        spare = max(spare - GAP - caption_height(third, HALF) - boxes[-1].height - STEP, 0.0)
    extra = int(min(spare / growing, ROW_MOST if boxes else LONE_ROW_MOST) * 2) / 2
    left = max(rest, 0.0) - (0.0 if inside else extra * growing)
    gaps = 1 + bool(boxes or head.why) + (arrangement == "tiers")
    wider = min(left / (gaps + 1), MOST_GAP - head.gap)
    foot = rest if rest < 0 else head.gap + left - wider * gaps
    return IndicatorLayout(
        arrangement=arrangement,
        headline=head.headline,
        measure=balanced(head.page.words.headline, head.headline[0]),
        keys=head.keys,
        boxes=boxes,
        tables=tables,
        former=head.former,
        why="" if boxes else head.why,
        notes=head.notes,
        row_height=row,
        row_extra=extra,
        gap=head.gap + wider,
        foot=foot,
    )


def _stacked(tables: tuple[FigureTable, ...]) -> float:
    """Height of tables in a half column; each has its own head there."""
    return tables_height(tables) + (GAP - CONTINUED) * (len(tables) - 1)


def _half_least(head: _Head) -> float:
    """The lowest that the charts in half columns may be."""
    return max(HALF_LEAST, *(caption.best * HALF_SQUEEZE for caption in head.captions[1:]))


def _former_height(head: _Head) -> float:
    table = head.former
    return GAP + title_height(table) + table.height() if table is not None else 0.0


def _floor(points: float) -> float:
    """Down to a whole step, so that few sizes occur and frames of charts are reused."""
    return float(int(points / STEP) * STEP)


def profile_box(said: str, *, legend: bool = False) -> Box:
    """The room for the profile: a page under its head, over its legend, beside the numbers of
    pages; ``said`` stands over it."""
    over = PROFILE_HEAD + line_count(said, "serif", SAID, FULL) * SAID_LINE
    return Box(PROFILE_WIDTH, _floor(PAGE - over - PROFILE_FOOT - LEGEND_LINE * legend))

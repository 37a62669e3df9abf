"""Report, pages: the table *De cijfers* of an indicator page.

Input: an :class:`IndicatorView`. Output: a :class:`FigureTable`: heads, rows and column widths
in points, small enough to count its height before it is laid out. Figures by year for totals,
by category for breakdowns, side by side for former municipalities. Every row has as many cells
as there are columns.
"""

from dataclasses import dataclass, replace
from itertools import groupby

from scan.report.pages.furniture import Furniture
from scan.report.pages.sizes import FULL
from scan.report.pages.typesetting import line_count, longest_piece
from scan.status import Status
from scan.views.records import Figure, IndicatorView, Place, Series, Shown

HALF = 225.0
ABSENT = (Status.NOT_APPLICABLE, Status.NOT_AVAILABLE)
"""Numbers that cannot be expected get no column."""
MOST_YEARS = 9
NEWEST_YEARS = 6
ACROSS_YEARS = 8
"""Most years that a table across the page holds as columns."""
MOST_ACROSS = 9
"""Most columns of figures where a second dimension stands as groups of columns."""
MOST_HISTORIES = 3
"""Most categories whose years are shown under a short table."""
COUNT_COLUMN = 1
SIZE = 8.3
SMALL = 7.2
LINE = 11.0
HEAD_LINE = 10.0
PADDING = 3.6
"""Above and below the text of a row together, at its smallest."""
RULES = 1.5
"""The rule under the head."""

ROW_HEAD = 94.0
"""Room for the head of a row in tables with years or groups across."""
NARROWEST = 38.0
"""Room for a head in the narrowest columns."""
FORMER_WIDTH = 110.0
"""Of the column of a former municipality, where there is room for it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell: its text, and whether it is words in place of a figure."""

    text: str
    kind: str = ""
    """``own``, ``region``, ``words`` or empty: the class of the cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its head and its cells."""

    head: str
    cells: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Rows under one label, which is empty when there is only one band."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table as it will stand on the page. ``groups`` are heads over several columns."""

    title: str
    unit: str
    corner: str
    heads: tuple[Entry, ...]
    bands: tuple[Band, ...]
    widths: tuple[float, ...]
    """Of all columns, the row heads first; they add up to the width of the table."""
    groups: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        """In points."""
        return sum(self.widths)

    @property
    def rows(self) -> int:
        """Rows of the body, labels of bands among them."""
        return sum(len(band.rows) + bool(band.label) for band in self.bands)

    def height(self) -> float:
        """In points, at the smallest row height, without the title."""
        heads = zip(self.heads, self.widths[1:], strict=True)
        tallest = max(line_count(h.text, "semibold", SMALL, w - 6) for h, w in heads)
        corner = line_count(self.corner, "sans", SMALL, self.widths[0] - 6)
        top = HEAD_LINE * max(tallest, corner, 1) + PADDING + RULES
        top += self._groups_height()
        labels = sum(LINE + PADDING for band in self.bands if band.label)
        return top + labels + sum(self._row(row) for band in self.bands for row in band.rows)

    def _groups_height(self) -> float:
        if not self.groups:
            return 0.0
        wide = sum(self.widths[1:]) / len(self.groups) - 6
        return (
            max(line_count(g, "semibold", SMALL, wide) for g in self.groups) * HEAD_LINE + PADDING
        )

    def _row(self, row: Row) -> float:
        head = line_count(row.head, "semibold", SIZE, self.widths[0] - 6) * LINE
        lines = max(
            _entry_height(entry, width - 6)
            for entry, width in zip(row.cells, self.widths[1:], strict=True)
        )
        return max(head, lines) + PADDING


def _entry_height(entry: Entry, width: float) -> float:
    if entry.kind == "words":
        return line_count(entry.text, "sans", SMALL, width) * 8.6
    return LINE


def entry(shown: Shown, kind: str = "", bare: bool = True) -> Entry:
    """A figure as a cell: without its unit where the head has it; words when it has no value."""
    if shown.status.has_value:
        return Entry(shown.bare if bare else shown.text, kind)
    if shown.status is Status.NOT_APPLICABLE:
        return Entry("–", kind)
    return Entry(shown.text, "words")


def half_table(view: IndicatorView, say: Furniture, years: int = MOST_YEARS) -> FigureTable:
    """A table for half the width of the page: one row per year or category."""
    return _by_category(view, say, HALF) if view.cells else _by_year(view, say, years)


def full_tables(view: IndicatorView, say: Furniture) -> tuple[FigureTable, ...]:
    """Tables across the page: years or many groups as columns (in two parts), or the second
    dimension as groups of columns."""
    if view.former:
        return (former_table(view, say),)
    if not view.cells:
        return (_years_across(view, say),)
    if len(view.cells[0].labels) == 2:
        return (_pairs_across(view, say),)
    if len(view.cells[0].labels) == 1 and len(view.cells) > ACROSS_YEARS:
        half = (len(view.cells) + 1) // 2
        first = _groups_across(view, say, view.cells[:half])
        second = _groups_across(view, say, view.cells[half:])
        return (first, replace(second, title="", unit=""))
    return (_by_category(view, say, FULL),)


def _columns(view: IndicatorView, say: Furniture) -> tuple[Entry, ...]:
    """The heads of the figures that this view has: municipality, number, region."""
    heads = [Entry(view.place.name, "own")]
    if _counted(view):
        heads.append(Entry(say.say("table.count")))
    if view.comparators:
        heads.append(Entry(_region_head(view, say), "region"))
    return tuple(heads)


def _region_head(view: IndicatorView, say: Furniture) -> str:
    """What the municipality is compared with by its name, or in one word where a part of the name
    is too long for a column."""
    fits = longest_piece(view.comparators[0].name, "semibold", SMALL) <= NARROWEST
    return view.comparators[0].name if fits else _in_one_word(view.comparators[0], say)


def _in_one_word(place: Place, say: Furniture) -> str:
    """A region, or the middle of a group."""
    return say.say("key.middle" if place.kind == "group" else "key.region")


def own_head(name: str, width: float, say: Furniture, most: int = 4) -> str:
    """The municipality by its name, or in one word where that is too long for a column or takes
    more than ``most`` lines."""
    fits = longest_piece(name, "semibold", SMALL) <= width - 3
    short = line_count(name, "semibold", SMALL, width - 6) <= most
    return name if fits and short else say.say("key.own")


def _row_beside(view: IndicatorView, figures: Series, say: Furniture) -> Row:
    """What the municipality is compared with, its head on one line."""
    place = view.comparators[0]
    fits = line_count(place.name, "semibold", SIZE, ROW_HEAD - 6) == 1
    cells = tuple(entry(view.beside(figure), "region") for figure in figures)
    return Row(place.name if fits else _in_one_word(place, say), cells)


def _counted(view: IndicatorView) -> bool:
    figures = (view.main.count, *(cell.count for cell in view.cells))
    return view.unit != "count" and any(f.status not in ABSENT for f in figures)


def _figures(view: IndicatorView, cell: Figure) -> tuple[Entry, ...]:
    figures = [entry(cell.shown, "own")]
    if _counted(view):
        figures.append(entry(cell.count))
    if view.comparators:
        figures.append(entry(view.beside(cell), "region"))
    return tuple(figures)


def unit_and_marks(view: IndicatorView) -> str:
    """The unit, and what holds for every figure: ``% van de kleuters; alleen …``. Of an old figure
    the date, where rows have none."""
    dated = view.old and bool(view.cells or view.former)
    unit = f"{view.unit_label}, {view.period_text}" if dated else view.unit_label
    return "; ".join((unit, *view.marks))


def _spread(first: float, count: int, width: float) -> tuple[float, ...]:
    return (first, *([(width - first) / count] * count))


def selected_years(points: Series, most: int) -> Series:
    """At most ``most`` years, oldest first: the newest six, every fifth before, then more."""
    if len(points) <= most:
        return points
    newest = min(NEWEST_YEARS, most)
    fifths = [p for p in points[:-newest] if p.period % 5 == 0]
    chosen = fifths[len(fifths) - min(len(fifths), most - newest) :]
    recent = [p for p in points[len(chosen) - most :] if p not in chosen]
    return (*(p for p in chosen if p.period < recent[0].period), *recent)


def _by_year(view: IndicatorView, say: Furniture, most: int) -> FigureTable:
    heads = _columns(view, say)
    points = reversed(selected_years(view.trend, most))
    rows = tuple(Row(str(point.period), _figures(view, point)) for point in points)
    return FigureTable(
        title=say.say("table.title"),
        unit=unit_and_marks(view),
        corner=say.say("table.year"),
        heads=heads,
        bands=(Band("", rows),),
        widths=_spread(36.0, len(heads), HALF),
    )


def years_table(view: IndicatorView, say: Furniture, room: float) -> FigureTable | None:
    """The categories of the municipality through the years, as many as ``room`` points hold.

    For the empty space under a short table; ``None`` where there is no history to show, too
    many categories, or no room for two years.
    """
    if not view.trends or view.shape == "top" or len(view.trends) > MOST_HISTORIES:
        return None
    heads = tuple(Entry(trend[0].labels[-1], "own") for trend in view.trends)
    table = FigureTable(
        title=say.say("table.years", place=view.place.name),
        unit="",
        corner=say.say("table.year"),
        heads=heads,
        bands=(),
        widths=_spread(36.0, len(heads), HALF),
    )
    years = [point.period for point in view.trends[0]][-2::-1]
    fits = int((room - table.height() - 1) / (LINE + PADDING))
    found = {(f.codes, f.period): f.shown for series in view.trends for f in series}
    rows = tuple(
        Row(str(year), tuple(entry(found[t[0].codes, year]) for t in view.trends))
        for year in years[: max(fits, 0)]
        if all((t[0].codes, year) in found for t in view.trends)
    )
    told = any(shown.status.has_value for shown in found.values())
    return replace(table, bands=(Band("", rows),)) if told and len(rows) > 1 else None


def _years_across(view: IndicatorView, say: Furniture) -> FigureTable:
    points = selected_years(view.trend, ACROSS_YEARS)
    rows = [Row(view.place.name, tuple(entry(p.shown, "own") for p in points))]
    if view.comparators:
        rows.append(_row_beside(view, points, say))
    if _counted(view):
        rows.append(Row(say.say("table.count"), tuple(entry(p.count) for p in points)))
    return FigureTable(
        title=say.say("table.title"),
        unit=unit_and_marks(view),
        corner=say.say("table.year"),
        heads=tuple(Entry(str(point.period)) for point in points),
        bands=(Band("", tuple(rows)),),
        widths=_spread(ROW_HEAD, len(points), FULL),
    )


def _groups_across(view: IndicatorView, say: Furniture, cells: Series) -> FigureTable:
    rows = [Row(view.place.name, tuple(entry(cell.shown, "own") for cell in cells))]
    if _counted(view):
        rows.append(Row(say.say("table.count"), tuple(entry(cell.count) for cell in cells)))
    if view.comparators:
        rows.append(_row_beside(view, cells, say))
    return FigureTable(
        title=say.say("table.title"),
        unit=unit_and_marks(view),
        corner=view.breakdown[0],
        heads=tuple(Entry(cell.labels[0]) for cell in cells),
        bands=(Band("", tuple(rows)),),
        widths=_spread(ROW_HEAD, len(cells), FULL),
    )


def _beside(heads: tuple[Entry, ...], width: float) -> tuple[float, ...]:
    """Columns of figures as narrow as their heads allow, and the rest for the heads of rows."""
    least = 47.0 if width == HALF else 80.0
    named = [max(least, longest_piece(head.text, "semibold", SMALL) + 6) for head in heads]
    return (width - sum(named), *named)


def _by_category(view: IndicatorView, say: Furniture, width: float) -> FigureTable:
    heads = _columns(view, say)
    return FigureTable(
        title=say.say("table.title"),
        unit=unit_and_marks(view),
        corner=view.breakdown[-1] if view.breakdown else "",
        heads=heads,
        bands=_bands(view),
        widths=_beside(heads, width),
    )


def _bands(view: IndicatorView) -> tuple[Band, ...]:
    if len(view.cells[0].labels) == 1:
        rows = tuple(Row(cell.labels[0], _figures(view, cell)) for cell in view.cells)
        return (Band("", rows),)
    return tuple(
        Band(label, tuple(Row(cell.labels[1], _figures(view, cell)) for cell in cells))
        for label, cells in groupby(view.cells, key=lambda cell: cell.labels[0])
    )


def _pairs_across(view: IndicatorView, say: Furniture) -> FigureTable:
    seconds = tuple(dict.fromkeys(cell.labels[1] for cell in view.cells))
    _, *others = heads = _columns(view, say)
    shown = tuple(range(len(heads)))
    if len(heads) * len(seconds) > MOST_ACROSS and _counted(view):
        shown = tuple(index for index in shown if index != COUNT_COLUMN)
    found = {cell.labels: _figures(view, cell) for cell in view.cells}
    blank = (Entry("–"),) * len(heads)
    rows = tuple(
        Row(
            first,
            tuple(
                found.get((first, second), blank)[index] for second in seconds for index in shown
            ),
        )
        for first in dict.fromkeys(cell.labels[0] for cell in view.cells)
    )
    count = len(shown) * len(seconds)
    widths = _spread(max(88.0, min(FULL - 46.0 * count, 200.0)), count, FULL)
    own = Entry(own_head(view.place.name, widths[1], say, most=2), "own")
    return FigureTable(
        title=say.say("table.title"),
        unit=unit_and_marks(view),
        corner=view.breakdown[0],
        heads=tuple((own, *others)[index] for index in shown) * len(seconds),
        bands=(Band("", rows),),
        widths=widths,
        groups=seconds,
    )


def former_table(view: IndicatorView, say: Furniture) -> FigureTable:
    """Former municipalities side by side, each with its own figures; never an average.

    One column for each; one row for each category, under the label of its group where the
    breakdown has two dimensions.
    """
    longest = max((former.figures for former in view.former), key=len)
    known = [{f.codes: f.shown for f in former.figures} for former in view.former]
    bands: dict[str, list[Row]] = {}
    for cell in [c for c in longest if c.codes] or longest:
        group = cell.labels[0] if len(cell.labels) > 1 else ""
        label = cell.labels[-1] if cell.labels else view.short
        figures = tuple(
            entry(shown[cell.codes], "own") if cell.codes in shown else Entry("–")
            for shown in known
        )
        bands.setdefault(group, []).append(Row(label, figures))
    heads = tuple(
        Entry(say.say("table.former_row", name=former.name, year=former.figures[0].period))
        for former in view.former
    )
    column = min(FORMER_WIDTH, 0.7 * FULL / len(heads))
    return FigureTable(
        title=say.say("table.former"),
        unit=unit_and_marks(view),
        corner=view.breakdown[0] if view.breakdown else say.say("table.former_corner"),
        heads=heads,
        bands=tuple(Band(label, tuple(rows)) for label, rows in bands.items()),
        widths=_spread(FULL - column * len(heads), len(heads), FULL),
    )

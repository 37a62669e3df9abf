"""Publish, told, tables: the tables of a figure's page, which need no room.

Input: a view and the furniture. Output: the tables of the PDF with all years, and the categories
through time.
"""

from collections.abc import Iterator

from scan.report.pages.furniture import Furniture
from scan.report.pages.tables import (
    Band,
    Entry,
    FigureTable,
    Row,
    entry,
    former_table,
    half_table,
)
from scan.views.records import IndicatorView

_ALL_YEARS = 200
"""More than any series has: a page of the site has no end."""


def tables_of(view: IndicatorView, say: Furniture) -> Iterator[FigureTable]:
    """The figures; of a breakdown also its history; of former municipalities theirs."""
    if view.former:
        yield former_table(view, say)
        return
    yield half_table(view, say, _ALL_YEARS)
    if view.trends and any(len(trend) > 1 for trend in view.trends):
        yield _history(view, say)


def _history(view: IndicatorView, say: Furniture) -> FigureTable:
    """The categories of the municipality through the years, the newest first."""
    found = {(f.codes, f.period): f.shown for series in view.trends for f in series}
    years = sorted({period for _, period in found}, reverse=True)
    rows = tuple(
        Row(
            str(year),
            tuple(
                entry(shown) if (shown := found.get((trend[0].codes, year))) else Entry("–")
                for trend in view.trends
            ),
        )
        for year in years
    )
    return FigureTable(
        title=say.say("table.years", place=view.place.name),
        unit=view.unit_label,
        corner=say.say("table.year"),
        heads=tuple(Entry(trend[0].labels[-1], "own") for trend in view.trends),
        bands=(Band("", rows),),
        widths=(),
    )

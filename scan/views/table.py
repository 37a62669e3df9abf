"""Views, table: all figures of a report as one table that opens in a spreadsheet.

Input: views. Output: CSV text with a semicolon and a decimal comma, one row per indicator,
period, breakdown and area. The figures are those of the pages, rounded alike; a figure that is
not shown has its status in words and an empty value.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scan.status import Status
from scan.views.records import Cell, IndicatorView, Place, Shown, Trend

Words = Mapping[str, str]
COLUMNS = (
    *("indicator", "title", "period", "part", "breakdown_1", "breakdown_2", "area", "nis"),
    *("value", "unit", "numerator", "denominator", "low", "high", "status", "source", "remark"),
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%0")
"""How a text starts that a spreadsheet takes for a formula, also in the wide signs of Asia."""
_BREAKS = str.maketrans(dict.fromkeys("\t\n\v\f\r\0\u2028\u2029", " "))
_SPACES = " \u00a0\u202f\u200b\ufeff"
_FIGURE = re.compile(r"[-+]?[0-9]+(?:\.[0-9]{3})*(?:,[0-9]+)?[ \u00a0\u202f]?%?")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one area; ``cell`` brings counts and limits where they are known, ``count``
    the numerator of an earlier period."""

    period: int
    part: str
    labels: tuple[str, ...]
    area: str
    nis: str
    shown: Shown
    cell: Cell | None = None
    count: float | None = None


def figures_csv(views: tuple[IndicatorView, ...], words: Words) -> str:
    """All figures of ``views``. ``words`` are the wordings ``values`` and ``downloads``."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([words[f"column.{name}"] for name in COLUMNS])
    for view in views:
        for line in lines(view):
            writer.writerow([safe(text) for text in _texts(view, line, words)])
    return out.getvalue()


def safe(text: str) -> str:
    """A cell of a download: a text that a spreadsheet would take for a formula, after a quote.

    Figures stay as they are, with their sign. Spaces before a formula do not hide it, and line
    ends, of which programs make new rows, become spaces. In a text after a quote the reader sees
    the quote and nothing is computed (CWE-1236).
    """
    text = text.translate(_BREAKS)
    if text.lstrip(_SPACES).startswith(_FORMULA) and not _FIGURE.fullmatch(text):
        return f"'{text}"
    return text


def lines(view: IndicatorView) -> Iterator[Line]:
    """Main figure and its history, breakdown and its history, former municipalities."""
    yield from _cell_lines(view, view.main, "main")
    yield from _history(view, view.trend, "main")
    for cell in view.cells:
        yield from _cell_lines(view, cell, "cell")
    for trend in view.trends:
        yield from _history(view, trend, "cell")
    for former in view.former:
        for cell in former.cells:
            yield Line(former.period, "former", cell.labels, former.name, "", cell.own, cell)


def _cell_lines(view: IndicatorView, cell: Cell, part: str) -> Iterator[Line]:
    place = view.place
    yield Line(view.period, part, cell.labels, place.name, place.nis, cell.own, cell)
    yield from _regional(view.comparators, view.period, part, cell.labels, cell.region)


def _history(view: IndicatorView, trend: Trend, part: str) -> Iterator[Line]:
    """Periods before the newest, which the cells hold."""
    place = view.place
    for point in trend.points:
        if point.period != view.period:
            own = Line(point.period, part, trend.labels, place.name, place.nis, point.own)
            yield replace(own, count=point.count.value)
            yield from _regional(view.comparators, point.period, part, trend.labels, point.region)


def _regional(
    regions: tuple[Place, ...], period: int, part: str, labels: tuple[str, ...], shown: Shown
) -> Iterator[Line]:
    for region in regions:
        yield Line(period, part, labels, region.name, region.nis, shown)


def _texts(view: IndicatorView, line: Line, words: Words) -> list[str]:
    """The cells of a row, in the order of ``COLUMNS``."""
    cell = line.cell
    first, second = (*line.labels, "", "")[:2]
    return [
        view.indicator,
        view.title,
        str(line.period),
        words[f"part.{line.part}"],
        first,
        second,
        line.area,
        line.nis,
        _number(line.shown.value, view.decimals),
        view.unit_label,
        _number(cell.count.value if cell else line.count, 0),
        _number(cell.base.value, 0) if cell else "",
        _number(cell.low, 1) if cell else "",
        _number(cell.high, 1) if cell else "",
        _status(line.shown.status, words),
        view.origin.line,
        "; ".join(view.marks),
    ]


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}".replace(".", ",")


def _status(status: Status, words: Words) -> str:
    return words[f"status.{status.value}"]

"""Views, table: all figures of a report as one table that opens in a spreadsheet.

Input: views. Output: CSV text with a semicolon and a decimal comma, one row per indicator,
period, breakdown and area. The figures are those of the pages, rounded alike; a figure that is
not shown has its status in words and an empty value.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scan.dutch import round_half_up
from scan.views.records import Figure, IndicatorView

Words = Mapping[str, str]
COLUMNS = (
    *("indicator", "title", "period", "part", "breakdown_1", "breakdown_2", "area", "nis"),
    *("value", "unit", "numerator", "denominator", "low", "high", "state", "status"),
    *("source", "remark"),
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%0")
"""How a text starts that a spreadsheet takes for a formula, also in the wide signs of Asia."""
_BREAKS = str.maketrans(dict.fromkeys("\t\n\v\f\r\0\u2028\u2029", " "))
_SPACES = " \u00a0\u202f\u200b\ufeff"
_FIGURE = re.compile(r"[-+]?[0-9]+(?:\.[0-9]{3})*(?:,[0-9]+)?[ \u00a0\u202f]?%?")


def figures_csv(views: tuple[IndicatorView, ...], words: Words) -> str:
    """All figures of ``views``. ``words`` are the wordings ``values`` and ``downloads``."""
    heads = [words[f"column.{name}"] for name in COLUMNS]
    told = (
        _texts(view, figure, (area, nis), words)
        for view in views
        for figure, area, nis in rows(view)
    )
    return csv_text(heads, told)


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of texts under their heads, each cell of them safe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([safe(text) for text in row] for row in rows)
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


def rows(view: IndicatorView) -> Iterator[tuple[Figure, str, str]]:
    """All figures with the name and code of whose they are; those of former municipalities last.
    These and groups have no code."""
    places = {place.nis: place for place in (view.place, *view.comparators)}
    for figure in view.figures:
        place = places[figure.place]
        yield figure, place.name, "" if place.kind == "group" else place.nis
    for former in view.former:
        for figure in former.figures:
            yield figure, former.name, ""


def _texts(view: IndicatorView, figure: Figure, whose: tuple[str, str], words: Words) -> list[str]:
    """The cells of a row, in the order of ``COLUMNS``."""
    first, second = (*figure.labels, "", "")[:2]
    return [
        view.indicator,
        view.short,
        str(figure.period),
        words[f"part.{figure.part}"],
        first,
        second,
        *whose,
        _number(figure.shown.value, view.decimals),
        words["unit.points"] if figure.part == "gap" else view.unit_label,
        _number(figure.count.value, 0),
        _number(figure.base.value, 0),
        _number(figure.low, 1),
        _number(figure.high, 1),
        "" if figure.state == "none" else words[f"state.{figure.state}"],
        words[f"status.{figure.shown.status.value}"],
        view.origin.line,
        "; ".join(view.marks),
    ]


def _number(value: float | None, decimals: int) -> str:
    if value is None:
        return ""
    return f"{round_half_up(value, decimals):.{decimals}f}".replace(".", ",")

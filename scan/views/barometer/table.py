"""Views, table of the Barometer: all its figures, a row per indicator, group and period.

Input: a :class:`Barometer`. Output: rows with the columns of ``TABLE``, codes in words; and CSV.
The figures are those of the pages, rounded alike; a figure that is not shown has its status and
nothing else. What is said of the newest figure of a group stands beside that one.
"""

from collections.abc import Iterator, Mapping

from scan.dutch import round_half_up
from scan.views.barometer.records import Barometer, GroupSeries, IndicatorPanel
from scan.views.numbers import LIMIT_DECIMALS
from scan.views.records import Figure
from scan.views.table import csv_text

Words = Mapping[str, str]
Value = str | float | None
TABLE = (
    *("objective", "objective_title", "indicator", "title", "kind", "part", "evidence"),
    *("group", "group_title", "period", "value", "unit", "low", "high", "answers", "numerator"),
    *("denominator", "status", "direction", "since", "change", "gap_state", "gap", "source"),
    *("delivered", "made_up"),
)
"""Names of the columns; ``part`` is empty for administrative figures, of which the line below is
the ``denominator``; that of a survey figure are the ``answers``."""


def rows(
    barometer: Barometer, words: Words, indicators: tuple[str, ...] = ()
) -> Iterator[tuple[Value, ...]]:
    """All figures, or those of some indicators, in the order of the pages, oldest period first.

    ``words`` is the wording ``barometer``; the codes of objectives, indicators and groups stand
    there as they are, for machines.
    """
    made_up = words[f"made_up.{'yes' if barometer.made_up else 'no'}"]
    for objective in barometer.objectives:
        for panel in objective.indicators:
            if not indicators or panel.entry.id in indicators:
                first = (objective.entry.id, objective.entry.title, *_about(panel, words))
                last = (panel.supplier, panel.data_date, made_up)
                for series in panel.series:
                    group = (series.group.code, series.group.name)
                    for figure in series.figures:
                        told = (*_figure(panel, figure, words), *_said(series, figure, words))
                        yield (*first, *group, *told, *last)


def _about(panel: IndicatorPanel, words: Words) -> tuple[Value, ...]:
    entry = panel.entry
    part = words[f"part.{entry.part}"] if entry.kind == "survey" else ""
    evidence = words[f"evidence.{entry.evidence}"]
    return entry.id, entry.title, words[f"kind.{entry.kind}"], part, evidence


def _figure(panel: IndicatorPanel, figure: Figure, words: Words) -> tuple[Value, ...]:
    survey = panel.entry.kind == "survey"
    limits = (round_half_up(v, LIMIT_DECIMALS) for v in (figure.low, figure.high) if v is not None)
    low, high = (*limits, None, None)[:2]
    base, status = figure.base.value, words[f"status.{figure.shown.status}"]
    bases = (base if survey else None, figure.count.value, None if survey else base)
    return figure.period, figure.shown.value, panel.unit_label, low, high, *bases, status


def _said(series: GroupSeries, figure: Figure, words: Words) -> tuple[Value, ...]:
    if figure is not series.newest:
        return "", None, None, "", None
    change, gap = series.change, series.gap
    state = words[f"gap_state.{gap.state if gap else 'reference'}"]
    moved = (words[f"movement.text.{change.direction}"], change.since or None, change.shown.value)
    return *moved, state, gap.difference.value if gap else None


def figures_csv(barometer: Barometer, words: Words, indicators: tuple[str, ...] = ()) -> str:
    """The rows as text."""
    heads = [words[f"column.{name}"] for name in TABLE]
    return csv_text(heads, ([_text(v) for v in row] for row in rows(barometer, words, indicators)))


def _text(value: Value) -> str:
    """A number with a decimal comma, as it is displayed: without needless decimals."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return "" if value is None else str(value)

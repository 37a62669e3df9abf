"""Views, table of the Barometer: all its figures as one frame, and as text for a spreadsheet.

Input: a :class:`Barometer`. Output: a frame with the columns of ``TABLE``, one row per indicator,
group and period; and CSV with a semicolon and a decimal comma. The figures are those of the pages,
rounded alike; a figure that is not shown has its status and nothing else.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from scan.views.barometer.records import (
    Barometer,
    Estimate,
    GroupSeries,
    IndicatorPanel,
    ObjectivePanel,
)
from scan.views.table import safe

Words = Mapping[str, str]
TABLE: dict[str, pl.DataType] = {
    "objective": pl.String(),
    "objective_title": pl.String(),
    "indicator": pl.String(),
    "title": pl.String(),
    "kind": pl.String(),
    "part": pl.String(),  # of the survey; empty for administrative figures
    "evidence": pl.String(),
    "group": pl.String(),
    "group_title": pl.String(),
    "period": pl.Int32(),
    "value": pl.Float64(),  # as displayed; null where no number is shown
    "unit": pl.String(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "answers": pl.Float64(),
    "numerator": pl.Float64(),  # of a survey figure: the answers that are counted
    "denominator": pl.Float64(),  # of an administrative figure
    "status": pl.String(),
    "direction": pl.String(),  # of the newest period of a group; empty before it
    "since": pl.Int32(),
    "change": pl.Float64(),  # in percentage points, of the displayed figures
    "gap_state": pl.String(),
    "gap": pl.Float64(),
    "source": pl.String(),
    "delivered": pl.String(),
    "made_up": pl.Boolean(),
}
_CODED = ("kind", "part", "evidence", "status")
"""Columns whose codes the text for readers puts into words."""


def figures_frame(barometer: Barometer, indicators: tuple[str, ...] = ()) -> pl.DataFrame:
    """All figures, or those of some indicators, in the order of the pages, oldest period first."""
    rows = [
        _row(barometer, objective, panel, series, estimate)
        for objective in barometer.objectives
        for panel in objective.indicators
        if not indicators or panel.id in indicators
        for series in panel.series
        for estimate in series.estimates
    ]
    return pl.DataFrame(rows, schema=TABLE, orient="row")


def _row(
    barometer: Barometer,
    objective: ObjectivePanel,
    panel: IndicatorPanel,
    series: GroupSeries,
    estimate: Estimate,
) -> dict[str, Any]:
    row = {
        "objective": objective.id,
        "objective_title": objective.title,
        "indicator": panel.id,
        "title": panel.title,
        "kind": panel.kind,
        "part": panel.part if panel.kind == "survey" else "",
        "evidence": panel.evidence,
        "group": series.group.id,
        "group_title": series.group.name,
        "period": estimate.period,
        "value": estimate.value,
        "unit": panel.unit_label,
        "low": estimate.low,
        "high": estimate.high,
        "answers": estimate.answers.value,
        "numerator": estimate.count.value,
        "denominator": estimate.base.value,
        "status": estimate.status.value,
        "source": panel.supplier,
        "delivered": panel.data_date,
        "made_up": barometer.made_up,
    }
    return row | (_derived(series) if estimate is series.newest else _NOTHING)


_NOTHING = {"direction": "", "since": None, "change": None, "gap_state": "", "gap": None}


def _derived(series: GroupSeries) -> dict[str, Any]:
    """What is said of the newest figure of a group."""
    return {
        "direction": series.movement.direction,
        "since": series.movement.since,
        "change": series.movement.difference.value,
        "gap_state": series.gap.state,
        "gap": series.gap.difference.value,
    }


def figures_csv(barometer: Barometer, words: Words, indicators: tuple[str, ...] = ()) -> str:
    """The frame as text. ``words`` is the wording ``barometer``; codes of objectives, indicators
    and groups stand there as they are, for machines."""
    frame = figures_frame(barometer, indicators)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([words[f"column.{name}"] for name in TABLE])
    for row in frame.iter_rows(named=True):
        writer.writerow([safe(_text(value)) for value in cells(row, words)])
    return out.getvalue()


def cells(row: Mapping[str, Any], words: Words) -> Iterator[str | float | None]:
    """A row of the frame with its codes in words; numbers stay numbers."""
    for name, value in row.items():
        if name in _CODED:
            yield words[f"{name}.{value}"] if value else ""
        elif name == "direction":
            yield words[f"movement.text.{value}"] if value else ""
        elif name == "gap_state":
            yield words[f"gap_state.{value}"] if value else ""
        elif isinstance(value, bool):
            yield words["made_up.yes" if value else "made_up.no"]
        else:
            yield value


def _text(value: float | str | None) -> str:
    """A number with a decimal comma, as it is displayed: without needless decimals."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value)

"""The charts of a report as a user of pyplot would draw them: a new figure each, saved as SVG.

Input: the drawings' keys with the views they show. Output: SVG by key. The same number of
charts, of the same kinds and with the same data as the report has; no trick, no reuse.
"""

import io
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from scan.report.pages.contents import Chart, ReportContents
from scan.views.records import IndicatorView, Series, Shown

INCH = 72.0
STRONG, REGION = "#0f5fa0", "#5b6975"
PARTS = ("#0f5fa0", "#4f8fc4", "#a9c9e4", "#5b6975", "#9aa6b0", "#d5dce1", "#14212e", "#f2b632")


def charts_of(contents: ReportContents) -> dict[str, tuple[Chart, tuple[IndicatorView, ...]]]:
    """Every chart of a report with the views it shows, by key."""
    found: dict[str, tuple[Chart, tuple[IndicatorView, ...]]] = {}
    for page in contents.indicator_pages:
        found.update({chart.key: (chart, (page.view,)) for chart in page.charts})
    views = tuple(page.view for page in contents.indicator_pages)
    known = {view.indicator: view for view in views}
    for finding in contents.core:
        found[finding.chart.key] = (finding.chart, (known.get(finding.see, views[0]),))
    for chart in (contents.profile, contents.map):
        if chart is not None:
            found[chart.key] = (chart, views)
    return found


def draw_all(contents: ReportContents) -> dict[str, str]:
    """All charts of a report as SVG, by key."""
    return {key: _svg(chart, views) for key, (chart, views) in charts_of(contents).items()}


def _svg(chart: Chart, views: tuple[IndicatorView, ...]) -> str:
    kind = chart.key.partition("-")[2] or chart.key
    size = (chart.box.width / INCH, chart.box.height / INCH)
    figure, axes = plt.subplots(figsize=size, layout="constrained")
    PLAIN[kind](axes, views if kind in ("profile", "map") else views[0])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=7.5)
    target = io.StringIO()
    figure.savefig(target, format="svg")
    plt.close(figure)
    return target.getvalue()


def _value(shown: Shown) -> float:
    return float("nan") if shown.value is None else shown.value


def _line(axes: Axes, trend: Series, name: str, **style: Any) -> None:
    years = [point.period for point in trend]
    axes.plot(years, [_value(point.shown) for point in trend], label=name, **style)


def _change(axes: Axes, view: IndicatorView) -> None:
    years = [point.period for point in view.trend]
    _line(axes, view.trend, view.place.name, color=STRONG, linewidth=2)
    region = [_value(view.beside(point)) for point in view.trend]
    axes.plot(years, region, color=REGION, linestyle="--", label="region")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7)


def _groups_over_time(axes: Axes, view: IndicatorView) -> None:
    for trend, color in zip(view.trends, PARTS * 4, strict=False):
        _line(axes, trend, ", ".join(trend[0].labels), color=color)
    axes.legend(fontsize=7)


def _stacked_years(axes: Axes, view: IndicatorView) -> None:
    bottom: dict[int, float] = {}
    for trend, color in zip(view.trends, PARTS * 4, strict=False):
        for point in trend:
            height = point.shown.value or 0.0
            below = bottom.get(point.period, 0.0)
            axes.bar(point.period, height, bottom=below, color=color, width=0.8)
            bottom[point.period] = below + height
        axes.plot([], [], color=color, label=", ".join(trend[0].labels))
    axes.legend(fontsize=7)


def _bars(axes: Axes, view: IndicatorView) -> None:
    cells = view.cells or (view.main,)
    for row, cell in enumerate(cells):
        axes.barh(row - 0.2, cell.shown.value or 0.0, height=0.36, color=STRONG)
        axes.barh(row + 0.2, view.beside(cell).value or 0.0, height=0.36, color=REGION)
        axes.text(cell.shown.value or 0.0, row - 0.2, cell.shown.text, fontsize=7, va="center")
    labels = [", ".join(cell.labels) or view.short for cell in cells]
    axes.set_yticks(range(len(cells)), labels, fontsize=7.5)
    axes.invert_yaxis()


def _estimates(axes: Axes, view: IndicatorView) -> None:
    _bars(axes, view)
    for row, cell in enumerate(view.cells or (view.main,)):
        if cell.low is not None and cell.high is not None:
            axes.plot([cell.low, cell.high], [row - 0.2, row - 0.2], color="#14212e")


def _stacked(axes: Axes, view: IndicatorView) -> None:
    groups: dict[str, list[tuple[str, float, float]]] = {}
    for cell in view.cells:
        group = ", ".join(cell.labels[:-1])
        entry = (cell.labels[-1], cell.shown.value or 0.0, view.beside(cell).value or 0.0)
        groups.setdefault(group, []).append(entry)
    for row, (_, parts) in enumerate(groups.items()):
        own = region = 0.0
        for (label, share, other), color in zip(parts, PARTS * 4, strict=False):
            axes.barh(row, share, left=own, color=color, height=0.4, label=label)
            axes.barh(row + 0.45, other, left=region, color=color, height=0.3)
            own, region = own + share, region + other
    axes.set_yticks(range(len(groups)), list(groups), fontsize=7.5)
    axes.invert_yaxis()


def _ages(axes: Axes, view: IndicatorView) -> None:
    own = [cell.shown.value or 0.0 for cell in view.cells]
    region = [view.beside(cell).value or 0.0 for cell in view.cells]
    axes.bar(range(len(own)), own, color=STRONG)
    axes.step(range(len(region)), region, where="mid", color=REGION)
    labels = [cell.labels[-1] for cell in view.cells]
    axes.set_xticks(range(len(own)), labels, fontsize=6.5, rotation=60)


def _position(axes: Axes, view: IndicatorView) -> None:
    place = view.position
    if place is None:
        return
    widths = [high - low for low, high in zip(place.edges, place.edges[1:], strict=False)]
    colors = [STRONG if i == place.shown_bin else "#a9c9e4" for i in range(len(place.counts))]
    axes.bar(place.edges[:-1], place.counts, width=widths, align="edge", color=colors)
    axes.axvline(_value(place.median), color=REGION)


def _former(axes: Axes, view: IndicatorView) -> None:
    for row, former in enumerate(view.former):
        for cell in former.figures:
            axes.plot(cell.shown.value or 0.0, row, "o", color=STRONG)
    axes.set_yticks(range(len(view.former)), [former.name for former in view.former], fontsize=7)


def _finding(axes: Axes, view: IndicatorView) -> None:
    places = [_value(view.main.shown), _value(view.beside(view.main))]
    axes.barh(range(len(places)), places, color=(STRONG, REGION))


def _profile(axes: Axes, views: tuple[IndicatorView, ...]) -> None:
    known = [view for view in views if view.position is not None][:20]
    for row, view in enumerate(known):
        axes.plot(_value(view.main.shown), row, "o", color=STRONG)
        axes.plot(_value(view.beside(view.main)), row, "|", color=REGION)
    axes.set_yticks(range(len(known)), [view.short for view in known], fontsize=7)


def _map(axes: Axes, views: tuple[IndicatorView, ...]) -> None:
    del views
    axes.scatter([i % 24 for i in range(285)], [i // 24 for i in range(285)], marker="s", s=60)
    axes.set_axis_off()


PLAIN: Mapping[str, Callable[..., None]] = {
    "change_over_time": _change,
    "groups_over_time": _groups_over_time,
    "parts_over_time": _stacked_years,
    "compare_groups": _bars,
    "groups_by_groups": _bars,
    "most_frequent": _bars,
    "interval": _estimates,
    "part_to_whole": _stacked,
    "parts_by_groups": _stacked,
    "age_profile": _ages,
    "position": _position,
    "former_places": _former,
    **dict.fromkeys(("composition", "apart", "gap", "gap_old", "change", "unknown"), _finding),
    "profile": _profile,
    "map": _map,
}

"""Views, words with figures: what stands above a chart and what is read out in its place.

Input: an :class:`IndicatorView`, the name of a figure kind and the patterns of
``catalogue/wording/figures.toml`` and ``alternatives.toml``. Output: :class:`FigureWords`, from the
same displayed values as the sentences. No figure is computed or formatted here.
"""

from dataclasses import dataclass

from scan.views.records import Figure, Former, IndicatorView, Series
from scan.views.sentences import Patterns

_OF_PARTS = ("parts_over_time",)
"""Charts that begin where every part has figures."""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What stands above a chart, and what is read out in its place."""

    title: str
    note: str
    alt: str


def figure_words(
    view: IndicatorView, kind: str, titles: Patterns, alternatives: Patterns
) -> FigureWords:
    """Title, note and alternative text of one chart of an indicator page.

    ``titles`` is the wording ``figures``, ``alternatives`` the wording of that name.
    """
    fields = _fields(view, alternatives)
    if kind in _OF_PARTS and view.trends:
        fields["since"] = str(max(_first(view, series) for series in view.trends) or view.period)
    alone = f"{kind}.title_alone"
    title = alone if alone in titles and not view.comparators else f"{kind}.title"
    return FigureWords(
        titles[title].format(**fields),
        titles[f"{kind}.note"].format(**fields),
        alternatives["words.figure"].format(
            title=view.title, text=_alternative(view, kind, alternatives).format(**fields)
        ),
    )


def _alternative(view: IndicatorView, kind: str, patterns: Patterns) -> str:
    """The pattern for a chart with or without a breakdown and a regional figure."""
    if kind == "position" and view.named:
        return patterns["position.beside"]
    single = "single" if not view.cells else "shown"
    for name in (single, "shown"):
        key = f"{kind}.{name}" if view.comparators else f"{kind}.{name}_alone"
        short = key.replace("shown_alone", "alone")
        if short in patterns:
            return patterns[short]
    return patterns[f"{kind}.shown"]


def profile_words(views: tuple[IndicatorView, ...], patterns: Patterns) -> str:
    """The alternative text of the profile, a row for each view. Needs at least one view."""
    rows = [_profile_row(view, patterns) for view in views]
    region = next((v.comparators[0].in_text for v in views if v.comparators), "")
    return patterns["profile.shown"].format(
        place=views[0].place.in_text, region=region, rows="; ".join(rows)
    )


def _profile_row(view: IndicatorView, patterns: Patterns) -> str:
    row = patterns["profile.row" if view.comparators else "profile.row_alone"].format(
        short=view.short, own=view.main.shown.text, region=view.beside(view.main).text
    )
    for place in view.comparators[1:2]:
        value = view.beside(view.main, place).text
        row = patterns["profile.row_beside"].format(row=row, place=place.in_text, value=value)
    return row


def _fields(view: IndicatorView, patterns: Patterns) -> dict[str, str]:
    """Everything that a pattern about a chart may name."""
    position = view.position
    return {
        "place": view.place.in_text,
        "region": view.comparators[0].in_text if view.comparators else "",
        "title": view.title,
        "unit_label": view.unit_label,
        "counted": view.counted,
        "since": str(_first(view, view.trend) or view.period),
        "period": str(view.period),
        "period_text": view.period_text,
        "own": view.main.shown.text,
        "region_value": view.beside(view.main).text,
        "breakdown": view.breakdown[0] if view.breakdown else "",
        "second_breakdown": view.breakdown[-1] if view.breakdown else "",
        "cells": "; ".join(_cell_text(view, cell, patterns) for cell in view.cells),
        "series": _series(view, view.trend, patterns),
        "all_series": "; ".join(
            f"{series[0].labels[0]}: {_series(view, series, patterns)}" for series in view.trends
        ),
        "former": "; ".join(_former_text(former, patterns) for former in view.former),
        "areas": str(position.areas) if position else "",
        "median": position.median.text if position else "",
        "group": view.named.place.name if view.named else "",
        "middle": view.beside(view.main, view.named.place).text if view.named else "",
        "members": "; ".join(
            patterns["position.member"].format(name=m.place.name, value=m.shown.text)
            for m in (view.named.members if view.named else ())
        ),
    }


def _first(view: IndicatorView, series: Series) -> int:
    told = [f.period for f in series for s in (f.shown, view.beside(f)) if s.value is not None]
    return min(told, default=0)


def _series(view: IndicatorView, series: Series, patterns: Patterns) -> str:
    """The first and the newest figure in words."""
    told = [figure for figure in series if figure.shown.value is not None]
    if not told:
        return _others_series(view, series, patterns)
    if len(told) == 1:
        return _figure_text(view, told[0], patterns)
    return patterns["words.from_to"].format(
        first=_figure_text(view, told[0], patterns), last=_figure_text(view, told[-1], patterns)
    )


def _others_series(view: IndicatorView, series: Series, patterns: Patterns) -> str:
    """In place of the municipality's figures: that there are none, and those of the region."""
    told = [(f.period, s.text) for f in series if (s := view.beside(f)).value is not None]
    if not told:
        return patterns["words.no_figures"]
    first, last = (
        patterns["words.point_alone"].format(period=period, own=text)
        for period, text in (told[0], told[-1])
    )
    return patterns["words.region_alone"].format(first=first, last=last)


def _figure_text(view: IndicatorView, figure: Figure, patterns: Patterns) -> str:
    other = view.beside(figure)
    pattern = "words.point" if other.value is not None else "words.point_alone"
    return patterns[pattern].format(period=figure.period, own=figure.shown.text, region=other.text)


def _former_text(former: Former, patterns: Patterns) -> str:
    """The figures of a former municipality: ``Kruibeke: positief 24 %, neutraal 40 %``."""
    cells = [cell for cell in former.figures if cell.codes]
    if not cells:
        return f"{former.name}: {former.figures[0].shown.text}"
    texts = [
        patterns["words.cell_alone"].format(label=", ".join(cell.labels), own=cell.shown.text)
        for cell in cells
    ]
    return f"{former.name}: {', '.join(texts)}"


def _cell_text(view: IndicatorView, cell: Figure, patterns: Patterns) -> str:
    other = view.beside(cell)
    pattern = "words.cell" if other.value is not None else "words.cell_alone"
    return patterns[pattern].format(
        label=", ".join(cell.labels), own=cell.shown.text, region=other.text
    )

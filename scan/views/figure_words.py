"""Views, words with figures: what stands above a chart and what is read out in its place.

Input: an :class:`IndicatorView`, the name of a figure kind and the patterns of
``catalogue/wording/figures.toml`` and ``alternatives.toml``. Output: :class:`FigureWords`, from the
same displayed values as the sentences. No figure is computed or formatted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.views.alternatives import LONGEST, alternative
from scan.views.records import IndicatorView, Series
from scan.views.sentences import Patterns

WHOLE = 99.0
"""Shares that add up to less are parts of something larger; rounding takes half a point at most."""
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
    fields = _fields(view)
    if kind in _OF_PARTS and view.trends:
        fields["since"] = str(max(_first(view, series) for series in view.trends) or view.period)
    return FigureWords(
        titles[_title(view, kind, titles)].format(**fields),
        titles[_note(view, kind, titles)].format(**(fields | _dated(view, titles))),
        alternative(view, kind, alternatives),
    )


def _title(view: IndicatorView, kind: str, titles: Patterns) -> str:
    """The key of the words above a chart: of parts of more, without comparators, beside a group
    and of old figures those of their own, where there are any."""
    share = view.unit == "percent" and _sum(view) < WHOLE
    group = bool(view.comparators) and view.comparators[0].kind == "group"
    specials = (
        ("share", share),
        ("alone", not view.comparators),
        ("group", group),
        ("old", view.old),
    )
    for special, holds in ((f"title_{name}", holds) for name, holds in specials):
        if holds and f"{kind}.{special}" in titles:
            return f"{kind}.{special}"
    return f"{kind}.title"


def _sum(view: IndicatorView) -> float:
    return sum(cell.shown.value or 0.0 for cell in view.cells)


def _note(view: IndicatorView, kind: str, titles: Patterns) -> str:
    """The key of what stands after it; of margins that may be wider one of their own."""
    least = f"{kind}.note_least"
    return least if least in titles and not view.margin_known else f"{kind}.note"


def _dated(view: IndicatorView, titles: Patterns) -> dict[str, str]:
    """The date and the year of the figures in a chart; of old ones with the mark."""
    pattern = titles["date.old" if view.old else "date.new"]
    dates = {"period_text": view.period_text, "period": str(view.period)}
    return {name: pattern.format(date=date) for name, date in dates.items()}


def profile_words(views: Sequence[IndicatorView], said: str, patterns: Patterns) -> str:
    """The alternative text of the profile: what is ``said`` over it, where that is short enough.
    Needs at least one view. Its figures stand in the tables of the chapters."""
    whole = patterns["profile.said"].format(said=said)
    if said and len(whole) <= LONGEST:
        return whole
    return patterns["profile.shown"].format(place=views[0].place.in_text, count=len(views))


def _fields(view: IndicatorView) -> dict[str, str]:
    """Everything that a title or a note may name."""
    position = view.position
    return {
        "place": view.place.in_text,
        "region": view.comparators[0].in_text if view.comparators else "",
        "title": view.short,
        "unit_label": view.unit_label,
        "counted": view.counted,
        "since": str(_first(view, view.trend) or view.period),
        "period": str(view.period),
        "period_text": view.period_text,
        "own": view.main.shown.text,
        "region_value": view.beside(view.main).text,
        "breakdown": view.breakdown[0] if view.breakdown else "",
        "second_breakdown": view.breakdown[-1] if view.breakdown else "",
        "areas": str(position.areas) if position else "",
        "median": position.median.text if position else "",
        "group": view.named.place.name if view.named else "",
        "middle": view.beside(view.main, view.named.place).text if view.named else "",
    }


def _first(view: IndicatorView, series: Series) -> int:
    told = [f.period for f in series for s in (f.shown, view.beside(f)) if s.value is not None]
    return min(told, default=0)

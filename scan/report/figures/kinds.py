"""Report, figures: all kinds that draw one view, and which of them a page shows.

Input: an :class:`IndicatorView`. Output: names of kinds, the largest figure first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from scan.report.figures import (
    age_profile,
    change_over_time,
    compare_groups,
    former_places,
    groups_by_groups,
    groups_over_time,
    interval,
    most_frequent,
    part_to_whole,
    parts_by_groups,
    parts_over_time,
    position,
)
from scan.report.figures.drawing import Drawing
from scan.report.figures.words import NO_LABELS, Labels
from scan.report.style import Style
from scan.views.records import IndicatorView, Shape

FORMER = former_places.NAME
MOST = 3
"""Figures on an indicator page."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure kind: when it fits a view, how high it is at a width, how it is drawn."""

    name: str
    fits: Callable[[IndicatorView], bool]
    height: Callable[[IndicatorView, Style, float], float]
    draw: Callable[[IndicatorView, Style, str, float, float, Labels], Drawing]


def _kind(module: ModuleType) -> Kind:
    return Kind(module.NAME, module.fits, module.height, module.draw)


KINDS: dict[str, Kind] = {
    module.NAME: _kind(module)
    for module in (
        change_over_time,
        compare_groups,
        part_to_whole,
        parts_over_time,
        groups_over_time,
        position,
        age_profile,
        groups_by_groups,
        parts_by_groups,
        most_frequent,
        interval,
        former_places,
    )
}

_FIRST: dict[Shape, tuple[str, ...]] = {
    "total": ("change_over_time", "compare_groups"),
    "parts": ("part_to_whole", "compare_groups"),
    "groups": ("compare_groups",),
    "ages": ("age_profile", "compare_groups"),
    "groups_by_groups": ("groups_by_groups",),
    "parts_by_groups": ("parts_by_groups",),
    "top": ("most_frequent", "compare_groups"),
}
"""The large figure of a shape: the first of these that fits."""
_THEN: dict[Shape, tuple[str, ...]] = {
    "total": ("position",),
    "parts": ("parts_over_time", "groups_over_time", "position", "change_over_time"),
    "groups": ("groups_over_time", "position", "change_over_time"),
    "ages": ("change_over_time", "position"),
    "groups_by_groups": ("change_over_time", "position"),
    "parts_by_groups": ("change_over_time", "position"),
    "top": ("change_over_time", "position"),
}
"""The smaller figures of a shape, as many as there is room for."""


def choose(view: IndicatorView) -> tuple[str, ...]:
    """The kinds for a page, one to three, the largest first; none where nothing can be drawn.

    Survey estimates with limits show those first, and their change as a line. Where only the
    former municipalities have figures, those are all there is to see.
    """
    if KINDS[FORMER].fits(view):
        return (FORMER,)
    first = _FIRST[view.shape]
    then = _THEN[view.shape]
    if view.survey:
        first = ("interval", *first) if view.shape != "parts_by_groups" else first
        then = ("change_over_time", "position")
    main = next((name for name in (*first, *then) if KINDS[name].fits(view)), None)
    others = [name for name in then if name != main and KINDS[name].fits(view)]
    chosen = ([main] if main else []) + others
    return tuple(chosen[:MOST])


def draw(
    name: str,
    view: IndicatorView,
    style: Style,
    width: float,
    height: float | None = None,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Draw a view as this kind in the colours of its theme, at its best height by default."""
    kind = KINDS[name]
    size = kind.height(view, style, width) if height is None else height
    return kind.draw(view, style, view.theme, width, size, labels)

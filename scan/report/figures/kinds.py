"""Report, figures: all kinds that draw one view, and which of them a page shows.

Input: an :class:`IndicatorView`. Output: names of kinds, the largest figure first.
"""

from typing import Protocol

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


class Kind(Protocol):
    """A kind of figure: a module with these names, which mypy holds against it."""

    NAME: str
    """How plans, files and tests call it."""

    def fits(self, view: IndicatorView) -> bool:
        """Whether the view has what this kind shows."""

    def height(self, view: IndicatorView, style: Style, width: float) -> float:
        """The best height at a width, in points."""

    def draw(
        self,
        view: IndicatorView,
        style: Style,
        theme: str,
        width: float,
        height: float,
        labels: Labels = NO_LABELS,
    ) -> Drawing:
        """The view as this kind, in the colours of ``theme``; sizes in points."""


_ALL: tuple[Kind, ...] = (
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
KINDS: dict[str, Kind] = {kind.NAME: kind for kind in _ALL}

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

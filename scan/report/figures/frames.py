"""Report, figures: axes, grids and tick labels, drawn once and then kept.

Input: a hashable description of the axes. Output: a :class:`Frame`: marks, and where a value
lies in points. A frame knows nothing of a municipality, so 285 reports share it.
"""

from dataclasses import dataclass
from functools import lru_cache

from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import PathMark, TextMark
from scan.report.figures.metrics import CAP
from scan.report.figures.paths import Spot
from scan.report.style import Style

GAP = 4.0
"""Between an axis and its labels."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Limits, ticks and their labels; ``grid`` draws a line at each tick."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    grid: bool = False
    zero: bool = False
    """Whether a darker line stands at zero."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a frame depends on. Margins are in points from the edges of the chart."""

    width: float
    height: float
    left: float
    bottom: float
    right: float
    top: float
    x: Axis
    y: Axis


@dataclass(frozen=True, slots=True)
class Frame:
    """Drawn axes with the way from values to points."""

    marks: tuple[PathMark | TextMark, ...]
    plan: Plan

    def x(self, value: float) -> float:
        """Points from the left edge for a value on the horizontal axis."""
        plan = self.plan
        share = (value - plan.x.low) / (plan.x.high - plan.x.low)
        return plan.left + share * (plan.width - plan.left - plan.right)

    def y(self, value: float) -> float:
        """Points from the lower edge for a value on the vertical axis."""
        plan = self.plan
        share = (value - plan.y.low) / (plan.y.high - plan.y.low)
        return plan.bottom + share * (plan.height - plan.bottom - plan.top)


@lru_cache(maxsize=1_024)
def frame(plan: Plan, style: Style) -> Frame:
    """Draw the axes, or take them from the cache.

    Lines and labels stand by themselves: building an ``Axes`` with its ticks takes ten times as
    long as drawing what we want of it.
    """
    empty = Frame((), plan)
    canvas = Canvas(style, plan.width, plan.height)
    for axis, horizontal in ((plan.x, True), (plan.y, False)):
        for tick in axis.ticks if axis.grid else ():
            canvas.rule(*_across(empty, tick, horizontal), style.line, 0.6)
        if axis.zero:
            canvas.rule(*_across(empty, 0.0, horizontal), style.muted, 0.9)
        for tick, label in zip(axis.ticks, axis.labels, strict=bool(axis.labels)):
            _label(canvas, empty, tick, label, horizontal)
    return Frame(canvas.marks(), plan)


def _across(plot: Frame, at: float, horizontal: bool) -> tuple[Spot, Spot]:
    """Both ends of a line across the plot at a value of the horizontal or the vertical axis."""
    plan = plot.plan
    if horizontal:
        return (plot.x(at), plan.bottom), (plot.x(at), plan.height - plan.top)
    return (plan.left, plot.y(at)), (plan.width - plan.right, plot.y(at))


def _label(canvas: Canvas, plot: Frame, at: float, label: str, horizontal: bool) -> None:
    """A label under the plot, or left of it at the height of its value."""
    style = canvas.style
    rise = CAP * style.small
    if horizontal:
        y = plot.plan.bottom - GAP - rise - 1.5
        canvas.text(plot.x(at), y, label, style.muted, style.small, align="centre")
    else:
        x, y = plot.plan.left - GAP, plot.y(at) - rise / 2
        canvas.text(x, y, label, style.muted, style.small, align="right")

"""Report, figures: axes, grids and tick labels, drawn once by matplotlib and then kept.

Input: a hashable description of the axes. Output: a :class:`Frame`: marks, and where a value
lies in points. A frame knows nothing of a municipality, so 285 reports share it.
"""

from dataclasses import dataclass
from functools import lru_cache

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from scan.report.figures.drawing import Colour, PathMark, TextMark
from scan.report.figures.metrics import CAP
from scan.report.figures.recording import Recorder
from scan.report.style import Style

_SHEET = Figure(dpi=72)
"""Tells texts that a dot is a point; nothing is ever added to it."""
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


@lru_cache(maxsize=8192)
def frame(plan: Plan, style: Style) -> Frame:
    """Draw the axes with matplotlib's artists, or take them from the cache.

    The artists stand by themselves: building an ``Axes`` with its ticks takes ten times as long
    as drawing the lines and labels that we want of it.
    """
    empty = Frame((), plan)
    recorder = Recorder(plan.width, plan.height)
    for axis, horizontal in ((plan.x, True), (plan.y, False)):
        for tick in axis.ticks if axis.grid else ():
            _line(recorder, empty, tick, horizontal, style.line, 0.6)
        if axis.zero:
            _line(recorder, empty, 0.0, horizontal, style.muted, 0.9)
        for tick, label in zip(axis.ticks, axis.labels, strict=bool(axis.labels)):
            _label(recorder, empty, tick, label, horizontal, style)
    return Frame(tuple(recorder.marks), plan)


def _line(
    recorder: Recorder, plot: Frame, at: float, horizontal: bool, colour: Colour, width: float
) -> None:
    """A line across the plot at a value of the horizontal or the vertical axis."""
    plan = plot.plan
    xs = [plot.x(at)] * 2 if horizontal else [plan.left, plan.width - plan.right]
    ys = [plan.bottom, plan.height - plan.top] if horizontal else [plot.y(at)] * 2
    Line2D(xs, ys, color=colour, linewidth=width).draw(recorder)


def _label(
    recorder: Recorder, plot: Frame, at: float, label: str, horizontal: bool, style: Style
) -> None:
    """A label under the plot, or left of it at the height of its value."""
    rise = CAP * style.small
    if horizontal:
        x, y, align = plot.x(at), plot.plan.bottom - GAP - rise - 1.5, "center"
    else:
        x, y, align = plot.plan.left - GAP, plot.y(at) - rise / 2, "right"
    text = Text(x, y, label, color=style.muted, fontsize=style.small)
    text.set(horizontalalignment=align, verticalalignment="baseline", fontfamily=[style.sans])
    text.set_figure(_SHEET)
    text.draw(recorder)

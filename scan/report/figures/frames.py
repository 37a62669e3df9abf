"""Report, figures: axes, grids and tick labels, drawn once by matplotlib and then kept.

Input: a hashable description of the axes. Output: a :class:`Frame`: marks, and where a value
lies in points. A frame knows nothing of a municipality, so 285 reports share it.
"""

from dataclasses import dataclass
from functools import lru_cache

from matplotlib.figure import Figure

from scan.report.figures.drawing import PathMark, TextMark
from scan.report.figures.recording import Recorder
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


@lru_cache(maxsize=8192)
def frame(plan: Plan, style: Style) -> Frame:
    """Draw the axes with matplotlib, or take them from the cache."""
    size = (plan.width / 72, plan.height / 72)
    figure = Figure(figsize=size, dpi=72, facecolor="none", edgecolor="none")
    bounds = (
        plan.left / plan.width,
        plan.bottom / plan.height,
        (plan.width - plan.left - plan.right) / plan.width,
        (plan.height - plan.bottom - plan.top) / plan.height,
    )
    axes = figure.add_axes(bounds, facecolor="none", frame_on=False)
    axes.set(xlim=(plan.x.low, plan.x.high), ylim=(plan.y.low, plan.y.high))
    axes.set_axisbelow(True)
    for name, axis in (("x", plan.x), ("y", plan.y)):
        matplotlib_axis = axes.xaxis if name == "x" else axes.yaxis
        matplotlib_axis.set_ticks(axis.ticks, axis.labels if axis.labels else [""] * len(axis.ticks))
        axes.tick_params(
            axis=name, length=0, pad=GAP, labelsize=style.small, labelcolor=style.muted
        )
        if axis.grid:
            axes.grid(visible=True, axis=name, color=style.line, linewidth=0.6, clip_on=False)
    if plan.y.zero:
        axes.axhline(0, color=style.muted, linewidth=0.9, clip_on=False, zorder=2)
    if plan.x.zero:
        axes.axvline(0, color=style.muted, linewidth=0.9, clip_on=False, zorder=2)
    recorder = Recorder(plan.width, plan.height)
    figure.draw(recorder)
    return Frame(tuple(recorder.marks), plan)

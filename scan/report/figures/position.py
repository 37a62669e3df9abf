"""Report, figures: where does the municipality stand among all municipalities?

Needs a position: counts per bin, fixed per delivery. Every dot is a municipality, stacked in
its bin, as large as fits; the own dot is larger, stands at its value and is named; a line marks the
median. Members of a group that it is compared with stand under the axis at their values and are
named there. Words: ``labels.median``, ``labels.members``. Alternative text:
``position`` in the wording ``alternatives``.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scan.dutch import NBSP
from scan.report.figures.artists import draw_specks
from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.frames import Axis, Frame, Plan, frame
from scan.report.figures.metrics import LEADING, RISE, label_lines, text_width
from scan.report.figures.paths import Spot
from scan.report.figures.placing import spread
from scan.report.figures.recording import Recorder
from scan.report.figures.scales import inner_scale
from scan.report.figures.words import NO_LABELS, Labels, furniture
from scan.report.style import Style
from scan.views.records import IndicatorView, Position, Shown

NAME = "position"
BOTTOM = 17.0
LARGEST = 7.0
"""Diameter above which dots do not grow."""
RING = 4.6
"""Diameter of the ring of a member of the group."""
DEPTH = 0.24
"""How far letters of a size of 1 reach below their line: the j of the bundled sans does."""


def fits(view: IndicatorView) -> bool:
    """Whether the municipality has a place among the others."""
    return view.position is not None and view.main.shown.value is not None


def height(view: IndicatorView, style: Style, width: float) -> float:
    """The height at which it looks best, in points."""
    return 150.0 + _foot(_names(view, width, style, NO_LABELS), style)


@dataclass(frozen=True, slots=True)
class _Stack:
    """The dots of all municipalities, the place of the last dot in each bin, their diameter."""

    marks: tuple[PathMark | TextMark, ...]
    tops: tuple[Spot, ...]
    diameter: float


@dataclass(frozen=True, slots=True)
class _Flag:
    """A label above the dots with its leader down to a height."""

    x: float
    foot: float
    lines: tuple[str, ...]
    own: bool


def draw(
    view: IndicatorView,
    style: Style,
    theme: str,
    width: float,
    height: float,
    labels: Labels = NO_LABELS,
) -> Drawing:
    """Stacked dots with two flags: the municipality and the median."""
    canvas = Canvas(style, width, height)
    position = view.position
    if position is None:
        return canvas.drawing()
    palette = style.theme(theme)
    own = (*label_lines(view.place.name, width * 0.45, style.text, 700), view.main.shown.text)
    words = furniture(labels, "median", value=position.median.text) or position.median.text
    median = tuple(words.split("|"))
    top = max(len(own), len(median)) * LEADING * style.text + 12
    named = _names(view, width, style, labels)
    plot = _frame(style, view, position, (width, height), (BOTTOM + _foot(named, style), top))
    canvas.add(plot.marks)
    stack = _stack(plot, position.edges, position.counts, style.beside)
    canvas.add(stack.marks)
    x = plot.x(position.median.value or 0.0)
    instead = stack.tops[position.own_bin]
    canvas.dot(*instead, stack.diameter, style.paper)
    mine = (_within(plot, view.main.shown), instead[1])
    flags = [_Flag(x, plot.plan.bottom, median, own=False), _Flag(*mine, own, own=True)]
    _draw_flags(canvas, flags, palette.strong)
    canvas.dot(*mine, max(stack.diameter * 1.15, 5.0), palette.strong, style.paper, 0.8)
    _draw_members(canvas, plot, view, named)
    return canvas.drawing()


def _within(plot: Frame, shown: Shown) -> float:
    """Where a value lies, at an end of the axis where it lies beyond: the ends are those of all
    municipalities when the spread was last laid down."""
    axis = plot.plan.x
    return plot.x(min(max(shown.value or 0.0, axis.low), axis.high))


def _names(view: IndicatorView, width: float, style: Style, labels: Labels) -> tuple[str, ...]:
    """The members of the group with their figures, in as many lines as they take."""
    if view.named is None:
        return ()
    group, middle = view.named.place, view.beside(view.main, view.named.place).text
    head = f"{furniture(labels, 'members', group=group.name, middle=middle)} "
    lines, line = [], head.lstrip()
    for number, member in enumerate(view.named.members):
        piece = f"{member.place.name} {member.shown.bare}".replace(" ", NBSP)
        joined = f"{line}{piece}" if not number else f"{line} · {piece}"
        if text_width(joined, style.small) > width and line.strip():
            lines.append(line.rstrip())
            joined = piece
        line = joined
    return (*lines, line)


def _foot(lines: tuple[str, ...], style: Style) -> float:
    """Room for the names under the axis."""
    return LEADING * style.small * len(lines) + 3.0 if lines else 0.0


def _draw_members(canvas: Canvas, plot: Frame, view: IndicatorView, lines: tuple[str, ...]) -> None:
    """Rings on the axis at the values of the members, and who they are."""
    style = canvas.style
    for member in view.named.members if view.named else ():
        x = _within(plot, member.shown)
        canvas.dot(x, plot.plan.bottom, RING, style.paper, style.ink, 0.9)
    for row, line in enumerate(reversed(lines)):
        y = (DEPTH + row * LEADING) * style.small
        canvas.text(0, y, line, style.muted, style.small)


def _frame(
    style: Style,
    view: IndicatorView,
    position: Position,
    size: tuple[float, float],
    edges: tuple[float, float],
) -> Frame:
    """The axis; ``edges`` are the margins below and above."""
    width, (below, above) = size[0], edges
    low, high = position.edges[0], position.edges[-1]
    scale = inner_scale(low, high, 10 if width >= 330 else 6)
    pairs = [
        (tick, label)
        for tick, label in zip(scale.ticks, scale.labels(view.unit), strict=True)
        if low - 1e-9 <= tick <= high + 1e-9
    ]
    if pairs and view.unit == "percent" and "%" not in pairs[-1][1]:
        pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]}\u00a0%")
    ticks, texts = tuple(tick for tick, _ in pairs), tuple(text for _, text in pairs)
    x = Axis(low, high, ticks, texts)
    plan = Plan(*size, 10.0, below, 14.0, above, x, Axis(0.0, 1.0, zero=True))
    return frame(plan, style)


@lru_cache(maxsize=2048)
def _stack(
    plot: Frame, edges: tuple[float, ...], counts: tuple[int, ...], colour: Colour
) -> _Stack:
    """The largest dots with which every bin fits under the top, several in a row if need be.

    Kept: position and number of dots are the same for every municipality.
    """
    plan = plot.plan
    room = plan.height - plan.bottom - plan.top - 2
    span = min(plot.x(right) - plot.x(left) for left, right in pairwise(edges))
    diameter, across = max(
        (min(span * 0.92 / columns, room / math.ceil(max(*counts, 1) / columns), LARGEST), -columns)
        for columns in range(1, 12)
    )
    columns = -across
    bins = []
    for index, count in enumerate(counts):
        left = plot.x((edges[index] + edges[index + 1]) / 2) - diameter * (columns - 1) / 2
        bins.append(
            [
                (left + (n % columns) * diameter, plan.bottom + 1 + (n // columns + 0.5) * diameter)
                for n in range(max(count, 1))
            ]
        )
    spots = [spot for spots, n in zip(bins, counts, strict=True) for spot in spots[:n]]
    recorder = Recorder(plan.width, plan.height)
    draw_specks(recorder, spots, colour, diameter * 0.86)
    return _Stack(tuple(recorder.marks), tuple(spots[-1] for spots in bins), diameter)


def _draw_flags(canvas: Canvas, flags: list[_Flag], strong: Colour) -> None:
    """Labels side by side at the top, each with its leader."""
    style = canvas.style
    widths = [
        max(text_width(line, style.text, 700 if flag.own else 400) for line in flag.lines) + 8
        for flag in flags
    ]
    wanted = [flag.x + (0 if flag.own else -1) for flag in flags]
    centres = spread(wanted, widths, 0.0, canvas.width)
    step = LEADING * style.text
    first = canvas.height - RISE * style.text
    for flag, centre, width in zip(flags, centres, widths, strict=True):
        colour = strong if flag.own else style.muted
        left, right = centre - width / 2 + 4, centre + width / 2 - 4
        anchor = min(max(flag.x, left), right)
        lowest = first - step * (len(flag.lines) - 1)
        points = [(anchor, lowest - 3.5), (flag.x, lowest - 7.5), (flag.x, flag.foot)]
        if abs(anchor - flag.x) < 0.01:
            points.pop(1)
        canvas.line(points, colour, 0.8, () if flag.own else (2.2, 1.8))
        for index, line in enumerate(flag.lines):
            weight = 700 if flag.own else 400
            canvas.text(centre, first - index * step, line, colour, style.text, weight, "centre")

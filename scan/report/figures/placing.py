"""Report, figures: where labels go so that they never lie on each other.

Input: wished places and sizes. Output: places. Two ways: pushing labels apart along a line,
and stacking labels on levels above the parts of a bar, each with a leader down to its part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

Cluster = tuple[float, float, list[int]]
"""Start, size and members of labels that stand against each other."""


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near as possible to the wanted ones, so that labels of these sizes do not
    overlap and lie between low and high. Order is kept; where the room is too small, they
    start at low and overlap as little as can be."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    squeeze = min(1.0, (high - low) / sum(sizes)) if sizes and sum(sizes) else 1.0
    heights = [sizes[index] * squeeze for index in order]
    clusters: list[Cluster] = []
    for place, index in enumerate(order):
        clusters.append((wanted[index] - heights[place] / 2, heights[place], [place]))
        while len(clusters) > 1 and clusters[-2][0] + clusters[-2][1] > clusters[-1][0]:
            clusters[-2:] = [_merge(clusters[-2], clusters[-1], low, high)]
        clusters[-1] = _inside(clusters[-1], low, high)
        while len(clusters) > 1 and clusters[-2][0] + clusters[-2][1] > clusters[-1][0]:
            clusters[-2:] = [_merge(clusters[-2], clusters[-1], low, high)]
    centres = [0.0] * len(wanted)
    for start, _, members in clusters:
        at = start
        for place in members:
            centres[order[place]] = at + heights[place] / 2
            at += heights[place]
    return centres


def _inside(cluster: Cluster, low: float, high: float) -> Cluster:
    start, size, members = cluster
    return (max(low, min(start, high - size)), size, members)


def _merge(first: Cluster, second: Cluster, low: float, high: float) -> Cluster:
    """Two clusters as one, at the mean of where their members want to be."""
    size = first[1] + second[1]
    weights = (len(first[2]), len(second[2]))
    start = (first[0] * weights[0] + (second[0] - first[1]) * weights[1]) / sum(weights)
    return _inside((start, size, first[2] + second[2]), low, high)


APART = 3.4
"""Least distance between leaders."""


@dataclass(frozen=True, slots=True)
class Perch:
    """A label above a part: where its text starts, on which level, and where its leader is."""

    start: float
    width: float
    level: int
    leader: float


def perches(
    anchors: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float = 6.0
) -> list[Perch] | None:
    """A place for a label above each anchor (points, ascending), texts between low and high.

    All on level 0 where they fit side by side when pushed apart less than half their width;
    else a staircase in which no leader runs through a text; ``None`` where there is none.
    Leaders keep a distance, so that they can be told apart above the narrowest parts.
    """
    centres = spread(anchors, [width + gap for width in widths], low - gap / 2, high + gap / 2)
    room = high - low + gap
    if sum(widths) + gap * len(widths) <= room and all(
        abs(centre - anchor) <= max(width / 2 - 3, 0.5)
        for centre, anchor, width in zip(centres, anchors, widths, strict=True)
    ):
        return [
            Perch(centre - width / 2, width, 0, anchor)
            for centre, anchor, width in zip(centres, anchors, widths, strict=True)
        ]
    return _staircase(spread(anchors, [APART] * len(anchors), low, high), widths, low, high, gap)


def _staircase(
    anchors: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float
) -> list[Perch] | None:
    """The lowest arrangement among all ways to put texts right, left or across their leaders."""
    choices = [
        sorted(set(_starts(anchor, width, low, high)), reverse=True)
        for anchor, width in zip(anchors, widths, strict=True)
    ]
    best: list[int] | None = None
    chosen: tuple[float, ...] = ()
    for starts in product(*choices):
        levels = _levels(starts, anchors, widths, gap)
        if levels is not None and (best is None or max(levels) < max(best)):
            best, chosen = levels, starts
            if max(levels) <= 1:
                break
    if best is None:
        return None
    return [
        Perch(start, width, level, anchor)
        for start, width, level, anchor in zip(chosen, widths, best, anchors, strict=True)
    ]


def _starts(anchor: float, width: float, low: float, high: float) -> tuple[float, ...]:
    return tuple(
        max(low, min(start, high - width))
        for start in (anchor - 1, anchor - width / 2, anchor + 1 - width)
    )


def _levels(
    starts: Sequence[float], anchors: Sequence[float], widths: Sequence[float], gap: float
) -> list[int] | None:
    """Levels on which no leader runs through a text and no texts overlap; ``None`` if none do.

    A text that covers a leader must stand above the label which that leader belongs to.
    """
    every = range(len(starts))
    ends = [start + width for start, width in zip(starts, widths, strict=True)]
    below = {
        i: {j for j in every if j != i and starts[i] - 1.5 <= anchors[j] <= ends[i] + 1.5}
        for i in every
    }
    levels: dict[int, int] = {}
    while len(levels) < len(starts):
        ready = next((i for i in every if i not in levels and below[i] <= levels.keys()), None)
        if ready is None:
            return None
        level = max((levels[j] + 1 for j in below[ready]), default=0)
        while any(
            levels[j] == level and starts[ready] < ends[j] + gap and starts[j] < ends[ready] + gap
            for j in levels
        ):
            level += 1
        levels[ready] = level
    return [levels[i] for i in every]

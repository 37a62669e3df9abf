"""Report, pages: *de kern*, to measure.

Input: the findings with their charts. Output: a :class:`CoreLayout`: which finding begins a page,
and how much stands between them. All lengths are in points and agree with ``front.css``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.errors import ReportError
from scan.report.pages.contents import CoreFinding
from scan.report.pages.heights import caption_height
from scan.report.pages.typesetting import line_count

PAGE = 705.5
HEAD = 84.0
"""Of the page: its head and the lead, two lines at most."""
KIND, SAY_SIZE, SAY_LINE, SAY_FOOT, SEE = 15.0, 14.5, 19.0, 4.0, 18.0
"""What kind of finding it is, its sentence and what stands under that,
the way to its page."""
WIDTH = 470.5
LEAST_GAP, MOST_GAP = 16.0, 34.0
"""Between findings; a rule stands in it."""
MOST_PAGES = 2
IN_HAND = 6.0
"""Kept free at the foot of a page, for rounding."""


@dataclass(frozen=True, slots=True)
class CoreLayout:
    """Where each finding stands: ``breaks`` says whether it begins a page, ``gaps`` what stands
    before it."""

    pages: int
    breaks: tuple[bool, ...]
    gaps: tuple[float, ...]


def core_layout(findings: Sequence[CoreFinding]) -> CoreLayout:
    """The findings on one page or two. Raises ReportError where they need more."""
    heights = [_height(finding) for finding in findings]
    for cut in range(len(heights), 0, -1):
        parts = [heights[:cut], heights[cut:]] if cut < len(heights) else [heights]
        rooms = [_room(part, HEAD if number == 0 else 0.0) for number, part in enumerate(parts)]
        if min(rooms, default=0.0) >= LEAST_GAP:
            gaps = [
                0.0 if number == 0 else min(room, MOST_GAP)
                for part, room in zip(parts, rooms, strict=True)
                for number, _ in enumerate(part)
            ]
            breaks = tuple(number == cut for number in range(len(heights)))
            return CoreLayout(len(parts), breaks, tuple(gaps))
    if not findings:
        return CoreLayout(0, (), ())
    raise ReportError(findings[0].see, f"the findings need more than {MOST_PAGES} pages")


def _height(finding: CoreFinding) -> float:
    lines = line_count(finding.sentence, "serif_semibold", SAY_SIZE, WIDTH)
    said = KIND + lines * SAY_LINE + SAY_FOOT
    return said + caption_height(finding.chart.caption, WIDTH) + finding.chart.box.height + SEE


def _room(heights: Sequence[float], head: float) -> float:
    """What is left between findings, each time; a lone one needs none."""
    left = PAGE - IN_HAND - head - sum(heights)
    return left / max(len(heights) - 1, 1)

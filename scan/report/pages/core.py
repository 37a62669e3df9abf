"""Report, pages: *de kern*, to measure.

Input: the findings with their charts. Output: a :class:`CoreLayout`: which finding begins a page,
and how much stands between them. All lengths are in points and agree with ``front.css``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.errors import ReportError
from scan.report.pages.contents import CoreFinding
from scan.report.pages.heights import caption_height
from scan.report.pages.sizes import FULL, PAGE
from scan.report.pages.typesetting import line_count

HEAD = 84.0
"""Of the page: its head and the lead, two lines at most."""
KIND, SAY_SIZE, SAY_LINE, SAY_FOOT, SEE = 15.0, 14.5, 19.0, 4.0, 18.0
"""What kind of finding it is, its sentence and what stands under that,
the way to its page."""
LEAST_GAP, MOST_GAP = 16.0, 34.0
"""Between findings; a rule stands in it."""
TIGHT_GAP = 6.0
"""The same where two pages hold all findings only so: room for the rule."""
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
    """The findings on one page or two; on a third where long names leave no other way. Raises
    ReportError for one that needs a page and more."""
    heights = [_height(finding) for finding in findings]
    for finding, height in zip(findings, heights, strict=True):
        if height > _space(0):
            raise ReportError(finding.see, "a finding needs more than a page")
    pages = _packed(heights, LEAST_GAP)
    if len(pages) > MOST_PAGES:
        pages = _packed(heights, TIGHT_GAP)
    gaps = [_gap(page, _space(number)) for number, page in enumerate(pages)]
    firsts = [
        number > 0 and at == 0 for number, page in enumerate(pages) for at in range(len(page))
    ]
    between = [
        0.0 if at == 0 else gap
        for gap, page in zip(gaps, pages, strict=True)
        for at in range(len(page))
    ]
    return CoreLayout(len(pages), tuple(firsts), tuple(between))


def _packed(heights: Sequence[float], gap: float) -> list[list[float]]:
    """As many on each page as it holds, in order."""
    pages: list[list[float]] = []
    for height in heights:
        if pages and sum(pages[-1]) + height + gap * len(pages[-1]) <= _space(len(pages) - 1):
            pages[-1].append(height)
        else:
            pages.append([height])
    return pages


def _space(number: int) -> float:
    """Of a page, for findings: the first one has a head."""
    return PAGE - IN_HAND - (0.0 if number else HEAD)


def _gap(heights: Sequence[float], space: float) -> float:
    """Between findings of a page, as large as it leaves."""
    return min((space - sum(heights)) / max(len(heights) - 1, 1), MOST_GAP)


def _height(finding: CoreFinding) -> float:
    lines = line_count(finding.sentence, "serif_semibold", SAY_SIZE, FULL)
    said = KIND + lines * SAY_LINE + SAY_FOOT
    return said + caption_height(finding.chart.caption, FULL) + finding.chart.box.height + SEE

"""Views, core words: what stands above the chart of a finding, and what is read out in its place.

Input: a :class:`Finding` and the patterns of ``catalogue/wording/figures.toml`` and
``alternatives.toml``. Output: :class:`FigureWords`, from the figures of the finding alone.
"""

from collections.abc import Iterator
from itertools import pairwise

from scan.views.alternatives import fitted
from scan.views.core import Finding, Point
from scan.views.figure_words import FigureWords
from scan.views.sentences import Patterns


def core_words(finding: Finding, titles: Patterns, alternatives: Patterns) -> FigureWords:
    """Title, note and alternative text of at most 150 characters."""
    view = finding.view
    fields = {
        "short": view.short if view else "",
        "unit_label": view.unit_label if view else "",
        "period_text": view.period_text if view else "",
        "per": alternatives.get(f"per.{view.unit}", "") if view else "",
    }
    said = tuple(_said(finding, alternatives))
    message = alternatives[f"core.{finding.kind}"].format(first=said[0], **fields)
    kind = alternatives[f"core_kind.{finding.kind}"]
    return FigureWords(
        titles[f"core_{finding.kind}.title"].format(**fields),
        titles[f"core_{finding.kind}.note"].format(**fields),
        fitted((message, said[0]), said[1:], kind, alternatives),
    )


def _said(finding: Finding, patterns: Patterns) -> Iterator[str]:
    """The figures of each place, the municipality first; of what is not known each theme."""
    if finding.kind in ("unknown", "gap_old"):
        yield from _counts(finding, patterns)
        return
    if finding.kind in ("composition", "apart"):
        pairs = [(point, point) for point in finding.points]
    elif finding.kind == "gap":
        pairs = list(pairwise(finding.points))[::2]
    else:
        half = len(finding.points) // 2
        pairs = list(zip(finding.points[:half], finding.points[half:], strict=True))
    for first, last in pairs:
        if first.shown.value is not None and last.shown.value is not None:
            yield _pair(finding, first, last, patterns)


def _pair(finding: Finding, first: Point, last: Point, patterns: Patterns) -> str:
    return patterns[f"core_item.{finding.kind}"].format(
        place=first.place.name,
        first=first.shown.text,
        last=last.shown.text,
        label=first.label,
        last_label=last.label,
    )


def _counts(finding: Finding, patterns: Patterns) -> Iterator[str]:
    if finding.kind == "gap_old":
        first, last = min(finding.years), max(finding.years)
        count = len(finding.years)
        kind = "gap_old" if first != last else "gap_old_same" if count > 1 else "gap_old_one"
        yield patterns[f"core_item.{kind}"].format(first=first, last=last, count=count)
    counts = [one.recent + one.old + one.hidden + one.missing for one in finding.holdings]
    if counts:
        recent = sum(one.recent for one in finding.holdings)
        yield patterns["core_item.unknown_all"].format(recent=recent, count=sum(counts))
    for one, count in zip(finding.holdings, counts, strict=True):
        item = patterns["core_item.unknown"]
        yield item.format(theme=one.title, recent=one.recent, count=count)

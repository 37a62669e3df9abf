"""Report, the pages of *de kern*: what opens a report.

Input: the chapters, all views, catalogue, wording and style. Output: the findings in their order,
each with its chart and the page to go to.
"""

from collections.abc import Iterator, Sequence

from scan.catalogue.reading import Catalogue
from scan.report.figures.drawing import Figure
from scan.report.figures.findings.drawing import draw_finding
from scan.report.pages.contents import ChapterContents, Chart, CoreFinding
from scan.report.pages.furniture import Wording
from scan.report.pages.plan import SOURCES
from scan.report.style import Style
from scan.views.core import Finding, Told, findings
from scan.views.core_words import core_words
from scan.views.records import IndicatorView


def core_page(
    chapters: Sequence[ChapterContents],
    views: tuple[IndicatorView, ...],
    catalogue: Catalogue,
    wording: Wording,
    style: Style,
) -> Iterator[CoreFinding]:
    """The findings of a report with pages in these chapters."""
    told = Told(
        views=views,
        indicators=catalogue.indicators,
        themes={chapter.theme: chapter.title for chapter in chapters},
        missing={chapter.theme: len(chapter.missing) for chapter in chapters},
        rules=catalogue.core,
        patterns=wording["sentences"],
    )
    pages = {page.view.indicator: page.view.short for one in chapters for page in one.pages}
    newest = max((view.period for view in views), default=0)
    for finding in findings(told):
        yield CoreFinding(
            kind=finding.kind,
            sentence=finding.sentence,
            theme=finding.view.theme if finding.view else "",
            chart=_chart(finding, newest, wording, style),
            see=finding.see if finding.see in pages else SOURCES,
            see_name=pages.get(finding.see, wording["furniture"]["sources.title"]),
        )


def _chart(finding: Finding, newest: int, wording: Wording, style: Style) -> Chart:
    said = core_words(finding, wording["figures"], wording["alternatives"])
    drawing = draw_finding(finding, style, style.full, newest, wording["figures"])
    return Chart(f"core-{finding.kind}", Figure(drawing, said.title, said.note, said.alt))

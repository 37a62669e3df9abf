"""Report, the page of the profile: where the municipality stands on the indicators of a list.

Input: the codes of the publication, the chapters, wording and style. Output: the chart with what it
says, and the indicators that its rows lead to.
"""

from collections.abc import Sequence
from dataclasses import replace

from scan.report.figures import profile
from scan.report.figures.drawing import Figure
from scan.report.pages.contents import ChapterContents, Chart, ProfilePage
from scan.report.pages.furniture import Wording
from scan.report.pages.layout import profile_box
from scan.report.style import Style
from scan.views.figure_words import profile_words
from scan.views.marking import marking_of
from scan.views.tallying import ranked

FEW_ROWS, STRETCH, FEW_STRETCH = 6, 2.0, 1.2
"""A profile of many rows fills a page of its own; one of a few rows stays low."""


def profile_page(
    codes: Sequence[str], chapters: Sequence[ChapterContents], wording: Wording, style: Style
) -> ProfilePage | None:
    """The profile of those indicators that have a page; none where none has a place among all."""
    views = {p.view.indicator: p.view for chapter in chapters for p in chapter.pages}
    rows = tuple(views[code] for code in codes if code in views)
    if not rows or not profile.fits(rows):
        return None
    marking, said = marking_of(rows), ranked(rows, wording["sentences"])
    box = profile_box(said, legend=bool(marking.legend))
    stretch = FEW_STRETCH if len(rows) <= FEW_ROWS else STRETCH
    height = min(box.height, profile.height(rows, style, box.width) * stretch)
    named = tuple(replace(view, short=marking.short(view)) for view in rows)
    drawing = profile.draw(named, style, box.width, height, wording["figures"])
    alt = profile_words(rows, said, wording["alternatives"])
    title = wording["figures"]["profile.title"].format(place=rows[0].place.in_text)
    figure = Figure(drawing, title, wording["figures"]["profile.note"], alt)
    return ProfilePage(
        said=said,
        chart=Chart("profile", figure),
        codes=tuple(view.indicator for view in rows),
        head=profile.HEAD,
        row=profile.pitch(rows, height),
        legend=marking.legend,
    )

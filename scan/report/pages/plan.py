"""Report, pages: which section stands on which page, before anything is laid out.

Input: :class:`ReportContents`, and after a first layout the pages that the PDF writer found.
Output: a :class:`Plan`. Page numbers are printed as plain text, so that a report needs one
layout; where the plan of a long section was wrong, it is corrected once from what was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from scan.errors import ReportError
from scan.report.pages.contents import ConceptText, ReportContents, SourceRow
from scan.report.pages.furniture import Furniture
from scan.report.pages.glance import shared_row
from scan.report.pages.layout import PAGE
from scan.report.pages.openings import opening
from scan.report.pages.typesetting import line_count

COVER, COLOPHON, CONTENTS, GUIDE, GLANCE, PROFILE, SIMILAR = (
    "omslag",
    "colofon",
    "inhoud",
    "leeswijzer",
    "oogopslag",
    "profiel",
    "vergelijkbaar",
)
CONCEPTS, SOURCES, METHOD = "begrippen", "bronnen", "methode"
FRONT_ROOM, TOC_CHAPTER, TOC_EDGES = 590.0, 26.0, 60.0
TOC_SIZES = {"": (8.8, 11.2, 1.8), "dense": (8.2, 10.2, 1.2)}
"""Of the contents by their class: type size, line height and space between titles; the first
that takes no more pages than the last."""
TERM_SIZES = ((9.8, 13.6), (9.3, 12.9), (8.8, 12.2))
"""Size and line height of the concepts; the largest that takes no more pages."""
AFTER_TERM, TERM_WIDTH = 7.0, 222.0
IN_HAND = 1.03
"""Columns do not end on the same line."""
CONCEPTS_HEAD = 245.0
FEW_TITLES = 20
SOURCE, SOURCES_HEAD, SOURCE_LINE, SOURCE_PADDING = 8.4, 76.0, 11.2, 7.4
SOURCE_COLUMNS = (108.0, 188.5, 38.0, 54.0, 82.0)
"""Source, indicators, year, delivery, next figures; without the fourth where no delivery has a
date."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Indicators that share source, year, delivery and next figures."""

    source: str
    year: str
    delivered: str
    expected: str
    links: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The first page of every section, counted from 1, and the length of the report."""

    starts: Mapping[str, int]
    pages: int


def chapter_id(theme: str) -> str:
    """The id of the opening of a chapter."""
    return f"thema-{theme}"


def plan_pages(
    contents: ReportContents, say: Furniture, measured: Mapping[str, int] | None = None
) -> Plan:
    """Count the pages out; ``measured`` (id → page, from a first layout) overrides the count.

    Raises ReportError when a section is missing from ``measured``.
    """
    starts: dict[str, int] = {}
    following = 1
    for section, pages in _sections(contents, say):
        if measured is not None:
            if section not in measured:
                raise ReportError(section, "the section is not in the document")
            following = measured[section]
        starts[section] = following
        following += pages
    return Plan(starts, following - 1)


def check_plan(plan: Plan, found: Mapping[str, int], pages: int) -> None:
    """Compare the plan with the finished PDF.

    Raises ReportError that names the last section that began where it was planned: it is the
    one that ran over.
    """
    before = COVER
    for section, page in sorted(plan.starts.items(), key=lambda item: item[1]):
        if found.get(section) != page:
            raise ReportError(
                before,
                f"a page too many or too few: {section} was planned on page {page}"
                f" and stands on {found.get(section, 'no page')}",
            )
        before = section
    if pages != plan.pages:
        raise ReportError(before, f"planned {plan.pages} pages, made {pages}")


def source_groups(rows: tuple[SourceRow, ...]) -> tuple[SourceGroup, ...]:
    """Rows of the calendar, one per source and year, in the order of first appearance."""
    groups: dict[tuple[str, str, str, str], list[SourceRow]] = {}
    for row in rows:
        groups.setdefault((row.source, row.year, row.delivered, row.expected), []).append(row)
    return tuple(SourceGroup(*key, tuple(links)) for key, links in groups.items())


def _sections(contents: ReportContents, say: Furniture) -> list[tuple[str, int]]:
    """Every section with its number of pages, in order."""
    together = (
        shared_row(len(contents.key_figures), contents.shown_profile, contents.profile_legend) > 0
    )
    glance = [(GLANCE, 0 if together else 1)] if contents.key_figures else []
    glance += [(PROFILE, 1)] if contents.shown_profile is not None else []
    sections = [(COVER, 1), (COLOPHON, 1), (CONTENTS, _toc_pages(contents)), (GUIDE, 1)]
    sections += glance
    sections += [(SIMILAR, 1)] if contents.similar else []
    for chapter in contents.chapters:
        opened = opening(chapter, contents.place, contents.beside, say) if chapter.pages else None
        broken = opened is not None and opened.broken
        sections.append((chapter_id(chapter.theme), 2 if broken else 1))
        sections += [(page.view.indicator, 1) for page in chapter.pages]
    sections.append((CONCEPTS, _concept_pages(contents.concepts, *concept_size(contents.concepts))))
    sections.append((SOURCES, _source_pages(contents.sources)))
    return [*sections, (METHOD, 1)]


def toc_class(contents: ReportContents) -> str:
    """The class of the contents: larger type where they are short, smaller where that saves a
    page."""
    if len(contents.indicator_pages) <= FEW_TITLES:
        return "roomy"
    fewest = min(_toc_length(contents, name) for name in TOC_SIZES)
    return next(name for name in TOC_SIZES if _toc_length(contents, name) == fewest)


def _toc_pages(contents: ReportContents) -> int:
    name = toc_class(contents)
    return _toc_length(contents, name if name in TOC_SIZES else "")


def _toc_length(contents: ReportContents, name: str) -> int:
    """Pages of the contents in a type size, both columns ending on the same line."""
    size, line, space = TOC_SIZES[name]
    titles = [page.view.title for page in contents.indicator_pages]
    lines = sum(line_count(title, "sans", size, 200.0) for title in titles)
    height = lines * line + len(titles) * space + TOC_CHAPTER * len(contents.chapters)
    return max(1, ceil((height + TOC_EDGES) / 2 / FRONT_ROOM))


def concept_size(concepts: tuple[ConceptText, ...]) -> tuple[float, float]:
    """The size and line height at which the concepts fill their pages best."""
    fewest = _concept_pages(concepts, *TERM_SIZES[-1])
    return next(size for size in TERM_SIZES if _concept_pages(concepts, *size) == fewest)


def _concept_pages(concepts: tuple[ConceptText, ...], size: float, line: float) -> int:
    height = sum(
        line_count(f"{c.term} {c.text}", "sans", size, TERM_WIDTH) * line + AFTER_TERM
        for c in concepts
    )
    over = height * IN_HAND / 2 - (PAGE - CONCEPTS_HEAD)
    return 1 + max(0, ceil(over / PAGE))


def source_columns(rows: tuple[SourceRow, ...]) -> tuple[float, ...]:
    """Widths of the columns of the calendar."""
    source, links, year, delivered, expected = SOURCE_COLUMNS
    if any(row.delivered for row in rows):
        return SOURCE_COLUMNS
    return (source, links + delivered, year, expected)


def _source_pages(rows: tuple[SourceRow, ...]) -> int:
    height = SOURCES_HEAD
    source, links, *_, expected = (width - 8.0 for width in source_columns(rows))
    for group in source_groups(rows):
        names = " · ".join(link.short for link in group.links)
        lines = max(
            line_count(names, "sans", SOURCE, links),
            line_count(group.source, "semibold", SOURCE, source),
            line_count(group.expected, "sans", SOURCE, expected),
        )
        height += lines * SOURCE_LINE + SOURCE_PADDING
    return ceil(height / PAGE)

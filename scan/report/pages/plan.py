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
from scan.report.pages.core import core_layout
from scan.report.pages.furniture import Furniture
from scan.report.pages.heights import coded
from scan.report.pages.openings import BRIEF_LINES, opening
from scan.report.pages.sizes import PAGE
from scan.report.pages.typesetting import line_count

COVER, COLOPHON, CONTENTS, GUIDE, CORE, PROFILE, SIMILAR = (
    "omslag",
    "colofon",
    "inhoud",
    "leeswijzer",
    "kern",
    "profiel",
    "vergelijkbaar",
)
CONCEPTS, SOURCES, METHOD, MISSING = "begrippen", "bronnen", "methode", "ontbreekt"
FRONT_ROOM, TOC_CHAPTER, TOC_EDGES = 650.0, 26.0, 140.0
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
MISSING_HEAD, MISSING_THEME, MISSING_LINE = 92.0, 34.0, 14.0
"""Of the page on what is missing: its head, that of a theme, an indicator."""
SOURCES_HEAD = 100.0
SOURCE_SIZES = ((8.4, 11.2), (8.0, 10.4), (7.6, 9.8))
"""Size and line height of the calendar, as ``size-N`` in ``back.css``."""
LEAST_PAD, MOST_SPREAD = 3.6, 11.0
"""Above and below the text of a row of the calendar together; what is added where there is room."""
SOURCE_RULE, SOURCES_HEAD_AGAIN, IN_RESERVE = 0.4, 22.0, 16.0
"""The line under a row, the head of the table on its next page, and what is kept in hand."""
NOT_FILLED = 70.0
"""What a page before the last may have left, because its next row does not fit."""
WIDEST_PAGE = 99
"""A page number as wide as any."""
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
    sections = [(COVER, 1), (COLOPHON, 1), (CONTENTS, _toc_pages(contents)), (GUIDE, 1)]
    sections += [(CORE, core_layout(contents.core).pages)] if contents.core else []
    sections += [(PROFILE, 1)] if contents.profile else []
    sections += [(SIMILAR, 1)] if contents.similar else []
    for chapter in contents.told:
        opened = opening(chapter, contents.place, contents.beside, say)
        sections.append((chapter_id(chapter.theme), 2 if opened.broken else 1))
        sections += [(page.view.indicator, 1) for page in chapter.pages]
    sections += [(MISSING, _missing_pages(contents))] if contents.untold else []
    sections.append((CONCEPTS, _concept_pages(contents.concepts, *concept_size(contents.concepts))))
    sections.append((SOURCES, calendar(contents.sources, say).pages))
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
    titles = [coded(page.view) for page in contents.indicator_pages]
    lines = sum(line_count(title, "sans", size, 200.0) for title in titles)
    height = lines * line + len(titles) * space + TOC_CHAPTER * len(contents.told)
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


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the table of sources is set: which of the sizes, half points added to each row, pages."""

    size: int
    pad: int
    pages: int


def calendar(rows: tuple[SourceRow, ...], say: Furniture) -> Calendar:
    """The largest type that takes no more pages than the smallest, spread over these."""
    filled = [_filled(rows, say, *size) for size in SOURCE_SIZES]
    fewest = min(pages for pages, _ in filled)
    size = next(number for number, (pages, _) in enumerate(filled) if pages == fewest)
    left = filled[size][1] - NOT_FILLED * (fewest - 1)
    spread = min(max(left, 0.0) / max(len(source_groups(rows)), 1), MOST_SPREAD)
    return Calendar(size, int(spread * 2), fewest)


def _filled(
    rows: tuple[SourceRow, ...], say: Furniture, size: float, line: float
) -> tuple[int, float]:
    """Pages at the least padding, and what is left of the last one. A row is never broken."""
    source, links, *_, expected = (width - 8.0 for width in source_columns(rows))
    pages, used = 1, SOURCES_HEAD
    for group in source_groups(rows):
        names = " · ".join(source_link(link, WIDEST_PAGE, say) for link in group.links)
        lines = max(
            line_count(names, "sans", size, links),
            line_count(group.source, "semibold", size, source),
            line_count(group.expected, "sans", size, expected),
        )
        height = lines * line + LEAST_PAD + SOURCE_RULE
        if used + height > PAGE - IN_RESERVE:
            pages, used = pages + 1, SOURCES_HEAD_AGAIN
        used += height
    return pages, PAGE - IN_RESERVE - used


def source_link(row: SourceRow, page: int, say: Furniture) -> str:
    """An indicator in the calendar: its name, its code and its page."""
    return say.say("sources.link", name=row.short, code=row.indicator, page=page)


def _missing_pages(contents: ReportContents) -> int:
    lines = sum(
        len(chapter.missing) + BRIEF_LINES * len(chapter.brief) for chapter in contents.untold
    )
    height = MISSING_HEAD + MISSING_THEME * len(contents.untold) + MISSING_LINE * lines
    return ceil(height / PAGE)

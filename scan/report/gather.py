"""Report, gathering: everything that stands in one report, from the store to drawn charts.

Input: a workspace, a publication and a municipality. Output: :class:`Gathered`: the contents of
the pages, the views, the drawings by key. Nothing is laid out here.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scan.catalogue.addresses import FROM_REPORT, INDEX, indicator_address, site_address
from scan.catalogue.areas import Area
from scan.catalogue.comparators import SIMILAR
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Chapter, Indicator, Publication
from scan.dutch import date_text
from scan.errors import ReportError, UsageError
from scan.report.core_page import core_page
from scan.report.cover_map import cover_map
from scan.report.figures import kinds
from scan.report.figures.drawing import Drawing, Figure
from scan.report.in_force import in_force
from scan.report.pages.contents import (
    BriefIndicator,
    Caption,
    ChapterContents,
    Chart,
    ConceptText,
    IndicatorPage,
    MissingIndicator,
    ReportContents,
    SimilarPage,
    SourceRow,
)
from scan.report.pages.furniture import Furniture, furniture_of
from scan.report.pages.layout import indicator_boxes
from scan.report.profile_page import profile_page
from scan.report.similar_page import similar_page
from scan.report.style import Style
from scan.series.workspace import Workspace
from scan.views.comparators import others_of
from scan.views.core import Told
from scan.views.desk import Desk, open_desk, place_of
from scan.views.figure_words import figure_words
from scan.views.labels import expected_text
from scan.views.records import IndicatorView, Place
from scan.views.sentences import words
from scan.views.stories import Line, story
from scan.views.tallying import tally
from scan.views.values import view_of

MOST_BESIDE = 2
"""So many places have a column of their own; the others stand in the attached file."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A report before it is laid out."""

    contents: ReportContents
    views: tuple[IndicatorView, ...]

    @property
    def drawings(self) -> dict[str, Drawing]:
        """All charts by key."""
        contents = self.contents
        charts = [chart for page in contents.indicator_pages for chart in page.charts]
        charts += [finding.chart for finding in contents.core]
        similar = contents.similar.map if contents.similar else None
        profile = contents.profile.chart if contents.profile else None
        charts += [chart for chart in (profile, contents.map, similar) if chart]
        return {chart.key: chart.figure.drawing for chart in charts}


@dataclass(frozen=True, slots=True)
class _Table:
    """What all parts of one report share while it is gathered."""

    catalogue: Catalogue
    desk: Desk
    style: Style
    wording: Mapping[str, Mapping[str, str]]

    @property
    def say(self) -> Furniture:
        return furniture_of(self.wording)


def gather(
    workspace: Workspace,
    publication: Publication,
    area: Area,
    theme: str | None,
    boundaries: Path | None,
    compare: Sequence[str] = (),
) -> Gathered:
    """Collects views, sentences and charts of one municipality, beside the comparators of the
    publication and those of ``compare`` (identifiers, or names of municipalities).

    Raises UsageError for a municipality or theme that is not in the publication, and where there
    is no figure at all.
    """
    catalogue = workspace.catalogue
    chapters = chapters_of(publication, area, theme, catalogue)
    others = others_of(workspace, area, (*publication.comparators, *compare))
    codes_of_others = (nis for other in others for nis in other.areas)
    store = workspace.store((area.nis, area.region_nis, *codes_of_others))
    desk = open_desk(store, catalogue, area, workspace.extracts.dates, others)
    table = _Table(catalogue, desk, Style.from_tokens(), catalogue.wording_of(publication))
    seen = _seen(chapters, desk)
    views = tuple(seen.values())
    small = _is_small(views, catalogue)
    told = {code: view for code, view in seen.items() if _bears_a_page(view) or not small}
    made = tuple(
        _chapter(chapter, publication.key_figures, seen, told, table) for chapter in chapters
    )
    if not views:
        raise UsageError(
            f"{workspace.extracts.folder} holds no figures for {area.name} at "
            f"{workspace.as_of.isoformat()}; choose another date or other extracts"
        )
    codes = [code for chapter in chapters for code in chapter.indicators]
    contents = ReportContents(
        place=place_of(area),
        beside=tuple(other.place for other in desk.beside[:MOST_BESIDE]),
        title=publication.title,
        subtitle=publication.subtitle.format(
            count=sum(view.has_figures for view in views), all=len(codes)
        ),
        edition=publication.edition,
        count=len(codes),
        made_up=workspace.made_up,
        data_date=_data_date(desk, views),
        chapters=made,
        core=tuple(core_page(made, views, catalogue, table.wording, table.style)),
        profile=profile_page(publication.profile, made, table.wording, table.style),
        map=cover_map(workspace, publication, area, boundaries, table.wording, table.style),
        similar=_similar(workspace, area, table),
        concepts=tuple(_concepts(tuple(told.values()), table)),
        sources=tuple(_source_row(view, table) for view in told.values()),
        rules=in_force(catalogue, views, table.say),
        territory=_territory(workspace, table),
        cover=publication.cover,
        merged=_merged(workspace, area.region_nis),
    )
    return Gathered(contents, views)


def chapters_of(
    publication: Publication, area: Area, theme: str | None, catalogue: Catalogue
) -> tuple[Chapter, ...]:
    """The chapters of a report; UsageError for a municipality or theme that is not in it."""
    if area.region_nis != publication.region:
        region = catalogue.areas.get(publication.region).in_text
        raise UsageError(
            f"{publication.id} holds municipalities of {region}, not {area.name}; "
            "choose another with --publication"
        )
    if theme is None:
        return publication.chapters
    chosen = tuple(chapter for chapter in publication.chapters if chapter.theme == theme)
    if not chosen:
        known = ", ".join(chapter.theme for chapter in publication.chapters)
        raise UsageError(f"Unknown theme {theme!r} in {publication.id}. There are: {known}")
    return chosen


# --- pages ----------------------------------------------------------------------------------


def _seen(chapters: Sequence[Chapter], desk: Desk) -> dict[str, IndicatorView]:
    """Every view of a report by its code, in order; not what is not delivered."""
    found = (
        (code, view_of(desk, code, chapter.theme))
        for chapter in chapters
        for code in chapter.indicators
    )
    return {code: view for code, view in found if view is not None}


def _is_small(views: Sequence[IndicatorView], catalogue: Catalogue) -> bool:
    """Whether so few indicators have a figure of the municipality that only these get pages."""
    shown = sum(view.has_figures for view in views)
    return shown < catalogue.bounds.least_shown * len(views)


def _chapter(
    chapter: Chapter,
    keys: Sequence[str],
    seen: Mapping[str, IndicatorView],
    told: Mapping[str, IndicatorView],
    table: _Table,
) -> ChapterContents:
    """A chapter with a page for each view of ``told``; the first of its key figures that has a
    value, of enough persons to compare, opens it, rather one of today and one that was compared."""
    theme = table.catalogue.themes[chapter.theme]
    pages, missing, brief = [], [], []
    for code in chapter.indicators:
        indicator = table.catalogue.indicators[code]
        if code not in seen:
            missing.append(MissingIndicator(code, indicator.short, _expected(indicator, table)))
        elif code not in told:
            brief.append(_brief(seen[code], place_of(table.desk.region)))
        else:
            pages.append(_page(told[code], indicator, table))
    intro, region = chapter.intro or theme.intro, table.desk.region.in_text
    finding = tally(tuple(p.view for p in pages), region, table.wording["sentences"])
    few = table.catalogue.bounds.base.no_verdict_below
    shown = {p.view.indicator: p for p in pages if _tells(p.view, few)}
    best = sorted(
        (code for code in (*keys, *shown) if code in shown), key=lambda c: _rank(shown[c])
    )
    first = shown[best[0]] if best else None
    return ChapterContents(
        theme=theme.id,
        title=theme.title,
        intro=intro,
        pages=tuple(pages),
        missing=tuple(missing),
        brief=tuple(brief),
        finding=finding,
        foremost=first,
        story=_story(tuple(page.view for page in pages), first, table),
    )


def _story(
    views: tuple[IndicatorView, ...], first: IndicatorPage | None, table: _Table
) -> tuple[Line, ...]:
    """The sentences that open a chapter with pages for these views."""
    catalogue, patterns = table.catalogue, table.wording["sentences"]
    told = Told(views, catalogue.indicators, {}, {}, catalogue.core, patterns)
    return story(told, *((first.view, first.words.headline) if first else (None, "")))


def _bears_a_page(view: IndicatorView) -> bool:
    """Whether a small municipality has a figure of today, and not only its two counts."""
    return view.main.shown.value is not None and not view.old


def _brief(view: IndicatorView, region: Place) -> BriefIndicator:
    """The line of a view beside the region, which is not the first comparator where it has no
    figure itself; a rate names its unit, as its figures do not."""
    rate, beside = view.unit in ("per_1000", "per_10000"), view.beside(view.main, region)
    return BriefIndicator(
        indicator=view.indicator,
        name=f"{view.short}, {view.unit_label}" if rate else view.short,
        year=str(view.period),
        own=view.main.shown.text,
        region=beside.text if beside.status.has_value else "",
    )


def _tells(view: IndicatorView, few: int) -> bool:
    """Whether there is a figure, and no share of fewer than ``few`` persons."""
    base = view.main.base.value
    return view.main.shown.status.has_value and (
        view.unit != "percent" or base is None or base >= few
    )


def _rank(page: IndicatorPage) -> tuple[bool, bool]:
    """What goes before: figures of today, and of those the ones of which the counts are known."""
    return page.view.old, page.view.state == "not_tested"


def _expected(indicator: Indicator, table: _Table) -> str:
    source = table.catalogue.sources[indicator.sources[0].use[0]]
    return expected_text(source, table.catalogue.wording)


def _page(view: IndicatorView, indicator: Indicator, table: _Table) -> IndicatorPage:
    """The page of one indicator, with as many charts as it has room for; where there is room for
    none, the sentence on the group gives way."""
    site, series = site_address(table.wording["downloads"]), indicator_address(indicator.id)
    page = IndicatorPage(
        view=view,
        words=words(view, indicator, table.wording["sentences"]),
        definition=indicator.definition,
        numerator_text=indicator.numerator_text,
        denominator_text=indicator.denominator_text,
        notion=indicator.origin_notion,
        survey_question=indicator.survey.text if indicator.survey else "",
        address=site + series,
        link=site + series if site else f"{FROM_REPORT}{series}{INDEX}",
    )
    try:
        if charts := _charts(page, table):
            return replace(page, charts=charts)
        said = words(view, indicator, table.wording["sentences"], brief=True)
        page = replace(page, words=said)
        return replace(page, charts=_charts(page, table))
    except (ValueError, ZeroDivisionError, KeyError) as error:
        raise ReportError(indicator.id, f"no chart could be drawn: {error!r}") from error


def _charts(page: IndicatorPage, table: _Table) -> tuple[Chart, ...]:
    """The charts of a page; where the largest has no room, the page does with the others."""
    names = kinds.choose(page.view)
    for first in range(len(names)):
        if charts := _drawn(page, names[first:], table):
            return charts
    return ()


def _drawn(page: IndicatorPage, names: tuple[str, ...], table: _Table) -> tuple[Chart, ...]:
    """The charts of these kinds for which there is room, in their boxes; none without the first."""
    view, wording = page.view, table.wording
    said = [figure_words(view, n, wording["figures"], wording["alternatives"]) for n in names]
    widths = (table.style.full, *[table.style.half] * len(names))
    best = [
        kinds.KINDS[n].height(view, table.style, w) for n, w in zip(names, widths, strict=False)
    ]
    captions = tuple(Caption(w.title, w.note, b) for w, b in zip(said, best, strict=True))
    boxes = indicator_boxes(page, captions, table.say)
    charts = []
    for name, text, box, height in zip(names, said, boxes, best, strict=False):
        drawing = kinds.draw(
            name, view, table.style, box.width, box.height, labels=wording["figures"]
        )
        figure = Figure(drawing, text.title, text.note, text.alt)
        charts.append(Chart(f"{view.indicator}-{name}", figure, height))
    return tuple(charts)


# --- concepts, similar municipalities, sources ------------------------------------------------


def _concepts(views: Sequence[IndicatorView], table: _Table) -> Iterator[ConceptText]:
    """What the indicators of the report name, and what every report explains."""
    indicators, region = table.catalogue.indicators, table.desk.region.nis
    named = {name for view in views for name in indicators[view.indicator].concepts}
    for concept in table.catalogue.concepts.values():
        if region in concept.regions and (concept.general or concept.id in named):
            yield ConceptText(concept.term, concept.text)


def _similar(workspace: Workspace, area: Area, table: _Table) -> SimilarPage | None:
    """Only where the report compares with them."""
    compared = any(other.place.nis == SIMILAR for other in table.desk.beside)
    return similar_page(workspace, area, table.wording, table.style) if compared else None


def _merged(workspace: Workspace, region: str) -> bool:
    areas = workspace.catalogue.areas
    return any(areas.predecessors(t.nis) for t in areas.municipalities(region, workspace.as_of))


def _source_row(view: IndicatorView, table: _Table) -> SourceRow:
    source = table.catalogue.sources[view.origin.source]
    return SourceRow(
        indicator=view.indicator,
        short=view.short,
        source=source.supplier,
        year=str(view.period),
        delivered=view.origin.delivered,
        expected=view.origin.expected,
    )


def _territory(workspace: Workspace, table: _Table) -> str:
    """Of which date the municipalities are; empty where they are those of today."""
    if workspace.as_of == workspace.catalogue.areas.newest_division:
        return ""
    return table.say.say("report.territory", date=date_text(workspace.as_of))


def _data_date(desk: Desk, views: tuple[IndicatorView, ...]) -> datetime.date:
    """The newest delivery; without a ledger the first day of the newest period."""
    used = [desk.delivered[v.origin.source] for v in views if v.origin.source in desk.delivered]
    if used:
        return max(used)
    return datetime.date(max((view.period for view in views), default=2025), 1, 1)

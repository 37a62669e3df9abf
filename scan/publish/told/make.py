"""Publish, told, make: what the site tells of a report, from the views and words of the report.

Input: a gathered report, its workspace, publication and municipality. Output:
:class:`ToldReport`. Sentences, key figures and small print are those of the PDF; charts are drawn
once more, for a narrow screen; figures beside more places come from views of the same store.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.records import Publication
from scan.errors import ReportError
from scan.publish.inline import inline_svg
from scan.publish.told.records import (
    Alike,
    Beside,
    ToldChapter,
    ToldChart,
    ToldFigure,
    ToldFinding,
    ToldReport,
)
from scan.publish.told.tables import tables_of
from scan.report.figures import kinds
from scan.report.figures.drawing import Drawing
from scan.report.figures.group_rows import Layers
from scan.report.gather import Gathered
from scan.report.pages.contents import ChapterContents, IndicatorPage
from scan.report.pages.furniture import Furniture, furniture_of
from scan.report.pages.heights import dated
from scan.report.pages.keys import key_row, small_print
from scan.report.pages.layout import why_no_chart
from scan.report.style import Style
from scan.series.frames import Figures
from scan.series.store import Store
from scan.series.workspace import Workspace
from scan.views.comparators import others_of
from scan.views.desk import open_desk
from scan.views.figure_words import figure_words
from scan.views.records import TOLD, Comparison, IndicatorView
from scan.views.values import views_of

WIDTH = 250.0
"""Points: on a telephone of 390 pixels letters are then half as large again as in the PDF, and on a
large screen two or three charts stand side by side."""


@dataclass(frozen=True)
class _Desk:
    """What all figures of one report share."""

    wording: Mapping[str, Mapping[str, str]]
    style: Style
    wide: Mapping[str, IndicatorView]
    """Code → the view beside what readers may choose besides."""

    @property
    def say(self) -> Furniture:
        return furniture_of(self.wording)


def told_report(
    gathered: Gathered, workspace: Workspace, publication: Publication, area: Area, style: Style
) -> ToldReport:
    """All that the site tells of a report."""
    wide = {view.indicator: view for view in _beside_more(workspace, publication, area)}
    desk = _Desk(workspace.catalogue.wording_of(publication), style, wide)
    chapters = gathered.contents.chapters
    return ToldReport(
        core=tuple(_core(gathered)),
        chapters=tuple(_chapter(chapter) for chapter in chapters),
        figures=tuple(_figure(page, desk) for chapter in chapters for page in chapter.pages),
    )


def _beside_more(
    workspace: Workspace, publication: Publication, area: Area
) -> tuple[IndicatorView, ...]:
    """The views beside what readers of the site may choose besides."""
    catalogue = workspace.catalogue
    others = others_of(workspace, area, publication.choices)
    codes = {area.nis, area.region_nis, *(nis for other in others for nis in other.areas)}
    store = _main_alone(workspace.store(tuple(sorted(codes))))
    return views_of(
        open_desk(store, catalogue, area, workspace.extracts.dates, others), publication
    )


def _main_alone(store: Store) -> Store:
    """Without the breakdowns, of which nothing is chosen here; of an indicator that has no main
    figure they stay."""
    main = pl.col("part") == "main"
    kept = store.figures.filter(main | ~main.any().over("indicator"))
    return replace(store, figures=Figures.cast(kept))


def _core(gathered: Gathered) -> Iterator[ToldFinding]:
    """The findings that open the report, with the page that each leads to."""
    codes = {view.indicator for view in gathered.views}
    for one in gathered.contents.core:
        yield ToldFinding(one.sentence, one.see if one.see in codes else "")


def _chapter(chapter: ChapterContents) -> ToldChapter:
    return ToldChapter(
        theme=chapter.theme,
        title=chapter.title,
        intro=chapter.intro,
        finding=chapter.finding,
        foremost=chapter.foremost.view.indicator if chapter.foremost else "",
        codes=tuple(page.view.indicator for page in chapter.pages),
        missing=chapter.missing,
    )


def _figure(page: IndicatorPage, desk: _Desk) -> ToldFigure:
    view, say = page.view, desk.say
    charts = tuple(_charts(view, desk))
    named = view.named
    return ToldFigure(
        code=view.indicator,
        theme=view.theme,
        short=view.short,
        question=dated(view),
        headline=page.words.headline,
        lead=page.words.lead,
        text=view.main.shown.text,
        unit=view.unit_label,
        marks=view.marks,
        shown=view.main.shown.status.has_value,
        old=view.old,
        keys=key_row(page, say),
        charts=charts,
        why="" if charts else why_no_chart(view, say),
        tables=tuple(tables_of(view, say)),
        years=_years(view, view.main.place),
        beside=tuple(_besides(view, desk)),
        group=named.place.name if named else "",
        alike=tuple(
            Alike(member.place.nis, member.place.name, member.shown.text)
            for member in (named.members if named else ())
        ),
        notes=tuple(note for note in small_print(page, say) if not note.link),
    )


def _charts(view: IndicatorView, desk: _Desk) -> Iterator[ToldChart]:
    """The charts that suit the view, the largest first, as high as they look best."""
    words = desk.wording
    for name in kinds.choose(view):
        said = figure_words(view, name, words["figures"], words["alternatives"])
        try:
            drawing = kinds.draw(name, view, desk.style, WIDTH, labels=words["figures"])
        except (ValueError, ZeroDivisionError, KeyError) as error:
            message = f"no chart could be drawn for the site: {error!r}"
            raise ReportError(view.indicator, message) from error
        nothing = Drawing(drawing.width, drawing.height, ())
        svg = inline_svg(Layers(drawing, nothing), said.alt, name)
        yield ToldChart(name, said.title, said.note, svg)


def _besides(view: IndicatorView, desk: _Desk) -> Iterator[Beside]:
    """What the report compares with, then what readers may choose besides."""
    yield from (_beside(view, one, desk) for one in view.comparisons)
    wide = desk.wide[view.indicator]
    more = (one for one in wide.comparisons if one.place not in view.comparators)
    yield from (_beside(wide, one, desk) for one in more)


def _beside(view: IndicatorView, one: Comparison, desk: _Desk) -> Beside:
    state = "" if one.state == "none" else desk.wording["downloads"][f"state.{one.state}"]
    return Beside(
        id=one.place.nis,
        name=one.place.name,
        text=view.beside(view.main, one.place).text,
        difference=one.difference.text if one.state in TOLD else "",
        verdict=state,
        years=_years(view, one.place.nis),
    )


def _years(view: IndicatorView, place: str) -> tuple[tuple[int, str], ...]:
    """The main figure of a place through time, as far as it is shown."""
    rows = (f for f in view.figures if f.place == place and f.part == "main")
    return tuple(sorted((f.period, f.shown.text) for f in rows if f.shown.value is not None))

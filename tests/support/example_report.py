"""A whole report of example views, made up by hand: for tests of pages and PDF."""

import datetime
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scan.report.figures.drawing import Drawing, Figure, PathMark
from scan.report.pages.contents import (
    Box,
    Caption,
    ChapterContents,
    Chart,
    ConceptText,
    CoreFinding,
    IndicatorPage,
    InForce,
    MissingIndicator,
    ProfilePage,
    ReportContents,
    SourceRow,
)
from scan.report.pages.furniture import Wording, furniture_of
from scan.report.pages.layout import MAP, indicator_boxes, profile_box
from scan.views.records import IndicatorView, Place
from tests.support.bounds import BOUNDS
from tests.support.example_views import EXAMPLES, FLANDERS, MECHELEN

WORDING_FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "wording"
THEMES = ("demografie", "inburgering", "werk", "onderwijs", "wonen", "samenleven")
KINDS = ("composition", "apart", "gap", "change", "unknown")
CAPTIONS = (
    Caption("Aandeel sinds 2012", "% van de inwoners, op 1 januari"),
    Caption("Waar de gemeente staat", "tussen 285 gemeenten"),
    Caption("Naar herkomst", "% van de inwoners"),
)


@dataclass(frozen=True)
class ExampleWords:
    """Stands in for the sentences of a view."""

    headline: str
    lead: str
    verdict: str


def wording() -> Wording:
    """The Dutch words of furniture and statuses, as the catalogue has them."""
    return {
        name: _flat(tomllib.loads((WORDING_FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
        for name in ("furniture", "values")
    }


def _flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{key}.")
        else:
            flat[f"{before}{key}"] = value
    return flat


def grey(box: Box) -> Drawing:
    """A grey rectangle in place of a chart."""
    mark = PathMark(f"0.93 0.95 0.97 rg 0 0 {box.width:.2f} {box.height:.2f} re f")
    return Drawing(box.width, box.height, (mark,))


def chart(key: str, box: Box, caption: Caption = CAPTIONS[0]) -> Chart:
    """A chart that fills its box."""
    return Chart(key, Figure(grey(box), caption.title, caption.note, f"Grafiek {key}."))


def indicator_page(view: IndicatorView, charts: int = 2) -> IndicatorPage:
    """A page with texts of usual length and its charts drawn to measure."""
    page = IndicatorPage(
        view=view,
        words=ExampleWords(
            f"In {view.place.in_text} is {view.main.shown.text} van de inwoners van buitenlandse "
            "herkomst, meer dan in het Vlaams Gewest (28,1 %).",
            "Het gaat om 34.945 van de 89.655 inwoners (1 januari 2025). Dat is 4,4 procentpunt "
            "meer dan in 2020. Negen op de tien gemeenten hebben een lager aandeel.",
            "hoger dan het Vlaams Gewest" if view.comparators else "",
        ),
        definition="Iemand is van buitenlandse herkomst als de eigen huidige of eerste "
        "nationaliteit, of de eerste nationaliteit van vader of moeder, niet de Belgische is. "
        "De telling betreft de bevolking die in de gemeente is ingeschreven.",
        numerator_text="inwoners van buitenlandse herkomst op 1 januari",
        denominator_text="alle inwoners op 1 januari",
        notion="with_parents",
        survey_question="Wat vindt u van diversiteit in uw gemeente?" if view.survey else "",
        address=f"indicator/{view.indicator}/",
        link=f"../../indicator/{view.indicator}/index.html",
    )
    captions = CAPTIONS[:charts]
    boxes = indicator_boxes(page, captions, furniture_of(wording()))
    drawn = tuple(
        chart(f"{view.indicator}-{number}", box, caption)
        for number, (box, caption) in enumerate(zip(boxes, captions, strict=False))
    )
    return replace(page, charts=drawn)


def core_finding(page: IndicatorPage, kind: str) -> CoreFinding:
    """A finding that leads to a page, with a chart of usual height."""
    view = page.view
    drawn = chart(f"core-{kind}", Box(470.0, 90.0))
    return CoreFinding(kind, page.words.headline, view.theme, drawn, view.indicator, view.short)


def example_report(place: Place = MECHELEN, made_up: bool = False) -> ReportContents:
    """Six chapters that hold every shape, with charts of every number."""
    codes = iter(range(1, 99))
    chapters = []
    for number, theme in enumerate(THEMES):
        pages = tuple(
            indicator_page(
                replace(view, indicator=f"DE_{next(codes):02}", theme=theme, place=place),
                charts=(number + shape) % 4,
            )
            for shape, view in enumerate(EXAMPLES.values())
        )
        lacking = MissingIndicator("ON_39", "Leerlingen OKAN", "februari 2026")
        missing = (lacking,) if number == 3 else ()
        intro = "Hoe zijn de inwoners verdeeld, en hoe verandert dat?"
        chapters.append(ChapterContents(theme, theme.title(), intro, pages, missing))
    pages = tuple(page for chapter in chapters for page in chapter.pages)
    return ReportContents(
        place=place,
        beside=(FLANDERS,),
        similar=None,
        title="Jouw Lokale Integratiescan",
        subtitle="54 indicatoren over herkomst, inburgering en samenleven",
        edition="2025",
        count=54,
        made_up=made_up,
        data_date=datetime.date(2025, 11, 20),
        chapters=tuple(chapters),
        core=tuple(core_finding(page, kind) for page, kind in zip(pages, KINDS, strict=False)),
        profile=ProfilePage(
            said="",
            chart=chart("profile", profile_box("")),
            codes=tuple(page.view.indicator for page in pages[:1]),
            head=38.0,
            row=44.0,
            legend="",
        ),
        map=chart("map", MAP),
        concepts=tuple(
            ConceptText(f"Begrip {n}", "Een inwoner die vandaag geen Belg is. " * 6)
            for n in range(20)
        ),
        sources=tuple(
            SourceRow(p.view.indicator, p.view.short, f"Bron {n % 9}", "2025", "", "juli 2026")
            for n, p in enumerate(pages)
        ),
        rules=InForce(BOUNDS.texts, ("Een aantal van 1 tot 4 tonen we niet.",), least_margin=True),
    )


def drawings(contents: ReportContents) -> dict[str, Drawing]:
    """The drawings of a report, by key."""
    charts = [chart for page in contents.indicator_pages for chart in page.charts]
    charts += [finding.chart for finding in contents.core]
    profile = contents.profile.chart if contents.profile else None
    charts += [chart for chart in (profile, contents.map) if chart]
    return {chart.key: chart.figure.drawing for chart in charts}

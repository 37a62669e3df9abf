"""Publish, barometer, document: the whole Barometer as one accessible PDF.

Input: the records of the Barometer and the catalogue. Output: :class:`Composed`, checked by the
same gates as a report: PDF/UA-1 and PDF/A-3a in one file, the figures attached as CSV, the same
bytes for the same figures. A report that does not pass raises and is not written.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scan.catalogue.reading import Catalogue
from scan.dutch import date_text
from scan.house import LAYOUTS
from scan.publish.barometer.files import attached_csv
from scan.publish.barometer.offer import Offer, words_of
from scan.publish.barometer.pictures import (
    cover_picture,
    mark_on_cover,
    now_picture,
    overview_pictures,
    small_pictures,
    trend_picture,
)
from scan.publish.barometer.tables import (
    Figures,
    has_weak,
    movement_text,
    now_table,
    series_table,
)
from scan.publish.chart_files import hex_colour
from scan.report.figures.drawing import Drawing
from scan.report.pages.furniture import Furniture
from scan.report.pages.stylesheet import stylesheet
from scan.report.pdf.check import Expected, check
from scan.report.pdf.findings import refuse
from scan.report.pdf.metadata import Metadata
from scan.report.pdf.write import Attached, Written, write
from scan.report.style import Style
from scan.templates import environment
from scan.views.barometer.records import Barometer, IndicatorPanel, ObjectivePanel

FULL = 470.0
FEW = 2
"""Indicators of an objective that stand under each other on its first page; more stand in pairs."""
COVER = (471.0, 292.0)
"""Size of the picture on the cover, in points."""
SERIES = {"administrative": 12, "survey": 5}
"""Periods that a table of the PDF holds, the newest; the attached file holds all."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A PDF that passed its checks and is not written yet."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the PDF: the address it is drawn under, its size and its words."""

    key: str
    width: float
    height: float
    title: str
    note: str
    alt: str


@dataclass(frozen=True, slots=True)
class Page:
    """An indicator with everything that its page prints."""

    panel: IndicatorPanel
    moved: str
    small: Chart | None
    charts: tuple[Chart, ...]
    tables: tuple[Figures, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class Section:
    """An objective: its place on the overview, its opening and its indicators."""

    objective: ObjectivePanel
    moved: str
    overview: Chart | None
    pages: tuple[Page, ...]


def compose(barometer: Barometer, catalogue: Catalogue, layouts: Path = LAYOUTS) -> Composed:
    """Makes and checks the PDF.

    Raises ReportError that names the objective, the page or the rule at fault.
    """
    drawings: dict[str, Drawing] = {}
    say = words_of(catalogue)
    style = Style.from_tokens(layouts / "tokens.toml")
    own = {
        "barometer": barometer,
        "cover": _cover(barometer, style, say, drawings),
        "sections": tuple(_sections(barometer, style, say, drawings)),
        "date": dated(barometer, say),
    }
    attached = attached_csv(barometer, catalogue, say, _day(barometer))
    written = _laid_out(own, say, drawings, _metadata(barometer, say), attached, style, layouts)
    refuse(written.findings)
    pages = range(written.pages, written.pages + 1)
    refuse(check(written.pdf, Expected(pages, barometer.title, (attached.name,))))
    return Composed(written.pdf, written.pages)


def dated(barometer: Barometer, say: Furniture) -> str:
    """Of when the figures are: the day of the newest delivery, else their newest year."""
    if barometer.data_date is None:
        return say.say("barometer.period", period=barometer.period)
    return say.say("barometer.dated", date=date_text(barometer.data_date))


def _laid_out(
    own: Mapping[str, object],
    say: Furniture,
    drawings: dict[str, Drawing],
    metadata: Metadata,
    attached: Attached,
    style: Style,
    layouts: Path,
) -> Written:
    """Laid out twice: page numbers are text, and known only after the first time."""
    own_css = (layouts / "barometer" / "pdf.css").read_text("utf-8")
    css = f"{stylesheet(layouts)}\n{_colours(style)}\n{own_css}"
    template = environment(layouts / "barometer").get_template("pdf.html.j2")
    numbers: dict[str, int] = {}
    while True:
        html = template.render(say=say.say, numbers=numbers, **own)
        written = write(html, css, drawings, metadata, (attached,))
        if written.anchors == numbers:
            return written
        numbers = written.anchors


def _colours(style: Style) -> str:
    """The colours of groups as custom properties."""
    named = {origin.replace("_", "-"): colour for origin, colour in style.groups}
    named["eu-on-cover"] = mark_on_cover("eu", style).colour
    return "html { " + " ".join(f"--{n}: {hex_colour(c)};" for n, c in named.items()) + " }"


def _day(barometer: Barometer) -> datetime.date:
    """The date in the file; where the figures have none, the last day of their newest year."""
    return barometer.data_date or datetime.date(barometer.period or datetime.MINYEAR, 12, 31)


def _metadata(barometer: Barometer, say: Furniture) -> Metadata:
    subject = say.say(
        "barometer.description", subtitle=barometer.subtitle, date=dated(barometer, say)
    )
    keywords = say.say("barometer.keywords").split(", ")
    if barometer.made_up:
        subject = f"{say.say('barometer.made_up')}. {subject}"
        keywords.append(say.say("barometer.made_up"))
    return Metadata(
        title=barometer.title,
        author=say.say("barometer.agency"),
        subject=subject,
        keywords=tuple(keywords),
        created=_day(barometer),
        identifier=Offer(barometer, say).pdf().encode(),
    )


def _cover(
    barometer: Barometer, style: Style, say: Furniture, drawings: dict[str, Drawing]
) -> Chart:
    large = replace(style, text=12.0)
    drawings["omslag"] = cover_picture(barometer, large, COVER)
    return Chart("omslag", *COVER, "", "", say.say("barometer.alt.cover"))


def _sections(
    barometer: Barometer, style: Style, say: Furniture, drawings: dict[str, Drawing]
) -> Iterator[Section]:
    overview = overview_pictures(barometer.objectives, style, FULL, say)
    for objective in barometer.objectives:
        chart = None
        if objective.slug in overview:
            picture = overview[objective.slug]
            key = f"overzicht-{objective.slug}"
            drawings[key] = picture.layers.chart
            chart = _chart(key, drawings[key], picture.title, picture.note, picture.alt)
        pages = tuple(_pages(objective, style, say, drawings))
        yield Section(objective, movement_text(objective.movement, say), chart, pages)


def _pages(
    objective: ObjectivePanel, style: Style, say: Furniture, drawings: dict[str, Drawing]
) -> Iterator[Page]:
    width = FULL if len(objective.indicators) <= FEW else style.half
    small = small_pictures(objective, style, width, say)
    for panel in objective.indicators:
        moved = movement_text(panel.movement, say)
        if not panel.periods:
            yield Page(panel, moved, None, (), (), weak=False)
            continue
        pictures = {
            "klein": small[panel.id],
            "nu": now_picture(panel, style, FULL, say),
            "verloop": trend_picture(panel, style, FULL, say),
        }
        charts = []
        for name, picture in pictures.items():
            if picture is not None:
                key = f"{name}-{panel.id}"
                drawings[key] = picture.layers.chart
                charts.append(_chart(key, drawings[key], picture.title, picture.note, picture.alt))
        tables = (now_table(panel, say), series_table(panel, say, SERIES[panel.kind]))
        kept = tuple(table for table in tables if table is not None)
        yield Page(panel, moved, charts[0], tuple(charts[1:]), kept, has_weak((panel,)))


def _chart(key: str, drawing: Drawing, title: str, note: str, alt: str) -> Chart:
    return Chart(key, drawing.width, drawing.height, title, note, alt)

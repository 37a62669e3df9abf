"""Publish, barometer, document: the whole Barometer as one accessible PDF.

Input: the records of the Barometer and its words. Output: :class:`Written`, checked by the
same gates as a report: PDF/UA-1 and PDF/A-3a in one file, the figures attached as CSV, the same
bytes for the same figures. A report that does not pass raises and is not written.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from scan.dutch import date_text
from scan.house import LAYOUTS
from scan.publish.barometer.files import Offer, method_of
from scan.publish.barometer.pictures import colour_on_cover, cover_picture, overview_pictures
from scan.publish.chart_files import hex_colour
from scan.publish.group_pictures import Picture, now_picture, trend_picture
from scan.publish.group_tables import movement, now_table, series_table
from scan.report.figures.group_rows import Layers
from scan.report.pages.furniture import Furniture
from scan.report.pages.stylesheet import stylesheet
from scan.report.pdf.check import Expected, check
from scan.report.pdf.findings import refuse
from scan.report.pdf.metadata import Metadata
from scan.report.pdf.write import Attached, Written, write
from scan.report.style import Style
from scan.templates import environment
from scan.views.barometer.records import Barometer

FULL = 470.0
FEW = 2
"""Indicators of an objective that stand under each other on its first page; more stand in pairs."""
COVER = (471.0, 292.0)
"""Size of the picture on the cover, in points."""
SERIES = {"administrative": 12, "survey": 5}
"""Periods that a table of the PDF holds, the newest; the attached file holds all."""


def compose(barometer: Barometer, say: Furniture, layouts: Path = LAYOUTS) -> Written:
    """Makes and checks the PDF.

    Raises ReportError that names the objective, the page or the rule at fault.
    """
    offer, style = Offer(barometer, say), Style.from_tokens(layouts / "tokens.toml")
    date = say.say("barometer.period", period=barometer.period)
    day = datetime.date(barometer.period or datetime.MINYEAR, 12, 31)
    if barometer.data_date is not None:
        day = barometer.data_date
        date = say.say("barometer.dated", date=date_text(day))
    pictures = dict(_pictures(barometer, style, say))
    tables = {
        panel.entry.id: (now_table(panel, say), series_table(panel, say, SERIES[panel.entry.kind]))
        for panel in barometer.indicators
        if panel.series
    }
    own = {
        "barometer": barometer,
        "pictures": pictures,
        "tables": tables,
        "moved": lambda panel: movement(panel.change, panel.entry, say),
        "date": date,
        "method": method_of(say),
        "say": say.say,
    }
    attached = _attached(offer, day)
    written = _laid_out(own, pictures, _metadata(offer, date, day), attached, style, layouts)
    refuse(written.findings)
    pages = range(written.pages, written.pages + 1)
    refuse(check(written.pdf, Expected(pages, barometer.entry.title, (attached.name,))))
    return written


def _laid_out(
    own: Mapping[str, object],
    pictures: Mapping[str, Picture],
    metadata: Metadata,
    attached: Attached,
    style: Style,
    layouts: Path,
) -> Written:
    """Laid out twice: page numbers are text, and known only after the first time."""
    named = {origin.replace("_", "-"): colour for origin, colour in style.groups}
    named["eu-on-cover"] = colour_on_cover("eu", style)
    colours = " ".join(f"--{name}: {hex_colour(colour)};" for name, colour in named.items())
    own_css = (layouts / "barometer" / "pdf.css").read_text("utf-8")
    css = f"{stylesheet(layouts)}\nhtml {{ {colours} }}\n{own_css}"
    template = environment(layouts / "barometer").get_template("pdf.html.j2")
    drawings = {key: picture.layers.chart for key, picture in pictures.items()}
    numbers: dict[str, int] = {}
    while True:
        html = template.render(numbers=numbers, **own)
        written = write(html, css, drawings, metadata, (attached,))
        if written.anchors == numbers:
            return written
        numbers = written.anchors


def _pictures(barometer: Barometer, style: Style, say: Furniture) -> Iterator[tuple[str, Picture]]:
    """Every picture by the address it is drawn under."""
    cover = cover_picture(barometer, replace(style, text=12.0), COVER)
    yield "omslag", Picture(Layers(cover, cover), "", "", say.say("barometer.cover_alt"))
    for name, picture in overview_pictures(barometer.objectives, style, FULL, say).items():
        yield f"overzicht-{name}", picture
    for objective in barometer.objectives:
        width = FULL if len(objective.indicators) <= FEW else style.half
        for panel in (panel for panel in objective.indicators if panel.series):
            trend = trend_picture(panel, style, FULL, say)
            yield f"klein-{panel.entry.id}", now_picture(panel, style, width, say, "small")
            yield f"nu-{panel.entry.id}", now_picture(panel, style, FULL, say)
            if trend is not None:
                yield f"verloop-{panel.entry.id}", trend


def _attached(offer: Offer, day: datetime.date) -> Attached:
    """All figures, as the file inside the PDF."""
    description = offer.marked(offer.say.say("barometer.files.attached"))
    return Attached(offer.name(None, "csv"), offer.csv(None), "text/csv", description, day)


def _metadata(offer: Offer, date: str, day: datetime.date) -> Metadata:
    entry, say = offer.barometer.entry, offer.say.say
    keywords = say("barometer.keywords").split(", ")
    keywords += [say("barometer.made_up")] if offer.barometer.made_up else []
    subject = say("barometer.description", subtitle=entry.subtitle, date=date)
    return Metadata(
        title=entry.title,
        author=say("barometer.agency"),
        subject=offer.marked(subject),
        keywords=tuple(keywords),
        created=day,
        identifier=offer.pdf().encode(),
    )

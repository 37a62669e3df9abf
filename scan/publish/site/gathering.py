"""Publish, site, gathering: what the pages print, from reports, receipts and downloads.

Input: a workspace with reports on its shelf, and the folder of the site with its downloads.
Output: :class:`Site`. Every figure is one that a report displays: nothing is calculated again,
so that site, report and downloads cannot differ.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from scan.catalogue.addresses import site_address
from scan.catalogue.areas import Area
from scan.catalogue.records import Publication
from scan.dutch import date_text, list_text, number
from scan.publish.api.addresses import FOLDER as API
from scan.publish.api.addresses import INDEX, OPENAPI
from scan.publish.api.guide import EXAMPLES, README
from scan.publish.calendar import calendar
from scan.publish.offer import FOLDER as DATA
from scan.publish.offer import all_path, workbook_path
from scan.publish.receipts import address, read_displayed, read_receipts, told_path
from scan.publish.series_tables import Stock
from scan.publish.site import pictures
from scan.publish.site.desk import (
    CHARTS,
    Desk,
    Figures,
    figure_page,
    measure_path,
    offered,
    town_path,
)
from scan.publish.site.measures import measure_of
from scan.publish.site.records import (
    Chapter,
    Concept,
    Corrected,
    Download,
    Imprint,
    Line,
    Link,
    Measure,
    Report,
    Site,
    Spark,
    ThemePage,
    Town,
)
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace
from scan.views.comparators import others_of

THEMES = "thema"
_SHOWN = ("area", "part", "period", "newest", "value", "text", "status", "state", "count", "base")


def gather_site(desk: Desk, made: datetime.date) -> Site:
    """Everything that the pages print; ``made`` is the day of what is newest."""
    codes = _codes(desk)
    measures = tuple(measure_of(code, desk) for code in codes)
    return Site(
        made_up=desk.workspace.made_up,
        made=date_text(made),
        towns=tuple(_town(area, desk) for area in _areas(desk)),
        measures=measures,
        themes=tuple(_themes(measures, desk)),
        concepts=tuple(_concepts(codes, desk)),
        corrections=tuple(_corrections(codes, desk)),
        whole=tuple(_whole(desk)),
        machines=tuple(_machines(desk)),
        listed=len({code for p in desk.publications for c in p.chapters for code in c.indicators}),
        imprint=_imprint(desk),
    )


def _imprint(desk: Desk) -> Imprint:
    words = desk.stock.words
    return Imprint(
        address=site_address(words),
        publisher=words["package.publisher"],
        contact=words["package.contact"],
        licence=words["package.licence_name"],
        licence_address=words["package.licence_address"],
    )


def site_desk(workspace: Workspace, folder: Path, today: datetime.date) -> Desk:
    """What everything is looked up in; ``folder`` is that of the site with its downloads."""
    stock = Stock(workspace)
    wording = workspace.catalogue.wording
    receipts, figures = {}, {}
    for id_, publication in workspace.catalogue.publications.items():
        found = read_receipts(workspace.shelf, id_) if publication.nightly else ()
        if found:
            receipts[id_] = {receipt.nis: receipt for receipt in found}
            figures[id_] = _by_town(read_displayed(workspace.shelf, id_))
    entries = {entry.indicator: entry for entry in calendar(stock, today)}
    say = Furniture({**wording["values"], **wording["site"]})
    return Desk(workspace, stock, folder, say, receipts, figures, entries)


def _by_town(displayed: pl.DataFrame) -> dict[str, dict[str, Figures]]:
    """The figures that pages of the site show: main figures, their history and comparison."""
    wanted = displayed.filter(pl.col("part").is_in(["main", "difference"]))
    found: dict[str, dict[str, list[dict[str, object]]]] = {}
    for row in wanted.select("nis", "indicator", *_SHOWN).iter_rows(named=True):
        found.setdefault(row["nis"], {}).setdefault(row["indicator"], []).append(row)
    return {
        nis: {code: Figures(tuple(rows)) for code, rows in by_code.items()}
        for nis, by_code in found.items()
    }


def _codes(desk: Desk) -> list[str]:
    """Every indicator with a page in some report, in the order of the publications."""
    codes: dict[str, None] = {}
    for publication in desk.publications:
        shown = {c for r in desk.receipts[publication.id].values() for c in r.indicators}
        for chapter in publication.chapters:
            codes.update(dict.fromkeys(code for code in chapter.indicators if code in shown))
    return list(codes)


def _areas(desk: Desk) -> list[Area]:
    areas = desk.catalogue.areas
    found = {nis for by_town in desk.receipts.values() for nis in by_town}
    return [a for a in areas.municipalities(None, areas.newest_division) if a.nis in found]


# --- municipalities -------------------------------------------------------------------------


def _town(area: Area, desk: Desk) -> Town:
    areas = desk.catalogue.areas
    known = {nis for found in desk.receipts.values() for nis in found}
    own = [p for p in desk.publications if area.nis in desk.receipts[p.id]]
    first = own[0]
    others = others_of(desk.workspace, area, first.comparators)
    told = told_path(desk.workspace.shelf, first.id, area.nis)
    lines = _lines(area, first, tuple(other.place.nis for other in others), desk)
    by_code = {line.code: line for line in lines}
    near = (areas.get(nis) for nis in areas.neighbours(area.nis) if nis in known)
    former = (areas.get(nis).name for nis in areas.predecessors(area.nis) if nis != area.nis)
    return Town(
        nis=area.nis,
        name=area.name,
        path=town_path(area),
        parts=_parts(area, desk),
        beside=tuple(other.place.name for other in others),
        reports=tuple(_report(area, publication, desk) for publication in own),
        downloads=tuple(_town_downloads(area, desk)),
        key=tuple(by_code[code] for code in first.key_figures if code in by_code),
        chapters=tuple(_chapters(lines, desk)),
        neighbours=tuple(Link(a.name, town_path(a)) for a in sorted(near, key=_by_name)),
        former=tuple(sorted(former)),
        told=told if told.is_file() else None,
        second_name=area.second_name,
        second_language=area.second_language,
    )


def _by_name(area: Area) -> str:
    return area.name


def _parts(area: Area, desk: Desk) -> str:
    areas = desk.catalogue.areas
    codes = (area.arrondissement_nis, area.province_nis, area.region_nis)
    names = [areas.get(nis).name for nis in codes if nis]
    return " · ".join(dict.fromkeys([*names, f"NIS {area.nis}"]))


def _report(area: Area, publication: Publication, desk: Desk) -> Report:
    receipt = desk.receipts[publication.id][area.nis]
    size = number(receipt.size / 1e6, 1)
    about = desk.say.say("town.report_about", pages=receipt.pages, size=size)
    made = datetime.date.fromisoformat(receipt.made[:10])
    return Report(publication.title, address(receipt), about, date_text(made))


def _town_downloads(area: Area, desk: Desk) -> Iterator[Download]:
    path = f"{DATA}/{workbook_path(area, desk.stock)}"
    yield from offered(desk.folder, path, desk.say.say("town.workbook"), desk.say)


def _lines(area: Area, publication: Publication, others: tuple[str, ...], desk: Desk) -> list[Line]:
    """The figures of a municipality beside those of ``others``."""
    shown = desk.figures[publication.id].get(area.nis, {})
    codes = [code for chapter in publication.chapters for code in chapter.indicators]
    places = (area.nis, *others)
    newest = max((int(shown[code].main["period"]) for code in codes if code in shown), default=0)
    lines = (_line(places, c, publication, shown[c], desk) for c in codes if c in shown)
    marked = (_marked(line, newest, desk) for line in lines)
    return [
        replace(line, path=figure_page(area, line.code, publication, desk) or line.path)
        for line in marked
    ]


def _marked(line: Line, newest: int, desk: Desk) -> Line:
    """With the mark of an old figure, where it is one beside the newest of its report."""
    if not desk.catalogue.bounds.is_old(int(line.period), newest):
        return line
    old = desk.say.say("old.mark")
    return replace(line, marks="; ".join(filter(None, (line.marks, old))))


def _line(
    places: tuple[str, ...], code: str, publication: Publication, figures: Figures, desk: Desk
) -> Line:
    nis, *others = places
    indicator, main = desk.catalogue.indicators[code], figures.main
    way = desk.catalogue.way_of(indicator)
    caveats = desk.catalogue.caveats_of(indicator, way, publication.region)
    return Line(
        code=code,
        theme=desk.stock.themes[code],
        short=indicator.short,
        period=str(main["period"]),
        text=main["text"],
        beside=tuple(figures.text("main", other) for other in others),
        count=figures.number("count"),
        difference=figures.difference(publication.region),
        shown=main["value"] is not None,
        spark=_spark(figures, (nis, publication.region), desk),
        charts=tuple(_charts(nis, code, publication, desk)),
        path=measure_path(code),
        marks="; ".join(dict.fromkeys(caveat.mark for caveat in caveats if caveat.mark)),
    )


def _spark(figures: Figures, areas: tuple[str, str], desk: Desk) -> Spark | None:
    """The municipality through the years, over what it is compared with."""
    own, other = map(figures.series, areas)
    if not own:
        return None
    first, last = min(own)[0], max(own)[0]
    texts = {
        r["period"]: r["text"]
        for r in figures.rows
        if r["part"] == "main" and r["area"] == areas[0]
    }
    text = desk.say.say("town.spark", first=first, last=last, start=texts[first], end=texts[last])
    return pictures.spark(own, other, text)


def _charts(nis: str, code: str, publication: Publication, desk: Desk) -> Iterator[Download]:
    """The charts of an indicator that stand in the site."""
    folder = f"{CHARTS}/{publication.id}/{nis}"
    for path in sorted((desk.folder / folder).glob(f"{code}-*")):
        yield Download(path.suffix[1:].upper(), f"{folder}/{path.name}", path.stem)


def _chapters(lines: list[Line], desk: Desk) -> Iterator[Chapter]:
    for id_, theme in desk.catalogue.themes.items():
        own = tuple(line for line in lines if line.theme == id_)
        if own:
            yield Chapter(id_, theme.title, own)


# --- themes and the whole -------------------------------------------------------------------


def _themes(measures: tuple[Measure, ...], desk: Desk) -> Iterator[ThemePage]:
    for id_, theme in desk.catalogue.themes.items():
        own = tuple(measure for measure in measures if measure.theme == id_)
        if own:
            yield ThemePage(id_, f"{THEMES}/{id_}/index.html", theme.title, theme.intro, own)


def _corrections(codes: list[str], desk: Desk) -> Iterator[Corrected]:
    """What was put right, with a link to the indicators that still have a page."""
    catalogue = desk.catalogue
    for one in sorted(catalogue.corrections.values(), key=lambda c: c.day, reverse=True):
        links = [
            Link(catalogue.indicators[code].short, measure_path(code))
            for code in one.indicators
            if code in codes
        ]
        day, since = date_text(one.day), date_text(one.since)
        yield Corrected(one.id, day, since, one.text, one.where, tuple(links))


def _concepts(codes: list[str], desk: Desk) -> Iterator[Concept]:
    """Those that explain an indicator with a page, and the general ones."""
    indicators, areas = desk.catalogue.indicators, desk.catalogue.areas
    regions = {publication.region for publication in desk.publications}
    for id_, concept in desk.catalogue.concepts.items():
        own = [code for code in codes if id_ in indicators[code].concepts]
        there = [region for region in concept.regions if region in regions]
        if there and (own or concept.general):
            names = [areas.get(region).name for region in there]
            used = tuple(Link(indicators[code].short, measure_path(code)) for code in own)
            only = "" if len(there) == len(regions) else list_text(names)
            yield Concept(id_, concept.term, " ".join(concept.text.split()), only, used)


def _whole(desk: Desk) -> Iterator[Download]:
    for kind in ("xlsx", "csv.zip", "parquet"):
        path = f"{DATA}/{all_path(kind, desk.stock)}"
        yield from offered(
            desk.folder, path, desk.say.say(f"whole.{kind.replace('.', '_')}"), desk.say
        )
    for name in (README, "datapackage.json", "dcat.jsonld", "kalender.ics"):
        key = name.replace(".", "_")
        yield from offered(desk.folder, f"{DATA}/{name}", desk.say.say(f"whole.{key}"), desk.say)


def _machines(desk: Desk) -> Iterator[Download]:
    """What people who write programs begin with."""
    examples = desk.catalogue.wording["api"]["folder.examples"]
    for name in (README, INDEX, OPENAPI, *(f"{examples}/{name}" for name in EXAMPLES)):
        label = desk.say.say(f"machines.{name.rpartition('/')[2]}")
        yield from offered(desk.folder, f"{DATA}/{API}/{name}", label, desk.say)

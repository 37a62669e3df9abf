"""Publish, site, gathering: what the pages print, from reports, receipts and downloads.

Input: a workspace with reports on its shelf, and the folder of the site with its downloads.
Output: :class:`Site`. Every figure is one that a report displays: nothing is calculated again,
so that site, report and downloads cannot differ.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Indicator, Publication
from scan.dutch import date_text, number
from scan.publish.calendar import Entry, calendar
from scan.publish.downloads import FOLDER as DATA
from scan.publish.offer import FORMATS, all_path, series_path, workbook_path
from scan.publish.receipts import Receipt, read_displayed, read_receipts
from scan.publish.series_tables import Stock
from scan.publish.site import pictures
from scan.publish.site.records import (
    Chapter,
    Download,
    Group,
    Line,
    Link,
    Measure,
    Report,
    Row,
    Site,
    Spark,
    ThemePage,
    Town,
)
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace
from scan.status import Status

REPORTS = "rapporten"
TOWNS, INDICATORS, THEMES = "gemeente", "indicator", "thema"
Figures = Mapping[str, dict[str, object]]
"""Name of a figure (``main/region``) → its row in the displayed figures."""


@dataclass(frozen=True)
class Desk:
    """What everything on the site is looked up in."""

    workspace: Workspace
    stock: Stock
    folder: Path
    say: Furniture
    receipts: Mapping[str, Mapping[str, Receipt]]
    """Publication → municipality → receipt."""
    figures: Mapping[str, Mapping[str, Mapping[str, Figures]]]
    """Publication → municipality → indicator → figures."""
    calendar: Mapping[str, Entry]

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the workspace."""
        return self.workspace.catalogue

    @property
    def publications(self) -> list[Publication]:
        """Those that have reports."""
        return [self.catalogue.publications[id_] for id_ in self.receipts]


def gather_site(workspace: Workspace, folder: Path, today: datetime.date) -> Site:
    """Everything that the pages print."""
    desk = _desk(workspace, folder, today)
    codes = _codes(desk)
    measures = tuple(_measure(code, desk) for code in codes)
    return Site(
        made_up=workspace.made_up,
        made=date_text(today),
        towns=tuple(_town(area, desk) for area in _areas(desk)),
        measures=measures,
        themes=tuple(_themes(measures, desk)),
        whole=tuple(_whole(desk)),
    )


def _desk(workspace: Workspace, folder: Path, today: datetime.date) -> Desk:
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


def _by_town(displayed: pl.DataFrame) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """The figures that pages of the site show: main figures, their history and comparison."""
    wanted = displayed.filter(
        pl.col("figure").str.contains(r"^(main(/region|/count|/base)?(@\d+)?|difference|change)$")
    )
    found: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    for row in wanted.iter_rows(named=True):
        town = found.setdefault(row["nis"], {})
        town.setdefault(row["indicator"], {})[row["figure"]] = row
    return found


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


def town_path(area: Area) -> str:
    """The page of a municipality, from the root of the site."""
    return f"{TOWNS}/{area.slug}/index.html"


def _town(area: Area, desk: Desk) -> Town:
    areas, today = desk.catalogue.areas, desk.catalogue.areas.newest_division
    own = [p for p in desk.publications if area.nis in desk.receipts[p.id]]
    lines = {p.id: _lines(area.nis, p, desk) for p in own}
    first = own[0]
    by_code = {line.code: line for line in lines[first.id]}
    near = (areas.get(nis) for nis in areas.neighbours(area.nis))
    former = (areas.get(nis).name for nis in areas.predecessors(area.nis) if nis != area.nis)
    names = (name for name, nis in areas.by_name(today).items() if nis == area.nis)
    return Town(
        nis=area.nis,
        name=area.name,
        path=town_path(area),
        parts=_parts(area, desk),
        region=areas.get(area.region_nis).name,
        reports=tuple(_report(area, publication, desk) for publication in own),
        downloads=tuple(_town_downloads(area, desk)),
        key=tuple(by_code[code] for code in first.key_figures if code in by_code),
        chapters=tuple(_chapters(lines[first.id], desk)),
        neighbours=tuple(Link(a.name, town_path(a)) for a in sorted(near, key=_by_name)),
        former=tuple(sorted(former)),
        other_names=tuple(sorted(name for name in names if name != area.name)),
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
    return Report(publication.title, report_address(receipt), about, date_text(made))


def report_address(receipt: Receipt) -> str:
    """Where a report stands in a release; never changes."""
    return f"{REPORTS}/{receipt.publication}/{receipt.file.rpartition('/')[2]}"


def _town_downloads(area: Area, desk: Desk) -> Iterator[Download]:
    path = f"{DATA}/{workbook_path(area, desk.stock)}"
    yield from _offered(desk, path, desk.say.say("town.workbook"))


def _offered(desk: Desk, path: str, label: str) -> Iterator[Download]:
    """A download, where the file is there."""
    file = desk.folder / path
    if file.is_file():
        yield Download(label, path, size_text(file.stat().st_size, desk.say))


def size_text(size: int, say: Furniture) -> str:
    """``12 kB``; ``1,4 MB``."""
    if size < 1e6:
        return say.say("size.kb", size=number(max(size / 1e3, 1), 0))
    return say.say("size.mb", size=number(size / 1e6, 1))


def _lines(nis: str, publication: Publication, desk: Desk) -> list[Line]:
    shown = desk.figures[publication.id].get(nis, {})
    codes = [code for chapter in publication.chapters for code in chapter.indicators]
    return [_line(nis, code, publication, shown[code], desk) for code in codes if code in shown]


def _line(nis: str, code: str, publication: Publication, figures: Figures, desk: Desk) -> Line:
    indicator, main = desk.catalogue.indicators[code], figures["main"]
    return Line(
        code=code,
        theme=desk.stock.themes[code],
        title=indicator.title,
        short=indicator.short,
        period=str(main["period"]),
        own=str(main["text"]),
        region=_text(figures, "main/region"),
        count=_text(figures, "main/count"),
        difference=_text(figures, "difference"),
        change=_text(figures, "change"),
        shown=main["value"] is not None,
        spark=_spark(figures, desk),
        charts=tuple(_charts(nis, code, publication, desk)),
    )


def _text(figures: Figures, name: str) -> str:
    """What is displayed under a name; empty where nothing is, or nothing that applies."""
    row = figures.get(name)
    applies = row is not None and row["status"] != Status.NOT_APPLICABLE.value
    return str(row["text"]) if row is not None and applies else ""


def _spark(figures: Figures, desk: Desk) -> Spark | None:
    own, region = _history(figures, "main"), _history(figures, "main/region")
    if not own:
        return None
    first, last = min(own), max(own)
    text = desk.say.say(
        "town.spark",
        first=first[0],
        last=last[0],
        start=_at(figures, first[0]),
        end=_at(figures, last[0]),
    )
    return pictures.spark(own, region, text)


def _at(figures: Figures, year: int) -> str:
    row = figures.get(f"main@{year}") or figures["main"]
    return str(row["text"])


def _history(figures: Figures, name: str) -> list[tuple[int, float]]:
    rows = [row for key, row in figures.items() if key.partition("@")[0] == name]
    return [(int(str(r["period"])), float(str(r["value"]))) for r in rows if r["value"] is not None]


def _charts(nis: str, code: str, publication: Publication, desk: Desk) -> Iterator[Download]:
    """The charts of an indicator that stand in the site."""
    folder = f"grafieken/{publication.id}/{nis}"
    for path in sorted((desk.folder / folder).glob(f"{code}-*")):
        yield Download(path.suffix[1:].upper(), f"{folder}/{path.name}", path.stem)


def _chapters(lines: list[Line], desk: Desk) -> Iterator[Chapter]:
    for id_, theme in desk.catalogue.themes.items():
        own = tuple(line for line in lines if line.theme == id_)
        if own:
            yield Chapter(id_, theme.title, own)


# --- indicators -----------------------------------------------------------------------------


def measure_path(code: str) -> str:
    """The page of an indicator, from the root of the site."""
    return f"{INDICATORS}/{code}/index.html"


def _measure(code: str, desk: Desk) -> Measure:
    indicator, entry = desk.catalogue.indicators[code], desk.calendar[code]
    theme = desk.stock.themes[code]
    notion = indicator.origin_notion
    groups = (_group(code, publication, desk) for publication in desk.publications)
    updated = entry.updated
    first = entry.window.first or (9999, 12)
    return Measure(
        code=code,
        path=measure_path(code),
        title=indicator.title,
        short=indicator.short,
        question=indicator.question,
        definition=indicator.definition,
        numerator=indicator.numerator_text,
        denominator=indicator.denominator_text,
        unit=desk.say.say(f"unit.short.{indicator.unit}"),
        theme=theme,
        theme_title=desk.catalogue.themes[theme].title,
        notion="" if notion == "none" else desk.say.say(f"notion.{notion}"),
        caveats=tuple(desk.catalogue.caveats[id_].text for id_ in indicator.caveats),
        supplier=entry.supplier,
        updated=date_text(updated) if updated else desk.say.say("calendar.unknown_day"),
        expected=entry.expected,
        state=entry.state.value,
        state_text=entry.state_text,
        sort=(
            updated.isoformat() if updated else "",
            f"{first[0]:04d}-{first[1]:02d}",
            entry.state,
        ),
        groups=tuple(group for group in groups if group is not None),
        downloads=tuple(_series(code, desk)),
        publications=tuple(
            p.title for p in desk.publications if any(code in c.indicators for c in p.chapters)
        ),
    )


def _series(code: str, desk: Desk) -> Iterator[Download]:
    for kind in FORMATS:
        path = f"{DATA}/{series_path(code, kind, desk.stock)}"
        yield from _offered(desk, path, kind.upper())


def _group(code: str, publication: Publication, desk: Desk) -> Group | None:
    """The municipalities of a publication in one indicator; ``None`` where it is not in it."""
    areas = desk.catalogue.areas
    towns = {
        nis: figures[code]
        for nis, figures in desk.figures[publication.id].items()
        if code in figures
    }
    if not towns:
        return None
    indicator = desk.catalogue.indicators[code]
    values = {nis: _value(figures["main"]) for nis, figures in towns.items()}
    known = {nis: value for nis, value in values.items() if value is not None}
    limits = pictures.bounds(list(known.values()))
    places, height, ticks = pictures.dots(list(known.values()))
    rows = [_row(areas.get(nis), figures, limits, desk) for nis, figures in towns.items()]
    return Group(
        region=areas.get(publication.region).name,
        figure=_region_figure(towns),
        period=_period(towns),
        rows=tuple(sorted(rows, key=lambda row: row.name)),
        bounds=tuple(_ranges(list(known.values()), limits, indicator)),
        dots=tuple(
            (x, y, f"{areas.get(nis).name}: {towns[nis]['main']['text']}")
            for nis, (x, y) in zip(known, places, strict=True)
        ),
        ticks=tuple((pictures.along(t, list(known.values())), _short_number(t)) for t in ticks),
        height=height,
    )


def _short_number(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _value(row: dict[str, object]) -> float | None:
    return None if row["value"] is None else float(str(row["value"]))


def _period(towns: Mapping[str, Figures]) -> str:
    years = {str(figures["main"]["period"]) for figures in towns.values()}
    return "–".join(sorted({min(years), max(years)}))


def _region_figure(towns: Mapping[str, Figures]) -> str:
    return next((text for f in towns.values() if (text := _text(f, "main/region"))), "")


def _row(area: Area, figures: Figures, limits: tuple[float, ...], desk: Desk) -> Row:
    value = _value(figures["main"])
    column, row = desk.catalogue.areas.tile(area.nis)
    return Row(
        name=area.name,
        path=town_path(area),
        own=str(figures["main"]["text"]),
        sort="" if value is None else f"{value:g}",
        count=_text(figures, "main/count"),
        base=_text(figures, "main/base"),
        column=column,
        row=row,
        level=pictures.level(value, limits) if value is not None and limits else 0,
    )


def _ranges(values: list[float], limits: tuple[float, ...], indicator: Indicator) -> Iterator[str]:
    """The levels as ranges: ``4,1 – 8,8``."""
    if not limits:
        return
    edges = [min(values), *limits, max(values)]
    for low, high in pairwise(edges):
        yield f"{number(low, indicator.decimals)} – {number(high, indicator.decimals)}"


# --- themes and the whole -------------------------------------------------------------------


def _themes(measures: tuple[Measure, ...], desk: Desk) -> Iterator[ThemePage]:
    for id_, theme in desk.catalogue.themes.items():
        own = tuple(measure for measure in measures if measure.theme == id_)
        if own:
            yield ThemePage(id_, f"{THEMES}/{id_}/index.html", theme.title, theme.intro, own)


def _whole(desk: Desk) -> Iterator[Download]:
    for kind in ("xlsx", "csv.zip", "parquet"):
        path = f"{DATA}/{all_path(kind, desk.stock)}"
        yield from _offered(desk, path, desk.say.say(f"whole.{kind.replace('.', '_')}"))
    for name in ("datapackage.json", "dcat.jsonld", "kalender.ics"):
        key = name.replace(".", "_")
        yield from _offered(desk, f"{DATA}/{name}", desk.say.say(f"whole.{key}"))

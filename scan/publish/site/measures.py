"""Publish, site, measures: the page of an indicator, with all municipalities.

Input: an indicator and the desk. Output: :class:`Measure`.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from scan.catalogue.areas import Area
from scan.catalogue.records import Indicator, Publication
from scan.dutch import date_text, number
from scan.publish.api.addresses import KINDS, Addresses
from scan.publish.offer import FOLDER as DATA
from scan.publish.offer import FORMATS, series_path
from scan.publish.site import pictures
from scan.publish.site.desk import Desk, Figures, figure_page, measure_path, offered, town_path
from scan.publish.site.records import (
    Download,
    Group,
    Measure,
    Row,
)


def measure_of(code: str, desk: Desk) -> Measure:
    """The page of one indicator."""
    indicator, entry = desk.catalogue.indicators[code], desk.calendar[code]
    theme = desk.stock.themes[code]
    notion = indicator.origin_notion
    groups = (_group(code, publication, desk) for publication in _one_per_region(code, desk))
    way = desk.catalogue.way_of(indicator)
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
        terms=tuple(desk.catalogue.concepts[name].term for name in indicator.concepts),
        caveats=tuple(c.text for c in desk.catalogue.caveats_of(indicator, way, "")),
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


def _one_per_region(code: str, desk: Desk) -> Iterator[Publication]:
    """The first publication of each region that has the indicator: its municipalities, once."""
    regions = set()
    for publication in desk.publications:
        listed = any(code in chapter.indicators for chapter in publication.chapters)
        if listed and publication.region not in regions:
            regions.add(publication.region)
            yield publication


def _series(code: str, desk: Desk) -> Iterator[Download]:
    for kind in FORMATS:
        path = f"{DATA}/{series_path(code, kind, desk.stock)}"
        yield from offered(desk.folder, path, kind.upper(), desk.say)
    for ending in KINDS["indicator"]:
        path = f"{DATA}/{Addresses(desk.stock).indicator(code, ending)}"
        yield from offered(desk.folder, path, desk.say.say(f"machines.{ending}"), desk.say)


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
    values = {nis: figures.main["value"] for nis, figures in towns.items()}
    known = {nis: value for nis, value in values.items() if value is not None}
    limits = pictures.bounds(list(known.values()))
    places, height, ticks = pictures.dots(list(known.values()))
    rows = [
        _row(
            area,
            figures,
            limits,
            figure_page(area, code, publication, desk) or town_path(area),
            desk,
        )
        for area, figures in ((areas.get(nis), figures) for nis, figures in towns.items())
    ]
    return Group(
        region=areas.get(publication.region).name,
        figure=_figure_of(publication.region, towns),
        period=_period(towns),
        rows=tuple(sorted(rows, key=lambda row: row.name)),
        limits=limits,
        bounds=tuple(_ranges(list(known.values()), limits, indicator)),
        dots=tuple(
            (nis, x, y, f"{areas.get(nis).name}: {towns[nis].main['text']}")
            for nis, (x, y) in zip(known, places, strict=True)
        ),
        ticks=tuple((pictures.along(t, list(known.values())), _short_number(t)) for t in ticks),
        height=height,
    )


def _short_number(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)


def _period(towns: Mapping[str, Figures]) -> str:
    years = {str(figures.main["period"]) for figures in towns.values()}
    return "–".join(sorted({min(years), max(years)}))


def _figure_of(region: str, towns: Mapping[str, Figures]) -> str:
    return next((text for f in towns.values() if (text := f.text("main", region))), "")


def _row(area: Area, figures: Figures, limits: tuple[float, ...], path: str, desk: Desk) -> Row:
    value = figures.main["value"]
    column, row = desk.catalogue.areas.tile(area.nis)
    return Row(
        nis=area.nis,
        name=area.name,
        path=path,
        text=figures.main["text"],
        sort="" if value is None else f"{value:g}",
        count=figures.number("count"),
        base=figures.number("base"),
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

"""Publish, site, pages: the site as HTML files.

Input: :class:`Site`, the paths of style and script, the words. Output: files. Links are
relative, so that the site works from any address and from disk; templates escape everything and
refuse unknown names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, relpath

from markupsafe import Markup

from scan.files import write_text
from scan.house import LAYOUTS
from scan.publish.site.choosing import chart_data
from scan.publish.site.findable import NOT_FOUND, dataset_of, page_address
from scan.publish.site.records import News, Past, Site, Town
from scan.publish.site.search import CONCEPTS, Name
from scan.publish.told.keep import read_told
from scan.report.pages.furniture import Furniture
from scan.templates import environment

COMPARE = "vergelijk/index.html"
"""The page on which municipalities stand side by side."""


@dataclass(frozen=True)
class Frame:
    """What every page needs beside its own contents."""

    site: Site
    assets: Mapping[str, str]
    names: tuple[Name, ...]
    say: Furniture
    news: tuple[News, ...]
    releases: tuple[Past, ...]


def write_pages(frame: Frame, folder: Path, layouts: Path = LAYOUTS) -> None:
    """Writes every page below ``folder``."""
    for path, template, own in _pages(frame):
        write_text(folder / path, rendered(path, template, own, frame, layouts / "site"))


def rendered(
    path: str, template: str, own: Mapping[str, object], frame: Frame, folder: Path
) -> str:
    """A page within the frame of the site, from a template in ``folder``."""

    def to(target: str) -> str:
        return relpath(target, dirname(path) or ".")

    words = {"say": frame.say.say, "has": frame.say.patterns.__contains__}
    page = environment(folder).get_template(template)
    address = page_address(path, frame.site.imprint)
    return page.render(
        to=to, page=path, address=address, site=frame.site, assets=frame.assets, **words, **own
    )


def _pages(frame: Frame) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Path, template and contents of every page."""
    site = frame.site
    towns = {"letters": _letters(frame.names)}
    yield "index.html", "home.html.j2", {**towns, "news": frame.news[:3]}
    yield "gemeente/index.html", "towns.html.j2", towns
    for town in site.towns:
        yield from _of_town(town, site)
    yield "indicator/index.html", "indicators.html.j2", {}
    for measure in site.measures:
        yield (
            measure.path,
            "indicator.html.j2",
            {
                "measure": measure,
                "dataset": dataset_of(measure, site.imprint),
            },
        )
    for theme in site.themes:
        yield theme.path, "theme.html.j2", {"theme": theme}
    yield CONCEPTS, "concepts.html.j2", {}
    yield COMPARE, "compare.html.j2", {"codes": _first_codes(site)}
    yield "kalender/index.html", "calendar.html.j2", {}
    yield "wat-is-nieuw/index.html", "news.html.j2", {"news": frame.news}
    yield "archief/index.html", "archive.html.j2", {"releases": frame.releases}
    yield "rechtzettingen/index.html", "corrections.html.j2", {}
    for name in ("over", "toegankelijkheid", "data", "veranderingen"):
        yield f"{name}/index.html", f"{name}.html.j2", {}
    yield NOT_FOUND, "404.html.j2", towns


def _first_codes(site: Site) -> list[str]:
    """What is set side by side before a reader chooses: the key figures."""
    return [line.code for line in site.towns[0].key] if site.towns else []


def _of_town(town: Town, site: Site) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """The report of a municipality, and a page for each of its figures."""
    told = read_told(town.told) if town.told else None
    figures = {figure.code: figure for figure in told.figures} if told else {}
    yield town.path, "town.html.j2", {"town": town, "told": told, "figures": figures}
    paths = {other.nis: other.path for other in site.towns if other.told}
    measures = {measure.code: measure for measure in site.measures}
    lines = [line for chapter in town.chapters for line in chapter.lines if line.code in figures]
    for before, line, after in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        figure = figures[line.code]
        own = {
            "town": town,
            "line": line,
            "figure": figure,
            # Written by ``inline_svg``, which escapes every word of it.
            "charts": [(chart, Markup(chart.svg)) for chart in figure.charts],
            "chart_data": chart_data(town, figure),
            "measure": measures[line.code],
            "paths": paths,
            "beside": (before, after),
        }
        yield line.path, "figure.html.j2", own


def _letters(names: Iterable[Name]) -> list[tuple[str, list[Name]]]:
    """Names by first letter, alphabetical."""
    letters: dict[str, list[Name]] = {}
    for name in sorted(names, key=lambda n: n.text.casefold()):
        letters.setdefault(name.text[0].upper(), []).append(name)
    return sorted(letters.items())

"""Publish, site, make: the whole site, as a producer of a release.

Input: a workspace with reports on its shelf, and the folder of a release in which downloads and
news stand. Output: pages, style, script, fonts, charts and reports below that folder.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path

from scan.dutch import date_text, number
from scan.errors import RefusedError
from scan.files import unpack, write_bytes
from scan.publish.barometer.pages import write_barometer_pages
from scan.publish.calendar_files import today_in_flanders
from scan.publish.feeds import NAME, Feed, about, atom
from scan.publish.links import INDEX
from scan.publish.manifest import read_manifest
from scan.publish.news import PAGE, NewsItem, Words, headline, read_news, summary
from scan.publish.receipts import Receipt, charts_path, read_receipts
from scan.publish.sharing import put_report
from scan.publish.shelf import folder_of, release_ids
from scan.publish.site.assets import write_assets
from scan.publish.site.choosing import write_series
from scan.publish.site.desk import CHARTS
from scan.publish.site.findable import write_sitemap
from scan.publish.site.gathering import gather_site, site_desk
from scan.publish.site.pages import Frame, write_pages
from scan.publish.site.records import News, Past, Site
from scan.publish.site.search import names_of, script
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace

Items = tuple[NewsItem, ...]


def write_site(workspace: Workspace, folder: Path) -> None:
    """Fills ``folder`` with the site; downloads, news and Barometer are there already."""
    for receipt in _receipts(workspace):
        _put_report(receipt, workspace.shelf, folder)
    wording, items = workspace.catalogue.wording, read_news(folder)
    desk = site_desk(workspace, folder, today_in_flanders())
    # The day of the newest news: pages of which nothing else changed stay the same.
    site = gather_site(desk, datetime.date.fromisoformat(items[0].day))
    areas = workspace.catalogue.areas
    towns = [areas.get(town.nis) for town in site.towns]
    frame = Frame(
        site=site,
        assets=write_assets(folder, script(areas, towns, site)),
        names=names_of(areas, towns),
        say=Furniture({**wording["values"], **wording["site"]}),
        news=tuple(_news(items, wording["news"])),
        releases=tuple(_past(workspace.shelf)),
    )
    write_pages(frame, folder)
    _write_feeds(workspace, site, items, folder)
    write_series(desk, site, folder)
    write_barometer_pages(workspace, folder, frame)
    write_sitemap(folder, site.imprint)


def _receipts(workspace: Workspace) -> Iterator[Receipt]:
    for id_, publication in workspace.catalogue.publications.items():
        if publication.nightly:
            yield from read_receipts(workspace.shelf, id_)


def _put_report(receipt: Receipt, shelf: Path, folder: Path) -> None:
    """The PDF and its charts, where they are not in place yet."""
    put_report(shelf, folder, receipt)
    charts = charts_path(shelf, receipt.publication, receipt.nis)
    if charts.is_file():
        unpack(charts, folder / CHARTS / receipt.publication / receipt.nis)


def _news(items: Items, words: Words) -> Iterator[News]:
    for item in items:
        day = datetime.date.fromisoformat(item.day)
        page = f"{item.address}index.html"
        yield News(item.day, date_text(day), headline(item, words), summary(item, words), page)


def _write_feeds(workspace: Workspace, site: Site, items: Items, folder: Path) -> None:
    """What is new, of all and of each municipality, theme and indicator beside its page."""
    wording, address = workspace.catalogue.wording, site.imprint.address
    author = wording["furniture"]["report.author"]
    for feed in _feeds(site, items):
        data = atom(feed, wording["news"], author, address, made_up=site.made_up)
        write_bytes(folder / feed.place / NAME, data)


def _feeds(site: Site, items: Items) -> Iterator[Feed]:
    day = items[0].day
    yield Feed(PAGE, "", items, day)
    for measure in site.measures:
        yield Feed(_folder(measure.path), measure.short, about(items, (measure.code,)), day)
    for theme in site.themes:
        codes = [measure.code for measure in theme.measures]
        yield Feed(_folder(theme.path), theme.title, about(items, codes), day)
    for town in site.towns:
        codes = [line.code for chapter in town.chapters for line in chapter.lines]
        yield Feed(_folder(town.path), town.name, about(items, codes, town.nis), day)


def _folder(page: str) -> str:
    return page.removesuffix(INDEX)


def _past(shelf: Path) -> Iterator[Past]:
    """The releases that are kept, the newest first."""
    for release in reversed(release_ids(shelf)):
        try:
            manifest = read_manifest(folder_of(shelf, release))
        except RefusedError:
            continue
        reports = sum(len(found) for found in manifest.publications.values())
        day = datetime.datetime.fromisoformat(manifest.made).date()
        yield Past(release, date_text(day), number(reports, 0))

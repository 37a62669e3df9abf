"""Publish, downloads: everything that readers can download beside the reports.

Input: a workspace. Output: the folder ``data/`` of a site:

- ``reeksen/<code>.csv|xlsx|parquet``: the series of each indicator, all areas, with
  ``<code>.csv-metadata.json`` (CSVW), and ``<code>-groepen.csv``: the middle of each group;
- ``gemeenten/<nis>-<slug>.xlsx``: a workbook per municipality, a sheet per theme;
- ``overzicht/alles.xlsx|parquet|csv.zip``: everything in one file;
- ``codes/*.csv``: areas, indicators, categories, statuses, sources;
- ``api/v1/``: the same figures for machines (``publish/api``);
- ``datapackage.json`` (Frictionless) and ``dcat.jsonld`` (DCAT-AP);
- ``kalender.ics|csv``: the publication calendar of today.

Names come from codes and never change; those of made-up figures end in ``-voorbeeld``. The same
figures give the same bytes, so that releases share what did not change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from scan.catalogue.reading import Catalogue
from scan.errors import UsageError
from scan.files import write_text
from scan.publish import csvw
from scan.publish.api.guide import README, package_readme
from scan.publish.api.make import Api
from scan.publish.calendar_files import today_in_flanders, write_calendar
from scan.publish.code_lists import code_lists
from scan.publish.datapackage import datapackage
from scan.publish.dcat import dcat
from scan.publish.groups import groups_csv, groups_table, members_of, similar_in
from scan.publish.offer import (
    FOLDER,
    FORMATS,
    File,
    Offered,
    all_path,
    code_list_path,
    groups_path,
    put,
    series_path,
    workbook_path,
)
from scan.publish.series_tables import Stock, newest_delivery, series_table
from scan.publish.series_workbooks import series_workbook
from scan.publish.texts import ZippedText, code_list, csv_of, parquet_of
from scan.publish.wide import Wide, long_of, wide_of
from scan.publish.workbooks import all_workbook, municipal_workbooks
from scan.series.workspace import Workspace

DATAPACKAGE, DCAT = "datapackage.json", "dcat.jsonld"


@dataclass
class _Everything:
    """What is gathered theme by theme for the files that hold everything."""

    archive: ZippedText
    members: pl.DataFrame
    api: Api
    offered: list[Offered] = field(default_factory=list)
    wide: list[Wide] = field(default_factory=list)
    tables: list[pl.DataFrame] = field(default_factory=list)
    similar: list[pl.DataFrame] = field(default_factory=list)


def write_downloads(workspace: Workspace, folder: Path) -> None:
    """Fills ``folder/data`` with all downloads: a producer of a release."""
    stock = Stock(workspace)
    write_package(stock, folder / FOLDER, tuple(stock.themes))
    write_calendar(workspace, folder / FOLDER, today_in_flanders())


def write_package(stock: Stock, folder: Path, codes: Sequence[str]) -> None:
    """Fills ``folder`` with the downloads of the indicators ``codes``, as far as delivered."""
    inner = all_path("csv", stock).rsplit("/", 1)[1]
    gathered = _Everything(ZippedText(inner), members_of(stock), Api(folder, stock))
    figures = _figures(stock, codes)
    for theme in stock.catalogue.themes:
        own = [code for code in codes if stock.themes[code] == theme and code in figures]
        if own:
            _theme(theme, {code: figures[code] for code in own}, gathered, folder, stock)
    everything = [
        put(folder, all_path("csv.zip", stock), gathered.archive.done()),
        put(folder, all_path("xlsx", stock), all_workbook(gathered.wide, stock)),
        put(folder, all_path("parquet", stock), parquet_of(pl.concat(gathered.tables), stock)),
    ]
    gathered.tables.clear()
    gathered.api.done()
    areas = stock.catalogue.areas
    for nis, data in municipal_workbooks(gathered.wide, pl.concat(gathered.similar), stock):
        put(folder, workbook_path(areas.get(nis), stock), data)
    lists = {name: list(rows) for name, rows in code_lists(stock, gathered.members).items()}
    files = {n: put(folder, _list_path(n, stock), code_list(rows)) for n, rows in lists.items()}
    heads = {name: list(rows[0]) for name, rows in lists.items()}
    package = datapackage(gathered.offered, files, heads, stock)
    write_text(folder / README, package_readme(stock))
    write_text(folder / DATAPACKAGE, package)
    write_text(folder / DCAT, dcat(gathered.offered, everything, stock))


def write_series(
    workspace: Workspace, folder: Path, codes: Sequence[str], kinds: Sequence[str]
) -> tuple[Path, ...]:
    """Writes the series of indicators below ``folder``; the paths of the files.

    Raises UsageError for an indicator that is unknown or not delivered.
    """
    stock = Stock(workspace)
    known(codes, stock.catalogue)
    figures = _figures(stock, codes)
    missing = [code for code in codes if code not in figures]
    if missing:
        raise UsageError(f"Not delivered: {', '.join(missing)}; see scan list indicators")
    paths, members = [], members_of(stock)
    for code, own in figures.items():
        table = series_table(own, stock.catalogue.indicators[code], stock)
        groups = _groups(code, table, members, stock)
        files = {
            series_path(code, kind, stock): _file(table, groups, own, kind, stock) for kind in kinds
        }
        if "csv" in kinds:
            files[groups_path(code, stock)] = _groups_csv(code, groups, stock)
        paths += [folder / put(folder, path, data).path for path, data in files.items()]
    return tuple(paths)


def known(codes: Sequence[str], catalogue: Catalogue) -> None:
    """Raises UsageError for indicators that the catalogue lacks."""
    unknown = [code for code in codes if code not in catalogue.indicators]
    if unknown:
        raise UsageError(f"Unknown indicators: {', '.join(unknown)}; see scan list indicators")


def _figures(stock: Stock, codes: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Stored figures by indicator, in the order of ``codes``; those not delivered are left out."""
    stored = stock.workspace.store().figures.filter(pl.col("indicator").is_in(list(codes)))
    parts = {str(code): own for (code,), own in stored.group_by("indicator", maintain_order=True)}
    return {code: parts[code] for code in codes if code in parts}


def _groups(code: str, table: pl.DataFrame, members: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    return groups_table(table, stock.catalogue.indicators[code].decimals, members, stock)


def _groups_csv(code: str, groups: pl.DataFrame, stock: Stock) -> bytes:
    return groups_csv(groups, stock.catalogue.indicators[code].decimals, stock)


def _file(
    table: pl.DataFrame, groups: pl.DataFrame, figures: pl.DataFrame, kind: str, stock: Stock
) -> bytes:
    indicator = stock.catalogue.indicators[str(table.item(0, "indicator"))]
    if kind == "csv":
        return csv_of(table, indicator.decimals, stock)
    if kind == "parquet":
        return parquet_of(table, stock)
    return series_workbook(table, groups, indicator, figures.item(0, "alternative"), stock)


def _theme(
    theme: str,
    figures: Mapping[str, pl.DataFrame],
    gathered: _Everything,
    folder: Path,
    stock: Stock,
) -> None:
    """The series of one theme; adds them to what holds everything."""
    tables = {}
    for code, own in figures.items():
        table = series_table(own, stock.catalogue.indicators[code], stock)
        groups = _groups(code, table, gathered.members, stock)
        made = {kind: _file(table, groups, own, kind, stock) for kind in FORMATS}
        first = not gathered.offered
        gathered.archive.add(made["csv"] if first else made["csv"].split(b"\r\n", 1)[1])
        files = {k: put(folder, series_path(code, k, stock), data) for k, data in made.items()}
        beside = put(folder, groups_path(code, stock), _groups_csv(code, groups, stock))
        offered = _offered(code, table, files, beside, stock)
        write_text(folder / (files["csv"].path + csvw.SUFFIX), csvw.csvw(offered, stock))
        gathered.offered.append(offered)
        gathered.tables.append(table.with_columns(pl.col(pl.String).cast(pl.Categorical)))
        gathered.similar.append(similar_in(groups, stock.catalogue.indicators[code].decimals))
        gathered.api.add(code, table)
        tables[code] = table
    gathered.wide.append(wide_of(theme, long_of(tables, stock), stock))


def _offered(
    code: str, table: pl.DataFrame, files: Mapping[str, File], groups: File, stock: Stock
) -> Offered:
    areas = stock.catalogue.areas
    newest = newest_delivery(table)
    periods = table.get_column("period")
    lies_in = {areas.get(nis).region_nis for nis in table.get_column("today").unique()}
    return Offered(
        indicator=code,
        unit=str(table.item(0, "unit")),
        files=files,
        columns=tuple(table.columns),
        groups=groups,
        rows=table.height,
        first=int(str(periods.min())),
        last=int(str(periods.max())),
        delivered=newest.isoformat() if newest else "",
        sources=tuple(table.get_column("source").unique().sort()),
        regions=tuple(sorted(lies_in)),
    )


def _list_path(name: str, stock: Stock) -> str:
    return code_list_path(stock.words[f"list.{name}"], stock)

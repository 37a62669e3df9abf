"""Publish, api, plain: the newest figures as simple JSON.

Input: series tables of indicators. Output: plain data, one of an indicator with all areas, one of
a municipality with all indicators beside its region. A figure that is not there is null, and its
status says why; the meaning of every code goes along.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from scan.catalogue.addresses import indicator_address, site_address
from scan.catalogue.areas import Area
from scan.publish.api.tables import NEWEST, newest_figures
from scan.publish.series_tables import MADE_UP, Stock
from scan.status import Status

_KEY = "key."
OF_INDICATOR = tuple(name for name in NEWEST if name != "delivered")
"""Columns of the figures of one indicator."""
OF_TOWN = tuple(name for name in NEWEST if name not in ("nis", "area", "kind", "today"))
"""Columns of the figures of one municipality."""


def keys(stock: Stock) -> dict[str, str]:
    """The keys of answers that are no heads of the downloads: name here → key."""
    words = stock.catalogue.wording["api"]
    return {name.removeprefix(_KEY): key for name, key in words.items() if name.startswith(_KEY)}


def of_indicator(table: pl.DataFrame, code: str, stock: Stock) -> dict[str, Any]:
    """One indicator, explained, with the newest figure of every area."""
    key = keys(stock)
    figures = newest_figures(table, stock).select(OF_INDICATOR)
    heads = {name: stock.words[f"series.{name}"] for name in figures.columns}
    return {
        **_about(code, stock),
        **_common(stock),
        key["figures"]: [
            {heads[name]: value for name, value in row.items()}
            for row in figures.iter_rows(named=True)
        ],
    }


def _about(code: str, stock: Stock) -> dict[str, Any]:
    """What an indicator is; heads as in the list of indicators."""
    indicator, words = stock.catalogue.indicators[code], stock.words
    theme = stock.catalogue.themes[stock.themes[code]].title
    site, key = site_address(words), keys(stock)
    return {
        words["series.indicator"]: code,
        words["series.title"]: indicator.title,
        key["short"]: indicator.short,
        words["list_column.theme"]: theme,
        words["list_column.question"]: indicator.question,
        words["list_column.definition"]: " ".join(indicator.definition.split()),
        words["list_column.numerator_text"]: indicator.numerator_text,
        words["list_column.denominator_text"]: indicator.denominator_text,
        words["series.unit"]: words_of_unit(code, stock),
        words["list_column.decimals"]: indicator.decimals,
        **({key["page"]: f"{site}{indicator_address(code)}"} if site else {}),
    }


def words_of_unit(code: str, stock: Stock) -> str:
    """The unit of an indicator, in a word."""
    return stock.catalogue.wording["site"][f"unit.short.{stock.catalogue.indicators[code].unit}"]


def _common(stock: Stock) -> dict[str, Any]:
    """What goes along with every answer."""
    words, key = stock.words, keys(stock)
    told: dict[str, Any] = {
        key["licence"]: words["package.licence_address"],
        key["publisher"]: words["package.publisher"],
        key["statuses"]: {stock.codes[s.value]: words[f"code_text.{s.value}"] for s in Status},
    }
    return told | ({words[f"series.{MADE_UP}"]: words["readme.made_up"]} if stock.made_up else {})


def of_town(area: Area, figures: pl.DataFrame, stock: Stock) -> dict[str, Any]:
    """A municipality with its newest figures, each beside that of its region; ``figures`` are
    those of the municipality in the order of the indicators, with ``region_value``."""
    words, key = stock.words, keys(stock)
    heads = {name: words[f"series.{name}"] for name in OF_TOWN}
    rows = [
        {
            words["series.indicator"]: row["indicator"],
            words["series.title"]: row["title"],
            words["series.unit"]: words_of_unit(row["indicator"], stock),
            **{heads[name]: row[name] for name in OF_TOWN},
            key["region"]: row["region_value"],
        }
        for row in figures.iter_rows(named=True)
    ]
    site = site_address(words)
    return {
        words["series.nis"]: area.nis,
        words["series.area"]: area.name,
        key["region_nis"]: area.region_nis,
        **({key["page"]: f"{site}gemeente/{area.slug}/"} if site else {}),
        **_common(stock),
        key["figures"]: rows,
    }


def index(
    indicators: Iterable[str], towns: Iterable[Area], paths: Mapping[str, str], stock: Stock
) -> dict[str, Any]:
    """All that there is to ask for; ``paths`` are patterns of addresses by kind."""
    words, known, key = stock.words, stock.catalogue.indicators, keys(stock)
    return {
        key["title"]: words["package.title"],
        **_common(stock),
        key["addresses"]: dict(paths),
        key["indicators"]: [
            {words["series.indicator"]: code, words["series.title"]: known[code].title}
            for code in indicators
        ],
        key["towns"]: [
            {words["series.nis"]: area.nis, words["series.area"]: area.name} for area in towns
        ],
    }

"""Publish, code lists: what every code in the downloads means.

Input: the catalogue and the members of groups. Output: lists of rows (head → text)
by name: areas, indicators, categories, statuses, sources, members of groups. What only the
Barometer uses is not among them. The first column of indicators, statuses and sources is their
key.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from scan.catalogue.barometer import ANSWER, GROUP, QUESTION
from scan.extracts.chosen import is_municipal
from scan.publish.series_tables import Stock
from scan.status import Status
from scan.views.table import safe

Rows = list[dict[str, str]]


def code_lists(stock: Stock, members: pl.DataFrame) -> Mapping[str, Rows]:
    """All lists of codes; ``members`` is what ``groups.members_of`` gives."""
    return {
        "areas": _areas(stock),
        "indicators": _indicators(stock),
        "categories": _categories(stock),
        "statuses": _statuses(stock),
        "sources": _sources(stock),
        "members": list(_members(stock, members)),
    }


def _row(stock: Stock, **texts: str) -> dict[str, str]:
    heads = {key: f"series.{key}" for key in texts}
    words = stock.words
    named = {words.get(heads[key], words.get(f"list_column.{key}", key)): key for key in texts}
    return {head: safe(" ".join(texts[key].split())) for head, key in named.items()}


def _areas(stock: Stock) -> Rows:
    """Areas of today and the former ones inside them."""
    ordered = stock.areas.sort("area_nis", "into")
    columns = ordered.select("area_nis", "area", "kind", "today").iter_rows()
    return [
        _row(stock, nis=nis, area=name, kind=kind, today=today)
        for nis, name, kind, today in columns
    ]


def _indicators(stock: Stock) -> Rows:
    rows = []
    for code, theme in stock.themes.items():
        indicator = stock.catalogue.indicators[code]
        rows.append(
            _row(
                stock,
                indicator=code,
                title=indicator.title,
                theme=stock.catalogue.themes[theme].title,
                question=indicator.question,
                definition=indicator.definition,
                numerator_text=indicator.numerator_text,
                denominator_text=indicator.denominator_text,
                decimals=str(indicator.decimals),
            )
        )
    return rows


def _categories(stock: Stock) -> Rows:
    return [
        _row(
            stock,
            dimension=dimension.id,
            dimension_title=dimension.title,
            category=category.code,
            category_title=category.label,
        )
        for dimension in stock.catalogue.dimensions.values()
        if dimension.id not in (GROUP, QUESTION, ANSWER)
        for category in dimension.categories
    ]


def _statuses(stock: Stock) -> Rows:
    return [
        _row(stock, status=stock.codes[s.value], meaning=stock.words[f"code_text.{s.value}"])
        for s in Status
    ]


def _members(stock: Stock, members: pl.DataFrame) -> Iterator[dict[str, str]]:
    """Who is in which group, in their order; ``of_nis``: whose group it is, empty for a fixed
    one."""
    areas = stock.catalogue.areas
    ranked = members.with_columns(rank=pl.int_range(1, pl.len() + 1).over("group", "of_nis"))
    for row in ranked.iter_rows(named=True):
        texts = {**row, "rank": str(row["rank"]), "area": areas.get(row["nis"]).name}
        yield _row(stock, **{key: texts[key] for key in _MEMBER})


_MEMBER = ("group", "group_title", "of_nis", "rank", "nis", "area")


def _sources(stock: Stock) -> Rows:
    return [
        _row(
            stock,
            source=source.id,
            supplier=source.supplier,
            source_title=source.title,
            address=source.download,
        )
        for source in stock.catalogue.sources.values()
        if is_municipal(source.id, stock.catalogue)
    ]

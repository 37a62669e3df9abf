"""Publish, code lists: what every code in the downloads means.

Input: the catalogue. Output: lists of rows (head → text) by name: areas, indicators, categories,
statuses, sources. The first column of indicators, statuses and sources is their key.
"""

from collections.abc import Mapping

from scan.publish.series_tables import Shelf
from scan.status import Status
from scan.views.table import safe

Rows = list[dict[str, str]]


def code_lists(shelf: Shelf) -> Mapping[str, Rows]:
    """All lists of codes."""
    return {
        "areas": _areas(shelf),
        "indicators": _indicators(shelf),
        "categories": _categories(shelf),
        "statuses": _statuses(shelf),
        "sources": _sources(shelf),
    }


def _row(shelf: Shelf, **texts: str) -> dict[str, str]:
    heads = {key: f"series.{key}" for key in texts}
    words = shelf.words
    named = {words.get(heads[key], words.get(f"list_column.{key}", key)): key for key in texts}
    return {head: safe(" ".join(texts[key].split())) for head, key in named.items()}


def _areas(shelf: Shelf) -> Rows:
    """Areas of today and the former ones inside them."""
    ordered = shelf.areas.sort("area_nis", "into")
    columns = ordered.select("area_nis", "area", "kind", "today").iter_rows()
    return [
        _row(shelf, nis=nis, area=name, kind=kind, today=today)
        for nis, name, kind, today in columns
    ]


def _indicators(shelf: Shelf) -> Rows:
    rows = []
    for code, theme in shelf.themes.items():
        indicator = shelf.catalogue.indicators[code]
        rows.append(
            _row(
                shelf,
                indicator=code,
                title=indicator.title,
                theme=shelf.catalogue.themes[theme].title,
                question=indicator.question,
                definition=indicator.definition,
                numerator_text=indicator.numerator_text,
                denominator_text=indicator.denominator_text,
                decimals=str(indicator.decimals),
            )
        )
    return rows


def _categories(shelf: Shelf) -> Rows:
    return [
        _row(
            shelf,
            dimension=dimension.id,
            dimension_title=dimension.title,
            category=category.code,
            category_title=category.label,
        )
        for dimension in shelf.catalogue.dimensions.values()
        for category in dimension.categories
    ]


def _statuses(shelf: Shelf) -> Rows:
    return [
        _row(shelf, status=shelf.codes[s.value], meaning=shelf.words[f"code_text.{s.value}"])
        for s in Status
    ]


def _sources(shelf: Shelf) -> Rows:
    return [
        _row(
            shelf,
            source=source.id,
            supplier=source.supplier,
            source_title=source.title,
            address=source.download,
        )
        for source in shelf.catalogue.sources.values()
    ]

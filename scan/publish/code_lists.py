"""Publish, code lists: what every code in the downloads means.

Input: the catalogue, and for similar municipalities the store. Output: lists of rows (head → text)
by name: areas, indicators, categories, statuses, sources, members of groups. What only the
Barometer uses is not among them. The first column of indicators, statuses and sources is their
key.
"""

from collections.abc import Iterable, Iterator, Mapping

from scan.catalogue.barometer import ANSWER, GROUP, QUESTION
from scan.catalogue.comparators import Comparator
from scan.extracts.chosen import is_municipal
from scan.publish.series_tables import Stock
from scan.status import Status
from scan.views.comparators import others_of
from scan.views.table import safe

Rows = list[dict[str, str]]


def code_lists(stock: Stock) -> Mapping[str, Rows]:
    """All lists of codes."""
    return {
        "areas": _areas(stock),
        "indicators": _indicators(stock),
        "categories": _categories(stock),
        "statuses": _statuses(stock),
        "sources": _sources(stock),
        "members": list(_members(stock)),
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


def _members(stock: Stock) -> Iterator[dict[str, str]]:
    """Who is in which group; of groups that every municipality has of its own, the first is most
    alike or has the lowest code."""
    workspace, areas = stock.workspace, stock.catalogue.areas
    for group in stock.catalogue.comparators.values():
        if group.kind == "fixed":
            yield from _numbered(stock, group, "", group.members)
        elif group.is_group:
            for town in areas.municipalities(None, workspace.as_of):
                for other in others_of(workspace, town, (group.id,))[1:]:
                    yield from _numbered(stock, group, town.nis, other.areas)


def _numbered(
    stock: Stock, group: Comparator, nis: str, members: Iterable[str]
) -> Iterator[dict[str, str]]:
    """The members of a group in their order; ``nis``: whose group it is, empty for a fixed one."""
    areas = stock.catalogue.areas
    for rank, member in enumerate(members, start=1):
        yield _row(
            stock,
            group=group.id,
            group_title=group.title,
            of_nis=nis,
            rank=str(rank),
            nis=member,
            area=areas.get(member).name,
        )


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

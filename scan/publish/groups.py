"""Publish, groups: the middle figure of every group of municipalities, as readers download it.

Input: the series table of one indicator and the groups of the catalogue. Output: a frame with the
columns of :data:`GROUPS`: of fixed groups every figure of every year, of those that each
municipality has of its own (the similar ones, the adjoining ones) the main figure of the newest
year. Nothing goes into a group but figures that are shown anyway.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.comparators import SIMILAR
from scan.publish.rounding import fixed, half_up
from scan.publish.series_tables import MADE_UP, Stock
from scan.publish.texts import DECIMAL_MARK, written
from scan.status import Status
from scan.views.comparators import others_of
from scan.views.rows import LEAST_OF_GROUP

GROUPS: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "title": pl.String(),
    "group": pl.String(),  # code of the catalogue
    "group_title": pl.String(),
    "of_nis": pl.String(),  # whose group it is; "" for a fixed one
    "period": pl.Int32(),
    "part": pl.String(),
    "category_1": pl.String(),  # "" where nothing is split
    "label_1": pl.String(),
    "category_2": pl.String(),
    "label_2": pl.String(),
    "middle": pl.Float64(),  # median of the displayed figures; null of fewer than three
    "lowest": pl.Float64(),
    "highest": pl.Float64(),
    "unit": pl.String(),
    "shown": pl.Int64(),  # members that have a figure
    "members": pl.Int64(),
}
AMOUNTS = ("middle", "lowest", "highest")
COUNTS = ("shown", "members")
_FIGURE = ("period", "part", "category_1", "label_1", "category_2", "label_2")


def members_of(stock: Stock) -> pl.DataFrame:
    """Who is in which group: group, group_title, of_nis, nis. The first of those that a
    municipality has of its own is most alike or has the lowest code."""
    rows = list(_members(stock))
    schema = dict.fromkeys(("group", "group_title", "of_nis", "nis"), pl.String())
    return pl.DataFrame(rows, schema=schema, orient="row")


def _members(stock: Stock) -> Iterator[tuple[str, str, str, str]]:
    workspace, areas = stock.workspace, stock.catalogue.areas
    towns = areas.municipalities(None, workspace.as_of)
    for group in stock.catalogue.comparators.values():
        named = (group.id, group.title)
        if group.kind == "fixed":
            yield from ((*named, "", nis) for nis in group.members)
        elif group.is_group:
            for town in towns:
                for other in others_of(workspace, town, (group.id,))[1:]:
                    yield from ((*named, town.nis, nis) for nis in other.areas)


def groups_table(
    table: pl.DataFrame, decimals: int, members: pl.DataFrame, stock: Stock
) -> pl.DataFrame:
    """The groups of one indicator (``GROUPS``); ``table`` is its series, with ``decimals``, and
    ``members`` what :func:`members_of` gives."""
    shown = [stock.codes[status.value] for status in Status if status.has_value]
    sizes = members.group_by("group", "of_nis").agg(pl.len().cast(pl.Int64).alias("members"))
    towns = table.filter(
        pl.col("kind") == stock.words["kind.municipality"],
        pl.col("value").is_not_null(),
        pl.col("status").is_in(shown),
    )
    fixed = pl.col("of_nis") == ""
    main = pl.col("part") == stock.words["part.main"]
    newest = pl.col("period") == pl.col("period").max()
    joined = pl.concat(
        [
            towns.join(members.filter(fixed), on="nis"),
            towns.filter(main).filter(newest).join(members.filter(~fixed), on="nis"),
        ]
    )
    enough = pl.len() >= LEAST_OF_GROUP
    told = joined.group_by("group", "group_title", "of_nis", *_FIGURE).agg(
        middle=pl.when(enough).then(pl.col("value").median()),
        lowest=pl.when(enough).then(pl.col("value").min()),
        highest=pl.when(enough).then(pl.col("value").max()),
        shown=pl.len(),
    )
    same = ("indicator", "title", "unit")
    full = told.join(sizes, on=["group", "of_nis"]).with_columns(
        *(pl.lit(table.item(0, name)).alias(name) for name in same),
    )
    ordered = full.sort("group", "of_nis", "period", "part", "category_1", "category_2")
    rounded = ordered.with_columns(half_up(ordered.get_column("middle"), decimals))
    chosen = rounded.select(pl.col(name).cast(dtype) for name, dtype in GROUPS.items())
    if stock.made_up:
        return chosen.with_columns(pl.lit(stock.words["file.made_up"]).alias(MADE_UP))
    return chosen


def similar_in(groups: pl.DataFrame, decimals: int) -> pl.DataFrame:
    """The middle of the similar municipalities of each one: nis, indicator, middle (a number with a
    decimal point as text), where there is one."""
    chosen = groups.filter(pl.col("group") == SIMILAR, pl.col("middle").is_not_null())
    return chosen.select(
        "indicator", pl.col("of_nis").alias("nis"), fixed("middle", decimals, ".").alias("middle")
    )


def unknown(stock: Stock) -> pl.Expr:
    """The code where there is no middle one."""
    return pl.lit(stock.codes[Status.NOT_AVAILABLE.value])


def groups_csv(groups: pl.DataFrame, decimals: int, stock: Stock) -> bytes:
    """The table as a CSV file, with the conventions of the series."""
    texts = groups.with_columns(
        pl.when(pl.col(name).is_null())
        .then(unknown(stock))
        .otherwise(fixed(name, decimals, DECIMAL_MARK))
        .alias(name)
        for name in AMOUNTS
    )
    return written(texts, stock)

"""Publish, wide tables: a row per figure, a column per year, for people who read and draw.

Input: the series tables of the indicators of one theme. Output: :class:`Wide`: for every area and
every figure of an indicator one row, with the displayed value of each year as text (a number
with a decimal point, or the code for why there is none).

A year in which an indicator was measured nowhere is null; an area without a figure in a year in
which others have one gets the code of *not available*, or of *former municipalities*.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from scan.publish.rounding import fixed
from scan.publish.series_tables import Stock
from scan.publish.texts import absence
from scan.status import Status

FIGURE = ("indicator", "part", "category_1", "category_2")
"""What tells one figure of an area from another."""
_CELL = ("order", "title", "rank", "label_1", "label_2", "unit", "decimals", "open")


@dataclass(frozen=True, slots=True)
class Wide:
    """Figures of one theme.

    Columns of ``table``: nis, area, kind, today, region, those of ``FIGURE``, order, title,
    rank, label_1, label_2, unit, decimals, open, newest (the indicator's newest year in
    the region), value, numerator and denominator of that year, supplier, delivered, and one
    column per year.
    """

    theme: str
    years: tuple[int, ...]
    table: pl.DataFrame


def long_of(tables: Mapping[str, pl.DataFrame], stock: Stock) -> pl.DataFrame:
    """The series of several indicators below one another, figures as text."""
    order = {code: place for place, code in enumerate(stock.themes)}
    parts = []
    for code, whole in tables.items():
        indicator = stock.catalogue.indicators[code]
        table = _counted(whole, stock)
        parts.append(
            table.with_columns(
                _text("value", indicator.decimals, stock),
                _text("numerator", 0, stock),
                _text("denominator", 0, stock),
                pl.lit(order[code]).alias("order"),
                pl.lit(indicator.decimals).alias("decimals"),
                _rank(table, stock),
                pl.lit(_is_open(table, stock)).alias("open"),
                _label(stock),
            ).select(
                *("nis", "area", "kind", "today", "period", *FIGURE, *_CELL),
                *("value", "numerator", "denominator", "supplier", "delivered"),
            )
        )
    return pl.concat(parts)


def _label(stock: Stock) -> pl.Expr:
    """The first category; of a gap, that it is the one with that category."""
    gap = pl.col("part") == stock.words["part.gap"]
    with_it = pl.concat_str("part", "label_1", separator=" ")
    return pl.when(gap).then(with_it).otherwise("label_1").alias("label_1")


def _counted(table: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """The series without the years of which everything is only expected."""
    expected = pl.col("status") == stock.codes[Status.PROJECTION.value]
    return table.filter((~expected).any().over("period"))


def _text(name: str, decimals: int, stock: Stock) -> pl.Expr:
    """A figure, or the code for why there is none; what is expected stands beside no figures."""
    number = fixed(name, decimals, ".")
    expected = pl.col("status") == stock.codes[Status.PROJECTION.value]
    absent = pl.when(expected).then("status").otherwise(absence(stock))
    return pl.when(pl.col(name).is_null() | expected).then(absent).otherwise(number).alias(name)


def _dimensions(table: pl.DataFrame) -> list[str]:
    names = [table.get_column(f"dimension_{place}").unique() for place in (1, 2)]
    return [next((name for name in column if name), "") for column in names]


def _is_open(table: pl.DataFrame, stock: Stock) -> bool:
    return any(name and stock.catalogue.dimensions[name].open for name in _dimensions(table))


def _rank(table: pl.DataFrame, stock: Stock) -> pl.Expr:
    """The place of a figure inside its indicator: the main one, then by categories, then gaps."""
    if _is_open(table, stock):
        return pl.lit(0).alias("rank")
    ranks = []
    for place, name in enumerate(_dimensions(table), 1):
        categories = stock.catalogue.dimensions[name].categories if name else ()
        known = {"": 0} | {category.code: n for n, category in enumerate(categories, 1)}
        ranks.append(pl.col(f"category_{place}").replace_strict(known, return_dtype=pl.Int32))
    last = pl.when(pl.col("part") == stock.words["part.gap"]).then(1_000_000).otherwise(0)
    return (ranks[0] * 1000 + ranks[1] + last).alias("rank")


def wide_of(theme: str, long: pl.DataFrame, stock: Stock) -> Wide:
    """A row per area and figure. ``long`` is what :func:`long_of` gives."""
    located = long.with_columns(_region(stock))
    former = pl.col("kind") == stock.words["kind.former"]
    complete = _complete(located.filter(~former), located.filter(former), stock)
    rows = pl.concat([complete, located.filter(former)], how="diagonal_relaxed")
    years = tuple(sorted(rows.get_column("period").unique().to_list()))
    index = ["nis", "area", "kind", "today", "region", *FIGURE, *_CELL]
    pivoted = rows.pivot(on="period", index=index, values="value", on_columns=list(years))
    newest = rows.join(newest_periods(stock), on=["indicator", "region"]).filter(
        pl.col("period") == pl.col("newest")
    )
    details = ["newest", "value", "numerator", "denominator"]
    keys = ["nis", "kind", *FIGURE]
    table = pivoted.join(newest.select(*keys, *details), on=keys, how="left")
    origin = ["supplier", "delivered"]
    sources = (
        rows.filter(pl.col("supplier").is_not_null())
        .sort("period", *origin)
        .group_by("indicator", maintain_order=True)
        .agg(pl.col(origin).last())
    )
    ordered = table.join(sources, on="indicator").with_columns(_weight())
    order = ("region", "nis", "kind", "order", "rank", "weight", "category_1", "category_2")
    return Wide(theme, years, ordered.sort(order))


def _weight() -> pl.Expr:
    """Among many categories the most frequent come first."""
    count = pl.col("numerator").cast(pl.Float64, strict=False).fill_null(-1.0)
    return pl.when("open").then(-count).otherwise(0.0).alias("weight")


def _region(stock: Stock) -> pl.Expr:
    areas = stock.catalogue.areas
    codes = [*stock.areas.get_column("today").unique()]
    regions = {nis: areas.get(nis).region_nis for nis in codes}
    return pl.col("today").replace_strict(regions, return_dtype=pl.String).alias("region")


def newest_periods(stock: Stock) -> pl.DataFrame:
    """The newest year of each indicator in each region, as the reports take it."""
    positions = stock.workspace.store(()).positions
    return positions.select("indicator", "region", pl.col("period").alias("newest"))


def _complete(own: pl.DataFrame, former: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Every area has every figure of each year in which any area of its region has it."""
    closed = own.filter(~pl.col("open"))
    towns = pl.col("kind").is_in([stock.words["kind.municipality"], stock.words["kind.region"]])
    areas = stock.areas.filter(towns).select(
        pl.col("area_nis").alias("nis"), "area", "kind", "today", _region(stock)
    )
    cells = closed.select("region", "period", *FIGURE, *_CELL).unique()
    keys = ["nis", "kind", "period", *FIGURE]
    figures = ["value", "numerator", "denominator", "supplier", "delivered"]
    grid = areas.join(cells, on="region").join(closed.select(*keys, *figures), on=keys, how="left")
    split = former.select(pl.col("today").alias("nis"), "indicator", "period").unique()
    marked = grid.join(
        split.with_columns(pl.lit(value=True).alias("split")),
        on=["nis", "indicator", "period"],
        how="left",
    )
    codes = stock.codes
    none = (
        pl.when(pl.col("split") & (pl.col("kind") != stock.words["kind.region"]))
        .then(pl.lit(codes[Status.FORMER.value]))
        .otherwise(pl.lit(codes[Status.NOT_AVAILABLE.value]))
    )
    filled = marked.with_columns(
        pl.col(name).fill_null(none) for name in ("value", "numerator", "denominator")
    ).drop("split")
    rest = own.filter(pl.col("open") | ~towns)
    unnamed = _unnamed(own.filter("open"), areas, stock)
    return pl.concat([filled, rest, unnamed], how="diagonal_relaxed")


def _unnamed(own: pl.DataFrame, areas: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Of many categories none has enough persons to be named: one hidden main figure."""
    newest = own.group_by("indicator", "region").agg(
        pl.col("period").max(), pl.col("order", "title", "unit", "decimals").first()
    )
    lacking = areas.join(newest, on="region").join(
        own, on=["nis", "indicator", "period"], how="anti"
    )
    hidden = pl.lit(stock.codes[Status.HIDDEN.value])
    return lacking.with_columns(
        pl.lit(stock.words["part.main"]).alias("part"),
        pl.lit(0, dtype=pl.Int32).alias("rank"),
        pl.lit(value=True).alias("open"),
        *(pl.lit("").alias(n) for n in ("category_1", "category_2", "label_1", "label_2")),
        *(hidden.alias(n) for n in ("value", "numerator", "denominator")),
    )


def texts_of(wide: Iterable[Wide]) -> set[str]:
    """Every text of the wide tables that a workbook has to hold."""
    names = ("area", "nis", "kind", "indicator", "title", "label_1", "label_2", "part", "unit")
    found: set[str] = set()
    for one in wide:
        for name in (*names, "supplier", "delivered"):
            found.update(one.table.get_column(name).drop_nulls().unique())
    return found - {""}

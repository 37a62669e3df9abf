"""Extracts, witnesses of what ought to differ: two categories, two columns, two years.

Input: figures and cells of the contract. Output: what is the same in (nearly) all areas. A
supplier who copies one column over another, or one year over the next, leaves no other trace.
"""

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.witnesses.records import COPIED, SAME, WRONG, Difference, Witness

LEAST = 20
"""Areas with a figure other than zero from which chance cannot make all of them the same."""
NEARLY = 0.98
"""Share of those areas in which two figures must be the same."""
MOST = 24
"""More categories or columns are not compared two by two: there are 300 pairs of so many."""

_FIXED = ("period", "population", "indicator")


def same_categories(
    figures: pl.DataFrame, catalogue: Catalogue, dimensions: tuple[str, ...]
) -> Iterator[Witness]:
    """Categories of one dimension with the same figures, in all areas of a period."""
    for dimension in dimensions:
        there = figures.filter(pl.col(dimension).is_not_null(), pl.col("value").is_not_null())
        codes = there.get_column(dimension).unique().sort().to_list()
        if catalogue.dimensions[dimension].open or not 2 <= len(codes) <= MOST:
            continue
        others = [name for name in dimensions if name != dimension]
        wide = _wide(there, ["area", *_FIXED, *others], dimension)
        for one, other, found in _same(wide, codes, [*_FIXED]):
            subject = f"{dimension}: {one} = {other}"
            yield _witness(subject, wide, found, [*_FIXED], dimension, (one, other))


def same_columns(cells: pl.DataFrame, source: Source) -> Iterator[Witness]:
    """Columns of figures about different things with the same figures on all rows of a period."""
    about: dict[str, set[tuple[str, str, bool]]] = {}
    for value in source.values:
        own = (value.population or "", value.indicator or "", bool(value.over))
        about.setdefault(value.column, set()).add(own)
    columns = [column for column in about if column]
    if not 2 <= len(columns) <= MOST:
        return
    there = cells.filter(
        pl.col("column").is_in(columns), pl.col("area").is_not_null(), pl.col("value").is_not_null()
    ).with_columns(period=pl.col("year"))
    wide = _wide(there, ["sheet", "row", "area", "period"], "column")
    present = [column for column in columns if column in wide.columns]
    for one, other, found in _same(wide, present, ["period"]):
        if not about[one] & about[other]:
            subject = f"columns: {one} = {other}"
            yield _witness(subject, wide, found, ["period"], "column", (one, other))


def copied_years(figures: pl.DataFrame, dimensions: tuple[str, ...]) -> Iterator[Witness]:
    """Periods with the figures of the period before, in all areas."""
    shown = figures.filter(pl.col("value").is_not_null()).with_columns(
        key=pl.struct("area", "population", "indicator", *dimensions).hash()
    )
    there = shown.get_column("period").unique().sort().to_list()
    earlier = dict(zip(there[1:], there, strict=False))
    steps = shown.with_columns(
        since=pl.col("period").replace_strict(earlier, default=None, return_dtype=pl.Int32)
    ).join(
        shown.select("key", pl.col("period").alias("since"), pl.col("value").alias("before")),
        on=["key", "since"],
    )
    if not [*_likely(steps, [("value", "before")])]:
        return
    columns = ["population", "indicator", *dimensions, "period"]
    found = _alike(steps, "value", "before", columns)
    for key, rows in found.group_by("population", "indicator", maintain_order=True):
        subject = str(key[0] or key[1])
        every = steps.filter(pl.col("population") == key[0], pl.col("indicator") == key[1])
        whole = every.select(columns).unique().height
        examples = every.join(rows, on=columns, how="semi", nulls_equal=True)
        yield Witness(
            kind=COPIED,
            subject=subject,
            agree=whole - rows.height,
            differ=rows.height,
            periods=tuple(rows.get_column("period").unique().sort()),
            largest=tuple(_example(examples, dimensions)),
            verdict=WRONG,
        )


def _wide(rows: pl.DataFrame, index: list[str], on: str) -> pl.DataFrame:
    return rows.pivot(on=on, index=index, values="value", aggregate_function="first")


def _same(
    wide: pl.DataFrame, columns: list[str], by: list[str]
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Pairs of columns that are alike in some period, with the periods."""
    for one, other in _likely(wide, [*combinations(columns, 2)]):
        found = _alike(wide, one, other, by)
        if found.height:
            yield one, other, found


def _likely(rows: pl.DataFrame, pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those pairs of columns of which as many figures are the same as it takes: hardly any, which
    is told of all of them at once."""
    same = [_counted(*pair) & (pl.col(pair[0]) == pl.col(pair[1])) for pair in pairs]
    if not same:
        return
    often = rows.select(one.sum().alias(str(at)) for at, one in enumerate(same)).row(0)
    for pair, many in zip(pairs, often, strict=True):
        if many >= NEARLY * LEAST:
            yield pair


def _counted(one: str, other: str) -> pl.Expr:
    """Whether both columns have a figure, and not nothing in both."""
    there = pl.col(one).is_not_null() & pl.col(other).is_not_null()
    return there & ((pl.col(one) != 0) | (pl.col(other) != 0))


def _alike(rows: pl.DataFrame, one: str, other: str, by: list[str]) -> pl.DataFrame:
    """The groups in which two columns have the same figures in nearly all areas.

    Columns ``by``, ``areas`` (with a figure other than zero) and ``same`` (of those).
    """
    return (
        rows.filter(_counted(one, other))
        .group_by(by)
        .agg(
            areas=pl.col("area").n_unique(),
            rows=pl.len(),
            same=(pl.col(one) == pl.col(other)).sum(),
        )
        .filter(pl.col("areas") >= LEAST, pl.col("same") >= NEARLY * pl.col("rows"))
        .sort(by)
    )


def _witness(
    subject: str,
    wide: pl.DataFrame,
    found: pl.DataFrame,
    by: list[str],
    named: str,
    pair: tuple[str, str],
) -> Witness:
    """Of two columns of ``wide`` that are alike in the groups ``found``.

    Of the largest figure that is the same it tells the one of the period before too.
    """
    one, other = pair
    there = wide.filter(pl.col(one).is_not_null(), pl.col(other).is_not_null())
    ordered = there.join(found, on=by, how="semi").sort(
        pl.col(one).abs(), "period", "area", descending=[True, True, False]
    )
    largest = ordered.head(1)
    same = [name for name in ("area", *by) if name != "period"]
    earlier = (
        there.filter(pl.col("period") < largest.item(0, "period"))
        .join(largest, on=same, how="semi")
        .sort("period")
        .tail(1)
    )
    rows = pl.concat([largest, earlier])
    about = [name for name in ("population", "indicator") if name in by]
    return Witness(
        kind=SAME,
        subject=subject,
        agree=0,
        differ=int(found.get_column("same").sum()),
        periods=tuple(found.get_column("period").unique().sort()),
        largest=tuple(
            Difference(
                area=row["area"],
                period=row["period"],
                categories=(
                    *((name, row[name]) for name in about if row[name]),
                    (named, one),
                    (named, other),
                ),
                given=row[one],
                low=row[other],
                high=row[other],
            )
            for row in rows.iter_rows(named=True)
        ),
        verdict=WRONG,
    )


def _example(rows: pl.DataFrame, dimensions: tuple[str, ...]) -> Iterator[Difference]:
    """The largest figure that is that of the period before."""
    largest = rows.sort(pl.col("value").abs(), "area", descending=[True, False]).head(1)
    for row in largest.iter_rows(named=True):
        yield Difference(
            area=row["area"],
            period=row["period"],
            categories=tuple(
                (name, row[name]) for name in ("population", "indicator", *dimensions) if row[name]
            ),
            given=row["value"],
            low=row["before"],
            high=row["before"],
        )

"""Extracts, witnesses of areas: the rows of regions with the sums of their municipalities.

Input: bounded counts. Output: comparisons, for each region, province, arrondissement and country
of which (nearly) all municipalities are in the file, per period, population and category.
"""

import datetime
from collections.abc import Iterator

import polars as pl

from scan.catalogue.areas import Area, Areas
from scan.catalogue.sources import Source
from scan.extracts.coverage import WHOLE
from scan.extracts.places import Gazetteer, is_walloon
from scan.extracts.witnesses.bounded import is_open, room_of
from scan.extracts.witnesses.records import COMPARED

WALLONIA, BELGIUM = "03000", "01000"
IN_WALLONIA = 261
"""Wallonia never had fewer municipalities: 262, and one less since 2025."""
MORE = 2.0
"""A municipality that is missing may have so many times what it has at most in other periods."""
_UNPLACED = {"99991": "02000", "99992": "04000"}
"""Codes of who lives in a region and nobody knows where: they belong to its total."""


def area_totals(
    counts: pl.DataFrame, source: Source, gazetteer: Gazetteer, dimensions: tuple[str, ...]
) -> pl.DataFrame:
    """Comparisons (COMPARED, ``population`` and the dimensions).

    Where many municipalities have no rows at all, or only their most frequent categories, nobody
    knows what the others have: a total that is more than what is there is no contradiction. A
    single one that is missing may have somewhat more than in any other period.
    """
    given = counts.filter("shown").get_column("area").unique()
    members = _members(counts, gazetteer).filter(pl.col("into").is_in(given.implode()))
    own = ["area", "period", "population", *dimensions]
    rows = counts.filter("shown").join(
        members.select(pl.col("into").alias("area"), "period").unique(), on=["area", "period"]
    )
    located = counts.join(members, on=["area", "period"])
    present = _present(located, members)
    sums = located.group_by("into", *own[1:]).agg(
        pl.col("low").sum().alias("low_sum"),
        pl.col("high").sum().alias("high_sum"),
        pl.col("placed").sum().alias("there"),
        hidden=(~pl.col("shown")).any(),
    )
    lacking = _lacking(located, members, dimensions)
    joined = (
        rows.join(present, on=["area", "period", "population"])
        .join(sums.rename({"into": "area"}), on=own, how="left", nulls_equal=True)
        .join(lacking, on=own, how="left", nulls_equal=True)
        .with_columns(
            pl.col("low_sum", "high_sum", "lacking_most").fill_null(0.0),
            pl.col("hidden").fill_null(value=False),
            absent=pl.col("needed").cast(pl.Int64) - pl.col("there").fill_null(0).cast(pl.Int64),
        )
    )
    chosen = [pl.col(t.dimension).is_not_null() for t in source.traits if t.most_frequent]
    listed = pl.any_horizontal(pl.lit(value=False), *chosen)
    few = (pl.col("few") | listed) & (pl.col("given") > pl.col("high"))
    return _compared(joined, source, dimensions).filter(~few).drop("few")


def _compared(joined: pl.DataFrame, source: Source, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """A row for each total; who is left out is somewhere between nobody and the minimum."""
    slack = (pl.col("high") - pl.col("low")) / 2
    lacking = pl.col("needed") > pl.col("present")
    scarce = pl.col("present") < WHOLE * pl.col("needed")
    room = room_of("absent", "unknown", source)
    if source.absent == "zero":
        room += pl.col("lacking_most")
    return joined.select(
        "period",
        "area",
        ((pl.col("low") + pl.col("high")) / 2).alias("given"),
        (pl.col("low_sum") - slack).alias("low"),
        (pl.col("high_sum") + slack + room).alias("high"),
        (pl.col("hidden") | lacking | is_open("absent", source)).alias("open"),
        (scarce & (source.absent == "zero")).alias("few"),
        "population",
        *dimensions,
    ).cast(dict(COMPARED))  # type: ignore[arg-type]


def _present(located: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """How many municipalities of each area have figures of a population, and how many it has."""
    needed = members.filter("placed").group_by("into", "period").agg(needed=pl.len())
    return (
        located.filter("placed")
        .group_by("into", "period", "population")
        .agg(present=pl.col("area").n_unique())
        .join(needed, on=["into", "period"])
        .rename({"into": "area"})
    )


def _lacking(
    located: pl.DataFrame, members: pl.DataFrame, dimensions: tuple[str, ...]
) -> pl.DataFrame:
    """The most that the municipalities have together of which a period has no row at all.

    Columns ``area`` (into which they belong), ``period``, ``population``, the dimensions and
    ``lacking_most``.
    """
    split = ["population", *dimensions]
    placed = members.filter("placed").select("area", "into", "period")
    populations = located.select("population").unique()
    gone = placed.join(populations, how="cross").join(
        located, on=["area", "period", "population"], how="anti"
    )
    usual = located.group_by("area", *split).agg(most=MORE * pl.col("high").max())
    return (
        gone.join(usual, on=["area", "population"])
        .group_by(pl.col("into").alias("area"), "period", *split)
        .agg(lacking_most=pl.col("most").sum())
        .select("area", "period", *split, "lacking_most")
    )


def _members(counts: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """Which municipalities each area has in each period of the file.

    Columns ``area``, ``into``, ``period``, ``placed`` (not one of _UNPLACED).
    """
    days: dict[datetime.date, list[int]] = {}
    for period in counts.get_column("period").unique().sort():
        days.setdefault(gazetteer.day(period), []).append(period)
    parts = [
        _frame(_pairs(gazetteer.areas, day)).join(_periods(own), how="cross")
        for day, own in days.items()
    ]
    return pl.concat([*parts, *_of_the_country(counts, gazetteer)])


def _pairs(areas: Areas, day: datetime.date) -> list[tuple[str, str, bool]]:
    """The municipalities of a day with each area in which they lie."""
    towns = areas.municipalities(None, day)
    pairs = [(town.nis, into, True) for town in towns for into in _above(town)]
    return pairs + [(code, into, False) for code, into in _UNPLACED.items()]


def _of_the_country(counts: pl.DataFrame, gazetteer: Gazetteer) -> Iterator[pl.DataFrame]:
    """The municipalities of Wallonia and of Belgium, for periods of which a file has them all."""
    codes = counts.get_column("area").unique().to_list()
    walloon = counts.filter(pl.col("area").is_in([code for code in codes if is_walloon(code)]))
    by_period = walloon.group_by("period").agg(pl.col("area").unique())
    for period, there in by_period.sort("period").iter_rows():
        if len(there) >= IN_WALLONIA:
            towns = gazetteer.areas.municipalities(None, gazetteer.day(period))
            pairs = [(code, WALLONIA, True) for code in there]
            pairs += [(code, BELGIUM, True) for code in (*there, *(t.nis for t in towns))]
            yield _frame(pairs).join(_periods([period]), how="cross")


def _frame(pairs: list[tuple[str, str, bool]]) -> pl.DataFrame:
    schema = {"area": pl.String, "into": pl.String, "placed": pl.Boolean}
    return pl.DataFrame(pairs, schema=schema, orient="row")


def _periods(periods: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"period": periods}, schema={"period": pl.Int32})


def _above(town: Area) -> tuple[str, ...]:
    """Codes of the areas in which a municipality lies."""
    above = (town.region_nis, town.province_nis, town.arrondissement_nis)
    return tuple(code for code in above if code)

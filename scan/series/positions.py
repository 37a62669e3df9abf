"""Series, positions: how the main figures of all municipalities are spread.

Input: figures of all areas. Output: per indicator and region, bins with nice edges, quantiles
and the newest period. Municipalities of a region are only placed among one another.

A spread is fixed when a delivery is first used: a correction of a few municipalities moves their
own dots and leaves what the others see as it was (:func:`settled`).
"""

import bisect
import datetime
import math
import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from dataframely import DataFrame

from scan.catalogue.reading import Catalogue
from scan.dutch import round_half_up
from scan.files import sha256
from scan.series.cubes import REGIONS
from scan.series.frames import Figures, Positions
from scan.status import Status

METHOD = sha256(Path(__file__))[:16]
"""How spreads are computed: none that was computed by other code is kept."""
MOST_CORRECTED = 0.05
"""A larger part of the municipalities with another figure is no correction but a new delivery."""
MOST_BINS = 24
FEWEST_AREAS = 10
"""Fewer figures are not spread: every municipality would be told apart."""


def positions_of(
    figures: DataFrame[Figures], catalogue: Catalogue, as_of: datetime.date
) -> DataFrame[Positions]:
    """One row per indicator and region, for the newest period with figures; what is only
    expected is none."""
    regions = {a.nis: a.region_nis for a in catalogue.areas.municipalities(None, as_of)}
    regions |= {region: region for region in REGIONS}
    main = figures.filter(pl.col("part") != "gap", pl.col("into") == "")
    located = main.filter(pl.col("area").is_in(list(regions))).with_columns(
        pl.col("area").replace_strict(regions, return_dtype=pl.String).alias("region"),
        pl.when(pl.col("status") != Status.PROJECTION.value).then("value"),
    )
    keys = ["indicator", "region"]
    last = pl.col("period").filter(pl.col("value").is_not_null()).max()
    newest = located.group_by(keys, maintain_order=True).agg(pl.coalesce(last, pl.max("period")))
    parts = located.filter(pl.col("part") == "main").partition_by(keys, as_dict=True)
    rows = []
    for indicator, region, period in newest.iter_rows():
        part = parts.get((indicator, region), located.clear())
        row = spread_of(part, period, catalogue.indicators[indicator].decimals)
        rows.append({"indicator": indicator, "region": region, **row})
    return Positions.cast(pl.DataFrame(rows, schema=Positions.create_empty().schema))


def spread_of(part: pl.DataFrame, period: int, decimals: int) -> dict[str, object]:
    """How the figures of one indicator and region are spread: values of ``Positions``."""
    municipal = part.filter(
        pl.col("part") == "main", pl.col("period") == period, ~pl.col("area").is_in(REGIONS)
    )
    known = municipal.filter(pl.col("value").is_not_null()).sort("area")
    figures = [round_half_up(value, decimals) for value in known.get_column("value")]
    values = sorted(figures)
    if len(values) < FEWEST_AREAS:
        return {"period": period, "areas": len(values), "method": METHOD}
    edges = nice_edges(values[0], values[-1], decimals)
    bins = Counter(bin_of(value, edges) for value in values)
    series = pl.Series(values)
    quantile = [float(series.quantile(q / 20) or 0.0) for q in range(21)]
    return {
        "period": period,
        "edges": edges,
        "counts": [bins[number] for number in range(len(edges) - 1)],
        "deciles": quantile[2:20:2],
        "median": round_half_up(statistics.median(values), decimals),
        "low_quarter": quantile[5],
        "high_quarter": quantile[15],
        "lowest": values[0],
        "highest": values[-1],
        "areas": len(values),
        "source": min(known.get_column("source").mode().to_list()),
        "members": known.get_column("area").to_list(),
        "values": figures,
        "method": METHOD,
    }


def settled(kept: DataFrame[Positions], fresh: DataFrame[Positions]) -> DataFrame[Positions]:
    """The spreads to display: those that were kept as far as they still stand, else ``fresh``.

    A kept spread stands while period, source and the
    municipalities with a figure are the same and few of their figures differ. So the result
    depends on what was displayed before, but not on how often it is asked for.
    """
    before = {(row["indicator"], row["region"]): row for row in kept.iter_rows(named=True)}
    rows = []
    for row in fresh.iter_rows(named=True):
        old = before.get((row["indicator"], row["region"]))
        rows.append(old if old is not None and _stands(old, row) else row)
    return Positions.cast(pl.DataFrame(rows, schema=Positions.create_empty().schema))


def _stands(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if new["edges"] is None or old["edges"] is None:
        return False
    if any(old[name] != new[name] for name in ("method", "period", "source", "members")):
        return False
    moved = sum(a != b for a, b in zip(old["values"], new["values"], strict=True))
    return bool(moved <= MOST_CORRECTED * len(new["values"]))


@dataclass(frozen=True, slots=True)
class Placed:
    """The bins of a spread with one municipality in its own place."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    lowest: float
    highest: float


def place(entry: Mapping[str, Any], area: str, value: float) -> Placed:
    """The spread ``entry`` as ``area`` sees it, whose displayed figure is ``value``.

    Where its figure was corrected after the spread was fixed, its dot moves, and the bins reach
    as far as it needs.
    """
    edges, counts = list(entry["edges"]), list(entry["counts"])
    before = dict(zip(entry["members"], entry["values"], strict=True)).get(area)
    lowest, highest = entry["lowest"], entry["highest"]
    if before is not None and before != value:
        counts[bin_of(before, edges)] -= 1
        _reach(edges, counts, value)
        counts[bin_of(value, edges)] += 1
        lowest, highest = min(lowest, value), max(highest, value)
    return Placed(tuple(edges), tuple(counts), lowest, highest)


def _reach(edges: list[float], counts: list[int], value: float) -> None:
    """Bins that hold ``value`` too: of the same width while there is room, else one wide one."""
    width = edges[1] - edges[0]
    needed = math.ceil(max(edges[0] - value, value - edges[-1], 0.0) / width + 1e-9)
    step = width if needed <= MOST_BINS else width * needed
    while value < edges[0] - 1e-9:
        edges.insert(0, round(edges[0] - step, 10))
        counts.insert(0, 0)
    while value > edges[-1] + 1e-9:
        edges.append(round(edges[-1] + step, 10))
        counts.append(0)


def nice_edges(lowest: float, highest: float, decimals: int) -> list[float]:
    """Edges of at most ``MOST_BINS`` equal bins with a width of 1, 2 or 5 times a power of ten."""
    span = max(highest - lowest, 10.0**-decimals)
    least = span / (MOST_BINS - 2)
    power = 10.0 ** math.floor(math.log10(least))
    width = next(w for m in (1, 2, 5, 10) if (w := m * power) >= least * (1 - 1e-9))
    first = math.floor(lowest / width + 1e-9)
    last = max(math.floor(highest / width + 1e-9) + 1, first + 1)
    return [round(i * width, 10) for i in range(first, last + 1)]


def bin_of(value: float, edges: list[float] | tuple[float, ...]) -> int:
    """Number of the bin that holds ``value``; lower edges belong to the bin."""
    inside = bisect.bisect_right(edges, value + 1e-9)
    return min(max(inside - 1, 0), len(edges) - 2)

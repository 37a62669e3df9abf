"""Series, positions: how the main figures of all municipalities are spread.

Input: figures of all areas. Output: per indicator and region, bins with nice edges, quantiles
and the newest period. Municipalities of a region are only placed among one another.
"""

import datetime
import math
import statistics

import polars as pl

from scan.catalogue.reading import Catalogue
from scan.dutch import round_half_up
from scan.series.cubes import REGIONS

POSITIONS: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "region": pl.String(),
    "period": pl.Int32(),  # newest of the indicator, for all areas of the region
    "edges": pl.List(pl.Float64()),
    "counts": pl.List(pl.Int32()),
    "deciles": pl.List(pl.Float64()),  # 9 limits between tenths
    "median": pl.Float64(),
    "low_quarter": pl.Float64(),
    "high_quarter": pl.Float64(),
    "lowest": pl.Float64(),
    "highest": pl.Float64(),
    "areas": pl.Int32(),
}
MOST_BINS = 24
FEWEST_AREAS = 10
"""Fewer figures are not spread: every municipality would be told apart."""


def positions_of(figures: pl.DataFrame, catalogue: Catalogue, as_of: datetime.date) -> pl.DataFrame:
    """One row per indicator and region, for the newest period with figures."""
    regions = {a.nis: a.region_nis for a in catalogue.areas.municipalities(None, as_of)}
    regions |= {region: region for region in REGIONS}
    main = figures.filter(pl.col("main") | (pl.col("b1") != ""), pl.col("into") == "")
    located = main.filter(pl.col("area").is_in(list(regions))).with_columns(
        pl.col("area").replace_strict(regions, return_dtype=pl.String).alias("region")
    )
    rows = []
    for (indicator, region), part in located.group_by("indicator", "region", maintain_order=True):
        newest = part.filter(pl.col("value").is_not_null()).get_column("period").max()
        if newest is None:
            newest = part.get_column("period").max()
        row = _row(part, int(str(newest)), catalogue.indicators[str(indicator)].decimals)
        rows.append({"indicator": indicator, "region": region, **row})
    return pl.DataFrame(rows, schema=POSITIONS)


def _row(part: pl.DataFrame, period: int, decimals: int) -> dict[str, object]:
    municipal = part.filter(
        pl.col("main"), pl.col("period") == period, ~pl.col("area").is_in(REGIONS)
    )
    values = [
        round_half_up(value, decimals)
        for value in municipal.get_column("value").drop_nulls().sort()
    ]
    if len(values) < FEWEST_AREAS:
        return {"period": period, "areas": len(values)}
    edges = nice_edges(values[0], values[-1], decimals)
    series = pl.Series(values)
    quantile = [float(series.quantile(q / 20) or 0.0) for q in range(21)]
    return {
        "period": period,
        "edges": edges,
        "counts": [sum(bin_of(v, edges) == i for v in values) for i in range(len(edges) - 1)],
        "deciles": quantile[2:20:2],
        "median": round_half_up(statistics.median(values), decimals),
        "low_quarter": quantile[5],
        "high_quarter": quantile[15],
        "lowest": values[0],
        "highest": values[-1],
        "areas": len(values),
    }


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
    inside = sum(edge <= value + 1e-9 for edge in edges)
    return min(max(inside - 1, 0), len(edges) - 2)

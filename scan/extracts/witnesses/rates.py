"""Extracts, witnesses of rates: what a supplier worked out himself, with its counts.

Input: cells with numbers. Output: comparisons, for each row whose numerator, denominator and rate
are all there. A rate is right when it is what the two counts give, within the rounding of its
text.
"""

import polars as pl

from scan.catalogue.sources import Rate, Source
from scan.extracts.frames import trait_column
from scan.extracts.witnesses.bounded import rounded
from scan.extracts.witnesses.records import COMPARED

ROUNDED_TWICE = 0.556
"""Units of its last digit by which a rate is off at most that was rounded to one digit more, and
then again."""
_ENOUGH = 30
"""So many rates of a period tell how many digits its rates have."""
_SHORT = 4
"""A rate that so many decimals write exactly tells nothing of that."""
_EXACT = 1e-9
"""What the arithmetic of computers is off, as a share."""
_NOISE = r"[.,](\d*?)(?:9{7,}|0{7,})\d{0,2}$"
"""How that arithmetic writes 8333.3: as 8333.299999999999."""
_MOST = 12
"""Decimals beyond which that arithmetic shows."""


def rate_checks(cells: pl.DataFrame, rate: Rate, source: Source) -> pl.DataFrame:
    """Comparisons (COMPARED and a column for each trait column, named after it)."""
    traits = dict.fromkeys(trait.column for trait in source.traits)
    there = cells.filter(
        pl.col("area").is_not_null(), pl.col("year").is_not_null(), pl.col("value").is_not_null()
    )
    row = ["sheet", "row", "year"]
    above, below = (
        there.filter(pl.col("column") == name).select(*row, pl.col("value").alias(alias))
        for name, alias in ((rate.numerator, "above"), (rate.denominator, "below"))
    )
    own = there.filter(pl.col("column") == rate.column).select(
        *row, "area", *map(trait_column, traits), "text", "value"
    )
    rows = own.join(above, on=row).join(below, on=row)
    bounded = _bounds(rows.filter(pl.col("below") > 0), float(rate.per))
    return bounded.select(
        pl.col("year").alias("period"),
        "area",
        pl.col("value").alias("given"),
        "low",
        "high",
        pl.lit(value=False).alias("open"),
        *(pl.col(trait_column(header)).alias(header) for header in traits),
    ).cast(dict(COMPARED))  # type: ignore[arg-type]


def _bounds(rows: pl.DataFrame, per: float) -> pl.DataFrame:
    """The least and the most that a rate may be, from its counts and the digits of its text."""
    above, below = pl.col("above"), pl.col("below")
    exact = above * per / below
    least = (above - rounded(above)) * per / (below + rounded(below))
    most = (above + rounded(above)) * per / (below - rounded(below))
    size = pl.max_horizontal(exact.abs(), pl.col("value").abs())
    sized = rows.with_columns(
        exact=exact,
        least=least,
        most=most,
        place=size.log10().floor(),
        decimals=pl.coalesce(
            pl.col("text").str.extract(pattern).str.len_chars()
            for pattern in (_NOISE, r"[.,](\d+)")
        ).fill_null(0),
    )
    usual = sized.join(_usual(sized), on="year", how="left")
    digits = pl.min_horizontal("fixed", pl.col("significant") - 1 - pl.col("place"))
    digits = pl.max_horizontal(pl.col("decimals").cast(pl.Float64), digits.clip(0, _MOST))
    slack = ROUNDED_TWICE * pl.lit(10.0).pow(-digits) + _EXACT * pl.col("exact").abs()
    return usual.with_columns(low=pl.col("least") - slack, high=pl.col("most") + slack)


def _usual(sized: pl.DataFrame) -> pl.DataFrame:
    """Digits to which the rates of a period are given, whatever zeros are left out at their end.

    Programs write a ``fixed`` number of decimals or of ``significant`` digits. Of the rates that
    no few decimals write exactly, the twentieth with fewest digits is taken for both.
    """
    few = pl.col("exact") * 10.0**_SHORT
    decimals = pl.col("decimals").cast(pl.Float64)
    return (
        sized.filter((few - few.round()).abs() > _EXACT)
        .with_columns(fixed=decimals, significant=decimals + 1 + pl.col("place"))
        .group_by("year")
        .agg(pl.col("fixed", "significant").quantile(0.05, "lower"), many=pl.len())
        .filter(pl.col("many") >= _ENOUGH)
    )

"""Publish, rounding: displayed values of whole columns at once.

Input: columns of figures. Output: columns rounded exactly as ``dutch.round_half_up`` rounds one
number, and their text with a decimal comma.
"""

import numpy as np
import polars as pl

from scan.dutch import round_half_up

_NEAR_HALF = 1e-9
_RELATIVE = 1e-11
"""Twelve digits are kept before rounding: closer to a half than this, the text decides."""


def half_up(values: pl.Series, decimals: int) -> pl.Series:
    """``dutch.round_half_up`` of every value; nulls stay.

    Values that are clearly off a half are rounded as a column; the few others one by one.
    """
    number = values.cast(pl.Float64).to_numpy(allow_copy=True)
    scaled = np.abs(number) * 10.0**decimals
    whole = np.floor(scaled + 0.5)
    rounded = np.copysign(whole / 10.0**decimals, number) + 0.0
    close = np.abs(scaled - np.floor(scaled) - 0.5) < _NEAR_HALF + scaled * _RELATIVE
    exact = {value: round_half_up(value, decimals) for value in np.unique(number[close])}
    rounded[close] = [exact[value] for value in number[close]]
    return pl.Series(values.name, rounded).fill_nan(None)


def fixed(column: str, decimals: int, point: str = ",") -> pl.Expr:
    """A column of rounded values as text with that many decimals: ``28,1``; ``-2,30``."""
    units = (pl.col(column) * 10**decimals).round(0).cast(pl.Int64)
    digits = units.abs().cast(pl.String).str.zfill(decimals + 1)
    sign = pl.when(units < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    if not decimals:
        return pl.concat_str(sign, digits)
    whole = digits.str.head(-decimals)
    return pl.concat_str(sign, whole, pl.lit(point), digits.str.tail(decimals))

"""Ground: numbers, shares, changes, dates and lists as Flemish readers write them.

Input: plain values. Output: text in Belgian Dutch (Babel, ``nl_BE``): ``28,1 %`` with a no-break
space, ``1.234``, ``−`` for minus. A number is rounded here and nowhere else, half up.
"""

import datetime
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

LOCALE = "nl_BE"
NBSP = "\u00a0"
MINUS = "\u2212"
_POINTS = "procentpunt"
_PLAIN, _NEAR = 1e5, 1e-6
"""Below so many units of the last decimal, twelve digits err by less than the second, which is how
near to a half floats do not tell."""
_PER = {
    "per_1000": f"{NBSP}per{NBSP}1.000",
    "per_10000": f"{NBSP}per{NBSP}10.000",
}
"""What follows the change of a rate; beside the rate itself its sentence says it."""


def round_half_up(value: float, decimals: int) -> float:
    """Round half away from zero, on the decimal text of the number: 2,25 becomes 2,3.

    Floats carry errors in the sixteenth digit; twelve digits are kept before rounding, so that
    a share that is exactly a half is rounded as such. Elsewhere floats tell: of the hundreds of
    thousands of figures of the series hardly any is near a half.
    """
    scale = 10.0**decimals
    units = abs(value) * scale
    if units < _PLAIN and abs(units % 1.0 - 0.5) > _NEAR and decimals >= 0:
        return math.copysign(math.floor(units + 0.5) / scale, value) + 0.0
    exact = Decimal(f"{value:.12g}")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return float(rounded) + 0.0


@lru_cache(maxsize=8_192)
def number(value: float, decimals: int) -> str:
    """A number with a fixed count of decimals: ``1.234``; ``28,1``; ``−2,3``."""
    rounded = round_half_up(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(Decimal(repr(abs(rounded))), format=pattern, locale=LOCALE)
    return f"{MINUS}{text}" if rounded < 0 else text


def figure(value: float, unit: str, decimals: int) -> str:
    """A number with its unit: ``28,1 %``; ``2,6 procentpunt``; bare for ratios and counts."""
    return number(value, decimals) + _suffix(unit)


def signed(value: float, unit: str, decimals: int) -> str:
    """A change with its sign, set tight: ``+2,6 procentpunt``; ``−0,4 per 1.000``; ``0,0``
    without one.

    A change of a share is in percentage points, that of a rate in its own unit; of counts bare.
    """
    rounded = round_half_up(value, decimals)
    text = number(abs(rounded), decimals)
    sign = "+" if rounded > 0 else MINUS
    suffix = _PER.get(unit) or _suffix("points" if unit == "percent" else unit)
    return (f"{sign}{text}" if rounded else text) + suffix


def unsigned(text: str) -> str:
    """A change without its sign, for a sentence that says which way it goes."""
    return text.removeprefix("+").removeprefix(MINUS)


def _suffix(unit: str) -> str:
    if unit == "percent":
        return f"{NBSP}%"
    return f"{NBSP}{_POINTS}" if unit == "points" else ""


def date_text(date: datetime.date) -> str:
    """A date in full: ``1 januari 2025``."""
    return format_date(date, format="d MMMM y", locale=LOCALE)


def month_text(year: int, month: int) -> str:
    """A month with its year: ``juli 2026``."""
    return format_date(datetime.date(year, month, 1), format="MMMM y", locale=LOCALE)


def list_text(items: Sequence[str]) -> str:
    """A list inside a sentence: ``Marokko, Turkije en Roemenië``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} en {items[-1]}"

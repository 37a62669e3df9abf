"""Second opinion, spelling: rounding half up on exact fractions, and Dutch figures.

Input: fractions. Output: text as it stands in the attached table and on the pages.
"""

from decimal import Decimal, getcontext
from fractions import Fraction
from statistics import NormalDist

MINUS = "−"
getcontext().prec = 40


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half away from zero, without a float in sight."""
    scale: int = 10**decimals
    whole = int(abs(value) * scale + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, scale)


def plain(value: Fraction, decimals: int) -> str:
    """As in a table that opens in a spreadsheet: ``-1234,5``."""
    digits = str(abs(int(rounded(value, decimals) * 10**decimals))).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]},{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if rounded(value, decimals) < 0 else text


def dutch(value: Fraction, decimals: int) -> str:
    """As on a page: ``−1.234,5``."""
    whole, comma, part = plain(value, decimals).removeprefix("-").partition(",")
    groups: list[str] = []
    while whole:
        whole, last = whole[:-3], whole[-3:]
        groups.insert(0, last)
    return (MINUS if rounded(value, decimals) < 0 else "") + ".".join(groups) + comma + part


def signed(value: Fraction, decimals: int) -> str:
    """A change as on a page, with plain spaces: ``+0,9``; ``−1``; ``0,0``."""
    sign = "+" if value > 0 else MINUS
    return (sign if rounded(value, decimals) else "") + dutch(abs(value), decimals)


def wilson(share: Fraction, answers: Fraction) -> tuple[Fraction, Fraction]:
    """Limits of Wilson's interval at 99 %, in per cent, of a share in per cent."""
    z = Decimal(NormalDist().inv_cdf(0.995))
    n = Decimal(answers.numerator) / Decimal(answers.denominator)
    p = Decimal(share.numerator) / Decimal(share.denominator) / 100
    x = p * n
    root = z * (z * z + 4 * x * (1 - p)).sqrt()
    limits = [(2 * x + z * z + sign * root) / (2 * (n + z * z)) * 100 for sign in (-1, 1)]
    return Fraction(limits[0]), Fraction(limits[1])


def median(values: list[Fraction]) -> Fraction:
    """The middle value; the mean of the two in the middle of an even number."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

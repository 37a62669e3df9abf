"""Second opinion, verdicts: whether a figure is higher or lower than another one, worked out anew.

Input: figures of the files, and the bounds of ``catalogue/bounds.toml``. Output: the word that a
table gives, in Dutch. Limits are those of Wilson (shares), of Byar (rates) and of answers; of a
difference those of the square-and-add method; a part is compared with the rest of the whole.
"""

import tomllib
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

from tests.second_opinion.figures import SCALE, Figure, Opinion
from tests.second_opinion.spelling import rounded, wilson

HIGHER, LOWER, EQUAL, ABOUT = "hoger", "lager", "gelijk", "ongeveer gelijk"
UNCLEAR, SMALL, NOT_TESTED, NOTHING = "onduidelijk", "kleine groep", "niet getoetst", ""
ENOUGH = 50
"""Persons on both sides of a difference; the same bound as in the file."""
Limits = tuple[Fraction, Fraction, Fraction]
"""A level between its limits."""


@lru_cache
def bounds(folder: Path) -> Any:
    """The bounds of a catalogue."""
    return tomllib.loads((folder / "bounds.toml").read_text(encoding="utf-8"))


def verdict(opinion: Opinion, own: Figure | None, other: Figure | None, kind: str) -> str:
    """``own`` beside ``other``: a ``whole`` that holds it, another ``place``, or an earlier
    ``year``."""
    if own is None or other is None or own.value is None or other.value is None:
        return NOTHING
    rules, unit = bounds(opinion.papers.folder), opinion.record["unit"]
    unit = "points" if own.sides is not None else unit
    if unit == "count":
        return NOTHING
    bases = [figure.base for figure in (own, other) if figure.base is not None]
    if bases and min(bases) < rules["base"]["no_verdict_below"]:
        return SMALL
    ends = None if _is_balance(opinion) else _difference(unit, own, other, kind)
    if ends is None:
        return NOT_TESTED
    shown = [
        rounded(figure.value, opinion.decimals)
        for figure in (own, other)
        if figure.value is not None
    ]
    return _word(shown[0], shown[1], ends, _margin(rules["about_equal"], unit, shown))


def _is_balance(opinion: Opinion) -> bool:
    """Whether what came in and what went out are behind the figure: its error is that of both."""
    counted = opinion.record.get("numerator", {}).get("population", "")
    return bool(opinion.papers.populations.get(counted, {}).get("balance"))


def _margin(rules: Any, unit: str, shown: list[Fraction]) -> Fraction:
    larger = max(map(abs, shown))
    if unit in ("percent", "points"):
        return min(_exact(rules["points"]), _exact(rules["share"]) * larger)
    return _exact(rules["ratio"]) * larger


def _exact(number: float) -> Fraction:
    return Fraction(str(number))


def _word(own: Fraction, other: Fraction, ends: tuple[Fraction, Fraction], margin: Fraction) -> str:
    low, high = ends
    gap, clear = own - other, low > 0 or high < 0
    if abs(gap) < margin:
        sure = clear or (-margin < low and high < margin)
        return (EQUAL if gap == 0 else ABOUT) if sure else UNCLEAR
    if not clear:
        return UNCLEAR
    return HIGHER if gap > 0 else LOWER


def _difference(
    unit: str, own: Figure, other: Figure, kind: str
) -> tuple[Fraction, Fraction] | None:
    """Between which limits the difference lies; ``None`` where that cannot be told."""
    mine, theirs, scale = level(unit, own), level(unit, other), Fraction(1)
    if theirs is None and own.answers is not None and kind == "whole" and other.value is not None:
        theirs = (other.value, other.value, other.value)
    if kind == "whole" and own.count is not None and unit in ("percent", "per_1000", "per_10000"):
        if other.count is None or own.base is None or other.base is None:
            return None
        if other.base <= own.base:
            return None
        theirs = level(unit, _counts(unit, other.count - own.count, other.base - own.base))
        scale = 1 - own.base / other.base
    if mine is None or theirs is None:
        return None
    below = _root((mine[1] - mine[0]) ** 2 + (theirs[2] - theirs[1]) ** 2)
    above = _root((mine[2] - mine[1]) ** 2 + (theirs[1] - theirs[0]) ** 2)
    gap = mine[1] - theirs[1]
    return (gap - below) * scale, (gap + above) * scale


def _counts(unit: str, count: Fraction, base: Fraction) -> Figure:
    return Figure(count * SCALE[unit] / base, count, base)


def level(unit: str, figure: Figure) -> Limits | None:
    """The lower limit, the level, the upper limit, in the unit."""
    if figure.value is None:
        return None
    if figure.sides is not None:
        ends = gap_limits(*figure.sides)
        return (ends[0], figure.value, ends[1]) if ends else None
    if figure.answers is not None:
        low, high = wilson(figure.value, figure.answers)
        return low, figure.value, high
    count, base = figure.count, figure.base
    if count is None or not base or count < 0 or unit not in ("percent", "per_1000", "per_10000"):
        return None
    if unit != "percent":
        low, high = byar(count)
        return low * SCALE[unit] / base, figure.value, high * SCALE[unit] / base
    if count > base:
        return None
    low, high = wilson(100 * count / base, base)
    return max(low, Fraction(0)), 100 * count / base, min(high, Fraction(100))


def byar(events: Fraction) -> tuple[Fraction, Fraction]:
    """Limits of a number of events at 99 %."""
    z, x = Decimal(NormalDist().inv_cdf(0.995)), Decimal(int(events))
    low = Decimal(0)
    if x:
        low = x * (1 - 1 / (9 * x) - z / (3 * x.sqrt())) ** 3
    y = x + 1
    high = y * (1 - 1 / (9 * y) + z / (3 * y.sqrt())) ** 3
    return Fraction(max(low, Decimal(0))), Fraction(high)


def _root(number: Fraction) -> Fraction:
    return Fraction((Decimal(number.numerator) / Decimal(number.denominator)).sqrt())


def gap_limits(first: Figure, second: Figure) -> tuple[Fraction, Fraction] | None:
    """Between which limits the difference of two shares of one place lies."""
    if any(side.base is None or side.base < ENOUGH for side in (first, second)):
        return None
    return _difference("percent", first, second, "place")

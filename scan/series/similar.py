"""Series, similar: the municipalities that are most like one another.

Input: the store of a delivery and the traits of the catalogue. Output: :class:`Likeness`, for each
municipality of a region the nearest others with their distance. Only counts that are shown are
used; the same store gives the same lists, wherever it is asked.
"""

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from scan.catalogue.similarity import Similarity, Trait, similarity
from scan.series.store import scan_figures
from scan.series.workspace import Workspace

YEARS_BACK = 10
"""Growth is that of so many years: a shorter one is chance in a small municipality."""
EQUALS = 3
"""So many must be near to call them similar: a median of fewer says little."""
DIGITS = 9
"""Distances are compared to so many decimals, so that machines that add up otherwise agree."""

Values = Mapping[str, Mapping[str, float]]
"""Municipality → trait → value; what is not known is not there."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much the municipalities of one region are alike."""

    values: Values
    """In the unit of the trait."""
    nearest: Mapping[str, tuple[tuple[str, float], ...]]
    """Municipality → those most like it with their distance, the nearest first; none where too
    little is known of it."""
    without_equal: frozenset[str]
    """Municipalities with fewer than ``EQUALS`` others that are near enough."""


def likeness(figures: pl.DataFrame, areas: Iterable[str], rules: Similarity) -> Likeness:
    """Who is like whom among ``areas`` (NIS codes of one region). ``figures`` has the columns of
    ``series.frames.Figures``."""
    codes = sorted(areas)
    counted = figures.filter(
        pl.col("area").is_in(codes), pl.col("into") == "", pl.col("denominator").is_not_null()
    )
    values: dict[str, dict[str, float]] = {code: {} for code in codes}
    for trait in rules.traits:
        for code, value in _values(counted, trait, rules.surfaces).items():
            values[code][trait.id] = value
    scores = _scores(values, rules)
    nearest = {code: _nearest(code, scores, rules) for code in codes if code in scores}
    far = frozenset(
        code
        for code, near in nearest.items()
        if len([d for _, d in near if d <= rules.no_equal_beyond]) < EQUALS
    )
    return Likeness(values, nearest, far)


@lru_cache(maxsize=4)
def likeness_in(store_folder: Path, areas: tuple[str, ...]) -> Likeness:
    """The same from a store on disk, by the traits of the catalogue; worked out once."""
    rules = similarity()
    wanted = {code for trait in rules.traits for code in trait.counts}
    figures = scan_figures(store_folder, areas).filter(pl.col("indicator").is_in(wanted))
    return likeness(figures.collect(), areas, rules)


def likeness_of(workspace: Workspace, region: str) -> Likeness:
    """The same of all municipalities of a region at the date of the workspace."""
    towns = workspace.catalogue.areas.municipalities(region, workspace.as_of)
    return likeness_in(workspace.store_folder, tuple(town.nis for town in towns))


def _values(counted: pl.DataFrame, trait: Trait, surfaces: Mapping[str, float]) -> dict[str, float]:
    """Municipality → value, where all that it takes is known."""
    for indicator in trait.counts:
        rows = counted.filter(
            pl.col("indicator") == indicator,
            pl.col("part") == ("cell" if trait.categories else "main"),
        )
        if rows.height:
            break
    else:
        return {}
    newest = int(str(rows.get_column("period").max()))
    now = _sums(rows, newest, trait.categories)
    if trait.per == "km2":
        below = surfaces
    elif trait.per == "all":
        below = _sums(rows, newest, ())
    elif trait.per == "before":
        below = _sums(rows, newest - YEARS_BACK, trait.categories)
    else:
        below = dict.fromkeys(now, 1.0)
    known = {area: (count, below[area]) for area, count in now.items() if below.get(area)}
    return {area: _value(trait, *pair) for area, pair in known.items()}


def _value(trait: Trait, count: float, below: float) -> float:
    if trait.per == "all":
        return 100 * count / below
    return 100 * (count / below - 1) if trait.per == "before" else count / below


def _sums(rows: pl.DataFrame, period: int, categories: tuple[str, ...]) -> dict[str, float]:
    """Municipality → the count of these categories, or of all, of one period; only where each of
    them is known."""
    found = rows.filter(pl.col("period") == period)
    if categories:
        found = found.filter(pl.col("b1").is_in(categories))
    many = len(categories) or found.get_column("b1").n_unique()
    sums = found.group_by("area").agg(pl.col("denominator").sum(), pl.len())
    return dict(sums.filter(pl.col("len") == many).select("area", "denominator").rows())


def _scores(values: Values, rules: Similarity) -> dict[str, dict[str, float]]:
    """Standard scores; of municipalities of which enough is known."""
    whole = math.fsum(trait.weight for trait in rules.traits)
    found: dict[str, dict[str, float]] = {}
    for trait in rules.traits:
        told = {area: own[trait.id] for area, own in values.items() if trait.id in own}
        scaled = {a: math.log(v) if trait.logarithm else v for a, v in told.items()}
        spread = statistics.pstdev(scaled.values()) if len(scaled) > 1 else 0.0
        if spread:
            middle = statistics.fmean(scaled.values())
            for area, value in scaled.items():
                found.setdefault(area, {})[trait.id] = (value - middle) / spread
    weights = {trait.id: trait.weight for trait in rules.traits}
    return {
        area: own
        for area, own in found.items()
        if math.fsum(weights[id_] for id_ in own) >= rules.least_known * whole
    }


def _nearest(
    code: str, scores: Mapping[str, Mapping[str, float]], rules: Similarity
) -> tuple[tuple[str, float], ...]:
    """The nearest others; of two that are as near, the one with the lower code comes first."""
    ordered = sorted(
        (round(_distance(scores[code], other, rules), DIGITS), area)
        for area, other in scores.items()
        if area != code
    )
    return tuple((area, distance) for distance, area in ordered[: rules.nearest])


def _distance(one: Mapping[str, float], other: Mapping[str, float], rules: Similarity) -> float:
    """Of the traits that both have; infinite where there is none."""
    both = [t for t in rules.traits if t.id in one and t.id in other]
    if not both:
        return math.inf
    squares = math.fsum(t.weight * (one[t.id] - other[t.id]) ** 2 for t in both)
    return math.sqrt(squares / math.fsum(t.weight for t in both))

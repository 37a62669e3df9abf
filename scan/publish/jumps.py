"""Publish, jumps: figures that moved further than anything explains.

Input: the displayed figures of two releases. Output: per indicator the rows that moved too far,
the furthest first. Bounds come from ``catalogue/gate.toml``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from scan.publish.difference import amounts, changed_figures
from scan.publish.thresholds import Jump, Unexplained
from scan.views.displayed import MAIN, NEWEST

Rows = pl.DataFrame
"""The columns of ``KEY``, ``before``, ``after``, ``text_before``, ``text_after``."""
_KIND = ["indicator", "part", "amount"]
"""Numbers that are displayed alike."""

BY_RATIO = "count"
"""The unit that is compared by its ratio; all others are by their difference."""
_PLACE = ["publication", "nis", "indicator"]
_DIGITS = range(4)
_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Shift:
    """What is compared with what, and how far it may move."""

    bounds: Jump
    across: bool
    """Newest with newest, whatever their periods; else the same periods, published before."""


def unexplained(
    old: pl.DataFrame, new: pl.DataFrame, codes: Collection[str], bounds: Unexplained
) -> Iterator[tuple[str, Rows]]:
    """Figures of ``codes`` that moved by more than some units of their last displayed digit."""
    mine = pl.col("indicator").is_in(list(codes))
    old, new = old.filter(mine), new.filter(mine)
    changed = changed_figures(old, new).filter(pl.col("size").is_not_null())
    touched = changed.select(_KIND).unique()
    known = [amounts(rows).join(touched, on=_KIND, how="semi") for rows in (old, new)]
    steps = last_digits(pl.concat(known))
    far = (
        changed.join(steps, on=_KIND, how="left")
        .with_columns(moved=pl.col("size").abs() / pl.col("step"))
        .filter(pl.col("moved") > bounds.digits + _EXACT)
        .sort("moved", "nis", descending=[True, False], maintain_order=True)
    )
    yield from _by_indicator(far)


def last_digits(figures: pl.DataFrame) -> pl.DataFrame:
    """``indicator``, ``part``, ``amount``, ``step``: the unit of the last digit that any area
    displays of numbers, which have the columns of ``amounts``."""
    steps = pl.lit(10.0 ** -_DIGITS[-1])
    value = pl.col("value")
    for digits in reversed(_DIGITS[:-1]):
        scaled = value * 10.0**digits
        whole = ((scaled - scaled.round()).abs() < _EXACT).all()
        steps = pl.when(whole).then(10.0**-digits).otherwise(steps)
    shown = figures.filter(value.is_not_null())
    return shown.group_by(_KIND).agg(step=steps.first())


def implausible(
    old: pl.DataFrame, new: pl.DataFrame, units: Mapping[str, str], shift: Shift
) -> Iterator[tuple[str, Rows]]:
    """Main figures of ``units`` (indicator → unit) that moved too far in too many areas."""
    pairs = _newest(old, new) if shift.across else _same_periods(old, new)
    unit = pl.col("indicator").replace_strict(units, default=None, return_dtype=pl.String)
    known = pairs.with_columns(unit=unit).drop_nulls(["unit", "before", "after"])
    moved = known.with_columns(moved=moved_by(shift.bounds))
    bounds = shift.bounds
    allowances = _allowances(old, units, bounds)
    for code, rows in _by_indicator(moved):
        allowed = allowances.get(code, 1.0)
        far = rows.filter(pl.col("moved") > allowed).sort(
            "moved", "nis", descending=[True, False], maintain_order=True
        )
        worst = far.unique("nis", keep="first", maintain_order=True)
        enough = bounds.areas * rows["nis"].n_unique()
        if worst.height >= bounds.least and worst.height > enough:
            yield code, worst


def _allowances(
    displayed: pl.DataFrame, units: Mapping[str, str], bounds: Jump
) -> dict[str, float]:
    """Indicator → how far it may move by its own history, as a multiple of ``bounds``.

    A step counts as long as that of the municipality at the edge of the share
    ``bounds.areas`` that moved most.
    """
    if bounds.history is None:
        return {}
    unit = pl.col("indicator").replace_strict(units, default=None, return_dtype=pl.String)
    series = ["publication", "nis", "indicator"]
    steps = (
        displayed.filter(MAIN, pl.col("value").is_not_null())
        .sort(*series, "period")
        .select(*series, "period", unit=unit, after=pl.col("value"))
        .with_columns(before=pl.col("after").shift(1).over(series))
        .drop_nulls(["unit", "before"])
        .group_by("indicator", "period")
        .agg(step=moved_by(bounds).quantile(1 - bounds.areas, "nearest"))
        .group_by("indicator")
        .agg(longest=pl.col("step").max(), steps=pl.len())
    )
    history = bounds.history
    allowed = pl.max_horizontal(pl.col("longest") * history.times, pl.lit(history.floor))
    few = pl.col("steps") < history.steps
    least = pl.when(few).then(pl.max_horizontal(allowed, pl.lit(1.0))).otherwise(allowed)
    return dict(steps.select("indicator", least).rows())


def moved_by(bounds: Jump) -> pl.Expr:
    """How far ``before`` → ``after`` in ``unit`` went, as a multiple of what is allowed."""
    before, after = pl.col("before"), pl.col("after")
    lower = pl.max_horizontal(pl.min_horizontal(before, after), pl.lit(bounds.small))
    upper = pl.max_horizontal(before, after, pl.lit(bounds.small))
    ratio = (upper / lower).log() / pl.lit(bounds.factor).log()
    points = (after - before).abs() / bounds.points
    return pl.when(pl.col("unit") == BY_RATIO).then(ratio).otherwise(points)


def _newest(old: pl.DataFrame, new: pl.DataFrame) -> Rows:
    """The newest main figure then and now."""
    return _beside(old.filter(NEWEST).drop("period"), new.filter(NEWEST), _PLACE)


def _same_periods(old: pl.DataFrame, new: pl.DataFrame) -> Rows:
    """The main figure of each period that was published before."""
    return _beside(old.filter(MAIN), new.filter(MAIN), [*_PLACE, "period"])


def _beside(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> Rows:
    before = old.select(*key, before="value", text_before="text")
    named = new.rename({"value": "after", "text": "text_after"})
    return named.join(before, on=key).with_columns(amount=pl.lit("value"))


def _by_indicator(rows: Rows) -> Iterator[tuple[str, Rows]]:
    for code in rows["indicator"].unique().sort():
        yield str(code), rows.filter(pl.col("indicator") == code)

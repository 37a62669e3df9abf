"""Extracts, look, rates: what else holds between the figures of a table.

Input: the facts of a table. Output: relations: rates with what they divide, totals that are
repeated on the row of each category, categories that are the same; keys that occur twice, and
rows that are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scan.extracts.look.facts import Facts
from scan.extracts.look.records import Absence, Relation, Tally
from scan.extracts.look.sums import Numbers, by_category

_PER = (1, 100, 1_000, 10_000)
_SAMPLE = 300
_HOLDS = 0.8
"""Share of a sample in which a rate must be the quotient of two columns to be named."""
_REPEATS = 0.98
"""Share of the groups in which a total must be the same on every row."""
_ROUNDED = 0.51
"""Of the last decimal: how far a rounded rate may lie from the quotient."""
_RELATIVE = 2e-5
"""How far floats that a program cut to six digits lie from the quotient."""
_WHOLE_WITHIN = 0.021
"""How far rounded shares may add up beside their whole: each by half a per cent."""
_FEWEST = 10
_TWINS = 20
"""Areas in which two categories must be the same before it is told."""
_MOST_CATEGORIES = 40
_MOST_DENOMINATORS = 60


def rates(facts: Facts) -> Iterator[Relation]:
    """The columns with decimals that are one column of counts over another."""
    counts = facts.counts[:_MOST_DENOMINATORS]
    others = [at for at in range(len(facts.figures)) if at not in facts.counts]
    if len(counts) < 2 or not others:
        return
    whole = facts.known.select(f"f{at}" for at in counts).to_numpy().astype(np.float64)
    for at in others:
        rate = facts.known.get_column(f"f{at}").to_numpy().astype(np.float64)
        near = _Nearness(rate, _decimals(facts, at))
        best = _quotient(whole, near)
        if best is not None:
            above, below, per = best
            holds, of = near.count(whole[:, above], whole[:, below], per)
            parts = (facts.header(f"f{counts[above]}"), facts.header(f"f{counts[below]}"))
            name = facts.header(f"f{at}")
            yield Relation("rate", name, parts=parts, per=per, holds=holds, of=of)


@dataclass(frozen=True)
class _Nearness:
    """A column of rates, and how near a quotient must come to one that was rounded."""

    rate: Numbers
    decimals: int

    def of_quotients(self, quotients: Numbers, rows: npt.NDArray[np.int64]) -> Numbers:
        """Share of the rows in which each quotient (rows first) is the rate; 0 for too few."""
        rate = self.rate[rows].reshape(-1, *[1] * (quotients.ndim - 1))
        near = np.abs(quotients - rate) <= self._apart(rate)
        there = np.isfinite(quotients)
        enough = there.sum(axis=0) >= _FEWEST
        return np.where(enough, near.sum(axis=0) / np.maximum(there.sum(axis=0), 1), 0.0)

    def count(self, above: Numbers, below: Numbers, per: int) -> tuple[int, int]:
        """In how many rows the quotient is the rate, and of how many."""
        told = np.flatnonzero(self.told & np.isfinite(above) & (below != 0) & np.isfinite(below))
        apart = np.abs(above[told] / below[told] * per - self.rate[told])
        return int((apart <= self._apart(self.rate[told])).sum()), len(told)

    def _apart(self, rate: Numbers) -> Numbers:
        return _ROUNDED * 10.0**-self.decimals + _RELATIVE * np.abs(rate)

    @property
    def told(self) -> npt.NDArray[np.bool_]:
        """Rows whose rate says something: one of 0 fits any denominator."""
        return np.asarray(np.isfinite(self.rate) & (self.rate != 0), dtype=np.bool_)


def _quotient(whole: Numbers, near: _Nearness) -> tuple[int, int, int] | None:
    """The columns above and below the line, and the factor, that fit a rate best."""
    told = np.flatnonzero(near.told)
    rows = told[:: max(1, len(told) // _SAMPLE)][:_SAMPLE]
    below = np.where(whole[rows] != 0, whole[rows], np.nan)
    quotients = whole[rows][:, :, None] / below[:, None, :]
    found: list[tuple[float, int, int, int]] = []
    for per in _PER:
        shares = near.of_quotients(quotients * per, rows)
        np.fill_diagonal(shares, 0.0)
        above, under = np.unravel_index(int(shares.argmax()), shares.shape)
        found.append((float(shares[above, under]), int(above), int(under), per))
    best = max(found, key=lambda one: one[0])
    return best[1:] if best[0] >= _HOLDS else None


def _decimals(facts: Facts, at: int) -> int:
    """Decimals of a column, as many as its texts have at most."""
    texts = facts.roles.figures[at].texts.get_column("text")
    longest = texts.str.extract(r"[.,]([0-9]+)$", 1).str.len_chars().max()
    return int(longest) if isinstance(longest, int) else 0


def shares(facts: Facts) -> Iterator[Relation]:
    """The columns with decimals that together are a whole: 1, or 100 per cent."""
    names = [f for at, f in enumerate(facts.figures) if at not in facts.counts]
    told = facts.known.select(names).drop_nulls() if len(names) > 1 else facts.known.clear()
    if told.height < _FEWEST:
        return
    total = told.sum_horizontal()
    for whole in (1, 100):
        holds = int(((total - whole).abs() <= _WHOLE_WITHIN * whole).sum())
        if holds >= _REPEATS * told.height:
            parts = tuple(map(facts.header, names))
            yield Relation("shares", "", str(whole), parts, holds=holds, of=told.height)


# --- totals on every row ------------------------------------------------------------------------


def repeated(facts: Facts) -> Iterator[Relation]:
    """The columns of counts that repeat one total on the row of each category."""
    for trait in facts.traits:
        others = ["area", "period", *(t for t in facts.traits if t != trait)]
        for at in facts.counts:
            name = f"f{at}"
            groups = (
                facts.known.filter(pl.col(name).is_not_null())
                .group_by(others)
                .agg(values=pl.col(name).n_unique(), rows=pl.col(trait).n_unique())
                .filter(pl.col("rows") > 1)
            )
            same = int((groups.get_column("values") == 1).sum())
            if groups.height >= _FEWEST and same >= _REPEATS * groups.height:
                header = facts.header(name)
                trait_header = facts.header(trait)
                yield Relation("repeated", header, trait=trait_header, holds=same, of=groups.height)


def wholes(facts: Facts, totals: set[tuple[str, str]]) -> Iterator[tuple[Relation, bool]]:
    """The columns that add up over a trait to a total that is repeated there; and whether rows
    with the same key are parts of it."""
    for trait in facts.traits:
        trait_header = facts.header(trait)
        counts = [f"f{at}" for at in facts.counts]
        total = [n for n in counts if (facts.header(n), trait_header) in totals]
        part = [n for n in counts if n not in total]
        keys = ["area", "period", *(t for t in facts.traits if t != trait)]
        for whole in total:
            for name in part:
                sums = facts.known.group_by(keys).agg(
                    pl.col(name).sum(),
                    pl.col(whole).first(),
                    twice=pl.struct(trait).is_duplicated().any(),
                    there=pl.col(name).is_not_null().all(),
                )
                told = sums.filter(pl.col("there") & pl.col(whole).is_not_null())
                equal = told.get_column(name) == told.get_column(whole)
                twice = told.get_column("twice")
                if told.height >= _FEWEST and equal.mean() >= 0.5:  # type: ignore[operator]
                    yield (
                        Relation(
                            "whole",
                            facts.header(name),
                            facts.header(whole),
                            trait=trait_header,
                            holds=int(equal.sum()),
                            of=told.height,
                            more=int((told.get_column(whole) > told.get_column(name)).sum()),
                        ),
                        bool(twice.any()) and bool(equal.filter(twice).mean() >= 0.9),  # type: ignore[operator]
                    )


def twins(facts: Facts, totals: set[tuple[str, str]]) -> Iterator[Relation]:
    """Two categories that are the same in every area of a period."""
    for trait in facts.traits:
        counts = [f"f{at}" for at in facts.counts]
        names = [n for n in counts if (facts.header(n), facts.header(trait)) not in totals]
        distinct = facts.frame.get_column(trait).n_unique()
        if names and distinct <= _MOST_CATEGORIES:
            yield from _twins_of(facts, trait, names[0])


def _twins_of(facts: Facts, trait: str, name: str) -> Iterator[Relation]:
    wide = by_category(facts, trait, name).drop_nulls("period")
    categories = wide.columns[len(facts.traits) + 2 :]
    periods = wide.get_column("period").to_numpy()
    cells: Numbers = wide.select(categories).to_numpy().astype(np.float64)
    for period in sorted(set(periods)):
        part = cells[periods == period]
        for one in range(len(categories)):
            for other in range(one + 1, len(categories)):
                pair = part[:, [one, other]]
                told = pair[~np.isnan(pair).any(axis=1) & (pair > 0).any(axis=1)]
                if len(told) >= _TWINS and bool((told[:, 0] == told[:, 1]).all()):
                    yield Relation(
                        "twins",
                        facts.header(name),
                        str(period),
                        (categories[one], categories[other]),
                        facts.header(trait),
                        holds=len(told),
                        of=len(told),
                    )


# --- rows ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubles:
    """Keys that occur more than once."""

    count: int
    example: str


def doubles(facts: Facts) -> Doubles:
    """The keys (area, period, categories) of known areas that occur more than once."""
    keys = ["area", "period", *facts.traits]
    twice = facts.known.group_by(keys, maintain_order=True).agg("row").filter(
        pl.col("row").list.len() > 1
    )  # fmt: skip
    if not twice.height:
        return Doubles(0, "")
    *key, rows = twice.row(0)
    what = ", ".join(str(part) for part in key if part)
    return Doubles(twice.height, f"{what} in rows {', '.join(map(str, rows[:4]))}")


def absence(facts: Facts, vintage: str) -> Absence | None:
    """The rows that are not there; ``None`` for a table without categories or counts.

    Expected are all categories that a period has, for every municipality that the table has; for
    every one that the period has where municipalities are those of the period.
    """
    counts = facts.counts
    if not facts.traits or not counts:
        return None
    towns = facts.towns
    every = towns.get_column("area").n_unique()
    expected, found = 0, 0
    lacking: dict[str, int] = {}
    for _, rows in towns.group_by("period"):
        areas = rows.get_column("area").n_unique() if vintage == "period" else every
        expected += areas * rows.select(facts.traits).n_unique()
        found += rows.select("area", *facts.traits).n_unique()
        for trait in facts.traits:
            _count_lacking(rows, trait, facts, areas, lacking)
    values = towns.get_column(f"f{counts[0]}").drop_nulls()
    above = values.filter(values > 0).min()
    return Absence(
        expected - found,
        expected,
        tuple(Tally(text, count) for text, count in lacking.items() if count),
        float(above) if isinstance(above, int | float) else None,
        int((values == 0).sum()),
    )


def _count_lacking(
    rows: pl.DataFrame, trait: str, facts: Facts, areas: int, lacking: dict[str, int]
) -> None:
    others = [other for other in facts.traits if other != trait]
    there = rows.select("area", *facts.traits).unique().group_by(trait).len()
    kinds = rows.select(trait, *others).unique().group_by(trait).len()
    for (text, have), (_, each) in zip(
        there.sort(trait).iter_rows(), kinds.sort(trait).iter_rows(), strict=True
    ):
        name = f"{facts.header(trait)}: {text}"
        lacking[name] = lacking.get(name, 0) + areas * each - have

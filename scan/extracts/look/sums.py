"""Extracts, look, sums: which figures of a table are the sum of others.

Input: the facts of a table. Output: relations: the row of a region against its municipalities,
a column against others, a category against others.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.extracts.look.atlas import MUNICIPALITY, NO_PLACE
from scan.extracts.look.facts import Facts
from scan.extracts.look.records import Relation

Numbers = npt.NDArray[np.float64]

_ABOVE = ("region", "province", "arrondissement")
_BELONGS = {"99991": FLANDERS, "99992": BRUSSELS}
"""Groups outside all municipalities that the total of a region counts."""
_SAMPLE = 300
"""Rows on which a sum is tried before it is counted on all."""
_HOLDS = 0.95
"""Share of the rows in which a column must be the sum of others to be named."""
_HOLDS_MOSTLY = 0.8
"""The same of categories: a supplier's slip of one year must not hide what holds in the others."""
_OFTEN = 0.2
"""Share of the rows in which two parts must be something: else the sum is the one column."""
_FEWEST = 10
"""Rows from which a sum is more than chance."""
_MOST_COLUMNS = 60
_MOST_CATEGORIES = 12
"""Categories of which every selection is tried: 4,096 sums."""
_PATTERNS = 4
"""Selections of categories that occur together that are looked at, the most frequent first."""


def area_sums(facts: Facts) -> Iterator[Relation]:
    """The row of each region, province and arrondissement against its municipalities."""
    keys = ["period", *facts.traits]
    counts = [f"f{at}" for at in facts.counts]
    above = facts.frame.filter(pl.col("what").is_in(_ABOVE))
    if not counts or not above.height:
        return
    belongs = pl.col("code").replace_strict(_BELONGS, default=None, return_dtype=pl.String)
    towns = facts.frame.filter(pl.col("what").is_in([MUNICIPALITY, NO_PLACE])).with_columns(
        region=pl.coalesce("region", belongs)
    )
    for level in _ABOVE:
        rows = above.filter(pl.col("what") == level)
        if not rows.height:
            continue
        sums = towns.group_by(level, *keys).agg(pl.col(counts).sum())
        pairs = rows.select("area", "code", *keys, *counts).join(
            sums, left_on=["code", *keys], right_on=[level, *keys], nulls_equal=True, suffix=":sum"
        )
        names = pairs.get_column("area").unique().sort().to_list()
        whole = names[0] if len(names) == 1 else f"{len(names)} {level}s"
        for name in counts if pairs.height else []:
            yield _compared(pairs, name, whole, facts)


def _compared(pairs: pl.DataFrame, name: str, whole: str, facts: Facts) -> Relation:
    told = pairs.filter(pl.col(name).is_not_null())
    apart = told.get_column(name) - told.get_column(f"{name}:sum")
    return Relation(
        "area sum",
        facts.header(name),
        whole,
        holds=int((apart == 0).sum()),
        of=told.height,
        more=int((apart > 0).sum()),
    )


# --- columns ----------------------------------------------------------------------------------


def column_sums(facts: Facts) -> Iterator[Relation]:
    """The columns of counts that are the sum of columns that stand together, or of two others."""
    names = [f"f{at}" for at in facts.counts][:_MOST_COLUMNS]
    frame = facts.known.select(names)
    names = [n for n in names if frame.get_column(n).null_count() <= frame.height // 2]
    whole_rows = frame.select(names).drop_nulls() if len(names) > 2 else frame.clear()
    if whole_rows.height < _FEWEST:
        return
    figures = whole_rows.to_numpy().astype(np.float64)
    filled = np.flatnonzero(figures.any(axis=0))
    sample = _spread(figures[:, filled])
    for total, parts in _sums_among(sample):
        chosen = [int(filled[at]) for at in parts]
        equal = figures[:, chosen].sum(axis=1) == figures[:, filled[total]]
        if equal.mean() >= _HOLDS:
            yield Relation(
                "column sum",
                "",
                facts.header(names[int(filled[total])]),
                tuple(facts.header(names[at]) for at in chosen),
                holds=int(equal.sum()),
                of=len(equal),
            )


def _spread(figures: Numbers) -> Numbers:
    """Some of the rows, from the first to the last."""
    step = max(1, len(figures) // _SAMPLE)
    return figures[::step][:_SAMPLE]


def _sums_among(sample: Numbers) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Columns that are the sum of a run of others, or of two."""
    width = sample.shape[1]
    running = np.concatenate([np.zeros((len(sample), 1)), sample.cumsum(axis=1)], axis=1)
    for total in range(width):
        wanted = sample[:, total]
        if np.count_nonzero(wanted) < min(_FEWEST, len(sample)):
            continue
        found = False
        for start in range(width - 1):
            sums = running[:, start + 2 :] - running[:, [start]]
            holds = (sums == wanted[:, None]).mean(axis=0)
            for at in np.flatnonzero(holds >= _HOLDS):
                parts = tuple(range(start, start + 2 + int(at)))
                if total not in parts and _all_count(sample, parts):
                    found = True
                    yield total, parts
        if not found:
            yield from _pairs(sample, total)


def _pairs(sample: Numbers, total: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    wanted = sample[:, total]
    others = [at for at in range(sample.shape[1]) if at != total]
    for one, other in combinations(others, 2):
        holds = other - one > 1 and (sample[:, one] + sample[:, other] == wanted).mean() >= _HOLDS
        if holds and _all_count(sample, (one, other)):
            yield total, (one, other)


def _all_count(sample: Numbers, parts: tuple[int, ...]) -> bool:
    """Whether each of the parts is something somewhere, and two of them are often."""
    filled = (sample[:, parts] != 0).mean(axis=0)
    return bool(filled.all()) and int((filled >= _OFTEN).sum()) > 1


# --- categories -------------------------------------------------------------------------------


def category_sums(facts: Facts, repeated: set[tuple[str, str]]) -> Iterator[Relation]:
    """The categories that are the sum of others of their column.

    ``repeated``: columns of figures that repeat one total over a column of categories.
    """
    for trait in facts.traits:
        for at in facts.counts:
            name = f"f{at}"
            if (facts.header(name), facts.header(trait)) not in repeated:
                yield from _of_trait(facts, trait, name)
                break


def by_category(facts: Facts, trait: str, name: str) -> pl.DataFrame:
    """Figures of one column, a column per category: ``area``, ``year``, ``period``, the other
    traits, then the categories."""
    index = ["area", "year", "period", *(other for other in facts.traits if other != trait)]
    rows = facts.some.filter(pl.col(trait).is_not_null() & pl.col(name).is_not_null())
    return rows.pivot(trait, index=index, values=name, aggregate_function="sum")


def _of_trait(facts: Facts, trait: str, name: str) -> Iterator[Relation]:
    wide = by_category(facts, trait, name)
    first = len(facts.traits) + 2
    categories = wide.columns[first:]
    cells = wide.select(categories).to_numpy().astype(np.float64)
    years = wide.get_column("year").fill_null(0).to_numpy()
    there = ~np.isnan(cells)
    found: dict[tuple[int, tuple[int, ...]], None] = {}
    for rows in _alike(there):
        held = np.flatnonzero(there[rows[0]])
        if len(held) < 3:
            continue
        for total, parts in _selections(_spread(cells[np.ix_(rows, held)])):
            key = (int(held[total]), tuple(int(held[part]) for part in parts))
            found[key] = None
    for total, parts in _plainest(list(found)):
        yield _counted(facts, (trait, name), categories, cells, years, total, parts)


def _alike(there: npt.NDArray[np.bool_]) -> Iterator[npt.NDArray[np.int64]]:
    """Rows that have the same categories, the most frequent selections of them first."""
    packed = np.packbits(there, axis=1)
    keys = pl.Series([row.tobytes() for row in packed])
    groups = pl.DataFrame({"key": keys}).with_row_index("row").group_by("key").agg("row")
    groups = groups.with_columns(often=pl.col("row").list.len())
    for rows in groups.sort("often", "key", descending=True).head(_PATTERNS).get_column("row"):
        if len(rows) >= _FEWEST:
            yield rows.to_numpy().astype(np.int64)


def _selections(sample: Numbers) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Categories that are the sum of a selection of the others, the smallest that will do."""
    width = sample.shape[1]
    if width > _MOST_CATEGORIES:
        choices = ~np.eye(width, dtype=bool)  # each against all the others
    else:
        numbers = np.arange(1 << width)[:, None]
        choices = (numbers >> np.arange(width) & 1).astype(bool)
        choices = choices[choices.sum(axis=1) >= 2]
    filled = sample.any(axis=0)
    choices = choices[~(choices & ~filled).any(axis=1)]
    sums = choices.astype(np.float64) @ sample.T
    for total in range(width):
        told = sample[:, total] > 0
        if told.sum() < _FEWEST:
            continue
        holds = (sums[:, told] == sample[told, total]).mean(axis=1)
        holds[choices[:, total]] = 0
        best = np.flatnonzero((holds >= _HOLDS_MOSTLY) & (holds == holds.max(initial=0)))
        if len(best):
            smallest = min(best, key=lambda at: int(choices[at].sum()))
            yield total, tuple(int(at) for at in np.flatnonzero(choices[smallest]))


def _plainest(
    found: list[tuple[int, tuple[int, ...]]],
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Without sums that others explain: a part of which is itself a sum that was found."""
    for total, parts in found:
        inner = [p for t, p in found if t in parts and set(p) < set(parts)]
        if not inner:
            yield total, parts


def _counted(
    facts: Facts,
    of: tuple[str, str],
    categories: list[str],
    cells: Numbers,
    years: npt.NDArray[np.int64],
    total: int,
    parts: tuple[int, ...],
) -> Relation:
    """How often a category is the sum of others, and in which years it never is."""
    involved = cells[:, [total, *parts]]
    told = ~np.isnan(involved).any(axis=1) & (involved[:, 0] > 0)
    equal = involved[told, 1:].sum(axis=1) == involved[told, 0]
    of_year = {int(y): equal[years[told] == y].mean() for y in np.unique(years[told])}
    wrong = [str(year) for year, share in sorted(of_year.items()) if share < 0.5 and year]
    return Relation(
        "category sum",
        facts.header(of[1]),
        categories[total],
        tuple(categories[part] for part in parts),
        facts.header(of[0]),
        holds=int(equal.sum()),
        of=int(told.sum()),
        more=int((involved[told, 0] > involved[told, 1:].sum(axis=1)).sum()),
        note=f"not in {', '.join(wrong)}" if wrong and len(wrong) < len(of_year) else "",
    )

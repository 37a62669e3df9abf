"""Series, counted figures: rates from the numerators and denominators of cubes.

Input: cubes, what is hidden in them, and the plan of an indicator. Output: its cells and main
figure with ``rank``. Counts are protected before a rate is made of them.
"""

from collections.abc import Mapping

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import SCALE, Quantity, Remainder
from scan.catalogue.sources import Source
from scan.extracts.frames import least_certain
from scan.series.cubes import KEYS, REGIONS, Cube, select
from scan.series.plans import Plan
from scan.series.protection import HIDDEN_RANK
from scan.series.supply import Supply
from scan.status import RANK, Status

KEPT_MOST_FREQUENT = 5
_NOT_APPLICABLE, _NOT_AVAILABLE = RANK[Status.NOT_APPLICABLE], RANK[Status.NOT_AVAILABLE]
_ROUNDS_UP = 0.5
_EPS = 1e-6
"""Of the last decimal shown: more than what adding up numbers with a fraction can err."""


def counted(plan: Plan, supply: Supply) -> pl.DataFrame | None:
    """Cells and main figure from counts; ``None`` when a population is not delivered."""
    cells = _ratio(plan, supply, plan.breakdown, {})
    if cells is None:
        return None
    frame, source = cells
    if _is_open(plan, supply):
        return _most_frequent(frame, plan).with_columns(source=pl.lit(source))
    main = _main(frame, plan, supply)
    if not plan.breakdown:
        return main.with_columns(source=pl.lit(source))
    both = pl.concat([_named(frame, plan, "cell"), main], how="diagonal")
    return both.with_columns(source=pl.lit(source))


def _is_open(plan: Plan, supply: Supply) -> bool:
    return any(supply.catalogue.dimensions[name].open for name in plan.breakdown)


def _names_some(source: Source) -> bool:
    """Whether what a source does not name is not 0, but unknown."""
    return any(trait.most_frequent for trait in source.traits)


def _ratio(
    plan: Plan,
    supply: Supply,
    breakdown: tuple[str, ...],
    restrict: Mapping[str, tuple[str, ...]],
) -> tuple[pl.DataFrame, str] | None:
    """Numerator over denominator by ``breakdown``, both restricted to categories."""
    cubes = [c for name in plan.alternative.use for c in supply.cubes if c.source == name]
    taken = _numerator(plan, cubes, breakdown, restrict, supply)
    if taken is None:
        return None
    above, source = taken
    if plan.denominator is None:
        return _rate(above, None, (), 1.0, plan.indicator.decimals, supply), source
    within = tuple(name for name in plan.within if name in breakdown)
    kept = {name: codes for name, codes in restrict.items() if name in plan.within}
    quantity = Quantity(
        population=plan.denominator.population, where={**plan.denominator.where, **kept}
    )
    taken = _select(quantity, within, cubes, supply)
    if taken is None:
        return None
    below = taken[0]
    filled = _filled(above, below, breakdown, within, supply.catalogue.sources[source])
    scale = SCALE[plan.indicator.unit]
    return _rate(filled, below, within, scale, plan.indicator.decimals, supply), source


def _numerator(
    plan: Plan,
    cubes: list[Cube],
    breakdown: tuple[str, ...],
    restrict: Mapping[str, tuple[str, ...]],
    supply: Supply,
) -> tuple[pl.DataFrame, str] | None:
    if plan.numerator is None:
        return None
    remainder = plan.alternative.remainder
    if remainder is not None and remainder.dimension in (*breakdown, *restrict):
        return _with_remainder(
            plan.numerator, remainder, cubes, breakdown, restrict, supply.catalogue
        )
    where = {**plan.numerator.where, **restrict}
    quantity = Quantity(population=plan.numerator.population, where=where)
    return _select(quantity, breakdown, cubes, supply)


def _select(
    quantity: Quantity, dimensions: tuple[str, ...], cubes: list[Cube], supply: Supply
) -> tuple[pl.DataFrame, str] | None:
    """A quantity by dimensions, hidden counts marked, with its divisions; and its source.

    ``told`` is added to the columns of ``cubes.select``: see :func:`_told`.
    """
    taken = select(cubes, quantity, dimensions, supply.catalogue)
    if taken is None:
        return None
    frame, source = taken
    catalogue = supply.catalogue
    alone = catalogue.sources[source].absent == "hidden"
    if alone:
        frame = _from_others(frame, source, quantity, dimensions, cubes, catalogue)
    protected = supply.protection.apply(frame, quantity, dimensions, known=not alone)
    additive = catalogue.populations[quantity.population].additive
    # Of an open dimension a municipality names some categories only: a sum would tell of others.
    named = any(catalogue.dimensions[name].open for name in (*dimensions, *quantity.where))
    record = catalogue.sources[source]
    if additive and not named and record.regions != "none":
        protected = supply.divisions.joined(protected, dimensions, public=record.public)
    return protected.with_columns(_told(record)), source


def _from_others(
    frame: pl.DataFrame,
    source: str,
    quantity: Quantity,
    dimensions: tuple[str, ...],
    cubes: list[Cube],
    catalogue: Catalogue,
) -> pl.DataFrame:
    """Counts that a supplier left out, as far as the other sources in use give them."""
    others = [cube for cube in cubes if cube.source != source]
    taken = select(others, quantity, dimensions, catalogue)
    if taken is None:
        return frame
    given = taken[0].filter(pl.col("rank") < HIDDEN_RANK)
    joined = frame.join(given, on=[*KEYS, *dimensions], how="left", suffix="_other")
    hidden = (pl.col("rank") == HIDDEN_RANK) & pl.col("rank_other").is_not_null()
    names = ("low", "high", "rank")
    found = [pl.when(hidden).then(f"{name}_other").otherwise(name).alias(name) for name in names]
    return joined.with_columns(found).select(frame.columns)


def _told(source: Source) -> pl.Expr:
    """Whether everybody knows between which ends a count lies: a supplier hid it, by a rule of his
    own, in figures that are public. What we hid is no range: we know the count."""
    return (pl.lit(source.public) & (pl.col("low") < pl.col("high"))).alias("told")


def _with_remainder(
    quantity: Quantity,
    remainder: Remainder,
    cubes: list[Cube],
    breakdown: tuple[str, ...],
    restrict: Mapping[str, tuple[str, ...]],
    catalogue: Catalogue,
) -> tuple[pl.DataFrame, str] | None:
    """Parts that are delivered, and the one that is the total minus them."""
    parts = select(cubes, quantity, (remainder.dimension,), catalogue)
    total = select(cubes, Quantity(population=remainder.population), (), catalogue)
    if parts is None or total is None:
        return None
    others = (
        parts[0]
        .group_by(*KEYS)
        .agg(pl.col("low").sum(), pl.col("high").sum(), pl.col("rank").max())
    )
    rest = (
        total[0]
        .join(others, on=list(KEYS), suffix="_parts")
        .select(
            *KEYS,
            pl.lit(remainder.code).alias(remainder.dimension),
            (pl.col("low") - pl.col("high_parts")).clip(0.0).alias("low"),
            (pl.col("high") - pl.col("low_parts")).alias("high"),
            pl.max_horizontal("rank", "rank_parts").alias("rank"),
        )
    )
    both = pl.concat([parts[0], rest.select(parts[0].columns)])
    for name, codes in restrict.items():
        both = both.filter(pl.col(name).is_in(list(codes)))
    summed = both.group_by(*KEYS, *breakdown, maintain_order=True).agg(
        pl.col("low").sum(), pl.col("high").sum(), pl.col("rank").max()
    )
    return summed.with_columns(_told(catalogue.sources[parts[1]])), parts[1]


def _filled(
    above: pl.DataFrame,
    below: pl.DataFrame,
    breakdown: tuple[str, ...],
    within: tuple[str, ...],
    source: Source,
) -> pl.DataFrame:
    """Counts, with those that a sparse source leaves out because they are 0.

    A category that no area has in a period is 0 where the others make up the whole; elsewhere
    it was not asked about then, and stays away. A source that hides by leaving out has a row for
    every count already; one that names some leaves all open.
    """
    if source.absent == "hidden" or _names_some(source):
        return above
    combinations = above.select(breakdown).unique() if breakdown else None
    keys = (
        below.select(*KEYS)
        .unique()
        .join(above.select("period").unique(), on="period")
        .join(above.select("area").unique(), on="area")
    )
    grid = keys if combinations is None else keys.join(combinations, how="cross")
    filled = grid.join(above, on=[*KEYS, *breakdown], how="left").with_columns(
        pl.col("low").fill_null(pl.when(pl.col("rank").is_null()).then(pl.lit(0.0))),
        pl.col("high").fill_null(pl.when(pl.col("rank").is_null()).then(pl.lit(0.0))),
    )
    known = filled.with_columns(pl.coalesce("rank", _as_certain("rank")))
    return _asked_about(known, above, below, breakdown, within).sort(*KEYS, *breakdown)


def _as_certain(rank: str) -> pl.Expr:
    """The rank of a figure that is known after all: as certain as those beside it."""
    certain = least_certain(pl.col(rank))
    return pl.coalesce(certain.over(*KEYS), certain.over("period"), 0)


def _asked_about(
    filled: pl.DataFrame,
    above: pl.DataFrame,
    below: pl.DataFrame,
    breakdown: tuple[str, ...],
    within: tuple[str, ...],
) -> pl.DataFrame:
    """Counts without those of categories that no area has, where the others are not the whole."""
    if not breakdown:
        return filled
    asked = above.select("period", *breakdown).unique()
    if within:
        return filled.join(asked, on=["period", *breakdown], how="semi")
    parts = filled.group_by(*KEYS).agg(pl.col("low").sum())
    whole = parts.join(below, on=[*KEYS, "low"], how="semi").select(*KEYS)
    gone = filled.join(asked, on=["period", *breakdown], how="anti")
    gone = gone.join(whole, on=list(KEYS), how="anti")
    return filled.join(gone, on=[*KEYS, *breakdown], how="anti")


def _rate(
    above: pl.DataFrame,
    below: pl.DataFrame | None,
    within: tuple[str, ...],
    scale: float,
    decimals: int,
    supply: Supply,
) -> pl.DataFrame:
    """Columns numerator, denominator, value and rank; ranges that round alike are figures.

    So they are for regions and divisions, and for a municipality where it is the supplier who
    hid every hidden part (``told``); but not as nought there: that is a count hidden as a whole.
    """
    joined = _in_one_row(above, below, within)
    least = pl.col("low") / pl.col("high_base") * scale
    most = pl.col("high") / pl.col("low_base") * scale
    wider = pl.col("area").is_in([*REGIONS, *supply.divisions.codes])
    theirs = _not_ours("rank", "told") & _not_ours("rank_base", "told_base")
    theirs &= most * 10.0**decimals >= _ROUNDS_UP
    hidden = pl.col("r") == HIDDEN_RANK
    rank = (
        pl.when((pl.col("high_base") == 0) & (pl.col("r") < _NOT_APPLICABLE))
        .then(_NOT_APPLICABLE)
        .when(hidden & _alike(least, most, decimals) & (wider | theirs))
        .then(_as_certain("r"))
        .when(hidden & wider)
        .then(_NOT_AVAILABLE)
        .otherwise(pl.col("r"))
        .cast(pl.Int8)
    )
    exact_above = pl.when(pl.col("low") == pl.col("high")).then(pl.col("low"))
    exact_below = pl.when(pl.col("low_base") == pl.col("high_base")).then(pl.col("low_base"))
    return joined.with_columns(
        exact_above.alias("numerator"),
        (exact_below if below is not None else pl.lit(None, dtype=pl.Float64)).alias("denominator"),
        ((least + most) / 2).alias("value"),
        rank.alias("rank"),
    ).drop("low", "high", "low_base", "high_base", "r", "rank_base", "told", "told_base")


def _in_one_row(
    above: pl.DataFrame, below: pl.DataFrame | None, within: tuple[str, ...]
) -> pl.DataFrame:
    """Both counts of a rate in one row (``…_base``: below the line), and ``r``, the worse rank."""
    if below is None:
        one = pl.lit(1.0)
        joined = above.with_columns(
            low_base=one, high_base=one, rank_base=pl.lit(0, pl.Int8), told_base=pl.lit(value=False)
        )
    else:
        joined = above.join(below, on=[*KEYS, *within], how="left", suffix="_base").with_columns(
            pl.col("rank_base").fill_null(_NOT_AVAILABLE)
        )
    return joined.with_columns(pl.max_horizontal("rank", "rank_base").alias("r"))


def _not_ours(rank: str, told: str) -> pl.Expr:
    """Whether nothing of a count is hidden, or only what its supplier hid."""
    return (pl.col(rank) != HIDDEN_RANK) | pl.col(told)


def _alike(least: pl.Expr, most: pl.Expr, decimals: int) -> pl.Expr:
    """Whether both ends are displayed as the same figure, half up, and neither is next to a half.

    Where nothing is known of the least, there is no figure.
    """
    units = 10.0**decimals
    floor = (least * units + _ROUNDS_UP - _EPS).floor()
    ceiling = (most * units + _ROUNDS_UP + _EPS).floor()
    return (least > 0) & most.is_finite() & (floor == ceiling)


def _main(cells: pl.DataFrame, plan: Plan, supply: Supply) -> pl.DataFrame:
    """The main figure: the total, one of the cells, or several together."""
    if not plan.breakdown:
        return _named(cells, plan, "main")
    picked = cells
    for name, codes in plan.main.items():
        picked = picked.filter(pl.col(name).is_in(list(codes)))
    single = set(plan.main) == set(plan.breakdown) and all(
        len(codes) == 1 for codes in plan.main.values()
    )
    if single:
        return _named(picked, plan, "main")
    whole = _ratio(plan, supply, (), plan.main)
    if whole is None:
        return _named(picked.clear(), plan, "main")
    return _named(whole[0], plan, "main")


def _named(frame: pl.DataFrame, plan: Plan, part: str) -> pl.DataFrame:
    """Breakdown columns as ``b1`` and ``b2``; empty for the main figure."""
    columns = []
    for place in range(2):
        has_one = part == "cell" and place < len(plan.breakdown)
        expression = pl.col(plan.breakdown[place]) if has_one else pl.lit("")
        columns.append(expression.alias(f"b{place + 1}"))
    kept = ["area", "period", "numerator", "denominator", "value", "rank"]
    return frame.select(*kept, *columns, pl.lit(part).alias("part"))


def _most_frequent(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The most frequent categories of each municipality and year, and the history of those that
    are so in its newest year; of the regions all that are shown. Where none may be shown, or none
    is known, a main figure says so."""
    named = _named(frame, plan, "cell")
    certain = pl.col("rank") <= RANK[Status.PROVISIONAL]
    shown = named.filter(certain & (pl.col("numerator") > 0))
    order = shown.sort(*KEYS, pl.col("numerator"), "b1", descending=[False, False, True, False])
    frequent = pl.col("b1").cum_count().over(*KEYS) <= KEPT_MOST_FREQUENT
    top = order.filter(frequent | pl.col("area").is_in(REGIONS))
    newest = top.filter(pl.col("period") == pl.col("period").max().over("area"))
    history = named.join(newest.select("area", "b1"), on=["area", "b1"], how="semi")
    keys = [*KEYS, "b1"]
    frequent_ones = pl.concat([top, history.join(top, on=keys, how="anti")])
    none = named.filter(pl.col("rank") > 1).join(shown, on=list(KEYS), how="anti")
    absent = none.group_by(*KEYS, maintain_order=True).agg(
        pl.lit(None, pl.Float64).alias("value"), pl.col("rank").max()
    )
    told = absent.with_columns(b1=pl.lit(""), b2=pl.lit(""), part=pl.lit("main"))
    return pl.concat([frequent_ones, told], how="diagonal_relaxed").sort(keys)

"""Series, indicators: figures of one indicator for all areas and periods.

Input: cubes and finished figures of the delivered sources. Output: a frame with the columns of
``FIGURES``: one row per area, period and breakdown, and one for the main figure. Disclosure is
done before a row leaves this module.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scan.catalogue.reading import Catalogue
from scan.catalogue.records import SCALE, Alternative, Indicator, Quantity, Remainder
from scan.dutch import round_half_up
from scan.series.cubes import (
    KEYS,
    REGIONS,
    Cube,
    select,
    status_of_rank,
    territory_unchanged,
    vintage_date,
)
from scan.series.disclosure import HIDDEN_RANK, hide_second, hide_small
from scan.series.survey import HIDDEN_BELOW, WEAK_BELOW, wilson
from scan.status import Status

FIGURES: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "area": pl.String(),  # NIS code
    "into": pl.String(),  # today's municipality, for figures of a former one; else ""
    "period": pl.Int32(),
    "main": pl.Boolean(),  # whether this is the main figure
    "b1": pl.String(),  # category of the first breakdown; "" without
    "b2": pl.String(),
    "value": pl.Float64(),  # in the unit, not rounded; null unless shown
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "answers": pl.Float64(),
    "low": pl.Float64(),  # limits of the 99 % interval, in the unit
    "high": pl.Float64(),
    "status": pl.String(),
    "source": pl.String(),
    "alternative": pl.Int8(),  # which of the indicator's ways fed it
}
RESPONDENTS = "respondents"
KEPT_MOST_FREQUENT = 5
_NOT_APPLICABLE, _NOT_AVAILABLE = 3, 4


@dataclass(frozen=True, slots=True)
class Supply:
    """Everything that indicators are computed from, for one date."""

    frames: Mapping[str, pl.DataFrame]
    cubes: tuple[Cube, ...]
    catalogue: Catalogue
    as_of: datetime.date


@dataclass(frozen=True, slots=True)
class Plan:
    """An indicator with the alternative that feeds it, resolved."""

    indicator: Indicator
    alternative: Alternative
    number: int
    numerator: Quantity | None
    denominator: Quantity | None
    breakdown: tuple[str, ...]
    within: tuple[str, ...]
    main: Mapping[str, tuple[str, ...]]


def figures_of(indicator: Indicator, supply: Supply) -> pl.DataFrame | None:
    """Figures of one indicator, from the first alternative that is delivered; else ``None``.

    Differences (``indicator.difference``) are computed by :func:`difference_of`.
    """
    for number, alternative in enumerate(indicator.sources):
        if not any(source in supply.frames for source in alternative.use):
            continue
        plan = plan_of(indicator, number)
        rows = _finished(plan, supply)
        if rows is None and plan.numerator is not None:
            rows = _counted(plan, supply)
        if rows is not None and rows.height:
            return _complete(rows, plan)
    return None


def plan_of(indicator: Indicator, number: int) -> Plan:
    """The indicator as its alternative ``number`` feeds it."""
    alternative = indicator.sources[number]
    numerator = alternative.numerator or indicator.numerator
    denominator = alternative.denominator or indicator.denominator
    breakdown = indicator.breakdown if alternative.breakdown is None else alternative.breakdown
    within = tuple(name for name in indicator.within if name in breakdown)
    main = indicator.main if alternative.main is None else alternative.main
    return Plan(indicator, alternative, number, numerator, denominator, breakdown, within, main)


# --- figures from counts --------------------------------------------------------------------


def _counted(plan: Plan, supply: Supply) -> pl.DataFrame | None:
    """Cells and main figure from counts; ``None`` when a population is not delivered."""
    cells = _ratio(plan, supply, plan.breakdown, {})
    if cells is None:
        return None
    frame, source = cells
    protected = _protect(frame, plan, source, supply)
    if _is_open(plan, supply):
        return _most_frequent(protected, plan).with_columns(source=pl.lit(source))
    main = _main(protected, plan, supply, source)
    if not plan.breakdown:
        return main.with_columns(source=pl.lit(source))
    both = pl.concat([_named(protected, plan, main=False), main], how="diagonal")
    return both.with_columns(source=pl.lit(source))


def _is_open(plan: Plan, supply: Supply) -> bool:
    return any(supply.catalogue.dimensions[name].open for name in plan.breakdown)


def _ratio(
    plan: Plan,
    supply: Supply,
    breakdown: tuple[str, ...],
    restrict: Mapping[str, tuple[str, ...]],
) -> tuple[pl.DataFrame, str] | None:
    """Numerator over denominator by ``breakdown``, both restricted to categories."""
    cubes = [c for name in plan.alternative.use for c in supply.cubes if c.source == name]
    taken = _numerator(plan, cubes, breakdown, restrict, supply.catalogue)
    if taken is None:
        return None
    above, source = taken
    if plan.denominator is None:
        return _rate(above, None, (), 1.0, plan.indicator.decimals), source
    within = tuple(name for name in plan.within if name in breakdown)
    kept = {name: codes for name, codes in restrict.items() if name in plan.within}
    quantity = Quantity(
        population=plan.denominator.population, where={**plan.denominator.where, **kept}
    )
    below = select(cubes, quantity, within, supply.catalogue)
    if below is None:
        return None
    scale = SCALE[plan.indicator.unit]
    filled = _fill_zero(above, below[0], breakdown, within)
    return _rate(filled, below[0], within, scale, plan.indicator.decimals), source


def _numerator(
    plan: Plan,
    cubes: list[Cube],
    breakdown: tuple[str, ...],
    restrict: Mapping[str, tuple[str, ...]],
    catalogue: Catalogue,
) -> tuple[pl.DataFrame, str] | None:
    if plan.numerator is None:
        return None
    remainder = plan.alternative.remainder
    if remainder is not None and remainder.dimension in (*breakdown, *restrict):
        return _with_remainder(plan.numerator, remainder, cubes, breakdown, restrict, catalogue)
    where = {**plan.numerator.where, **restrict}
    quantity = Quantity(population=plan.numerator.population, where=where)
    return select(cubes, quantity, breakdown, catalogue)


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
            (pl.col("low") - pl.col("high_parts")).alias("low"),
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
    return summed, parts[1]


def _fill_zero(
    above: pl.DataFrame, below: pl.DataFrame, breakdown: tuple[str, ...], within: tuple[str, ...]
) -> pl.DataFrame:
    """Counts that a sparse source leaves out because they are 0."""
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
    return filled.with_columns(pl.col("rank").fill_null(0)).sort(*KEYS, *breakdown)


def _rate(
    above: pl.DataFrame,
    below: pl.DataFrame | None,
    within: tuple[str, ...],
    scale: float,
    decimals: int,
) -> pl.DataFrame:
    """Columns numerator, denominator, value and rank; ranges that round alike are figures."""
    if below is None:
        joined = above.with_columns(
            pl.lit(1.0).alias("low_base"), pl.lit(1.0).alias("high_base"), pl.col("rank").alias("r")
        )
    else:
        joined = above.join(below, on=[*KEYS, *within], how="left", suffix="_base").with_columns(
            pl.max_horizontal("rank", pl.col("rank_base").fill_null(_NOT_AVAILABLE)).alias("r")
        )
    least = pl.col("low") / pl.col("high_base") * scale
    most = pl.col("high") / pl.col("low_base") * scale
    alike = (least.round(decimals) == most.round(decimals)) & pl.col("area").is_in(REGIONS)
    rank = (
        pl.when((pl.col("high_base") == 0) & (pl.col("r") < _NOT_APPLICABLE))
        .then(_NOT_APPLICABLE)
        .when((pl.col("r") == HIDDEN_RANK) & alike)
        .then(0)
        .when((pl.col("r") == HIDDEN_RANK) & pl.col("area").is_in(REGIONS))
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
    ).drop(
        "low", "high", "low_base", "high_base", "r", *(["rank_base"] if below is not None else [])
    )


def _protect(frame: pl.DataFrame, plan: Plan, source: str, supply: Supply) -> pl.DataFrame:
    """Disclosure control, unless the source is public in this detail or counts no persons."""
    record = supply.catalogue.sources[source]
    if plan.numerator is None or record.public:
        return frame
    if not supply.catalogue.populations[plan.numerator.population].persons:
        return frame
    share = plan.indicator.unit == "percent"
    municipal = ~pl.col("area").is_in(REGIONS)
    hidden = hide_small(frame.filter(municipal), record.minimum, complement=share)
    parted = tuple(name for name in plan.breakdown if name not in plan.within)
    if parted and not _is_open(plan, supply):
        hidden = hide_second(hidden, (*KEYS, *plan.within))
    return pl.concat([hidden, frame.filter(~municipal)])


def _main(cells: pl.DataFrame, plan: Plan, supply: Supply, source: str) -> pl.DataFrame:
    """The main figure: the total, one of the cells, or several together."""
    if not plan.breakdown:
        return _named(cells, plan, main=True)
    picked = cells
    for name, codes in plan.main.items():
        picked = picked.filter(pl.col(name).is_in(list(codes)))
    single = set(plan.main) == set(plan.breakdown) and all(
        len(codes) == 1 for codes in plan.main.values()
    )
    if single:
        return _named(picked, plan, main=True)
    whole = _ratio(plan, supply, (), plan.main)
    if whole is None:
        return _named(picked.clear(), plan, main=True)
    return _named(_protect(whole[0], plan, source, supply), plan, main=True)


def _named(frame: pl.DataFrame, plan: Plan, *, main: bool) -> pl.DataFrame:
    """Breakdown columns as ``b1`` and ``b2``; empty for the main figure."""
    columns = []
    for place in range(2):
        has_one = not main and place < len(plan.breakdown)
        expression = pl.col(plan.breakdown[place]) if has_one else pl.lit("")
        columns.append(expression.alias(f"b{place + 1}"))
    kept = ["area", "period", "numerator", "denominator", "value", "rank"]
    return frame.select(*kept, *columns, pl.lit(main).alias("main"))


def _most_frequent(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The most frequent categories of each municipality; all that are shown of the regions."""
    named = _named(frame, plan, main=False)
    shown = named.filter((pl.col("rank") <= 1) & (pl.col("numerator") > 0))
    order = shown.sort(*KEYS, pl.col("numerator"), "b1", descending=[False, False, True, False])
    kept = pl.col("b1").cum_count().over(*KEYS) <= KEPT_MOST_FREQUENT
    return order.filter(kept | pl.col("area").is_in(REGIONS))


# --- finished figures -----------------------------------------------------------------------


def _finished(plan: Plan, supply: Supply) -> pl.DataFrame | None:
    """Figures that a supplier computed: taken as they come, never added up over areas."""
    for source in plan.alternative.use:
        frame = supply.frames.get(source)
        if frame is None:
            continue
        rows = frame.filter(pl.col("indicator") == plan.indicator.id)
        if rows.height:
            return _finished_rows(rows, source, plan, supply)
    return None


def _finished_rows(rows: pl.DataFrame, source: str, plan: Plan, supply: Supply) -> pl.DataFrame:
    own = rows.filter(
        pl.all_horizontal(pl.col(name).is_not_null() for name in plan.breakdown)
        if plan.breakdown
        else pl.lit(value=True)
    )
    with_answers = _with_answers(own, plan, supply)
    located = _located(with_answers, source, supply)
    cells = located.select(
        *KEYS,
        "into",
        "value",
        "answers",
        "status",
        *(pl.col(name).alias(f"b{i + 1}") for i, name in enumerate(plan.breakdown)),
    ).with_columns(main=pl.lit(value=False), source=pl.lit(source))
    main = _finished_main(cells, plan)
    frame = pl.concat([cells, main], how="diagonal") if plan.breakdown else main
    return _with_interval(frame)


def _finished_main(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    picked = cells
    for place, name in enumerate(plan.breakdown):
        if name in plan.main:
            picked = picked.filter(pl.col(f"b{place + 1}").is_in(list(plan.main[name])))
    shown = pl.col("status") == Status.SHOWN.value
    summed = picked.group_by(*KEYS, "into", "source", maintain_order=True).agg(
        pl.when(shown.all()).then(pl.col("value").sum()).alias("value"),
        pl.col("answers").first(),
        pl.when(shown.all())
        .then(pl.lit(Status.SHOWN.value))
        .otherwise(pl.col("status").filter(~shown).first())
        .alias("status"),
    )
    return summed.with_columns(main=pl.lit(value=True))


def _with_answers(rows: pl.DataFrame, plan: Plan, supply: Supply) -> pl.DataFrame:
    """Joins the number of answers, where a source in use delivers it."""
    for source in plan.alternative.use:
        frame = supply.frames.get(source)
        if frame is None:
            continue
        answers = frame.filter(pl.col("population") == RESPONDENTS)
        if answers.height:
            number = answers.select(*KEYS, pl.col("value").alias("answers"))
            return rows.join(number, on=list(KEYS), how="left")
    return rows.with_columns(pl.lit(None, dtype=pl.Float64).alias("answers"))


def _located(rows: pl.DataFrame, source: str, supply: Supply) -> pl.DataFrame:
    """Adds ``into``: today's municipality where the row's territory was merged since."""
    record, areas = supply.catalogue.sources[source], supply.catalogue.areas
    mapping = []
    for period in rows.get_column("period").unique().to_list():
        date = vintage_date(record, period)
        earlier, later = min(date, supply.as_of), max(date, supply.as_of)
        same = territory_unchanged(areas, earlier, later)
        for area in areas.municipalities(None, date):
            if area.nis in same:
                mapping.append((area.nis, period, ""))
            elif date < supply.as_of:
                mapping.append((area.nis, period, areas.current(area.nis, supply.as_of)))
        if record.regions == "own":
            mapping += [(region, period, "") for region in record.coverage]
    schema = {"area": pl.String, "period": pl.Int32, "into": pl.String}
    return rows.join(pl.DataFrame(mapping, schema=schema, orient="row"), on=list(KEYS))


def _with_interval(frame: pl.DataFrame) -> pl.DataFrame:
    """Wilson limits where the number of answers is known; hidden or weak below the floors."""
    pairs = frame.filter(pl.col("answers") > 0, pl.col("value").is_between(0, 100))
    unique = pairs.select("value", "answers").unique()
    limits = [wilson(v / 100 * n, n) for v, n in unique.iter_rows()]
    table = unique.with_columns(
        pl.Series("low", [100 * low for low, _ in limits], dtype=pl.Float64),
        pl.Series("high", [100 * high for _, high in limits], dtype=pl.Float64),
    )
    joined = frame.join(table, on=["value", "answers"], how="left")
    shown = pl.col("status") == Status.SHOWN.value
    status = (
        pl.when(shown & (pl.col("answers") < HIDDEN_BELOW))
        .then(pl.lit(Status.HIDDEN.value))
        .when(shown & (pl.col("answers") < WEAK_BELOW))
        .then(pl.lit(Status.WEAK.value))
        .otherwise(pl.col("status"))
    )
    return joined.with_columns(status.alias("status"))


# --- differences and the common shape -------------------------------------------------------


def difference_of(indicator: Indicator, other: pl.DataFrame) -> pl.DataFrame:
    """An indicator that is the difference of two displayed figures of another one."""
    if indicator.difference is None:
        message = f"{indicator.id} is not a difference"
        raise ValueError(message)
    sides = []
    for place in (indicator.difference.minuend, indicator.difference.subtrahend):
        (code,) = place.values()
        side = other.filter(~pl.col("main"), pl.col("b1") == code).with_columns(
            pl.col("value")
            .map_elements(lambda v: round_half_up(v, indicator.decimals), return_dtype=pl.Float64)
            .alias("value")
        )
        sides.append(side)
    keys = ["area", "into", "period"]
    joined = sides[0].join(sides[1].select(*keys, "value", "status"), on=keys, suffix="_2")
    shown = (pl.col("status") == Status.SHOWN.value) & (pl.col("status_2") == Status.SHOWN.value)
    first_bad = pl.when(pl.col("status") != Status.SHOWN.value).then("status").otherwise("status_2")
    return joined.select(
        pl.lit(indicator.id).alias("indicator"),
        *keys,
        pl.lit(value=True).alias("main"),
        pl.lit("").alias("b1"),
        pl.lit("").alias("b2"),
        pl.when(shown).then(pl.col("value") - pl.col("value_2")).alias("value"),
        *(pl.lit(None, dtype=pl.Float64).alias(n) for n in ("numerator", "denominator")),
        *(pl.lit(None, dtype=pl.Float64).alias(n) for n in ("answers", "low", "high")),
        pl.when(shown).then(pl.lit(Status.SHOWN.value)).otherwise(first_bad).alias("status"),
        "source",
        "alternative",
    )


def _complete(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Casts to the columns of ``FIGURES``; takes values away where none may be shown."""
    frame = rows
    if "rank" in frame.columns:
        frame = frame.with_columns(status_of_rank())
    defaults = {"into": "", "b1": "", "b2": ""}
    missing = [
        pl.lit(defaults.get(name), dtype=dtype).alias(name)
        for name, dtype in FIGURES.items()
        if name not in frame.columns
    ]
    shown = pl.col("status").is_in([s.value for s in Status if s.has_value])
    frame = frame.with_columns(missing).with_columns(
        pl.lit(plan.indicator.id).alias("indicator"),
        pl.lit(plan.number).alias("alternative"),
        *(pl.col(name).fill_null("") for name in defaults),
        *(
            pl.when(shown).then(pl.col(name)).otherwise(None).alias(name)
            for name in ("value", "numerator", "low", "high")
        ),
    )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in FIGURES.items())

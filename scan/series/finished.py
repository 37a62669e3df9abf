"""Series, finished figures: shares and medians that a supplier computed.

Input: clean frames and the plan of an indicator. Output: its cells and main figure, taken as
they come, never added up over areas. Figures of former municipalities keep their own code and
name today's in ``into``. Survey estimates get their interval where the number of answers is
known.
"""

import polars as pl

from scan.series.certainty import has_number, of_group
from scan.series.cubes import KEYS, territory_unchanged, vintage_date
from scan.series.plans import Plan
from scan.series.supply import Supply
from scan.series.survey import surveyed

RESPONDENTS = "respondents"


def finished(plan: Plan, supply: Supply) -> pl.DataFrame | None:
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
    ).with_columns(part=pl.lit("cell"), source=pl.lit(source))
    main = _finished_main(cells, plan)
    frame = pl.concat([cells, main], how="diagonal") if plan.breakdown else main
    design = supply.catalogue.sources[source].design
    worth = pl.col("answers") * (design.worth if design else 1.0)
    return surveyed(frame, supply.catalogue.bounds, worth)


def _finished_main(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    picked = cells
    for place, name in enumerate(plan.breakdown):
        if name in plan.main:
            picked = picked.filter(pl.col(f"b{place + 1}").is_in(list(plan.main[name])))
    summed = picked.group_by(*KEYS, "into", "source", maintain_order=True).agg(
        pl.when(has_number().all()).then(pl.col("value").sum()).alias("value"),
        pl.col("answers").first(),
        of_group().alias("status"),
    )
    return summed.with_columns(part=pl.lit("main"))


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

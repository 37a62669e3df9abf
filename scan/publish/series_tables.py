"""Publish, series tables: the series of one indicator as readers download it.

Input: the stored figures of an indicator and the catalogue. Output: a frame with the columns of
:data:`TABLE`: every area, period and breakdown, with codes, Dutch labels and the displayed
value. A figure that is not shown has no value, numerator or denominator; its code says why.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scan.catalogue.areas import Areas
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Indicator
from scan.publish.compared import states
from scan.publish.rounding import half_up
from scan.series.plans import Plan, plan_of
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.labels import unit_text
from scan.views.numbers import LIMIT_DECIMALS
from scan.views.table import safe

TABLE: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "title": pl.String(),
    "nis": pl.String(),
    "area": pl.String(),
    "kind": pl.String(),
    "today": pl.String(),  # NIS code of the municipality of today that it lies in
    "period": pl.Int32(),
    "part": pl.String(),  # the main figure, a part of a breakdown, or a gap between two
    "dimension_1": pl.String(),  # "" where nothing is split
    "category_1": pl.String(),
    "label_1": pl.String(),
    "dimension_2": pl.String(),
    "category_2": pl.String(),
    "label_2": pl.String(),
    "value": pl.Float64(),  # as displayed
    "unit": pl.String(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "answers": pl.Int64(),  # behind a survey figure
    "low": pl.Float64(),  # limits of the 99 % interval, one decimal
    "high": pl.Float64(),
    "state": pl.String(),  # beside the region, in a word; "" where nothing is compared
    "status": pl.String(),  # public code
    "source": pl.String(),
    "supplier": pl.String(),
    "delivered": pl.String(),  # ISO date; the code of "not available" when it is not known
    "remark": pl.String(),  # what holds for figures of this area only; "" for most
}
PARTS = ("main", "cell", "gap")
"""What rows may hold; each has a word in the downloads."""
MADE_UP = "made_up"
"""The column that made-up figures have besides."""
FIGURES = ("value", "numerator", "denominator", "answers", "low", "high")
"""Columns that hold a figure, or the code for why there is none."""
_COUNTS = ("numerator", "denominator")
"""Those that are shown without a share too, where that would be one of too few persons."""


@dataclass(frozen=True)
class Stock:
    """What the downloads of one run share: the workspace and its words."""

    workspace: Workspace

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue."""
        return self.workspace.catalogue

    @property
    def words(self) -> Mapping[str, str]:
        """The wording of downloads."""
        return self.catalogue.wording["downloads"]

    @property
    def made_up(self) -> bool:
        """Whether the figures are made up."""
        return self.workspace.made_up

    @property
    def suffix(self) -> str:
        """What follows the name of every file with made-up figures."""
        return self.words["file.suffix"] if self.made_up else ""

    @cached_property
    def themes(self) -> dict[str, str]:
        """Indicator → theme, in the order in which publications list them."""
        found: dict[str, str] = {}
        longest_first = sorted(
            self.catalogue.publications.values(),
            key=lambda p: -sum(len(c.indicators) for c in p.chapters),
        )
        for publication in longest_first:
            for chapter in publication.chapters:
                for code in chapter.indicators:
                    found.setdefault(code, chapter.theme)
        order = list(self.catalogue.themes)
        return dict(sorted(found.items(), key=lambda item: order.index(item[1])))

    @cached_property
    def regions(self) -> dict[str, str]:
        """Area of today → the region that it lies in."""
        areas = self.catalogue.areas
        known = (*areas.divisions(), *areas.municipalities(None, self.workspace.as_of))
        return {area.nis: area.region_nis for area in known}

    @cached_property
    def newest(self) -> int:
        """The newest year of all figures of municipalities, beside which others are old; 0 where
        there are none."""
        newest = self.workspace.store().positions.get_column("period").max()
        return int(str(newest or 0))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Status → its public code."""
        return {status.value: self.words[f"code.{status.value}"] for status in Status}

    @cached_property
    def areas(self) -> pl.DataFrame:
        """Every area that figures can speak of: nis, into, area, kind, today, kind_code."""
        areas, as_of = self.catalogue.areas, self.workspace.as_of
        kinds = {kind: self.words[f"kind.{kind}"] for kind in _KINDS}
        rows: list[tuple[str, ...]] = [
            (d.nis, "", d.name, kinds[d.kind], d.nis, d.kind) for d in areas.divisions()
        ]
        for town in areas.municipalities(None, as_of):
            rows.append((town.nis, "", town.name, kinds[town.kind], town.nis, town.kind))
            for old in areas.predecessors(town.nis):
                name = _former_name(areas, old, town.nis, self.catalogue)
                rows.append((old, town.nis, name, kinds["former"], town.nis, "former"))
        names = ("area_nis", "into", "area", "kind", "today", "kind_code")
        frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
        return frame.with_columns(_safe("area"))


_KINDS = ("municipality", "region", "province", "arrondissement", "former")


def _safe(column: str) -> pl.Expr:
    return pl.col(column).map_elements(safe, return_dtype=pl.String)


def _former_name(areas: Areas, old: str, today: str, catalogue: Catalogue) -> str:
    """A former municipality; one that kept its code and grew is named with its old territory."""
    name = areas.get(old).name
    if old != today:
        return name
    year = max(merger.date.year for merger in areas.mergers if merger.new_nis == old)
    return catalogue.wording["values"]["former.territory"].format(name=name, year=year)


def series_table(figures: pl.DataFrame, indicator: Indicator, stock: Stock) -> pl.DataFrame:
    """All stored figures of one indicator, by area, period and place in the breakdown.

    ``figures`` has the columns of ``series.frames.Figures``. Made-up figures get a column that
    says so.
    """
    plan = plan_of(indicator, figures.item(0, "alternative"))
    labelled = _with_labels(_with_areas(figures, stock), plan, stock)
    ordered = labelled.sort("order_kind", "area_nis", "into", "period", "order_1", "order_2")
    words = stock.words
    compared = ordered.with_columns(
        half_up(ordered.get_column("value"), indicator.decimals).alias("shown"), area="area_nis"
    )
    found = states(compared, indicator, stock.regions, stock.catalogue)
    named = {state: words[f"state.{state}"] for state in found.unique() if state}
    table = ordered.with_columns(
        pl.lit(indicator.id).alias("indicator"),
        pl.lit(safe(indicator.title)).alias("title"),
        pl.col("area_nis").alias("nis"),
        pl.col("part").replace_strict({part: words[f"part.{part}"] for part in PARTS}),
        pl.when(pl.col("part") == "gap")
        .then(pl.lit(stock.catalogue.wording["values"]["unit.points"]))
        .otherwise(pl.lit(unit_text(stock.catalogue, plan)))
        .alias("unit"),
        found.replace(named),
        *_figures(ordered, indicator.decimals),
        pl.col("status").replace_strict(stock.codes, return_dtype=pl.String).alias("status"),
        *_origin(stock),
        _remark(plan, stock),
    )
    chosen = table.select(pl.col(name).cast(dtype) for name, dtype in TABLE.items())
    if stock.made_up:
        return chosen.with_columns(pl.lit(words["file.made_up"]).alias(MADE_UP))
    return chosen


def _with_areas(figures: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    joined = figures.rename({"area": "area_nis"}).join(
        stock.areas, on=["area_nis", "into"], how="left"
    )
    order = {kind: place for place, kind in enumerate(("region", "province", "arrondissement"))}
    return joined.with_columns(
        pl.col("kind_code").replace_strict(order, default=len(order)).alias("order_kind")
    )


def _with_labels(frame: pl.DataFrame, plan: Plan, stock: Stock) -> pl.DataFrame:
    """Dimensions, categories and their labels; the main figure before the breakdown."""
    columns = []
    for place in (1, 2):
        code = pl.col(f"b{place}")
        name = plan.breakdown[place - 1] if place <= len(plan.breakdown) else ""
        categories = stock.catalogue.dimensions[name].categories if name else ()
        labels = {category.code: safe(category.label) for category in categories}
        order = {category.code: number for number, category in enumerate(categories)}
        columns += [
            pl.when(code != "")
            .then(pl.lit(name))
            .otherwise(pl.lit(""))
            .alias(f"dimension_{place}"),
            code.alias(f"category_{place}"),
            code.replace_strict({"": "", **labels}, return_dtype=pl.String).alias(f"label_{place}"),
            code.replace_strict({"": -1, **order}, return_dtype=pl.Int32).alias(f"order_{place}"),
        ]
    return frame.with_columns(columns)


def _figures(frame: pl.DataFrame, decimals: int) -> list[pl.Series]:
    """Displayed values; nothing beside a figure that is not shown, whatever the store holds."""
    status = frame.get_column("status")
    shown = status.is_in([s.value for s in Status if s.has_number])
    counted = shown | status.is_in([s.value for s in Status if s.has_counts])
    places = {"value": decimals, "low": LIMIT_DECIMALS, "high": LIMIT_DECIMALS}
    kept = []
    for name in FIGURES:
        column = half_up(frame.get_column(name), places.get(name, 0))
        if name != "answers":
            column = column.set(~(counted if name in _COUNTS else shown), None)
        kept.append(column)
    return kept


def _origin(stock: Stock) -> list[pl.Expr]:
    """Supplier and day of delivery of the source of each figure."""
    sources, dates = stock.catalogue.sources, stock.workspace.extracts.dates
    suppliers = {name: safe(source.supplier) for name, source in sources.items()}
    unknown = stock.codes[Status.NOT_AVAILABLE.value]
    days = {name: date.isoformat() for name, date in dates.items()}
    source = pl.col("source")
    return [
        source.replace_strict(suppliers, return_dtype=pl.String).alias("supplier"),
        source.replace_strict(days, default=unknown, return_dtype=pl.String).alias("delivered"),
    ]


def _remark(plan: Plan, stock: Stock) -> pl.Expr:
    """The marks of the figures, which differ between regions."""
    catalogue = stock.catalogue
    marks = {
        region: "; ".join(
            caveat.mark
            for caveat in catalogue.caveats_of(plan.indicator, plan.alternative, region)
            if caveat.mark
        )
        for region in {area.region_nis for area in catalogue.areas.divisions()}
    }
    of_area = {nis: safe(marks[region]) for nis, region in stock.regions.items()}
    return pl.col("today").replace_strict(of_area, return_dtype=pl.String).alias("remark")


def newest_delivery(table: pl.DataFrame) -> datetime.date | None:
    """Day of the newest delivery behind a table; ``None`` when none is known."""
    days = table.get_column("delivered").unique().str.to_date("%Y-%m-%d", strict=False)
    newest = days.drop_nulls().max()
    return newest if isinstance(newest, datetime.date) else None

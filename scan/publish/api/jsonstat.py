"""Publish, api, JSON-stat: figures as a cube after JSON-stat 2.0 (json-stat.org/full).

Input: a series table (``series_tables.TABLE``), or the main figures of one municipality. Output: a
dataset as plain data. What is not shown is null in ``value`` and has its public code in
``status``; a place of the cube of which nothing is known is null and has none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from typing import Any

import polars as pl

from scan.publish.api.tables import MAIN
from scan.publish.series_tables import FIGURES, MADE_UP, Stock, newest_delivery
from scan.publish.texts import absence
from scan.status import Status

VERSION = "2.0"
_MEASURE = "maat"
"""The dimension that says which number it is: the value, what is above and below the line …"""


@dataclass(frozen=True, slots=True)
class Side:
    """A dimension of a cube: its id, its label, its categories with their labels, and the column
    of the table that holds their codes."""

    id: str
    label: str
    categories: Mapping[str, str]
    column: str


def of_indicator(table: pl.DataFrame, code: str, stock: Stock) -> dict[str, Any]:
    """Everything of one indicator: area × period × breakdown × measure."""
    indicator = stock.catalogue.indicators[code]
    placed = _placed(table, stock)
    sides = [_areas(placed, stock), _periods(placed, stock)]
    sides += [side for number in (1, 2) for side in _breakdown(placed, number, stock)]
    units = {"value": {"decimals": indicator.decimals, "label": str(table.item(0, "unit"))}}
    about = {"label": indicator.title, "note": [stock.catalogue.description_of(indicator)]}
    return _dataset(placed, sides, units, about, stock)


def of_town(figures: pl.DataFrame, name: str, stock: Stock) -> dict[str, Any]:
    """The main ``figures`` of one municipality through the years: indicator × period × measure."""
    placed = _placed(figures, stock)
    indicators = stock.catalogue.indicators
    codes = placed.get_column("indicator").unique(maintain_order=True)
    sides = [
        Side(*_head("indicator", stock), {c: indicators[c].title for c in codes}, "indicator"),
        _periods(placed, stock),
    ]
    return _dataset(placed, sides, {}, {"label": name}, stock)


def _placed(table: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """With a column ``place`` that tells areas apart: a code of before may be in use today, so
    that of a former municipality has the one of today behind it. Without gaps, which stand under
    the categories of other figures; the plain table has them."""
    table = table.filter(pl.col("part") != stock.words["part.gap"])
    former = pl.col("kind") == stock.words["kind.former"]
    return table.with_columns(
        pl.when(former)
        .then(pl.concat_str("nis", pl.lit("-"), "today"))
        .otherwise("nis")
        .alias("place"),
        *(pl.col(f"category_{n}").replace("", MAIN).alias(f"category_{n}") for n in (1, 2)),
    )


def _head(name: str, stock: Stock) -> tuple[str, str]:
    """Id and label of a dimension: the head of its column, and what that holds."""
    return stock.words[f"series.{name}"], stock.words[f"about.{name}"]


def _areas(table: pl.DataFrame, stock: Stock) -> Side:
    named = table.select("place", "area").unique("place", maintain_order=True)
    return Side(*_head("nis", stock), dict(named.iter_rows()), "place")


def _periods(table: pl.DataFrame, stock: Stock) -> Side:
    years = table.get_column("period").unique().sort().to_list()
    return Side(*_head("period", stock), {str(year): str(year) for year in years}, "period")


def _breakdown(table: pl.DataFrame, number: int, stock: Stock) -> Iterator[Side]:
    """The dimension by which an indicator is split; none where it is not."""
    dimension, category = f"dimension_{number}", f"category_{number}"
    name = next((d for d in table.get_column(dimension).unique().sort() if d), "")
    if not name:
        return
    split = table.filter(pl.col(category) != MAIN)
    named = split.select(category, f"label_{number}").unique(category, maintain_order=True)
    categories = {MAIN: stock.words["part.main"], **dict(named.iter_rows())}
    yield Side(name, stock.catalogue.dimensions[name].title, categories, category)


def _dataset(
    table: pl.DataFrame,
    sides: Sequence[Side],
    units: Mapping[str, Mapping[str, Any]],
    about: Mapping[str, Any],
    stock: Stock,
) -> dict[str, Any]:
    measures = [n for n in FIGURES if n == "value" or table.get_column(n).is_not_null().any()]
    sizes = [*(len(side.categories) for side in sides), len(measures)]
    values, status = _cells(table, sides, measures, sizes, stock)
    newest = newest_delivery(table)
    ids = {name: stock.words[f"series.{name}"] for name in measures}
    return {
        "version": VERSION,
        "class": "dataset",
        **about,
        "source": "; ".join(table.get_column("supplier").unique().sort()),
        **({"updated": newest.isoformat()} if newest else {}),
        "id": [*(side.id for side in sides), _MEASURE],
        "size": sizes,
        "role": _roles(sides, stock),
        "dimension": {
            **{side.id: _dimension(side.label, side.categories) for side in sides},
            _MEASURE: _dimension(
                stock.catalogue.wording["api"]["measure"],
                {id_: stock.words[f"about.{name}"] for name, id_ in ids.items()},
                {ids[name]: unit for name, unit in units.items()},
            ),
        },
        "value": values,
        "status": status,
        "extension": _extension(stock),
    }


def _roles(sides: Iterable[Side], stock: Stock) -> dict[str, list[str]]:
    known = {"geo": stock.words["series.nis"], "time": stock.words["series.period"]}
    there = {side.id for side in sides}
    return {"metric": [_MEASURE], **{r: [id_] for r, id_ in known.items() if id_ in there}}


def _dimension(
    label: str, categories: Mapping[str, str], units: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    category: dict[str, Any] = {"index": list(categories), "label": dict(categories)}
    return {"label": label, "category": category | ({"unit": dict(units)} if units else {})}


def _cells(
    table: pl.DataFrame,
    sides: Sequence[Side],
    measures: Sequence[str],
    sizes: Sequence[int],
    stock: Stock,
) -> tuple[list[Any], dict[str, str]]:
    """The values in the order of the cube, and by place the code of what is not simply shown."""
    steps = [*accumulate(reversed(sizes[1:]), mul, initial=1)][::-1]
    at = pl.sum_horizontal(
        pl.col(side.column)
        .cast(pl.String)
        .replace_strict({c: n * step for n, c in enumerate(side.categories)}, return_dtype=pl.Int64)
        for side, step in zip(sides, steps, strict=False)
    )
    places = table.select(at).to_series().to_list()
    values: list[Any] = [None] * (steps[0] * sizes[0])
    status: dict[int, str] = {}
    shown = stock.codes[Status.SHOWN.value]
    for number, name in enumerate(measures):
        code = pl.when(pl.col(name).is_null()).then(absence(stock)).otherwise("status")
        codes = table.select(code.alias("code")).to_series().to_list()
        for place, value, told in zip(places, table.get_column(name), codes, strict=True):
            values[place + number] = value
            if told != shown:
                status[place + number] = told
    return values, {str(place): status[place] for place in sorted(status)}


def _extension(stock: Stock) -> dict[str, Any]:
    """What the codes of the status mean, and whose figures these are."""
    words = stock.words
    told: dict[str, Any] = {
        "status": {
            "label": {stock.codes[s.value]: words[f"code_text.{s.value}"] for s in Status},
        },
        "licence": words["package.licence_address"],
        "publisher": words["package.publisher"],
    }
    return told | ({words[f"series.{MADE_UP}"]: words["readme.made_up"]} if stock.made_up else {})

"""Extracts, look, describing: what stands in each column of a table.

Input: columns with their roles and the notation of figures. Output: a
:class:`~scan.extracts.look.records.ColumnLook` for each, in the order of the file.
"""

import re

import polars as pl

from scan.extracts.look.columns import Column
from scan.extracts.look.notation import Notation, is_like_a_figure, number
from scan.extracts.look.records import (
    AREA,
    CATEGORIES,
    CODES,
    DECIMALS,
    FIGURES,
    FRACTIONS,
    MARKED,
    NAMES,
    PER_CENTS,
    PERIOD,
    TRAIT,
    WHOLE,
    ColumnLook,
    Tally,
)
from scan.extracts.look.roles import Roles

_CATEGORIES_KEPT = 400
"""Categories that a look keeps: the items of a whole survey are 200."""
_TEXTS_KEPT = 5
_MARKERS_KEPT = 25
_RATE = re.compile(r"%|procent|percent|\bpct|_pct|aandeel|share|t\.o\.v\.|graad", re.I)
_NEARLY_ALL = 0.999
"""Share of fractions that lie between 0 and 1: a supplier's own slip changes nothing."""


def column_look(column: Column, roles: Roles, notation: Notation) -> ColumnLook:
    """What stands in a column."""
    if any(column is figure for figure in roles.figures):
        return _figures(column, notation)
    role, kind, follows, most = _role(column, roles)
    return ColumnLook(
        name=column.name,
        role=role,
        kind=kind,
        empty=column.empty,
        distinct=column.distinct,
        texts=_tallied(column.texts, most),
        follows=follows,
    )


def _role(column: Column, roles: Roles) -> tuple[str, str, str, int]:
    """Role, kind, what tells it, and how many of its texts are kept."""
    if column is roles.area:
        return AREA, CODES if roles.by == "code" else NAMES, "", _TEXTS_KEPT
    if column is roles.period:
        return PERIOD, roles.kind, "", _TEXTS_KEPT
    if any(column is trait for trait in roles.traits):
        return TRAIT, CATEGORIES, "", _CATEGORIES_KEPT
    _, role, follows = next(other for other in roles.others if other[0] is column)
    return role, role, follows, _TEXTS_KEPT


def _tallied(texts: pl.DataFrame, most: int) -> tuple[Tally, ...]:
    return tuple(Tally(text, count) for text, count in texts.head(most).iter_rows())


def _figures(column: Column, notation: Notation) -> ColumnLook:
    texts = column.texts.with_columns(value=number("text", notation))
    figures = texts.filter(pl.col("value").is_not_null())
    values = figures.get_column("value")
    others = texts.filter(pl.col("value").is_null())
    flags = {
        flag: int(figures.filter(pl.col("text").str.ends_with(flag)).get_column("count").sum())
        for flag in notation.flags
    }
    above = values.filter(values > 0)
    zeros = int(figures.filter(pl.col("value") == 0).get_column("count").sum())
    return ColumnLook(
        name=column.name,
        role=FIGURES,
        kind=_kind(column, figures, len(column.cells)),
        empty=column.empty,
        distinct=column.distinct,
        texts=_tallied(column.texts, _TEXTS_KEPT),
        low=_number(values.min()),
        high=_number(values.max()),
        least=_number(above.min()),
        zeros=zeros,
        markers=_tallied(others.select("text", "count"), _MARKERS_KEPT),
        flags=tuple(Tally(flag, count) for flag, count in flags.items() if count),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _kind(column: Column, figures: pl.DataFrame, rows: int) -> str:
    """Whole numbers, fractions, per cents, or other decimals."""
    values = figures.get_column("value")
    if not len(values):
        return MARKED
    low, high = _number(values.min()) or 0.0, _number(values.max()) or 0.0
    rate = _RATE.search(column.name) is not None and low >= 0 and high <= 100.0
    if bool((values == values.round()).all()) and not (rate and high > 1):
        return WHOLE
    if low >= 0 and figures.filter(pl.col("value") <= 1).height >= _NEARLY_ALL * figures.height:
        return FRACTIONS
    return PER_CENTS if rate else DECIMALS


def strange_texts(column: Column) -> pl.DataFrame:
    """The texts of a column of figures that are no figures in any notation."""
    return column.texts.filter(~is_like_a_figure())

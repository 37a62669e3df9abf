"""Extracts, look, facts: the rows of a table with their meaning, as far as it is known.

Input: columns with their roles, what the areas are, how figures are written. Output:
:class:`Facts`: a frame in which areas are codes, periods years, and figures numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scan.catalogue.sources import PeriodColumn
from scan.extracts.look.areas import Fit, Places
from scan.extracts.look.atlas import MUNICIPALITY, UNKNOWN, VINTAGES, Atlas
from scan.extracts.look.notation import Notation, number
from scan.extracts.look.records import PeriodsLook
from scan.extracts.look.roles import Roles
from scan.extracts.period_texts import period_of

NAME, NONE, HEADER = "name", "none", "header"
"""Kinds of periods that no column holds: the name of the file, nothing; the headers."""
_MANY_ROWS = 100_000
"""Rows of a table from which sums of categories are looked for in some of the areas."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Facts:
    """A table with its meaning.

    ``frame``: ``row``, ``area`` (text), ``what``, ``code`` (of a municipality or of what lies
    above it), ``region``, ``province``, ``arrondissement`` (of a municipality), ``year``,
    ``period`` (text), ``t0`` … (texts of categories), ``f0`` … (Float64).
    """

    roles: Roles
    frame: pl.DataFrame
    notation: Notation

    @property
    def traits(self) -> tuple[str, ...]:
        """Columns of categories in the frame."""
        return tuple(f"t{at}" for at in range(len(self.roles.traits)))

    @property
    def figures(self) -> tuple[str, ...]:
        """Columns of figures in the frame."""
        return tuple(f"f{at}" for at in range(len(self.roles.figures)))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Which columns of figures hold whole numbers only, and some above one."""
        kept = []
        for at, name in enumerate(self.figures):
            values = self.frame.get_column(name).drop_nulls()
            if len(values) and bool((values == values.round()).all()) and values.max() > 1:  # type: ignore[operator]
                kept.append(at)
        return tuple(kept)

    def header(self, name: str) -> str:
        """The header of a column of the frame (``t0``, ``f2``)."""
        columns = self.roles.traits if name.startswith("t") else self.roles.figures
        return columns[int(name[1:])].name

    @cached_property
    def towns(self) -> pl.DataFrame:
        """The rows of municipalities."""
        return self.frame.filter(pl.col("what") == MUNICIPALITY)

    @cached_property
    def some(self) -> pl.DataFrame:
        """The rows of known areas; of a large table those of some areas, spread over all."""
        known = self.known
        if known.height <= _MANY_ROWS:
            return known
        areas = known.get_column("area").unique(maintain_order=True)
        chosen = areas.gather_every(-(-known.height // _MANY_ROWS))
        return known.filter(pl.col("area").is_in(chosen.to_list()))

    @cached_property
    def known(self) -> pl.DataFrame:
        """The rows whose area is known."""
        return self.frame.filter(pl.col("what") != UNKNOWN)


@dataclass(frozen=True)
class Years:
    """The years of a table."""

    of_text: dict[str, int]
    """Text of a period → year."""
    fixed: int
    """The year of every row where no column has one; 0 where nothing says it."""
    kind: str

    @property
    def all(self) -> tuple[int, ...]:
        """All years, in order."""
        return tuple(sorted(set(self.of_text.values()))) or (self.fixed,)


def years_of(roles: Roles, stem: str) -> Years:
    """The years of a table; ``stem``: the name of its file, without its ending."""
    if roles.period is None:
        found = _YEAR.findall(stem)
        return Years({}, int(found[-1]) if found else 0, NAME if found else NONE)
    kind = {"header": "school_year"}.get(roles.kind, roles.kind)
    as_such = PeriodColumn.model_validate({"column": "x", "kind": kind})
    years = {text: period_of(text, as_such).year for text in roles.period.list()}
    return Years({text: y for text, y in years.items() if y is not None}, 0, roles.kind)


def pairs_of(roles: Roles, years: Years) -> pl.DataFrame:
    """Each pair of an area's text and a year: ``area``, ``year``."""
    assert roles.area is not None
    return (
        pl.DataFrame({"area": roles.area.cells})
        .with_columns(year=_years(roles, years))
        .drop_nulls("area")
        .unique(maintain_order=True)
    )


def _years(roles: Roles, years: Years) -> pl.Series | pl.Expr:
    if roles.period is None:
        return pl.lit(years.fixed, pl.Int32)
    return roles.period.cells.replace_strict(years.of_text, default=None, return_dtype=pl.Int32)


def facts_of(
    roles: Roles, rows: pl.Series, areas: tuple[Places, Fit], years: Years, how: Notation,
    atlas: Atlas,
) -> Facts:  # fmt: skip
    """The table with its meaning; ``rows``: where each row stands in the file."""
    assert roles.area is not None
    places, fit = areas
    period = roles.period.cells if roles.period is not None else pl.lit("", pl.String)
    figures = {f"f{at}": column.cells for at, column in enumerate(roles.figures)}
    frame = pl.DataFrame({"row": rows, "area": roles.area.cells, **figures}).with_columns(
        year=_years(roles, years),
        period=period,
        **{f"t{at}": column.cells for at, column in enumerate(roles.traits)},
    )
    frame = frame.with_columns(number(name, how).alias(name) for name in figures)
    vintages = {year: fit.vintage_of(year, atlas) for year in (0, *years.all)}
    texts = pl.DataFrame(list(_texts(places, fit, atlas)), schema=_TEXTS, orient="row")
    dated = pl.col("year").fill_null(0)
    joined = frame.with_columns(
        vintage=dated.replace_strict(vintages, default=None, return_dtype=pl.String)
    ).join(texts, on=["area", "vintage"], how="left", maintain_order="left")
    return Facts(roles, joined.with_columns(pl.col("what").fill_null(UNKNOWN)).drop("vintage"), how)


_TEXTS = dict.fromkeys(
    ("area", "vintage", "what", "code", "region", "province", "arrondissement"), pl.String
)


def _texts(places: Places, fit: Fit, atlas: Atlas) -> Iterator[tuple[str | None, ...]]:
    """What each text is in each vintage: rows of _TEXTS."""
    for text, found in places.found.items():
        for vintage in VINTAGES:
            code = fit.codes.get((text, vintage))
            above = _above(code, atlas) if code else (None, None, None)
            yield text, vintage, found.what, code or found.code or None, *above


def _above(code: str, atlas: Atlas) -> tuple[str, str, str]:
    area = atlas.areas.get(code)
    return area.region_nis, area.province_nis, area.arrondissement_nis


def periods_look(roles: Roles, years: Years) -> PeriodsLook:
    """The periods of a table."""
    if roles.period is None:
        return PeriodsLook("", years.kind, (years.fixed,) if years.fixed else (), ())
    there, texts = years.all, years.of_text
    gaps = tuple(year for year in range(there[0], there[-1]) if year not in there)
    in_order = sorted(texts, key=lambda text: (texts[text], text))
    first, last = (in_order[0], in_order[-1]) if in_order else ("", "")
    return PeriodsLook(roles.period.name, years.kind, there, gaps, first, last)

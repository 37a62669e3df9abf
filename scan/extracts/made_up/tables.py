"""Extracts, made up: from people to tables. Input: counts of old municipalities. Output: frames.

:class:`Counts` holds the columns of one source on the municipalities of 2018. :func:`tabulate`
adds them up to the municipalities of their time and to regions, and hides small counts where the
supplier does. Tabs of the register stand apart (``tabs``).
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.sources import Source
from scan.extracts.made_up.chance import Whole
from scan.extracts.made_up.country import Country
from scan.extracts.places import VINTAGE_DAYS

AREA, PERIOD, REGION = "area", "period", "region"
"""Columns of a table before those of its source: NIS code, year, whether the row is a region."""
HIDDEN = "x"
KNOWN = ("Gemeente", "NIS-code", "Indicator")
"""Columns with which every table of the Gemeente-Stadsmonitor begins."""


@dataclass(frozen=True)
class Counts:
    """The figures of one source."""

    years: tuple[int, ...]
    columns: dict[str, Whole]
    """Header → counts (place, year, one axis per trait column)."""
    categories: tuple[tuple[str, ...], ...] = ()
    """Codes along each trait axis, in the order of the trait columns of the source."""


def tabulate(source: Source, counts: Counts, country: Country) -> pl.DataFrame:
    """The table of a source: ``area``, ``period``, ``region``, its trait columns, its figures.

    Figures are whole numbers; rows by year, regions first, then by code.
    """
    frames = [
        _division(source, counts, country, day, years) for day, years in _days(source, counts)
    ]
    return pl.concat(frames)


def hidden_as_text(table: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Figures as text, with the supplier's sign for small counts of municipalities."""
    hides = HIDDEN in source.markers.hidden
    return table.with_columns(
        pl.when(~pl.col(REGION) & pl.col(name).is_between(1, source.minimum - 1) & hides)
        .then(pl.lit(HIDDEN))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in dict.fromkeys(value.column for value in source.values)
    )


def _days(source: Source, counts: Counts) -> Iterator[tuple[datetime.date, tuple[int, ...]]]:
    """The years of a source that share a set of municipalities, with a day of it."""
    if source.vintage != "period":
        yield VINTAGE_DAYS[source.vintage], counts.years
        return
    for _, years in groupby(counts.years, key=lambda year: (year >= 2019) + (year >= 2025)):
        mine = tuple(years)
        yield datetime.date(mine[0], 1, 1), mine


def covered(source: Source, country: Country, day: datetime.date) -> tuple[Area, ...]:
    """The municipalities of a day that a source covers, by code."""
    found = country.areas.municipalities(None, day)
    inside = (area for area in found if area.region_nis in source.coverage)
    return tuple(sorted(inside, key=lambda area: area.nis))


def membership(country: Country, areas: tuple[Area, ...], day: datetime.date) -> Whole:
    """For each place of 2018 the number of its municipality of that day in ``areas``, or −1."""
    number = {area.nis: at for at, area in enumerate(areas)}
    codes = (country.areas.current(area.nis, day) for area in country.places)
    return np.array([number.get(code, -1) for code in codes], dtype=np.int64)


def added_up(counts: Whole, member: Whole, groups: int) -> Whole:
    """Counts of places added up to the groups that they are members of."""
    sums = np.zeros((groups, *counts.shape[1:]), dtype=np.int64)
    inside = member >= 0
    np.add.at(sums, member[inside], counts[inside])
    return sums


def _division(
    source: Source, counts: Counts, country: Country, day: datetime.date, years: tuple[int, ...]
) -> pl.DataFrame:
    """The rows of years with the same municipalities."""
    areas = covered(source, country, day)
    member = membership(country, areas, day)
    regions = source.coverage if source.regions == "own" or source.markers.hidden else ()
    above = np.array([_number(area, regions) for area in areas], dtype=np.int64)
    picked = [counts.years.index(year) for year in years]
    columns = {}
    for name, values in counts.columns.items():
        towns = added_up(values[:, picked], member, len(areas))
        whole = np.concatenate([added_up(towns, above, len(regions)), towns])
        columns[name] = np.moveaxis(whole, 0, 1).reshape(-1)
    codes = (*regions, *(area.nis for area in areas))
    keys = _keys(years, codes, len(regions), source, counts)
    return keys.with_columns(pl.Series(name, values) for name, values in columns.items())


def _number(area: Area, regions: tuple[str, ...]) -> int:
    return regions.index(area.region_nis) if area.region_nis in regions else -1


def _keys(
    years: tuple[int, ...], codes: tuple[str, ...], regions: int, source: Source, counts: Counts
) -> pl.DataFrame:
    """The columns that say what a row is about."""
    places = pl.DataFrame({AREA: codes, REGION: [at < regions for at in range(len(codes))]})
    keys = pl.DataFrame({PERIOD: years}).join(places, how="cross", maintain_order="left_right")
    for trait, along in zip(source.traits, counts.categories, strict=True):
        texts = {code: text for text, code in trait.codes.items()}
        column = pl.DataFrame({trait.column: [texts.get(code, code) for code in along]})
        keys = keys.join(column, how="cross", maintain_order="left_right")
    return keys

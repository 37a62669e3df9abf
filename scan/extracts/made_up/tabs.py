"""Extracts, made up: tabs of the monitor's register workbooks. Input: counts. Output: rows.

A :class:`Tab` holds the figures of one tab on the municipalities of 2018, and what is odd about
how the supplier shows them. :func:`rows_of` adds them up to the municipalities of the source's
vintage and their region, leaves out the rows that the supplier leaves out, and works out his
rate; the source says which columns are totals and what an absent row means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scan.catalogue.areas import Area
from scan.catalogue.sources import Source
from scan.extracts.made_up.chance import Whole, stream
from scan.extracts.made_up.country import Country, Flags
from scan.extracts.made_up.tables import added_up, membership
from scan.extracts.places import VINTAGE_DAYS

AREA, YEAR, PART, WHOLE, RATE = "area", "year", "part", "whole", "rate"
"""Columns of :func:`rows_of`: number of the area (0: the region), year, and three figures."""
_SIGNIFICANT = 6
"""Digits of a rate."""


@dataclass(frozen=True)
class Gap:
    """Municipalities whose figures of a year the supplier did not have: empty cells."""

    year: int
    municipalities: int


@dataclass(frozen=True)
class Tab:
    """The figures of one tab."""

    years: tuple[int, ...]
    part: Whole
    """What is counted (place, year, one axis per trait column)."""
    whole: Whole | None = None
    """What it is a part of; axes of length 1 repeat. None: what the source says it is the total
    over, or nothing."""
    categories: tuple[tuple[str, ...], ...] = ()
    """Codes along each trait axis, in the order of the source's trait columns."""
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """First and last year of categories that are not in all years."""
    largest: int = 0
    """Only so many categories of each area and year, with all that are as large as the last."""
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Categories that stand in two rows, each with a part of them, and in which years."""
    gaps: tuple[Gap, ...] = ()
    unmerged: bool = False
    """Whether municipalities that are mergers are left out, also of their region."""
    empty_zero: bool = False
    """Whether the cell of a rate of nothing is empty; such rows are there all the same."""
    summary: Callable[[Whole], Whole] = field(default=lambda counts: counts)
    """What becomes of counts once they are added up: of countries, how many there are."""


@dataclass(frozen=True)
class Places:
    """The areas of a workbook: its region and, by code, the municipalities."""

    areas: tuple[Area, ...]
    member: NDArray[np.int64]
    """For each place of 2018 the number of its municipality among them, or −1."""


def places_of(source: Source, region: str, country: Country, *, unmerged: bool = False) -> Places:
    """The region of that code and its municipalities as the source has them."""
    day = VINTAGE_DAYS[source.vintage]
    towns = sorted(country.areas.municipalities(region, day), key=lambda area: area.nis)
    member = membership(country, tuple(towns), day)
    if unmerged:
        parts = np.bincount(member[member >= 0], minlength=len(towns))
        towns = [town for at, town in enumerate(towns) if parts[at] == 1]
        member = membership(country, tuple(towns), day)
    above = country.areas.get(region)
    return Places((above, *towns), np.where(member < 0, member, member + 1))


def rows_of(source: Source, tab: Tab, places: Places) -> pl.DataFrame:
    """The rows of a tab: AREA, YEAR, a number per trait axis (``axis0`` …), PART, WHOLE, RATE.

    By area, region first, then by year and by the text of the categories. WHOLE and RATE are null
    where there is none.
    """
    part = tab.summary(_added(tab.part, places)) * _known(tab)
    whole = _whole(source, tab, part, places)
    order = [np.argsort(texts_of(source, tab, axis)) for axis in range(len(tab.categories))]
    there = _there(source, tab, part, whole)
    for axis, sorted_codes in enumerate(order, 2):
        part, whole = np.take(part, sorted_codes, axis), np.take(whole, sorted_codes, axis)
        there = np.take(there, sorted_codes, axis)
    where = np.nonzero(there)
    frame = pl.DataFrame(
        {
            AREA: where[0],
            YEAR: np.array(tab.years)[where[1]],
            **{f"axis{n}": order[n][at] for n, at in enumerate(where[2:])},
            PART: part[where],
            WHOLE: whole[where],
        }
    )
    return _with_rates(_with_gaps(_doubled(frame, tab), source, tab), source, tab)


def texts_of(source: Source, tab: Tab, axis: int) -> list[str]:
    """What the supplier calls the categories along an axis. Raises KeyError for an unknown one."""
    column = list(dict.fromkeys(trait.column for trait in source.traits))[axis]
    texts: dict[str, str] = {}
    for trait in source.traits:
        if trait.column == column:
            for text, code in trait.codes.items():
                texts.setdefault(code, text)
    return [texts[code] for code in tab.categories[axis]]


# --- figures --------------------------------------------------------------------------------


def _added(counts: Whole, places: Places) -> Whole:
    """Counts of places as counts of areas, the region in front."""
    sums = added_up(counts, places.member, len(places.areas))
    sums[0] = sums[1:].sum(axis=0)
    return sums


def _total_axes(source: Source) -> tuple[int, ...]:
    """The axes over which the source repeats a total on each row."""
    columns = list(dict.fromkeys(trait.column for trait in source.traits))
    over = {dimension for value in source.values for dimension in value.over}
    found = {trait.column for trait in source.traits if trait.dimension in over}
    return tuple(2 + at for at, column in enumerate(columns) if column in found)


def _whole(source: Source, tab: Tab, part: Whole, places: Places) -> Whole:
    """The denominators, as large as ``part``; 0 where there is none."""
    if tab.whole is not None:
        whole = _added(tab.whole, places)
    elif axes := _total_axes(source):
        whole = part.sum(axis=axes, keepdims=True)
    else:
        whole = np.zeros_like(part)
    return np.broadcast_to(whole, part.shape)


def _known(tab: Tab) -> Flags:
    """Which categories there were in which years (1, year, axes)."""
    shape = (len(tab.years), *map(len, tab.categories))
    known = np.full(shape, fill_value=True)
    for axis, codes in enumerate(tab.categories, 1):
        for at, code in enumerate(codes):
            first, last = tab.spans.get(code, (tab.years[0], tab.years[-1]))
            outside = [n for n, year in enumerate(tab.years) if not first <= year <= last]
            np.moveaxis(known, axis, 0)[at, outside] = False
    return known[None]


def _there(source: Source, tab: Tab, part: Whole, whole: Whole) -> Flags:
    """Which rows there are."""
    there = np.broadcast_to(_known(tab), part.shape).copy()
    if tab.largest:
        ranked = np.sort(part, axis=-1)[..., -tab.largest, None]
        there &= part >= np.maximum(ranked, 1)
    if whole.any() and not tab.empty_zero:
        there &= whole > 0
    if source.absent == "hidden":
        there[1:] &= _large_enough(source, part)[1:]
    return there


def _large_enough(source: Source, part: Whole) -> Flags:
    """Which rows the supplier shows: where a group is divided, all of its rows or none."""
    shown = part >= source.minimum
    if axes := _total_axes(source):
        shown = np.broadcast_to(shown.all(axis=axes, keepdims=True), part.shape)
    return shown


# --- rows -----------------------------------------------------------------------------------


def _doubled(frame: pl.DataFrame, tab: Tab) -> pl.DataFrame:
    """The rows with those that stand twice: a third first, then the rest."""
    for code, years in tab.twice.items():
        (axis, at) = next((n, c.index(code)) for n, c in enumerate(tab.categories) if code in c)
        third = pl.col(PART) // 3
        odd = (pl.col(f"axis{axis}") == at) & pl.col(YEAR).is_in(years) & (third > 0)
        numbered = frame.with_row_index("row")
        first = numbered.filter(odd).with_columns(third)
        rest = numbered.with_columns(pl.when(odd).then(pl.col(PART) - third).otherwise(PART))
        frame = pl.concat([first, rest]).sort("row", maintain_order=True).drop("row")
    return frame


def _with_gaps(frame: pl.DataFrame, source: Source, tab: Tab) -> pl.DataFrame:
    """The rows with empty cells in place of figures that were not there."""
    for number, gap in enumerate(tab.gaps):
        row = (pl.col(AREA) > 0) & (pl.col(YEAR) == gap.year)
        towns = frame.filter(row).get_column(AREA).unique().sort().to_list()
        chance = stream(f"gap {number} in {source.id}")
        chosen = [towns[at] for at in chance.choice(len(towns), gap.municipalities, replace=False)]
        lost = row & pl.col(AREA).is_in(chosen)
        frame = frame.with_columns(
            pl.when(~lost).then(pl.col(name)).alias(name) for name in (PART, WHOLE)
        )
    return frame


def _with_rates(frame: pl.DataFrame, source: Source, tab: Tab) -> pl.DataFrame:
    """The rows with the supplier's rate, which is null where nothing is the whole."""
    percent = any(value.indicator for value in source.values) and source.scale == "percent"
    per = next((rate.per for rate in source.rates), 100 if percent else 1)
    known = pl.col(WHOLE) > 0
    if tab.empty_zero:
        known &= pl.col(PART) > 0
    rate = pl.when(known).then(per * pl.col(PART) / pl.col(WHOLE)).round_sig_figs(_SIGNIFICANT)
    return frame.with_columns(rate.alias(RATE))

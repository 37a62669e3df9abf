"""Extracts, made up: tables of inhabitants and their moves. Input: a People. Output: counts."""

import numpy as np

from scan.extracts.made_up.chance import Whole, portion, wander
from scan.extracts.made_up.country import YEARS, years_from
from scan.extracts.made_up.people import (
    SEX_AGE_YEARS,
    People,
    by_sex_and_age,
    detailed,
    with_belgians,
)
from scan.extracts.made_up.tables import Counts

AGE_CODES = (
    "0_5", "6_11", "12_17", "18_24", "25_29", "30_34", "35_39", "40_44",
    "45_49", "50_54", "55_59", "60_64", "65_69", "70_74", "75_79", "80_plus",
)  # fmt: skip
DETAIL_CODES = (
    "belgian", "west_north_eu15", "south_eu15", "eu13",
    "europe_non_eu", "maghreb_turkey", "other",
)  # fmt: skip
DUTCH_CODES = ("belgian", "dutch", "west_north_other", *DETAIL_CODES[2:])
SEXES = ("male", "female")

_MOVES = {"intern_in": 0.088, "intern_uit": 0.084, "extern_in": 0.118, "extern_uit": 0.064}
"""Moves in a year for each foreigner."""
_MOVE_YEARS = (2010, 2024)
_BUSY = {2020: 0.82, 2022: 1.15, 2023: 1.05}
"""Years with fewer or more moves than others."""


def _span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


def origin(people: People) -> Counts:
    """Inhabitants by origin: Belgian, neighbouring countries, other EU, beyond."""
    neighbouring = people.origin[..., :2].sum(axis=-1)
    belgian, eu, non_eu = np.moveaxis(people.by_origin(), -1, 0)
    columns = {
        "belgian_bg": belgian,
        "neighbouring": neighbouring,
        "eu27": eu - neighbouring,
        "non_eu27": non_eu,
        "total": people.nation.inhabitants,
    }
    return Counts(YEARS, columns)


def origin_detail(people: People) -> Counts:
    """Inhabitants by detailed origin, the Dutch apart."""
    west = people.origin[..., 1:3].sum(axis=-1, keepdims=True)
    groups = np.concatenate([people.origin[..., :1], west, people.origin[..., 3:]], axis=-1)
    counts = with_belgians(people.belgian, groups)[:, years_from(2011, 2025)]
    return Counts(_span(2011, 2025), {"aantal": counts}, (DUTCH_CODES,))


def origin_history(people: People) -> Counts:
    """Inhabitants by origin and history of nationality."""
    years = years_from(2011, 2025)
    columns = {
        "belgisch": people.belgian[:, years],
        "vreemdeling": people.foreign_now.sum(axis=-1)[:, years],
        "belg_geworden": people.became_belgian.sum(axis=-1)[:, years],
        "belg_bij_geboorte": people.born_belgian.sum(axis=-1)[:, years],
    }
    return Counts(_span(2011, 2025), columns)


def origin_sex_age(people: People) -> Counts:
    """Inhabitants by origin, sex and age."""
    belgian, new, foreign = (group[:, -5:] for group in by_sex_and_age(people))
    columns = {"belgisch": belgian, "buitenlands": new + foreign}
    return Counts(_span(2021, 2025), columns, (SEXES, AGE_CODES))


def nationality(people: People) -> Counts:
    """Inhabitants by nationality, Belgian or not."""
    years = years_from(2009, 2025)
    everyone = people.nation.inhabitants[:, years]
    foreign = people.foreign_now.sum(axis=-1)[:, years]
    columns = {"BEL": everyone - foreign, "ETR": foreign, "total": everyone}
    return Counts(_span(2009, 2025), columns)


def nationality_detail(people: People) -> Counts:
    """Inhabitants by group of nationalities."""
    belgians = people.by_nationality()[..., 0]
    counts = with_belgians(belgians, detailed(people.foreign_now))[:, years_from(2010, 2025)]
    return Counts(_span(2010, 2025), {"aantal": counts}, (DETAIL_CODES,))


def nationality_sex_age(people: People) -> Counts:
    """Inhabitants by nationality, sex and age."""
    origin_belgian, new, foreign = by_sex_and_age(people)
    belgian = origin_belgian + new
    columns = {
        "m_bel": belgian[:, :, 0],
        "m_etr": foreign[:, :, 0],
        "f_bel": belgian[:, :, 1],
        "f_etr": foreign[:, :, 1],
    }
    return Counts(_span(*SEX_AGE_YEARS), columns, (AGE_CODES,))


def country(people: People) -> Counts:
    """Foreigners by country of nationality."""
    counts = people.countries[:, years_from(2015, 2025)]
    return Counts(_span(2015, 2025), {"aantal": counts}, (people.codes,))


def nationalities(people: People) -> Counts:
    """How many foreign nationalities there are."""

    def different(counts: Whole) -> Whole:
        found: Whole = np.count_nonzero(counts, axis=-1)
        return found

    counts = people.countries[:, years_from(2010, 2025)]
    return Counts(_span(2010, 2025), {"aantal_nationaliteiten": counts}, summary=different)


def migration(people: People) -> Counts:
    """Moves of foreigners within Belgium and across its border, and their balance."""
    years = years_from(*_MOVE_YEARS)
    foreign = people.foreign_now.sum(axis=-1)[:, years]
    span = _span(*_MOVE_YEARS)
    busy = np.array([_BUSY.get(year, 1.0) for year in span])
    columns = {}
    for name, rate in _MOVES.items():
        own = 0.1 * wander(f"moves {name}", people.country.count, len(span), persistence=0.8)
        columns[name] = portion(f"moves {name}", foreign, rate * busy * np.exp(own))
    columns["saldo"] = (
        columns["intern_in"] - columns["intern_uit"] + columns["extern_in"] - columns["extern_uit"]
    )
    return Counts(span, columns)

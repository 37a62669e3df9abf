"""Extracts, made up: tables of inhabitants and their moves. Input: a People. Output: counts."""

import numpy as np

from scan.extracts.made_up.chance import Floats, Whole, normal, portion, wander
from scan.extracts.made_up.country import YEARS, years_from
from scan.extracts.made_up.people import (
    SEX_AGE_YEARS,
    People,
    detailed,
    with_belgians,
)
from scan.extracts.made_up.tables import Counts
from scan.extracts.made_up.tabs import Tab

AGE_CODES = (
    "0_5", "6_11", "12_17", "18_24", "25_29", "30_34", "35_39", "40_44",
    "45_49", "50_54", "55_59", "60_64", "65_69", "70_74", "75_79", "80_plus",
)  # fmt: skip
AGE_GROUPS = ("0_17", "18_34", "35_49", "50_64", "65_plus")
_GROUP_STARTS = (0, 3, 6, 9, 12)
"""Where each group begins among the ages."""
FOREIGN_DETAIL = (
    "west_north_eu15", "south_eu15", "eu13", "europe_non_eu", "maghreb_turkey", "other",
)  # fmt: skip
DETAIL_CODES = ("belgian", *FOREIGN_DETAIL)
DUTCH_CODES = ("belgian", "dutch", "west_north_other", *DETAIL_CODES[2:])
NATIONALITIES = ("belgian", "eu", "non_eu")
SEXES = ("male", "female")
HISTORY = ("foreign_now", "became_belgian", "born_belgian")

PEOPLE = (2012, 2022)
"""Years of the tabs of inhabitants: from long enough ago for a trend to the supplier's last."""
MOVES = (2012, 2021)
_OPEN_AGES = (2015, 2025)
"""Years of the open table by sex and age."""
_MOVES = {
    "internal_in": 0.079,
    "internal_out": 0.069,
    "external_in": 0.093,
    "external_out": 0.029,
}
"""Moves in a year for each foreigner."""
_BUSY = {2020: 0.82, 2021: 0.95}
"""Years with fewer or more moves than others."""
_MOE = (
    "pl", "ro", "bg", "hu", "sk", "cz", "hr", "lt", "lv", "ee", "si",
    "tr", "ru", "ua", "by", "md", "rs", "xk", "al", "mk", "ba", "me",
)  # fmt: skip
"""Countries of Central and Eastern Europe, as the Flemish statistical authority counts them."""


def span(first: int, last: int) -> tuple[int, ...]:
    """The years from first to last."""
    return tuple(range(first, last + 1))


# --- open tables ----------------------------------------------------------------------------


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
    return Counts(span(2011, 2025), {"aantal": counts}, (DUTCH_CODES,))


def nationality(people: People) -> Counts:
    """Inhabitants by nationality, Belgian or not."""
    years = years_from(2009, 2025)
    everyone = people.nation.inhabitants[:, years]
    foreign = people.foreign_now.sum(axis=-1)[:, years]
    columns = {"BEL": everyone - foreign, "ETR": foreign, "total": everyone}
    return Counts(span(2009, 2025), columns)


def nationality_sex_age(people: People) -> Counts:
    """Inhabitants by nationality, sex and age."""
    since = slice(_OPEN_AGES[0] - SEX_AGE_YEARS[0], None)
    origin_belgian, new, foreign = (group[:, since] for group in people.by_sex_and_age)
    belgian = origin_belgian + new
    columns = {
        "m_bel": belgian[:, :, 0],
        "m_etr": foreign[:, :, 0],
        "f_bel": belgian[:, :, 1],
        "f_etr": foreign[:, :, 1],
    }
    return Counts(span(*_OPEN_AGES), columns, (AGE_CODES,))


# --- tabs of the register -------------------------------------------------------------------


def _years(counts: Whole) -> Whole:
    """The years of the tabs of inhabitants."""
    return counts[:, years_from(*PEOPLE)]


def _everyone(people: People, extra: int = 0) -> Whole:
    """All inhabitants, with axes that repeat them over categories."""
    counts = _years(people.nation.inhabitants)
    return counts.reshape(*counts.shape, *(1,) * extra)


def without_dutch(people: People) -> Tab:
    """Inhabitants of foreign origin that is not Dutch."""
    return Tab(span(*PEOPLE), _years(people.origin[..., 1:].sum(axis=-1)), _everyone(people))


def history(people: People) -> Tab:
    """Inhabitants of foreign origin by history of nationality."""
    groups = (people.foreign_now, people.became_belgian, people.born_belgian)
    counts = np.stack([_years(group.sum(axis=-1)) for group in groups], axis=-1)
    return Tab(span(*PEOPLE), counts, categories=(HISTORY,))


def moe(people: People) -> Tab:
    """Foreigners from Central and Eastern Europe."""
    mine = [at for at, code in enumerate(people.codes) if code in _MOE]
    return Tab(span(*PEOPLE), _years(people.countries[..., mine].sum(axis=-1)), _everyone(people))


def by_sex(people: People, *, origin: bool) -> Tab:
    """Foreigners, or those of foreign origin, by sex, among all of that sex."""
    part, whole = (counts.sum(axis=-1) for counts in _sex_age(people, origin=origin))
    return Tab(span(*PEOPLE), part, whole, (SEXES,))


def by_age(people: People, *, origin: bool) -> Tab:
    """Foreigners, or those of foreign origin, by age, among all of that age."""
    part, whole = (
        np.add.reduceat(counts.sum(axis=2), _GROUP_STARTS, axis=-1)
        for counts in _sex_age(people, origin=origin)
    )
    return Tab(span(*PEOPLE), part, whole, (AGE_GROUPS,))


def _sex_age(people: People, *, origin: bool) -> tuple[Whole, Whole]:
    """Who is counted and everybody (place, year, sex, age)."""
    years = slice(PEOPLE[0] - SEX_AGE_YEARS[0], PEOPLE[1] - SEX_AGE_YEARS[0] + 1)
    belgian, new, foreign = (group[:, years] for group in people.by_sex_and_age)
    return (new + foreign if origin else foreign), belgian + new + foreign


def country(people: People) -> Tab:
    """Foreigners of the five most frequent nationalities."""
    whole = _everyone(people, 1)
    return Tab(span(*PEOPLE), _years(people.countries), whole, (people.codes,), largest=5)


def nationality_groups(people: People) -> Tab:
    """Foreigners by group of nationalities: two groups, and the six that they consist of."""
    two = people.by_nationality()[..., 1:]
    counts = _years(np.concatenate([two, detailed(people.foreign_now)], axis=-1))
    codes = (*NATIONALITIES[1:], *FOREIGN_DETAIL)
    return Tab(span(*PEOPLE), counts, _everyone(people, 1), (codes,))


def nationalities(people: People) -> Tab:
    """How many foreign nationalities there are."""

    def different(counts: Whole) -> Whole:
        found: Whole = np.count_nonzero(counts, axis=-1)
        return found

    return Tab(span(*PEOPLE), _years(people.countries), summary=different)


def moves(people: People, name: str) -> Tab:
    """Moves of foreigners of one kind, or their balance, and all inhabitants."""
    whole = people.nation.inhabitants[:, years_from(*MOVES)]
    if name != "net":
        return Tab(span(*MOVES), _moves(people, name), whole)
    into, out = (
        _moves(people, f"internal_{way}") + _moves(people, f"external_{way}")
        for way in ("in", "out")
    )
    return Tab(span(*MOVES), into - out, whole)


def _moves(people: People, name: str) -> Whole:
    foreign = people.foreign_now.sum(axis=-1)[:, years_from(*MOVES)]
    years = span(*MOVES)
    busy: Floats = np.array([_BUSY.get(year, 1.0) for year in years])
    count = people.country.count
    own = 0.25 * normal(f"moves {name}", count, 1)
    drift = 0.12 * wander(f"moves {name}", count, len(years), persistence=0.8)
    return portion(f"moves {name}", foreign, _MOVES[name] * busy * np.exp(own + drift))

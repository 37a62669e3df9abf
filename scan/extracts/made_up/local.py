"""Extracts, made up: learning, housing, births, staff, votes. Input: a People. Output: tabs."""

import numpy as np

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.extracts.made_up.chance import (
    Floats,
    Whole,
    logit,
    normal,
    parts,
    portion,
    share_of,
    wander,
    weights,
)
from scan.extracts.made_up.country import years_from
from scan.extracts.made_up.inhabitants import FOREIGN_DETAIL, NATIONALITIES, span
from scan.extracts.made_up.people import People, detailed, with_belgians
from scan.extracts.made_up.tabs import Gap, Tab

LANGUAGES = ("dutch", "other")
WITH_UNKNOWN = (*LANGUAGES, "unknown")
ORIGINS = ("belgian", "foreign")
MOTHERS = (*NATIONALITIES, "unknown")
SCHOOL, LEAVING, PART_TIME, ARRIVED = (2014, 2021), (2012, 2020), (2012, 2021), (2012, 2019)
HOUSING, BIRTHS, STAFF = (2013, 2020), (2012, 2021), (2013, 2019)
ELECTIONS = (2012, 2018)
"""Years of the tabs: from long enough ago for a trend to the supplier's last."""
_PUPILS = (2012, 2021)
"""Years in which pupils are counted at all."""

_DUTCH_SCHOOLS = {FLANDERS: 1.0, BRUSSELS: 0.23}
"""Share of pupils in Dutch-language schools."""
_LEVELS = {"nursery": (0.0370, 0.05), "primary": (0.0600, -0.10), "secondary": (0.0610, -0.36)}
"""Pupils for each inhabitant, and how much more often (log odds) they speak another language than
inhabitants are of foreign, not Dutch origin."""
_DELAYED = {"primary": (0.0029, 0.031), "secondary": (0.022, 0.12)}
_LEAVING = (0.155, 0.118)
_UNQUALIFIED = (0.067, 0.195)
"""Shares among pupils who speak Dutch at home and among the others."""
_PART_TIME, _PART_TIME_SPEAK = 0.0205, (0.67, 0.315, 0.015)
_ARRIVED, _ARRIVED_SPEAK = 0.055, (0.008, 0.94, 0.052)
"""How many there are for each pupil in secondary education (who speaks another language), and
what they speak: Dutch, another language, nobody knows."""
_COURSES = (0.0235, 0.024, 0.07, 0.065, 0.09, 0.14, 0.22)
"""Participants among inhabitants of each detailed group of nationalities."""
_COURSE_YEARS = {2019: 0.93, 2020: 0.72, 2021: 0.85}
_TENANTS = (0.0205, 0.0157, 0.0541)
_BIRTHS = 0.0285
"""Births of three years for each inhabitant."""
_DEPRIVED = (0.036, 0.09, 0.37)
_MOTHER_UNKNOWN = 0.033
_STAFF = (0.0095, 0.0065)
"""Staff for each inhabitant, in the country and what cities have more."""
_STAFF_FOREIGN = -0.95
_VOTERS = (0.72, 0.36)
"""Potential voters for each foreigner from the EU and from elsewhere."""
_REGISTERED = {2012: (0.14, 0.10), 2018: (0.117, 0.0955)}


# --- schools --------------------------------------------------------------------------------


def _pupils(people: People, level: str) -> Whole:
    """Pupils of a level by language at home (place, year, language)."""
    years = years_from(*_PUPILS)
    rate, more = _LEVELS[level]
    everyone = people.nation.inhabitants[:, years]
    country = people.country
    own = 0.07 * normal(f"pupils {level}", country.count)
    drift = 0.02 * wander(f"pupils {level}", *everyone.shape)
    here = country.by_region(_DUTCH_SCHOOLS) * np.exp(own)
    total = portion(f"pupils {level}", everyone, rate * here[:, None] * np.exp(drift))
    origin = people.origin[:, years, 1:].sum(axis=-1)
    foreign = np.clip((origin + 0.5) / (everyone + 1), 0.004, 0.97)
    taste = 0.2 * normal("other languages", country.count)[:, None] + 0.05 * drift
    other = portion(f"other {level}", total, share_of(logit(foreign) + more + taste))
    return np.stack([total - other, other], axis=-1)


def _school_years(counts: Whole, years: tuple[int, int]) -> Whole:
    """Counts of pupils in these years."""
    return counts[:, years[0] - _PUPILS[0] : years[1] - _PUPILS[0] + 1]


def pupils(people: People, level: str) -> Tab:
    """Pupils of a level by language at home."""
    counts = _school_years(_pupils(people, level), SCHOOL)
    return Tab(span(*SCHOOL), counts, categories=(LANGUAGES,))


def delayed(people: People, level: str) -> Tab:
    """Pupils two years behind or more, among all pupils of a level and language."""
    every = _pupils(people, level)
    behind = _among(people, f"delayed {level}", every, _DELAYED[level])
    part, whole = (_school_years(counts, SCHOOL) for counts in (behind, every))
    return Tab(span(*SCHOOL), part, whole, (LANGUAGES,))


def leavers(people: People) -> Tab:
    """Those without a qualification among pupils who leave school."""
    every = _among(people, "leaving", _pupils(people, "secondary"), _LEAVING)
    without = _among(people, "unqualified", every, _UNQUALIFIED)
    part, whole = (_school_years(counts, LEAVING) for counts in (without, every))
    return Tab(span(*LEAVING), part, whole, (LANGUAGES,))


def part_time(people: People) -> Tab:
    """Pupils in part-time vocational education by language, of some of whom nobody knows it."""
    every = _pupils(people, "secondary").sum(axis=-1)
    return _speaking(people, "part-time", every, _PART_TIME, _PART_TIME_SPEAK, PART_TIME)


def newly_arrived(people: People) -> Tab:
    """Pupils in reception classes by language, of some of whom nobody knows it."""
    other = _pupils(people, "secondary")[..., 1]
    return _speaking(people, "newly arrived", other, _ARRIVED, _ARRIVED_SPEAK, ARRIVED)


def _speaking(
    people: People,
    name: str,
    base: Whole,
    rate: float,
    shares: tuple[float, ...],
    years: tuple[int, int],
) -> Tab:
    total = _among(people, name, base[..., None], (rate,))[..., 0]
    tilt = 0.2 * normal(f"{name} by language", len(base), 1, len(shares))
    split = parts(f"{name} by language", total, weights(shares, tilt))
    return Tab(span(*years), _school_years(split, years), categories=(WITH_UNKNOWN,))


def learners(people: People) -> Tab:
    """Participants in adult education by nationality: three groups, then six.

    In the last year the supplier repeats the EU in place of the others, also in the total.
    """
    years = years_from(*SCHOOL)
    belgians = people.by_nationality()[:, years, 0]
    base = with_belgians(belgians, detailed(people.foreign_now)[:, years])
    busy = np.array([_COURSE_YEARS.get(year, 1.0) for year in span(*SCHOOL)])[:, None]
    share = busy * _local_share(people, "courses", _COURSES, base.shape[1])
    fine = portion("courses", base, share)
    three = np.add.reduceat(fine, (0, 1, 4), axis=-1)
    three[:, -1, 2] = three[:, -1, 1]
    counts = np.concatenate([three, fine[..., 1:]], axis=-1)
    whole = three.sum(axis=-1, keepdims=True)
    return Tab(span(*SCHOOL), counts, whole, ((*NATIONALITIES, *FOREIGN_DETAIL),))


def _among(people: People, name: str, whole: Whole, shares: tuple[float, ...]) -> Whole:
    """A part of ``whole`` (place, year, group) by the group's share, higher in cities."""
    return portion(name, whole, _local_share(people, name, shares, whole.shape[1]))


def _local_share(people: People, name: str, shares: tuple[float, ...], years: int) -> Floats:
    count = people.country.count
    town = 0.18 * normal(name, count) + 0.25 * people.nation.townlike
    group = 0.12 * normal(f"{name} by group", count, 1, len(shares))
    drift = 0.07 * wander(name, count, years)
    return share_of(logit(np.array(shares)) + group + (town[:, None] + drift)[..., None])


# --- housing, births, staff, votes ----------------------------------------------------------


def tenants(people: People) -> Tab:
    """Tenants of social housing among the inhabitants of 1 January, by nationality."""
    base = people.by_nationality()[:, years_from(*HOUSING)]
    part = _among(people, "tenants", base, _TENANTS)
    return Tab(span(*HOUSING), part, base, (NATIONALITIES,))


def deprived_births(people: People) -> Tab:
    """Shares of births of three years in deprived families, by origin of the mother."""
    births = portion("births", people.by_origin()[:, years_from(*BIRTHS)], _BIRTHS)
    known = _among(people, "deprived", births, _DEPRIVED)
    unknown = portion("mothers unknown", known, _MOTHER_UNKNOWN)
    nobody_knows = unknown.sum(axis=-1, keepdims=True)
    counts = np.concatenate([known - unknown, nobody_knows], axis=-1)
    whole = known.sum(axis=-1, keepdims=True)
    return Tab(span(*BIRTHS), counts, whole, (MOTHERS,), empty_zero=True)


def staff(people: People) -> Tab:
    """Staff of local authorities by origin."""
    years = years_from(*STAFF)
    everyone = people.nation.inhabitants[:, years]
    rate = _STAFF[0] + _STAFF[1] * people.nation.urban
    own = np.exp(0.15 * normal("staff", people.country.count))
    total = portion("staff", everyone, (rate * own)[:, None])
    odds = logit(np.clip(people.nation.foreign[:, years], 0.01, 0.95)) + _STAFF_FOREIGN
    taste = 0.25 * normal("staff by origin", people.country.count)[:, None]
    foreign = portion("staff by origin", total, share_of(odds + taste))
    counts = np.stack([total - foreign, foreign], axis=-1)
    return Tab(span(*STAFF), counts, categories=(ORIGINS,), gaps=(Gap(2017, 5),))


def voters(people: People, *, divided: bool) -> Tab:
    """Foreigners who registered as voters among those who may, in each election."""
    picked = [years_from(year, year).start for year in ELECTIONS]
    foreign = people.by_nationality()[:, picked, 1:]
    potential = _among(people, "voters", foreign, _VOTERS)
    count = people.country.count
    own = 0.3 * normal("registered", count, 1, 1) - 0.2 * people.nation.townlike[:, None, None]
    drift = 0.15 * wander("registered", count, len(ELECTIONS), 2, persistence=0.5)
    odds = logit(np.array([_REGISTERED[year] for year in ELECTIONS]))
    registered = portion("registered", potential, share_of(odds + own + drift))
    if divided:
        return Tab(ELECTIONS, registered, potential, (NATIONALITIES[1:],), unmerged=True)
    part, whole = (counts.sum(axis=-1) for counts in (registered, potential))
    return Tab(ELECTIONS, part, whole, unmerged=True)

"""Extracts, made up: learning, housing, births, staff, votes. Input: a People. Output: counts."""

import numpy as np

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.extracts.made_up.chance import Floats, Whole, logit, normal, portion, share_of, wander
from scan.extracts.made_up.country import years_from
from scan.extracts.made_up.people import People
from scan.extracts.made_up.tables import Counts, Gap

LANGUAGES = ("dutch", "other")
NATIONALITIES = ("belgian", "eu", "non_eu")
SCHOOL = (2012, 2024)
HOUSING = (2012, 2023)
STAFF = (2013, 2022)
ELECTIONS = (2006, 2012, 2018, 2024)

_DUTCH_SCHOOLS = {FLANDERS: 1.0, BRUSSELS: 0.23}
"""Share of pupils in Dutch-language schools."""
_LEVELS = {"nursery": (0.0345, 0.26), "primary": (0.0640, 0.12), "secondary": (0.0665, -0.28)}
"""Pupils for each inhabitant, and how much more often (log odds) they speak another language than
inhabitants are of foreign, not Dutch origin."""
_AMONG_SECONDARY = {
    "part-time": (0.0155, 0.027),
    "newly arrived": (0.0006, 0.055),
    "delayed": (0.045, 0.165),
    "leaving": (0.150, 0.170),
}
_DELAYED_IN_PRIMARY = (0.009, 0.046)
_UNQUALIFIED = (0.085, 0.26)
"""Shares among pupils who speak Dutch at home and among the others."""
_COURSES = (0.027, 0.075, 0.145)
_COURSE_YEARS = {2019: 0.93, 2020: 0.72, 2021: 0.85}
_TENANTS = (0.031, 0.042, 0.135)
_BIRTHS = 0.0285
"""Births of three years for each inhabitant."""
_DEPRIVED = (0.055, 0.27)
_STAFF = (0.0095, 0.0065)
"""Staff for each inhabitant, in the country and what cities have more."""
_STAFF_FOREIGN = -0.95
_VOTERS = (0.68, 0.34)
"""Potential voters for each foreigner from the EU and from elsewhere."""
_REGISTERED = {2006: (0.175, 0.155), 2012: (0.185, 0.14), 2018: (0.17, 0.125), 2024: (0.15, 0.10)}


def _span(years: tuple[int, int]) -> tuple[int, ...]:
    return tuple(range(years[0], years[1] + 1))


# --- schools --------------------------------------------------------------------------------


def pupils(people: People, level: str) -> Whole:
    """Pupils of a level by language at home (place, year, language)."""
    years = years_from(*SCHOOL)
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


def pupils_at(people: People, level: str, head: str) -> Counts:
    """Pupils of a level by language at home, under the head ``head``."""
    return Counts(_span(SCHOOL), {head: pupils(people, level)}, (LANGUAGES,))


def among_secondary(people: People, kind: str) -> Whole:
    """Pupils in secondary education of that kind, by language at home."""
    return _among(people, kind, pupils(people, "secondary"), _AMONG_SECONDARY[kind])


def part_time(people: People) -> Counts:
    """Pupils in part-time vocational education."""
    return _by_language({"Leerlingen deeltijds": among_secondary(people, "part-time")})


def newly_arrived(people: People) -> Counts:
    """Pupils in reception classes."""
    return _by_language({"OKAN-leerlingen": among_secondary(people, "newly arrived")})


def delayed(people: People, level: str) -> Counts:
    """Pupils two years behind or more, and all pupils."""
    every = pupils(people, level)
    shares = _AMONG_SECONDARY["delayed"] if level == "secondary" else _DELAYED_IN_PRIMARY
    behind = _among(people, f"delayed {level}", every, shares)
    return _by_language({"Leerlingen met vertraging": behind, "Leerlingen": every})


def leavers(people: People) -> Counts:
    """Pupils who leave school, and those of them without a qualification."""
    every = among_secondary(people, "leaving")
    without = _among(people, "unqualified", every, _UNQUALIFIED)
    return _by_language({"Vroegtijdige schoolverlaters": without, "Alle schoolverlaters": every})


def _by_language(columns: dict[str, Whole]) -> Counts:
    return Counts(_span(SCHOOL), columns, (LANGUAGES,))


def _among(people: People, name: str, whole: Whole, shares: tuple[float, ...]) -> Whole:
    """A part of ``whole`` (place, year, group) by the group's share, higher in cities."""
    return portion(name, whole, _local_share(people, name, shares, whole.shape[1]))


def _local_share(people: People, name: str, shares: tuple[float, ...], years: int) -> Floats:
    count = people.country.count
    town = 0.18 * normal(name, count) + 0.25 * people.nation.urban
    group = 0.12 * normal(f"{name} by group", count, 1, len(shares))
    drift = 0.07 * wander(name, count, years)
    return share_of(logit(np.array(shares)) + group + (town[:, None] + drift)[..., None])


def learners(people: People) -> Counts:
    """Participants in adult education by nationality."""
    base = people.by_nationality()[:, years_from(*SCHOOL)]
    busy = np.array([_COURSE_YEARS.get(year, 1.0) for year in _span(SCHOOL)])[:, None]
    share = busy * _local_share(people, "courses", _COURSES, base.shape[1])
    return Counts(_span(SCHOOL), {"Cursisten": portion("courses", base, share)}, (NATIONALITIES,))


# --- housing, births, staff, votes ----------------------------------------------------------


def tenants(people: People) -> Counts:
    """Tenants of social housing, and inhabitants on the next 1 January, by nationality."""
    base = people.by_nationality()[:, years_from(HOUSING[0] + 1, HOUSING[1] + 1)]
    columns = {"Huurders": _among(people, "tenants", base, _TENANTS), "Inwoners": base}
    return Counts(_span(HOUSING), columns, (NATIONALITIES,))


def deprived_births(people: People) -> Counts:
    """Births of three years in deprived families, by origin of the mother."""
    groups = people.by_origin()[:, years_from(*HOUSING)]
    mothers = np.stack([groups[..., 0], groups[..., 1] + groups[..., 2]], axis=-1)
    births = portion("births", mothers, _BIRTHS)
    columns = {"Geboorten in kansarmoede": _among(people, "deprived", births, _DEPRIVED)}
    gaps = (Gap(2015, 4),)
    return Counts(_span(HOUSING), columns, (("belgian", "non_belgian"),), gaps)


def staff(people: People) -> Counts:
    """Staff of local authorities by origin."""
    years = years_from(*STAFF)
    everyone = people.nation.inhabitants[:, years]
    rate = _STAFF[0] + _STAFF[1] * people.nation.urban
    own = np.exp(0.15 * normal("staff", people.country.count))
    total = portion("staff", everyone, (rate * own)[:, None])
    odds = logit(np.clip(people.nation.foreign[:, years], 0.01, 0.95)) + _STAFF_FOREIGN
    taste = 0.25 * normal("staff by origin", people.country.count)[:, None]
    foreign = portion("staff by origin", total, share_of(odds + taste))
    gaps = (Gap(2017, 5), Gap(2015, 3, "buitenlands"))
    columns = {"belgisch": total - foreign, "buitenlands": foreign}
    return Counts(_span(STAFF), columns, gaps=gaps)


def voters(people: People) -> Counts:
    """Foreigners who may register as voters, and who did, in each election."""
    picked = [years_from(year, year).start for year in ELECTIONS]
    foreign = people.by_nationality()[:, picked, 1:]
    potential = _among(people, "voters", foreign, _VOTERS)
    count = people.country.count
    own = 0.3 * normal("registered", count, 1, 1) - 0.2 * people.nation.urban[:, None, None]
    drift = 0.15 * wander("registered", count, len(ELECTIONS), 2, persistence=0.5)
    odds = logit(np.array([_REGISTERED[year] for year in ELECTIONS]))
    registered = portion("registered", potential, share_of(odds + own + drift))
    columns = {
        "potentieel_eu": potential[..., 0],
        "potentieel_niet_eu": potential[..., 1],
        "ingeschreven_eu": registered[..., 0],
        "ingeschreven_niet_eu": registered[..., 1],
    }
    return Counts(ELECTIONS, columns)

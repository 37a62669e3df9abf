"""Extracts, made up: the people. Input: a :class:`Nation`. Output: a :class:`People`.

Everybody has one origin, one nationality and one history of it, so that every table of
inhabitants adds up to every other: foreigners are a part of those of foreign origin, groups of
countries are sums of countries.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.catalogue.records import Dimension
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
from scan.extracts.made_up.country import (
    ANTWERP,
    COAST,
    EAST,
    LIMBURG,
    RIM,
    STUDENT_CITIES,
    WEST,
    YEARS,
    Country,
    Nation,
    years_from,
)

GROUPS = (
    "dutch", "neighbour", "north", "south_eu15", "eu13",
    "europe_non_eu", "maghreb_turkey", "other",
)  # fmt: skip
"""Groups of countries of origin, finer than any table. The first three make West and North EU."""
EU = slice(0, 5)
NON_EU = slice(5, 8)

_MIX = {
    FLANDERS: (
        (0.24, 0.07, 0.008, 0.12, 0.03, 0.05, 0.35, 0.13),
        (0.118, 0.042, 0.007, 0.085, 0.145, 0.062, 0.25, 0.26),
    ),
    BRUSSELS: (
        (0.025, 0.15, 0.02, 0.22, 0.025, 0.03, 0.38, 0.15),
        (0.018, 0.125, 0.02, 0.145, 0.11, 0.05, 0.32, 0.212),
    ),
}
"""Groups among inhabitants of foreign origin, in the first and in the last year."""
_MIX_BECAUSE = (
    ((ANTWERP,), "dutch", 0.25),
    ((LIMBURG,), "dutch", 0.45),
    ((EAST,), "dutch", -0.3),
    ((WEST,), "dutch", -0.9),
    ((RIM,), "dutch", -0.8),
    ((WEST,), "neighbour", 0.6),
    ((RIM,), "neighbour", 0.9),
    ((LIMBURG,), "south_eu15", 0.7),
    ((LIMBURG,), "maghreb_turkey", 0.2),
    (COAST, "maghreb_turkey", -0.7),
    (STUDENT_CITIES, "other", 0.25),
)
_FOREIGN_NOW = (0.58, 0.48, 0.48, 0.46, 0.71, 0.36, 0.14, 0.36)
"""Share in each group that is of foreign nationality."""
_BECAME = (0.2, 0.28, 0.28, 0.28, 0.55, 0.62, 0.53, 0.66)
"""Share of the others that became Belgian; the rest was born so."""

_COMMON = {
    "dutch": {"nl": 1.0},
    "neighbour": {"fr": 1.0, "de": 0.5, "lu": 0.03},
    "north": {"at": 0.3, "ie": 0.35, "dk": 0.25, "se": 0.4, "fi": 0.35},
    "south_eu15": {"it": 1.0, "es": 0.8, "pt": 0.6, "gr": 0.3},
    "eu13": {
        "pl": 1.35, "ro": 1.1, "bg": 0.85, "hu": 0.16, "sk": 0.12, "cz": 0.1, "hr": 0.1,
        "lt": 0.1, "lv": 0.08, "ee": 0.03, "si": 0.03, "cy": 0.01, "mt": 0.01,
    },
    "europe_non_eu": {
        "gb": 0.6, "ua": 0.4, "ru": 0.5, "rs": 0.2, "xk": 0.25, "al": 0.3, "mk": 0.25,
        "ba": 0.12, "md": 0.1, "by": 0.07, "me": 0.02, "ch": 0.1, "no": 0.05, "is": 0.01,
    },
    "maghreb_turkey": {"ma": 1.6, "tr": 0.6, "tn": 0.12, "dz": 0.1, "ly": 0.03},
    "other": {
        "sy": 0.9, "iq": 0.45, "af": 1.0, "in": 0.6, "cn": 0.35, "so": 0.35, "ir": 0.2,
        "pk": 0.2, "cd": 0.3, "gn": 0.3, "cm": 0.3, "ng": 0.2, "gh": 0.22, "er": 0.3,
        "ps": 0.3, "np": 0.25, "us": 0.25, "br": 0.2,
    },
}  # fmt: skip
"""How common countries are in their group; all others are in the last one and have ``_RARE``."""
_RARE = 0.0015
_PAST = frozenset(("yucs", "csxx", "cshh", "suhh", "vdvn"))
"""States that were no more when the figures begin."""
_RISING = {"ro": 1.0, "bg": 0.6, "ua": 2.2, "sy": 1.0, "af": 1.2, "er": 1.2, "ps": 1.4, "in": 0.9}
_FALLING = {"ma": -0.5, "tr": -0.4, "it": -0.4, "gb": -0.5, "ru": -0.5, "xk": -0.5, "sk": -0.4}
"""Trends in 15 years, as a logarithm."""


@dataclass(frozen=True)
class People:
    """Who lives where: arrays (place, year, …) over all :data:`YEARS`, on 1 January."""

    nation: Nation
    belgian: Whole
    """Of Belgian origin."""
    origin: Whole
    """Of foreign origin, by :data:`GROUPS`."""
    foreign_now: Whole
    """Of them, with a foreign nationality."""
    became_belgian: Whole
    countries: Whole
    """Foreigners by country, in the order of ``codes``."""
    codes: tuple[str, ...]

    @property
    def country(self) -> Country:
        """The country in which they live."""
        return self.nation.country

    @property
    def born_belgian(self) -> Whole:
        """Of foreign origin and Belgian from birth, by :data:`GROUPS`."""
        return self.origin - self.foreign_now - self.became_belgian

    @cached_property
    def by_sex_and_age(self) -> tuple[Whole, Whole, Whole]:
        """Belgians by origin, other Belgians, foreigners: each (place, year, sex, age).

        Years of :data:`SEX_AGE_YEARS`; men first.
        """
        return _by_sex_and_age(self)

    def by_origin(self) -> Whole:
        """All inhabitants: Belgian, EU and non-EU origin."""
        return _three(self.belgian, self.origin)

    def by_nationality(self) -> Whole:
        """All inhabitants: Belgians, foreigners from the EU and from elsewhere."""
        return _three(self.nation.inhabitants - self.foreign_now.sum(axis=-1), self.foreign_now)


def detailed(groups: Whole) -> Whole:
    """:data:`GROUPS` as in the detailed tables: West and North EU together."""
    west = groups[..., :3].sum(axis=-1, keepdims=True)
    return np.concatenate([west, groups[..., 3:]], axis=-1)


def with_belgians(belgian: Whole, others: Whole) -> Whole:
    """Belgians in front of the other categories."""
    return np.concatenate([belgian[..., None], others], axis=-1)


def _three(belgian: Whole, groups: Whole) -> Whole:
    return np.stack([belgian, groups[..., EU].sum(axis=-1), groups[..., NON_EU].sum(axis=-1)], -1)


def make_people(nation: Nation, countries: Dimension) -> People:
    """The people of a nation; ``countries`` says which there are."""
    country = nation.country
    foreign = portion("of foreign origin", nation.inhabitants, nation.foreign)
    origin = parts("origin", foreign, _mix(country))
    now = portion("foreign now", origin, _foreign_now(country))
    became = portion("became Belgian", origin - now, np.array(_BECAME))
    codes = tuple(each.code for each in countries.categories if each.code not in _PAST)
    return People(
        nation=nation,
        belgian=nation.inhabitants - foreign,
        origin=origin,
        foreign_now=now,
        became_belgian=became,
        countries=_countries(country, now, codes),
        codes=codes,
    )


def progress() -> Floats:
    """Where each year stands between the first (0) and the last (1)."""
    return np.linspace(0.0, 1.0, len(YEARS))


def _mix(country: Country) -> Floats:
    """Weights of the groups (place, year, group)."""
    first = np.stack([np.log(_MIX[area.region_nis][0]) for area in country.places])
    last = np.stack([np.log(_MIX[area.region_nis][1]) for area in country.places])
    tilt = 0.32 * normal("mix", country.count, len(GROUPS))
    for codes, group, more in _MIX_BECAUSE:
        tilt[:, GROUPS.index(group)] += more * country.among(codes)
    tilt[:, 0] += 0.8 * country.at_dutch_border()
    gone = progress()[None, :, None]
    path = first[:, None] * (1 - gone) + last[:, None] * gone
    drift = 0.03 * wander("mix", country.count, len(YEARS), len(GROUPS))
    return np.exp(path + tilt[:, None] + drift)


def _foreign_now(country: Country) -> Floats:
    """Share of each group with a foreign nationality (place, year, group)."""
    own = 0.22 * normal("foreign now", country.count, 1, len(GROUPS))
    more = 0.35 * country.among([BRUSSELS])[:, None, None]
    drift = 0.03 * wander("foreign now", country.count, len(YEARS), len(GROUPS))
    return share_of(logit(np.array(_FOREIGN_NOW)) + own + more + drift)


def _countries(country: Country, foreigners: Whole, codes: tuple[str, ...]) -> Whole:
    """Foreigners by country (place, year, country): each group split over its countries."""
    named = {code for group in _COMMON.values() for code in group}
    found = np.zeros((*foreigners.shape[:2], len(codes)), dtype=np.int64)
    for number, group in enumerate(GROUPS):
        rest = [code for code in codes if code not in named] if group == "other" else []
        common = _COMMON[group] | dict.fromkeys(rest, _RARE)
        shares = _country_weights(country, group, common)
        mine = [codes.index(code) for code in common]
        found[:, :, mine] = parts(f"countries of {group}", foreigners[..., number], shares)
    return found


def _country_weights(country: Country, group: str, common: dict[str, float]) -> Floats:
    """Weights (place, year, country): common everywhere, more so here, and a trend."""
    names = list(common)
    own = 1.1 * normal(f"taste for {group}", country.count, 1, len(names))
    trend = np.array([_RISING.get(name, _FALLING.get(name, 0.0)) for name in names])
    since = (np.array(YEARS, dtype=np.float64) - 2015)[None, :, None] / 15
    drift = 0.07 * wander(f"taste for {group}", country.count, len(YEARS), len(names))
    return weights(list(common.values()), own + trend * since + drift)


# --- sex and age ----------------------------------------------------------------------------

AGES = 16
SEX_AGE_YEARS = (2012, 2025)
_BELGIAN_AGES = (
    0.052, 0.056, 0.058, 0.070, 0.050, 0.052, 0.054, 0.056,
    0.060, 0.068, 0.078, 0.078, 0.072, 0.064, 0.052, 0.080,
)  # fmt: skip
_NEW_BELGIAN_AGES = (
    0.150, 0.150, 0.130, 0.120, 0.070, 0.065, 0.060, 0.055,
    0.050, 0.042, 0.035, 0.026, 0.019, 0.012, 0.008, 0.008,
)  # fmt: skip
_FOREIGN_AGES = (
    0.080, 0.066, 0.058, 0.088, 0.100, 0.108, 0.100, 0.088,
    0.076, 0.062, 0.050, 0.040, 0.032, 0.024, 0.016, 0.012,
)  # fmt: skip
_WOMEN = {
    "belgian": (0.489,) * 11 + (0.495, 0.505, 0.520, 0.545, 0.625),
    "new Belgian": (0.489,) * 4 + (0.515,) * 12,
    "foreign": (0.487, 0.487, 0.485, 0.50, 0.50, 0.49, 0.485) + (0.465,) * 6 + (0.5, 0.52, 0.56),
}
"""Share of women in each age group."""


def _by_sex_and_age(people: People) -> tuple[Whole, Whole, Whole]:
    years = years_from(*SEX_AGE_YEARS)
    foreigners = people.foreign_now.sum(axis=-1)
    new = people.origin.sum(axis=-1) - foreigners
    return (
        _aged(people.country, "belgian", people.belgian[:, years], _BELGIAN_AGES),
        _aged(people.country, "new Belgian", new[:, years], _NEW_BELGIAN_AGES),
        _aged(people.country, "foreign", foreigners[:, years], _FOREIGN_AGES),
    )


def _aged(country: Country, name: str, total: Whole, ages: tuple[float, ...]) -> Whole:
    """A total (place, year) by sex and age: older at the coast and every year."""
    slope = 0.05 * normal(f"age of {name}", country.count) + 0.3 * country.among(COAST)
    older = np.linspace(-1.0, 1.0, AGES)
    ageing = 0.008 * (np.arange(total.shape[1]) - total.shape[1] + 1.0)
    tilt = (slope[:, None] + ageing)[..., None] * older
    tilt[..., 3:5] += 0.35 * country.among(STUDENT_CITIES)[:, None, None]
    women = np.array(_WOMEN[name])
    profile = weights(ages, tilt)[..., None, :] * np.stack([1 - women, women])
    flat = profile.reshape(*total.shape, 2 * AGES)
    return parts(f"age of {name}", total, flat).reshape(*total.shape, 2, AGES)

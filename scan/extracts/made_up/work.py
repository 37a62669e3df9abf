"""Extracts, made up: work and poverty by origin. Input: a People. Output: tabs.

Everybody of working age is counted once by detailed origin, sex and age; every table adds up
parts of that one, so that tables agree on what they share.
"""

from dataclasses import dataclass

import numpy as np

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
from scan.extracts.made_up.country import WEST, years_from
from scan.extracts.made_up.inhabitants import FOREIGN_DETAIL, NATIONALITIES, SEXES, span
from scan.extracts.made_up.people import People, detailed, with_belgians
from scan.extracts.made_up.tabs import Tab

FIRST, LAST = 2014, 2020
"""From long enough ago for a trend to the supplier's last year."""
OLDER = 2018
"""The last year of an older release."""
YEARS = span(FIRST, LAST)
ORIGINS = (*NATIONALITIES, *FOREIGN_DETAIL)
"""Three groups, then the six that the last two consist of, in one column."""
_GROUP_STARTS = (0, 1, 4)
"""Where each of the three starts among the detailed ones."""

_AGES = (
    (0.145, 0.052, 0.056, 0.300, 0.142, 0.072, 0.233),
    (0.170, 0.050, 0.060, 0.420, 0.130, 0.052, 0.118),
    (0.270, 0.085, 0.085, 0.410, 0.085, 0.025, 0.040),
)
"""Ages of each group: 0–14, 15–19, 20–24, 25–49, 50–59, 60–64, 65 and over."""
_AT_WORK = (0.06, 0.50, 0.890, 0.68)
"""Share at work among those of Belgian origin in the last year: 15–19, 20–24, 25–49, 50–64."""
_AT_WORK_RISE = (0.0, 0.1, 0.15, 0.6)
_LESS_AT_WORK = (0.0, -0.5, -0.55, -0.35, -0.75, -1.0, -1.0)
_LESS_AT_WORK_RISE = (0.0, 0.2, 0.2, 0.3, 0.4, 0.4, 0.45)
_MEN = (0.10, 0.22, 0.28, 0.28, 0.28, 0.42, 0.32)
"""By detailed group, in log odds: less often at work than Belgian origin, how much of that gap
closed over the years, and how much more often men are (and women less)."""
_UNEMPLOYED = (0.0237, 0.046, 0.046, 0.042, 0.091, 0.092, 0.077)
"""Share of the labour force that is unemployed, by detailed group, in the last year."""
_UNEMPLOYED_AGE = ((1.2, 1.2, 0.74, 1.42), *((0.88, 0.9, 0.88, 1.5),) * 6)
"""By age beside all, by detailed group."""
_SLACK = (1.8, 1.72, 1.55, 1.32, 1.12, 1.0, 1.0)
"""Unemployment in each year beside that of the last."""

_JOBS = {
    "work_status": {
        "employee": (0.835, 0.83, 0.85, 0.80, 0.86, 0.90, 0.89),
        "self_employed": (0.165, 0.17, 0.15, 0.20, 0.14, 0.10, 0.11),
    },
    "regime": {
        "full_time": (0.66, 0.64, 0.63, 0.60, 0.55, 0.51, 0.52),
        "part_time": (0.31, 0.28, 0.29, 0.27, 0.33, 0.34, 0.35),
        "special": (0.03, 0.08, 0.08, 0.13, 0.12, 0.15, 0.13),
    },
    "wage_class": {
        "lt_100": (0.07, 0.14, 0.15, 0.22, 0.22, 0.24, 0.25),
        "100_130": (0.23, 0.25, 0.29, 0.39, 0.38, 0.40, 0.41),
        "130_160": (0.27, 0.22, 0.23, 0.21, 0.21, 0.20, 0.19),
        "gte_160": (0.43, 0.39, 0.33, 0.18, 0.19, 0.16, 0.15),
    },
    "sector": {
        "primary": (0.0028, 0.0034, 0.0051, 0.031, 0.0039, 0.0043, 0.0073),
        "secondary": (0.204, 0.185, 0.195, 0.249, 0.179, 0.226, 0.130),
        "tertiary": (0.403, 0.514, 0.560, 0.601, 0.580, 0.540, 0.575),
        "quaternary": (0.390, 0.297, 0.239, 0.119, 0.237, 0.230, 0.288),
    },
}
"""How workers, and for all but the first employees, are divided, by detailed group."""
_WAGE_RISE = np.array([-0.45, -0.2, 0.1, 0.35])
"""Change of the weights of wage classes over the years."""
_LIVING_WAGE = (0.0024, 0.0046, 0.0036, 0.0087, 0.0314, 0.0127, 0.0648)
_LOW_INTENSITY = (0.0675, 0.212, 0.149, 0.137, 0.236, 0.216, 0.265)


@dataclass(frozen=True)
class Labour:
    """Residents and workers: arrays (place, year, detailed group, sex, age)."""

    people: People
    residents: Whole
    """Seven ages, as in ``_AGES``."""
    employed: Whole
    """Four ages, as in ``_AT_WORK``."""
    unemployed: Whole

    @property
    def force(self) -> Whole:
        """The labour force: at work or unemployed."""
        return self.employed + self.unemployed


def of_working_age(residents: Whole) -> Whole:
    """Residents by the four ages of workers."""
    oldest = residents[..., 4:6].sum(axis=-1, keepdims=True)
    return np.concatenate([residents[..., 1:4], oldest], axis=-1)


def make_labour(people: People) -> Labour:
    """The labour market on 31 December of each of :data:`YEARS`.

    Residents are those of the following day.
    """
    groups = with_belgians(people.belgian, detailed(people.origin))
    total = groups[:, years_from(FIRST + 1, LAST + 1)]
    count = people.country.count
    ages = np.array([_AGES[at] for at in (0, 1, 1, 1, 2, 2, 2)])
    own = 0.05 * normal("ages at work", count, 1, 1, 1)[..., None] * np.linspace(-1.0, 1.0, 7)
    both = np.broadcast_to(weights(ages[:, None, :], own), (count, 1, 7, 2, 7))
    flat = both.reshape(count, 1, 7, 14)
    residents = parts("residents at work", total, flat).reshape(*total.shape, 2, 7)
    working = of_working_age(residents)
    employed = portion("employed", working, _at_work(people))
    jobless = _per_worker(people)
    expected = portion("unemployed", employed, jobless)
    return Labour(people, residents, employed, np.minimum(expected, working - employed))


def _at_work(people: People) -> Floats:
    """Share at work (place, year, group, sex, age)."""
    to_go = np.linspace(1.0, 0.0, len(YEARS))[:, None, None, None]
    ages = logit(np.array(_AT_WORK)) - np.array(_AT_WORK_RISE) * to_go
    less = np.array(_LESS_AT_WORK) - np.array(_LESS_AT_WORK_RISE) * to_go[..., 0, 0]
    men = np.array(_MEN)[:, None] * np.array([1.0, -1.0])
    shape = (people.country.count, len(YEARS))
    group = 0.14 * normal("at work by group", shape[0], 1, 7, 1, 1)
    town = (0.12 * normal("at work", shape[0]) - 0.3 * people.nation.townlike)[:, None]
    drift = 0.05 * wander("at work", *shape)
    local = (town + drift)[..., None, None, None]
    return share_of(ages + less[..., None, None] + men[:, :, None] + group + local)


def _per_worker(people: People) -> Floats:
    """Unemployed for each person at work (place, year, group, sex, age), at most 1."""
    rate = np.array(_UNEMPLOYED)[:, None] * np.array(_UNEMPLOYED_AGE)
    odds: Floats = (rate / (1 - rate))[:, None, :]
    shape = (people.country.count, len(YEARS))
    group = 0.16 * normal("unemployed by group", shape[0], 1, 7, 2, 1)
    town = (0.15 * normal("unemployed", shape[0]) + 0.4 * people.nation.townlike)[:, None]
    drift = 0.06 * wander("unemployed", *shape)
    slack: Floats = np.log(np.array(_SLACK))
    return odds * np.exp(group + (town + drift + slack)[..., None, None, None])


def by_origin(counts: Whole) -> Whole:
    """Detailed groups (third axis) with the three groups before them: :data:`ORIGINS`."""
    three = np.add.reduceat(counts, _GROUP_STARTS, axis=2)
    return np.concatenate([three, counts[:, :, 1:]], axis=2)


# --- tabs -----------------------------------------------------------------------------------


def _tab(part: Whole, whole: Whole | None, *codes: tuple[str, ...]) -> Tab:
    all_of_it = None if whole is None else by_origin(whole)
    return Tab(YEARS, by_origin(part), all_of_it, (ORIGINS, *codes))


def employment_sex(labour: Labour) -> Tab:
    """Workers among residents, by origin and sex."""
    part = labour.employed[..., 1:].sum(axis=-1)
    return _tab(part, labour.residents[..., 2:6].sum(axis=-1), SEXES)


def employment_age(labour: Labour) -> Tab:
    """Workers among residents, by origin and age."""
    part = labour.employed.sum(axis=3)[..., 1:]
    whole = of_working_age(labour.residents).sum(axis=3)[..., 1:]
    return _tab(part, whole, ("20_24", "25_49", "50_64"))


def unemployment_sex(labour: Labour) -> Tab:
    """The unemployed in the labour force, by origin and sex."""
    return _tab(labour.unemployed.sum(axis=-1), labour.force.sum(axis=-1), SEXES)


def unemployment_age(labour: Labour) -> Tab:
    """The unemployed in the labour force, by origin and age."""
    joined = (0, 2, 3)
    part, whole = (
        np.add.reduceat(counts.sum(axis=3), joined, axis=3)
        for counts in (labour.unemployed, labour.force)
    )
    return _tab(part, whole, ("15_24", "25_49", "50_64"))


def jobs(labour: Labour, by: str) -> Tab:
    """Workers by status, or employees by regime, wage or sector, within each origin."""
    status = _divided(labour, labour.employed[..., 1:].sum(axis=(3, 4)), "work_status")
    split = status if by == "work_status" else _divided(labour, status[..., 0], by)
    return _tab(split, None, tuple(_JOBS[by]))


def _divided(labour: Labour, total: Whole, by: str) -> Whole:
    """A total (place, year, group) divided (last axis)."""
    shares = np.array(list(_JOBS[by].values())).T
    tilt: Floats = 0.12 * normal(by, len(total), 1, *shares.shape)
    if by == "work_status":
        west = 0.25 * labour.people.country.among([WEST])
        tilt = tilt + west[:, None, None, None] * np.array([0.0, 1.0])
    elif by == "wage_class":
        tilt = tilt + np.linspace(-1.0, 0.0, len(YEARS))[:, None, None] * _WAGE_RISE
    return parts(by, total, weights(shares, tilt))


def low_intensity(labour: Labour, last: int) -> Tab:
    """Those below 60 in families that hardly work, by origin."""
    below_60 = labour.residents[..., :5].sum(axis=(3, 4))
    return _until(last, below_60, "low intensity", _rate(labour, "low intensity", _LOW_INTENSITY))


def living_wage(labour: Labour, last: int) -> Tab:
    """Those with a living wage, by origin."""
    residents = labour.residents.sum(axis=(3, 4))
    return _until(last, residents, "living wage", _rate(labour, "living wage", _LIVING_WAGE))


def _until(last: int, whole: Whole, name: str, rate: Floats) -> Tab:
    """The tab of a release whose last year is ``last``."""
    kept = slice(0, last - FIRST + 1)
    part = by_origin(portion(name, whole, rate))[:, kept]
    return Tab(span(FIRST, last), part, by_origin(whole)[:, kept], (ORIGINS,))


def _rate(labour: Labour, name: str, shares: tuple[float, ...]) -> Floats:
    """Rates (place, year, group): higher in cities, drifting."""
    nation = labour.people.nation
    count = nation.country.count
    town = 0.2 * normal(name, count) + 0.55 * nation.townlike
    group = 0.12 * normal(f"{name} by group", count, 1, len(shares))
    drift = 0.06 * wander(name, count, len(YEARS))
    return share_of(logit(np.array(shares)) + group + (town[:, None] + drift)[..., None])

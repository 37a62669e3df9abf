"""Extracts, made up: work by origin. Input: a People. Output: counts as of the social security.

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
from scan.extracts.made_up.inhabitants import DETAIL_CODES, SEXES
from scan.extracts.made_up.people import People, detailed, with_belgians
from scan.extracts.made_up.tables import Counts

FIRST, LAST = 2012, 2023
YEARS = tuple(range(FIRST, LAST + 1))
GROUP_CODES = ("belgian", "eu", "non_eu")
GROUP_STARTS = (0, 1, 4)
"""Where each group starts among the detailed ones."""

_AGES = (
    (0.145, 0.052, 0.056, 0.300, 0.142, 0.072, 0.233),
    (0.170, 0.050, 0.060, 0.420, 0.130, 0.052, 0.118),
    (0.270, 0.085, 0.085, 0.410, 0.085, 0.025, 0.040),
)
"""Ages of each group: 0–14, 15–19, 20–24, 25–49, 50–59, 60–64, 65 and over."""
_AT_WORK = (0.06, 0.54, 0.908, 0.715)
"""Share at work among those of Belgian origin in the last year: 15–19, 20–24, 25–49, 50–64."""
_AT_WORK_RISE = (0.0, 0.1, 0.15, 0.6)
_LESS_AT_WORK = (0.0, -0.5, -0.55, -0.35, -0.75, -1.0, -1.0)
_LESS_AT_WORK_RISE = (0.0, 0.2, 0.2, 0.3, 0.4, 0.4, 0.45)
_MEN = (0.10, 0.22, 0.28, 0.28, 0.28, 0.42, 0.32)
"""By detailed group, in log odds: less often at work than Belgian origin, how much of that gap
closed over the years, and how much more often men are (and women less)."""
_UNEMPLOYED = (0.027, 0.046, 0.058, 0.056, 0.088, 0.108, 0.108)
"""Share of the labour force that is unemployed, by detailed group, in the last year."""
_UNEMPLOYED_AGE = (1.3, 1.5, 1.0, 0.85)
_SLACK = (1.32, 1.38, 1.36, 1.3, 1.22, 1.12, 1.04, 0.98, 1.1, 1.06, 0.97, 1.0)
"""Unemployment in each year beside that of the last."""

_JOBS = {
    "regime": (
        ("voltijds", "deeltijds", "speciaal"),
        ((0.66, 0.31, 0.03), (0.62, 0.28, 0.10), (0.52, 0.34, 0.14)),
    ),
    "wage": (
        ("loon_lt_100", "loon_100_130", "loon_130_160", "loon_gte_160"),
        ((0.07, 0.23, 0.27, 0.43), (0.17, 0.31, 0.22, 0.30), (0.24, 0.40, 0.20, 0.16)),
    ),
    "sector": (
        ("primair", "secundair", "tertiair", "quartair"),
        ((0.01, 0.23, 0.38, 0.38), (0.03, 0.27, 0.49, 0.21), (0.03, 0.20, 0.55, 0.22)),
    ),
}
_SELF_EMPLOYED = (0.165, 0.17, 0.105)
_WAGE_RISE = np.array([-0.45, -0.2, 0.1, 0.35])
"""Change of the weights of wage classes over the years."""
_LIVING_WAGE = (0.0028, 0.0075, 0.027)
_LOW_INTENSITY = (0.055, 0.10, 0.185)


@dataclass(frozen=True)
class Labour:
    """Residents and workers: arrays (place, year, detailed group, sex, age)."""

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
    return Labour(residents, employed, np.minimum(expected, working - employed))


def _at_work(people: People) -> Floats:
    """Share at work (place, year, group, sex, age)."""
    to_go = np.linspace(1.0, 0.0, len(YEARS))[:, None, None, None]
    ages = logit(np.array(_AT_WORK)) - np.array(_AT_WORK_RISE) * to_go
    less = np.array(_LESS_AT_WORK) - np.array(_LESS_AT_WORK_RISE) * to_go[..., 0, 0]
    men = np.array(_MEN)[:, None] * np.array([1.0, -1.0])
    shape = (people.country.count, len(YEARS))
    group = 0.14 * normal("at work by group", shape[0], 1, 7, 1, 1)
    town = (0.12 * normal("at work", shape[0]) - 0.3 * people.nation.urban)[:, None]
    drift = 0.05 * wander("at work", *shape)
    local = (town + drift)[..., None, None, None]
    return share_of(ages + less[..., None, None] + men[:, :, None] + group + local)


def _per_worker(people: People) -> Floats:
    """Unemployed for each person at work (place, year, group, sex, age), at most 1."""
    rate = np.array(_UNEMPLOYED)[:, None] * np.array(_UNEMPLOYED_AGE)
    odds: Floats = (rate / (1 - rate))[:, None, :]
    shape = (people.country.count, len(YEARS))
    group = 0.16 * normal("unemployed by group", shape[0], 1, 7, 2, 1)
    town = (0.15 * normal("unemployed", shape[0]) + 0.4 * people.nation.urban)[:, None]
    drift = 0.06 * wander("unemployed", *shape)
    slack: Floats = np.log(np.array(_SLACK))
    return odds * np.exp(group + (town + drift + slack)[..., None, None, None])


def grouped(counts: Whole) -> Whole:
    """Detailed groups (third axis) added up to Belgian, EU and non-EU."""
    return np.add.reduceat(counts, GROUP_STARTS, axis=2)


# --- tables ---------------------------------------------------------------------------------


def _activity(labour: Labour) -> dict[str, Whole]:
    """The four columns of activity (place, year, group, sex)."""
    return {
        "inwoners_20_64": labour.residents[..., 2:6].sum(axis=-1),
        "werkenden_20_64": labour.employed[..., 1:].sum(axis=-1),
        "beroepsbevolking_15_64": labour.force.sum(axis=-1),
        "werklozen_15_64": labour.unemployed.sum(axis=-1),
    }


def activity_sex(labour: Labour) -> Counts:
    """Activity by origin and sex."""
    columns = {name: grouped(counts) for name, counts in _activity(labour).items()}
    return Counts(YEARS, columns, (GROUP_CODES, SEXES))


def activity_detail(labour: Labour) -> Counts:
    """Activity by detailed origin."""
    columns = {name: counts.sum(axis=-1) for name, counts in _activity(labour).items()}
    return Counts(YEARS, columns, (DETAIL_CODES,))


def employment_age(labour: Labour) -> Counts:
    """Residents and workers by origin and age."""
    ages = ("20_24", "25_49", "50_64")
    columns = {
        "inwoners": grouped(of_working_age(labour.residents).sum(axis=3)[..., 1:]),
        "werkenden": grouped(labour.employed.sum(axis=3)[..., 1:]),
    }
    return Counts(YEARS, columns, (GROUP_CODES, ages))


def unemployment_age(labour: Labour) -> Counts:
    """Labour force and unemployed by origin and age."""
    ages = ("15_24", "25_49", "50_64")
    joined = (0, 2, 3)
    columns = {
        "beroepsbevolking": labour.force.sum(axis=3),
        "werklozen": labour.unemployed.sum(axis=3),
    }
    added = {name: np.add.reduceat(each, joined, axis=3) for name, each in columns.items()}
    return Counts(YEARS, {n: grouped(c) for n, c in added.items()}, (GROUP_CODES, ages))


def jobs(people: People, labour: Labour) -> Counts:
    """Workers by status; employees by regime, wage and sector."""
    employed = grouped(labour.employed[..., 1:].sum(axis=(3, 4)))
    count = people.country.count
    own = 0.15 * normal("self-employed", count, 1, 3)
    west = 0.25 * people.country.among([WEST])[:, None, None]
    share = share_of(logit(np.array(_SELF_EMPLOYED)) + own + west)
    self_employed = portion("self-employed", employed, share)
    employees = employed - self_employed
    columns = {"loontrekkend": employees, "zelfstandig": self_employed}
    for name, (heads, shares) in _JOBS.items():
        tilt = 0.12 * normal(name, count, 1, 3, len(heads))
        if name == "wage":
            since = np.linspace(-1.0, 0.0, len(YEARS))[:, None, None]
            tilt = tilt + since * _WAGE_RISE
        split = parts(name, employees, weights(np.array(shares), tilt))
        columns |= {head: split[..., at] for at, head in enumerate(heads)}
    return Counts(YEARS, columns, (GROUP_CODES,))


def poverty(people: People, labour: Labour) -> Counts:
    """Residents, those with a living wage, and those in families that hardly work."""
    residents = grouped(labour.residents.sum(axis=(3, 4)))
    below_60 = grouped(labour.residents[..., :5].sum(axis=(3, 4)))
    columns = {
        "inwoners": residents,
        "leefloon": portion("living wage", residents, _rate(people, "living wage", _LIVING_WAGE)),
        "inwoners_0_59": below_60,
        "lage_werkintensiteit": portion(
            "low intensity", below_60, _rate(people, "low intensity", _LOW_INTENSITY)
        ),
    }
    return Counts(YEARS, columns, (GROUP_CODES,))


def _rate(people: People, name: str, shares: tuple[float, ...]) -> Floats:
    """Rates (place, year, group): higher in cities, drifting."""
    count = people.country.count
    town = 0.2 * normal(name, count) + 0.55 * people.nation.urban
    group = 0.12 * normal(f"{name} by group", count, 1, 3)
    drift = 0.06 * wander(name, count, len(YEARS))
    return share_of(logit(np.array(shares)) + group + (town[:, None] + drift)[..., None])

"""Extracts, made up: newcomers and their civic integration. Input: a People. Output: tabs.

Each split adds up to the same total, and every step is a part of the one before.
"""

from collections.abc import Mapping
from functools import partial

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
from scan.extracts.made_up.country import years_from
from scan.extracts.made_up.inhabitants import SEXES, span
from scan.extracts.made_up.people import NON_EU, People
from scan.extracts.made_up.tables import Counts
from scan.extracts.made_up.tabs import Tab

FIRST, LAST = 2011, 2024
REGISTER = (FIRST, 2021)
"""Years of the tabs; the total is known until LAST."""
NATIONALITIES = ("dutch", "eu_plus_other", "third", "unknown")
TARGET_GROUPS = ("obliged", "entitled", "undetermined")

_RATE = 0.057
"""Newcomers in a year for each foreigner."""
_BUSY = (1.1, 0.95, 0.92, 0.9, 0.94, 1.2, 1.06, 1.04, 1.1, 0.78, 0.97, 1.25, 1.12, 1.02)
_SPANS = {
    "18_64": (FIRST, 2013),
    "18_34": (2014, LAST),
    "35_49": (2014, LAST),
    "50_64": (2014, LAST),
    "regularised": (FIRST, 2014),
    "means": (2015, LAST),
    "other": (2013, LAST),
    "unknown": (2014, LAST),
}
"""Years in which the supplier has a category; in others nobody is in it."""
_AGES = {"18_34": 0.65, "35_49": 0.26, "50_64": 0.068, "65_plus": 0.022}
_STATUTES = {
    "family": 0.27,
    "asylum": 0.13,
    "labour": 0.31,
    "student": 0.04,
    "means": 0.07,
    "eu_unknown": 0.02,
    "regularised": 0.06,
    "other": 0.12,
    "unknown": 0.002,
}
_SEXES = {"male": 0.535, "female": 0.465}
_DUTCH_AMONG_EU = 0.33
"""How many Dutch newcomers there are for each Dutch inhabitant among those from the EU."""
_UNKNOWN = 0.007
_TARGETS = (0.24, 0.74, 0.02)
_TWICE = {"undetermined": (2018, 2019)}
"""Years in which the supplier gives a target group in two rows."""

_STEPS = {"signups": 0.54, "contracts": 0.93, "certificates": 0.78}
"""Each step as a share of newcomers or of the step before."""
_STEP_TARGETS = {
    "signups": (0.45, 0.535, 0.015),
    "contracts": (0.485, 0.513, 0.002),
    "certificates": (0.53, 0.465, 0.005),
}
_STEP_NATIONALITIES = {
    "signups": (0.0096, 0.231, 0.751, 0.0084),
    "contracts": (0.0047, 0.196, 0.7907, 0.0086),
    "certificates": (0.0054, 0.172, 0.8096, 0.013),
}
_UNDIVIDED = (FIRST, 2011)
"""Years in which the EU+ stands undivided among those who signed up or signed a contract."""


def newcomers_by_year(people: People) -> Whole:
    """Adult newcomers (place, year)."""
    foreign = people.foreign_now.sum(axis=-1)[:, years_from(FIRST, LAST)]
    count = people.country.count
    own = 0.15 * normal("newcomers", count, 1)
    drift = 0.15 * wander("newcomers", count, len(_BUSY), persistence=0.6)
    return portion("newcomers", foreign, _RATE * np.array(_BUSY) * np.exp(own + drift))


def newcomers(people: People) -> Counts:
    """All newcomers, until the last year."""
    return Counts(span(FIRST, LAST), {"totaal": newcomers_by_year(people)})


def by_sex(people: People) -> Tab:
    """Newcomers by sex."""
    return _tab(_split(people, "sex", _SEXES), SEXES)


def by_age(people: People) -> Tab:
    """Newcomers by age, which was coarser in the first years."""
    ages = _split(people, "age", _AGES)
    fine = ages[..., :3].sum(axis=-1, keepdims=True)
    return _tab(np.concatenate([fine, ages], axis=-1), ("18_64", *_AGES), _SPANS)


def by_statute(people: People) -> Tab:
    """Newcomers by the ground on which they may stay."""
    return _tab(_split(people, "statute", _STATUTES, _SPANS), tuple(_STATUTES), _SPANS)


def by_nationality(people: People) -> Tab:
    """Newcomers by group of nationalities."""
    total = _registered(people)
    split = parts("newcomers by nationality", total, _nationality(people, total.shape))
    return _tab(split, NATIONALITIES)


def by_target(people: People) -> Tab:
    """Newcomers by target group; in two years one of them stands twice."""
    split = _split(people, "target", dict(zip(TARGET_GROUPS, _TARGETS, strict=True)))
    years = span(*REGISTER)
    return Tab(years, split, categories=(TARGET_GROUPS,), twice=_TWICE)


def _registered(people: People) -> Whole:
    """Newcomers in the years of the tabs."""
    return newcomers_by_year(people)[:, : REGISTER[1] - FIRST + 1]


def _tab(
    counts: Whole, codes: tuple[str, ...], spans: Mapping[str, tuple[int, int]] | None = None
) -> Tab:
    kept = {code: years for code, years in (spans or {}).items() if code in codes}
    return Tab(span(*REGISTER), counts, categories=(codes,), spans=kept)


def _split(
    people: People,
    name: str,
    shares: Mapping[str, float],
    spans: Mapping[str, tuple[int, int]] | None = None,
) -> Whole:
    """All newcomers by the categories that there were in their year."""
    total = _registered(people)
    own = 0.14 * normal(f"newcomers {name}", len(total), 1, len(shares))
    drift = wander(f"newcomers {name}", *total.shape, len(shares), persistence=0.7)
    shown = weights(list(shares.values()), own + 0.10 * drift) * _known(shares, spans or {})
    return parts(f"newcomers {name}", total, shown)


def _known(codes: Mapping[str, float], spans: Mapping[str, tuple[int, int]]) -> Floats:
    """1 where a category (last axis) was there in a year, else 0."""
    years = np.array(span(*REGISTER))[:, None]
    first, last = np.array([spans.get(code, (FIRST, LAST)) for code in codes]).T
    known: Floats = ((years >= first) & (years <= last)).astype(np.float64)
    return known


def _nationality(people: People, shape: tuple[int, ...]) -> Floats:
    """Weights of Dutch, other EU+, third-country and unknown newcomers (place, year, group)."""
    now = people.foreign_now[:, years_from(*REGISTER)].astype(np.float64)
    everyone = now.sum(axis=-1) + 1
    dutch = _DUTCH_AMONG_EU * now[..., 0] / everyone
    third = 1.45 * now[..., NON_EU].sum(axis=-1) / everyone
    other = now[..., 1:5].sum(axis=-1) / everyone
    drift = 0.08 * wander("newcomers by nationality", *shape, 4, persistence=0.7)
    unknown = np.full_like(other, _UNKNOWN - 0.01)
    groups: Floats = np.stack([dutch, other, third, unknown], axis=-1) + 0.01
    return groups * np.exp(drift)


# --- steps ----------------------------------------------------------------------------------


def step(people: People, name: str) -> Whole:
    """Those who took a step (place, year)."""
    done = _registered(people)
    for each, share in _STEPS.items():
        drift = 0.25 * wander(f"step {each}", *done.shape, persistence=0.7)
        done = portion(f"step {each}", done, share_of(logit(np.array(share)) + drift))
        if each == name:
            break
    return done


def step_rate(people: People, name: str) -> Tab:
    """Those who took a step, and all inhabitants."""
    whole = people.nation.inhabitants[:, years_from(*REGISTER)]
    return Tab(span(*REGISTER), step(people, name), whole)


def step_by_target(people: People, name: str) -> Tab:
    """Those who took a step by target group."""
    return _tab(_step_split(people, name, "target", _STEP_TARGETS[name]), TARGET_GROUPS)


def step_by_nationality(people: People, name: str) -> Tab:
    """Those who took a step by group of nationalities, the EU+ undivided at first."""
    split = _step_split(people, name, "nationality", _STEP_NATIONALITIES[name])
    if name == "certificates":
        return _tab(split, NATIONALITIES)
    whole = split[..., :2].sum(axis=-1, keepdims=True)
    divided = (_UNDIVIDED[1] + 1, LAST)
    spans = {"eu_plus": _UNDIVIDED, "dutch": divided, "eu_plus_other": divided}
    return _tab(np.concatenate([whole, split], axis=-1), ("eu_plus", *NATIONALITIES), spans)


def _step_split(people: People, name: str, by: str, shares: tuple[float, ...]) -> Whole:
    done = step(people, name)
    own = 0.25 * normal(f"{name} {by}", len(done), 1, len(shares))
    drift = 0.15 * wander(f"{name} {by}", *done.shape, len(shares))
    return parts(f"{name} {by}", done, weights(shares, own + drift))


STEP_TABS = {
    f"gsm_de_{number}": partial(make, name=name)
    for name, numbers in (("certificates", 55), ("contracts", 58), ("signups", 61))
    for number, make in enumerate((step_rate, step_by_target, step_by_nationality), numbers)
}
"""Source → what makes its tab."""

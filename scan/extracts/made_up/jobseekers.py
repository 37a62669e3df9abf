"""Extracts, made up: jobseekers without work. Input: a People. Output: tabs, yearly averages.

Origin is that of the person alone: nationality now and before, the parents do not count.
"""

import numpy as np

from scan.extracts.made_up.chance import Whole, normal, parts, portion, wander, weights
from scan.extracts.made_up.country import years_from
from scan.extracts.made_up.inhabitants import span
from scan.extracts.made_up.people import EU, NON_EU, People
from scan.extracts.made_up.tabs import Tab

FIRST, LAST = 2013, 2022
"""From long enough ago for a trend to the supplier's last year."""
DIVIDED = 2021
"""The last year of all tabs but that of one share."""
_YEARS = span(FIRST, LAST)
ORIGINS = ("belgium", "eu", "non_eu")
_RATES = (0.0205, 0.038, 0.083)
"""Jobseekers for each inhabitant of that origin."""
_SLACK = (1.28, 1.3, 1.28, 1.22, 1.14, 1.05, 0.98, 1.08, 1.0, 0.93)
_EFTA_UK = 0.03
"""Share of those from outside the EU who are from the EFTA or the United Kingdom."""
_SPLITS = {
    "schooling": {
        "low": (0.38, 0.48, 0.59),
        "mid": (0.38, 0.30, 0.25),
        "high": (0.24, 0.22, 0.16),
    },
    "jobseeker_age": {
        "lt_25": (0.21, 0.10, 0.13),
        "25_49": (0.43, 0.60, 0.64),
        "50_plus": (0.36, 0.30, 0.23),
    },
    "duration": {
        "lt_1y": (0.43, 0.48, 0.45),
        "1_2y": (0.17, 0.18, 0.19),
        "gte_2y": (0.40, 0.34, 0.36),
    },
}
"""How jobseekers of each origin are divided."""
_LONG = {"gte_1y": 1, "gte_2y": 2}
"""Where the durations begin that count as long and as very long."""
_ENTRY = (0.069, 0.028, 0.0235)
"""Share in the waiting time after school."""


def _by_origin(people: People) -> Whole:
    """Jobseekers (place, year, origin)."""
    years = years_from(FIRST, LAST)
    own = (people.foreign_now + people.became_belgian)[:, years].astype(np.float64)
    belgian = people.nation.inhabitants[:, years] - own.sum(axis=-1)
    base = np.stack([belgian, own[..., EU].sum(axis=-1), own[..., NON_EU].sum(axis=-1)], axis=-1)
    count = people.country.count
    town = 0.15 * normal("jobseekers", count) + 0.4 * people.nation.townlike
    drift = 0.05 * wander("jobseekers", count, len(_YEARS))
    factor = np.array(_SLACK) * np.exp(town[:, None] + drift)
    group = np.exp(0.12 * normal("jobseekers by origin", count, 1, 3))
    whole = np.floor(base).astype(np.int64)
    return portion("jobseekers", whole, np.array(_RATES) * factor[..., None] * group)


def _divided(people: People, by: str) -> Whole:
    """Jobseekers of each origin divided (last axis)."""
    total = _by_origin(people)
    shares = np.array(list(_SPLITS[by].values())).T
    own = 0.14 * normal(by, len(total), 1, *shares.shape)
    drift = 0.05 * wander(by, len(total), len(_YEARS), *shares.shape)
    return parts(by, total, weights(shares, own + drift))


def _tab(part: Whole, whole: Whole | None, *codes: tuple[str, ...]) -> Tab:
    """A tab by origin, until its last year."""
    kept = slice(0, DIVIDED - FIRST + 1)
    all_of_it = None if whole is None else whole[:, kept]
    return Tab(span(FIRST, DIVIDED), part[:, kept], all_of_it, (ORIGINS, *codes))


def divided(people: People, by: str) -> Tab:
    """Jobseekers by schooling or age, within each origin."""
    return _tab(_divided(people, by), None, tuple(_SPLITS[by]))


def long_without(people: People, least: str) -> Tab:
    """Those who have looked for work so long, within each origin."""
    part = _divided(people, "duration")[..., _LONG[least] :].sum(axis=-1)
    return _tab(part, _by_origin(people))


def waiting(people: People) -> Tab:
    """Those in the waiting time after school, by origin."""
    total = _by_origin(people)
    entry = portion("waiting time", total, np.array(_ENTRY))
    return _tab(np.minimum(entry, total), None)


def outside(people: People) -> Tab:
    """The share from beyond the EU, the EFTA and the United Kingdom."""
    total = _by_origin(people)
    far = total[..., 2] - portion("from the EFTA", total[..., 2], _EFTA_UK)
    return Tab(_YEARS, far, total.sum(axis=-1))

"""Extracts, made up: jobseekers without work. Input: a People. Output: counts, yearly averages.

Origin is that of the person alone: nationality now and before, the parents do not count.
"""

import numpy as np

from scan.extracts.made_up.chance import Whole, normal, parts, portion, wander, weights
from scan.extracts.made_up.country import years_from
from scan.extracts.made_up.people import EU, People
from scan.extracts.made_up.tables import Counts

FIRST, LAST = 2014, 2025
_YEARS = tuple(range(FIRST, LAST + 1))
ORIGIN_CODES = ("belgium", "eu", "europe_non_eu", "outside_europe")
_RATES = (0.020, 0.040, 0.075, 0.085)
"""Jobseekers for each inhabitant of that origin."""
_SLACK = (1.22, 1.2, 1.15, 1.07, 0.99, 0.93, 1.03, 0.97, 0.9, 0.95, 0.98, 1.02)
_TURKEY = 0.35
"""Share of the group of Maghreb and Turkey that is from Turkey, and so from Europe."""
_EFTA_UK = 0.12
"""Share of Europe outside the EU that is from the EFTA or the United Kingdom."""
_SPLITS = {
    ("laag", "midden", "hoog"): (
        (0.38, 0.38, 0.24),
        (0.48, 0.30, 0.22),
        (0.58, 0.27, 0.15),
        (0.60, 0.23, 0.17),
    ),
    ("jonger_25", "tussen_25_49", "vanaf_50"): (
        (0.21, 0.43, 0.36),
        (0.10, 0.60, 0.30),
        (0.12, 0.63, 0.25),
        (0.14, 0.66, 0.20),
    ),
    ("korter_1j", "tussen_1_2j", "langer_2j"): (
        (0.50, 0.16, 0.34),
        (0.52, 0.17, 0.31),
        (0.49, 0.18, 0.33),
        (0.50, 0.19, 0.31),
    ),
}
_ENTRY = (0.075, 0.025, 0.045, 0.05)
"""Share in the waiting time after school."""


def _by_origin(people: People) -> Whole:
    """Jobseekers (place, year, origin)."""
    years = years_from(FIRST, LAST)
    own = (people.foreign_now + people.became_belgian)[:, years].astype(np.float64)
    belgian = people.nation.inhabitants[:, years] - own.sum(axis=-1)
    turkey = _TURKEY * own[..., 6]
    europe = own[..., 5] + turkey
    outside = own[..., 6] - turkey + own[..., 7]
    base = np.stack([belgian, own[..., EU].sum(axis=-1), europe, outside], axis=-1)
    count = people.country.count
    town = 0.15 * normal("jobseekers", count) + 0.4 * people.nation.urban
    drift = 0.05 * wander("jobseekers", count, len(_YEARS))
    factor = np.array(_SLACK) * np.exp(town[:, None] + drift)
    group = np.exp(0.12 * normal("jobseekers by origin", count, 1, 4))
    whole = np.floor(base).astype(np.int64)
    return portion("jobseekers", whole, np.array(_RATES) * factor[..., None] * group)


def jobseekers(people: People) -> Counts:
    """Jobseekers by origin and schooling, age, duration; those in the waiting time."""
    total = _by_origin(people)
    columns: dict[str, Whole] = {}
    for names, shares in _SPLITS.items():
        own = 0.14 * normal(names[0], len(total), 1, 4, len(names))
        drift = 0.05 * wander(names[0], len(total), len(_YEARS), 4, len(names))
        split = parts(names[0], total, weights(np.array(shares), own + drift))
        columns |= {name: split[..., at] for at, name in enumerate(names)}
    entry = portion("waiting time", total, np.array(_ENTRY))
    columns["inschakeling"] = np.minimum(entry, total)
    return Counts(_YEARS, columns, (ORIGIN_CODES,))


def outside(people: People) -> Counts:
    """Jobseekers from within and from beyond the EU, the EFTA and the United Kingdom."""
    belgium, eu, europe, elsewhere = np.moveaxis(_by_origin(people), -1, 0)
    near = portion("from the EFTA", europe, _EFTA_UK)
    columns = {"binnen": belgium + eu + near, "buiten": europe - near + elsewhere}
    return Counts(_YEARS, columns)

"""Extracts, made up: newcomers and their civic integration. Input: a People. Output: counts.

Each split adds up to the same total, and every step is a part of the one before.
"""

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
from scan.extracts.made_up.people import NON_EU, People
from scan.extracts.made_up.tables import Counts

FIRST, LAST = 2012, 2024
_YEARS = tuple(range(FIRST, LAST + 1))
_RATE = 0.07
"""Newcomers in a year for each foreigner."""
_BUSY = (0.92, 0.92, 0.9, 0.94, 1.3, 1.06, 1.04, 1.12, 0.86, 0.82, 0.96, 1.06, 1.0)
_SPLITS = {
    ("man", "vrouw"): (0.53, 0.47),
    ("l18_25", "l26_35", "l36_45", "l46_55", "l56_plus"): (0.25, 0.39, 0.20, 0.10, 0.06),
    ("gezin", "asiel", "arbeid", "studie", "andere"): (0.36, 0.22, 0.25, 0.09, 0.08),
}
_DUTCH_AMONG_EU = 0.62
"""How many Dutch newcomers there are for each Dutch inhabitant among those from the EU."""
_OBLIGED = 0.62
"""Share of newcomers from outside the EU+ that is obliged."""
_STEPS = {"aangemeld": 0.48, "contract": 0.82, "attest": 0.80}
"""Each step as a share of newcomers or of the step before."""
_STEP_OBLIGED = {"aangemeld": 0.58, "contract": 0.66, "attest": 0.70}
_STEP_EU_PLUS = {"aangemeld": 0.32, "contract": 0.30, "attest": 0.28}


def newcomers_by_year(people: People) -> Whole:
    """Adult newcomers (place, year)."""
    foreign = people.foreign_now.sum(axis=-1)[:, years_from(FIRST, LAST)]
    own = 0.15 * normal("newcomers", people.country.count, 1)
    drift = 0.15 * wander("newcomers", people.country.count, len(_YEARS), persistence=0.6)
    return portion("newcomers", foreign, _RATE * np.array(_BUSY) * np.exp(own + drift))


def newcomers(people: People) -> Counts:
    """Newcomers by sex, age, nationality, target group and reason of residence."""
    total = newcomers_by_year(people)
    columns = {"totaal": total}
    for names, shares in _SPLITS.items():
        own = 0.14 * normal(f"newcomers {names[0]}", people.country.count, 1, len(names))
        drift = wander(f"newcomers {names[0]}", *total.shape, len(names), persistence=0.7)
        split = parts(f"newcomers {names[0]}", total, weights(shares, own + 0.10 * drift))
        columns |= _named(names, split)
    nationality = parts("newcomers by nationality", total, _nationality(people))
    columns |= _named(("nederland", "eu_plus", "derdeland"), nationality)
    obliged = portion("obliged newcomers", nationality[..., 2], _OBLIGED)
    return Counts(_YEARS, columns | {"verplicht": obliged, "rechthebbend": total - obliged})


def steps(people: People) -> Counts:
    """Sign-ups, contracts and certificates by target group and nationality."""
    done = newcomers_by_year(people)
    columns: dict[str, Whole] = {}
    for name, share in _STEPS.items():
        drift = 0.25 * wander(f"step {name}", *done.shape, persistence=0.7)
        done = portion(f"step {name}", done, share_of(logit(np.array(share)) + drift))
        obliged = _part(f"{name} obliged", done, _STEP_OBLIGED[name])
        eu_plus = _part(f"{name} from the EU+", done, _STEP_EU_PLUS[name])
        columns |= {
            name: done,
            f"{name}_verplicht": obliged,
            f"{name}_rechthebbend": done - obliged,
            f"{name}_eu_plus": eu_plus,
            f"{name}_derdeland": done - eu_plus,
        }
    return Counts(_YEARS, columns)


def _part(name: str, total: Whole, share: float) -> Whole:
    own = 0.25 * normal(name, len(total), 1)
    drift = 0.15 * wander(name, *total.shape)
    return portion(name, total, share_of(logit(np.array(share)) + own + drift))


def _nationality(people: People) -> Floats:
    """Weights of Dutch, other EU+ and third-country newcomers (place, year, group)."""
    now = people.foreign_now[:, years_from(FIRST, LAST)].astype(np.float64)
    everyone = now.sum(axis=-1) + 1
    dutch = _DUTCH_AMONG_EU * now[..., 0] / everyone
    third = 1.25 * now[..., NON_EU].sum(axis=-1) / everyone
    other = now[..., 1:5].sum(axis=-1) / everyone
    drift = 0.08 * wander("newcomers by nationality", *everyone.shape, 3, persistence=0.7)
    return (np.stack([dutch, other, third], axis=-1) + 0.01) * np.exp(drift)


def _named(names: tuple[str, ...], split: Whole) -> dict[str, Whole]:
    return {name: split[..., at] for at, name in enumerate(names)}

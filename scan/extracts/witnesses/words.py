"""Extracts, the words of witnesses: what they said, for the operator. Input: witnesses.

Output: texts in English; the page for the supplier has words of its own.
"""

import math
from collections.abc import Iterator

from scan.catalogue.entries import Catalogue
from scan.extracts.ledger import edition_of
from scan.extracts.witnesses.records import (
    AGREES,
    AREAS,
    COPIED,
    DIFFERS,
    GROUPS,
    RATES,
    SAME,
    WRONG,
    Difference,
    Witness,
)

_GIVES = {
    AREAS: "the municipalities add up to",
    GROUPS: "the parts add up to",
    RATES: "the counts give",
    SAME: "the other has",
    COPIED: "the period before has",
}


def summary(witnesses: tuple[Witness, ...]) -> str:
    """All of them in one short text: ``areas 44/44, rates 6622/6622``; for ledgers and tables."""
    parts: list[str] = []
    for kind in (AREAS, GROUPS, RATES):
        own = [one for one in witnesses if one.kind == kind]
        if own:
            agree, compared = sum(w.agree for w in own), sum(w.compared for w in own)
            wrong = {year for w in own if w.verdict == WRONG for year in w.periods}
            text = f"{kind} {agree}/{compared}"
            parts.append(f"{text} wrong in {edition_of(tuple(wrong))}" if wrong else text)
    for kind in (SAME, COPIED):
        years = {year for w in witnesses if w.kind == kind for year in w.periods}
        parts += [f"{kind} in {edition_of(tuple(years))}"] if years else []
    return ", ".join(parts)


def verdict_of(witnesses: tuple[Witness, ...]) -> str:
    """The worst that any of them says; empty where there is none."""
    verdicts = {one.verdict for one in witnesses}
    return next((word for word in (WRONG, DIFFERS, AGREES) if word in verdicts), "")


def finding_texts(
    witnesses: tuple[Witness, ...],
    catalogue: Catalogue,
    verdicts: tuple[str, ...] = (WRONG, DIFFERS),
) -> Iterator[str]:
    """A text for each witness that does not agree, those with one of these verdicts."""
    for one in witnesses:
        if one.verdict in verdicts:
            yield finding_text(one, catalogue)


def finding_text(one: Witness, catalogue: Catalogue) -> str:
    """What a witness contradicts: how often, in which years, and where most."""
    years = edition_of(one.periods)
    if one.kind == SAME:
        text = f"{one.subject} in (nearly) all areas of {years} ({one.differ:,} figures)"
    elif one.kind == COPIED:
        many = f"{one.differ:,} of {one.compared:,} series"
        text = f"{one.subject}: {years} repeats the period before in (nearly) all areas ({many})"
    else:
        text = f"{one.subject}: {one.differ:,} of {one.compared:,} differ, in {years}"
    told = "; ".join(difference_text(d, one.kind, catalogue) for d in one.largest[:2])
    return f"{text}; the largest: {told}" if one.kind not in (SAME, COPIED) else f"{text}: {told}"


def difference_text(found: Difference, kind: str, catalogue: Catalogue) -> str:
    """One figure and what contradicts it: ``Aalst (41002), 2021, pupils: 12 where …``."""
    told = (where_of(found, catalogue), what_of(found, catalogue))
    where = ", ".join(part for part in told if part)
    return f"{where}: {figure(found.given)} where {_GIVES[kind]} {range_of(found, kind)}"


def where_of(found: Difference, catalogue: Catalogue) -> str:
    """Place and period: ``Aartselaar (11001), 2021``."""
    groups = {code: name for name, code in catalogue.areas.unplaced.items()}
    try:
        name = groups.get(found.area) or catalogue.areas.get(found.area).name
    except KeyError:  # Belgium and Wallonia, which the catalogue knows by code alone
        return f"{found.area}, {found.period}"
    return f"{name} ({found.area}), {found.period}"


def what_of(found: Difference, catalogue: Catalogue) -> str:
    """What is counted, in the words of the catalogue."""
    return ", ".join(_label(name, code, catalogue) for name, code in found.categories)


def _label(name: str, code: str, catalogue: Catalogue) -> str:
    if name == "population":
        return catalogue.populations[code].plural
    if name == "indicator":
        return catalogue.indicators[code].title
    if name not in catalogue.dimensions:
        return code
    categories = catalogue.dimensions[name].categories
    return next((c.label for c in categories if c.code == code), code)


def range_of(found: Difference, kind: str) -> str:
    """What a figure should be: a number, or from where to where."""
    if found.low == found.high or kind == RATES:
        return figure((found.low + found.high) / 2)
    if math.isinf(found.high):
        return f"≥ {figure(found.low)}"
    return f"{figure(found.low)}–{figure(found.high)}"


def figure(value: float) -> str:
    """A number without needless decimals, whole however large."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.6g}"

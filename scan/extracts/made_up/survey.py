"""Extracts, made up: the citizen survey. Input: a Nation and the catalogue. Output: its figures.

A municipality has lasting opinions, which hang together with its size and the origin of its
inhabitants. An edition asks a number of them: the answers scatter as those of a sample do, and
are published in whole per cents.
"""

import datetime
from dataclasses import dataclass

import numpy as np

from scan.catalogue.areas import FLANDERS, Area
from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Indicator
from scan.catalogue.sources import Source, ValueColumn
from scan.extracts.made_up.chance import Floats, Whole, logit, normal, stream
from scan.extracts.made_up.country import Nation, years_from
from scan.extracts.made_up.tables import added_up, covered, membership

EDITIONS = (2017, 2020, 2023)
_DAY = datetime.date(2019, 1, 1)
_FEWEST_INHABITANTS = 100
"""Smaller municipalities are never published."""
_TYPICAL_ANSWERS, _USUAL = 450, (205, 3000)
_FEW, _VERY_FEW = (12, (105, 199)), (4, (72, 98))
"""How many municipalities had few answers, and how many those were."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How a question is answered: shares in Flanders, in the order of the source's columns.

    ``spread`` is how far municipalities differ (log odds of the first answer against the last,
    one standard deviation); ``diverse`` the part of it that goes with diversity (−1 to 1).
    ``moves`` is what an edition adds to it.
    """

    shares: tuple[float, ...]
    spread: float
    diverse: float = 0.0
    moves: float = 0.0


OPINIONS = {
    "SA_S_27": Opinion((0.30, 0.46, 0.24), 0.38, 0.1, 0.04),
    "SA_S_11 live_together": Opinion((0.56, 0.27, 0.17), 0.42, -0.3, -0.02),
    "SA_S_11 enrichment": Opinion((0.41, 0.33, 0.26), 0.38, 0.3, 0.03),
    "SA_S_11 activities": Opinion((0.55, 0.31, 0.14), 0.32, 0.2, -0.04),
    "SA_S_11 neighbours": Opinion((0.21, 0.30, 0.49), 0.36, 0.1, -0.04),
    "SA_S_11 too_many": Opinion((0.25, 0.24, 0.51), 0.75, 0.6, -0.04),
    "SA_S_11 likeable": Opinion((0.50, 0.39, 0.11), 0.30, 0.1),
    "SA_S_09": Opinion((0.36, 0.45, 0.19), 0.40, 0.5, -0.08),
    "SA_S_31 non_belgian": Opinion((0.25, 0.43, 0.18, 0.14), 0.65, 0.7, -0.08),
    "SA_S_31 orientation": Opinion((0.34, 0.48, 0.12, 0.06), 0.35, 0.2, -0.10),
    "SA_S_31 disability": Opinion((0.47, 0.41, 0.09, 0.03), 0.25, 0.0),
    "SA_S_10": Opinion((0.41, 0.31, 0.13, 0.15), 0.60, 0.6, -0.06),
    "SA_S_07 sex": Opinion((0.045, 0.955), 0.25, 0.2),
    "SA_S_07 orientation": Opinion((0.02, 0.98), 0.30, 0.2),
    "SA_S_07 origin": Opinion((0.037, 0.963), 0.45, 0.7),
    "SA_S_07 disability": Opinion((0.03, 0.97), 0.25, 0.0),
    "SA_S_08": Opinion((0.46, 0.54), 0.30, 0.5, 0.06),
    "SA_S_30": Opinion((0.26, 0.55, 0.19), 0.35, -0.3, 0.03),
    "SA_S_14 family": Opinion((0.12, 0.25, 0.63), 0.30, -0.2),
    "SA_S_14 belgian": Opinion((0.11, 0.19, 0.70), 0.35, 0.3),
    "SA_S_14 non_belgian": Opinion((0.66, 0.19, 0.15), 0.60, 0.8, -0.05),
    "SA_S_34": Opinion((0.60, 0.28, 0.12), 0.30, 0.2),
}
"""Indicator, and code of the item where it has items → opinion."""
ANY_GROUND = "SA_S_29"
GROUNDS = "SA_S_07"
_OVERLAP = 0.92
"""Who feels discriminated against on any ground, beside the sum over all grounds."""
_NO_LONGER_ASKED = {"likeable": 2020}
"""Items with the last edition in which they were asked."""


@dataclass(frozen=True)
class Question:
    """One row of answers per municipality and edition."""

    indicator: Indicator
    item: str
    """Text of the item; empty where there is one."""
    key: str
    """Of its opinion."""
    heads: tuple[str, ...]
    editions: tuple[int, ...]


@dataclass(frozen=True)
class Survey:
    """The survey of all editions."""

    areas: tuple[Area, ...]
    """The region, then the municipalities by code."""
    answers: Whole
    """(area, edition); of the region all of them."""
    figures: dict[tuple[str, int], Whole]
    """Opinion and edition → whole per cents (area, answer)."""


def questions(source: Source, catalogue: Catalogue) -> dict[str, list[Question]]:
    """The questions of the workbook: sheet → its questions, as the source describes them."""
    found: dict[str, dict[str, list[ValueColumn]]] = {}
    for value in source.values:
        item = "".join(value.when.values())
        found.setdefault(value.sheet, {}).setdefault(item, []).append(value)
    return {
        sheet: [_question(item, values, catalogue) for item, values in items.items()]
        for sheet, items in found.items()
    }


def _question(item: str, values: list[ValueColumn], catalogue: Catalogue) -> Question:
    indicator = catalogue.indicators[values[0].indicator or ""]
    asked = indicator.survey.editions if indicator.survey else ()
    code = next(iter(values[0].traits.values())) if item else ""
    last = _NO_LONGER_ASKED.get(code, EDITIONS[-1])
    return Question(
        indicator=indicator,
        item=item,
        key=f"{indicator.id} {code}".strip(),
        heads=tuple(value.column for value in values),
        editions=tuple(edition for edition in asked if edition <= last),
    )


def make_survey(nation: Nation, source: Source) -> Survey:
    """Ask everybody everything, in all editions."""
    everyone = covered(source, nation.country, _DAY)
    member = membership(nation.country, everyone, _DAY)
    editions = [years_from(edition, edition).start for edition in EDITIONS]
    size = added_up(nation.inhabitants[:, editions], member, len(everyone))
    expected = np.round(nation.inhabitants * nation.foreign).astype(np.int64)[:, editions]
    foreign = added_up(expected, member, len(everyone))
    large = size.min(axis=1) >= _FEWEST_INHABITANTS
    diverse = _standard(logit(foreign[large, 1] / size[large, 1]))
    answers = _answers(size[large, 1].astype(np.float64))
    figures = _figures(diverse, size[large].astype(np.float64), answers)
    areas = (area for area, kept in zip(everyone, large, strict=True) if kept)
    region = nation.country.areas.get(FLANDERS)
    total = answers.sum(axis=0, keepdims=True)
    return Survey((region, *areas), np.concatenate([total, answers]), figures)


def _standard(values: Floats) -> Floats:
    return (values - float(values.mean())) / float(values.std())


def _answers(size: Floats) -> Whole:
    """Numbers of answers (municipality, edition): more in larger municipalities, a few small."""
    count = len(size)
    typical = _TYPICAL_ANSWERS * (size / np.median(size)) ** 0.4
    luck = 0.28 * normal("answers", count, 1) + 0.1 * normal("answers by edition", count, 3)
    drawn = np.clip(typical[:, None] * np.exp(luck), *_USUAL)
    chance = stream("few answers")
    order = chance.permutation(np.flatnonzero(size < np.median(size)))
    start = 0
    for number, limits in (_FEW, _VERY_FEW):
        chosen = order[start : start + number]
        drawn[chosen] = chance.integers(*limits, (number, 3), endpoint=True)
        start += number
    return np.round(drawn).astype(np.int64)


def _figures(diverse: Floats, size: Floats, answers: Whole) -> dict[tuple[str, int], Whole]:
    """Whole per cents of every question and edition; the region is weighted by inhabitants."""
    figures: dict[tuple[str, int], Whole] = {}
    for at, edition in enumerate(EDITIONS):
        grounds: list[Floats] = []
        for key, opinion in OPINIONS.items():
            true = _shares(key, opinion, diverse, at)
            shares = _sampled(f"{key} {edition}", true, answers[:, at], size[:, at])
            figures[key, edition] = _whole(shares)
            grounds += [shares[:, 0]] if key.startswith(GROUNDS) else []
        yes = _OVERLAP * np.sum(grounds, axis=0)
        figures[ANY_GROUND, edition] = _whole(np.stack([yes, 1 - yes], axis=-1))
    return figures


def _shares(key: str, opinion: Opinion, diverse: Floats, edition: int) -> Floats:
    """What a municipality thinks (municipality, answer)."""
    own = normal(f"opinion {key}", len(diverse))
    lasting = opinion.diverse * diverse + (1 - opinion.diverse**2) ** 0.5 * own
    passing = 0.15 * normal(f"opinion {key} {edition}", len(diverse))
    lean = opinion.spread * (lasting + passing) + opinion.moves * (edition - 1)
    first_to_last = np.linspace(0.5, -0.5, len(opinion.shares))
    rising = -1.0 if _counts_upwards(key) else 1.0
    tilted = np.array(opinion.shares) * np.exp(rising * lean[:, None] * first_to_last)
    return np.asarray(tilted / tilted.sum(axis=-1, keepdims=True))


def _counts_upwards(key: str) -> bool:
    """Whether the answers go from few to many: then the last one is what spreads."""
    return key.startswith(("SA_S_09", "SA_S_10", "SA_S_14", "SA_S_30", "SA_S_31"))


def _sampled(name: str, shares: Floats, answers: Whole, size: Floats) -> Floats:
    """Shares among those who answered; first the region, weighted by inhabitants."""
    noise = np.sqrt(shares / answers[:, None]) * normal(f"sample {name}", *shares.shape)
    drawn = np.clip(shares + noise, 0.0, 1.0)
    drawn = drawn / drawn.sum(axis=-1, keepdims=True)
    whole = (drawn * size[:, None]).sum(axis=0, keepdims=True) / size.sum()
    return np.concatenate([whole, drawn])


def _whole(shares: Floats) -> Whole:
    """Per cents rounded half up; the largest gives way where they would miss 100 by two."""
    rounded = np.floor(np.round(100 * shares, 6) + 0.5).astype(np.int64)
    excess = rounded.sum(axis=-1) - 100
    too_far = np.sign(excess) * np.maximum(np.abs(excess) - 1, 0)
    rounded[np.arange(len(rounded)), rounded.argmax(axis=-1)] -= too_far
    return rounded

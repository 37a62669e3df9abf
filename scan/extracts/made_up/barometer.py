"""Extracts, made up: the Barometer. Input: the catalogue. Output: files of its sources.

The survey draws answers at random from opinions that drift a little with each edition; registers
count everybody. Where a figure was published (a surprise of 1,100 euro, the leefloon, the law above
faith, ten years of employment) the made-up one is near it; all others are invented. Every figure
draws from a stream of its own, so that no other extract changes with these.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from scan.catalogue.areas import FLANDERS
from scan.catalogue.barometer import GROUP, BarometerIndicator
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.made_up.chance import Floats, normal, stream
from scan.extracts.made_up.tables import AREA, PERIOD, REGION
from scan.extracts.made_up.tidy import tidy_csv

SURVEY = "barometer_survey"
REGISTERS = ("barometer_work", "barometer_welfare", "barometer_education")
BAROMETER_SOURCES = (SURVEY, *REGISTERS)
"""The sources that get files."""
EDITIONS = (2022, 2023, 2024)
YEARS = tuple(range(2014, 2025))
_INVITED = 2_400
"""Persons of each group who are written to."""
_RESPONSE = (0.36, 0.29, 0.27, 0.28, 0.26)
"""Part of each group that answers."""
_SKIPPED = 0.02
"""Part that leaves a question open."""

Groups = tuple[float, float, float, float, float]
_STEADY: Groups = (0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Per cents of the groups that give a counted answer in 2022, and points by edition after."""

    share: Groups
    moves: tuple[Groups, ...] = (_STEADY,)
    """Added in 2023, in 2024 …; the last one holds for all later editions."""
    asked: dict[int, Groups] = field(default_factory=dict)
    """Per cents of the group that are asked at all, by edition, for a question to some."""


OPINIONS = {
    "job_below_level": Opinion(
        (18, 31, 22, 41, 29),
        asked={2022: (60, 55, 36, 46, 50), 2023: (60, 55, 22, 46, 50), 2024: (60, 55, 12, 46, 50)},
    ),
    "adult_learning": Opinion((34, 30, 36, 33, 37), (_STEADY, (3, 4, 2, 5, 3))),
    "contact_other_origin": Opinion((48, 71, 66, 76, 74), ((1, 0, 1, -1, 0), (11, 1, 0, 1, 9))),
    "help_nearby": Opinion((91, 80, 88, 74, 84)),
    "association": Opinion((52, 33, 47, 27, 39), (_STEADY, (1, -1, 0, 10, 1))),
    "corona_contact": Opinion((63, 58, 62, 60, 64)),
    "at_home": Opinion((84, 74, 79, 73, 71), ((-1, 0, 0, 1, 0), (0, -1, 1, 0, 1))),
    "trust_others": Opinion((58, 47, 50, 41, 38), (_STEADY, (-9, 1, 0, 0, -9))),
    "law_above_faith": Opinion((93, 91, 90, 84, 85), ((0, 0, 1, 0, -1), (0, 1, 0, 0, 0))),
    "volunteering": Opinion((25, 16, 22, 18, 21), (_STEADY, (0, 9, 0, -1, 9))),
    "unexpected_cost": Opinion((11, 26, 19, 49, 33), ((0, 1, -1, 0, 1), (0, 1, 0, -11, -9))),
    "felt_discriminated": Opinion((6, 22, 24, 35, 47), (_STEADY, (0, 9, 0, -10, 0))),
    "equal_chances": Opinion((44, 52, 41, 46, 30)),
    "disability_hindrance": Opinion((19, 13, 12, 15, 11)),
    "speaks_dutch": Opinion((97, 41, 91, 39, 90), ((0, 1, 0, 1, 0), (0, 2, 0, 10, 1))),
    "dutch_with_friends": Opinion((96, 44, 86, 46, 83), (_STEADY, (0, 9, 0, 9, -1))),
}
"""By indicator of the survey."""


@dataclass(frozen=True, slots=True)
class Register:
    """Persons in 2021 and their growth by year; per cents in 2021, and points by year."""

    persons: Groups
    growth: Groups
    share: Groups
    slope: Groups


REGISTERED = {
    "employment_rate": Register(
        (2_720_000, 262_000, 118_000, 291_000, 134_000),
        (-0.006, 0.035, 0.012, 0.038, 0.045),
        (75.2, 68.1, 72.0, 53.4, 60.9),
        (0.44, 1.29, 0.66, 0.96, 0.88),
    ),
    "leefloon": Register(
        (2_810_000, 271_000, 125_000, 303_000, 149_000),
        (-0.006, 0.035, 0.012, 0.038, 0.045),
        (0.38, 1.12, 0.61, 5.70, 0.80),
        (0.0, 0.01, 0.0, 0.05, -0.12),
    ),
    "early_leavers": Register(
        (378_000, 24_100, 21_300, 30_800, 47_200),
        (-0.004, 0.03, 0.01, 0.03, 0.05),
        (5.2, 15.8, 9.9, 21.4, 13.0),
        (-0.1, -0.3, -0.1, -0.7, -0.6),
    ),
    "higher_education": Register(
        (571_000, 84_000, 26_500, 92_400, 46_100),
        (-0.004, 0.03, 0.01, 0.03, 0.05),
        (55.1, 39.2, 47.6, 31.0, 33.4),
        (0.55, 0.6, 0.6, 0.3, 0.9),
    ),
}
"""By administrative indicator."""
_DIP = {2020: -1.1}
"""Points by which a bad year differs."""
_NOISE = 0.0015
"""By which part a share wavers from year to year."""


def barometer_files(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """Name and contents of each file: one for each edition, one for each register."""
    for edition in EDITIONS:
        yield survey_file(edition, catalogue)
    for name in REGISTERS:
        source = catalogue.sources[name]
        indicators = _fed_by(source, catalogue)
        rows = [row for one in indicators for row in _registered(one, catalogue)]
        years = f"{YEARS[0]}_{YEARS[-1]}"
        yield source.files[0].replace("*", years), _file(rows, source)


def survey_file(edition: int, catalogue: Catalogue) -> tuple[str, bytes]:
    """The file of one edition, also of one that is still to come."""
    source = catalogue.sources[SURVEY]
    rows = [row for one in _fed_by(source, catalogue) for row in _asked(one, edition, catalogue)]
    return source.files[0].replace("*", str(edition)), _file(rows, source)


_Row = tuple[int, str, str, str, int]
"""Period, question, group, answer, count."""


def _fed_by(source: Source, catalogue: Catalogue) -> list[BarometerIndicator]:
    known = catalogue.barometer_indicators.values()
    made_up = OPINIONS.keys() | REGISTERED.keys()
    return [one for one in known if source.id in one.sources[0].use and one.id in made_up]


def _asked(one: BarometerIndicator, edition: int, catalogue: Catalogue) -> Iterator[_Row]:
    """The answers to a question in an edition that asked it."""
    if one.survey is None or not one.survey.asked(edition):
        return
    opinion = OPINIONS[one.id]
    steps = [opinion.moves[min(at, len(opinion.moves) - 1)] for at in range(edition - EDITIONS[0])]
    shares = np.array(opinion.share, dtype=float) + np.array([_STEADY, *steps]).sum(axis=0)
    asked = opinion.asked.get(min(edition, max(opinion.asked, default=edition)))
    for at, group in enumerate(catalogue.dimensions[GROUP].categories):
        chance = stream(f"barometer {one.id} {edition} {group.code}")
        reached = _RESPONSE[at] * (asked[at] / 100 if asked else 1.0) * (1 - _SKIPPED)
        count = int(chance.binomial(_INVITED, reached))
        given = chance.multinomial(count, _split(one, shares[at] / 100))
        for answer, number in zip(one.answers, given, strict=True):
            yield edition, one.id, group.code, answer, int(number)


def _split(one: BarometerIndicator, share: float) -> Floats:
    """Chances of the answers; of several that are counted, each has half of the one before."""
    share = min(max(share, 0.01), 0.99)
    counted = np.array([answer in one.counted for answer in one.answers])
    weights = 0.5 ** np.cumsum(counted)
    chances = np.where(counted, share * weights / weights[counted].sum(), 0.0)
    return np.asarray(np.where(counted, chances, (1 - share) / (~counted).sum()))


def _registered(one: BarometerIndicator, catalogue: Catalogue) -> Iterator[_Row]:
    """Persons in each state, by year and group; the first state is the one that is counted."""
    register = REGISTERED[one.id]
    waver = normal(f"barometer {one.id}", len(YEARS), len(register.share))
    for year, noise in zip(YEARS, waver, strict=True):
        since = year - 2021
        persons = np.array(register.persons) * (1 + np.array(register.growth)) ** since
        trend = np.array(register.share) + since * np.array(register.slope)
        dip = _DIP.get(year, 0.0) if one.id == "employment_rate" else 0.0
        shares = (trend + dip) * (1 + _NOISE * noise) / 100
        for at, group in enumerate(catalogue.dimensions[GROUP].categories):
            counted = round(persons[at] * shares[at])
            rest = round(persons[at]) - counted
            for answer in one.answers:
                yield year, one.id, group.code, answer, counted if answer in one.counted else rest


def _file(rows: list[_Row], source: Source) -> bytes:
    """The rows as the source lays them out."""
    columns = [PERIOD, *(trait.column for trait in source.traits), source.values[0].column]
    table = pl.DataFrame(rows, schema=columns, orient="row")
    placed = table.with_columns(pl.lit(FLANDERS).alias(AREA), pl.lit(value=True).alias(REGION))
    return tidy_csv(placed, source)

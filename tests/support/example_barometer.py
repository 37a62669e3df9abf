"""An example of the whole Barometer from made-up counts: for tests of its pages and pictures."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from scan.catalogue.barometer import BarometerIndicator
from scan.catalogue.reading import load_catalogue
from scan.views.barometer.figures import barometer_of
from scan.views.barometer.records import Barometer
from tests.support.barometer import COST, GROUPS, Pair, clean

EDITIONS, YEARS = (2022, 2023, 2024), tuple(range(2015, 2025))


@cache
def example_barometer() -> Barometer:
    """Eight objectives, groups that rise, fall and stay, a hidden and a weak group."""
    catalogue = load_catalogue()
    frames: dict[str, list[pl.DataFrame]] = {}
    for at, one in enumerate(catalogue.barometer_indicators.values()):
        for source, frame in clean(catalogue, one.id, _years(one, at)).items():
            frames.setdefault(source, []).append(frame)
    whole = {source: pl.concat(parts) for source, parts in frames.items()}
    return barometer_of(whole, catalogue, {}, made_up=True)


@cache
def without_figures() -> Barometer:
    """The same where nothing was delivered."""
    return barometer_of({}, load_catalogue(), {}, made_up=False)


def _years(one: BarometerIndicator, at: int) -> Mapping[int, Mapping[str, Pair]]:
    periods = tuple(e for e in EDITIONS if one.survey.asked(e)) if one.survey else YEARS
    return {
        year: {
            group: _pair(one, at, number, rises=year == periods[-1])
            for number, group in enumerate(GROUPS)
        }
        for year in periods
    }


def _pair(one: BarometerIndicator, at: int, number: int, *, rises: bool) -> Pair:
    """Groups lie 7 points apart; in the newest period some of them moved by ten points, up, down
    or both, according to the number of the indicator."""
    few = {2: 99, 4: 150}.get(number, 720) if one.id == COST and rises else 720
    answers = few if one.kind == "survey" else 99_000
    moves = ((0, 10, 10, 0, 0), (0, -10, -10, 0, 0), (0, 0, 0, 0, 0), (0, 10, -10, 0, 0))
    share = 60 - 7 * number + (moves[at % len(moves)][number] if rises else 0)
    return round(answers * share / 100), answers

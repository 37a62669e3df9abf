"""The audit of the Barometer: silent on what is released, and it sees what is planted."""

from dataclasses import replace

import pytest

from scan.catalogue.entries import Catalogue
from scan.publish.audit import refusal
from scan.publish.barometer_audit import all_figures, barometer_leaks
from scan.status import Status
from scan.views.barometer.figures import barometer_of
from scan.views.barometer.records import Barometer
from scan.views.groups import GroupSeries
from scan.views.records import Shown
from tests.support.barometer import GROUPS, LEEFLOON, clean, everybody, group

SMALL = {
    2022: everybody((900, 50_000)),
    2023: everybody((900, 50_000), eu_2=(3, 50_000)),
}


def _with(made: Barometer, name: str, change: GroupSeries) -> Barometer:
    """The same with another series of a group of the leefloon."""
    objectives = tuple(
        replace(
            objective,
            indicators=tuple(
                replace(
                    panel,
                    series=tuple(change if s.group.code == name else s for s in panel.series),
                )
                if panel.entry.id == LEEFLOON
                else panel
                for panel in objective.indicators
            ),
        )
        for objective in made.objectives
    )
    return replace(made, objectives=objectives)


def _series(made: Barometer, name: str) -> GroupSeries:
    return group(made, LEEFLOON, name)


def _number(value: float) -> Shown:
    return Shown(value, f"{value}", f"{value}", Status.SHOWN)


@pytest.fixture(scope="module")
def made(catalogue: Catalogue) -> Barometer:
    return barometer_of(clean(catalogue, LEEFLOON, SMALL), catalogue, {}, made_up=True)


def test_what_is_released_tells_nothing(made: Barometer, catalogue: Catalogue) -> None:
    frames = clean(catalogue, LEEFLOON, SMALL)
    assert barometer_leaks(made, frames, catalogue) == ()
    statuses = [figure.shown.status for figure in all_figures(made)]
    assert (len(statuses), statuses.count(Status.HIDDEN)) == (10, 2)


def test_the_other_generation_would_tell(made: Barometer, catalogue: Catalogue) -> None:
    series = _series(made, "eu_1")
    shown = replace(series.newest, shown=_number(1.8))
    planted = _with(made, "eu_1", replace(series, figures=(series.figures[0], shown)))
    (leak,) = barometer_leaks(planted, clean(catalogue, LEEFLOON, SMALL), catalogue)
    assert (leak.indicators, leak.period, leak.low) == ((LEEFLOON,), 2023, 3)
    assert "EU-herkomst, tweede generatie" in refusal([leak])


def test_a_change_a_gap_or_a_count_would_tell(made: Barometer, catalogue: Catalogue) -> None:
    series = _series(made, "eu_2")
    hidden, gap = series.newest, series.gap
    assert gap is not None
    plants = (
        replace(series, change=replace(series.change, shown=_number(-1.7))),
        replace(series, gap=replace(gap, difference=_number(-1.7))),
        replace(series, figures=(series.figures[0], replace(hidden, count=_number(3)))),
        replace(series, figures=(series.figures[0], replace(hidden, base=_number(50_000)))),
    )
    frames = clean(catalogue, LEEFLOON, SMALL)
    for plant in plants:
        leaks = barometer_leaks(_with(made, "eu_2", plant), frames, catalogue)
        assert [leak.categories for leak in leaks] == ["barometer_group=eu_2"]


def test_belgian_origin_alone_would_tell(catalogue: Catalogue) -> None:
    few = {2023: everybody((900, 50_000), belgian=(2, 50_000))}
    frames = clean(catalogue, LEEFLOON, few)
    made = barometer_of(frames, catalogue, {}, made_up=True)
    statuses = {_series(made, name).newest.shown.status for name in GROUPS}
    assert statuses == {Status.HIDDEN}
    assert barometer_leaks(made, frames, catalogue) == ()
    series = _series(made, "eu_1")
    shown = replace(series, figures=(replace(series.newest, shown=_number(1.8)),))
    leaks = barometer_leaks(_with(made, "eu_1", shown), frames, catalogue)
    assert "barometer_group=belgian" in {leak.categories for leak in leaks}

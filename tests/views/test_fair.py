"""Nothing is called higher, lower, rising or falling that a test by another hand does not bear, and
there is no share of fewer than 20 persons, of any municipality."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scan.catalogue.areas import Area
from scan.catalogue.groups import pairs_of
from scan.catalogue.reading import load_catalogue
from scan.catalogue.records import SCALE, Dimension, Indicator
from scan.house import CATALOGUE
from scan.series.workspace import Workspace
from scan.views.comparing import DIRECTIONS
from scan.views.desk import Row, open_desk
from scan.views.records import Figure, IndicatorView, State
from scan.views.sentences import words
from scan.views.values import view_of
from tests.second_opinion import verdicts
from tests.second_opinion.figures import Figure as Told
from tests.second_opinion.figures import Opinion
from tests.second_opinion.papers import Papers
from tests.second_opinion.verdicts import verdict
from tests.support.bounds import BOUNDS
from tests.views.test_all_municipalities import some, towns_of

STATES: dict[str, State] = {
    verdicts.HIGHER: "higher",
    verdicts.LOWER: "lower",
    verdicts.EQUAL: "equal",
    verdicts.ABOUT: "about_equal",
    verdicts.UNCLEAR: "unclear",
    verdicts.SMALL: "small_base",
    verdicts.NOT_TESTED: "not_tested",
    verdicts.NOTHING: "none",
}
PAPERS = Papers(CATALOGUE)
CLAIM = re.compile(r", (?:meer|minder|hoger|lager) dan in ")
Rows = dict[tuple[str, int, str, tuple[str, ...]], Row]


def wrongs(workspace: Workspace, area: Area) -> Iterator[str]:
    """Every verdict of a municipality that is another one by hand; ``ok`` for each that is not."""
    catalogue = workspace.catalogue
    store = workspace.store((area.nis, area.region_nis))
    desk = open_desk(store, catalogue, area, workspace.extracts.dates)
    for code, indicator in catalogue.indicators.items():
        view = view_of(desk, code, "demografie")
        if view is None or indicator.unit in ("count", "points"):
            continue
        rows = _by_place(desk.rows.get(code, ()))
        at = f"{area.name} {code}"
        for figure in view.figures:
            if figure.place == area.nis:
                yield from _figure(view, figure, rows, indicator, at)
        yield from _change(view, rows, indicator, at)
        said = words(view, indicator, catalogue.wording["sentences"])
        claims = bool(CLAIM.search(said.headline))
        if claims and view.shape != "ages" and view.state not in ("higher", "lower"):
            yield f"{at}: {said.headline}"


def _by_place(stored: Iterable[Row]) -> Rows:
    """Rows by where they stand; under their first category too, where that is all that is shown."""
    found: Rows = {}
    for row in stored:
        for depth in range(len(row.codes), 0, -1) if row.codes else (0,):
            if not row.into:
                found.setdefault((row.area, row.period, row.part, row.codes[:depth]), row)
    return found


def _figure(
    view: IndicatorView, figure: Figure, rows: Rows, indicator: Indicator, at: str
) -> Iterator[str]:
    region = next((place.nis for place in view.comparators), "")
    if figure.part == "gap":
        yield from _apart(view, figure, rows, indicator, at)
        return
    own = _told(rows, view.place.nis, figure, indicator)
    if own is not None and own.base is not None and own.base < BOUNDS.base.no_share_below:
        yield f"{at} {figure.period} {figure.codes}: {figure.shown.text} of {own.base}"
    other = _told(rows, region, figure, indicator)
    expected = STATES[verdict(_opinion(indicator), own, other, "whole")]
    same = expected == figure.state
    yield "ok" if same else f"{at} {figure.period} {figure.codes}: {figure.state}, not {expected}"


def _apart(
    view: IndicatorView, figure: Figure, rows: Rows, indicator: Indicator, at: str
) -> Iterator[str]:
    """A gap beside that of the region, from the figures that it lies between."""
    dimensions, fed = _dimensions(), indicator.fed_by(_way(rows))
    own = next(own for own, other in pairs_of(fed, dimensions) if other == figure.codes)
    cells = tuple(replace(figure, part="cell", codes=codes) for codes in (own, figure.codes))
    region = next((place.nis for place in view.comparators), "")
    sides = cells[0], cells[1]
    both = (_gap(rows, nis, figure, sides, indicator) for nis in (view.place.nis, region))
    expected = STATES[verdict(_opinion(indicator), *both, "whole")]
    same = expected == figure.state
    yield (
        "ok" if same else f"{at} {figure.period} gap {figure.codes}: {figure.state}, not {expected}"
    )


@lru_cache
def _dimensions() -> dict[str, Dimension]:
    return load_catalogue().dimensions


def _way(rows: Rows) -> int:
    return next(iter(rows.values())).alternative


def _change(view: IndicatorView, rows: Rows, indicator: Indicator, at: str) -> Iterator[str]:
    if view.change is None:
        return
    before = next(f for f in view.trend if f.period == view.change.since)
    ends = (_told(rows, view.place.nis, figure, indicator) for figure in (view.main, before))
    expected = DIRECTIONS[STATES[verdict(_opinion(indicator), *ends, "year")]]
    same = expected == view.change.direction
    yield "ok" if same else f"{at}: {view.change.direction}, not {expected}"


def _told(rows: Rows, nis: str, figure: Figure, indicator: Indicator) -> Told | None:
    """The stored figure, as the other hand takes it."""
    part = "cell" if figure.part == "main" and figure.codes else figure.part
    row = rows.get((nis, figure.period, part, figure.codes))
    if row is None or row.value is None or row.status == "projection":
        return None
    exact = [None if n is None else Fraction(n) for n in (row.numerator, row.denominator)]
    count, base = exact
    value = Fraction(str(round(row.value, 12)))
    if count is not None and base:
        value = count * int(SCALE[indicator.unit]) / base
    answers = None if row.answers is None else Fraction(row.answers)
    return Told(value, count, base, answers)


def _gap(
    rows: Rows, nis: str, figure: Figure, sides: tuple[Figure, Figure], indicator: Indicator
) -> Told | None:
    """The difference of two displayed figures, with both behind it."""
    row = rows.get((nis, figure.period, "gap", figure.codes))
    told = [_told(rows, nis, replace(s, period=figure.period), indicator) for s in sides]
    if row is None or row.value is None or None in told:
        return None
    first, second = (one for one in told if one is not None)
    return Told(Fraction(str(round(row.value, 12))), sides=(first, second))


def _opinion(indicator: Indicator) -> Opinion:
    """As much of an opinion as a verdict asks for."""
    counted = indicator.numerator.population if indicator.numerator else ""
    known: Any = SimpleNamespace(
        papers=PAPERS,
        record={"unit": indicator.unit, "numerator": {"population": counted}},
        decimals=indicator.decimals,
    )
    return cast("Opinion", known)


def check(workspace: Workspace, towns: tuple[Area, ...]) -> int:
    """Fails with all that is wrong; returns how many verdicts were worked out."""
    found = [text for area in towns for text in wrongs(workspace, area)]
    wrong = [text for text in found if text != "ok"]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(found)}", *wrong[:30]])
    return len(found)


def test_verdicts_of_some_municipalities_on_made_up_extracts(made_up: Workspace) -> None:
    assert check(made_up, some(made_up)[:20]) > 10_000


def test_verdicts_of_some_municipalities_on_real_extracts(real: Workspace) -> None:
    assert check(real, some(real)[:20]) > 10_000


@pytest.mark.slow
def test_verdicts_of_all_municipalities(made_up: Workspace, real: Workspace) -> None:
    for workspace in (made_up, real):
        assert check(workspace, towns_of(workspace)) > 200_000

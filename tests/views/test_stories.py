"""Sentences that open a theme: alike in every municipality, and nothing untested among them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scan.catalogue.areas import Area
from scan.series.workspace import Workspace
from scan.views.core import Told, clear_gaps
from scan.views.records import IndicatorView
from scan.views.stories import story
from tests.support.findings import told_of
from tests.views.test_all_municipalities import some, towns_of


def chapters(told: Told) -> Iterator[Told]:
    for theme in told.themes:
        views = tuple(view for view in told.views if view.theme == theme)
        if views:
            yield replace(told, views=views)


def wrongs(told: Told) -> Iterator[str]:
    views = {view.indicator: view for view in told.views}
    first = told.views[0]
    stand, gap, movement = story(told, first, "De kop.")
    if [one.part for one in (stand, gap, movement)] != ["stand", "gap", "movement"]:
        yield "another order"
    for line in (stand, gap, movement):
        if not line.sentence.endswith(".") or "{" in line.sentence:
            yield line.sentence
        if line.see and line.see not in views:
            yield f"{line.see} has no page"
    yield from _wrong_gap(told, views.get(gap.see), gap.sentence)
    moved = views.get(movement.see)
    if moved is not None and (
        moved.old or moved.term is None or moved.term.direction not in ("rising", "falling")
    ):
        yield f"no sure movement: {movement.sentence}"


def _wrong_gap(told: Told, view: IndicatorView | None, sentence: str) -> Iterator[str]:
    clear = clear_gaps(told)
    if view is None:
        if any(not one.old for one, _ in clear):
            yield f"a gap of today is passed over: {sentence}"
        return
    if view not in [one for one, _ in clear]:
        yield f"no sure gap: {sentence}"
    if view.old and f" {view.period}:" not in sentence:
        yield f"an old gap without its year: {sentence}"
    if view.old and any(not one.old for one, _ in clear):
        yield f"an old gap before one of today: {sentence}"


def check(workspace: Workspace, towns: tuple[Area, ...]) -> None:
    told = [one for one in (told_of(workspace, area) for area in towns) if one is not None]
    parts = [chapter for one in told for chapter in chapters(one)]
    assert len(parts) > len(told)
    wrong = [text for chapter in parts for text in wrongs(chapter)]
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])


def test_stories_of_some_municipalities(made_up: Workspace, real: Workspace) -> None:
    check(made_up, some(made_up)[:6])
    check(real, some(real)[-6:])


@pytest.mark.slow
def test_stories_of_all_municipalities(made_up: Workspace, real: Workspace) -> None:
    for workspace in (made_up, real):
        check(workspace, towns_of(workspace))


def test_what_no_figure_bears_is_said(made_up: Workspace) -> None:
    told = told_of(made_up, made_up.catalogue.areas.find("Mechelen", made_up.as_of))
    assert told is not None
    nothing = story(replace(told, views=()), None, "")
    assert len({line.sentence for line in nothing}) == 3
    assert not any(line.see for line in nothing)

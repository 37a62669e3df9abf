"""Charts of every municipality: no label is cut, no letter too small, no axis has a
single tick, and what is read out of the
findings is short; they take two pages at most."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scan.catalogue.areas import Area
from scan.report.figures.drawing import TextMark
from scan.report.figures.frames import Axis
from scan.report.figures.metrics import ELLIPSIS
from scan.report.gather import Gathered, gather
from scan.report.pages.core import MOST_PAGES, core_layout
from scan.report.pages.furniture import furniture_of
from scan.report.pages.plan import plan_pages
from scan.series.workspace import Workspace
from scan.views.alternatives import LONGEST
from tests.support.findings import EDITIONS
from tests.views.test_all_municipalities import some, towns_of

LEAST_TYPE, LEAST_IN_MAP = 8.5, 6.5
"""Points of the smallest letter in a chart, and of a name inside a municipality on a map."""


def gathered(workspace: Workspace, towns: tuple[Area, ...]) -> Iterator[tuple[str, Gathered]]:
    for area in towns:
        publication = workspace.catalogue.publications[EDITIONS[area.region_nis]]
        yield area.name, gather(workspace, publication, area, None, None)


@contextmanager
def axes() -> Iterator[list[Axis]]:
    """Every axis that is laid out meanwhile."""
    found: list[Axis] = []
    make = Axis.__init__

    def kept(self: Axis, *parts: Any, **named: Any) -> None:
        make(self, *parts, **named)
        found.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Axis, "__init__", kept)
        yield found


def wrongs(report: Gathered) -> Iterator[str]:
    for key, drawing in report.drawings.items():
        for mark in (mark for mark in drawing.marks if isinstance(mark, TextMark)):
            if mark.text.endswith(ELLIPSIS):
                yield f"{key}: cut, {mark.text}"
            if mark.size < (LEAST_IN_MAP if key == "map" else LEAST_TYPE):
                yield f"{key}: {mark.size} pt, {mark.text}"
    core = report.contents.core
    if not core or core_layout(core).pages > MOST_PAGES:
        yield f"{len(core)} findings"
    for finding in core:
        if len(finding.chart.figure.alt) > LONGEST:
            yield f"{finding.kind}: {finding.chart.figure.alt}"


def check(workspace: Workspace, towns: tuple[Area, ...]) -> None:
    with axes() as found:
        reports = gathered(workspace, towns)
        wrong = [f"{name}: {text}" for name, report in reports for text in wrongs(report)]
    wrong += [f"one tick: {axis}" for axis in found if len(axis.ticks) == 1]
    assert any(axis.ticks for axis in found)
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:40]])


def test_charts_of_some_municipalities(made_up: Workspace, real: Workspace) -> None:
    check(made_up, some(made_up)[:8])
    check(real, some(real)[-8:])


@pytest.mark.slow
def test_charts_of_all_municipalities(made_up: Workspace, real: Workspace) -> None:
    for workspace in (made_up, real):
        check(workspace, towns_of(workspace))


def test_a_small_municipality_has_pages_for_what_is_known_of_it(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.find("Herstappe", made_up.as_of)
    publication = made_up.catalogue.publications["integratiescan"]
    report = gather(made_up, publication, area, None, None)
    pages, brief = report.contents.indicator_pages, report.contents.brief
    assert all(p.view.main.shown.value is not None and not p.view.old for p in pages)
    told = [*(page.view.indicator for page in pages), *(one.indicator for one in brief)]
    assert sorted(told) == sorted(c for chapter in publication.chapters for c in chapter.indicators)
    assert {view.indicator for view in report.views} == set(told)
    say = furniture_of(made_up.catalogue.wording_of(publication))
    assert 15 <= plan_pages(report.contents, say).pages <= 25

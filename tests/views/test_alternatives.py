"""What is read out in place of charts: short, message first, and nothing that the page forbids."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scan.catalogue.reading import Catalogue
from scan.dutch import figure, number
from scan.report.figures import kinds
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.alternatives import LONGEST, alternative, fitted
from scan.views.figure_words import profile_words
from scan.views.records import Figure, IndicatorView, Shown
from tests.support.example_views import EXAMPLES, alone, kept, own, put, shown
from tests.views.test_all_municipalities import some, towns_of, views_of

NUMBER = re.compile(r"−?\d+(?:\.\d{3})*(?:,\d+)?")
PLACES = 24


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def of_page(view: IndicatorView) -> set[str]:
    """The numbers that the page has: its figures, years, limits, names and middles."""
    figures = (*view.figures, *(f for former in view.former for f in former.figures))
    told = {view.title, view.short, view.period_text, view.place.name, view.unit_label}
    for one in figures:
        told |= {one.shown.text, str(one.period), *one.labels}
        if one.low is not None and one.high is not None:
            told |= {figure(limit, view.unit, view.decimals) for limit in (one.low, one.high)}
    told |= {former.name for former in view.former}
    if view.position:
        told |= {view.position.median.text, number(view.position.areas, 0)}
    return numbers(" ".join(told))


def texts(view: IndicatorView, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for kind in kinds.choose(view):
        yield kind, alternative(view, kind, catalogue.wording["alternatives"])


def wrong(view: IndicatorView, catalogue: Catalogue) -> Iterator[str]:
    found = dict(texts(view, catalogue))
    if len(set(found.values())) < len(found):
        yield f"two charts say the same: {found}"
    for kind, text in found.items():
        if len(text) > LONGEST:
            yield f"{kind} has {len(text)} characters: {text!r}"
        if extra := numbers(text) - of_page(view):
            yield f"{kind} says {extra}, which the page does not: {text!r}"
        if ", naar " in text or "(detail)" in text:
            yield f"{kind} begins with an official name: {text!r}"
        if view.comparators and view.comparators[0].kind == "group" and "gewest" in text:
            yield f"{kind} calls a group the region: {text!r}"
        reworded = view.survey and view.change is None
        if reworded and re.search(r": van .* in \d{4} naar ", text):
            yield f"{kind} compares what the page says cannot be compared: {text!r}"


def check(workspace: Workspace, towns: int) -> int:
    seen, found = 0, []
    for area in (*some(workspace), *towns_of(workspace)[::PLACES])[:towns]:
        for view in views_of(workspace, area):
            seen += 1
            found += [
                f"{area.name} {view.indicator} {text}" for text in wrong(view, workspace.catalogue)
            ]
    assert not found, "\n".join(found[:30])
    return seen


def test_some_municipalities_on_made_up_extracts(made_up: Workspace) -> None:
    assert check(made_up, 30) > 2_000


def test_some_municipalities_on_real_extracts(real: Workspace) -> None:
    assert check(real, 30) > 400


def test_reworded_questions_are_not_compared(real: Workspace) -> None:
    area = real.catalogue.areas.find("Mechelen", real.as_of)
    (view,) = views_of(real, area, ("SA_S_27",))
    assert not any("naar" in text for _, text in texts(view, real.catalogue))


@pytest.fixture
def broken() -> IndicatorView:
    """A survey of which the newest edition was asked in other words."""
    view = EXAMPLES["survey"]
    assert len(view.trend) > 1
    main = replace(view.main, break_before=True)
    others = [one for one in view.figures if one is not view.main]
    return replace(put(view, main, *others), change=None)


def test_the_message_comes_first_and_the_break_before_the_margin(
    broken: IndicatorView, catalogue: Catalogue
) -> None:
    text = alternative(broken, "change_over_time", catalogue.wording["alternatives"])
    main = broken.main
    assert text.startswith(f"{broken.short} in Mechelen: {main.shown.text} in {main.period}")
    assert "vroeger werd anders gevraagd" in text
    assert text.endswith(". Lijngrafiek.")


def test_a_series_with_a_break_begins_after_it(catalogue: Catalogue) -> None:
    view = EXAMPLES["total"]
    trend = sorted(view.trend, key=lambda one: one.period)
    start = trend[-3]

    def marked(one: Figure) -> Figure:
        return replace(one, break_before=True) if one is start else one

    cut = put(view, *(marked(one) for one in view.figures))
    text = alternative(cut, "change_over_time", catalogue.wording["alternatives"])
    assert f"van {start.shown.text} in {start.period} naar {view.main.shown.text}" in text
    assert f"de reeks is onderbroken in {start.period}" in text


def test_what_stands_in_place_of_figures_is_said(catalogue: Catalogue) -> None:
    patterns = catalogue.wording["alternatives"]
    hidden = alternative(EXAMPLES["hidden"], "change_over_time", patterns)
    assert " in Herstappe: niet getoond; gewest " in hidden
    text = "4 van de 6"
    few = own(EXAMPLES["total"], shown=Shown(None, text, text, Status.SMALL_BASE))
    few = kept(few, [few.main])
    assert f" in Mechelen: {text}; gewest " in alternative(few, "change_over_time", patterns)


def test_figures_that_are_alike_are_no_range(catalogue: Catalogue) -> None:
    patterns, view = catalogue.wording["alternatives"], EXAMPLES["groups"]
    alike = put(view, *(replace(cell, shown=shown(20.0)) for cell in view.cells))
    assert f"telkens {shown(20.0).text}. " in alternative(alike, "compare_groups", patterns)
    assert "telkens" not in alternative(view, "compare_groups", patterns)


def test_what_has_no_room_is_left_out(catalogue: Catalogue) -> None:
    patterns = catalogue.wording["alternatives"]
    whole = fitted(("kort",), ("eerst", "daarna"), "Lijngrafiek", patterns)
    assert whole == "kort; eerst; daarna. Lijngrafiek."
    long = fitted(("x" * 120,), ("y" * 40, "z"), "Lijngrafiek", patterns)
    assert long == f"{'x' * 120}. Lijngrafiek."
    assert fitted(("x" * 200, "kort"), (), "Lijn", patterns) == "kort. Lijn."


def test_examples_of_every_shape(catalogue: Catalogue) -> None:
    for view in EXAMPLES.values():
        for one in (view, alone(view)):
            assert list(wrong(one, catalogue)) == []
    profile = profile_words(
        tuple(EXAMPLES.values()), "x" * LONGEST, catalogue.wording["alternatives"]
    )
    assert len(profile) <= LONGEST

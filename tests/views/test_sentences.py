"""Every pattern, for every indicator, situation and municipality, is a whole Dutch sentence."""

import re
from dataclasses import replace

import pytest

from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Indicator
from scan.dutch import MINUS, NBSP
from scan.status import Status
from scan.views.desk import place_of
from scan.views.records import IndicatorView, Shown
from scan.views.sentences import headline, lead, words
from tests.support.example_views import EXAMPLES, HIDDEN, NONE, example_view, shown

STATES = ("higher", "about_equal", "equal", "lower", "unclear", "not_tested")
DIRECTIONS = ("rising", "falling", "stable", "unclear", "not_tested")
ABSENT = (Status.HIDDEN, Status.NOT_AVAILABLE, Status.NOT_APPLICABLE, Status.NOT_ASKED)


def _assert_sentence(text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert not re.search(r"[{}]|None|  | ,|,,|\.\.| \.|nan", text), text


def _patterns(catalogue: Catalogue) -> dict[str, str]:
    return catalogue.wording["sentences"]


def _absent(view: IndicatorView, status: Status) -> IndicatorView:
    nothing = Shown(None, "–", "–", status)
    return replace(
        view, status=status, main=replace(view.main, own=nothing, count=nothing), state="none"
    )


@pytest.mark.parametrize("state", STATES)
def test_every_indicator_in_every_state(catalogue: Catalogue, state: str) -> None:
    for indicator in catalogue.indicators.values():
        view = replace(example_view("top"), state=state, unit=indicator.unit)
        _assert_sentence(headline(view, indicator, _patterns(catalogue)))
        _assert_sentence(lead(view, indicator, _patterns(catalogue)))


@pytest.mark.parametrize("status", ABSENT)
def test_every_indicator_without_a_figure(catalogue: Catalogue, status: Status) -> None:
    for indicator in catalogue.indicators.values():
        view = _absent(example_view("total"), status)
        _assert_sentence(headline(view, indicator, _patterns(catalogue)))
        assert lead(view, indicator, _patterns(catalogue)) == ""


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_indicator_in_every_direction(catalogue: Catalogue, direction: str) -> None:
    view = example_view("total")
    assert view.change is not None
    for indicator in catalogue.indicators.values():
        turned = replace(view, change=replace(view.change, direction=direction))
        said = words(turned, indicator, _patterns(catalogue))
        _assert_sentence(said.lead)
        assert said.direction == catalogue.wording["sentences"][f"direction.{direction}"]


def test_names_stand_as_they_are(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    indicator = catalogue.indicators["DE_36"]
    for area in areas.municipalities(None, areas.newest_division):
        view = replace(
            example_view("total"),
            place=place_of(area),
            comparators=(place_of(areas.get(area.region_nis)),),
        )
        text = headline(view, indicator, _patterns(catalogue))
        _assert_sentence(text)
        assert text.startswith(f"In {area.name} is ")
        assert f"in {areas.get(area.region_nis).in_text} (" in text


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_shape(catalogue: Catalogue, name: str) -> None:
    said = words(EXAMPLES[name], catalogue.indicators["DE_36"], _patterns(catalogue))
    _assert_sentence(said.headline)
    assert not said.verdict.endswith(".")


def test_no_person_is_none_and_one_person_is_one(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["DE_47"]
    patterns = _patterns(catalogue)
    view = example_view("total")
    none = replace(view.main, own=shown(0.0), count=shown(0, "count", 0))
    assert "geen enkele" in headline(replace(view, main=none), indicator, patterns)
    # A share that rounds to zero is not zero.
    few = replace(view.main, own=shown(0.0), count=shown(3, "count", 0))
    assert "0,0" in headline(replace(view, main=few), indicator, patterns)
    one = replace(view.main, count=shown(1, "count", 0))
    assert "Het gaat om één op" in lead(replace(view, main=one), indicator, patterns)


def test_hidden_figures_are_never_said(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["DE_36"]
    said = words(EXAMPLES["hidden"], indicator, _patterns(catalogue))
    assert not re.search(r"\d", said.headline + said.lead)


def test_a_tie_and_a_missing_region(catalogue: Catalogue) -> None:
    indicator: Indicator = catalogue.indicators["DE_36"]
    view = example_view("total")
    tie = headline(replace(view, state="equal"), indicator, _patterns(catalogue))
    assert tie.endswith(", evenveel als in het Vlaams Gewest.")
    alone = replace(view, comparators=(), state="none", main=replace(view.main, region=HIDDEN))
    assert "Gewest" not in words(alone, indicator, _patterns(catalogue)).headline


def test_changes_carry_no_sign_of_their_own(catalogue: Catalogue) -> None:
    view = example_view("total")
    assert view.change is not None
    fall = Shown(-1.5, f"{MINUS}{NBSP}1,5 procentpunt", f"{MINUS}{NBSP}1,5", Status.SHOWN)
    falling = replace(view, change=replace(view.change, own=fall, region=NONE, direction="falling"))
    text = lead(falling, catalogue.indicators["DE_36"], _patterns(catalogue))
    assert "Dat is 1,5 procentpunt minder dan in 2020." in text

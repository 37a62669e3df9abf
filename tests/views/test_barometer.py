"""The Barometer: noise is never an arrow, what is hidden takes along what hangs on it."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from scan.dutch import round_half_up
from scan.extracts.chosen import MARKER
from scan.extracts.deliveries import find_extracts
from scan.extracts.made_up.barometer import barometer_files, survey_file
from scan.house import CATALOGUE
from scan.series.workspace import Workspace
from scan.statistics.differences import difference
from scan.statistics.intervals import share
from scan.status import Status
from scan.views import measured as tested
from scan.views import numbers
from scan.views.barometer.figures import barometer, barometer_of
from scan.views.barometer.records import Barometer
from scan.views.comparing import together
from scan.views.groups import ARROWS
from scan.views.measured import Measured
from scan.views.records import Course, Direction, Shown, State
from tests.support import barometer as deliveries
from tests.support.barometer import (
    COST,
    LEEFLOON,
    USUAL,
    WORK,
    Pair,
    everybody,
    group,
    panel,
    shown,
)
from tests.support.bounds import BOUNDS
from tests.views.saying import fault, sentence_fault

DIRECTIONS: tuple[Direction | Course, ...] = (
    *("rising", "falling", "unclear", "not_shown", "reworded"),
)


@pytest.fixture(scope="module")
def workspace(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The made-up extracts of the Barometer, without a store: it needs none."""
    folder = tmp_path_factory.mktemp("barometer")
    (folder / MARKER).write_text("{}", encoding="utf-8")
    for name, data in barometer_files(catalogue):
        (folder / name).write_bytes(data)
    extracts = find_extracts(folder, catalogue)
    return Workspace(folder, extracts, catalogue, catalogue.areas.newest_division, folder)


@pytest.fixture(scope="module")
def whole(workspace: Workspace) -> Barometer:
    return barometer(workspace)


answered = st.integers(100, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
registered = st.floats(0, 100).map(lambda v: round_half_up(v, 1))


def percent(value: float, decimals: int = 0) -> Shown:
    return numbers.shown(value, Status.SHOWN, "percent", decimals, {})


def beside(now: Pair, before: Pair, effect: float = 1.0) -> State:
    """Two estimates as the Barometer tells them apart."""
    sides = []
    for counted, answers in (now, before):
        level = share(counted / effect, answers / effect, BOUNDS.level).scaled(100)
        exact = 100 * counted / answers
        value = percent(exact).value or 0.0
        ends = (np.array([n]) for n in (value, exact, counted, answers, level.low, level.high))
        sides.append(Measured(*ends))
    return tested.beside(sides[0], sides[1], "percent", BOUNDS)[0]


# --- directions -----------------------------------------------------------------------------


@given(now=answered, before=answered)
def test_a_survey_figure_differs_when_zero_is_outside_and_the_displayed_figures_do(
    now: Pair, before: Pair
) -> None:
    found = beside(now, before)
    _, low, high = difference(share(*now, BOUNDS.level), share(*before, BOUNDS.level))
    new, old = (percent(100 * counted / answers).value or 0.0 for counted, answers in (now, before))
    large = abs(new - old) >= min(0.5, max(new, old) / 10)
    assert (found == "higher") == (low > 0 and new > old and large)
    assert (found == "lower") == (high < 0 and new < old and large)


@given(now=answered, before=answered)
def test_what_rises_one_way_falls_the_other(now: Pair, before: Pair) -> None:
    turned: dict[State, State] = {"higher": "lower", "lower": "higher"}
    found = beside(now, before)
    assert beside(before, now) == turned.get(found, found)


def test_what_a_reader_sees_as_equal_is_no_change() -> None:
    """However many answers there are: 30,0 % and 30,4 % both stand there as 30 %."""
    before, now = (300_000, 1_000_000), (304_000, 1_000_000)
    assert difference(share(*now, 0.99), share(*before, 0.99)).low > 0
    assert beside(now, before) == beside(before, now) == "equal"


@given(pair=answered)
def test_nothing_moves_against_itself(pair: Pair) -> None:
    assert beside(pair, pair) in ("unclear", "equal")


@given(now=answered, before=answered, effect=st.floats(1.0, 3.0))
def test_weighting_only_ever_takes_arrows_away(now: Pair, before: Pair, effect: float) -> None:
    assert beside(now, before, effect) in ("unclear", beside(now, before))


@pytest.mark.parametrize("part", [0.05, 0.3, 0.5])
def test_pure_noise_gives_an_arrow_in_one_of_a_hundred(part: float) -> None:
    """Two editions of one truth: of 2,000 pairs no more than 1 % and a margin of four spreads."""
    drawn = np.random.default_rng(7).binomial(720, part, (2_000, 2))
    found = [beside((int(a), 720), (int(b), 720)) for a, b in drawn]
    assert sum(one in ("higher", "lower") for one in found) <= 20 + 4 * 20**0.5


@given(first=registered, second=registered)
def test_the_least_change_of_a_register_is_half_a_point_or_a_tenth(
    first: float, second: float
) -> None:
    """Of so many persons that chance plays no part."""
    gap = abs(round(10 * first) - round(10 * second))
    large = gap >= 5 or gap >= max(round(10 * first), round(10 * second)) / 10
    persons = 1e12
    for pair in ((first, second), (second, first)):
        now, before = (
            Measured(*(np.array([n]) for n in (v, v, v / 100 * persons, persons, np.nan, np.nan)))
            for v in pair
        )
        (found,) = tested.beside(now, before, "percent", BOUNDS)
        assert (found in ("higher", "lower")) == (large and first != second)


@given(found=st.lists(st.sampled_from(DIRECTIONS), min_size=1, max_size=5))
def test_an_indicator_moves_with_its_groups(found: list[Direction | Course]) -> None:
    direction = together(found)
    assert direction == together(found[::-1])
    assert (direction in ARROWS) == (("rising" in found) != ("falling" in found))
    assert (direction == "mixed") == ("rising" in found and "falling" in found)
    assert (direction == "rising") == (found.count("rising") >= 2 and "falling" not in found)


# --- editions -------------------------------------------------------------------------------


def test_a_change_within_noise_is_no_arrow(tmp_path: Path, catalogue: Catalogue) -> None:
    years = {2022: everybody(USUAL), 2023: everybody((245, 720))}
    made = shown(tmp_path, catalogue, COST, years)
    one = group(made, COST, "non_eu_1")
    assert [f.shown.text for f in one.figures] == ["30\u00a0%", "34\u00a0%"]
    assert (one.change.direction, one.change.since) == ("unclear", 2022)
    core = panel(made, COST)
    assert core.change.direction not in ARROWS
    assert "is er geen duidelijke verandering in het aandeel" in core.sentence


def test_a_change_beyond_noise_is_an_arrow_and_a_sentence(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    years = {2022: everybody(USUAL), 2023: everybody(USUAL, eu_1=(288, 720), non_eu_1=(288, 720))}
    made = shown(tmp_path, catalogue, COST, years)
    one = group(made, COST, "non_eu_1")
    assert one.change.direction == "rising"
    assert one.change.shown.text == "+10\u00a0procentpunt"
    core = panel(made, COST)
    assert core.change.direction == "rising"
    assert core.sentence.startswith("Tussen 2022 en 2023 steeg het aandeel")
    assert "bij de andere groepen is er geen duidelijke verandering" in core.sentence


def test_one_group_alone_is_said_to_be_one(tmp_path: Path, catalogue: Catalogue) -> None:
    years = {2022: everybody(USUAL), 2023: everybody(USUAL, eu_2=(130, 720))}
    core = panel(shown(tmp_path, catalogue, COST, years), COST)
    assert core.change.direction == "partly_falling"
    assert "personen van EU-herkomst van de tweede generatie" in core.sentence


def test_a_new_edition_makes_the_trend_grow(
    workspace: Workspace, whole: Barometer, catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(workspace.output, tmp_path / "grown"))
    name, data = survey_file(2025, catalogue)
    (folder / name).write_bytes(data)
    before = whole
    after = barometer(replace(workspace, extracts=find_extracts(folder, catalogue)))
    assert [e.entry.year for e in before.editions] == [2022, 2023, 2024]
    assert [e.entry.year for e in after.editions] == [2022, 2023, 2024, 2025]
    assert after.editions[-1].answers.value
    grown = [
        (old.entry.id, new.periods)
        for old, new in zip(before.indicators, after.indicators, strict=True)
        if new.periods != old.periods
    ]
    fixed = [
        entry.id
        for entry in (one.entry for one in after.indicators)
        if entry.survey and entry.survey.part == "fixed"
    ]
    assert [name for name, _ in grown] == fixed
    assert {periods for _, periods in grown} == {(2022, 2023, 2024, 2025)}
    assert group(after, COST, "belgian").change.since == 2024


def test_a_new_indicator_is_a_file_and_two_lines(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue")) / "barometer"
    text = (copy / "indicators" / "at_home.toml").read_text(encoding="utf-8")
    text = text.replace('"at_home"', '"at_home_too"').replace("Zich thuis voelen", "Nog eens thuis")
    (copy / "indicators" / "at_home_too.toml").write_text(text, encoding="utf-8")
    questions = copy.parent / "dimensions" / "barometer_question.toml"
    line = '    { code = "at_home_too", label = "Nog eens thuis" },\n]\n'
    known = questions.read_text(encoding="utf-8").removesuffix("]\n")
    questions.write_text(f"{known}{line}", encoding="utf-8")
    objective = copy / "objectives" / "verbondenheid.toml"
    listed = objective.read_text(encoding="utf-8").replace(
        '"at_home",', '"at_home", "at_home_too",'
    )
    objective.write_text(listed, encoding="utf-8")
    catalogue = load_catalogue(tmp_path / "catalogue")
    empty = barometer_of({}, catalogue, {}, made_up=True)
    made = shown(tmp_path, catalogue, "at_home_too", {2022: everybody(USUAL)})
    for one, periods in ((empty, ()), (made, (2022,))):
        codes = [panel.entry.id for panel in one.objectives[3].indicators]
        assert codes == ["at_home", "at_home_too", "trust_others"]
        assert one.objectives[3].indicators[1].periods == periods
    assert group(made, "at_home_too", "eu_1").newest.shown.text == "30\u00a0%"


def test_other_words_are_not_compared(whole: Barometer) -> None:
    found = panel(whole, "adult_learning")
    assert found.change.direction == "reworded"
    assert all(one.change.shown.value is None for one in found.series)
    assert [f.break_before for f in found.series[0].figures] == [False, False, True]
    assert any("onderbroken" in note for note in found.notes)


# --- hidden, weak, absent -------------------------------------------------------------------


def test_a_group_below_the_minimum_takes_along_what_hangs_on_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    few = everybody(USUAL, eu_2=(30, 99))
    made = shown(tmp_path, catalogue, COST, {2022: everybody(USUAL), 2023: few})
    one = group(made, COST, "eu_2")
    newest = one.newest
    assert newest.shown.text == "niet getoond"
    assert (newest.low, newest.high) == (None, None)
    assert newest.count.value is newest.base.value is None
    assert one.change.direction == "not_shown"
    assert one.gap is not None
    assert one.change.shown.value is one.gap.difference.value is None
    assert one.gap.state == "none"
    assert made.editions[1].answers.status is Status.HIDDEN
    said = "Voor personen van EU-herkomst van de tweede generatie tonen we geen"
    assert said in panel(made, COST).sentence


def test_nothing_is_compared_with_a_hidden_reference(tmp_path: Path, catalogue: Catalogue) -> None:
    made = shown(tmp_path, catalogue, COST, {2023: everybody(USUAL, belgian=(9, 99))})
    found = panel(made, COST)
    gaps = [one.gap for one in found.series if one.gap]
    assert [(gap.state, gap.difference.value) for gap in gaps] == [("none", None)] * 4
    assert "worden niet met personen van Belgische herkomst vergeleken" in found.gap_sentence


@pytest.mark.parametrize(
    ("answers", "status"),
    [(99, Status.HIDDEN), (100, Status.WEAK), (199, Status.WEAK), (200, Status.SHOWN)],
)
def test_few_answers(answers: int, status: Status, tmp_path: Path, catalogue: Catalogue) -> None:
    made = shown(tmp_path, catalogue, COST, {2022: everybody((30, answers))})
    one = group(made, COST, "eu_1")
    assert one.newest.shown.status is status
    assert panel(made, COST).weak == (status is Status.WEAK)
    assert one.change.direction == ("not_shown" if status is Status.HIDDEN else "first")


def test_without_a_delivery_it_says_so(catalogue: Catalogue) -> None:
    empty = barometer_of({}, catalogue, {}, made_up=False)
    assert (empty.period, empty.data_date) == (None, None)
    assert len(empty.objectives) == 8
    assert {panel.series for panel in empty.indicators} == {()}
    assert {panel.change.direction for panel in empty.indicators} == {"not_delivered"}
    assert [e.entry.evidence for e in empty.editions] == ["attested", "attested"]
    _assert_sound(empty)


# --- administrative figures -----------------------------------------------------------------


def test_a_register_moves_by_the_rule_of_the_catalogue(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    old = everybody((600_000, 1_000_000))
    new = everybody((600_000, 1_000_000), eu_1=(604_000, 1_000_000), eu_2=(605_000, 1_000_000))
    made = shown(tmp_path, catalogue, WORK, {2013: old, 2022: old, 2023: new})
    assert group(made, WORK, "eu_1").change.direction == "stable"
    moved = group(made, WORK, "eu_2")
    assert (moved.change.direction, moved.change.since) == ("rising", 2022)
    assert moved.long is not None
    assert (moved.long.direction, moved.long.since) == ("rising", 2013)
    assert moved.change.shown.text == "+0,5\u00a0procentpunt"


def test_a_hidden_generation_takes_the_other_along(tmp_path: Path, catalogue: Catalogue) -> None:
    years = {2022: everybody((900, 50_000)), 2023: everybody((900, 50_000), eu_2=(3, 50_000))}
    made = shown(tmp_path, catalogue, LEEFLOON, years)
    statuses = [group(made, LEEFLOON, g).newest.shown.status for g in deliveries.GROUPS]
    hidden, seen = Status.HIDDEN, Status.SHOWN
    assert statuses == [seen, hidden, hidden, seen, seen]
    assert group(made, LEEFLOON, "eu_1").change.shown.value is None


# --- everything that is said ----------------------------------------------------------------


def _assert_sound(made: Barometer) -> None:
    for one in made.indicators:
        wholes = [one.sentence, *([one.gap_sentence] if one.gap_sentence else [])]
        wholes += [one.entry.definition, one.entry.evidence_note, *one.notes]
        parts = [one.unit_label, one.source_line]
        parts += [figure.shown.text for series in one.series for figure in series.figures]
        assert [found for text in wholes if (found := sentence_fault(text))] == []
        assert [found for text in parts if (found := fault(text))] == []


def test_all_sentences_are_sound(whole: Barometer, catalogue: Catalogue, tmp_path: Path) -> None:
    _assert_sound(whole)
    known = {panel.change.direction for panel in whole.indicators}
    assert known >= {"rising", "falling", "mixed", "unclear", "partly_rising", "first"}
    changes = {g: (216 + 90 * (at % 3 - 1), 720) for at, g in enumerate(deliveries.GROUPS)}
    for newest in (changes, everybody((400, 720)), everybody((9, 90))):
        _assert_sound(shown(tmp_path, catalogue, COST, {2022: everybody(USUAL), 2023: newest}))


def test_eight_objectives_five_groups_and_three_editions(whole: Barometer) -> None:
    assert [objective.entry.number for objective in whole.objectives] == list(range(1, 9))
    assert all(len(panel.series) == 5 for panel in whole.indicators)
    assert all(panel.series[0].gap is None for panel in whole.indicators)
    assert {one.gap.place.nis for p in whole.indicators for one in p.series if one.gap} == {
        "belgian"
    }
    assert [len(edition.part("additional")) for edition in whole.editions] == [1, 2, 0]
    evidence = [edition.entry.evidence for edition in whole.editions]
    assert evidence == ["attested", "attested", "example"]
    assert {panel.entry.evidence for panel in whole.indicators} == {"attested", "reconstructed"}


@settings(max_examples=20)
@given(data=st.data())
def test_an_arrow_always_has_figures_that_bear_it(
    data: st.DataObject, catalogue: Catalogue
) -> None:
    """From counts to arrows, through all stages, for editions of any size."""
    pairs = st.integers(20, 900).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    groups = st.fixed_dictionaries(dict.fromkeys(deliveries.GROUPS, pairs))
    years = {year: data.draw(groups) for year in (2022, 2023)}
    frame = deliveries.clean(catalogue, COST, years)
    made = barometer_of(frame, catalogue, {}, made_up=True)
    for name in deliveries.GROUPS:
        one = group(made, COST, name)
        before, now = years[2022][name], years[2023][name]
        if min(before[1], now[1]) < 100:
            assert one.change.direction == "not_shown"
            continue
        _, low, high = difference(share(*now, 0.99), share(*before, 0.99))
        shares = [figure.shown.value or 0.0 for figure in one.figures]
        differ = abs(shares[0] - shares[1]) >= min(0.5, max(shares) / 10)
        assert (one.change.direction in ARROWS) == ((low > 0 or high < 0) and differ)

"""The Barometer: noise is never an arrow, what is hidden takes along what hangs on it."""

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scan.catalogue.barometer import BAROMETER, LeastChange
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
from scan.views.barometer.directions import Row, difference_of, is_large, together
from scan.views.barometer.figures import barometer, barometer_of
from scan.views.barometer.records import ARROWS, Barometer, Direction
from scan.views.barometer.table import TABLE, figures_csv, figures_frame
from tests.support import barometer as deliveries
from tests.support.barometer import COST, LEEFLOON, USUAL, WORK, everybody, group, shown
from tests.views.saying import fault, sentence_fault

LEAST = LeastChange(points=0.5, part=0.1, reason="…")
DIRECTIONS: tuple[Direction, ...] = ("up", "down", "unclear", "not_shown", "wording_changed")


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


def survey_row(counted: int, answers: int, period: int = 2022) -> Row:
    _, low, high = share(counted, answers)
    numbers = (100 * counted / answers, counted, answers, answers, 100 * low, 100 * high)
    return Row("x", "belgian", period, *numbers, Status.SHOWN.value, "s")


def pair(row: Row) -> tuple[float, float]:
    return row.numerator or 0.0, row.denominator or 1.0


answered = st.integers(100, 3_000).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n)).map(lambda pair: survey_row(*pair))
)


# --- directions -----------------------------------------------------------------------------


@given(now=answered, before=answered)
def test_a_survey_figure_moves_when_zero_is_outside_and_the_displayed_figures_differ(
    now: Row, before: Row
) -> None:
    way = difference_of(now, before, 0, LEAST)
    _, low, high = difference(share(*pair(now)), share(*pair(before)))
    new, old = (round_half_up(r.value or 0.0, 0) for r in (now, before))
    assert (way == "up") == (low > 0 and new > old)
    assert (way == "down") == (high < 0 and new < old)


@given(now=answered, before=answered)
def test_what_rises_one_way_falls_the_other(now: Row, before: Row) -> None:
    turned = {"up": "down", "down": "up", "unclear": "unclear"}
    assert difference_of(before, now, 0, LEAST) == turned[difference_of(now, before, 0, LEAST)]


def test_what_a_reader_sees_as_equal_is_no_change() -> None:
    """However many answers there are: 30,0 % and 30,4 % both stand there as 30 %."""
    before, now = survey_row(300_000, 1_000_000), survey_row(304_000, 1_000_000)
    assert difference(share(*pair(now)), share(*pair(before))).low > 0
    assert difference_of(now, before, 0, LEAST) == difference_of(before, now, 0, LEAST) == "unclear"


@given(row=answered)
def test_nothing_moves_against_itself(row: Row) -> None:
    assert difference_of(row, row, 0, LEAST) == "unclear"


@given(now=answered, before=answered, effect=st.floats(1.0, 3.0))
def test_weighting_only_ever_takes_arrows_away(now: Row, before: Row, effect: float) -> None:
    less, also = (r._replace(effective=pair(r)[1] / effect) for r in (now, before))
    assert difference_of(less, also, 0, LEAST) in (
        "unclear",
        difference_of(now, before, 0, LEAST),
    )


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_pure_noise_gives_an_arrow_in_one_of_a_hundred(share: float) -> None:
    """Two editions of one truth: of 2,000 pairs no more than 1 % and a margin of four spreads."""
    drawn = np.random.default_rng(7).binomial(720, share, (2_000, 2))
    pairs = [(survey_row(int(a), 720), survey_row(int(b), 720)) for a, b in drawn]
    ways = [difference_of(now, before, 0, LEAST) for now, before in pairs]
    assert sum(way != "unclear" for way in ways) <= 20 + 4 * 20**0.5


@given(
    first=st.floats(0, 100).map(lambda v: round_half_up(v, 1)),
    second=st.floats(0, 100).map(lambda v: round_half_up(v, 1)),
)
def test_the_least_change_of_a_register_is_half_a_point_or_a_tenth(
    first: float, second: float
) -> None:
    gap = abs(round(10 * first) - round(10 * second))
    large = gap >= 5 or gap >= max(round(10 * first), round(10 * second)) / 10
    assert is_large(first, second, LEAST) == large == is_large(second, first, LEAST)


@given(found=st.lists(st.sampled_from(DIRECTIONS), min_size=1, max_size=5))
def test_an_indicator_moves_with_its_groups(found: list[Direction]) -> None:
    direction = together(found)
    assert direction == together(found[::-1])
    assert (direction in ARROWS) == (("up" in found) != ("down" in found))
    assert (direction == "mixed") == ("up" in found and "down" in found)
    assert (direction == "up") == (found.count("up") >= 2 and "down" not in found)


# --- editions -------------------------------------------------------------------------------


def test_a_change_within_noise_is_no_arrow(tmp_path: Path, catalogue: Catalogue) -> None:
    years = {2022: everybody(USUAL), 2023: everybody((245, 720))}
    made = shown(tmp_path, catalogue, COST, years)
    one = group(made, COST, "non_eu_1")
    assert [e.text for e in one.estimates] == ["30\u00a0%", "34\u00a0%"]
    assert (one.movement.direction, one.movement.arrow) == ("unclear", False)
    assert one.movement.favourable is None
    assert one.movement.text == "geen duidelijke verandering"
    said = "geen duidelijke verandering: 30\u00a0% in 2022, 34\u00a0% in 2023"
    assert said in one.movement.sentence
    (objective,) = (o for o in made.objectives if o.core.id == COST)
    assert not objective.movement.arrow
    assert "is er geen duidelijke verandering in het aandeel" in objective.sentence


def test_a_change_beyond_noise_is_an_arrow_and_a_sentence(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    years = {2022: everybody(USUAL), 2023: everybody(USUAL, eu_1=(288, 720), non_eu_1=(288, 720))}
    made = shown(tmp_path, catalogue, COST, years)
    one = group(made, COST, "non_eu_1")
    assert (one.movement.direction, one.movement.arrow) == ("up", True)
    assert one.movement.favourable is False
    assert one.movement.difference.text == "+\u00a010\u00a0procentpunt"
    assert "steeg het aandeel" in one.movement.sentence
    assert "van 30\u00a0% in 2022 naar 40\u00a0% in 2023" in one.movement.sentence
    (objective,) = (o for o in made.objectives if o.core.id == COST)
    assert objective.movement.direction == "up"
    assert objective.sentence.startswith("Tussen 2022 en 2023 steeg het aandeel")
    assert "bij de andere groepen is er geen duidelijke verandering" in objective.sentence


def test_one_group_alone_is_said_to_be_one(tmp_path: Path, catalogue: Catalogue) -> None:
    years = {2022: everybody(USUAL), 2023: everybody(USUAL, eu_2=(130, 720))}
    movement = next(
        p.movement for p in shown(tmp_path, catalogue, COST, years).indicators if p.id == COST
    )
    assert (movement.direction, movement.favourable) == ("partly_down", True)
    assert "personen van EU-herkomst van de tweede generatie" in movement.sentence


def test_a_new_edition_makes_the_trend_grow(
    workspace: Workspace, whole: Barometer, catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(workspace.output, tmp_path / "grown"))
    name, data = survey_file(2025, catalogue)
    (folder / name).write_bytes(data)
    before = whole
    after = barometer(replace(workspace, extracts=find_extracts(folder, catalogue)))
    assert [e.period for e in before.editions] == [2022, 2023, 2024]
    assert [e.period for e in after.editions] == [2022, 2023, 2024, 2025]
    assert after.editions[-1].delivered
    grown = [
        (old.id, new.periods)
        for old, new in zip(before.indicators, after.indicators, strict=True)
        if new.periods != old.periods
    ]
    fixed = [p.id for p in after.indicators if p.kind == "survey" and p.part == "fixed"]
    assert [name for name, _ in grown] == fixed
    assert {periods for _, periods in grown} == {(2022, 2023, 2024, 2025)}
    assert group(after, COST, "belgian").movement.since == 2024


def test_a_new_indicator_is_a_file_and_a_line(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue")) / "barometer"
    text = (copy / "indicators" / "at_home.toml").read_text(encoding="utf-8")
    text = text.replace('"at_home"', '"at_home_too"').replace("Zich thuis voelen", "Nog eens thuis")
    (copy / "indicators" / "at_home_too.toml").write_text(text, encoding="utf-8")
    objective = copy / "objectives" / "verbondenheid.toml"
    listed = objective.read_text(encoding="utf-8").replace(
        '"at_home",', '"at_home", "at_home_too",'
    )
    objective.write_text(listed, encoding="utf-8")
    catalogue = load_catalogue(tmp_path / "catalogue")
    empty = barometer_of({}, catalogue, {}, made_up=True)
    made = shown(tmp_path, catalogue, "at_home_too", {2022: everybody(USUAL)})
    for one, status in ((empty, Status.NOT_DELIVERED), (made, Status.SHOWN)):
        codes = [panel.id for panel in one.objectives[3].indicators]
        assert codes == ["at_home", "at_home_too", "trust_others"]
        assert one.objectives[3].indicators[1].status is status
    assert group(made, "at_home_too", "eu_1").estimates[0].text == "30\u00a0%"


def test_other_words_are_not_compared(whole: Barometer) -> None:
    (panel,) = (panel for panel in whole.indicators if panel.id == "adult_learning")
    assert panel.movement.direction == "wording_changed"
    assert all(one.movement.difference.value is None for one in panel.series)
    assert [e.break_before for e in panel.series[0].estimates] == [False, False, True]
    assert any("onderbroken" in note for note in panel.notes)


# --- hidden, weak, absent -------------------------------------------------------------------


def test_a_group_below_the_minimum_takes_along_what_hangs_on_it(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    few = everybody(USUAL, eu_2=(30, 99))
    made = shown(tmp_path, catalogue, COST, {2022: everybody(USUAL), 2023: few})
    one = group(made, COST, "eu_2")
    newest = one.estimates[-1]
    assert newest.text == "niet getoond"
    assert (newest.low, newest.high, newest.interval) == (None, None, "")
    assert newest.answers.value is newest.count.value is newest.base.value is None
    assert one.movement.direction == "not_shown"
    assert one.movement.difference.value is one.gap.difference.value is None
    assert (one.gap.state, one.gap.text) == ("not_shown", "niet getoond")
    assert made.editions[1].answers.status is Status.HIDDEN
    row = figures_frame(made).filter(pl.col("group") == "eu_2", pl.col("period") == 2023)
    numbers = ("value", "low", "high", "answers", "numerator", "denominator", "change", "gap")
    assert row.select(numbers).row(0) == (None,) * len(numbers)
    (panel,) = (panel for panel in made.indicators if panel.id == COST)
    assert "Voor personen van EU-herkomst van de tweede generatie tonen we geen" in panel.sentence


def test_nothing_is_compared_with_a_hidden_reference(tmp_path: Path, catalogue: Catalogue) -> None:
    made = shown(tmp_path, catalogue, COST, {2023: everybody(USUAL, belgian=(9, 99))})
    (panel,) = (panel for panel in made.indicators if panel.id == COST)
    assert {one.gap.state for one in panel.series} == {"reference", "not_shown"}
    assert all(one.gap.difference.value is None for one in panel.series)
    assert "worden niet met personen van Belgische herkomst vergeleken" in panel.gap_sentence


@pytest.mark.parametrize(
    ("answers", "status"),
    [(99, Status.HIDDEN), (100, Status.WEAK), (199, Status.WEAK), (200, Status.SHOWN)],
)
def test_few_answers(answers: int, status: Status, tmp_path: Path, catalogue: Catalogue) -> None:
    made = shown(tmp_path, catalogue, COST, {2022: everybody((30, answers))})
    estimate = group(made, COST, "eu_1").estimates[0]
    assert (estimate.status, estimate.weak) == (status, status is Status.WEAK)
    assert group(made, COST, "eu_1").movement.direction == (
        "not_shown" if status is Status.HIDDEN else "first_edition"
    )


def test_without_a_delivery_it_says_so(catalogue: Catalogue) -> None:
    empty = barometer_of({}, catalogue, {}, made_up=False)
    assert (empty.delivered, empty.period, empty.data_date) == (False, None, None)
    assert len(empty.objectives) == 8
    assert {panel.status for panel in empty.indicators} == {Status.NOT_DELIVERED}
    assert {o.movement.text for o in empty.objectives} == {"nog niet geleverd"}
    assert figures_frame(empty).is_empty()
    assert [e.evidence for e in empty.editions] == ["attested", "attested"]
    _assert_sound(empty)


# --- administrative figures -----------------------------------------------------------------


def test_a_register_moves_by_the_rule_of_the_catalogue(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    old = everybody((60_000, 100_000))
    new = everybody((60_000, 100_000), eu_1=(60_400, 100_000), eu_2=(60_500, 100_000))
    made = shown(tmp_path, catalogue, WORK, {2013: old, 2022: old, 2023: new})
    assert group(made, WORK, "eu_1").movement.direction == "unclear"
    moved = group(made, WORK, "eu_2")
    assert (moved.movement.direction, moved.movement.since) == ("up", 2022)
    assert moved.long is not None
    assert (moved.long.direction, moved.long.since) == ("up", 2013)
    assert moved.movement.difference.text == "+\u00a00,5\u00a0procentpunt"
    assert catalogue.barometers[BAROMETER].least_change.reason in dict(made.method).values()


def test_a_hidden_generation_takes_the_other_along(tmp_path: Path, catalogue: Catalogue) -> None:
    years = {2022: everybody((900, 50_000)), 2023: everybody((900, 50_000), eu_2=(3, 50_000))}
    made = shown(tmp_path, catalogue, LEEFLOON, years)
    statuses = [group(made, LEEFLOON, g).estimates[-1].status for g in deliveries.GROUPS]
    hidden, seen = Status.HIDDEN, Status.SHOWN
    assert statuses == [seen, hidden, hidden, seen, seen]
    assert group(made, LEEFLOON, "eu_1").movement.difference.value is None


# --- everything that is said ----------------------------------------------------------------


def _assert_sound(made: Barometer) -> None:
    for panel in made.indicators:
        wholes = [panel.sentence, *(one.movement.sentence for one in panel.series)]
        wholes += [one.long.sentence for one in panel.series if one.long]
        wholes += [panel.gap_sentence] if panel.gap_sentence else []
        wholes += [panel.definition, panel.evidence_note, *panel.notes]
        parts = [panel.unit_label, panel.movement.text, panel.source_line]
        parts += [text for s in panel.series for text in (s.gap.text, s.movement.text)]
        parts += [e.text for s in panel.series for e in s.estimates]
        assert [found for text in wholes if (found := sentence_fault(text))] == []
        assert [found for text in parts if (found := fault(text))] == []


def test_all_sentences_are_sound(whole: Barometer, catalogue: Catalogue, tmp_path: Path) -> None:
    _assert_sound(whole)
    known = {panel.movement.direction for panel in whole.indicators}
    assert known >= {"up", "down", "mixed", "unclear", "partly_up", "first_edition"}
    changes = {g: (216 + 90 * (at % 3 - 1), 720) for at, g in enumerate(deliveries.GROUPS)}
    for newest in (changes, everybody((400, 720)), everybody((9, 90))):
        _assert_sound(shown(tmp_path, catalogue, COST, {2022: everybody(USUAL), 2023: newest}))


def test_eight_objectives_five_groups_and_three_editions(whole: Barometer) -> None:
    assert [objective.number for objective in whole.objectives] == list(range(1, 9))
    assert all(len(panel.series) == 5 for panel in whole.indicators)
    assert all(objective.core.core for objective in whole.objectives)
    gaps = [panel.series[0].gap for panel in whole.indicators]
    assert {(gap.state, gap.difference.value) for gap in gaps} == {("reference", None)}
    assert [len(edition.additional) for edition in whole.editions] == [1, 2, 0]
    assert [edition.evidence for edition in whole.editions] == ["attested", "attested", "example"]
    assert {panel.evidence for panel in whole.indicators} == {"attested", "reconstructed"}


def test_the_table_holds_the_figures_of_the_pages(whole: Barometer, catalogue: Catalogue) -> None:
    frame = figures_frame(whole)
    assert frame.schema == pl.Schema(TABLE)
    assert frame.select("indicator", "group", "period").is_unique().all()
    on_pages = [
        (p.id, s.group.id, e.period, e.value)
        for p in whole.indicators
        for s in p.series
        for e in s.estimates
    ]
    assert list(frame.select("indicator", "group", "period", "value").iter_rows()) == on_pages
    survey = frame.filter(pl.col("kind") == "survey", pl.col("value").is_not_null())
    for row in survey.iter_rows(named=True):
        _, low, high = share(row["numerator"], row["answers"])
        assert (row["low"], row["high"]) == tuple(round_half_up(100 * v, 1) for v in (low, high))
        assert row["value"] == round_half_up(100 * row["numerator"] / row["answers"], 0)
    rows = list(
        csv.reader(io.StringIO(figures_csv(whole, catalogue.wording["barometer"])), delimiter=";")
    )
    assert len(rows) == frame.height + 1
    assert len(set(rows[0])) == len(TABLE)
    assert {row[-1] for row in rows[1:]} == {"ja: geen echte gegevens"}
    only = figures_frame(whole, (COST,))
    assert only.equals(frame.filter(pl.col("indicator") == COST))


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
            assert one.movement.direction == "not_shown"
            continue
        _, low, high = difference(share(*now), share(*before))
        assert one.movement.arrow == (
            (low > 0 or high < 0) and one.estimates[0].value != one.estimates[1].value
        )

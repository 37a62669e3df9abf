"""Labels are pushed apart without leaving their room, and leaders never cross texts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.errors import ReportError
from scan.report.figures.metrics import label_lines, shorten, text_width, wrap
from scan.report.figures.placing import perches, spread
from scan.report.figures.scales import bar_scale, line_scale, year_ticks

NUMBERS = st.floats(0, 100, allow_nan=False)


@given(st.lists(st.tuples(NUMBERS, st.floats(1, 12)), min_size=1, max_size=8))
def test_spread_keeps_room_and_order(labels: list[tuple[float, float]]) -> None:
    wanted = [place for place, _ in labels]
    sizes = [size for _, size in labels]
    centres = spread(wanted, sizes, 0, 100)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for first, second in pairwise(order):
        least = (sizes[first] + sizes[second]) / 2
        assert centres[second] - centres[first] >= least - 1e-6
    for centre, size in zip(centres, sizes, strict=True):
        assert size / 2 - 1e-6 <= centre <= 100 - size / 2 + 1e-6


def test_spread_leaves_labels_that_have_room_where_they_are() -> None:
    assert spread([10, 50, 90], [8, 8, 8], 0, 100) == [10, 50, 90]


@given(
    st.lists(st.floats(0, 225), min_size=2, max_size=5, unique=True),
    st.lists(st.floats(10, 90), min_size=5, max_size=5),
)
def test_no_leader_runs_through_a_text(anchors: list[float], widths: list[float]) -> None:
    anchors = sorted(anchors)
    places = perches(anchors, widths[: len(anchors)], 0, 225)
    for place in places or ():
        assert place.start >= -0.01
        assert place.start + place.width <= 225.01
        for other in places:
            if other is place:
                continue
            covers = place.start < other.leader < place.start + place.width
            assert not (covers and other.level > place.level)
            apart = (
                place.start + place.width <= other.start or other.start + other.width <= place.start
            )
            assert apart or other.level != place.level


@given(st.lists(st.integers(-5000, 50_000).map(lambda tenth: tenth / 10), min_size=1, max_size=6))
def test_bar_scale_holds_zero_and_all_values(values: list[float]) -> None:
    scale = bar_scale(values)
    assert scale.low <= min(0, *values) + 1e-6
    assert scale.high >= max(0, *values) - 1e-6
    assert 2 <= len(scale.ticks) <= 6
    assert len(scale.labels("percent")) == len(scale.ticks)


def test_line_scale_leaves_zero_out_only_far_above_it() -> None:
    assert line_scale([70.0, 75.0]).low > 0
    assert line_scale([7.0, 7.5]).low == 0
    assert line_scale([30.0, 75.0]).low == 0


def test_unit_stands_at_the_highest_tick_only() -> None:
    assert bar_scale([39.0]).labels("percent") == ("0", "10", "20", "30", "40\u00a0%")
    assert bar_scale([0.31]).labels("count")[1] == "0,1"


def test_year_ticks_hold_first_and_last() -> None:
    ticks = year_ticks(range(2000, 2026), 400)
    assert ticks[0] == 2000
    assert ticks[-1] == 2025
    assert year_ticks([2017, 2020, 2023], 150) == (2017, 2020, 2023)
    assert year_ticks([2024], 150) == (2024,)


def test_widths_grow_with_size_and_weight() -> None:
    assert text_width("Mechelen", 10) == pytest.approx(2 * text_width("Mechelen", 5))
    assert text_width("Mechelen", 10, 700) > text_width("Mechelen", 10)
    assert text_width("111", 10) == text_width("888", 10), "figures of equal width"
    assert text_width("", 10) == 0


def test_missing_glyph_fails_the_report() -> None:
    with pytest.raises(ReportError, match="no glyph"):
        text_width("漢", 10)


def test_wrapping_prefers_spaces_to_hyphens() -> None:
    assert wrap("Europa buiten de EU", 60, 8.5) == ("Europa buiten", "de EU")
    assert wrap("herkomst niet-EU", 50, 8.5) == ("herkomst", "niet-EU")
    assert wrap("Sint-Katelijne-Waver", 60, 8.5) == ("Sint-Katelijne-", "Waver")
    assert len(label_lines("een heel erg lange naam van een groep", 50, 8.5)) == 3
    assert shorten("Belgische herkomst", 50, 8.5).endswith("…")

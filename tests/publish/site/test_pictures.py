"""Properties of the small pictures of the site."""

from hypothesis import given
from hypothesis import strategies as st

from scan.publish.site import pictures

VALUES = st.lists(st.floats(-50, 5000).map(lambda v: round(v, 1)), min_size=1, max_size=300)


@given(VALUES)
def test_every_figure_has_a_dot_of_its_own_in_the_box(values: list[float]) -> None:
    places, height, ticks = pictures.dots(values)
    assert len(places) == len(values)
    assert len(set(places)) == len(values)
    assert all(0 <= x <= pictures.WIDTH and 0 <= y <= height for x, y in places)
    assert all(0 <= pictures.along(tick, values) <= pictures.WIDTH for tick in ticks)


@given(VALUES)
def test_a_higher_figure_never_stands_more_to_the_left(values: list[float]) -> None:
    places, _, _ = pictures.dots(values)
    ordered = [place[0] for _, place in sorted(zip(values, places, strict=True))]
    assert ordered == sorted(ordered)


@given(VALUES)
def test_levels_are_ordered_as_the_figures(values: list[float]) -> None:
    limits = pictures.bounds(values)
    assert list(limits) == sorted(limits)
    if limits:
        levels = [pictures.level(value, limits) for value in sorted(values)]
        assert levels == sorted(levels)
        assert set(levels) <= set(range(1, pictures.LEVELS + 1))
    else:
        assert len(values) < pictures.FEWEST


def test_a_line_of_two_years_is_none() -> None:
    assert pictures.spark([(2020, 1.0), (2021, 2.0)], [], "") is None
    drawn = pictures.spark([(2019, 1.0), (2020, 1.0), (2021, 3.0)], [], "words")
    assert drawn is not None
    assert drawn.end == (97.0, 3.0)

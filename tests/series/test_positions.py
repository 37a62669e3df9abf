"""Bins cover every figure, with edges that people can read."""

from hypothesis import given
from hypothesis import strategies as st

from scan.series.positions import MOST_BINS, bin_of, nice_edges

_figures = st.floats(-100, 100).map(lambda v: round(v, 1))


@given(st.lists(_figures, min_size=2, max_size=40))
def test_every_figure_falls_in_its_bin(values: list[float]) -> None:
    edges = nice_edges(min(values), max(values), 1)
    assert len(edges) - 1 <= MOST_BINS
    for value in values:
        place = bin_of(value, edges)
        assert edges[place] - 1e-9 <= value <= edges[place + 1] + 1e-9


def test_edges_are_multiples_of_one_two_or_five() -> None:
    assert nice_edges(3.3, 68.2, 1)[:3] == [0.0, 5.0, 10.0]
    assert nice_edges(12.0, 12.0, 0)[0] <= 12.0

"""Bins cover every figure, with edges that people can read; a correction leaves them alone."""

import polars as pl
from dataframely import DataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from scan.series.frames import Figures, Positions
from scan.series.positions import (
    MOST_BINS,
    bin_of,
    nice_edges,
    place,
    settled,
    spread_of,
)

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


def _stored(values: list[float | None], source: str = "a") -> pl.DataFrame:
    """Main figures of made-up municipalities, as they stand in the store."""
    rows = [
        {"area": f"{n:05}", "part": "main", "period": 2025, "value": value, "source": source}
        for n, value in enumerate(values, 11001)
    ]
    return pl.DataFrame(rows, schema={name: Figures.columns()[name].dtype for name in rows[0]})


def _spread(values: list[float | None], source: str = "a") -> DataFrame[Positions]:
    row = spread_of(_stored(values, source), 2025, 1)
    kinds = Positions.create_empty().schema
    frame = pl.DataFrame([{"indicator": "X", "region": "02000", **row}], schema=kinds)
    return Positions.cast(frame)


_shares = st.lists(st.floats(0, 100).map(lambda v: round(v, 1)), min_size=40, max_size=60)


@settings(max_examples=40)
@given(_shares, st.data())
def test_a_correction_leaves_what_the_others_see(values: list[float], data: st.DataObject) -> None:
    kept = _spread(list(values))
    who = data.draw(st.integers(0, len(values) - 1))
    new = data.draw(st.floats(-300, 300).map(lambda v: round(v, 1)))
    corrected = [*values[:who], new, *values[who + 1 :]]
    now = settled(kept, _spread(list(corrected)))
    assert now.equals(kept), "one figure in forty is no new delivery"
    assert settled(now, _spread(list(corrected))).equals(now)

    entry = now.row(0, named=True)
    own = place(entry, f"{11001 + who}", new)
    assert sum(own.counts) == len(values)
    assert len(own.edges) == len(own.counts) + 1 <= 3 * MOST_BINS
    at = bin_of(new, own.edges)
    assert own.counts[at] >= 1
    assert own.edges[at] - 1e-6 <= new <= own.edges[at + 1] + 1e-6
    assert own.lowest <= new <= own.highest
    other = (who + 1) % len(values)
    seen = place(entry, f"{11001 + other}", corrected[other])
    assert (seen.edges, seen.counts) == (tuple(entry["edges"]), tuple(entry["counts"]))


@settings(max_examples=20)
@given(_shares)
def test_a_new_delivery_is_spread_anew(values: list[float]) -> None:
    kept = _spread(list(values))
    many = [round(value + 1, 1) if n % 10 == 0 else value for n, value in enumerate(values)]
    fewer = [None, *values[1:]]
    for fresh in (_spread(list(many)), _spread(fewer), _spread(list(values), source="b")):
        assert settled(kept, fresh).equals(fresh)
    assert settled(kept.clear(), kept).equals(kept)

"""The difference between two releases: which figures, how far, in which order."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.errors import RefusedError
from scan.files import sha256
from scan.publish.difference import (
    FLOOR,
    changed_figures,
    difference,
    figure_name,
    newest_periods,
    parquet,
    read_release,
)
from scan.publish.manifest import DISPLAYED, SUMS
from tests.publish.release_support import (
    NAMES,
    PUBLICATION,
    displayed_of,
    facts,
    figure_row,
    figure_rows,
    release,
)


def _row(period: int, value: float | None, nis: str = "12025", **more: object) -> dict[str, object]:
    return figure_row(nis, "DE_36", period, value, **more)


def _cells(values: Mapping[str, float | None]) -> pl.DataFrame:
    return displayed_of(_row(2025, v, part="cell", category_1=k) for k, v in values.items())


def test_the_same_figures_do_not_differ() -> None:
    rows = displayed_of(figure_rows())
    assert changed_figures(rows, rows).is_empty()


def test_last_years_newest_figure_meets_this_years_figure_of_last_year() -> None:
    before = _row(2023, 19.0, newest=False)
    old = displayed_of([_row(2024, 20.0), before])
    new = displayed_of([_row(2025, 21.0), _row(2024, 20.5, newest=False), before])
    changed = changed_figures(old, new)
    assert changed.select("part", "period", "before", "after", "size").rows() == [
        ("main", 2024, 20.0, 20.5, 0.5)
    ]


def test_the_largest_change_stands_first() -> None:
    pairs = {"a": (0.1, 0.3), "b": (20.0, 30.0), "c": (5000.0, 5001.0), "d": (78.0, 39.0)}
    old = _cells({k: before for k, (before, _) in pairs.items()})
    new = _cells({k: after for k, (_, after) in pairs.items()})
    changed = changed_figures(old, new)
    assert changed["category_1"].to_list() == ["d", "b", "a", "c"]
    assert changed["share"].to_list() == pytest.approx([0.5, 1 / 3, 0.2 / FLOOR, 1 / 5001])


def test_a_figure_that_came_or_went_is_the_largest_change() -> None:
    old = pl.concat([displayed_of([_row(2025, 20.0)]), _cells({"a": 1.0})])
    new = pl.concat([displayed_of([_row(2025, None)]), _cells({"a": 99.0})])
    first = changed_figures(old, new).row(0, named=True)
    assert (first["part"], first["share"], first["size"]) == ("main", 1.0, None)
    assert (first["text_before"], first["text_after"]) == ("20,0 %", "niet getoond")


def test_words_that_changed_are_a_change_without_size() -> None:
    old, new = (
        displayed_of([_row(2025, 0.4, part="difference", area="02000", state=state)])
        for state in ("higher", "about_equal")
    )
    row = changed_figures(old, new).row(0, named=True)
    assert (row["size"], row["share"]) == (0.0, 0.0)
    assert (row["text_before"], row["text_after"]) == ("0,4 % higher", "0,4 % about_equal")
    assert figure_name(row) == "difference of 02000"


def test_a_count_that_changed_is_told_apart_from_its_figure() -> None:
    old, new = [displayed_of([_row(2025, 20.0, count=count)]) for count in (1000, 1010)]
    changed = changed_figures(old, new)
    assert changed.select("amount", "before", "after", "text_after").rows() == [
        ("count", 1000.0, 1010.0, "1010")
    ]
    assert figure_name(changed.row(0, named=True)) == "main, count"


def test_the_same_change_in_two_publications_is_told_once() -> None:
    def both(value: float) -> pl.DataFrame:
        return displayed_of([_row(2025, value, publication=name) for name in ("b", "a")])

    rows = changed_figures(both(1.0), both(2.0))
    assert rows["publications"].to_list() == ["a, b"]


_VALUES = st.one_of(st.none(), st.integers(-500, 500).map(lambda n: n / 10))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(_VALUES, _VALUES)))
def test_exactly_the_figures_that_differ_are_told(pairs: dict[str, tuple[float, float]]) -> None:
    old = _cells({k: before for k, (before, _) in pairs.items()})
    new = _cells({k: after for k, (_, after) in pairs.items()})
    changed = changed_figures(old, new)
    assert set(changed["category_1"]) == {k for k, (one, other) in pairs.items() if one != other}
    assert changed["share"].is_sorted(descending=True)
    assert changed["share"].is_between(0, 1).all()
    back = changed_figures(new, old)
    assert sorted(back["share"].to_list()) == sorted(changed["share"].to_list())


def test_the_newest_period_is_that_of_most() -> None:
    rows = [_row(2025, 1.0, nis) for nis in list(NAMES)[:3]]
    rows.append(_row(2022, 1.0, "73028"))
    assert newest_periods(displayed_of(rows)) == {"DE_36": 2025}


def test_a_difference_names_what_came_went_and_moved(tmp_path: Path) -> None:
    known = facts(tmp_path)
    first = release(tmp_path, of=known)
    indicators = {
        "DE_36": known.indicators["DE_36"],
        "DE_40": known.indicators["DE_36"].model_copy(update={"title": "Titel DE_40"}),
    }
    receipts = tuple(
        replace(receipt, indicators=("DE_36", "DE_40"))
        for receipt in known.receipts[PUBLICATION][1:]
    )
    rows = [*figure_rows(30.0, codes=["DE_36"]), *figure_rows(codes=["DE_40"])]
    later = replace(
        known,
        indicators=indicators,
        receipts={PUBLICATION: receipts},
        displayed=displayed_of(row for row in rows if row["nis"] != "11002"),
    )
    second = release(tmp_path, of=later, days=1, force=True)
    found = difference(read_release(first.folder).seen, read_release(second.folder).seen)
    assert found.indicators_added == ("DE_40",)
    assert found.indicators_lost == ("WE_02",)
    assert found.areas_lost == ("11002 Antwerpen (integratiescan)",)
    assert found.areas_added == ()
    (moved,) = found.moved
    assert (moved.indicator, moved.revised, moved.areas, moved.updated) == ("DE_36", 9, 3, False)
    assert set(found.changed["name"]) == {"Mechelen", "Leuven", "Herstappe"}
    assert not found.empty
    found_first = read_release(first.folder).seen
    assert difference(found_first, found_first).empty


def test_a_release_of_another_program_is_not_compared(tmp_path: Path) -> None:
    made = release(tmp_path)
    path = made.folder / DISPLAYED
    path.unlink()
    path.write_bytes(parquet(displayed_of(figure_rows())))
    frame = pl.read_parquet(path).drop("area")
    frame.write_parquet(path)
    sums = made.folder / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines()
    told = [f"{sha256(path)}  {DISPLAYED}" if DISPLAYED in line else line for line in lines]
    sums.unlink()
    sums.write_text("\n".join(told) + "\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="columns of another program"):
        read_release(made.folder)


def test_altered_figures_are_not_compared(tmp_path: Path) -> None:
    made = release(tmp_path)
    path = made.folder / DISPLAYED
    path.unlink()
    path.write_bytes(parquet(displayed_of(figure_rows(99.0))))
    with pytest.raises(RefusedError, match="missing or altered"):
        read_release(made.folder)

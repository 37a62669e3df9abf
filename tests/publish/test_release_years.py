"""The gate and time: no figure of the future, and no obstacle to the release that mends it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.moments import FIRST
from scan.errors import RefusedError
from scan.publish.difference import newest_periods
from scan.publish.facts import ReleaseFacts
from scan.publish.manifest import Delivery, Described
from scan.publish.wrong_years import without
from tests.publish.release_support import (
    CODES,
    NAMES,
    PUBLICATION,
    displayed_of,
    facts,
    figure_row,
    figure_rows,
    release,
)

SOURCE = "statbel_origin"
Row = dict[str, object]


def _with_newest(year: int, value: float = 28.1) -> list[Row]:
    """What is displayed when ``year`` came after 2024 and 2025."""
    before = [row | {"newest": False} for row in figure_rows()]
    return [*before, *(row | {"period": year} for row in figure_rows(value) if row["newest"])]


def _facts(shelf: Path, rows: Iterable[Row], delivery: str, *gone: int) -> ReleaseFacts:
    """Facts of a release that shows ``rows`` of a delivery; years of before that are ``gone``."""
    return replace(
        facts(shelf, delivery=delivery),
        displayed=displayed_of(rows),
        taken_back={SOURCE: gone} if gone else {},
    )


def _refused(shelf: Path, of: ReleaseFacts, days: int = 1) -> str:
    with pytest.raises(RefusedError) as refused:
        release(shelf, of=of, days=days)
    return str(refused.value)


def test_figures_of_the_future_are_refused(tmp_path: Path) -> None:
    said = _refused(tmp_path, _facts(tmp_path, _with_newest(2052), "second"))
    assert "DE_36 Titel DE_36: 2052 lies in the future; delivered with statbel_origin" in said
    assert "12025 Mechelen: 28,1 %" in said
    assert "2025 lies" not in said


def test_figures_of_the_future_are_refused_beside_a_release_too(tmp_path: Path) -> None:
    release(tmp_path)
    said = _refused(tmp_path, _facts(tmp_path, _with_newest(2052), "second"))
    assert "WE_02 Titel WE_02: 2052 lies in the future" in said


@pytest.mark.parametrize(("moment", "passes"), [("1 januari", True), ("jaar", False)])
def test_the_moment_says_from_when_on_a_year_is_there(
    tmp_path: Path, moment: str, passes: bool
) -> None:
    known = _facts(tmp_path, _with_newest(2026), "second")
    told = {
        code: Described(
            title=f"Titel {code}", unit="percent", sources=(SOURCE,), first=FIRST[moment]
        )
        for code in CODES
    }
    known = replace(known, indicators=told)
    if passes:
        assert release(tmp_path, of=known, days=1).fresh
    else:
        assert "2026 lies in the future" in _refused(tmp_path, known)
        assert release(tmp_path, of=known, days=365).fresh, "from the first of January on"


def test_what_is_said_without_a_number_lies_nowhere(tmp_path: Path) -> None:
    rows = [
        row | {"value": None, "count": None, "text": "niet getoond", "status": "hidden"}
        for row in _with_newest(2052)
        if row["period"] == 2052
    ]
    told = [row | {"newest": False, "part": "cell", "category_1": "a"} for row in rows]
    known = _facts(tmp_path, [*told, *figure_rows()], "second")
    assert release(tmp_path, of=known, days=1).fresh


@pytest.mark.parametrize("year", [2052, 2026], ids=["a year that lies ahead", "a wrong year"])
@pytest.mark.parametrize("value", [28.1, 90.0], ids=["the same figures", "wild ones"])
def test_the_mended_release_passes(tmp_path: Path, year: int, value: float) -> None:
    """After the undo, or after the correction, which says which years are gone."""
    told: list[str] = []
    release(tmp_path)
    wrong = _facts(tmp_path, _with_newest(year, value), "second")
    release(tmp_path, of=wrong, days=1, force=True)
    mended = _facts(tmp_path, figure_rows(), "first", year)
    assert release(tmp_path, of=mended, days=2, tell=told.append).fresh
    assert f"DE_36 Titel DE_36: {year} was taken back" in told


def test_a_year_that_nobody_took_back_may_not_go(tmp_path: Path) -> None:
    release(tmp_path, of=_facts(tmp_path, _with_newest(2026), "first"))
    said = _refused(tmp_path, _facts(tmp_path, figure_rows(), "second"))
    assert "went back from 2026 to 2025" in said
    other = replace(_facts(tmp_path, figure_rows(), "second"), taken_back={"other": (2026,)})
    assert "went back from 2026 to 2025" in _refused(tmp_path, other)


def test_what_takes_its_place_is_held_against_what_was_right(tmp_path: Path) -> None:
    release(tmp_path, of=_facts(tmp_path, _with_newest(2052), "first"), force=True)
    leap = [row | {"value": 60.0} if row["newest"] else row for row in figure_rows()]
    said = _refused(tmp_path, _facts(tmp_path, leap, "second", 2052))
    assert "the main figure was revised strongly" in said


def test_an_indicator_of_which_all_was_taken_back_may_go(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    less = tuple(replace(r, indicators=("DE_36",)) for r in known.receipts[PUBLICATION])
    own = {"DE_36": known.indicators["DE_36"]}
    told = {**known.indicators, "WE_02": Described(title="x", unit="percent", sources=("other",))}
    release(tmp_path, of=replace(known, indicators=told), days=1, force=True)
    gone = replace(
        known,
        receipts={PUBLICATION: less},
        indicators=own,
        displayed=displayed_of(figure_rows(codes=["DE_36"])),
    )
    assert "lost indicator" in _refused(tmp_path, gone, days=2)
    back = replace(gone, taken_back={"other": (2024, 2025)})
    assert release(tmp_path, of=back, days=2).fresh


def test_a_manifest_of_before_the_rule_is_read(tmp_path: Path) -> None:
    old = {"title": "x", "unit": "percent", "sources": [SOURCE]}
    assert Described.model_validate(old, strict=False).first == FIRST[""]
    assert Delivery.model_validate({"fingerprint": "x"}).date == ""


# --- figures without some years -------------------------------------------------------------


@given(
    years=st.sets(st.integers(2015, 2030), min_size=1, max_size=6),
    wrong=st.frozensets(st.integers(2015, 2030), max_size=6),
)
def test_without_wrong_years_it_is_as_if_they_never_were(
    years: set[int], wrong: frozenset[int]
) -> None:
    found = without(_series(years), {"DE_36": wrong})
    kept = years - wrong
    assert found.sort("nis", "period").equals(_series(kept).sort("nis", "period"))
    assert newest_periods(found) == ({"DE_36": max(kept)} if kept else {})


def _series(years: Iterable[int]) -> pl.DataFrame:
    newest = max(years, default=0)
    return displayed_of(
        figure_row(nis, "DE_36", year, float(year), newest=year == newest)
        for nis in NAMES
        for year in sorted(years)
    )

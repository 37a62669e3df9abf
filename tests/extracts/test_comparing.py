"""What a delivery does to figures in use: on the real series, and on changes made to them."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.comparing import Comparison, compare
from scan.extracts.figures import empty_frame
from scan.extracts.questions import questions_about
from tests.extracts.support import examine

SERIES = {
    "statbel_origin": "statbel/statbel_origin_2000_2025.csv",
    "statbel_nationality": "statbel/statbel_nationality_2009_2025.csv",
}
Real = Callable[[str], Path]


def _figures(name: str, real: Real, catalogue: Catalogue) -> tuple[pl.DataFrame, Source]:
    source = catalogue.sources[name]
    checked = examine(source, real(SERIES[name]), catalogue)
    assert not checked.faults
    return checked.frame, source


def _until(figures: pl.DataFrame, year: int) -> pl.DataFrame:
    return figures.filter(pl.col("period") <= year)


def _asked(comparison: Comparison, source: Source, catalogue: Catalogue) -> list[str]:
    questions = questions_about("f.csv", comparison, source, catalogue, renamed=False)
    return [question.kind for question in questions]


def _times(figures: pl.DataFrame, area: str, year: int, factor: float) -> pl.DataFrame:
    here = (pl.col("area") == area) & (pl.col("period") == year)
    changed = (pl.col("value") * factor).floor()
    return figures.with_columns(value=pl.when(here).then(changed).otherwise("value"))


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("year", [2014, 2019, 2025])
def test_a_real_year_that_is_added_raises_no_question(
    real: Real, catalogue: Catalogue, name: str, year: int
) -> None:
    figures, source = _figures(name, real, catalogue)
    comparison = compare(_until(figures, year), _until(figures, year - 1), source, catalogue)
    assert comparison.new_years == (year,)
    assert comparison.added == figures.filter(pl.col("period") == year).height
    assert (comparison.changed, comparison.lost) == (0, 0)
    assert _asked(comparison, source, catalogue) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SERIES)
def test_no_real_year_that_was_ever_added_raises_a_question(
    real: Real, catalogue: Catalogue, name: str
) -> None:
    figures, source = _figures(name, real, catalogue)
    first = figures.get_column("period").min()
    assert isinstance(first, int)
    for year in range(first + 6, 2026):
        comparison = compare(_until(figures, year), _until(figures, year - 1), source, catalogue)
        assert _asked(comparison, source, catalogue) == [], year


@pytest.mark.parametrize(
    "area", ["11002", "12025", "73028", "44084", "21004"], ids=lambda nis: f"nis-{nis}"
)
@pytest.mark.parametrize("in_use", [2024, 2025], ids=["new-year", "revision"])
def test_a_halved_population_is_asked_about(
    real: Real, catalogue: Catalogue, area: str, in_use: int
) -> None:
    """Of the largest municipality, a city, the smallest, a merged one and one in Brussels."""
    figures, source = _figures("statbel_nationality", real, catalogue)
    halved = _times(figures, area, 2025, 0.5)
    comparison = compare(halved, _until(figures, in_use), source, catalogue)
    kinds = _asked(comparison, source, catalogue)
    assert ("leap" if in_use == 2024 else "revision") in kinds
    many = comparison.leaps if in_use == 2024 else comparison.large
    assert {change.area for change in many.first} == {area}


@pytest.mark.parametrize("factor", [0.0, 0.1, 0.8, 1.25, 10.0, 1000.0])
def test_a_leap_is_found_whatever_its_size_and_direction(
    real: Real, catalogue: Catalogue, factor: float
) -> None:
    figures, source = _figures("statbel_nationality", real, catalogue)
    new = _times(figures, "12025", 2025, factor)
    comparison = compare(new, _until(figures, 2024), source, catalogue)
    assert {change.area for change in comparison.leaps.first} == {"12025"}
    totals = [c for c in comparison.leaps.first if not c.categories]
    assert [(c.period_before, c.period) for c in totals] == [(2024, 2025)]
    (total,) = totals
    assert total.usual == pytest.approx(total.before, rel=0.02)


def test_everything_growing_alike_is_no_leap(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_nationality", real, catalogue)
    last = figures.filter(pl.col("period") == 2025)
    more = last.with_columns(period=pl.lit(2026, pl.Int32), value=(pl.col("value") * 1.3).floor())
    comparison = compare(pl.concat([figures, more]), figures, source, catalogue)
    assert comparison.leaps.count == 0


def test_mergers_are_no_leaps_and_lose_no_municipality(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    comparison = compare(_until(figures, 2025), _until(figures, 2024), source, catalogue)
    assert len(comparison.new_areas) == 12
    assert comparison.lost_places == ()
    assert comparison.short_years == ()


def test_what_is_missing_is_told_by_place_and_year(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    lacking = figures.filter(~((pl.col("area") == "12025") & (pl.col("period") >= 2024)))
    comparison = compare(lacking, _until(figures, 2024), source, catalogue)
    assert comparison.lost_places == (("12025", 2024),)
    assert comparison.lost == 5
    assert comparison.short_years == ((2025, ("12025",)),) or comparison.short_years == ()
    assert "place_lost" in _asked(comparison, source, catalogue)
    short = compare(
        figures.filter(~((pl.col("area") == "12025") & (pl.col("period") == 2025))),
        _until(figures, 2024),
        source,
        catalogue,
    )
    assert short.short_years == ((2025, ("12025",)),)
    assert _asked(short, source, catalogue) == ["year_short"]


def test_figures_that_become_hidden_are_lost(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    small = pl.col("value") < 100
    hidden = figures.with_columns(
        status=pl.when(small).then(pl.lit("hidden")).otherwise("status"),
        value=pl.when(~small).then("value"),
    )
    comparison = compare(hidden, figures, source, catalogue)
    assert comparison.lost == figures.filter(small).height
    assert comparison.changed == 0
    assert "figures_lost" in _asked(comparison, source, catalogue)


def test_small_revisions_are_told_and_not_asked_about(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    plus = pl.when(pl.col("period") == 2025).then((pl.col("value") * 1.004).ceil())
    comparison = compare(
        figures.with_columns(value=plus.otherwise("value")), figures, source, catalogue
    )
    assert comparison.changed > 1_000
    assert len(comparison.revisions) == 10
    assert _asked(comparison, source, catalogue) == []


def test_many_large_revisions_are_named_and_counted(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    twice = figures.with_columns(value=pl.col("value") * 2)
    comparison = compare(twice, figures, source, catalogue)
    assert len(comparison.large.first) == 100
    assert comparison.large.count > 10_000
    questions = questions_about("f.csv", comparison, source, catalogue, renamed=False)
    revisions = [question for question in questions if question.kind == "revision"]
    assert sum(question.count for question in revisions) == comparison.large.count


def test_a_first_delivery_has_nothing_to_be_compared_with(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_nationality", real, catalogue)
    comparison = compare(figures, empty_frame(source), source, catalogue)
    assert comparison.first
    assert (comparison.added, comparison.changed, comparison.lost) == (figures.height, 0, 0)
    assert _asked(comparison, source, catalogue)[0] == "first_delivery"


def test_the_same_figures_change_nothing(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    comparison = compare(figures.reverse(), figures, source, catalogue)
    assert comparison.years == ()
    assert _asked(comparison, source, catalogue) == []


def test_one_year_after_another_gives_the_changes_by_year(real: Real, catalogue: Catalogue) -> None:
    figures, source = _figures("statbel_origin", real, catalogue)
    new = figures.filter(pl.col("period").is_in([2023, 2025]))
    comparison = compare(new, _until(figures, 2024), source, catalogue)
    assert [change.year for change in comparison.years] == [2025]
    assert 2024 in comparison.kept_years
    assert 2023 not in comparison.kept_years

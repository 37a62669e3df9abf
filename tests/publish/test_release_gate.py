"""The gate: what a release may lose or move, with which cause, and what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.reading import Catalogue
from scan.errors import CatalogueError, RefusedError
from scan.house import CATALOGUE
from scan.publish.difference import amounts
from scan.publish.facts import ReleaseFacts
from scan.publish.jumps import Shift, implausible, last_digits
from scan.publish.manifest import Delivery, Edition
from scan.publish.thresholds import read_thresholds
from scan.series.workspace import Workspace
from scan.views.desk import open_desk
from scan.views.displayed import MAIN, Displayed, displayed
from scan.views.values import views_of
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


def _refused(shelf: Path, of: ReleaseFacts) -> str:
    with pytest.raises(RefusedError) as refused:
        release(shelf, of=of, days=1)
    return str(refused.value)


def _with_reports(known: ReleaseFacts, **changes: object) -> ReleaseFacts:
    """The same facts with something else in every receipt."""
    receipts = tuple(replace(r, **changes) for r in known.receipts[PUBLICATION])  # type: ignore[arg-type]
    return replace(known, receipts={PUBLICATION: receipts})


def _delivered(known: ReleaseFacts, fingerprint: str = "second") -> ReleaseFacts:
    deliveries = {"statbel_origin": Delivery(date="2026-06-01", fingerprint=fingerprint)}
    return replace(known, deliveries=deliveries, extracts=fingerprint)


def _displaying(known: ReleaseFacts, rows: Iterable[Mapping[str, object]]) -> ReleaseFacts:
    return replace(known, displayed=displayed_of(rows))


# --- losses ---------------------------------------------------------------------------------


def test_a_lost_municipality_is_refused_unless_the_edition_lost_it(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    fewer = known.receipts[PUBLICATION][1:]
    lost = replace(known, receipts={PUBLICATION: fewer})
    said = _refused(tmp_path, lost)
    assert "integratiescan: lost municipality\n    11002 Antwerpen" in said
    assert "1 of 4 municipalities have no report" in said
    edition = Edition(title="x", areas=tuple(NAMES)[1:], indicators=CODES)
    merged = replace(lost, editions={PUBLICATION: edition})
    assert release(tmp_path, of=merged, days=1).fresh


def test_a_lost_indicator_is_refused_unless_the_edition_lost_it(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    lost = _with_reports(known, indicators=("DE_36",))
    lost = replace(_displaying(lost, figure_rows(codes=["DE_36"])), indicators={})
    said = _refused(tmp_path, lost)
    assert "integratiescan: lost indicator\n    WE_02 Titel WE_02" in said
    assert "no longer show" not in said, "told once"
    edition = Edition(title="x", areas=tuple(NAMES), indicators=("DE_36",))
    assert release(tmp_path, of=replace(lost, editions={PUBLICATION: edition}), days=1).fresh


def test_a_lost_publication_is_refused_while_the_catalogue_has_it(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    gone = replace(known, receipts={}, displayed=Displayed.create_empty())
    said = _refused(tmp_path, gone)
    assert "Lost publication\n    integratiescan" in said
    assert "There is not a single report" in said


def test_thinner_reports_are_refused(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    assert "70 → 67 pages" in _refused(tmp_path, _with_reports(known, pages=67))
    short = facts(tmp_path, contents={"12025": b"12025" * 200})
    assert "12025 Mechelen: 70 → 70 pages, 0.00 → 0.00 MB" in _refused(tmp_path, short)
    assert release(tmp_path, of=_with_reports(facts(tmp_path), pages=68), days=1).fresh


def test_pages_of_a_lost_indicator_are_no_second_fault(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    edition = {PUBLICATION: Edition(title="x", areas=tuple(NAMES), indicators=("DE_36",))}
    fewer = replace(_with_reports(known, pages=67, indicators=("DE_36",)), editions=edition)
    assert release(tmp_path, of=fewer, days=1).fresh


@pytest.mark.parametrize(("delivery", "ends"), [("first", "without"), ("second", "after")])
def test_main_figures_that_vanish_are_refused(tmp_path: Path, delivery: str, ends: str) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    rows = [
        row | {"value": None, "text": "niet getoond", "status": "hidden"}
        if (row["nis"], row["indicator"], row["newest"]) == ("12025", "DE_36", True)
        else row
        for row in figure_rows()
    ]
    said = _refused(tmp_path, _displaying(_delivered(known, delivery), rows))
    assert f"1 of 4 municipalities no longer show its main figure, {ends} a new delivery" in said
    assert "12025: 28,1 % → nothing" in said


def test_an_indicator_that_goes_back_in_time_is_refused(tmp_path: Path) -> None:
    known = facts(tmp_path)
    release(tmp_path, of=known)
    rows = [row | {"period": 2023} if row["newest"] else row for row in figure_rows()]
    said = _refused(tmp_path, _displaying(_delivered(known), rows))
    assert "DE_36 Titel DE_36: went back from 2025 to 2023" in said


# --- jumps ----------------------------------------------------------------------------------


def test_without_a_delivery_only_the_last_digit_may_move(tmp_path: Path) -> None:
    release(tmp_path, 28.1)
    assert release(tmp_path, 28.2, of=_by_a_digit(tmp_path), days=1).fresh
    said = _refused(tmp_path, facts(tmp_path, 28.4))
    assert "DE_36 Titel DE_36: 12 figures changed without a new delivery" in said
    assert "73028 Herstappe" in said or "11002 Antwerpen, main, count, 2025" in said
    assert "… and 2 more" in said


def _by_a_digit(shelf: Path) -> ReleaseFacts:
    """Shares that moved by 0,1; counts that moved by 1."""
    rows = [
        figure_row(
            str(row["nis"]),
            str(row["indicator"]),
            int(str(row["period"])),
            float(str(row["value"])) + 0.1,
            newest=row["newest"],
            count=None if row.get("count") is None else float(str(row["count"])) + 1,
        )
        for row in figure_rows()
    ]
    return _displaying(facts(shelf), rows)


@pytest.mark.parametrize(
    ("then", "now", "passes"), [(28.1, 37.0, True), (28.1, 39.0, False), (28.1, 12.0, False)]
)
def test_a_delivery_explains_a_step_but_not_a_leap(
    tmp_path: Path, then: float, now: float, passes: bool
) -> None:
    release(tmp_path, then)
    period = 2026
    rows = [row | {"period": period} for row in figure_rows(now) if row["newest"]]
    rows += [row | {"newest": False} for row in figure_rows(then) if row["newest"]]
    known = _displaying(_delivered(facts(tmp_path)), rows)
    if passes:
        assert release(tmp_path, of=known, days=1).fresh
    else:
        said = _refused(tmp_path, known)
        assert "in 4 municipalities the main figure moved further than ever" in said
        assert "after a new delivery of statbel_origin" in said
        assert f"12025 Mechelen, main, 2026: {then:.1f} % → {now:.1f} %".replace(".", ",") in said


def test_the_past_may_be_revised_but_not_rewritten(tmp_path: Path) -> None:
    release(tmp_path, 28.1)
    assert release(tmp_path, of=_delivered(facts(tmp_path, 31.0)), days=1).fresh
    said = _refused(tmp_path, _delivered(facts(tmp_path, 37.0), "third"))
    assert "the main figure was revised strongly" in said


def test_two_municipalities_alone_do_not_stop_a_delivery(tmp_path: Path) -> None:
    release(tmp_path, 28.1)
    some = ("12025", "24062")
    rest = [nis for nis in NAMES if nis not in some]
    rows = [*figure_rows(60.0, some), *figure_rows(28.1, rest)]
    assert release(tmp_path, of=_displaying(_delivered(facts(tmp_path)), rows), days=1).fresh


def test_history_decides_where_there_is_any() -> None:
    bounds = read_thresholds().implausible
    calm, wild = _series([20.0, 20.2, 20.4, 20.6, 20.8, 21.0]), _series([20, 60, 20, 60, 20, 60.0])
    for old, now, refused in ((calm, 23.0, True), (calm, 21.9, False), (wild, 10.0, False)):
        new = _series([20.0] * 6 + [now])
        found = list(implausible(old, new, {"DE_36": "percent"}, Shift(bounds, across=True)))
        assert bool(found) is refused, now


def _series(values: list[float]) -> pl.DataFrame:
    last = len(values) - 1
    rows = [
        figure_row(nis, "DE_36", n, value, newest=n == last)
        for nis in NAMES
        for n, value in enumerate(values)
    ]
    return displayed_of(rows)


@given(st.lists(st.integers(-10_000, 10_000), min_size=1), st.integers(0, 2))
def test_the_last_digit_is_found(values: list[int], digits: int) -> None:
    rows = [figure_row(str(n), "DE_36", 2025, value / 10**digits) for n, value in enumerate(values)]
    step = last_digits(amounts(displayed_of(rows)))["step"].item()
    assert step >= 10**-digits * 0.999
    scaled = [value / 10**digits / step for value in values]
    assert all(abs(x - round(x)) < 1e-6 for x in scaled)


# --- the bounds -----------------------------------------------------------------------------


def test_a_broken_bound_is_a_fault_of_the_catalogue(tmp_path: Path) -> None:
    text = (CATALOGUE / "gate.toml").read_text(encoding="utf-8")
    broken = text.replace("areas = 0.01", 'areas = "few"').replace("digits = 1", "digit = 1")
    (tmp_path / "gate.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        read_thresholds(tmp_path)
    places = {fault.place for fault in found.value.faults}
    assert places == {"missing.areas", "unexplained.digits", "unexplained.digit"}


@pytest.mark.slow
def test_honest_years_of_real_series_pass_and_broken_ones_do_not(
    real: Workspace, catalogue: Catalogue
) -> None:
    """What ``catalogue/gate.toml`` says about the real series, asked again."""
    publication = catalogue.publications["integratiescan-beschikbaar"]
    frames = []
    for area in catalogue.areas.municipalities(publication.region, real.as_of):
        store = real.store((area.nis, area.region_nis))
        views = views_of(open_desk(store, catalogue, area, real.extracts.dates), publication)
        frames.append(displayed(publication.id, area.nis, views))
    shown = pl.concat(frames).filter(MAIN).drop_nulls("value")
    last = pl.col("period").max().over("indicator")
    honest = [
        code
        for back in range(1, 12)
        for code in _refusals(
            shown.filter(pl.col("period") <= last - back),
            shown.filter(pl.col("period") <= last - back + 1),
            catalogue,
        )
    ]
    assert honest in ([], ["DE_52"])
    old, tenfold = shown.filter(pl.col("period") < last), pl.col("value") * 10
    broken = shown.with_columns(
        value=pl.when(pl.col("period") == last).then(tenfold).otherwise("value")
    )
    assert len(_refusals(old, broken, catalogue)) == old["indicator"].n_unique()


def _refusals(old: pl.DataFrame, new: pl.DataFrame, catalogue: Catalogue) -> list[str]:
    units = {code: indicator.unit for code, indicator in catalogue.indicators.items()}
    shift = Shift(read_thresholds().implausible, across=True)
    return [code for code, _ in implausible(_as_shown(old), _as_shown(new), units, shift)]


def _as_shown(series: pl.DataFrame) -> pl.DataFrame:
    """Series as a release shows them: with the newest period marked."""
    newest = pl.col("period") == pl.col("period").max().over("nis", "indicator")
    return series.with_columns(newest=newest)

"""Views of real extracts, recomputed here from the files with nothing but the csv module."""

import csv
import datetime
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.series.building import build_store
from scan.series.store import Store
from scan.status import Status
from scan.views.desk import open_desk
from scan.views.records import IndicatorView
from scan.views.values import view_of

TODAY = datetime.date(2025, 1, 1)
NAMES = ("Mechelen", "Antwerpen", "Herstappe", "Hasselt", "Beveren-Kruibeke-Zwijndrecht", "De Haan")


@pytest.fixture(scope="module")
def store(catalogue: Catalogue, real_extracts: Path) -> Store:
    extracts = find_extracts(real_extracts, catalogue)
    return build_store(load_extracts(extracts, catalogue), catalogue, TODAY)


@pytest.fixture(scope="module")
def see(catalogue: Catalogue, store: Store) -> Callable[[str, str], IndicatorView]:
    @lru_cache
    def look(name: str, code: str) -> IndicatorView:
        area = catalogue.areas.find(name, TODAY)
        view = view_of(open_desk(store, catalogue, area, {}), code, "demografie")
        assert view is not None
        return view

    return look


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _mergers(folder: Path) -> dict[str, str]:
    rows = _rows(folder.parent / "geography" / "mergers.csv")
    return {row["old_nis"]: row["new_nis"] for row in rows}


def _half_up(value: float) -> float:
    return int(value * 10 + 0.5 + 1e-9) / 10


@pytest.mark.parametrize("name", NAMES)
def test_origin_adds_up_from_the_file(
    name: str,
    catalogue: Catalogue,
    real_extracts: Path,
    see: Callable[[str, str], IndicatorView],
) -> None:
    mergers = _mergers(real_extracts)
    nis = catalogue.areas.find(name, TODAY).nis
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in _rows(real_extracts / "statbel" / "statbel_origin_2000_2025.csv"):
        code = row["nis"]
        while code in mergers and mergers[code] != code:
            code = mergers[code]
        places = [code] if code.startswith("21") else [code, "02000"]
        for place in places:
            sums[place, row["year"]][0] += int(row["total"]) - int(row["belgian_bg"])
            sums[place, row["year"]][1] += int(row["total"])
    view = see(name, "DE_36")
    points = view.trend
    assert [point.period for point in points] == list(range(2000, 2026))
    for point in points:
        foreign, everyone = sums[nis, str(point.period)]
        assert point.shown.value == _half_up(100 * foreign / everyone)
        assert point.count.value == foreign
        all_foreign, all_everyone = sums["02000", str(point.period)]
        assert view.beside(point).value == _half_up(100 * all_foreign / all_everyone)


def test_the_flemish_share_of_foreign_origin(see: Callable[[str, str], IndicatorView]) -> None:
    view = see("Mechelen", "DE_36")
    assert view.beside(view.main).text == "28,1\u00a0%"
    assert view.main.shown.text == "39,0\u00a0%"


def test_survey_figures_of_the_time_before_a_merger_stand_side_by_side(
    see: Callable[[str, str], IndicatorView], real_extracts: Path
) -> None:
    survey = {
        (row["nis"], row["indicator_id"]): float(row["pct"])
        for row in _rows(real_extracts / "gsm" / "gsm_survey_2023.csv")
    }
    view = see("Antwerpen", "SA_S_27")
    assert view.status is Status.FORMER
    assert view.main.shown.value is None
    assert [former.name for former in view.former] == [
        "Antwerpen (grondgebied van vóór 2025)",
        "Borsbeek",
    ]
    values = [former.figures[0].shown.value for former in view.former]
    assert values == [survey["11002", "SA_S_27"], survey["11007", "SA_S_27"]]
    assert see("Mechelen", "SA_S_27").main.shown.value == survey["12025", "SA_S_27"]


def test_herstappe_has_no_survey(see: Callable[[str, str], IndicatorView]) -> None:
    assert see("Herstappe", "SA_S_27").status is Status.NOT_AVAILABLE


def test_the_register_goes_before_the_census(see: Callable[[str, str], IndicatorView]) -> None:
    view = see("Mechelen", "DE_47")
    assert view.period == 2022
    assert view.origin.source == "gsm_de_47"


def test_the_undetermined_are_a_group_too(see: Callable[[str, str], IndicatorView]) -> None:
    view = see("Mechelen", "DE_52")
    assert [cell.codes[0] for cell in view.cells][-1] == "unknown"
    assert len(view.cells) == 4
    assert sum(cell.count.value or 0 for cell in view.cells) == view.main.base.value


@pytest.mark.parametrize("code", ["DE_51", "DE_53", "DE_54", "DE_59", "DE_60", "DE_46"])
def test_histories_of_one_figure_have_the_same_years(
    see: Callable[[str, str], IndicatorView], code: str
) -> None:
    view = see("Mechelen", code)
    years = {tuple(point.period for point in trend) for trend in view.trends}
    assert len(view.trends) == len(view.cells) > 1
    assert len(years) == 1


def test_what_was_not_asked_about_is_no_nought(see: Callable[[str, str], IndicatorView]) -> None:
    """Ages under 65 stand apart from 2014 on. No year of *nader te bepalen* is left out, for the
    other target groups make up the whole where nobody is in it."""
    ages = see("Mechelen", "DE_51").trends
    assert {min(point.period for point in trend) for trend in ages} == {2014}
    *_, undetermined = see("Mechelen", "DE_59").trends
    assert [point.period for point in undetermined] == list(range(2010, 2022))
    assert {p.shown.value for p in undetermined if 2014 <= p.period <= 2019} == {0.0}


def test_five_nationalities_of_parts_are_not_those_of_a_merger(
    see: Callable[[str, str], IndicatorView],
) -> None:
    view = see("Hasselt", "DE_46")
    assert (view.status, view.cells) == (Status.NOT_AVAILABLE, ())
    assert len(see("Mechelen", "DE_46").cells) == 5


def test_groups_add_up_where_the_supplier_has_them_wrong(
    see: Callable[[str, str], IndicatorView],
) -> None:
    view = see("Mechelen", "ON_37")
    assert (view.period, view.main.shown.text) == (2021, "30,7\u00a0%")
    assert view.beside(view.main).text == "25,0\u00a0%"


def test_nothing_is_compared_where_there_is_no_regional_figure(
    see: Callable[[str, str], IndicatorView],
) -> None:
    view = see("Mechelen", "SA_S_27")
    assert view.comparators == ()
    assert view.state == "none"


def test_a_balance_is_not_tested(see: Callable[[str, str], IndicatorView]) -> None:
    """Its error is that of all who came and all who went, which it does not tell."""
    view = see("Antwerpen", "DE_73")
    assert view.main.count.value
    assert view.state == "not_tested"
    assert view.change is not None
    assert view.change.direction == "not_tested"
    assert view.position is not None
    assert view.position.standing is None
    assert see("Antwerpen", "DE_28").state == "higher"


def test_differences_are_those_of_the_displayed_figures(
    see: Callable[[str, str], IndicatorView], catalogue: Catalogue
) -> None:
    for code in ("DE_36", "DE_42", "DE_49", "WE_15"):
        view = see("Mechelen", code)
        own, region = view.main.shown.value, view.beside(view.main).value
        assert own is not None
        assert region is not None
        assert view.comparisons[0].difference.value == pytest.approx(own - region, abs=1e-9)
        assert (
            round(view.comparisons[0].difference.value, 1) == view.comparisons[0].difference.value
        )

"""Groups that can be downloaded are those of reports: the middle of what is shown anyway."""

import polars as pl
import pytest

from scan.publish.groups import COUNTS, groups_csv, groups_table, members_of
from scan.publish.series_tables import Stock, series_table
from scan.series.workspace import Workspace
from scan.views.comparators import others_of
from scan.views.desk import open_desk
from scan.views.values import view_of

CODES = ("DE_36", "DE_49", "WE_09", "SA_S_27")
"""A share, a rate, one with many hidden figures, an estimate."""
TOWNS = ("12025", "11002", "73028")
ASKED = ("similar", "adjoining", "centrumsteden")


@pytest.mark.parametrize("code", CODES)
def test_a_group_has_the_figures_that_reports_show_of_it(made_up: Workspace, code: str) -> None:
    stock, catalogue = Stock(made_up), made_up.catalogue
    indicator = catalogue.indicators[code]
    store = made_up.store()
    figures = store.figures.filter(indicator=code)
    groups = groups_table(
        series_table(figures, indicator, stock), indicator.decimals, members_of(stock), stock
    )
    compared = 0
    for nis in TOWNS:
        area = catalogue.areas.get(nis)
        others = others_of(made_up, area, ASKED)
        desk = open_desk(store, catalogue, area, {}, others)
        view = view_of(desk, code, "demografie")
        assert view is not None
        for row in view.figures:
            if row.part != "main" or row.period != view.period or row.place not in ASKED:
                continue
            of_nis = "" if row.place == "centrumsteden" else nis
            found = groups.filter(
                group=row.place, of_nis=of_nis, part="hoofdcijfer", period=row.period
            ).to_dicts()
            if row.shown.value is None:
                assert all(one["middle"] is None for one in found)
                continue
            (one,) = found
            if nis not in catalogue.comparators["centrumsteden"].members or of_nis:
                assert one["middle"] == row.shown.value
                assert (one["lowest"], one["highest"]) == (row.low, row.high)
                assert one["shown"] == row.count.value
                compared += 1
    assert compared


def test_few_members_have_no_middle_one(made_up: Workspace) -> None:
    stock = Stock(made_up)
    indicator = made_up.catalogue.indicators["WE_26"]
    figures = made_up.store().figures.filter(indicator="WE_26")
    table = series_table(figures, indicator, stock)
    groups = groups_table(table, indicator.decimals, members_of(stock), stock)
    assert groups.filter(pl.col("middle").is_null()).get_column("shown").max() in (None, 1, 2)
    assert groups.drop_nulls("middle").get_column("shown").min() >= 3
    assert (groups.get_column(COUNTS[0]) <= groups.get_column(COUNTS[1])).all()
    text = groups_csv(groups, indicator.decimals, stock).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("indicator;indicator_naam;groep;groep_naam;")

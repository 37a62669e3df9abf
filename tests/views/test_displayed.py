"""Everything that a report shows or attaches is among its displayed figures."""

import csv
import io

import polars as pl
import pytest

from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.desk import open_desk
from scan.views.displayed import AMOUNTS, KEY, Displayed, displayed
from scan.views.records import IndicatorView
from scan.views.table import figures_csv
from scan.views.values import views_of

TOWNS = ("11002", "73028", "73110", "12025")


@pytest.fixture(scope="module", params=TOWNS)
def views(request: pytest.FixtureRequest, made_up: Workspace) -> tuple[IndicatorView, ...]:
    area = made_up.catalogue.areas.get(request.param)
    store = made_up.store((area.nis, area.region_nis))
    desk = open_desk(store, made_up.catalogue, area, made_up.extracts.dates)
    return views_of(desk, made_up.catalogue.publications["integratiescan"])


def test_a_figure_has_one_name(views: tuple[IndicatorView, ...]) -> None:
    frame = displayed("integratiescan", views[0].place.nis, views)
    assert Displayed.is_valid(frame)
    assert frame.select(KEY).is_unique().all()
    assert set(frame["indicator"]) == {view.indicator for view in views}
    assert set(frame["status"]) <= {status.value for status in Status}
    shown = {status.value for status in Status if status.has_value}
    assert frame.filter(pl.col("value").is_not_null())["status"].is_in(list(shown)).all()
    assert frame.filter(pl.col("text") == "").is_empty()


def test_every_attached_figure_is_there(
    views: tuple[IndicatorView, ...], made_up: Workspace
) -> None:
    wording = made_up.catalogue.wording
    text = figures_csv(views, {**wording["values"], **wording["downloads"]})
    frame = displayed("integratiescan", views[0].place.nis, views)
    figures = frame.filter(pl.col("part").is_in(["main", "cell", "gap", "former"]))
    known = figures.select("indicator", "period", *AMOUNTS).rows()
    told = [
        (row[0], int(row[2]), *(float(n.replace(",", ".")) if n else None for n in numbers))
        for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
        if (numbers := (row[8], *row[10:14]))
    ]
    assert sorted(map(str, told)) == sorted(map(str, known))

"""What is downloaded is what the reports show, and nothing that they hide."""

import random
from collections.abc import Iterator

import polars as pl
import pytest

from scan.publish.series_tables import FIGURES, TABLE, Stock, series_table
from scan.series.frames import Figures
from scan.status import Status
from scan.views.desk import open_desk
from scan.views.records import IndicatorView, Shown
from scan.views.values import view_of

TOWNS = 20


def _table(stock: Stock, code: str) -> pl.DataFrame:
    figures = stock.workspace.store().figures.filter(pl.col("indicator") == code)
    return series_table(figures, stock.catalogue.indicators[code], stock)


@pytest.fixture(scope="module")
def tables(stock: Stock) -> dict[str, pl.DataFrame]:
    figures = stock.workspace.store().figures
    return {
        str(code): series_table(own, stock.catalogue.indicators[str(code)], stock)
        for (code,), own in figures.group_by("indicator", maintain_order=True)
    }


def test_downloads_show_what_the_reports_show(
    stock: Stock, tables: dict[str, pl.DataFrame]
) -> None:
    areas = stock.catalogue.areas
    towns = areas.municipalities(None, stock.workspace.as_of)
    drawn = [*random.Random(8).sample(towns, TOWNS - 2), areas.get("11002"), areas.get("73028")]
    nis = [town.nis for town in drawn] + ["02000", "04000"]
    held = _held(tables, nis)
    seen = 0
    for town in drawn:
        store = stock.workspace.store((town.nis, town.region_nis))
        desk = open_desk(store, stock.catalogue, town, {})
        for code in tables:
            view = view_of(desk, code, "demografie")
            for key, shown in _shown(view) if view else ():
                offered = held.get(key)
                assert offered == (shown.value if shown.value is not None else None), key
                seen += shown.value is not None
    assert seen > 20_000


Key = tuple[str, str, int, tuple[str, ...]]


def _held(tables: dict[str, pl.DataFrame], areas: list[str]) -> dict[Key, float | None]:
    held = {}
    columns = ("nis", "period", "part", "category_1", "category_2", "value")
    for code, table in tables.items():
        own = table.filter(pl.col("nis").is_in(areas), pl.col("kind") != "vroegere gemeente")
        for nis, period, part, first, second, value in own.select(columns).iter_rows():
            gap = "gap" if part == "kloof met" else ""
            held[code, nis, period, tuple(c for c in (first, second, gap) if c)] = value
    return held


def _shown(view: IndicatorView) -> Iterator[tuple[Key, Shown]]:
    """Every figure of a view with its place in a table; the main one has no categories."""
    for figure in view.figures:
        if figure.part == "main" or len(figure.codes) == len(view.breakdown):
            gap = ("gap",) if figure.part == "gap" else ()
            key = (view.indicator, figure.place, figure.period, (*figure.codes, *gap))
            yield key, figure.shown


def test_nothing_stands_beside_a_figure_that_is_not_shown(tables: dict[str, pl.DataFrame]) -> None:
    hidden = 0
    for table in tables.values():
        absent = table.filter(~pl.col("status").is_in(["ok", "voorlopig", "zwak"]))
        for name in ("value", "low", "high"):
            assert absent.get_column(name).null_count() == absent.height
        counted = absent.filter(pl.col("status") != "kg")
        for name in ("numerator", "denominator"):
            assert counted.get_column(name).null_count() == counted.height
        small = absent.filter(pl.col("status") == "kg").get_column("denominator").drop_nulls()
        assert small.is_between(1, 19).all()
        hidden += absent.filter(pl.col("status") == "x").height
    assert hidden > 10_000


def test_a_count_left_in_the_store_is_taken_away_with_its_figure(stock: Stock) -> None:
    row = {
        **dict.fromkeys(Figures.column_names(), None),
    } | {
        "indicator": "DE_36",
        "area": "12025",
        "into": "",
        "period": 2025,
        "part": "main",
        "b1": "",
        "b2": "",
        "value": 12.3,
        "numerator": 3.0,
        "denominator": 24.0,
        "status": Status.HIDDEN.value,
        "source": "statbel_origin",
        "alternative": 0,
    }
    figures = pl.DataFrame([row], schema=Figures.create_empty().schema)
    table = series_table(figures, stock.catalogue.indicators["DE_36"], stock)
    assert table.select(FIGURES).row(0) == (None,) * len(FIGURES)
    assert table.item(0, "status") == "x"


def test_tables_hold_every_stored_figure(stock: Stock, tables: dict[str, pl.DataFrame]) -> None:
    stored = stock.workspace.store().figures
    assert sum(table.height for table in tables.values()) == stored.height
    for table in tables.values():
        assert table.columns[: len(TABLE)] == list(TABLE)
        names = [name for name in TABLE if name not in FIGURES]
        assert sum(table.select(names).null_count().row(0)) == 0


def test_made_up_figures_say_so_in_every_row(stock: Stock) -> None:
    assert _table(stock, "DE_36").get_column("made_up").unique().to_list() == ["voorbeeldcijfers"]


def test_former_municipalities_name_todays(stock: Stock) -> None:
    former = _table(stock, "SA_S_07").filter(pl.col("today") == "11002")
    assert set(former.select("nis", "area", "kind").unique().iter_rows()) == {
        ("11002", "Antwerpen (grondgebied van vóór 2025)", "vroegere gemeente"),
        ("11007", "Borsbeek", "vroegere gemeente"),
    }

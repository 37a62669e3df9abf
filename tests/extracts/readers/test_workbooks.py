"""Workbooks: sheets by name, heads that are sentences, dates as years, notes under the table."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from scan.catalogue.entries import Catalogue
from scan.extracts.contract import read_extract
from tests.extracts.support import examine, faults_of, figures_of, put, raw_of, source, workbook

GSM: dict[str, Any] = {"area": {"column": "NIS-code"}, "period": {"column": "Jaar"}}
INDEX = [["Thema", "Tabblad", "Naam indicator"], ["Samenleven", "SA_S_27", "Houding"]]
SURVEY: dict[str, Any] = {
    **GSM,
    "vintage": "2019",
    "values": [
        {
            "column": "Eens (%)",
            "sheet": "SA_S_34",
            "indicator": "SA_S_34",
            "traits": {"agreement": "agree"},
        },
        {
            "column": "Hoog",
            "sheet": "SA_S_11",
            "indicator": "SA_S_11",
            "when": {"Item": "Te veel"},
            "traits": {"statement": "too_many", "agreement": "agree"},
        },
    ],
}


def test_csv_has_empty_cells_where_there_is_no_figure(tmp_path: Path) -> None:
    text = (
        "Gemeente;NIS-code;Indicator;Jaar;Thuistaal;Kleuters;Alle kleuters;Procent (%)\n"
        "Vlaams Gewest;2000;Kleuters;2024;Nederlands;200000,0;;80,1\n"
        "Aalst;41002;Kleuters;2024;niet-Nederlands;;;\n"
    )
    wanted = source(
        **GSM,
        decimal=",",
        ignore=["Gemeente", "Indicator", "Alle kleuters", "Procent (%)"],
        values=[{"column": "Kleuters", "population": "pupils_nursery"}],
        traits=[{"column": "Thuistaal", "dimension": "home_language"}],
    )
    raw = raw_of(wanted, put(tmp_path, "a.csv", text))
    assert raw.drop("sheet", "column").rows() == [
        (2, "2000", "2024", "200000,0", "Nederlands"),
        (3, "41002", "2024", None, "niet-Nederlands"),
    ]


def test_real_csv_download_is_read(real: Callable[[str], Path]) -> None:
    wanted = source(
        **GSM,
        values=[{"column": "Mediaanprijs (in euro)", "population": "newcomers"}],
        traits=[{"column": "Type", "dimension": "sex"}],
    )
    raw = figures_of(raw_of(wanted, real("gsm/gemeentestadsmonitor_WO_07_excerpt.csv")))
    assert raw.height == 42
    assert raw.get_column("text").null_count() > 0
    assert raw.row(0)[:6] == (2, "", "2000", "2010", "Mediaanprijs (in euro)", "200000,0")


def test_workbook_finds_answers_however_they_are_headed(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "Index": INDEX,
            "SA_S_34": [
                ["Gemeente", "NIS-code", "Indicator", "Jaar", "Oneens", "Eens"],
                ["Vlaams Gewest", 2000, "Stelling", 2023, 30, 40],
                ["Aalst ", "41002", " Stelling", 2023.0, 31, 41.5],
            ],
            "SA_S_11": [
                ["Gemeente", "NIS-code", "Indicator", "Item", "Jaar", "Hoog (8 of meer) (%)"],
                ["Aalst", 41002, "Houding", " Te  veel ", 2023, 12],
                ["Aalst", 41002, "Houding", "Andere gemeente", 2023, 13],
            ],
            "SA_S_99": [["Gemeente"], ["left alone"]],
        },
    )
    raw = raw_of(source(**SURVEY), path)
    assert figures_of(raw).drop("column").rows() == [
        (2, "SA_S_34", "2000", "2023", "40", None),
        (3, "SA_S_34", "41002", "2023", "41.5", None),
        (2, "SA_S_11", "41002", "2023", "12", "Te veel"),
        (3, "SA_S_11", "41002", "2023", "13", "Andere gemeente"),
    ]
    frame = read_extract(source(**SURVEY), path, catalogue)
    assert frame.select("area", "indicator", "value").rows() == [
        ("02000", "SA_S_34", 40.0),
        ("41002", "SA_S_34", 41.5),
        ("41002", "SA_S_11", 12.0),
    ]


def test_workbook_names_every_missing_sheet_and_column(tmp_path: Path) -> None:
    sheet = [["Gemeente", "NIS-code", "Jaar", "Neutraal (%)"], ["Aalst", 41002, 2023, 3]]
    path = workbook(tmp_path / "a.xlsx", {"Index": INDEX, "SA_S_34": sheet})
    faults = faults_of(lambda: raw_of(source(**SURVEY), path))
    places = [fault.place for fault in faults]
    assert places == ["sheet SA_S_34, row 1, column Eens (%)", "sheet SA_S_11"]


OLD: dict[str, Any] = {
    "vintage": "2018",
    "area": {"column": "Gemeente", "kind": "name"},
    "period": {"column": "#4", "kind": "date"},
    "values": [
        {
            "column": answer,
            "indicator": "SA_S_08",
            "traits": {"contact_frequency": category},
            "when": {"Item": "Lastig gevallen op straat"},
        }
        for answer, category in (("Nooit/zelden (%)", "rarely"), ("Vaak/altijd", "weekly"))
    ],
}


def test_old_workbook_is_by_name_and_date(tmp_path: Path, catalogue: Catalogue) -> None:
    day = datetime.datetime(2017, 1, 1)  # noqa: DTZ001
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Gemeente", "Indicator", "Item", " ", " ", "Nooit/zelden (%)"])
        sheet.write(0, 6, "Vaak/altijd (%)")
        sheet.write_row(1, 0, ["Zomergem", "Buurt", "Lastig gevallen op straat"])
        sheet.write_datetime(1, 3, day)
        sheet.write(1, 5, 97.892333224)
        sheet.write(3, 0, "jaar: >=2011<=2017")
    raw = figures_of(raw_of(source(**OLD), path))
    assert raw.select("row", "place", "text").rows() == [
        (2, "Zomergem", "97.892333224"),
        (2, "Zomergem", None),
    ]
    frame = read_extract(source(**OLD), path, catalogue)
    assert frame.select("area", "period", "value").rows() == [
        ("44080", 2017, 97.892333224),
        ("44080", 2017, None),
    ]


def test_old_workbook_without_dates_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    item = "Lastig gevallen op straat"
    rows: list[list[object]] = [
        ["Gemeente", "Item", "", "", "Nooit/zelden (%)", "Vaak/altijd (%)"],
        ["Aalst", item, "", "vorig jaar", 1, 2],
    ]
    path = workbook(tmp_path / "a.xlsx", {"S": rows})
    (fault,) = examine(source(**OLD), path, catalogue).faults
    assert fault.place == "row 2, column #4"
    assert "is no date like 2025-01-31" in fault.message


def test_real_old_workbook_keeps_the_contract(
    real: Callable[[str], Path], catalogue: Catalogue
) -> None:
    frame = read_extract(source(**OLD), real("gsm/SAMEN_problemen.xlsx"), catalogue)
    aalst = frame.filter((pl.col("area") == "41002") & (pl.col("period") == 2011))
    assert aalst.get_column("value").round(6).to_list() == [94.277006, 1.562937]
    zingem = frame.filter(pl.col("area") == "45057")
    assert zingem.get_column("status").to_list() == ["shown", "not_available"]

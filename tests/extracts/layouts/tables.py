"""Layouts by the shape of the table: heads, groups, totals, sheets of workbooks."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import polars as pl
import xlsxwriter

from tests.extracts.layouts.layout import (
    BY_SEX,
    NAMES,
    PLAIN,
    SEX,
    SEX_ROWS,
    TWO,
    Layout,
    Rows,
    text,
    zipped,
)
from tests.extracts.support import ods, xlsx

_SEX_TEXT = [",".join(map(str, row)) for row in SEX_ROWS]
_BY_SEX = {"traits": [SEX]}


def _parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(rows[1:], schema=[str(name) for name in rows[0]], orient="row").write_parquet(out)
    return out.getvalue()


def _book(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


HEADS = (
    *(
        Layout(
            f"heads of the {edition} edition",
            "a.csv",
            text(f"{head},jaar,{figure}", "41002,2025,12", "71072,2025,7"),
            TWO,
            {
                "values": [{"column": "MS_POPULATION", "population": "newcomers"}],
                "area": {"column": "CD_MUNTY_REFNIS"},
                "shape": {
                    "spellings": {
                        "CD_MUNTY_REFNIS": ["CD_REFNIS"],
                        "MS_POPULATION": ["Bevolking", "population"],
                    }
                },
            },
        )
        for edition, head, figure in (
            ("older", "CD_MUNTY_REFNIS", "MS_POPULATION"),
            ("newer", "CD_REFNIS", "Bevolking"),
            ("English", "cd_refnis", "Population"),
        )
    ),
    Layout(
        "heads with units, parentheses and other spaces",
        "a.csv",
        text("NIS ;Jaar;Aantal  nieuwkomers (inwoners) (%)", "41002;2025;12", "71072;2025;7"),
        TWO,
        {"values": [{"column": "aantal nieuwkomers", "population": "newcomers"}]},
    ),
    Layout(
        "columns in another order, and empty ones between",
        "a.csv",
        text("aantal;;naam;nis;;jaar", "12;;Aalst;41002;;2025", "7;;Hasselt;71072;;2025"),
        TWO,
        {"ignore": ["naam"]},
    ),
    Layout(
        "the heads of year and sex swapped",
        "a.csv",
        text("nis,geslacht,jaar,aantal", *_SEX_TEXT[1:]),
        BY_SEX,
        {**_BY_SEX, "shape": {"swapped": [["jaar", "geslacht"]]}},
        ("“jaar” and “geslacht” stand over each other's column",),
    ),
    Layout(
        "the heads of part and whole swapped",
        "a.csv",
        text("nis,jaar,totaal,aantal", "41002,2025,12,40", "71072,2025,7,60"),
        (*TWO, ("41002", 2025, 40), ("71072", 2025, 60)),
        {
            "shape": {"swapped": [["aantal", "totaal"]]},
            "values": [
                {"column": "aantal", "population": "newcomers"},
                {"column": "totaal", "population": "ksz_residents"},
            ],
        },
        ("“aantal” and “totaal” stand over each other's column",),
    ),
    Layout(
        "a year for each column (Statistiek Vlaanderen)",
        "a.csv",
        text("nis;gemeente;2024;2025", "41002;Aalst;11;12", "71072;Hasselt;6;7"),
        (("41002", 2024, 11), ("41002", 2025, 12), ("71072", 2024, 6), ("71072", 2025, 7)),
        {
            "period": {"kind": "header"},
            "values": [{"column": "*", "population": "newcomers"}],
            "ignore": ["gemeente"],
        },
    ),
    Layout(
        "a year behind each head, with groups in rows",
        "a.csv",
        text("nis;geslacht;aantal 2024;aantal 2025", "41002;M;4;5", "41002;V;6;7"),
        (
            ("41002", 2024, "female", 6),
            ("41002", 2024, "male", 4),
            ("41002", 2025, "female", 7),
            ("41002", 2025, "male", 5),
        ),
        {
            "period": {"kind": "header"},
            "values": [{"column": "aantal *", "population": "newcomers"}],
            **_BY_SEX,
        },
    ),
)

GROUPS = (
    Layout("groups in rows", "a.csv", text(*_SEX_TEXT), BY_SEX, _BY_SEX),
    Layout(
        "groups with padding, capitals of their own and a total row that is not asked for",
        "a.csv",
        text("nis,jaar,geslacht,aantal", "41002,2025, Mannen ,5", "41002,2025,Vrouwen  en X,7")
        + text("41002,2025,Totaal,12"),
        (("41002", 2025, "female", 7), ("41002", 2025, "male", 5)),
        {
            "traits": [{**SEX, "codes": {"Mannen": "male", "Vrouwen en X": "female"}}],
            "shape": {"keep": {"geslacht": ["Mannen", "Vrouwen en X"]}},
        },
        ("1 rows are left out by geslacht",),
    ),
    Layout(
        "two kinds of groups in one column",
        "a.csv",
        text("nis,jaar,groep,aantal", "41002,2025,EU,9", "41002,2025,Nederland,4")
        + text("41002,2025,Niet-EU,3"),
        (("41002", 2025, "dutch", 4), ("41002", 2025, "eu", 9), ("41002", 2025, "non_eu", 3)),
        {
            "traits": [
                {
                    "column": "groep",
                    "dimension": "nationality_group",
                    "codes": {"EU": "eu", "Niet-EU": "non_eu"},
                },
                {
                    "column": "groep",
                    "dimension": "nationality_detail",
                    "codes": {"Nederland": "dutch"},
                },
            ],
            "values": [{"column": "aantal", "population": "inhabitants"}],
        },
    ),
    Layout(
        "a total that is repeated on each row",
        "a.csv",
        text("nis,jaar,geslacht,aantal,inwoners", "41002,2025,M,5,90", "41002,2025,V,7,90"),
        (("41002", 2025, 90), ("41002", 2025, "female", 7), ("41002", 2025, "male", 5)),
        {
            **_BY_SEX,
            "values": [
                {"column": "aantal", "population": "newcomers"},
                {"column": "inwoners", "population": "ksz_residents", "over": ["sex"]},
            ],
        },
    ),
    Layout(
        "a total that should be repeated, and differs",
        "a.csv",
        text("nis,jaar,geslacht,aantal,inwoners", "41002,2025,M,5,90", "41002,2025,V,7,91"),
        (),
        {
            **_BY_SEX,
            "values": [
                {"column": "aantal", "population": "newcomers"},
                {"column": "inwoners", "population": "ksz_residents", "over": ["sex"]},
            ],
        },
        ("occurs 2 times",),
        refused=True,
    ),
    Layout(
        "two rows about the same thing are added up",
        "a.csv",
        text("nis,jaar,geslacht,aantal", "41002,2025,M,5", "41002,2025,V,3", "41002,2025,V,4"),
        (("41002", 2025, "female", 7), ("41002", 2025, "male", 5)),
        {**_BY_SEX, "repeats": "sum"},
    ),
    Layout(
        "figures of several things in one column",
        "a.csv",
        text("nis,jaar,wat,waarde", "41002,2025,instroom,12", "41002,2025,uitstroom,n.b.")
        + text("zzz,xxxx,andere,geen getal", "71072,2025,instroom,7"),
        TWO,
        {"values": [{"column": "waarde", "population": "newcomers", "when": {"wat": "instroom"}}]},
    ),
    Layout(
        "only rows of one level",
        "a.csv",
        text("nis,jaar,niveau,aantal", "41002,2025,gemeente,12", "0,2025,wijk,3")
        + text("71072,2025,gemeente,7"),
        TWO,
        {"shape": {"keep": {"niveau": ["gemeente"]}}},
        ("1 rows are left out by niveau",),
    ),
    Layout(
        "single ages in bands",
        "a.csv",
        text("nis,jaar,leeftijd,aantal", "41002,2025,0,1", "41002,2025,17,2", "41002,2025,18,4"),
        (("41002", 2025, "0_17", 3), ("41002", 2025, "18_34", 4)),
        {
            "traits": [
                {
                    "column": "leeftijd",
                    "dimension": "age_group",
                    "bands": {"0_17": [0, 17], "18_34": [18, 34]},
                }
            ],
            "aggregate": True,
        },
    ),
)


def _titled(book: Any) -> None:
    """A merged title, units above the heads, notes under an empty row."""
    sheet = book.add_worksheet("Tabel")
    sheet.merge_range("A1:D1", "Nieuwkomers per gemeente")
    sheet.write_row(1, 0, ["", "", "", "aantal"])
    for at, row in enumerate(SEX_ROWS):
        sheet.write_row(2 + at, 0, row)
    sheet.write(8, 0, "Bron: ABB")
    sheet.merge_range("A10:A11", "Opmerking over twee rijen")


def _dated(book: Any) -> None:
    """Years as days, formatted so that a reader sees the year alone."""
    sheet = book.add_worksheet("S")
    year = book.add_format({"num_format": "yyyy"})
    sheet.write_row(0, 0, ["nis", "jaar", "aantal"])
    for row, (nis, count) in enumerate(((41002, 12), (71072, 7)), 1):
        sheet.write(row, 0, nis)
        sheet.write_datetime(row, 1, datetime.datetime(2025, 1, 1), year)  # noqa: DTZ001
        sheet.write(row, 2, count)


def _formula(book: Any) -> None:
    """A sum that stands three rows under the table."""
    sheet = book.add_worksheet("S")
    for at, row in enumerate(SEX_ROWS):
        sheet.write_row(at, 0, row)
    sheet.write_formula(len(SEX_ROWS) + 3, 3, "=SUM(D2:D5)", None, 19)


def _hidden(book: Any) -> None:
    """Columns and rows that are hidden or empty, between those that are not."""
    sheet = book.add_worksheet("S")
    for at, (nis, year, sex, count) in enumerate(SEX_ROWS):
        place = at if at < 3 else at + 2
        sheet.write_row(place, 0, [nis, "", "intern" if at == 0 else at, year, sex, "", count])
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.set_row(1, None, None, {"hidden": True})


_MANY: dict[str, Rows] = {
    "Inhoud": [["Tabblad", "Titel"], ["DE 44", "Personen"]],
    "Toelichting": [["nis", "De code van een gemeente"], ["jaar", "1 januari"]],
    "DE 44": SEX_ROWS,
    "DE 45": [["nis", "jaar", "geslacht", "aantal"], [41002, 2025, "M", 99]],
}
_TEXTS: Rows = [[str(cell) for cell in row] for row in SEX_ROWS]

WORKBOOKS = (
    Layout("a workbook with numbers", "a.xlsx", xlsx({"S": SEX_ROWS}), BY_SEX, _BY_SEX),
    Layout("numbers kept as texts", "a.xlsx", xlsx({"S": _TEXTS}), BY_SEX, _BY_SEX),
    Layout(
        "texts with a decimal comma in a workbook, beside numbers",
        "a.xlsx",
        xlsx({"S": [["nis", "jaar", "pct"], ["41002", "2025", "12,5"], [71072, 2025, 7.25]]}),
        (("41002", 2025, "other", 12.5), ("71072", 2025, "other", 7.25)),
        {
            "decimal": ",",
            "values": [
                {"column": "pct", "indicator": "ON_21", "traits": {"home_language": "other"}}
            ],
        },
    ),
    Layout(
        "thousands signs in texts of a workbook, beside numbers",
        "a.xlsx",
        xlsx({"S": [["nis", "jaar", "aantal"], ["41002", "2025", "1.012"], [71072, 2025, 7]]}),
        (("41002", 2025, 1012), ("71072", 2025, 7)),
        {"decimal": ",", "shape": {"thousands": "."}},
    ),
    Layout(
        "the sheet that has the columns, behind an index and an explanation",
        "a.xlsx",
        xlsx({name: _MANY[name] for name in ("Inhoud", "Toelichting", "DE 44")}),
        BY_SEX,
        _BY_SEX,
    ),
    Layout(
        "a sheet by its name",
        "a.xlsx",
        xlsx(_MANY),
        (("41002", 2025, "male", 99),),
        {**_BY_SEX, "sheet": "de 45"},
    ),
    Layout(
        "a sheet that is not there",
        "a.xlsx",
        xlsx(_MANY),
        (),
        {**_BY_SEX, "sheet": "DE 46"},
        ("the sheet is missing; the workbook has Inhoud, Toelichting, DE 44, DE 45",),
        refused=True,
    ),
    Layout(
        "a merged title and a unit row above, notes below",
        "a.xlsx",
        _book(_titled),
        BY_SEX,
        _BY_SEX,
        ("the header stands in row 3", "the table ends before row 9"),
    ),
    Layout(
        "days in place of years",
        "a.xlsx",
        _book(_dated),
        TWO,
        {"period": {"column": "jaar", "kind": "date"}},
    ),
    Layout(
        "a formula outside the table",
        "a.xlsx",
        _book(_formula),
        BY_SEX,
        _BY_SEX,
        ("1 cells outside the table hold a formula or an error: not read",),
    ),
    Layout("hidden and empty rows and columns", "a.xlsx", _book(_hidden), BY_SEX, _BY_SEX),
    Layout("OpenDocument", "a.ods", ods({"Inhoud": [["a"]], "S": SEX_ROWS}), BY_SEX, _BY_SEX),
    Layout("Parquet", "a.parquet", _parquet(SEX_ROWS), BY_SEX, _BY_SEX),
    Layout("Parquet of texts", "a.parquet", _parquet(_TEXTS), BY_SEX, _BY_SEX),
    Layout(
        "Parquet with days, floats and nothing",
        "a.parquet",
        _parquet(
            [
                ["nis", "jaar", "aantal"],
                [41002.0, datetime.date(2025, 1, 1), 12.0],
                [71072.0, datetime.date(2025, 1, 1), None],
            ]
        ),
        (("41002", 2025, 12), ("71072", 2025, "not_available")),
        {"period": {"column": "jaar", "kind": "date"}},
    ),
    Layout(
        "a zip with a workbook", "a.zip", zipped("b.xlsx", xlsx({"S": SEX_ROWS})), BY_SEX, _BY_SEX
    ),
    Layout(
        "mojibake in some cells of a workbook",
        "a.xlsx",
        xlsx({"S": [["gemeente", "jaar", "aantal"], ["LiÃ¨ge", 2025, 3], ["Aalst", 2025, 12]]}),
        (("41002", 2025, 12),),
        {"area": {**NAMES["area"], "leave_out": ["Liège"]}},
        ("letters in UTF-8 twice are read as they were meant: LiÃ¨ge as Liège",),
    ),
    Layout(
        "a text under the name of a workbook",
        "a.xlsx",
        text(*PLAIN),
        (),
        {},
        ("the archive is damaged or cut off",),
        refused=True,
    ),
)

TABLES = (*HEADS, *GROUPS, *WORKBOOKS)

"""What a look says of files that nobody described: real ones, and made-up ones of many kinds."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from scan.catalogue.areas import load_areas
from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError
from scan.extracts.look.lines import table_lines
from scan.extracts.look.looking import Asked, look_at
from scan.extracts.look.records import Look, Relation, TableLook
from scan.house import CATALOGUE
from tests.extracts.support import put, workbook

Find = Callable[[str], Path]

# vintage, municipalities of Flanders, first and last year, kind of the periods, markers
FILES = {
    "gsm/SAMEN_problemen.xlsx": ("2018", 307, 2011, 2017, "date", {""}),
    "gsm/gemeentestadsmonitor_WO_07_excerpt.csv": ("2025", 5, 2010, 2025, "year", {""}),
    "gsm/gsm_register_latest.csv": ("2025", 285, 0, 0, "none", {""}),
    "gsm/gsm_survey_2023.csv": ("2019", 299, 2023, 2023, "name", set()),
    "pinc/flanders_youth.csv": ("2025", 285, 2014, 2024, "header", {"-", "x", "?"}),
    "pinc/nieuwkomers - gemeenten.csv": ("2025", 285, 2014, 2024, "header", {"-"}),
    "pinc/nieuwkomers niet-EU - gemeenten.csv": ("2025", 285, 2014, 2024, "header", {"-"}),
    "pinc/unemployment_jobseekers_data.xlsx": (
        *("2025", 285, 2014, 2024, "header"),
        {"-", "x", "?", "nvt"},
    ),
    "statbel/REFNIS_2019.csv": ("2019", 300, 2019, 2019, "name", set()),
    "statbel/TF_PSNL_INC_TAX_MUNTY.zip": ("2018", 308, 2005, 2013, "year", set()),
    "statbel/TF_SOC_POP_STRUCT_2014_rebuilt_VL_BR.zip": ("2018", 308, 2014, 2014, "year", set()),
    "statbel/TF_SOC_POP_STRUCT_2015_rebuilt_VL_BR.zip": ("2018", 308, 2015, 2015, "year", set()),
    "statbel/statbel_census2021_nationality.csv": ("2019", 300, 2021, 2021, "year", set()),
    "statbel/statbel_nationality_2009_2025.csv": ("period", 285, 2009, 2025, "year", set()),
    "statbel/statbel_nationality_sex_age_2009_2015.csv": (
        *("2018", 308, 2009, 2015, "year"),
        set(),
    ),
    "statbel/statbel_origin_2000_2025.csv": ("period", 285, 2000, 2025, "year", set()),
    "swing_upload/Upload_PinC_level_gemeente.txt": ("2019", 300, 2011, 2019, "year", set()),
}
ARMOEDE = {
    "AR03": (300, 2001, 2021),
    "AR06": (300, 2009, 2020),
    "AR08": (299, 2009, 2020),
    "AR13": (300, 2003, 2022),
    "AR_07": (300, 2009, 2020),
    "AR_14": (278, 2009, 2020),
}
INTEGRATIE = {
    **dict.fromkeys(("DE23", "DE24", "DE28", "DE29", "DE73"), (300, 2000, 2021)),
    **dict.fromkeys(("DE37", "DE41", "DE43", "DE44", "DE45", "DE46", "DE48"), (300, 2000, 2022)),
    "DE47": (300, 2011, 2022),
    **dict.fromkeys(("DE50", "DE51", "DE52", "DE54", "DE56", "DE57"), (299, 2010, 2021)),
    **dict.fromkeys(("DE59", "DE60", "DE62", "DE63"), (299, 2010, 2021)),
    "DE53": (299, 2011, 2021),
    **dict.fromkeys(("DE55", "DE58", "DE61"), (300, 2010, 2021)),
    **dict.fromkeys(("WE10", "WE11"), (299, 2009, 2020)),
    "WE15": (300, 2009, 2022),
    **dict.fromkeys(("WE19", "WE21", "WE22"), (300, 2009, 2021)),
    "WE26": (226, 2009, 2020),
    **dict.fromkeys(("ON15", "ON27"), (299, 2014, 2021)),
    "ON22": (283, 2012, 2021),
    "ON32": (300, 2010, 2020),
    "ON37": (300, 2014, 2021),
    "ON39": (287, 2011, 2019),
    "AR04": (300, 2012, 2021),
    "AR07": (300, 2009, 2018),
    "AR14": (297, 2009, 2018),
    "WO12": (300, 2013, 2020),
    **dict.fromkeys(("LO28", "LO29"), (293, 2012, 2018)),
}
SURVEY = {"AR_S_01": ("period", 2011), "AR_S_02": ("2019", 2017), "LO_S_06": ("2019", 2020)}
"""Vintage and first year of the sheets of a survey, whose codes are those of its own year."""

AREAS = load_areas(CATALOGUE / "areas")
DAY = AREAS.newest_division
TOWNS = AREAS.municipalities("02000", DAY)


@cache
def _seen(path: Path) -> Look:
    return look_at(Asked(path, AREAS))


def _only(path: Path) -> TableLook:
    (table,) = _seen(path).tables
    return table


def _sheet(path: Path, name: str) -> TableLook:
    return next(table for table in _seen(path).tables if table.sheet == name)


def _relations(table: TableLook, kind: str) -> list[Relation]:
    return [relation for relation in table.relations if relation.kind == kind]


# --- real files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_vintage_periods_and_markers_of_real_files(name: str, real: Find) -> None:
    vintage, flemish, first, last, kind, markers = FILES[name]
    table = _only(real(name))
    assert table.areas is not None
    assert table.periods is not None
    assert (table.areas.vintage, table.areas.flemish) == (vintage, flemish)
    assert not table.areas.strange
    assert not [other for other in table.areas.others if other.what == "unknown"]
    years = table.periods.years or (0,)
    assert (years[0], years[-1], table.periods.kind) == (first, last, kind)
    assert {tally.text for tally in table.markers} == markers


@pytest.mark.parametrize(("theme", "expected"), [("Armoede", ARMOEDE), ("Integratie", INTEGRATIE)])
def test_every_sheet_of_the_registers(
    theme: str, expected: dict[str, tuple[int, int, int]], real: Find
) -> None:
    index, *tables = _seen(real(f"gsm_register/GSM_register_{theme}.xlsx")).tables
    assert (index.sheet, index.areas) == ("Indicatoren", None)
    assert {table.sheet: _of_register(table) for table in tables} == {
        sheet: ("2019", flemish, first, last, "year", [""] if sheet == "AR04" else [], ["02000"])
        for sheet, (flemish, first, last) in expected.items()
    }


def _of_register(table: TableLook) -> tuple[object, ...]:
    areas, periods = table.areas, table.periods
    assert areas is not None
    assert periods is not None
    years = (periods.years[0], periods.years[-1], periods.kind)
    markers = [tally.text for tally in table.markers]
    return (areas.vintage, areas.flemish, *years, markers, [other.code for other in areas.others])


@pytest.mark.parametrize("sheet", SURVEY)
def test_sheets_of_the_survey(sheet: str, real: Find) -> None:
    table = _sheet(real("gsm_register/GSM_surveyresultaten_specimen.xlsx"), sheet)
    vintage, first = SURVEY[sheet]
    assert table.areas is not None
    assert table.periods is not None
    assert table.areas.vintage == vintage
    assert "period" in table.areas.fits
    assert (table.periods.years[0], table.periods.years[-1]) == (first, 2020)
    (other,) = table.areas.others
    assert (other.text, other.what) == ("/", "unknown")
    assert "13 centrumsteden" in other.called
    assert _relations(table, "shares")


def test_what_holds_in_real_files(real: Find) -> None:
    """Facts that were read off the files by hand."""
    path = real("gsm_register/GSM_register_Integratie.xlsx")
    swapped = _sheet(path, "DE50")
    assert swapped.periods is not None
    assert swapped.periods.column == "Geslacht"
    wrong = _sheet(path, "ON37")
    (twins,) = _relations(wrong, "twins")
    assert (twins.whole, set(twins.parts)) == ("2021", {"EU", "Niet-EU"})
    assert "not in 2021" in [relation.note for relation in _relations(wrong, "category sum")]
    twice = _sheet(path, "DE53")
    assert (twice.doubles, twice.add_up) == (392, True)
    (rate,) = _relations(_sheet(path, "WE21"), "rate")
    assert rate.per == 100
    (rate,) = _relations(_sheet(path, "DE55"), "rate")
    assert rate.per == 10_000
    left_out = _sheet(path, "WE10").absence
    assert left_out is not None
    assert (left_out.hides, left_out.least) == (True, 10)
    whole = _sheet(path, "WO12")
    assert all(r.holds == r.of for r in _relations(whole, "area sum"))
    assert whole.absence is not None
    assert not whole.absence.hides
    groups = {(r.whole, len(r.parts)) for r in _relations(_sheet(path, "DE47"), "category sum")}
    assert groups == {("EU", 3), ("Niet-EU", 3)}
    (total,) = _relations(_only(real("statbel/statbel_origin_2000_2025.csv")), "column sum")
    assert (total.whole, len(total.parts), total.holds == total.of) == ("total", 4, True)


# --- made-up files ------------------------------------------------------------------------------


def _csv(head: str, *columns: Callable[[str, int], object]) -> str:
    """A row for each municipality of today: its code, then what each function makes."""
    lines = [head]
    for number, town in enumerate(TOWNS):
        cells = [town.nis, *(str(column(town.name, number)) for column in columns)]
        lines.append(";".join(cells))
    return "\n".join(lines) + "\n"


def _year(_: str, __: int) -> str:
    return "2025"


def _count(_: str, number: int) -> str:
    return str(number * 37)


def test_titles_and_notes_stand_outside_the_table(tmp_path: Path) -> None:
    table = _csv("nis;jaar;aantal", _year, _count)
    path = put(tmp_path, "notes.csv", f"Een titel;;\n\n{table};;\nBron: Statbel;;\nNoot;;\n")
    seen = _only(path)
    assert (seen.header_row, seen.rows) == (3, len(TOWNS))
    assert seen.above == ("Een titel;;",)
    assert seen.below == ("Bron: Statbel;;", "Noot;;")


@pytest.mark.parametrize(
    ("head", "texts", "kind", "years"),
    [
        ("maand", ("2024-11", "2025-01"), "month", (2024, 2025)),
        ("kwartaal", ("2024-Q4", "2025-Q1"), "quarter", (2024, 2025)),
        ("schooljaar", ("2022-2023", "2024-2025"), "school_year", (2022, 2024)),
        ("datum", ("01/01/2024", "01/01/2025"), "date", (2024, 2025)),
        ("jaar", ("2025.0",), "year", (2025,)),
    ],
)
def test_forms_of_periods(
    head: str, texts: tuple[str, ...], kind: str, years: tuple[int, ...], tmp_path: Path
) -> None:
    first, *others = texts
    body = _csv(f"nis;{head};aantal", lambda *_: first, _count)
    more = (_csv("", lambda *_, text=text: text, _count).lstrip("\n") for text in others)
    table = _only(put(tmp_path, "periods.csv", body + "".join(more)))
    assert table.periods is not None
    assert (table.periods.kind, table.periods.years) == (kind, years)
    assert table.periods.gaps == ((2023,) if kind == "school_year" else ())


@pytest.mark.parametrize(
    ("write", "decimal", "thousands"),
    [
        (lambda _, n: f"{n * 371:,}".replace(",", "."), "", "."),
        (lambda _, n: f"{n * 371:,}".replace(",", "\u00a0"), "", " "),
        (lambda _, n: f"{n * 37.25:,.2f}".replace(",", "x").translate({46: 44, 120: 46}), ",", "."),
        (lambda _, n: f"{n / 3:.3f}", ".", ""),
        (lambda _, n: f"0.{n:03d}", ".", ""),
        (lambda _, n: f"{n}.000", ".", ""),
    ],
)
def test_signs_of_thousands_and_decimals(
    write: Callable[[str, int], str], decimal: str, thousands: str, tmp_path: Path
) -> None:
    table = _only(put(tmp_path, "signs.csv", _csv("nis;jaar;x", _year, write)))
    assert (table.decimal, table.thousands) == (decimal, thousands)
    assert not table.markers
    plain = write("", len(TOWNS) - 1).replace("\u00a0", "")
    plain = plain.replace(thousands, "") if thousands == "." else plain
    assert table.columns[2].high == pytest.approx(float(plain.replace(",", ".")))


def test_markers_and_flags(tmp_path: Path) -> None:
    texts = ("x", "<5", "", "12*", "34 (p)", "7", "-99997")
    table = _only(
        put(tmp_path, "marks.csv", _csv("nis;jaar;x", _year, lambda _, n: texts[n % len(texts)]))
    )
    assert {tally.text for tally in table.markers} == {"x", "<5", "", "-99997"}
    assert {tally.text for tally in table.flags} == {"*", "(p)"}
    assert (table.columns[2].low, table.columns[2].high) == (7, 34)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("iso-8859-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings(encoding: str, named: str, tmp_path: Path) -> None:
    quote = "’" if encoding in ("cp1252", "utf-16") else "é"
    text = _csv("nis;jaar;naam;x", _year, lambda name, _: f"{name}{quote}", _count)
    look = _seen(put(tmp_path, "text.csv", text.encode(encoding)))
    assert (look.encoding, look.separator) == (named, ";")
    assert look.tables[0].rows == len(TOWNS)


def test_names_in_another_spelling_and_strangers(tmp_path: Path) -> None:
    text = "Gemeente,Jaar,Aantal\n"
    text += "".join(f"{town.name.upper()},2025,{n}\n" for n, town in enumerate(TOWNS))
    text += "Provincie Antwerpen,2025,9\nVlaams Gewest,2025,8\nBelgië,2025,7\nMechlen,2025,6\n"
    areas = _only(put(tmp_path, "names.csv", text)).areas
    assert areas is not None
    assert (areas.by, areas.vintage, areas.flemish) == ("name", "2025", 285)
    assert len(areas.respelled) == 285
    others = {other.text: (other.what, other.closest) for other in areas.others}
    assert others == {
        "Provincie Antwerpen": ("province", ""),
        "Vlaams Gewest": ("region", ""),
        "België": ("elsewhere in Belgium", ""),
        "Mechlen": ("unknown", "Mechelen"),
    }


def test_a_national_file_and_codes_of_two_divisions(tmp_path: Path) -> None:
    codes = [town.nis for town in TOWNS] + ["44001", "62063", "02000", "10000", "12000"]
    text = "nis,jaar,n\n" + "".join(f"{code},2025,5\n" for code in codes)
    areas = _only(put(tmp_path, "codes.csv", text)).areas
    assert areas is not None
    assert areas.vintage == "2025", "one stray code is named, and does not hide the division"
    assert areas.strange == ("44001 Aalter until 2018-12-31",)
    assert {(other.text, other.what) for other in areas.others} == {
        ("62063", "elsewhere in Belgium"),
        ("02000", "region"),
        ("10000", "province"),
        ("12000", "arrondissement"),
    }


def _grouped(tmp_path: Path, rows: Callable[[str, int], list[tuple[str, int]]]) -> TableLook:
    """A table of counts by sex, with the row of the region."""
    lines = ["nis;jaar;geslacht;n"]
    total: dict[str, int] = {}
    for number, town in enumerate(TOWNS):
        for sex, count in rows(town.nis, number):
            lines.append(f"{town.nis};2025;{sex};{count}")
            total[sex] = total.get(sex, 0) + count
    lines += [f"02000;2025;{sex};{count + 3}" for sex, count in total.items()]
    return _only(put(tmp_path, "grouped.csv", "\n".join(lines) + "\n"))


def test_rows_that_are_left_out(tmp_path: Path) -> None:
    table = _grouped(
        tmp_path,
        lambda _, n: [(s, c) for s, c in (("M", n % 40 + 4), ("V", n % 30 + 2)) if c >= 10],
    )
    assert table.absence is not None
    assert (table.absence.hides, table.absence.least) == (True, 10)
    (region,) = _relations(table, "area sum")
    assert (region.holds, region.more) == (0, 2)
    assert any("hidden so" in line for line in table_lines(table))


def test_categories_that_are_sums_or_the_same(tmp_path: Path) -> None:
    table = _grouped(
        tmp_path, lambda _, n: [("M", n + 5), ("V", n * 3 + 1), ("X", n + 5), ("T", n * 4 + 6)]
    )
    sums = {(r.whole, r.parts) for r in _relations(table, "category sum")}
    assert ("T", ("M", "V")) in sums or ("T", ("V", "X")) in sums
    (twins,) = _relations(table, "twins")
    assert set(twins.parts) == {"M", "X"}


def test_a_total_that_is_repeated_and_a_rate(tmp_path: Path) -> None:
    lines = ["nis;jaar;groep;deel;geheel;procent"]
    for number, town in enumerate(TOWNS):
        parts = (number % 17 + 1, number % 5 + 2)
        for group, part in zip("ab", parts, strict=True):
            lines.append(
                f"{town.nis};2025;{group};{part};{sum(parts)};{part / sum(parts) * 100:.1f}"
            )
    table = _only(put(tmp_path, "rate.csv", "\n".join(lines) + "\n"))
    (rate,) = _relations(table, "rate")
    assert (rate.column, rate.parts, rate.per) == ("procent", ("deel", "geheel"), 100)
    (repeated,) = _relations(table, "repeated")
    assert (repeated.column, repeated.trait) == ("geheel", "groep")
    (whole,) = _relations(table, "whole")
    assert (whole.column, whole.whole, whole.holds == whole.of) == ("deel", "geheel", True)


def test_keys_that_occur_twice(tmp_path: Path) -> None:
    text = _csv("nis;jaar;n", _year, _count) + "11002;2025;5\n"
    table = _only(put(tmp_path, "twice.csv", text))
    assert (table.doubles, table.add_up) == (1, False)
    assert table.double_example.startswith("11002, 2025 in rows ")


def test_roles_of_columns(tmp_path: Path) -> None:
    text = _csv(
        ";nis2;jaar;naam;leeg;soort;n".replace(";nis2", "nis"),
        _year,
        lambda name, _: name,
        lambda *_: "",
        lambda *_: "alle",
        _count,
    )
    roles = {column.name: column.role for column in _only(put(tmp_path, "r.csv", text)).columns}
    assert roles == {
        "nis": "area",
        "jaar": "period",
        "naam": "follows",
        "leeg": "empty",
        "soort": "constant",
        "n": "figures",
    }


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("nis;2023;2025", ["nis", "(header)", "*"]),
        ("nis;aantal 2023;aantal 2025", ["nis", "(header)", "aantal *"]),
        ("nis;schooljaar 2023-2024;schooljaar 2025-2026", ["nis", "(header)", "schooljaar *"]),
    ],
)
def test_years_in_headers(head: str, columns: list[str], tmp_path: Path) -> None:
    """A wide table is looked at as one with a row per area and year."""
    table = _only(put(tmp_path, "wide.csv", _csv(head, _count, _count)))
    assert [column.name for column in table.columns] == columns
    assert table.periods is not None
    assert (table.periods.kind, table.periods.years, table.periods.gaps) == (
        *("header", (2023, 2025)),
        (2024,),
    )
    assert table.rows == len(TOWNS)


def test_a_year_in_one_header_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, "one.csv", _csv("nis;inwoners_2025;km2", _count, _count))
    assert any(remark.startswith("years stand in the headers") for remark in _only(path).remarks)


def test_a_workbook_has_a_look_for_each_sheet(tmp_path: Path) -> None:
    rows = [["Titel"], ["Nis-code", "Jaar", "Aantal"]]
    rows += [[town.nis, 2025, number] for number, town in enumerate(TOWNS)]
    path = workbook(tmp_path / "book.xlsx", {"Lijst": [["a", "b"], ["c", "d"]], "Cijfers": rows})
    look = _seen(path)
    assert look.sheets == ("Lijst", "Cijfers")
    assert [table.areas is not None for table in look.tables] == [False, True]
    assert look.tables[1].header_row == 2
    (one,) = look_at(Asked(path, AREAS, "cijfers")).tables
    assert one == look.tables[1]
    assert not look_at(Asked(path, AREAS, "Niets")).tables


@pytest.mark.parametrize("contents", [b"", b"\n\n", bytes(range(256)), b"PK\x03\x04 cut off"])
def test_what_is_no_table_is_refused(contents: bytes, tmp_path: Path) -> None:
    with pytest.raises(ExtractError):
        look_at(Asked(put(tmp_path, "bad.csv", contents), AREAS))


@pytest.mark.parametrize("text", ["nis\n11001\n", "a;b;c\n", "x\n1\n2\n", "hello\nworld\n", "a\n"])
def test_small_texts_are_looked_at(text: str, tmp_path: Path) -> None:
    table = _only(put(tmp_path, "small.csv", text))
    assert all(len(line) <= 100 for line in table_lines(table))


def test_lines_fit_a_terminal(real: Find, catalogue: Catalogue) -> None:
    assert catalogue.areas == AREAS
    for table in _seen(real("gsm_register/GSM_register_Integratie.xlsx")).tables:
        assert all(len(line) <= 100 for line in table_lines(table))

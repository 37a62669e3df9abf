"""Layouts by what their cells say: places, periods, figures and their marks."""

from typing import Any

from tests.extracts.layouts.layout import HYPHEN, NAMES, NARROW, NBSP, SHARE, TWO, Layout, text


def _one(name: str, cell: str, figure: object, **shape: Any) -> Layout:
    """A file of which a cell is written in another way."""
    source = {key: shape.pop(key) for key in ("decimal", "markers", "scale") if key in shape}
    if isinstance(figure, float):
        source |= SHARE
    column = "pct" if isinstance(figure, float) else "aantal"
    data = text(f"nis;jaar;{column}", f'41002;2025;"{cell}"')
    answer = figure if isinstance(figure, tuple) else (figure,)
    answer = ("other", *answer) if column == "pct" else answer
    return Layout(name, "a.csv", data, (("41002", 2025, *answer),), {**source, "shape": shape})


def _period(name: str, kind: str, *cells: str, **more: Any) -> Layout:
    """A file in which the years 2023 and 2024 are written in another way."""
    rows = [f"41002;{cell};{7 + number}" for number, cell in enumerate(cells)]
    period = {"column": "periode", "kind": kind, **more}
    figures = (("41002", 2023, 7), ("41002", 2024, 8))
    data = text("nis;periode;aantal", *rows)
    return Layout(name, "a.csv", data, figures, {"period": period, "vintage": "2019"})


PLACES = (
    Layout(
        "rows of totals first and last (region, province, country)",
        "a.csv",
        text("nis,naam,jaar,aantal", "2000,Vlaams Gewest,2025,99", "10000,Antwerpen,2025,9")
        + text("41002,Aalst,2025,12", "71072,Hasselt,2025,7", "01000,België,2025,199"),
        (("02000", 2025, 99), ("10000", 2025, 9), *TWO),
        {"ignore": ["naam"], "regions": "own"},
        ("1 areas that the source does not cover are left out",),
    ),
    Layout(
        "a national file, with one notice on what is left out",
        "a.csv",
        text("nis,jaar,aantal", "25005,2025,1", "41002,2025,12", "52011,2025,2")
        + text("62063,2025,3", "71072,2025,7", "03000,2025,x", "01000,2025,9"),
        TWO,
        {"markers": {"hidden": ["x"]}},
        ("areas that the source does not cover are left out",),
    ),
    Layout(
        "codes as numbers with decimals (pandas), without the leading zero",
        "a.csv",
        text("nis,jaar,aantal", "2000.0,2025.0,19.0", "41002.0,2025.0,12.0", "71072.0,2025.0,7.0"),
        (("02000", 2025, 19), *TWO),
    ),
    Layout(
        "areas that the source leaves out by name",
        "a.csv",
        text("gemeente,jaar,aantal", "Totaal,2025,19", "Aalst,2025,12", "Hasselt,2025,7")
        + text("Onbekend,2025,3", "Provincie Antwerpen,2025,4"),
        TWO,
        {"area": {**NAMES["area"], "leave_out": ["totaal", "onbekend", "provincie *"]}},
    ),
    Layout(
        "names in capitals, with other spaces and hyphens, footnote marks, St-",
        "a.csv",
        text("gemeente,jaar,aantal", "AALST,2025,1", f"De{NBSP}Haan,2025,2")
        + text(f"Sint{HYPHEN}Niklaas,2025,3", "St-Truiden,2025,4", "Hasselt (1),2025,5")
        + text("Genk*,2025,6", "Mechelen²,2025,7", " Gent  ,2025,8", "Ieper 1,2025,9"),
        (
            ("12025", 2025, 7),
            ("33011", 2025, 9),
            ("35029", 2025, 2),
            ("41002", 2025, 1),
            ("44021", 2025, 8),
            ("46021", 2025, 3),
            ("71016", 2025, 6),
            ("71053", 2025, 4),
            ("71072", 2025, 5),
        ),
        NAMES,
        ("7 names are written in another way",),
    ),
    Layout(
        "French names, an alias, and a name with its own behind it",
        "a.csv",
        text("gemeente,jaar,aantal", "Ixelles,2025,1", "Bruxelles,2025,2", "Courtrai,2025,3")
        + text("Aalst (Aalst),2025,4"),
        (("21004", 2025, 2), ("21009", 2025, 1), ("34022", 2025, 3), ("41002", 2025, 4)),
        NAMES,
    ),
    Layout(
        "a name that nobody knows gets the closest one",
        "a.csv",
        text("gemeente,jaar,aantal", "Aalst,2025,1", "Haselt,2025,2"),
        says=("“Haselt” is the name of no municipality of 2025; the closest is Hasselt",),
        source=NAMES,
        refused=True,
    ),
)

NUMBERS = (
    _one("thousands with a point", "1.234", 1234, decimal=",", thousands="."),
    _one("thousands with a point, and no thousands", "12", 12, decimal=",", thousands="."),
    _one("a round thousand with a point", "12.000", 12000, decimal=",", thousands="."),
    _one("millions with a comma", "1,234,567", 1234567, thousands=","),
    _one("thousands with a space", "1 234", 1234, thousands=" "),
    _one("thousands with a no-break space", f"1{NBSP}234", 1234, thousands=" "),
    _one("thousands with a narrow space", f"1{NARROW}234", 1234, thousands=" "),
    _one("thousands with an apostrophe", "1'234", 1234, thousands="'"),
    _one("thousands with a typographic apostrophe", "1’234", 1234, thousands="'"),
    _one("thousands and a decimal comma", "1.234,0", 1234, decimal=",", thousands="."),
    _one("decimal comma", "12,5", 12.5, decimal=","),
    _one("decimal point", "12.5", 12.5),
    _one("per cent as a fraction", "0,125", 12.5, decimal=",", scale="fraction"),
    _one("per cent with its sign", "12,5%", 12.5, decimal=",", flags={"%": "shown"}),
    _one(
        "per cent with a space and its sign",
        f"12,5{NBSP}%",
        12.5,
        decimal=",",
        flags={"%": "shown"},
    ),
    _one("a large number as R writes it", "1e+05", 100000),
    _one("a small one as Python writes it", "5e-05", 0.005, scale="fraction"),
)

MARKERS = (
    *(
        _one(f"hidden: {sign}", sign, "hidden", markers={"hidden": [sign]})
        for sign in ("x", "<5", "C", "[c]", "1-4", "*", ": c")
    ),
    *(
        _one(f"missing: {sign}", sign, "not_available", markers={"missing": [sign]})
        for sign in ("-", "..", ":", "n.b.", "", "[x]", "#N/A")
    ),
    _one("does not apply", "nvt", "not_applicable", markers={"not_applicable": ["nvt"]}),
    _one("provisional with a star", "12*", (12, "provisional"), flags={"*": "provisional"}),
    _one("provisional in parentheses", "34 (p)", (34, "provisional"), flags={"(p)": "provisional"}),
    _one("estimated, as Eurostat does", "56 e", (56, "provisional"), flags={"e": "provisional"}),
    _one("a break, as Eurostat writes it", "12.3 b", 12.3, flags={"b": "shown"}),
    _one("a footnote mark", "12¹", 12, flags={"¹": "shown"}),
    _one(
        "two flags, of which one tells", "12 bp", (12, "provisional"), flags={"bp": "provisional"}
    ),
)

PERIODS = (
    _period("school years", "school_year", "2023-2024", "2024-2025"),
    _period("school years, short", "school_year", "2023/24", "2024/25"),
    _period("school years with a word", "school_year", "schooljaar 2023-2024", "SJ 2024-2025"),
    _period("years with decimals", "year", "2023.0", "2024.0"),
    _period("dates", "date", "2023-01-01", "2024-01-01"),
    _period("Belgian dates", "date", "1/01/2023", "1/01/2024"),
    _period("dates in words", "date", "1 januari 2023", "1 januari 2024"),
    _period("dates without signs", "date", "20230101", "20240101"),
    *(
        Layout(
            f"months, of which December counts: {november}",
            "a.csv",
            text("nis;periode;aantal", f"41002;{november};7", f"41002;{december};8"),
            (("41002", 2024, 8),),
            {"period": {"column": "periode", "kind": "month", "counts": 12}, "vintage": "2019"},
        )
        for november, december in (
            ("2024-11", "2024-12"),
            ("202411", "202412"),
            ("nov/2024", "dec/2024"),
            ("november 2024", "december 2024"),
            ("nov-24", "dec-24"),
            ("11/2024", "12/2024"),
            ("2024M11", "2024M12"),
            ("2024-11-01", "2024-12-01"),
            ("novembre 2024", "décembre 2024"),
        )
    ),
    *(
        Layout(
            f"quarters, of which the fourth counts: {third}",
            "a.csv",
            text("nis;periode;aantal", f"41002;{third};7", f"41002;{fourth};8"),
            (("41002", 2024, 8),),
            {"period": {"column": "periode", "kind": "quarter", "counts": 4}, "vintage": "2019"},
        )
        for third, fourth in (
            ("2024Q3", "2024Q4"),
            ("2024-Q3", "2024-Q4"),
            ("3e kwartaal 2024", "4e kwartaal 2024"),
            ("3de kwartaal 2024", "4de kwartaal 2024"),
            ("2024 K3", "2024 K4"),
            ("Q3 2024", "Q4 2024"),
            ("kwartaal 3 2024", "kwartaal 4 2024"),
            ("2024T3", "2024T4"),
        )
    ),
    Layout(
        "the first quarter counts",
        "a.csv",
        text("nis;periode;aantal", "41002;2024Q1;7", "41002;2024Q4;8"),
        (("41002", 2024, 7),),
        {"period": {"column": "periode", "kind": "quarter", "counts": 1}, "vintage": "2019"},
    ),
    Layout(
        "the year in the name of the file only",
        "nieuwkomers_2024_v2.csv",
        text("nis;aantal", "41002;8"),
        (("41002", 2024, 8),),
        {"period": {"column": "jaar", "in_name": True}, "vintage": "2019"},
        ("the year 2024 is taken from the file's name",),
    ),
    Layout(
        "a year that the source fixes",
        "census.csv",
        text("nis;aantal", "41002;8"),
        (("41002", 2021, 8),),
        {"period": {"kind": "fixed", "fixed": 2021}, "vintage": "2019"},
    ),
    Layout(
        "a day as a workbook counts it",
        "a.csv",
        text("nis;jaar;aantal", "41002;45658;8"),
        says=("is no year like 2025; it is how a workbook keeps 2025-01-01",),
        refused=True,
    ),
)

MEANINGS = (*PLACES, *NUMBERS, *MARKERS, *PERIODS)

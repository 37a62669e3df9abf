"""Layouts of delimited text: separators, encodings, what stands above and under a table."""

from tests.extracts.layouts.layout import NAMES, PLAIN, TWO, Layout, text, zipped

SEPARATORS = (
    Layout("comma", "a.csv", text(*PLAIN), TWO),
    Layout(
        "semicolon, CRLF and a byte order mark, as Excel saves it",
        "a.csv",
        text(*(line.replace(",", ";") for line in PLAIN), encoding="utf-8-sig", end="\r\n"),
        TWO,
    ),
    Layout("tabs", "a.tsv", text(*(line.replace(",", "\t") for line in PLAIN)), TWO),
    Layout(
        "pipes, nothing quoted, the year in the name of the file (Statbel)",
        "TF_SOC_POP_STRUCT_2025.txt",
        text("CD_REFNIS|TX_DESCR_NL|MS_POPULATION", '41002|Aalst "stad|12', "71072|Hasselt|7"),
        TWO,
        {
            "area": {"column": "CD_REFNIS"},
            "period": {"column": "CD_YEAR", "in_name": True},
            "values": [{"column": "MS_POPULATION", "population": "newcomers"}],
            "shape": {"quoted": False, "separator": "|"},
            "ignore": ["TX_*"],
        },
        ("2025 is taken from the file's name",),
    ),
    Layout(
        "quoted fields with the separator, quotes and line breaks, the heads too",
        "a.csv",
        text(
            'nis,jaar,"Aantal\nnieuwkomers, ""alle""",naam',
            '41002,2025,12,"Aalst, stad"',
            '71072,2025,7,"de ""hoofdstad"" van Limburg"',
        ),
        TWO,
        {
            "values": [{"column": 'Aantal nieuwkomers, "alle"', "population": "newcomers"}],
            "ignore": ["naam"],
        },
    ),
    Layout(
        "everything quoted",
        "a.csv",
        text(*(",".join(f'"{cell}"' for cell in line.split(",")) for line in PLAIN)),
        TWO,
    ),
    Layout(
        "a separator that is more frequent in the head than the true one",
        "a.csv",
        text('nis;jaar;"aantal, met, alle, komma\'s"', "41002;2025;12", "71072;2025;7"),
        TWO,
        {"values": [{"column": "aantal, met, alle, komma's", "population": "newcomers"}]},
    ),
    Layout(
        "a separator behind every line (Excel)",
        "a.csv",
        text("nis;jaar;aantal;;", "41002;2025;12;;", "71072;2025;7;;"),
        TWO,
    ),
    Layout("a zip that holds one CSV", "a.zip", zipped("x/y.csv", text(*PLAIN)), TWO),
)

ENCODINGS = (
    Layout(
        "ISO-8859-1",
        "a.csv",
        text("naam;jaar;nis;aantal", "Elsene;2025;21009;3", "Liège;2025;62063;5", encoding="l1"),
        (("21009", 2025, 3),),
        {"ignore": ["naam"]},
        ("ISO-8859-1", "1 areas that the source does not cover are left out"),
    ),
    Layout(
        "Windows-1252, as the source says",
        "a.csv",
        text("nis;jaar;“aantal” in €", "41002;2025;12", "71072;2025;7", encoding="cp1252"),
        TWO,
        {
            "shape": {"encoding": "windows-1252"},
            "values": [{"column": "“aantal” in €", "population": "newcomers"}],
        },
    ),
    Layout(
        "UTF-16 with tabs, as the source says (Unicode text of Excel)",
        "a.txt",
        text(*(line.replace(",", "\t") for line in PLAIN), encoding="utf-16", end="\r\n"),
        TWO,
        {"shape": {"encoding": "utf-16"}},
    ),
)

AROUND = (
    Layout(
        "title, empty row and unit row above",
        "a.csv",
        text("Nieuwkomers per gemeente;;", ";;", ";;aantal", "nis;jaar;aantal")
        + text("41002;2025;12", "71072;2025;7"),
        TWO,
        says=("the header stands in row 4",),
    ),
    Layout(
        "title of one cell, without separators",
        "a.csv",
        text("Nieuwkomers, per gemeente en jaar (2025)", "", *PLAIN),
        TWO,
        says=("the header stands in row 3",),
    ),
    Layout(
        "source and notes under an empty row",
        "a.csv",
        text(*PLAIN, "", "Bron: Statbel, verwerking ABB", "(1) voorlopig", "", "Export: 2025"),
        TWO,
        says=("the table ends before row 5: 4 lines left out",),
    ),
    Layout(
        "a source right under the table",
        "a.csv",
        text(*PLAIN, "Bron: Statbel"),
        TWO,
        says=("the table ends before row 4",),
    ),
    Layout(
        "a source right under the table, with separators (Excel)",
        "a.csv",
        text(*(line.replace(",", ";") for line in PLAIN), "Bron: Statbel;;", "x = verborgen;;"),
        TWO,
        says=("the table ends before row 4",),
    ),
    Layout(
        "a legend of several cells under an empty row",
        "a.csv",
        text(*PLAIN, ",,", "Speciale waarden,x,verborgen", ",-,geen waarde", "Bron,VDAB,"),
        TWO,
        says=("the table ends before row 5",),
    ),
    Layout(
        "empty rows within the table are no end",
        "a.csv",
        text(PLAIN[0], "", PLAIN[1], "", ",,", PLAIN[2]),
        TWO,
    ),
    Layout(
        "title and notes around names, with figures in the notes",
        "a.csv",
        text("Tabel 12;;", "gemeente;jaar;aantal", "Aalst;2025;12", "Hasselt;2025;7", "")
        + text("Datum van export: 21 mei 2025;;", "Aantal gemeenten: 2;;"),
        TWO,
        NAMES,
        ("the header stands in row 2", "the table ends before row 6"),
    ),
    Layout(
        "a row that was cut off is no note",
        "a.csv",
        text(*PLAIN) + b"73109,20",
        (),
        says=("the file is cut off: the row has 2 fields, the header 3",),
        refused=True,
    ),
    Layout(
        "no header at all",
        "a.csv",
        text(*PLAIN[1:]),
        (),
        says=("the column is missing; the file has 41002, 2025, 12",),
        refused=True,
    ),
)

TEXTS = (*SEPARATORS, *ENCODINGS, *AROUND)

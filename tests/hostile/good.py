"""Sound deliveries in the layouts of suppliers, made up, from which the bad ones are made.

Every one of them is taken in (a test says so), so that what is refused later is refused for
the one thing that was done to it.
"""

import datetime
import io
import zipfile
from collections.abc import Iterator

import xlsxwriter

from scan.catalogue.areas import Area
from scan.catalogue.entries import Catalogue

ORIGIN = "statbel_origin_2000_2025.csv"
GROUPS = "statbel_origin_detail_2024_2025.csv"
NEWCOMERS = "nieuwkomers - gemeenten.csv"
JOBSEEKERS = "unemployment_jobseekers_data.xlsx"
STRUCTURE = "TF_SOC_POP_STRUCT_2024.zip"
SHEET = "xl/worksheets/sheet1.xml"
YOUTH = "flanders_youth.csv"
YEARS = (2024, 2025)

_PIPE = "CD_MUNTY_REFNIS|TX_MUNTY_DESCR_NL|CD_SEX|CD_NATLTY|CD_AGE|MS_POPULATION|CD_YEAR"


def deliveries(catalogue: Catalogue) -> dict[str, bytes]:
    """Name → contents of each sound delivery."""
    return {
        ORIGIN: _text(_origin(catalogue)),
        GROUPS: _text(_groups(catalogue)),
        NEWCOMERS: _text(_newcomers(catalogue)),
        YOUTH: _text(_youth(catalogue)),
        JOBSEEKERS: jobseekers(catalogue),
        STRUCTURE: zipped({"TF_SOC_POP_STRUCT_2024.txt": _text(_structure(catalogue))}),
    }


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def entries_of(data: bytes) -> dict[str, bytes]:
    """The entries of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def towns(catalogue: Catalogue, year: int, region: str | None = None) -> tuple[Area, ...]:
    """Municipalities of a year."""
    return catalogue.areas.municipalities(region, datetime.date(year, 1, 1))


def jobseekers(catalogue: Catalogue) -> bytes:
    """A workbook as a Swing site exports it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Werkloosheid")
    sheet.write(0, 0, "Werkloosheid - gemeenten")
    sheet.write_row(
        1, 0, ["gemeenten", "", "WZW [aantal] (1)", "", "WZW niet-EU herkomst [aantal]"]
    )
    sheet.write_row(2, 0, ["", "2024", "2025", "2024", "2025"])
    listed = towns(catalogue, 2025, "02000")
    for at, area in enumerate(listed):
        sheet.write_row(3 + at, 0, [area.name, 100 + at, 90 + at, 30, 20])
    sheet.write_row(len(listed) + 4, 0, ["Speciale waarden", ""])
    book.close()
    return out.getvalue()


def _text(lines: Iterator[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _origin(catalogue: Catalogue) -> Iterator[str]:
    yield "year,nis,belgian_bg,neighbouring,eu27,non_eu27,total"
    for year in YEARS:
        for at, area in enumerate(towns(catalogue, year)):
            parts = (5000 + 7 * at, 100 + at % 50, 200, 300)
            yield ",".join(map(str, (year, area.nis, *parts, sum(parts))))


def _groups(catalogue: Catalogue) -> Iterator[str]:
    codes = [c.code for c in catalogue.dimensions["origin_detail_dutch"].categories]
    yield "jaar;naam;nis;groep;aantal"
    for year in YEARS:
        for at, area in enumerate(towns(catalogue, year)):
            for code in codes:
                yield f"{year};{area.name};{area.nis};{code};{900 + at}"


def _newcomers(catalogue: Catalogue) -> Iterator[str]:
    yield '"gemeenten";' + ";".join(f'"nieuwkomers|{year}"' for year in YEARS)
    for at, area in enumerate(towns(catalogue, 2025, "02000")):
        yield f'"{area.name}";{50 + at};{60 + at}'


def _youth(catalogue: Catalogue) -> Iterator[str]:
    columns = [value.column for value in catalogue.sources["pinc_youth"].values]
    heads = [f'"{column}|{year}"' for column in columns for year in YEARS]
    yield ";".join(['"gemeenten"', *heads])
    for area in towns(catalogue, 2025, "02000"):
        yield ";".join([f'"{area.name}"', *["20,5", "21,5"] * len(columns)])


def _structure(catalogue: Catalogue) -> Iterator[str]:
    yield _PIPE
    for at, area in enumerate(towns(catalogue, 2024)):
        for sex in "MF":
            for nationality in ("BEL", "ETR"):
                for age in (3, 30, 70):
                    count = 10 + at + age
                    yield f"{area.nis}|{area.name}|{sex}|{nationality}|{age}|{count}|2024"

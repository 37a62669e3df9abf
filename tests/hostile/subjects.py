"""What is fuzzed: for each reader a sound file of at most 2,000 rows, and its source.

Real files where there are any, cut; the layouts of which no real file exists (the
survey workbook) made up.
"""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from tests.extracts.support import REAL, ods, source, xlsx
from tests.hostile import good
from tests.hostile.good import entries_of, zipped

ROWS = 2_000

_UPLOAD: dict[str, Any] = {
    "vintage": "2019",
    "area": {"column": "geoitem"},
    "period": {"column": "period"},
    "values": [
        {
            "column": "v2801_vh_totcrim",
            "population": "newcomers",
            "when": {"geolevel": "gemeente"},
        }
    ],
}
_PRICES: dict[str, Any] = {
    "decimal": ",",
    "regions": "own",
    "area": {"column": "NIS-code"},
    "period": {"column": "Jaar"},
    "values": [
        {
            "column": "Mediaanprijs (in euro)",
            "population": "newcomers",
            "when": {"Type": "Alle huizen"},
        }
    ],
}
_OLD: dict[str, Any] = {
    "vintage": "2018",
    "area": {"column": "Gemeente", "kind": "name"},
    "period": {"column": "#4", "kind": "date"},
    "values": [
        {
            "column": "Nooit/zelden (%)",
            "indicator": "SA_S_08",
            "traits": {"contact_frequency": "rarely"},
            "when": {"Item": "Lastig gevallen op straat"},
        }
    ],
}
_SURVEY: dict[str, Any] = {
    "vintage": "2019",
    "coverage": ["02000"],
    "regions": "own",
    "area": {"column": "NIS-code"},
    "period": {"column": "Jaar"},
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
_REGISTER: dict[str, Any] = {
    "vintage": "2019",
    "coverage": ["02000"],
    "regions": "own",
    "area": {"column": "Nis-code"},
    "period": {"column": "Jaar"},
    "traits": [
        {
            "column": "Geslacht",
            "dimension": "sex",
            "codes": {"Mannen": "male", "Vrouwen": "female"},
        }
    ],
    "shape": {"swapped": [["Jaar", "Geslacht"]]},
    "rates": [
        {"column": "Procent", "numerator": "Aantal", "denominator": "Inwoners", "per": 1},
    ],
}
_WIDE: dict[str, Any] = {
    "vintage": "2025",
    "decimal": ",",
    "period": {"kind": "header"},
    "values": [{"column": "*", "population": "newcomers"}],
    "markers": {"hidden": ["<5"]},
    "shape": {"encoding": "utf-16", "thousands": ".", "flags": {"*": "provisional"}},
}
_SHEETS = (("DE44", "newcomers"), ("DE_45", "signups"))
"""The sheets of the register workbook, each of a source of its own, and what they count."""
_REAL = (
    ("statbel_origin", "statbel/statbel_origin_2000_2025.csv"),
    ("statbel_nationality", "statbel/statbel_nationality_2009_2025.csv"),
    ("statbel_nationality_sex_age", "statbel/statbel_nationality_sex_age_2009_2015.csv"),
    ("statbel_census2021", "statbel/statbel_census2021_nationality.csv"),
    ("statbel_population_structure", "statbel/TF_SOC_POP_STRUCT_2015_rebuilt_VL_BR.zip"),
    ("gsm_survey_2023", "gsm/gsm_survey_2023.csv"),
    ("pinc_youth", "pinc/flanders_youth.csv"),
    ("pinc_newcomers", "pinc/nieuwkomers - gemeenten.csv"),
    ("pinc_newcomers_non_eu", "pinc/nieuwkomers niet-EU - gemeenten.csv"),
    ("swing_jobseekers", "pinc/unemployment_jobseekers_data.xlsx"),
)
_REAL_WITHOUT_SOURCE = (
    (_UPLOAD, "swing_upload/Upload_PinC_level_gemeente.txt"),
    (_PRICES, "gsm/gemeentestadsmonitor_WO_07_excerpt.csv"),
    (_OLD, "gsm/SAMEN_problemen.xlsx"),
)


@dataclass(frozen=True)
class Subject:
    """A sound file: its name, its source and its bytes."""

    name: str
    source: Source
    data: bytes

    @property
    def is_zip(self) -> bool:
        """Whether it is an archive or a workbook."""
        return self.data.startswith(b"PK")


def subjects(catalogue: Catalogue) -> Iterator[Subject]:
    """The files to fuzz: those made up, and the real ones that are there."""
    for name, data in good.deliveries(catalogue).items():
        (owner,) = (s for s in catalogue.sources.values() if Path(name).match(s.files[0]))
        yield Subject(f"made-up {name}", owner, cut(name, data))
    yield Subject("made-up survey.xlsx", source(**_SURVEY), _survey(catalogue))
    for sheet, population in _SHEETS:
        values = [{"column": name, "population": population} for name in ("Aantal", "Inwoners")]
        values[1]["population"] = "ksz_residents"
        record = source(**_REGISTER, id=sheet.lower(), sheet=sheet, values=values)
        yield Subject(f"made-up register {sheet}.xlsx", record, xlsx(_register(catalogue)))
        yield Subject(f"made-up register {sheet}.ods", record, ods(_register(catalogue)))
    yield Subject("made-up wide.csv", source(**_WIDE), _wide(catalogue))
    yield Subject("made-up.parquet", source(), _parquet(catalogue))
    yield Subject("made-up.sqlite", source(layout="sql", sql="figures"), _database(catalogue))
    for known, name in _REAL:
        if (path := REAL / name).is_file():
            yield Subject(path.name, catalogue.sources[known], cut(name, path.read_bytes()))
    for record, name in _REAL_WITHOUT_SOURCE:
        if (path := REAL / name).is_file():
            yield Subject(path.name, source(**record), cut(name, path.read_bytes()))


def cut(name: str, data: bytes) -> bytes:
    """The file with a header and at most 2,000 rows; workbooks have no more anyway."""
    if name.endswith(".xlsx"):
        return data
    if name.endswith(".zip"):
        return zipped({entry: cut(entry, text) for entry, text in entries_of(data).items()})
    return b"".join(data.splitlines(keepends=True)[: ROWS + 1])


def _wide(catalogue: Catalogue) -> bytes:
    """A year in each header, thousands with a point, flags and a marker, notes under the table."""
    towns = good.towns(catalogue, 2025)
    rows = [f"{area.nis};{area.name};1.0{at % 90 + 10};12*;<5" for at, area in enumerate(towns)]
    lines = ["Nieuwkomers", "", "nis;naam;2023;2024;2025", *rows, "", "Bron: ABB", "* voorlopig"]
    return "\n".join(lines).encode("utf-16")


def _parquet(catalogue: Catalogue) -> bytes:
    nis = [area.nis for area in good.towns(catalogue, 2025)]
    columns = {"nis": nis, "jaar": [2025] * len(nis), "man": [5.0] * len(nis)}
    out = io.BytesIO()
    pl.DataFrame({**columns, "vrouw": [None, "x", *["7"] * (len(nis) - 2)]}).write_parquet(out)
    return out.getvalue()


def _database(catalogue: Catalogue) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE figures (nis, jaar INTEGER, man INTEGER, vrouw REAL)")
        rows = [(area.nis, 2025, 5, 7.0) for area in good.towns(catalogue, 2025)]
        database.executemany("INSERT INTO figures VALUES (?, ?, ?, ?)", rows)
        database.commit()
        return database.serialize()


def _register(catalogue: Catalogue) -> dict[str, list[list[object]]]:
    """Sheets as those of the register workbook: one with swapped heads, one under a title."""
    swapped: list[list[object]] = [
        ["Gemeente", "Nis-code", "Jaar", "Geslacht", "Aantal", "Inwoners", "Procent"]
    ]
    titled: list[list[object]] = [["Personen"], [], [*swapped[0]]]
    for area in good.towns(catalogue, 2019, "02000")[:60]:
        for sex in ("Mannen ", "Vrouwen"):
            figures = [20, 40, 0.5]
            swapped.append([area.name, int(area.nis), sex, 2020, *figures])
            titled.append([area.name, area.nis, 2020, sex, *figures])
    titled += [[], ["Bron: KSZ"]]
    return {"Indicatoren": [["Code"], ["DE_44"]], "DE44": swapped, "DE_45": titled}


def _survey(catalogue: Catalogue) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Inhoud").write_row(0, 0, ["Thema", "Tabblad", "Naam indicator"])
        first, second = book.add_worksheet("SA_S_34"), book.add_worksheet("SA_S_11")
        first.write_row(0, 0, ["Gemeente", "NIS-code", "Jaar", "Eens (%)"])
        second.write_row(0, 0, ["Gemeente", "NIS-code", "Item", "Jaar", "Hoog (8 of meer) (%)"])
        for row, area in enumerate(good.towns(catalogue, 2019, "02000")[:60], 1):
            first.write_row(row, 0, [area.name, int(area.nis), 2023, 41.5])
            second.write_row(row, 0, [area.name, area.nis, "Te  veel ", 2023, 12])
    return out.getvalue()

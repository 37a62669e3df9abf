"""Sources and files that the tests of the extracts share."""

import io
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import xlsxwriter

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault
from scan.extracts import contract
from scan.extracts.contract import Checked
from scan.extracts.frames import REMARK_ROW
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.layouts import READERS
from scan.house import ROOT

REAL = Path(os.environ.get("SCAN_REAL_EXTRACTS", ROOT.parent / "shared" / "extracts"))

HEADER = "year,nis,belgian_bg,neighbouring,eu27,non_eu27,total"
ROWS = (
    "2025,11001,10,20,30,40,100",
    "2025,11002,1,2,3,4,10",
    "2025,44021,0,0,0,0,0",
)
ORIGIN = "\n".join((HEADER, *ROWS)) + "\n"
"""A sound delivery of the source statbel_origin."""


def source(**changes: Any) -> Source:
    """A source of a table of newcomers by sex, with changes."""
    record: dict[str, Any] = {
        "id": "sample",
        "title": "Voorbeeld",
        "supplier": "Iemand",
        "files": ["sample*"],
        "vintage": "2025",
        "area": {"column": "nis"},
        "period": {"column": "jaar"},
        "values": [
            {"column": "man", "population": "newcomers", "traits": {"sex": "male"}},
            {"column": "vrouw", "population": "newcomers", "traits": {"sex": "female"}},
        ],
        "markers": {"hidden": ["x"], "missing": ["", "?"], "not_applicable": ["nvt"]},
    }
    return Source(**{**record, **changes})


def put(folder: Path, name: str, contents: str | bytes) -> Path:
    """A file with these contents."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(contents.encode("utf-8") if isinstance(contents, str) else contents)
    return path


def faults_of(action: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults that an action raises; none when it does not raise."""
    try:
        action()
    except ExtractError as error:
        return error.faults
    return ()


def raw_of(record: Source, path: Path) -> pl.DataFrame:
    """What the reader of a source makes of a file."""
    return READERS[record.layout](record, Delivered(path))


def remarks_of(raw: pl.DataFrame) -> list[str]:
    """What the reader noticed and tolerated."""
    return raw.filter(pl.col("row") == REMARK_ROW).get_column("text").to_list()


def figures_of(raw: pl.DataFrame) -> pl.DataFrame:
    """A raw frame without what the reader noticed."""
    return raw.filter(pl.col("row") != REMARK_ROW)


def examine(record: Source, path: Path, catalogue: Catalogue) -> Checked:
    """What the contract makes of a file."""
    return contract.examine(record, Delivered(path), catalogue)


Sheets = Mapping[str, Iterable[Iterable[object]]]
"""Name of each sheet → its rows."""


def xlsx(sheets: Sheets) -> bytes:
    """A workbook of Excel."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, tuple(row))
    return out.getvalue()


def workbook(path: Path, sheets: Sheets) -> Path:
    """A workbook of Excel, written to ``path``."""
    path.write_bytes(xlsx(sheets))
    return path


def ods(sheets: Sheets) -> bytes:
    """An OpenDocument spreadsheet with the parts without which it is none."""
    spaces = ("office", "table", "text")
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in spaces
    )
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ods_row(row: Iterable[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    kind = "string"
    if isinstance(value, int | float):
        kind = f'float" office:value="{value}'
    text = f"<text:p>{escape(str(value))}</text:p>"
    return f'<table:table-cell office:value-type="{kind}">{text}</table:table-cell>'

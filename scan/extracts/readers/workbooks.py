"""Extracts, workbooks: from an XLSX file to its sheets as text. Output: frames of String.

The zip is measured and the XML inside is walked through first; what is read is a workbook of
only those parts, so that nothing is read that was not looked at.
"""

import io
import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from scan.errors import ExtractError, Fault
from scan.extracts.readers.archives import entries_of, unpacked
from scan.extracts.readers.plain_files import AGAIN, damaged, first_line, read_bytes
from scan.extracts.readers.tables import (
    Table,
    refuse_long_cells,
    refuse_long_headers,
    refuse_steering_cells,
)
from scan.extracts.readers.workbook_xml import RESAVE, Sheet, SheetWalk, string_lengths, walk

MAX_SHEETS = 500

_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_FIXED = ("[Content_Types].xml", "_rels/.rels", _BOOK, _RELATIONS, _STRINGS, "xl/styles.xml")
_OLD = b"\xd0\xcf\x11\xe0"
"""How the files of old Office programs start, and workbooks with a password."""
_MACROS = ("vbaProject", "macrosheets/")


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook: its path and the names of its sheets in order."""

    path: Path
    names: tuple[str, ...]
    reader: fastexcel.ExcelReader
    found: dict[str, Sheet]

    def sheet(self, name: str) -> pl.DataFrame:
        """Cells of a sheet: ``row`` (the first being 1), then ``c0``, ``c1`` … as String.

        Raises ExtractError for a sheet with formulas (nobody knows when its figures were
        computed, or whether they ever were) or with errors, which would read as nothing.
        """
        self._refuse_computed(name)
        try:
            loaded = self.reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            frame = loaded.to_polars()
        except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
            message = f"the sheet cannot be read ({first_line(error)})"
            raise damaged(self.path, message, RESAVE, f"sheet {name}") from error
        named = frame.rename({old: f"c{at}" for at, old in enumerate(frame.columns)})
        cells = named.with_row_index("row", offset=1)
        refuse_long_cells(cells, self.path, name)
        refuse_steering_cells(cells, self.path, name)
        return cells

    def refuse_merged(self, name: str, first: int, last: int) -> None:
        """ExtractError for cells made one over several of the rows ``first`` to ``last``.

        Only the upper one holds a text, so the rows below it would have lost theirs.
        """
        faults = tuple(
            Fault(
                self.path.name,
                f"sheet {name}, {reference}",
                "the cells are merged over several rows: only the first holds the text",
                "Unmerge them, and fill in every row.",
            )
            for low, high, reference in self.found[name].merged
            if high >= first and low <= last and high > first
        )
        if faults:
            raise ExtractError(faults)

    def _refuse_computed(self, name: str) -> None:
        sheet = self.found[name]
        found = (
            (sheet.formulas, sheet.formula, "a formula, of which nobody knows the figure"),
            (sheet.errors, sheet.error, "an error in place of a figure (as #REF!)"),
        )
        faults = tuple(
            Fault(
                self.path.name,
                f"sheet {name}, {first}",
                f"{count} cells hold {what}",
                "Mend the cells, and paste their values in place of formulas.",
            )
            for count, first, what in found
            if count
        )
        if faults:
            raise ExtractError(faults)


def open_workbook(path: Path) -> Workbook:
    """The workbook at ``path``; ExtractError when it is damaged or larger than the limits.

    Also for one with a password or with macros, and for XML that declares entities.
    """
    parts, sheets = _looked_through(read_bytes(path), path)
    try:
        reader = fastexcel.read_excel(_packed(parts))
        names = tuple(reader.sheet_names)
    except fastexcel.FastExcelError as error:
        message = f"the workbook cannot be read ({first_line(error)})"
        raise damaged(path, message, RESAVE) from error
    there = {sheet.name: sheet for sheet in sheets}
    if set(names) != set(there) or not names:
        raise damaged(path, "the list of sheets fits no sheets", RESAVE)
    return Workbook(path, names, reader, there)


def headed(sheet: pl.DataFrame, name: str, path: Path) -> Table:
    """A sheet whose first row is the header, as a table; rows without any cell are dropped."""
    columns = [column for column in sheet.columns if column != "row"]
    if not columns or not sheet.height:
        raise damaged(path, "the sheet is empty", AGAIN, f"sheet {name}")
    header = tuple(" ".join((text or "").split()) for text in sheet.select(columns).head(1).row(0))
    refuse_long_headers(header, path, name)
    cells = sheet.slice(1).filter(~pl.all_horizontal(pl.col(columns).is_null()))
    return Table(header, cells, name)


def _looked_through(data: bytes, path: Path) -> tuple[dict[str, bytes], list[Sheet]]:
    """The parts of a workbook that are read, and what is in its sheets."""
    if data.startswith(_OLD):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        message = "has a password" if locked else "is of an old kind (XLS)"
        raise damaged(path, f"the workbook {message}", "Save it as XLSX without a password.")
    if not data.startswith(b"PK\x03\x04"):
        raise damaged(path, "the archive is damaged or cut off", AGAIN)
    entries = {entry.filename: entry for entry in entries_of(data, path)}
    for name in entries:
        if any(mark in name for mark in _MACROS):
            message = "the workbook holds macros"
            raise damaged(path, message, "Save it as XLSX without macros.", f"entry {name}")
    parts = {name: unpacked(data, entries[name], path) for name in _FIXED if name in entries}
    if _BOOK not in parts or _RELATIONS not in parts:
        raise damaged(path, "the archive is no workbook: it has no list of sheets", RESAVE)
    lengths = string_lengths(parts.get(_STRINGS, b""), path, _STRINGS)
    for name in set(parts) - {_STRINGS}:
        walk(parts[name], path, name, lambda *_: None)
    sheets = []
    for name, part in _places(parts, path).items():
        if part not in entries:
            raise damaged(path, "the sheet is not in the file", RESAVE, f"sheet {name}")
        parts[part] = unpacked(data, entries[part], path)
        sheets.append(SheetWalk(name, lengths, path, part).run(parts[part]))
    return parts, sheets


def _places(parts: dict[str, bytes], path: Path) -> dict[str, str]:
    """Name of each sheet → the part that holds it."""
    targets: dict[str, str] = {}
    places: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            )

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name != "sheet":
            return
        number = next((text for key, text in attributes.items() if key.endswith(":id")), "")
        if number in targets:
            places[attributes.get("name", "")] = targets[number]

    walk(parts[_RELATIONS], path, _RELATIONS, relation)
    walk(parts[_BOOK], path, _BOOK, sheet)
    if len(places) > MAX_SHEETS:
        raise damaged(path, f"the workbook has {len(places)} sheets", "Deliver fewer sheets.")
    return places


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()

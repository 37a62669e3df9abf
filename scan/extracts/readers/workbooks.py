"""Extracts, workbooks: from an XLSX or ODS file to its sheets as text. Output: frames of String.

What could end or deceive the decoder is looked for in the XML first, by searching its bytes: a
list of texts that promises more than it holds, declarations, cells far out. Only a part in which
something odd is found is walked through element by element, which takes ten times as long.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import fastexcel
import polars as pl

from scan.errors import ExtractError, Fault
from scan.extracts.readers.archives import entries_of, unpacked
from scan.extracts.readers.headers import LOOKED_AT
from scan.extracts.readers.plain_files import AGAIN, damaged, first_line
from scan.extracts.readers.tables import refuse_long_cells, refuse_steering_cells
from scan.extracts.readers.workbook_xml import (
    MAX_SIGNS,
    RESAVE,
    Sheet,
    SheetWalk,
    string_lengths,
    walk,
)

MAX_SHEETS = 500

_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_SMALL = ("[Content_Types].xml", "_rels/.rels", _BOOK, _RELATIONS, "xl/styles.xml")
_OPEN_DOCUMENT = "content.xml"
_OLD = b"\xd0\xcf\x11\xe0"
"""How the files of old Office programs start, and workbooks with a password."""
_MACROS = ("vbaProject", "macrosheets/", "Basic/")
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
_FORMULA = re.compile(rb"<f[ >/]")
_ERROR = b't="e"'
_MERGED = b"<mergeCell "
_FAR_OUT = re.compile(rb'r="(?:[A-Za-z]{3}[0-9]|[A-Za-z]{2}[0-9]{5}|[A-Za-z][0-9]{7})')
"""Cells outside 26 columns of a million rows and 702 columns of ten thousand: a sheet is as large
as its last cell is far out, and the decoder makes room for all of it."""
_PROMISED = re.compile(rb'<(?:\w+:)?sst[^>]*\buniqueCount="([0-9]{1,20})"')


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: its path, the names of its sheets in order, and the XML of each."""

    path: Path
    names: tuple[str, ...]
    reader: fastexcel.ExcelReader
    data: bytes
    parts: dict[str, str]
    """Name of a sheet → the part of an XLSX that holds it; empty for ODS."""
    lengths: tuple[int, ...]
    """Signs of each text that cells share."""
    _read: dict[str, tuple[pl.DataFrame, Sheet]] = field(default_factory=dict)
    _heads: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def named(self, name: str) -> str | None:
        """The sheet of this name, whatever its capitals and spaces."""
        return same_sheet(name, self.names)

    def sheet(self, name: str) -> pl.DataFrame:
        """Cells of a sheet: ``row`` (the first being 1), then ``c0``, ``c1`` … as String."""
        return self._loaded(name)[0]

    def head(self, name: str) -> list[tuple[str, ...]]:
        """The first rows of a sheet, those among which its header must be, with single spaces."""
        if name not in self._heads:
            rows = self.sheet(name).head(LOOKED_AT).drop("row").iter_rows()
            texts = [tuple(" ".join((text or "").split()) for text in row) for row in rows]
            self._heads[name] = texts
        return self._heads[name]

    def refuse_odd(self, name: str, first: int, last: int, columns: set[int]) -> tuple[str, ...]:
        """ExtractError for formulas, errors and merged cells among those that are read.

        ``first`` and ``last`` are rows, ``columns`` positions from 0. Of a formula nobody knows
        when its figure was computed, or whether it ever was; an error would read as nothing; of
        cells made one over several rows only the first holds the text. Remarks on what stands
        elsewhere, from which no figure comes.
        """
        sheet = self._loaded(name)[1]
        inside = range(first, last + 1)
        faults = [*self._computed(sheet, inside, columns)]
        faults += [
            Fault(
                self.path.name,
                f"sheet {name}, {reference}",
                "the cells are merged over several rows: only the first holds the text",
                "Unmerge them, and fill in every row.",
            )
            for low, high, reference in sheet.merged
            if high >= first and low <= last and high > first
        ]
        if faults:
            raise ExtractError(tuple(faults))
        outside = len(sheet.formulas) + len(sheet.errors)
        remark = f"{outside} cells outside the table hold a formula or an error: not read"
        return (remark,) if outside else ()

    def _computed(self, sheet: Sheet, rows: range, columns: set[int]) -> list[Fault]:
        found = (
            (sheet.formulas, "a formula, of which nobody knows the figure"),
            (sheet.errors, "an error in place of a figure (as #REF!)"),
        )
        faults = []
        for cells, what in found:
            used = [c for c in cells if c.row in rows and c.column - 1 in columns]
            if used:
                faults.append(
                    Fault(
                        self.path.name,
                        f"sheet {sheet.name}, {used[0].reference}",
                        f"{len(used)} cells hold {what}",
                        "Mend the cells, and paste their values in place of formulas.",
                    )
                )
        return faults

    def _loaded(self, name: str) -> tuple[pl.DataFrame, Sheet]:
        if name not in self._read:
            found = self._looked_through(name)
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
            self._read[name] = (cells, found)
        return self._read[name]

    def _looked_through(self, name: str) -> Sheet:
        """What is odd in the XML of a sheet; ExtractError for what must not be decoded."""
        if name not in self.parts:
            return Sheet(name)
        entries = {entry.filename: entry for entry in entries_of(self.data, self.path)}
        if (part := self.parts[name]) not in entries:
            raise damaged(self.path, "the sheet is not in the file", RESAVE, f"sheet {name}")
        xml = unpacked(self.data, entries[part], self.path)
        if not _is_odd(xml, self.lengths):
            return Sheet(name)
        return SheetWalk(name, list(self.lengths), self.path, part).run(xml)


def same_sheet(name: str, names: tuple[str, ...]) -> str | None:
    """That of the names which is ``name``, whatever its capitals and spaces; ``None``: none.

    Underscores count: a supplier has ``AR07`` in one workbook and ``AR_07``, a newer edition,
    in another.
    """
    plain = " ".join(name.split()).casefold()
    return next((own for own in names if " ".join(own.split()).casefold() == plain), None)


def names_of_sheets(data: bytes, path: Path) -> tuple[str, ...]:
    """Names of the sheets of the workbook at ``path``, without decoding it.

    Raises ExtractError as :func:`open_workbook` does.
    """
    entries = {entry.filename: entry for entry in _entries(data, path)}
    if _OPEN_DOCUMENT in entries and _BOOK not in entries:
        names: list[str] = []

        def table(name: str, attributes: dict[str, str]) -> None:
            if name == "table":
                names.append(attributes.get("table:name", ""))

        walk(unpacked(data, entries[_OPEN_DOCUMENT], path), path, _OPEN_DOCUMENT, table)
        return tuple(names)
    return tuple(_places(_small_parts(data, entries, path), path))


def _is_odd(xml: bytes, lengths: tuple[int, ...]) -> bool:
    """Whether a part must be walked through: it is no plain sheet, or holds what is odd."""
    first, last = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if first < 0 or any(mark in xml[:first] for mark in _DECLARED):
        return True
    if _MERGED in xml[max(first, last) :] or _ERROR in xml:
        return True
    shared = xml.count(b't="s"') * max(lengths, default=0)
    return shared + len(xml) > MAX_SIGNS or any(odd.search(xml) for odd in (_FORMULA, _FAR_OUT))


def open_workbook(data: bytes, path: Path) -> Workbook:
    """The workbook at ``path``, of which these are the bytes.

    Raises ExtractError when it is damaged or larger than the limits, and for one with a
    password or with macros, and for XML that declares entities.
    """
    parts, lengths = _structure(data, path)
    try:
        reader = fastexcel.read_excel(data)
        names = tuple(reader.sheet_names)
    except fastexcel.FastExcelError as error:
        message = f"the workbook cannot be read ({first_line(error)})"
        raise damaged(path, message, RESAVE) from error
    if not names or (parts and set(names) != set(parts)):
        raise damaged(path, "the list of sheets fits no sheets", RESAVE)
    return Workbook(path, names, reader, data, parts, lengths)


def _structure(data: bytes, path: Path) -> tuple[dict[str, str], tuple[int, ...]]:
    """Name of each sheet → its part, and the lengths of the texts that cells share."""
    entries = {entry.filename: entry for entry in _entries(data, path)}
    if _OPEN_DOCUMENT in entries and _BOOK not in entries:
        walk(unpacked(data, entries[_OPEN_DOCUMENT], path), path, _OPEN_DOCUMENT, lambda *_: None)
        return {}, ()
    small = _small_parts(data, entries, path)
    texts = unpacked(data, entries[_STRINGS], path) if _STRINGS in entries else b""
    lengths = tuple(string_lengths(texts, path, _STRINGS))
    _refuse_promises(texts, len(lengths), path)
    return _places(small, path), lengths


def _entries(data: bytes, path: Path) -> tuple[zipfile.ZipInfo, ...]:
    """The entries of a workbook; ExtractError for one that may not be opened."""
    if data.startswith(_OLD):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        message = "has a password" if locked else "is of an old kind (XLS)"
        raise damaged(path, f"the workbook {message}", "Save it as XLSX without a password.")
    if not data.startswith(b"PK\x03\x04"):
        raise damaged(path, "the archive is damaged or cut off", AGAIN)
    entries = entries_of(data, path)
    for entry in entries:
        if any(mark in entry.filename for mark in _MACROS):
            message, place = "the workbook holds macros", f"entry {entry.filename}"
            raise damaged(path, message, "Save it as XLSX without macros.", place)
    return entries


def _small_parts(data: bytes, entries: dict[str, zipfile.ZipInfo], path: Path) -> dict[str, bytes]:
    """The parts of an XLSX that say what is in it, walked through."""
    if _BOOK not in entries or _RELATIONS not in entries:
        raise damaged(path, "the archive is no workbook: it has no list of sheets", RESAVE)
    small = {name: unpacked(data, entries[name], path) for name in _SMALL if name in entries}
    for name, xml in small.items():
        walk(xml, path, name, lambda *_: None)
    return small


def _refuse_promises(texts: bytes, held: int, path: Path) -> None:
    """ExtractError for a list of texts that says it holds more than it does.

    The decoder makes room for as many as it says, and ends the program when there is none.
    """
    promised = _PROMISED.search(texts[:2_000])
    if promised and int(promised[1]) > 2 * held + 1_000:
        message = f"the list of texts promises {int(promised[1])}, and holds {held}"
        raise damaged(path, message, RESAVE, f"entry {_STRINGS}")


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

"""Extracts, XML of workbooks: a part is walked through before anything builds a table of it.

Input: the XML of one part. Output: what it says of sheets, texts and cells. XML that is
damaged or declares a document type (and so could declare entities) is refused, and so are cells
outside the limits and texts that cells repeat until they fill the memory.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from scan.errors import ExtractError
from scan.extracts.readers.plain_files import damaged

MAX_ROWS = 1_048_576
MAX_COLUMNS = 4_000
MAX_CELLS = 4_000_000
"""Cells between the first corner of a sheet and its last cell."""
MAX_SIGNS = 100_000_000
"""Signs of all cells of a sheet, a text counted as often as cells repeat it."""
MAX_ELEMENTS = 12_000_000

RESAVE = "Save it anew as a plain XLSX."

Start = Callable[[str, dict[str, str]], None]
Text = Callable[[str], None]
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})")


def walk(xml: bytes, path: Path, part: str, start: Start, text: Text | None = None) -> None:
    """Call ``start`` for each element (its name without prefix) and ``text`` for texts.

    Raises ExtractError for XML that is damaged, that declares a document type, or that has more
    than twelve million elements.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    count = 0

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise damaged(path, "the part has too many elements", "Deliver fewer cells.", part)
        start(name.rpartition(":")[2], attributes)

    def refuse_declaration(*_: object) -> None:
        message = "the XML declares a document type, as none of a workbook does: entities"
        raise damaged(path, message, RESAVE, part)

    parser.StartElementHandler = element
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse_declaration
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(path, f"the XML is damaged ({error})", RESAVE, part) from error


def string_lengths(xml: bytes, path: Path, part: str) -> list[int]:
    """Signs of each text that cells share, in order."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    if xml:
        walk(xml, path, part, start, text)
    return lengths


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its row and column, from 1, and what the sheet calls it."""

    row: int
    column: int
    reference: str


@dataclass(slots=True)
class Sheet:
    """What was found in one sheet."""

    name: str
    rows: int = 0
    columns: int = 0
    formulas: list["Cell"] = field(default_factory=list)
    errors: list["Cell"] = field(default_factory=list)
    """Cells with an error in place of a figure (``#REF!``)."""
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    """First row, last row and reference of cells that were made one, over several rows."""


class SheetWalk:
    """Walks through one sheet: :meth:`run` gives what is in it."""

    def __init__(self, name: str, lengths: list[int], path: Path, part: str) -> None:
        self._sheet = Sheet(name)
        self._lengths, self._path, self._part = lengths, path, part
        self._row = self._column = self._signs = 0
        self._cell = self._kind = ""
        self._inside = False

    def run(self, xml: bytes) -> Sheet:
        """What is in the sheet; ExtractError for more than the limits."""
        walk(xml, self._path, self._part, self._start, self._text)
        return self._sheet

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = name in ("v", "t")
        if name == "c":
            self._place(attributes.get("r", ""))
            self._kind = attributes.get("t", "")
            if self._kind == "e":
                self._sheet.errors.append(Cell(self._row, self._column, self._cell))
        elif name == "row":
            self._row = self._number(attributes.get("r", "")) or self._row + 1
            self._column = 0
        elif name in ("v", "is"):
            self._reach()
        elif name == "f":
            self._sheet.formulas.append(Cell(self._row, self._column, self._cell))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _text(self, data: str) -> None:
        if not self._inside:
            return
        signs = len(data)
        if self._kind == "s":
            at = self._number(data.strip())
            signs = self._lengths[at] if at < len(self._lengths) else 0
        self._signs += signs
        if self._signs > MAX_SIGNS:
            raise self._refused(f"the cells hold more than {MAX_SIGNS} signs together")

    def _place(self, reference: str) -> None:
        if not reference:
            self._column += 1
        elif found := _CELL.fullmatch(reference):
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            raise self._refused("a cell has an address that is none")
        self._cell = reference or f"row {self._row}"

    def _reach(self) -> None:
        sheet = self._sheet
        if self._row > sheet.rows or self._column > sheet.columns:
            sheet.rows = max(sheet.rows, self._row)
            sheet.columns = max(sheet.columns, self._column)
            cells = sheet.rows * sheet.columns
            if sheet.rows > MAX_ROWS or sheet.columns > MAX_COLUMNS or cells > MAX_CELLS:
                size = f"{sheet.rows} rows and {sheet.columns} columns"
                raise self._refused(f"the sheet has {size}, more than the limits")

    def _merge(self, reference: str) -> None:
        if (found := _RANGE.fullmatch(reference)) and found[2] != found[4]:
            first, last = sorted((int(found[2]), int(found[4])))
            self._sheet.merged.append((first, last, reference))

    def _number(self, text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def _refused(self, message: str) -> ExtractError:
        place = f"sheet {self._sheet.name}, {self._cell}"
        return damaged(self._path, message, "Deliver only the cells that hold figures.", place)


def column_number(letters: str) -> int:
    """``A`` → 1, ``AA`` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

"""Extracts, delivered files: what a file holds, opened once however many sources it feeds.

Input: a path. Output: a :class:`Delivered`: text, a workbook, a Parquet table or a database.
What a file is, its first bytes say, not its name. An archive is opened when it holds one file.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from scan.extracts.readers.archives import PACKED, entries_of, unpacked
from scan.extracts.readers.opening import Opened, text_of
from scan.extracts.readers.plain_files import AGAIN, damaged, first_line, read_bytes
from scan.extracts.readers.workbooks import Workbook, names_of_sheets, open_workbook

TEXT, WORKBOOK, PARQUET, DATABASE = "text", "workbook", "parquet", "database"

_PARQUET = b"PAR1"
_DATABASE = b"SQLite format 3\x00"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PARTS = ("xl/workbook.xml", "content.xml")
"""An entry that only a workbook has: of Excel, of OpenDocument."""
_LIST = "[Content_Types].xml"
_WORKBOOKS = (".xlsx", ".ods")
_HOLDS = (".txt", ".csv", ".tsv", ".xlsx", ".ods", ".parquet")
"""Endings of the files for which an archive is opened."""


@dataclass(frozen=True)
class Delivered:
    """A delivered file: its bytes are read once, and opened as what they are when asked."""

    path: Path
    rows: int | None = None
    """Only so many rows of each table, to tell what it is; ``None``: all."""
    _texts: dict[str, Opened] = field(default_factory=dict)

    def first(self, rows: int) -> "Delivered":
        """The same file, of which only the first rows are looked at."""
        head = replace(self, rows=rows, _texts={})
        for name in ("_contents", "kind", "workbook"):
            if name in self.__dict__:
                head.__dict__[name] = self.__dict__[name]
        return head

    @cached_property
    def _contents(self) -> bytes:
        """Its bytes, or those of the only file in it when it is an archive of one."""
        data = read_bytes(self.path)
        if not data.startswith(PACKED):
            if self.path.suffix.lower() in (".zip", *_WORKBOOKS) and not _known(data):
                raise damaged(self.path, "the archive is damaged or cut off", AGAIN)
            return data
        entries = entries_of(data, self.path)
        named = self.path.suffix.lower() in _WORKBOOKS
        if named or any(entry.filename in (*_PARTS, _LIST) for entry in entries):
            return data
        held = [entry for entry in entries if entry.filename.lower().endswith(_HOLDS)]
        if len(held) != 1:
            nested = any(entry.filename.lower().endswith(".zip") for entry in entries)
            more = ", and an archive within the archive" if nested else ""
            message = f"the archive holds {len(held)} tables, where one is expected{more}"
            remedy = "Deliver each file in an archive of its own."
            raise damaged(self.path, message, remedy)
        return unpacked(data, held[0], self.path)

    @cached_property
    def kind(self) -> str:
        """TEXT, WORKBOOK, PARQUET or DATABASE; ExtractError for what may not be opened."""
        data = self._contents
        if data.startswith((*PACKED, _OLD_OFFICE)):
            return WORKBOOK
        if data.startswith(_PARQUET):
            return PARQUET
        return DATABASE if data.startswith(_DATABASE) else TEXT

    def text(self, encoding: str = "") -> Opened:
        """Its text; ExtractError when it is none."""
        if self.kind != TEXT:
            raise self._other("a text")
        if encoding not in self._texts:
            opened = text_of(self._contents, self.path, encoding)
            self._texts[encoding] = opened if self.rows is None else _head(opened, self.rows)
        return self._texts[encoding]

    @cached_property
    def workbook(self) -> Workbook:
        """Its sheets; ExtractError when it is no workbook."""
        if self.kind != WORKBOOK:
            raise self._other("a workbook")
        return open_workbook(self._contents, self.path)

    def sheet_names(self) -> tuple[str, ...]:
        """Names of its sheets; none where it is no workbook. Nothing is decoded for it."""
        return names_of_sheets(self._contents, self.path) if self.kind == WORKBOOK else ()

    def parquet(self) -> pl.DataFrame:
        """Its table, under its own headers; ExtractError when it is damaged."""
        if self.kind != PARQUET:
            raise self._other("a Parquet table")
        try:
            return pl.read_parquet(self._contents, n_rows=self.rows)
        except (pl.exceptions.PolarsError, OSError) as error:
            message = f"the table cannot be read ({first_line(error)})"
            raise damaged(self.path, message, AGAIN) from error

    def _other(self, wanted: str) -> Exception:
        message = f"the file is {_NAMES[self.kind]}, not {wanted}"
        return damaged(self.path, message, "Deliver it in the layout of its source.")


_NAMES = {
    TEXT: "a text",
    WORKBOOK: "a workbook",
    PARQUET: "a Parquet table",
    DATABASE: "a database",
}


def _known(data: bytes) -> bool:
    return data.startswith((_PARQUET, _DATABASE, _OLD_OFFICE))


def _head(opened: Opened, rows: int) -> Opened:
    end = 0
    for _ in range(rows):
        end = opened.data.find(b"\n", end) + 1 or len(opened.data)
    return replace(opened, data=opened.data[:end])

"""Second opinion, reading: from a supplier's file to plain rows of text.

Input: a source record and a path. Output: one dictionary per row, column to text; wide files are
turned long, with the year under ``YEAR`` and the sheet of a workbook under ``SHEET``.
"""

import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Container, Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree

from tests.second_opinion.papers import Record

Row = dict[str, str]

YEAR, SHEET = "\0year", "\0sheet"
LEGEND = "Speciale waarden"
"""What the markers mean, under the data; some exports leave out the blank row before it."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW = re.compile(r"<row\b[^>]*?(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r'<c\b(?: r="([A-Z]+)\d+")?([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_TEXT = re.compile(r"<(?:v|t)\b[^>]*>([^<]*)<")
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def rows_of(source: Record, path: Path) -> Iterator[dict[str, str]]:
    """Rows of a file in the layout of its source."""
    layout = source.get("layout", "table")
    if layout == "swing_csv":
        yield from _swing_csv(source, path)
    elif layout == "swing_xlsx":
        yield from _swing_xlsx(source, path)
    elif path.suffix == ".xlsx":
        yield from _workbook(source, path)
    else:
        yield from _plain(path, _separator(path), _used(source))


def _separator(path: Path) -> str:
    with _opened(path) as file:
        header = file.readline()
    return max(",;|", key=header.count)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """A text, or the only one in an archive."""
    if path.suffix != ".zip":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.namelist()
        with archive.open(member) as data:
            yield io.TextIOWrapper(data, encoding="utf-8-sig", newline="")


def sheets_of(source: Record) -> set[str]:
    """The sheets that a source reads; none where its file is no workbook of several."""
    named = {value.get("sheet", source.get("sheet", "")) for value in source["values"]}
    return named - {""}


def _used(source: Record) -> set[str]:
    """The columns that a source reads."""
    values = source["values"]
    columns = {source["area"]["column"], source["period"].get("column", YEAR)}
    columns |= {trait["column"] for trait in source.get("traits", [])}
    columns |= {value["column"] for value in values}
    return columns | {column for value in values for column in value.get("when", {})}


def _plain(path: Path, separator: str, used: set[str] | None = None) -> Iterator[dict[str, str]]:
    with _opened(path) as file:
        lines = csv.reader(file, delimiter=separator)
        heads = [head.strip() for head in next(lines)]
        kept = [(i, head) for i, head in enumerate(heads) if used is None or head in used]
        for line in lines:
            yield {head: line[i].strip() for i, head in kept}


def _swing_csv(source: Record, path: Path) -> Iterator[dict[str, str]]:
    """``subject|year`` as heads, the name of the municipality in the first column."""
    for row in _plain(path, ";"):
        name = row[source["area"]["column"]]
        for head, text in row.items():
            subject, bar, year = head.rpartition("|")
            if bar:
                yield {source["area"]["column"]: name, YEAR: year, subject: text}


def _swing_xlsx(source: Record, path: Path) -> Iterator[dict[str, str]]:
    """Subjects in the last column of their block; years under them; data until a blank name."""
    ((_, lines),) = list(sheets(path))
    subjects, years, body = lines[1], lines[2], lines[3:]
    heads = sorted(column for column, text in subjects.items() if text and column)
    starts = [0, *heads]
    of_column = {
        column: re.sub(r"\s*\[[^]]*\](\s*\(\d+\))?$", "", subjects[last])
        for before, last in pairwise(starts)
        for column in range(before + 1, last + 1)
    }
    for line in body:
        if line.get(0, "").strip() in ("", LEGEND):
            return
        for column, subject in of_column.items():
            yield {
                source["area"]["column"]: line[0].strip(),
                YEAR: years[column],
                subject: line.get(column, ""),
            }


def _workbook(source: Record, path: Path) -> Iterator[dict[str, str]]:
    """The sheets that the source names, with heads in their first row."""
    asked = {_plain_head(head): head for head in _used(source)}
    for name, lines in sheets(path, sheets_of(source)):
        heads = {at: asked.get(_plain_head(text), text) for at, text in lines[0].items()}
        rows = [
            {SHEET: name} | {heads[i]: _meant(line.get(i, "")) for i in heads} for line in lines[1:]
        ]
        for first, second in source.get("shape", {}).get("swapped", []):
            if _stand_crosswise(rows, first, second, source):
                for row in rows:
                    row[first], row[second] = row[second], row[first]
        yield from rows


def _plain_head(head: str) -> str:
    return " ".join(head.split()).casefold()


def _stand_crosswise(rows: list[Row], first: str, second: str, source: Record) -> bool:
    """Whether two heads stand over each other's column: years, or parts and wholes, tell."""
    period = source["period"].get("column", YEAR)
    if period in (first, second):
        return not all(row[period][:4].isdecimal() for row in rows)
    return any(float(row[first] or 0) > float(row[second] or 0) for row in rows)


def _meant(text: str) -> str:
    """A text without padding, and with letters as they were before they were encoded twice."""
    if "Ã" in text:
        with contextlib.suppress(UnicodeError):
            text = text.encode("cp1252").decode("utf-8")
    return " ".join(text.split())


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets of a workbook."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return [str(sheet.get("name")) for sheet in book.iter(f"{_MAIN}sheet")]


def sheets(
    path: Path, wanted: Container[str] | None = None
) -> Iterator[tuple[str, list[dict[int, str]]]]:
    """The sheets of a workbook, or those wanted: name and rows, column number to text."""
    with zipfile.ZipFile(path) as archive:
        shared = _shared(archive)
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): str(link.get("Target")) for link in links}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for sheet in book.iter(f"{_MAIN}sheet"):
            name = str(sheet.get("name"))
            if wanted is None or name in wanted:
                target = targets[sheet.get(_LINK)].removeprefix("/xl/")
                yield name, _rows(archive.read(f"xl/{target}").decode(), shared)


def _rows(xml: str, shared: list[str]) -> list[dict[int, str]]:
    """Rows of a sheet that have any cell. Its cells are read by their shape: a tree of the
    largest sheets takes gigabytes."""
    found = []
    columns: dict[str, int] = {}
    for row in _ROW.findall(xml):
        cells, column = {}, -1
        for letters, attributes, inside in _CELL.findall(row):
            if letters and letters not in columns:
                columns[letters] = _column(letters)
            column = columns[letters] if letters else column + 1
            if text := _TEXT.search(inside):
                shared_one = ' t="s"' in attributes
                cells[column] = shared[int(text[1])] if shared_one else unescape(text[1])
        if cells:
            found.append(cells)
    return found


def _shared(archive: zipfile.ZipFile) -> list[str]:
    table = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in table]


def _column(reference: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in reference:
        number = number * 26 + ord(letter) - 64
    return number - 1

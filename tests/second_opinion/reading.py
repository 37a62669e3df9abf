"""Second opinion, reading: from a supplier's file to plain rows of text.

Input: a source record and a path. Output: one dictionary per row, column to text; wide files are
turned long, with the year under ``YEAR`` and the sheet of a workbook under ``SHEET``.
"""

import csv
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from tests.second_opinion.papers import Record

YEAR, SHEET = "\0year", "\0sheet"
LEGEND = "Speciale waarden"
"""What the markers mean, under the data; some exports leave out the blank row before it."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def rows_of(source: Record, path: Path) -> Iterator[dict[str, str]]:
    """Rows of a file in the layout of its source."""
    layout = source["layout"]
    if layout in ("tidy", "gsm_csv"):
        yield from _plain(path, ";" if layout == "gsm_csv" else ",", _used(source))
    elif layout == "swing_csv":
        yield from _swing_csv(source, path)
    elif layout == "swing_xlsx":
        yield from _swing_xlsx(source, path)
    elif layout == "gsm_workbook":
        yield from _workbook(path)
    else:
        raise NotImplementedError(layout)


def _used(source: Record) -> set[str]:
    """The columns that a source reads."""
    values = source["values"]
    columns = {source["area"]["column"], source["period"].get("column", YEAR)}
    columns |= {trait["column"] for trait in source.get("traits", [])}
    columns |= {value["column"] for value in values}
    return columns | {column for value in values for column in value.get("when", {})}


def _plain(path: Path, separator: str, used: set[str] | None = None) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
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


def _workbook(path: Path) -> Iterator[dict[str, str]]:
    """One sheet per indicator, with heads in its first row."""
    for name, lines in sheets(path):
        heads = lines[0]
        if "NIS-code" in heads.values():
            for line in lines[1:]:
                yield {SHEET: name} | {heads[i]: line.get(i, "").strip() for i in heads}


def sheets(path: Path) -> Iterator[tuple[str, list[dict[int, str]]]]:
    """Every sheet of a workbook: its name and its rows, column number to text."""
    with zipfile.ZipFile(path) as archive:
        shared = _shared(archive)
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): str(link.get("Target")) for link in links}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for sheet in book.iter(f"{_MAIN}sheet"):
            target = targets[sheet.get(_LINK)].removeprefix("/xl/")
            data = ElementTree.fromstring(archive.read(f"xl/{target}"))
            rows = data.iter(f"{_MAIN}row")
            yield str(sheet.get("name")), [_cells(row, shared) for row in rows]


def _shared(archive: zipfile.ZipFile) -> list[str]:
    table = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in table]


def _cells(row: ElementTree.Element, shared: list[str]) -> dict[int, str]:
    found = {}
    for cell in row.iter(f"{_MAIN}c"):
        value = cell.findtext(f"{_MAIN}v")
        if value is not None:
            text = shared[int(value)] if cell.get("t") == "s" else value
            found[_column(str(cell.get("r")))] = text
    return found


def _column(reference: str) -> int:
    """``A1`` is 0, ``AA7`` is 26."""
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number - 1

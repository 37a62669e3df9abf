"""Ground, moulds: workbooks with many rows, poured from a small one.

Input: a workbook that xlsxwriter made, with one blank row of the right look on each sheet that
takes rows. Output: the same workbook with that row replaced by as many as there are, as bytes
that are the same for the same rows.

xlsxwriter takes about two microseconds a cell, and downloads have tens of millions; rows as text
come from Polars in a fiftieth of that. Everything that is not a row is xlsxwriter's.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import unescape
from xml.sax.saxutils import escape

import polars as pl

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every entry of an archive: the same contents give the same bytes."""

_SHARED = "xl/sharedStrings.xml"
_ITEM = re.compile(r"<si><t(?: [^>]*)?>(.*?)</t></si>", re.DOTALL)
_LAST_ROW = re.compile(r'<row r="(\d+)"[^>]*>((?:<c r="[A-Z]+\d+" s="\d+"/>)+)</row></sheetData>')
_STYLE = re.compile(r' s="(\d+)"')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_SHEET = re.compile(r'<sheet name="([^"]+)" sheetId="(\d+)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Mould:
    """A workbook whose sheets wait for rows."""

    parts: Mapping[str, str]
    """Name inside the archive → XML."""
    sheets: Mapping[str, str]
    """Name of a sheet → name of its part."""
    texts: tuple[str, ...]
    """The shared strings, in order."""

    @property
    def index(self) -> dict[str, int]:
        """Text → its place among the shared strings."""
        return {text: place for place, text in reversed(list(enumerate(self.texts)))}

    def styles(self, sheet: str) -> list[int]:
        """The style of each column of the blank row of ``sheet``."""
        return [int(style) for style in _STYLE.findall(_blank(self.parts[self.sheets[sheet]])[2])]

    def first_row(self, sheet: str) -> int:
        """Number of the row where rows are poured in."""
        return int(_blank(self.parts[self.sheets[sheet]])[1])


def mould_of(workbook: bytes) -> Mould:
    """The mould inside a workbook of xlsxwriter's."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    names = _SHEET.findall(parts["xl/workbook.xml"])
    sheets = {unescape(name): f"xl/worksheets/sheet{number}.xml" for name, number in names}
    texts = tuple(unescape(text) for text in _ITEM.findall(parts[_SHARED]))
    return Mould(parts, sheets, texts)


def with_texts(mould: Mould, texts: Iterable[str]) -> Mould:
    """The mould with more shared strings, for rows to refer to."""
    known = set(mould.texts)
    new = [text for text in dict.fromkeys(texts) if text not in known]
    items = "".join(_item(text) for text in new)
    shared = mould.parts[_SHARED].replace("</sst>", f"{items}</sst>")
    shared = re.sub(r'(<sst [^>]*?) count="\d+" uniqueCount="\d+"', r"\1", shared)
    return replace(mould, parts={**mould.parts, _SHARED: shared}, texts=(*mould.texts, *new))


def pour(
    mould: Mould, rows: Mapping[str, list[str]], words: Mapping[str, str], level: int = 6
) -> bytes:
    """The workbook with ``rows`` (name of a sheet → its rows as XML), and with ``words`` in
    place of the texts that stand for them; ``level`` says how hard it is packed (1 to 9)."""
    parts = dict(mould.parts)
    for sheet, lines in rows.items():
        parts[mould.sheets[sheet]] = _filled(parts[mould.sheets[sheet]], lines)
    for name in (_SHARED, "docProps/core.xml"):
        for old, new in words.items():
            parts[name] = parts[name].replace(escape(old), escape(new))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"), compresslevel=level)
    return out.getvalue()


def _blank(xml: str) -> re.Match[str]:
    """The blank row, the last of its sheet. Raises ValueError without one."""
    found = _LAST_ROW.search(xml)
    if found is None:
        raise ValueError("the sheet has no blank row to pour into")
    return found


def _filled(xml: str, lines: list[str]) -> str:
    blank = _blank(xml)
    before, after = xml[: blank.start()], xml[blank.end() :]
    return "".join((_DIMENSION.sub("", before), *lines, "</sheetData>", after))


def _item(text: str) -> str:
    clean = escape(_CONTROL.sub("", text))
    space = ' xml:space="preserve"' if clean != clean.strip() else ""
    return f"<si><t{space}>{clean}</t></si>"


# --- cells and rows as text -----------------------------------------------------------------


def text_cell(place: pl.Expr, style: int | pl.Expr) -> pl.Expr:
    """A cell with a shared string; ``place`` is its number."""
    if isinstance(style, pl.Expr):
        return pl.format('<c s="{}" t="s"><v>{}</v></c>', style, place)
    return pl.format(f'<c s="{style}" t="s"><v>{{}}</v></c>', place)


def number_cell(number: pl.Expr, style: int | pl.Expr) -> pl.Expr:
    """A cell with a number; ``number`` is its text, with a decimal point."""
    if isinstance(style, pl.Expr):
        return pl.format('<c s="{}"><v>{}</v></c>', style, number)
    return pl.format(f'<c s="{style}"><v>{{}}</v></c>', number)


def row(first: int, cells: Iterable[pl.Expr], book: str = "") -> pl.Expr:
    """Rows of a sheet, numbered from ``first``, of cells in the order of the columns.

    ``book`` names the column that says in which workbook a row stands; empty: all in one.
    """
    number = pl.int_range(first, pl.len() + first)
    number = number.over(book) if book else number
    return pl.concat_str(pl.format('<row r="{}">', number), *cells, pl.lit("</row>"))

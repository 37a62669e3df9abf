"""Extracts, reader of workbooks exported from a Swing site. Output: raw frame.

A title; a row of subjects, each in the last column of its block, with its unit and footnote
marks behind it; a row of years; then areas by name. After an empty row come the legend, the
sources and the footnotes, which are dropped.
"""

import re
from itertools import islice

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.plain_files import damaged
from scan.extracts.readers.swing import Block, from_blocks
from scan.extracts.readers.tables import Table, refuse_long_headers

_YEAR = re.compile(r"\d{4}([-/]\d{2,4})?")
_LOOKED_AT = 20
"""Rows among which the row of years must be."""


def read(source: Source, file: Delivered) -> pl.DataFrame:
    """Raw frame of the first sheet; ExtractError when it is damaged."""
    workbook, path = file.workbook, file.path
    name = workbook.names[0]
    sheet = workbook.sheet(name)
    found = find_blocks(sheet)
    if found is None:
        raise damaged(
            path,
            "no row of years",
            "Deliver the export as it comes from the site.",
            f"sheet {name}",
        )
    years_at, subjects, blocks = found
    refuse_long_headers(subjects, path, name)
    body = _body(sheet, years_at + 1)
    columns = {0, *(block.position for block in blocks)}
    odd = workbook.refuse_odd(name, years_at + 2, years_at + 1 + body.height, columns)
    body = body if file.rows is None else body.head(file.rows)
    table = Table(subjects, body, row=years_at, remarks=odd)
    return from_blocks(source, table, 0, blocks, path)


def find_blocks(sheet: pl.DataFrame) -> tuple[int, tuple[str, ...], tuple[Block, ...]] | None:
    """Where the row of years stands (the first row being 0), the row of subjects above it, and
    the columns of figures; ``None`` where no row is one of years."""
    cells = [tuple(_text(cell) for cell in row[1:]) for row in sheet.head(_LOOKED_AT).iter_rows()]
    years_at = next((at for at, row in enumerate(cells) if at and _are_years(row)), None)
    if years_at is None:
        return None
    subjects = cells[years_at - 1]
    return years_at, subjects, _blocks(subjects, cells[years_at])


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _are_years(row: tuple[str, ...]) -> bool:
    texts = [text for text in islice(row, 1, None) if text]
    return bool(texts) and all(_YEAR.fullmatch(text) for text in texts)


def _blocks(subjects: tuple[str, ...], years: tuple[str, ...]) -> tuple[Block, ...]:
    """A block per column of figures: its subject is the next one to the right."""
    blocks: list[Block] = []
    subject = ""
    for at in range(len(years) - 1, 0, -1):
        subject = subjects[at] or subject
        if years[at] and subject:
            blocks.append(Block(at, subject, years[at]))
    return tuple(reversed(blocks))


def _body(sheet: pl.DataFrame, start: int) -> pl.DataFrame:
    """Rows from ``start`` to the first one without an area."""
    rows = sheet.slice(start)
    empty = rows.filter(pl.col("c0").str.strip_chars().fill_null("") == "").get_column("row")
    return rows.filter(pl.col("row") < empty[0]) if len(empty) else rows

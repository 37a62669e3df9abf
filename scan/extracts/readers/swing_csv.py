"""Extracts, reader of CSV exports of a Swing site. Output: raw frame.

A wide table: names of areas in the first column, then ``<subject>|<year>``; several subjects
can stand side by side. After an empty line may come a legend, which is dropped.
"""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import Opened, open_text
from scan.extracts.readers.swing import Block, from_blocks
from scan.extracts.readers.tables import Table, locate

_EMPTY_LINE = re.compile(rb"\n[;\" \t]*\n")


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the export at ``path``; ExtractError when it is damaged."""
    return parse(source, open_text(path), path)


def parse(source: Source, opened: Opened, path: Path) -> pl.DataFrame:
    """Raw frame of the text of an export."""
    text = opened.data.lstrip(b"\n")
    body = _EMPTY_LINE.split(text, maxsplit=1)[0] + b"\n"
    table = read_table(replace(opened, data=body), path, ";")
    empty = len(opened.data) - len(text)
    table = replace(table, frame=table.frame.with_columns(pl.col("row") + empty))
    area = locate((source.area.column,), table, path)[source.area.column]
    return from_blocks(source, table, area, _blocks(table, area), path)


def _blocks(table: Table, area: int) -> tuple[Block, ...]:
    blocks = []
    for at, header in enumerate(table.header):
        subject, bar, period = header.rpartition("|")
        if at != area and bar:
            blocks.append(Block(at, subject.strip(), period.strip()))
    return tuple(blocks)

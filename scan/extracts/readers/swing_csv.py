"""Extracts, reader of CSV exports of a Swing site. Output: raw frame.

A wide table: names of areas in the first column, then ``<subject>|<year>``; several subjects
can stand side by side. Under an empty line may come a legend, which is dropped.
"""

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.headers import Needs
from scan.extracts.readers.swing import Block, from_blocks
from scan.extracts.readers.tables import Table, locate


def read(source: Source, file: Delivered) -> pl.DataFrame:
    """Raw frame of an export; ExtractError when it is damaged."""
    wanted = Needs(source.area.column, "", (), ())
    opened = file.text(source.shape.encoding)
    table = read_table(opened, file.path, source.shape, wanted, whole=True)
    area = locate((source.area.column,), table, file.path, source.shape)[source.area.column]
    return from_blocks(source, table, area, _blocks(table, area), file.path)


def _blocks(table: Table, area: int) -> tuple[Block, ...]:
    blocks = []
    for at, header in enumerate(table.header):
        subject, bar, period = header.rpartition("|")
        if at != area and bar:
            blocks.append(Block(at, subject.strip(), period.strip()))
    return tuple(blocks)

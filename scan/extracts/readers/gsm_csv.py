"""Extracts, reader of indicator downloads of the Gemeente-Stadsmonitor. Output: raw frame.

One row per municipality, year and category; semicolons, a decimal comma, nothing quoted, an
empty last field where there is no figure.
"""

import re
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import Opened, open_text
from scan.extracts.readers.tables import to_raw

KNOWN = ("Gemeente", "NIS-code", "Indicator")
"""Columns that every download has."""

_PER_CENT = re.compile(r"\s*\(%\)$")
_LAST_PARENTHESES = re.compile(r"(\s*\([^()]*\))+$")


def without_unit(header: str) -> str:
    """``Eens (%)`` → ``Eens``."""
    return _PER_CENT.sub("", header)


def without_parentheses(header: str) -> str:
    """``Hoog (8 of meer) (%)`` → ``Hoog``."""
    return _LAST_PARENTHESES.sub("", header)


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the download at ``path``; ExtractError when it is damaged."""
    return parse(source, open_text(path), path)


def parse(source: Source, opened: Opened, path: Path) -> pl.DataFrame:
    """Raw frame of the text of a download."""
    table = read_table(opened, path, ";")
    return to_raw(source, table, path, (without_unit,), KNOWN)

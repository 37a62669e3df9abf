"""Publish, offer: which files are offered for download, and what is said of them.

Input: nothing but codes and names. Output: paths inside the folder ``data/`` of a site, which
never change, and the records from which the metadata are written.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.addresses import site_address
from scan.catalogue.areas import Area
from scan.files import write_bytes
from scan.publish.series_tables import Stock

FOLDER = "data"
FORMATS = ("csv", "xlsx", "parquet")


@dataclass(frozen=True, slots=True)
class File:
    """A file that was written."""

    path: str
    """From the folder of the downloads, with slashes."""
    size: int
    sha256: str

    @property
    def format(self) -> str:
        """Its ending: ``csv``, ``xlsx``, ``parquet``, ``zip``."""
        return self.path.rsplit(".", 1)[1]


@dataclass(frozen=True, slots=True)
class Offered:
    """The series of one indicator as they are offered."""

    indicator: str
    unit: str
    files: Mapping[str, File]
    """Format → file."""
    columns: tuple[str, ...]
    """Of the table, by the names of ``series_tables.TABLE``."""
    rows: int
    first: int
    last: int
    delivered: str
    """ISO date of the newest delivery; empty when it is not known."""
    sources: tuple[str, ...]
    regions: tuple[str, ...]
    """NIS codes of the regions that its areas lie in."""
    groups: File | None = None
    """The middle figures of groups of municipalities; of everything together there is none."""


def series_path(code: str, kind: str, stock: Stock) -> str:
    """Where the series of an indicator stand: ``reeksen/DE_36.csv``."""
    return f"{stock.words['folder.series']}/{code}{stock.suffix}.{kind}"


def groups_path(code: str, stock: Stock) -> str:
    """Where the groups of an indicator stand: ``reeksen/DE_36-groepen.csv``."""
    return series_path(f"{code}{stock.words['file.groups']}", "csv", stock)


def workbook_path(area: Area, stock: Stock) -> str:
    """Where the workbook of a municipality stands: ``gemeenten/12025-mechelen.xlsx``."""
    return f"{stock.words['folder.towns']}/{area.nis}-{area.slug}{stock.suffix}.xlsx"


def all_path(kind: str, stock: Stock) -> str:
    """Where everything in one file stands: ``overzicht/alles.parquet``."""
    words = stock.words
    return f"{words['folder.all']}/{words['file.all']}{stock.suffix}.{kind}"


def code_list_path(name: str, stock: Stock) -> str:
    """Where a list of codes stands: ``codes/gebieden.csv``."""
    return f"{stock.words['folder.codes']}/{name}.csv"


def base_address(stock: Stock) -> str:
    """Address of the folder of the downloads, with a slash at the end; empty: relative."""
    site = site_address(stock.words)
    return f"{site}{FOLDER}/" if site else ""


def put(folder: Path, path: str, data: bytes) -> File:
    """Writes a file below ``folder``; says what it is."""
    write_bytes(folder / path, data)
    return File(path, len(data), hashlib.sha256(data).hexdigest())

"""Extracts, reader of the layout in which figures are put into Swing. Output: raw frame.

Columns ``period``, ``geolevel``, ``geoitem`` and one per subject; a nameless running number may
come first. Figures that are no figures are codes from -99996 to -99999, which the source lists
among its markers.
"""

from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import read_table
from scan.extracts.readers.opening import Opened, open_text
from scan.extracts.readers.tables import to_raw

KNOWN = ("period", "geolevel", "geoitem")
"""Columns that every upload has."""


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the upload at ``path``; ExtractError when it is damaged."""
    return parse(source, open_text(path), path)


def parse(source: Source, opened: Opened, path: Path) -> pl.DataFrame:
    """Raw frame of the text of an upload."""
    return to_raw(source, read_table(opened, path, ",;\t|"), path, known=KNOWN)

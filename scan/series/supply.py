"""Series, supply: what all indicators are computed from.

Input: clean frames, cubes and what protection decided. Output: :class:`Supply`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scan.catalogue.reading import Catalogue
from scan.series.cubes import Cube
from scan.series.divisions import Divisions
from scan.series.protection import Protection


@dataclass(frozen=True, slots=True)
class Supply:
    """Everything that indicators are computed from, for one date."""

    frames: Mapping[str, pl.DataFrame]
    cubes: tuple[Cube, ...]
    catalogue: Catalogue
    as_of: datetime.date
    protection: Protection
    divisions: Divisions

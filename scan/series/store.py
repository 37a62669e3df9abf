"""Series, store: all figures of one delivery, safe to show, on disk as Parquet.

Input: clean frames and the catalogue. Output: a folder with ``figures.parquet`` (the columns of
``series.plans.FIGURES``) and ``positions.parquet``. Nothing after this
stage ever sees an unsafe number.
"""

import datetime
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan import files
from scan.catalogue.reading import Catalogue
from scan.series.cubes import build_cubes
from scan.series.demands import delivered_plans, demand_of
from scan.series.divisions import Divisions
from scan.series.identities import Book
from scan.series.indicators import difference_of, figures_of
from scan.series.plans import FIGURES, Supply
from scan.series.positions import positions_of
from scan.series.protection import protect

FIGURES_FILE = "figures.parquet"
POSITIONS_FILE = "positions.parquet"
FORMAT = 2
"""Raised whenever a store written by earlier code must not be read any more."""


@dataclass(frozen=True, slots=True)
class Store:
    """Figures, and where municipalities stand among all.

    ``figures`` may be restricted to some areas; ``positions`` has one row per indicator and
    region (columns of ``series.positions.POSITIONS``).
    """

    figures: pl.DataFrame
    positions: pl.DataFrame


def build_store(
    frames: Mapping[str, pl.DataFrame], catalogue: Catalogue, as_of: datetime.date
) -> Store:
    """Computes every indicator of the catalogue that the frames can feed."""
    known = {source: _known_at(frame, catalogue, as_of) for source, frame in frames.items()}
    cubes = build_cubes(known, catalogue, as_of)
    newest = catalogue.areas.newest_division
    today = cubes if as_of >= newest else build_cubes(frames, catalogue, newest)
    book = Book(catalogue)
    demand = demand_of(delivered_plans(catalogue, frames.keys()), book)
    protection = protect(frames, today, demand, book, as_of)
    divisions = Divisions(catalogue.areas, as_of)
    supply = Supply(known, cubes, catalogue, as_of, protection, divisions)
    done: dict[str, pl.DataFrame] = {}
    for indicator in catalogue.indicators.values():
        rows = None if indicator.difference else figures_of(indicator, supply)
        if rows is not None:
            done[indicator.id] = rows
    for indicator in catalogue.indicators.values():
        if indicator.difference and indicator.difference.of in done:
            done[indicator.id] = difference_of(indicator, done[indicator.difference.of])
    figures = pl.concat([pl.DataFrame(schema=FIGURES), *done.values()])
    ordered = figures.sort("area", "indicator", "period", "main", "b1", "b2")
    return Store(ordered, positions_of(ordered, catalogue, as_of))


def _known_at(frame: pl.DataFrame, catalogue: Catalogue, as_of: datetime.date) -> pl.DataFrame:
    """Figures of later periods are left out when municipalities merged after ``as_of``."""
    if any(merger.date > as_of for merger in catalogue.areas.mergers):
        return frame.filter(pl.col("period") <= as_of.year)
    return frame


def store_key(fingerprint: str, catalogue_hash: str, as_of: datetime.date) -> str:
    """Name of the folder of a store: a hash of what it is made from."""
    parts = json.dumps([FORMAT, pl.__version__, fingerprint, catalogue_hash, as_of.isoformat()])
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def save_store(store: Store, folder: Path) -> None:
    """Writes the store; the file that is read first is written last."""
    files.write_bytes(folder / POSITIONS_FILE, parquet(store.positions))
    files.write_bytes(folder / FIGURES_FILE, parquet(store.figures))


def parquet(frame: pl.DataFrame) -> bytes:
    """A frame as the bytes of a Parquet file, the same for the same frame."""
    target = io.BytesIO()
    frame.write_parquet(target, row_group_size=50_000)
    return target.getvalue()


def open_store(folder: Path, areas: Iterable[str] | None = None) -> Store | None:
    """The store in ``folder``, of all areas or some; ``None`` when there is none."""
    path = folder / FIGURES_FILE
    if not path.exists():
        return None
    lazy = pl.scan_parquet(path)
    if areas is not None:
        wanted = list(areas)
        lazy = lazy.filter(pl.col("area").is_in(wanted) | pl.col("into").is_in(wanted))
    return Store(lazy.collect(), pl.read_parquet(folder / POSITIONS_FILE))

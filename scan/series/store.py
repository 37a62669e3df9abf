"""Series, store: all figures of one delivery, safe to show, on disk as Parquet.

Input: the figures that ``series.building`` made. Output: a folder with ``figures.parquet`` (the
columns of ``frames.Figures``), ``positions.parquet``, ``counts.parquet``: which counts are shown
and hidden, for ``series.memory``; and ``turns.parquet``: which of them the releases before told
otherwise. Nothing after this stage ever sees an unsafe number.
What reads a store needs none of the libraries that make one.
"""

import datetime
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from dataframely import DataFrame

from scan import files
from scan.series.frames import Cells, Figures, Positions, Turns

FIGURES_FILE = "figures.parquet"
POSITIONS_FILE = "positions.parquet"
COUNTS_FILE = "counts.parquet"
TURNS_FILE = "turns.parquet"
STORE = "store"
"""Column that tells the counts of one release from those of another, where they stand together."""
FORMAT = 4
"""Raised whenever a store written by earlier code must not be read any more."""


@dataclass(frozen=True, slots=True)
class Store:
    """Figures, and where municipalities stand among all.

    ``figures`` may be restricted to some areas; ``positions`` has one row per indicator and
    region.
    """

    figures: DataFrame[Figures]
    positions: DataFrame[Positions]
    counts: DataFrame[Cells] | None = None
    turns: DataFrame[Turns] | None = None
    """Only where the store was made just now, as ``counts``."""


def store_key(
    fingerprint: str, catalogue_hash: str, as_of: datetime.date, memory: Iterable[str] = ()
) -> str:
    """Name of the folder of a store: a hash of what it is made from, ``memory`` (names of its
    files) included."""
    made_of = [FORMAT, pl.__version__, fingerprint, catalogue_hash, as_of.isoformat()]
    parts = json.dumps([*made_of, sorted(memory)])
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def save_store(store: Store, folder: Path) -> None:
    """Writes the store; the file that is read first is written last."""
    counts = Cells.create_empty() if store.counts is None else store.counts
    turns = Turns.create_empty() if store.turns is None else store.turns
    files.write_bytes(folder / TURNS_FILE, parquet(turns))
    files.write_bytes(folder / COUNTS_FILE, parquet(counts))
    files.write_bytes(folder / POSITIONS_FILE, parquet(store.positions))
    files.write_bytes(folder / FIGURES_FILE, parquet(store.figures))


def parquet(frame: pl.DataFrame) -> bytes:
    """A frame as the bytes of a Parquet file, the same for the same frame."""
    target = io.BytesIO()
    frame.write_parquet(target, row_group_size=50_000)
    return target.getvalue()


def open_store(folder: Path, areas: Iterable[str] | None = None) -> Store | None:
    """The store in ``folder``, of all areas or some; ``None`` when there is none, or a damaged
    one."""
    try:
        figures = Figures.cast(scan_figures(folder, areas).collect())
        return Store(figures, Positions.cast(pl.read_parquet(folder / POSITIONS_FILE)))
    except (FileNotFoundError, pl.exceptions.ComputeError):
        return None


def turns_of(folder: Path) -> dict[str, int]:
    """How many counts the store in ``folder`` hides that releases before showed, by cause
    (``hidden: small``), and the other way round (``shown: public``)."""
    lazy = pl.scan_parquet(folder / TURNS_FILE)
    way = pl.when("hidden").then(pl.lit("hidden: ")).otherwise(pl.lit("shown: "))
    rows = lazy.group_by(pl.concat_str(way, "cause").alias("turn")).len().sort("turn")
    return dict(rows.collect().iter_rows())


def ways_of(folder: Path) -> dict[str, int]:
    """Of each indicator in the store in ``folder``, which of its ways feeds it. Raises
    FileNotFoundError when there is none."""
    lazy = scan_figures(folder).group_by("indicator").agg(pl.col("alternative").first())
    return dict(lazy.collect().iter_rows())


def scan_figures(folder: Path, areas: Iterable[str] | None = None) -> pl.LazyFrame:
    """The figures in ``folder``, of all areas or some, for what need not hold them together."""
    lazy = pl.scan_parquet(folder / FIGURES_FILE)
    if areas is None:
        return lazy
    wanted = list(areas)
    return lazy.filter(pl.col("area").is_in(wanted) | pl.col("into").is_in(wanted))

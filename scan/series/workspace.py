"""Series, workspace: the store that a command works on, made when it is not there yet.

Input: an output folder and, optionally, a folder of extracts. Output: a :class:`Workspace` that
knows the extracts, the date and the store on disk. Extracts are those asked for, else the
accepted deliveries, else made-up ones, written once.
"""

import datetime
import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from scan.catalogue.reading import CATALOGUE, ROOT, Catalogue
from scan.extracts.database import FOLDER, with_databases
from scan.extracts.deliveries import (
    Extracts,
    choose_extracts,
    find_extracts,
    load_extracts,
    municipal_extracts,
)
from scan.extracts.made_up import write_made_up
from scan.files import write_bytes, write_text
from scan.series.positions import POSITIONS, settled
from scan.series.store import Store, build_store, open_store, parquet, save_store, store_key

SAMPLE = "sample-extracts"
_STAMP = "made-with.txt"
_CODE = ("catalogue", "extracts", "series")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a command works on."""

    output: Path
    extracts: Extracts
    catalogue: Catalogue
    as_of: datetime.date
    store_folder: Path

    @property
    def made_up(self) -> bool:
        """Whether the figures are made up."""
        return self.extracts.made_up

    @property
    def shelf(self) -> Path:
        """Where products go: those of made-up figures stay apart."""
        return self.output / "sample" if self.made_up else self.output

    def store(self, areas: tuple[str, ...] | None = None) -> Store:
        """The figures of some areas, or of all. Raises FileNotFoundError when they are gone."""
        store = open_store(self.store_folder, areas)
        if store is None:
            raise FileNotFoundError(self.store_folder)
        kept = self.kept_positions
        if not kept.is_file() or self.as_of != self.catalogue.areas.newest_division:
            return store
        seen = kept.stat()
        positions = _settled(self.store_folder, kept, (seen.st_mtime_ns, seen.st_ino))
        return replace(store, positions=positions)

    @property
    def kept_positions(self) -> Path:
        """The spreads that stand in the reports on the shelf."""
        return self.shelf / "receipts" / "positions.parquet"

    def keep_positions(self) -> None:
        """Fixes the spreads of municipalities until another delivery comes."""
        data = parquet(self.store(()).positions)
        if not self.kept_positions.is_file() or self.kept_positions.read_bytes() != data:
            write_bytes(self.kept_positions, data)


@lru_cache(maxsize=8)
def _settled(store_folder: Path, kept: Path, seen: tuple[int, int]) -> pl.DataFrame:
    """Spreads to display; ``seen`` tells one content of ``kept`` from another."""
    fresh = open_store(store_folder, ())
    if fresh is None:
        raise FileNotFoundError(store_folder)
    before = pl.read_parquet(kept)
    if before.schema != pl.Schema(POSITIONS):
        return fresh.positions
    return settled(before, fresh.positions)


def open_workspace(
    output: Path,
    folder: Path | None,
    catalogue: Catalogue,
    as_of: datetime.date | None,
    tell: Tell,
) -> Workspace:
    """Finds the extracts and makes the store where it is missing.

    ``tell`` gets a line before each step that takes time. Raises ``ExtractError`` with every
    fault of the extracts.
    """
    chosen = choose_extracts(folder, output, catalogue)
    if chosen is None:
        chosen = find_extracts(_sample(output, catalogue, tell), catalogue)
    extracts = with_databases(chosen, catalogue, os.environ, output / FOLDER)
    date = as_of or catalogue.areas.newest_division
    key = store_key(extracts.fingerprint, made_with(), date)
    workspace = Workspace(output, extracts, catalogue, date, output / "series" / key)
    if open_store(workspace.store_folder, ()) is None:
        tell(f"Reading extracts from {extracts.folder} …")
        frames = load_extracts(municipal_extracts(extracts, catalogue), catalogue)
        tell("Computing series …")
        save_store(build_store(frames, catalogue, date), workspace.store_folder)
    return workspace


def made_with() -> str:
    """Hash of the code and the catalogue that series are made with."""
    digest = hashlib.sha256()
    paths = [p for name in _CODE for p in (ROOT / "scan" / name).rglob("*.py")]
    paths += [p for p in CATALOGUE.rglob("*.*") if p.suffix in (".toml", ".csv")]
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sample(output: Path, catalogue: Catalogue, tell: Tell) -> Path:
    """The made-up extracts under ``output``, written again when code or catalogue changed."""
    folder = output / SAMPLE
    stamp = folder / _STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == made_with():
        return folder
    tell(f"Writing made-up extracts to {folder} …")
    aside = output / f".tmp-{SAMPLE}"
    shutil.rmtree(aside, ignore_errors=True)
    write_made_up(aside, catalogue)
    write_text(aside / _STAMP, made_with())
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)
    return folder
